"""Who may make whom, what a password must be, and how long those wait who try in vain: tables and pure functions."""

from dataclasses import dataclass
from datetime import timedelta

from app.core.actor import Role
from app.core.errors import FieldError, Invalid
from app.core.text import fold

#: Roles that people have; a system has tokens only.
PERSONS = frozenset(
    {Role.FOCAL_POINT, Role.COUNTRY_ADMIN, Role.SUBMITTER, Role.AGENCY, Role.COORDINATOR, Role.ADMINISTRATOR}
)
#: Role of who manages → roles that this role may give.
MANAGES: dict[Role, frozenset[Role]] = {
    Role.ADMINISTRATOR: PERSONS,
    Role.COUNTRY_ADMIN: frozenset({Role.FOCAL_POINT, Role.COUNTRY_ADMIN, Role.SUBMITTER}),
    Role.COORDINATOR: frozenset({Role.FOCAL_POINT, Role.COUNTRY_ADMIN}),
}
#: Roles that see or change more than one country's matters: they sign in with a second step.
NEED_SECOND_STEP = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})

SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 200
FEWEST_CHARACTERS = 5
PASSWORD_LINK = timedelta(minutes=30)
#: Links for a new password that are sent for one account within the time that they hold.
MOST_PASSWORD_LINKS = 3
#: How long the second step may take after the first.
SECOND_STEP = timedelta(minutes=10)
#: Ending of the addresses of sample people; no mail arrives there (RFC 2606).
SAMPLE_ADDRESS = "@example.org"
DEVICE_DAYS = 400
RECOVERY_CODES = 10


@dataclass(frozen=True, slots=True)
class Allowance:
    """What may be tried in vain before waiting begins. ``free``: attempts without waiting."""

    free: int
    first_wait: timedelta = timedelta(seconds=15)
    longest_wait: timedelta = timedelta(minutes=15)


#: Whose attempts are counted → how many are free.
ALLOWANCES = {"account": Allowance(5), "address": Allowance(30), "device": Allowance(8), "second-step": Allowance(5)}
#: After this time without an attempt, counting begins anew.
FORGOTTEN_AFTER = timedelta(hours=24)


def wait_after(failures: int, allowance: Allowance) -> timedelta | None:
    """How long to wait after this many failures: doubled each time, never for good; None while they are free."""
    beyond = failures - allowance.free
    if beyond < 0:
        return None
    doubled: int = 2 ** min(beyond, 20)
    return min(allowance.first_wait * doubled, allowance.longest_wait)


def check_password(password: str, *known: str) -> None:
    """Raises Invalid for one that is too short, too long, of too few different characters, or holds what strangers
    know. ``known``: the person's address and name."""
    folded = fold(password)
    parts = {part for text in known for part in (fold(text), fold(text).partition("@")[0]) if len(part) > 3}
    if len(password) < SHORTEST_PASSWORD:
        raise Invalid("invalid-body", (FieldError("/password", "password-too-short", {"least": SHORTEST_PASSWORD}),))
    if len(password) > LONGEST_PASSWORD:
        raise Invalid("invalid-body", (FieldError("/password", "too-long", {"max_length": LONGEST_PASSWORD}),))
    if len(set(folded)) < FEWEST_CHARACTERS or any(part in folded for part in parts):
        raise Invalid("invalid-body", (FieldError("/password", "password-too-easy"),))
