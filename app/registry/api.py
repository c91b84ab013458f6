"""Countries, organizations, focal points, exclusions and the vocabularies under ``/api/v1``."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from app.access.permissions import Permission, declares
from app.core.errors import NotFound
from app.registry import present, queries, service
from app.web.dependencies import Expected, Reading, Writing
from app.web.idempotency import RememberingRoute
from app.web.openapi import errors
from schemas.registry import (
    CodePage,
    CountryOut,
    CountryPage,
    ExclusionIn,
    ExclusionOut,
    ExclusionPage,
    FocalPointPage,
    OrganizationIn,
    OrganizationOut,
    OrganizationPage,
    OrganizationPatch,
)

router = APIRouter(prefix="/api/v1", tags=["registry"], route_class=RememberingRoute)
Country = Annotated[str, Path(pattern=r"^[A-Z]{3}$", description="ISO 3166-1 alpha-3.")]
MaybeCountry = Annotated[str | None, Query(pattern=r"^[A-Z]{3}$", description="ISO 3166-1 alpha-3.")]
OrganizationId = Annotated[str, Path(pattern=r"^org_[0-9a-z]{1,40}$")]
ExclusionId = Annotated[str, Path(pattern=r"^exc_[0-9a-z]{1,40}$")]
PUBLIC, MANAGE = declares(Permission.READ_PUBLIC), declares(Permission.MANAGE_ORGANIZATIONS)
EXCLUDE = declares(Permission.EXCLUDE)
READ_ERRORS = errors(401, 422, 503)


@router.get("/countries", operation_id="list_countries", openapi_extra=PUBLIC, responses=READ_ERRORS)
def list_countries(ctx: Reading, group: Annotated[str | None, Query(max_length=40)] = None) -> CountryPage:
    """Countries and territories of ISO 3166-1, or the members of a group today."""
    codes = sorted(ctx.vocabulary.members(group, ctx.today) if group else ctx.vocabulary.countries)
    return CountryPage(items=[present.country_out(ctx, code) for code in codes], total=len(codes))


@router.get("/countries/{country}", operation_id="get_country", openapi_extra=PUBLIC, responses=errors(401, 404, 503))
def get_country(ctx: Reading, country: Country) -> CountryOut:
    """One country."""
    service.check_country(ctx, country)
    return present.country_out(ctx, country)


def _codes(ctx: Reading, scheme: str) -> CodePage:
    broader = ctx.vocabulary.broader
    items = [present.code_out(ctx, scheme, code, broader(scheme, code)) for code in ctx.vocabulary.codes(scheme)]
    return CodePage(items=items, total=len(items))


@router.get("/sectors", operation_id="list_sectors", openapi_extra=PUBLIC, responses=READ_ERRORS)
def list_sectors(ctx: Reading) -> CodePage:
    """CRS categories and purpose codes, and SEGIB's sectors as `segib:n`; `broader` leads up."""
    return _codes(ctx, "sectors")


@router.get("/modalities", operation_id="list_modalities", openapi_extra=PUBLIC, responses=READ_ERRORS)
def list_modalities(ctx: Reading) -> CodePage:
    """Modalities M01 to M14 and what a deployment adds."""
    return _codes(ctx, "modalities")


@router.get(
    "/vocabularies/{scheme}",
    operation_id="get_vocabulary",
    openapi_extra=PUBLIC,
    responses=errors(401, 404, 503),
)
def get_vocabulary(ctx: Reading, scheme: Annotated[str, Path(pattern=r"^[a-z-]{1,40}$")]) -> CodePage:
    """Any other list of codes: themes, inputs, actor-types, cost-sharing, levels, groups, regions, sdg …"""
    if scheme not in ctx.vocabulary.schemes:
        raise NotFound("not-found")
    return _codes(ctx, scheme)


