"""Who asks."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """The roles of the contract; ``docs/reference/permissions.md`` says what each may."""

    FOCAL_POINT = "focal_point"
    COUNTRY_ADMIN = "country_admin"
    SUBMITTER = "submitter"
    AGENCY = "agency"
    COORDINATOR = "coordinator"
    SYSTEM = "system"
    ADMINISTRATOR = "administrator"
    ANONYMOUS = "anonymous"


#: Roles that belong to a country, to an organization, to either, or to neither.
COUNTRY_ROLES = frozenset({Role.FOCAL_POINT, Role.COUNTRY_ADMIN, Role.SUBMITTER})
ORGANIZATION_ROLES = frozenset({Role.AGENCY, Role.COORDINATOR})


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, a system or nobody, as the access rules see them.

    ``id`` names the account or token in the ledger. ``entered_as`` is what a record remembers of who entered it:
    the institution for submitters who have one, the organization for coordinators (they enter drafts in a country's
    name, by its delegation), else the id. ``group``: the group whose members a coordinator's lists start with, or
    None. ``writes_for``: countries that let a coordinator's organization write their drafts now.
    """

    id: str
    role: Role
    country: str | None = None
    organization: str | None = None
    scopes: frozenset[str] = frozenset()
    institution: str | None = None
    group: str | None = None
    writes_for: frozenset[str] = frozenset()

    @property
    def entered_as(self) -> str:
        if self.role is Role.COORDINATOR and self.organization:
            return self.organization
        return self.institution or self.id

    @property
    def is_anonymous(self) -> bool:
        return self.role is Role.ANONYMOUS


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person at a browser. ``name`` and ``language``: of the account; ``unmarked``: the session's last use was noted
    so long ago that it should be noted again."""

    actor: Actor
    name: str
    language: str
    unmarked: bool = False


ANONYMOUS = Actor(id="anonymous", role=Role.ANONYMOUS)
#: The service itself: seeds, jobs, the command line of an operator.
SERVICE = Actor(id="service", role=Role.ADMINISTRATOR)
