"""Organizations, exclusions, tokens and accounts: one function per use case."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.access.permissions import Permission, require
from app.access.predicates import Subject
from app.core.actor import Role
from app.core.context import Context
from app.core.errors import Conflict, FieldError, Invalid, NotFound, Stale
from app.core.ids import new_id
from app.ledger import record as ledger
from app.registry import queries, rules
from app.registry.models import Account, Exclusion, FocalPoint, Institution, Organization, Token

NO_SUBJECT = Subject("registry")


def create_organization(ctx: Context, fields: dict[str, Any]) -> Organization:
    """Register an organization. Raises Invalid for unknown codes, Conflict for an acronym in use."""
    _check_codes(ctx, fields)
    require(Permission.MANAGE_ORGANIZATIONS, ctx.actor, NO_SUBJECT)
    return enter_organization(ctx, fields)


def enter_organization(ctx: Context, fields: dict[str, Any]) -> Organization:
    """Store an organization whose fields were checked and allowed."""
    _check_acronym(ctx, fields["acronym"], None)
    organization = Organization(
        id=new_id("org"),
        acronym=fields["acronym"],
        names=fields["names"],
        type=fields["type"],
        country=fields.get("country"),
        regions=fields.get("regions") or [],
        group=fields.get("group"),
        created_at=ctx.now,
        updated_at=ctx.now,
    )
    ctx.session.add(organization)
    ctx.session.flush()
    ledger.record(ctx, "organization:create", organization.id, fields, organization.country)
    return organization


def amend_organization(ctx: Context, organization_id: str, patch: dict[str, Any], expected: int) -> Organization:
    """Apply a merge patch. Raises Stale, Invalid for a null in a mandatory field, Conflict for an acronym in use."""
    _check_codes(ctx, patch)
    require(Permission.MANAGE_ORGANIZATIONS, ctx.actor, NO_SUBJECT)
    organization = queries.get_organization(ctx, organization_id, to_change=True)
    if organization.version != expected:
        raise Stale("stale", expected=expected, actual=organization.version)
    missing = [name for name in ("acronym", "names", "type") if name in patch and patch[name] is None]
    if missing:
        raise Invalid("invalid-body", tuple(FieldError(f"/{name}", "missing") for name in missing))
    if "acronym" in patch:
        _check_acronym(ctx, patch["acronym"], organization.id)
    for name, value in patch.items():
        setattr(organization, name, [] if name == "regions" and value is None else value)
    organization.updated_at = ctx.now
    ctx.session.flush()
    ledger.record(ctx, "organization:amend", organization.id, patch, organization.country)
    return organization


def enter_focal_point(ctx: Context, fields: dict[str, Any]) -> FocalPoint:
    """Store the office that speaks for a country. ``fields``: country, institution, languages, since, confirmed_on."""
    office = FocalPoint(id=new_id("foc"), **fields)
    ctx.session.add(office)
    ctx.session.flush()
    told = {"institution": office.institution, "languages": office.languages}
    ledger.record(ctx, "focal-point:create", office.id, told, office.country)
    return office


def _check_acronym(ctx: Context, acronym: str, own_id: str | None) -> None:
    other = queries.organization_by_acronym(ctx.session, acronym)
    if other is not None and other.id != own_id:
        raise Conflict("acronym-in-use", acronym=acronym)


def _check_codes(ctx: Context, fields: dict[str, Any]) -> None:
    known = ctx.vocabulary.is_known
    errors = [
        FieldError(f"/{name}", "unknown-code", {"value": fields[name]})
        for name, scheme in (("country", "countries"), ("type", "actor-types"), ("group", "groups"))
        if fields.get(name) is not None and not known(scheme, fields[name])
    ]
    errors += [
        FieldError(f"/regions/{place}", "unknown-code", {"value": code})
        for place, code in enumerate(fields.get("regions") or ())
        if not (known("regions", code) or code in ctx.vocabulary.country_numbers)
    ]
    if errors:
        raise Invalid("invalid-body", tuple(errors))


def _exclusion_subject(country: str) -> Subject:
    return Subject("exclusion", country=country)


def check_country(ctx: Context, country: str) -> None:
    """Raises NotFound for a code that no country has."""
    if not ctx.vocabulary.is_known("countries", country):
        raise NotFound("country-not-found", id=country[:10])


def list_exclusions(ctx: Context, country: str) -> list[Exclusion]:
    """For that country's focal point and administrators only."""
    check_country(ctx, country)
    require(Permission.READ_EXCLUSIONS, ctx.actor, _exclusion_subject(country))
    return list(queries.exclusions_of(ctx, country))


def create_exclusion(ctx: Context, country: str, fields: dict[str, Any]) -> Exclusion:
    """Exclude a counterpart, sector or modality. Raises Invalid for unknown codes and for the country itself."""
    check_country(ctx, country)
    _check_exclusion(ctx, country, fields)
    require(Permission.EXCLUDE, ctx.actor, _exclusion_subject(country))
    exclusion = Exclusion(
        id=new_id("exc"),
        country=country,
        kind=fields["kind"],
        code=fields["code"],
        applies_to=fields["applies_to"],
        reason=fields.get("reason"),
        created_at=ctx.now,
    )
    ctx.session.add(exclusion)
    ctx.session.flush()
    ledger.record(ctx, "exclusion:create", exclusion.id, fields, country)
    return exclusion


