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
    EXCLUDE = "Exclude counterparts, sectors or modalities for a country."
    READ_EXCLUSIONS = "See a country's exclusions."
    IMPORT = "Import a file of records."
    EXPORT = "Export everything one may read."
    MANAGE_ORGANIZATIONS = "Register and change organizations."


_OWNER = (p.focal_point_of_country, p.submitter_of_entry, p.agency_of_organization, p.system_of_owner)

TABLE: dict[Permission, tuple[p.Predicate, ...]] = {
    Permission.READ_PUBLIC: (p.anyone,),
    Permission.READ_OWN: (*_OWNER, p.system_reads_owner, p.administrator),
    Permission.WRITE: _OWNER,
    Permission.SUBMIT: _OWNER,
    Permission.PUBLISH: (p.focal_point_of_country, p.agency_of_organization),
    Permission.REJECT: (p.focal_point_of_country,),
    Permission.KEEP: _OWNER,
    Permission.DISMISS: _OWNER,
    Permission.EXCLUDE: (p.focal_point_of_country,),
    Permission.READ_EXCLUSIONS: (p.focal_point_of_country, p.administrator),
    Permission.IMPORT: (
        p.focal_point_of_country,
        p.submitter_of_entry,
        p.agency_of_organization,
        p.system_imports,
    ),
    Permission.EXPORT: (p.anyone,),
    Permission.MANAGE_ORGANIZATIONS: (p.administrator,),
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