@router.get("/organizations", operation_id="list_organizations", openapi_extra=PUBLIC, responses=READ_ERRORS)
def list_organizations(ctx: Reading) -> OrganizationPage:
    """Agencies, banks, funds and regional bodies."""
    rows = queries.organizations(ctx)
    return OrganizationPage(items=[present.organization_out(ctx, row) for row in rows], total=len(rows))


@router.post(
    "/organizations",
    status_code=201,
    operation_id="create_organization",
    openapi_extra=MANAGE,
    responses=errors(401, 403, 409, 413, 422, 503),
)
def create_organization(ctx: Writing, body: OrganizationIn, response: Response) -> OrganizationOut:
    """Register an organization."""
    row = service.create_organization(ctx, body.model_dump(mode="json", exclude_none=True))
    response.headers["Location"] = f"/api/v1/organizations/{row.id}"
    response.headers["ETag"] = f'"{row.version}"'
    return present.organization_out(ctx, row)


@router.get(
    "/organizations/{organization_id}",
    operation_id="get_organization",
    openapi_extra=PUBLIC,
    responses=errors(401, 404, 503),
)
def get_organization(ctx: Reading, organization_id: OrganizationId, response: Response) -> OrganizationOut:
    """One organization."""
    row = queries.get_organization(ctx, organization_id)
    response.headers["ETag"] = f'"{row.version}"'
    return present.organization_out(ctx, row)


@router.patch(
    "/organizations/{organization_id}",
    operation_id="amend_organization",
    openapi_extra=MANAGE,
    responses=errors(401, 403, 404, 409, 412, 413, 422, 428, 503),
)
def amend_organization(
    ctx: Writing,
    organization_id: OrganizationId,
    patch: OrganizationPatch,
    expected: Expected,
    response: Response,
) -> OrganizationOut:
    """Change an organization (JSON merge patch)."""
    given: dict[str, Any] = patch.model_dump(mode="json", exclude_unset=True)
    row = service.amend_organization(ctx, organization_id, given, expected)
    response.headers["ETag"] = f'"{row.version}"'
    return present.organization_out(ctx, row)


@router.get("/focal-points", operation_id="list_focal_points", openapi_extra=PUBLIC, responses=READ_ERRORS)
def list_focal_points(ctx: Reading, country: MaybeCountry = None) -> FocalPointPage:
    """The offices that speak for countries."""
    rows = queries.focal_points(ctx, country)
    return FocalPointPage(items=[present.focal_point_out(row) for row in rows], total=len(rows))


@router.get(
    "/countries/{country}/exclusions",
    operation_id="list_exclusions",
    openapi_extra=declares(Permission.READ_EXCLUSIONS),
    responses=errors(401, 403, 404, 503),
)
def list_exclusions(ctx: Reading, country: Country) -> ExclusionPage:
    """What the country does not want to be paired with; for itself and administrators only."""
    rows = service.list_exclusions(ctx, country)
    return ExclusionPage(items=[present.exclusion_out(row) for row in rows], total=len(rows))


@router.post(
    "/countries/{country}/exclusions",
    status_code=201,
    operation_id="create_exclusion",
    openapi_extra=EXCLUDE,
    responses=errors(401, 403, 404, 409, 413, 422, 503),
)
def create_exclusion(ctx: Writing, country: Country, body: ExclusionIn, response: Response) -> ExclusionOut:
    """Exclude a counterpart, sector or modality."""
    row = service.create_exclusion(ctx, country, body.model_dump(mode="json"))
    response.headers["Location"] = f"/api/v1/countries/{country}/exclusions/{row.id}"
    return present.exclusion_out(row)


@router.delete(
    "/countries/{country}/exclusions/{exclusion_id}",
    status_code=204,
    operation_id="end_exclusion",
    openapi_extra=EXCLUDE,
    responses=errors(401, 403, 404, 409, 422, 503),
)
def end_exclusion(ctx: Writing, country: Country, exclusion_id: ExclusionId) -> None:
    """Take an exclusion back."""
    service.end_exclusion(ctx, country, exclusion_id)