def end_exclusion(ctx: Context, country: str, exclusion_id: str) -> None:
    """Take an exclusion back."""
    check_country(ctx, country)
    require(Permission.EXCLUDE, ctx.actor, _exclusion_subject(country))
    exclusion = queries.get_exclusion(ctx, country, exclusion_id)
    ledger.record(ctx, "exclusion:end", exclusion.id, {"kind": exclusion.kind, "code": exclusion.code}, country)
    ctx.session.delete(exclusion)
    ctx.session.flush()


def _check_exclusion(ctx: Context, country: str, fields: dict[str, Any]) -> None:
    code = fields["code"]
    known: dict[str, Callable[[], bool]] = {
        "country": lambda: ctx.vocabulary.is_known("countries", code) and code != country,
        "organization": lambda: queries.is_organization(ctx, code),
        "sector": lambda: ctx.vocabulary.is_sector(code),
        "modality": lambda: ctx.vocabulary.is_known("modalities", code),
    }
    if not known[fields["kind"]]():
        raise Invalid("invalid-body", (FieldError("/code", "unknown-code", {"value": code}),))


@dataclass(frozen=True, slots=True)
class Belonging:
    """Whom a new account or token stands for. ``institution``: (name, IATI type) of a submitter, or None."""

    role: Role
    country: str | None = None
    organization: str | None = None
    institution: tuple[str, str] | None = None


def create_token(
    ctx: Context,
    belonging: Belonging,
    scopes: frozenset[str] = frozenset(),
    expires_days: int | None = None,
    account_id: str | None = None,
) -> tuple[Token, str]:
    """A new token and its secret, which is shown this once and never stored. ``expires_days``: None means never."""
    check_belonging(ctx, belonging)
    rules.check_scopes(belonging.role, scopes)
    secret = f"tcdc_{secrets.token_urlsafe(32)}"
    token = Token(
        id=new_id("tok"),
        hash=queries.hash_of(secret),
        role=belonging.role.value,
        country=belonging.country,
        organization_id=belonging.organization,
        institution_id=_institution_id(ctx, belonging),
        account_id=account_id,
        scopes=sorted(scopes),
        created_at=ctx.now,
        expires_at=ctx.now + timedelta(days=expires_days) if expires_days is not None else None,
    )
    ctx.session.add(token)
    ctx.session.flush()
    ledger.record(ctx, "token:create", token.id, {"role": token.role, "scopes": token.scopes}, token.country)
    return token, secret


def end_token(ctx: Context, token_id: str) -> Token:
    """End a token at once; ending it again changes nothing. Raises NotFound."""
    token = ctx.session.scalar(select(Token).where(Token.id == token_id).with_for_update())
    if token is None:
        raise NotFound("token-not-found")
    if token.ended_at is None:
        token.ended_at = ctx.now
        ctx.session.flush()
        ledger.record(ctx, "token:end", token.id, {"role": token.role}, token.country)
    return token


def create_account(ctx: Context, belonging: Belonging, email: str, name: str, language: str) -> Account:
    """An account for a person. Raises Conflict for an address in use."""
    check_belonging(ctx, belonging)
    if queries.account_by_email(ctx.session, email) is not None:
        raise Conflict("email-in-use")
    account = Account(
        id=new_id("acc"),
        email=queries.plain_email(email),
        name=name,
        role=belonging.role.value,
        country=belonging.country,
        organization_id=belonging.organization,
        institution_id=_institution_id(ctx, belonging),
        language=language,
        created_at=ctx.now,
    )
    ctx.session.add(account)
    ctx.session.flush()
    ledger.record(ctx, "account:create", account.id, {"role": account.role}, account.country)
    return account


def disable_account(ctx: Context, email: str) -> Account:
    """End an account and its tokens. Raises NotFound."""
    account = queries.account_by_email(ctx.session, email)
    if account is None:
        raise NotFound("account-not-found")
    if account.disabled_at is None:
        account.disabled_at = ctx.now
        end_tokens_of(ctx, account)
        ledger.record(ctx, "account:disable", account.id, {}, account.country)
    ctx.session.flush()
    return account


def end_tokens_of(ctx: Context, account: Account) -> None:
    """End every token of an account."""
    for token in ctx.session.scalars(select(Token).where(Token.account_id == account.id)):
        token.ended_at = token.ended_at or ctx.now


def check_belonging(ctx: Context, belonging: Belonging) -> None:
    """Raises Invalid for a role that does not go with its country or organization, or codes that are not known."""
    rules.check_belonging(belonging.role, belonging.country, belonging.organization)
    if belonging.country is not None and not ctx.vocabulary.is_known("countries", belonging.country):
        raise Invalid("invalid-body", (FieldError("/country", "unknown-code", {"value": belonging.country}),))
    if belonging.organization is not None:
        queries.get_organization(ctx, belonging.organization)


def _institution_id(ctx: Context, belonging: Belonging) -> str | None:
    if belonging.institution is None or belonging.country is None:
        return None
    name, kind = belonging.institution
    found = queries.institution(ctx.session, belonging.country, name)
    if found is None:
        found = Institution(id=new_id("ins"), country=belonging.country, name=name, type=kind)
        ctx.session.add(found)
        ctx.session.flush()
    return found.id
