"""Organizations, exclusions, focal points and vocabularies as this reader sees them."""

from typing import Any

from app.core.clock import stamp
from app.core.context import Context
from app.core.languages import LANGUAGES
from app.registry import queries
from app.registry.models import Exclusion, FocalPoint, Organization, Token
from schemas.registry import CodeOut, CountryOut, ExclusionOut, FocalPointOut, OrganizationOut


def localised(names: dict[str, str], language: str) -> str:
    """The name in the reader's language, else in the first of ours that has one."""
    return names.get(language) or next((names[tag] for tag in LANGUAGES if names.get(tag)), "")


def organization_out(ctx: Context, row: Organization) -> OrganizationOut:
    return OrganizationOut.model_validate(
        {
            "id": row.id,
            "acronym": row.acronym,
            "names": row.names,
            "name": localised(row.names, ctx.language),
            "type": row.type,
            "country": row.country,
            "regions": row.regions,
            "group": row.group,
            "version": row.version,
            "created_at": row.created_at,
            "updated_at": row.updated_at,
        }
    )


def organizations_out(ctx: Context) -> dict[str, OrganizationOut]:
    """All organizations by id, for lists that name them."""
    return {row.id: organization_out(ctx, row) for row in queries.organizations(ctx)}


def exclusion_out(row: Exclusion) -> ExclusionOut:
    return ExclusionOut.model_validate(
        {
            "id": row.id,
            "country": row.country,
            "kind": row.kind,
            "code": row.code,
            "applies_to": row.applies_to,
            "reason": row.reason,
            "created_at": row.created_at,
        }
    )


def focal_point_out(row: FocalPoint) -> FocalPointOut:
    return FocalPointOut(
        id=row.id,
        country=row.country,
        institution=row.institution,
        languages=row.languages,
        since=row.since,
        confirmed_on=row.confirmed_on,
    )


def code_out(ctx: Context, scheme: str, code: str, broader: str | None = None) -> CodeOut:
    """A code with its names."""
    names = {language: ctx.vocabulary.name(scheme, code, language) for language in LANGUAGES}
    return CodeOut(code=code, name=names[ctx.language], names=names, broader=broader)


def country_out(ctx: Context, code: str) -> CountryOut:
    country = ctx.vocabulary.countries[code]
    names = {language: ctx.vocabulary.name("countries", code, language) for language in LANGUAGES}
    return CountryOut(
        code=code,
        alpha2=country.alpha2,
        m49=country.m49,
        name=names[ctx.language],
        names=names,
        regions=list(country.regions),
        groups=sorted(ctx.vocabulary.groups_of(code, ctx.today)),
        languages=list(country.languages),
    )


def token_line(token: Token, secret: str) -> dict[str, Any]:
    """A new token as the command line prints it, this once."""
    return {
        "token": secret,
        "id": token.id,
        "role": token.role,
        "country": token.country,
        "organization": token.organization_id,
        "scopes": token.scopes,
        "expires_at": stamp(token.expires_at) if token.expires_at else None,
    }
