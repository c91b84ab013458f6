"""Who stands how to a subject: small pure questions, the words of the permission table."""

from collections.abc import Callable
from dataclasses import dataclass

from app.core.actor import Actor, Role


@dataclass(frozen=True, slots=True)
class Subject:
    """What access rules need to know of what is acted on. None: not so owned. ``stage``: of a stored record."""

    kind: str
    country: str | None = None
    organization: str | None = None
    entered_as: str | None = None
    stage: str | None = None


Predicate = Callable[[Actor, Subject], bool]
FOCAL = frozenset({Role.FOCAL_POINT, Role.COUNTRY_ADMIN})


def anyone(_actor: Actor, _subject: Subject) -> bool:
    """Everybody, signed in or not."""
    return True


def signed_in(actor: Actor, _subject: Subject) -> bool:
    """Whoever has an account or token."""
    return not actor.is_anonymous


def administrator(actor: Actor, _subject: Subject) -> bool:
    """The administrator."""
    return actor.role is Role.ADMINISTRATOR


def focal_point_of_country(actor: Actor, subject: Subject) -> bool:
    """A focal point (or country administrator) of the country that owns it."""
    return actor.role in FOCAL and subject.country is not None and actor.country == subject.country


def country_admin_of_country(actor: Actor, subject: Subject) -> bool:
    """The country administrator of the country it belongs to."""
    return actor.role is Role.COUNTRY_ADMIN and subject.country is not None and actor.country == subject.country


def coordinator(actor: Actor, _subject: Subject) -> bool:
    """A coordinator of a region or group."""
    return actor.role is Role.COORDINATOR


def coordinator_of_vacancy(actor: Actor, subject: Subject) -> bool:
    """A coordinator, for a country without an active focal point."""
    return actor.role is Role.COORDINATOR and subject.kind == "vacancy"


def delegate_of_country(actor: Actor, subject: Subject) -> bool:
    """A coordinator whose organization the country lets write its drafts, for the drafts that it enters."""
    return (
        actor.role is Role.COORDINATOR
        and subject.kind in {"offer", "need"}
        and subject.country in actor.writes_for
        and subject.entered_as == actor.entered_as
        and subject.stage in {None, "draft"}
    )


def submitter_of_entry(actor: Actor, subject: Subject) -> bool:
    """The institution, business or NGO of that country which entered it."""
    return (
        actor.role is Role.SUBMITTER
        and subject.country is not None
        and actor.country == subject.country
        and subject.entered_as == actor.entered_as
    )


def agency_of_organization(actor: Actor, subject: Subject) -> bool:
    """The agency of the organization that owns the offer."""
    return (
        actor.role is Role.AGENCY
        and subject.kind == "offer"
        and subject.organization is not None
        and actor.organization == subject.organization
    )


def agency(actor: Actor, _subject: Subject) -> bool:
    """An agency of any organization."""
    return actor.role is Role.AGENCY


def agency_that_supports(actor: Actor, subject: Subject) -> bool:
    """The agency of the organization that supports a need."""
    return actor.role is Role.AGENCY and subject.kind == "support" and actor.organization == subject.organization


def system_of_owner(actor: Actor, subject: Subject) -> bool:
    """A system of the owner whose token has the scope to write this kind."""
    return f"{subject.kind}s:write" in actor.scopes and system_reads_owner(actor, subject, scope=None)


def system_reads_owner(actor: Actor, subject: Subject, scope: str | None = "read") -> bool:
    """A system of the owner whose token has the scope ``read``."""
    if actor.role is not Role.SYSTEM or (scope is not None and scope not in actor.scopes):
        return False
    if subject.country is not None:
        return actor.country == subject.country
    return subject.organization is not None and actor.organization == subject.organization


def system_imports(actor: Actor, subject: Subject) -> bool:
    """A system of the owner whose token has the scope ``import``."""
    return "import" in actor.scopes and system_reads_owner(actor, subject, scope=None)
