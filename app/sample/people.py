"""People to sign in as, in development: their password lies in the data folder and is told in the terminal."""

import secrets
from dataclasses import dataclass

from app.accounts import passwords, queries
from app.accounts.models import Credential, SecondFactor
from app.core.actor import COUNTRY_ROLES, Role
from app.core.context import Context
from app.registry import queries as registry
from app.registry.models import Account
from app.registry.service import Belonging, create_account
from app.sample.accounts import refuse_in_production

FILE = "sample-password.txt"
Described = tuple[str, str, str, Role, str | None]
#: E-mail, name, language, role, and country or acronym of an organization.
PEOPLE: tuple[Described, ...] = (
    ("honduras@example.org", "Marcela Zelaya", "es", Role.FOCAL_POINT, "HND"),
    ("costa-rica@example.org", "Esteban Mora", "es", Role.COUNTRY_ADMIN, "CRI"),
    ("brasil@example.org", "Luciana Prado", "pt", Role.FOCAL_POINT, "BRA"),
    ("ops@example.org", "Claire Dumont", "fr", Role.AGENCY, "PAHO"),
    ("coordinacion@example.org", "Ignacio Salas", "es", Role.COORDINATOR, "SELA"),
    ("admin@example.org", "Grace Alleyne", "en", Role.ADMINISTRATOR, None),
)


@dataclass(frozen=True, slots=True)
class Line:
    """How to sign in as one person. ``asks_code``: the second step's code is told in the terminal."""

    email: str
    role: str
    country: str | None
    asks_code: bool


def make_people(ctx: Context) -> tuple[str, list[Line]]:
    """The sample people, made where they are not there yet, and their password. Without its file there is a new one.

    Raises NotAllowed in production. People whose organization is not registered are left out.
    """
    refuse_in_production(ctx)
    file = ctx.settings.data_dir / FILE
    is_new = not file.is_file()
    if is_new:
        file.touch(mode=0o600)
        file.write_text("-".join(secrets.token_hex(2) for _ in range(4)) + "\n", encoding="utf-8")
    password = file.read_text(encoding="utf-8").strip()
    kept = passwords.hashed(password)
    return password, [line for person in PEOPLE if (line := _person(ctx, person, kept, is_new=is_new))]


def _person(ctx: Context, person: Described, kept: str, *, is_new: bool) -> Line | None:
    """``is_new``: the password is, so that it takes the place of another."""
    email, name, language, role, whose = person
    belonging = _belonging(ctx, role, whose)
    if belonging is None:
        return None
    account = registry.account_by_email(ctx.session, email) or create_account(ctx, belonging, email, name, language)
    credential = queries.credential(ctx.session, account.id)
    if credential is None:
        ctx.session.add(Credential(account_id=account.id, hash=kept, changed_at=ctx.now))
    elif is_new:
        credential.hash, credential.changed_at = kept, ctx.now
    asks_code = queries.role_asks_second_step(account)
    if asks_code:
        _second_factor(ctx, account)
    ctx.session.flush()
    return Line(email, account.role, account.country, asks_code)


def _second_factor(ctx: Context, account: Account) -> None:
    if queries.second_factor(ctx.session, account.id) is None:
        ctx.session.add(SecondFactor(account_id=account.id, nonce=secrets.token_urlsafe(16), created_at=ctx.now))


def _belonging(ctx: Context, role: Role, whose: str | None) -> Belonging | None:
    if whose is None:
        return Belonging(role)
    if role in COUNTRY_ROLES:
        return Belonging(role, country=whose)
    found = registry.organization_by_acronym(ctx.session, whose)
    return Belonging(role, organization=found.id) if found else None
