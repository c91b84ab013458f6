"""What can be allowed, and to whom: one table, deny by default.

``docs/reference/permissions.md`` is made from it. Every route names its permission (``declares``), every use case
asks for it (``require``) with the subject at hand.
"""

from enum import StrEnum
from typing import Any

from app.access import predicates as p
from app.core.actor import Actor
from app.core.errors import NotAllowed, NotSignedIn


class Permission(StrEnum):
    """Each with the sentence that documentation shows."""

    READ_PUBLIC = "Read published, valid records, matches between them, vocabularies and the statement."
    READ_OWN = "Read a record that is not public, and its whole history."
    WRITE = "Enter, change or delete a record."
    SUBMIT = "Submit a record to the focal point."
    PUBLISH = "Publish a record, or the change that waits; endorse a business or NGO entry."
    REJECT = "Send a submitted record back with a reason."
    KEEP = "Assure, withdraw or fulfil a record."
    DISMISS = "Put a proposed pair away, or take it back."
    TALK = "Ask the other sides of a match to talk, and answer."
    READ_INTERESTS = "Read who asked whom to talk; the sides themselves with what was said."
    READ_HINTS = "See what a country could also offer."
    MARK_SUPPORT = "Say what one's organization does for a need and until when, or take that back."
    READ_SUPPORT = "See which organizations support a need."
    READ_OPPORTUNITIES = "See what could be done next: unanswered needs, exchanges, triangles, what needs attention."
    EXCLUDE = "Exclude counterparts, sectors or modalities for a country."
    READ_EXCLUSIONS = "See a country's exclusions."
    IMPORT = "Import a file of records."
    EXPORT = "Export everything one may read."
    EXPORT_COUNTRY = "Take out everything that the register keeps for a country."
    MANAGE_ORGANIZATIONS = "Register and change organizations."
    SIGN_IN = "Sign in and out, accept an invitation, ask for a new password."
    OWN_ACCOUNT = "See the desk, and see and change one's own account."
    MANAGE_ACCOUNTS = "Invite people, and appoint, reset or end their accounts."
    READ_HANDOVER = "Read everything of a country that is open, for whoever takes over."
    DELEGATE = "Let a coordinator's organization enter drafts for a country, and end that."
    READ_DELEGATIONS = "See who may enter drafts for a country; coordinators those of their organization."
    USE_LINK = "Use a signed link from a letter: assure a record, or end letters."


_OWNER = (p.focal_point_of_country, p.submitter_of_entry, p.agency_of_organization, p.system_of_owner)

TABLE: dict[Permission, tuple[p.Predicate, ...]] = {
    Permission.READ_PUBLIC: (p.anyone,),
    Permission.READ_OWN: (*_OWNER, p.delegate_of_country, p.system_reads_owner, p.administrator),
    Permission.WRITE: (*_OWNER, p.delegate_of_country),
    Permission.SUBMIT: _OWNER,
    Permission.PUBLISH: (p.focal_point_of_country, p.agency_of_organization),
    Permission.REJECT: (p.focal_point_of_country,),
    Permission.KEEP: _OWNER,
    Permission.DISMISS: _OWNER,
    Permission.TALK: (p.focal_point_of_country, p.agency_of_organization),
    Permission.READ_INTERESTS: (p.focal_point_of_country, p.agency_of_organization, p.coordinator),
    Permission.READ_HINTS: (p.focal_point_of_country, p.coordinator),
    Permission.MARK_SUPPORT: (p.agency_that_supports,),
    Permission.READ_SUPPORT: (
        p.agency,
        p.coordinator,
        p.administrator,
        p.focal_point_of_country,
        p.submitter_of_entry,
        p.system_reads_owner,
    ),
    Permission.READ_OPPORTUNITIES: (p.signed_in,),
    Permission.EXCLUDE: (p.focal_point_of_country,),
    Permission.READ_EXCLUSIONS: (p.focal_point_of_country, p.administrator),
    Permission.IMPORT: (
        p.focal_point_of_country,
        p.submitter_of_entry,
        p.agency_of_organization,
        p.system_imports,
    ),
    Permission.EXPORT: (p.anyone,),
    Permission.EXPORT_COUNTRY: (p.focal_point_of_country, p.system_reads_owner),
    Permission.MANAGE_ORGANIZATIONS: (p.administrator,),
    Permission.SIGN_IN: (p.anyone,),
    Permission.OWN_ACCOUNT: (p.signed_in,),
    Permission.MANAGE_ACCOUNTS: (p.administrator, p.country_admin_of_country, p.coordinator_of_vacancy),
    Permission.READ_HANDOVER: (p.focal_point_of_country, p.administrator),
    Permission.DELEGATE: (p.focal_point_of_country,),
    Permission.READ_DELEGATIONS: (p.focal_point_of_country, p.coordinator, p.administrator),
    Permission.USE_LINK: (p.anyone,),
}


def allows(permission: Permission, actor: Actor, subject: p.Subject) -> bool:
    """Whether any alternative of the table holds."""
    return any(predicate(actor, subject) for predicate in TABLE[permission])


def require(permission: Permission, actor: Actor, subject: p.Subject) -> None:
    """Raises NotSignedIn for a visitor, NotAllowed for anyone else whom the table does not name."""
    if allows(permission, actor, subject):
        return
    if actor.is_anonymous:
        raise NotSignedIn("not-signed-in")
    raise NotAllowed("not-allowed", permission=permission.name.lower())


def declares(permission: Permission) -> dict[str, Any]:
    """What a route says of itself, for the API description and the house test."""
    return {"x-permission": permission.name.lower()}
