"""``/api/v1/accounts``: people's accounts for those who manage them, and who the caller is."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from app.access.permissions import Permission, declares, require
from app.access.predicates import Subject
from app.accounts import present
from app.accounts.service import people
from app.accounts.service.people import Managed, Person
from app.core.actor import Role
from app.registry.service import Belonging
from app.web.dependencies import Reading, Writing
from app.web.idempotency import RememberingRoute
from app.web.openapi import errors
from schemas.accounts import AccountIn, AccountOut, AccountPage, AppointIn, CallerOut, ResetIn

router = APIRouter(prefix="/api/v1", tags=["accounts"], route_class=RememberingRoute)
AccountId = Annotated[str, Path(pattern=r"^acc_[0-9a-z]{1,40}$")]
MaybeCountry = Annotated[str | None, Query(pattern=r"^[A-Z]{3}$", description="ISO 3166-1 alpha-3.")]
MANAGE = declares(Permission.MANAGE_ACCOUNTS)
CHANGES = errors(401, 403, 404, 409, 413, 422, 503)


def _out(found: Managed) -> AccountOut:
    return present.account_out(found.account, active=found.active, second_step=found.second_step)


@router.get(
    "/caller", operation_id="get_caller", openapi_extra=declares(Permission.OWN_ACCOUNT), responses=errors(401, 503)
)
def get_caller(ctx: Reading) -> CallerOut:
    """Whose token or session it is, and what it stands for."""
    require(Permission.OWN_ACCOUNT, ctx.actor, Subject("account"))
    return present.caller_out(ctx.actor)


@router.get("/accounts", operation_id="list_accounts", openapi_extra=MANAGE, responses=errors(401, 403, 404, 422, 503))
def list_accounts(ctx: Reading, country: MaybeCountry = None) -> AccountPage:
    """The accounts of a country, for its administrator; all of them, for administrators."""
    found = people.list_accounts(ctx, country)
    return AccountPage(items=[_out(one) for one in found], total=len(found))


@router.post("/accounts", status_code=201, operation_id="invite", openapi_extra=MANAGE, responses=CHANGES)
def invite(ctx: Writing, body: AccountIn, response: Response) -> AccountOut:
    """Invite a person by mail; the link works once."""
    institution = (body.institution.name, body.institution.type) if body.institution else None
    belonging = Belonging(Role(body.role), body.country, body.organization, institution)
    account, _ = people.invite(ctx, belonging, Person(body.email, body.name or body.email, body.language))
    response.headers["Location"] = f"/api/v1/accounts/{account.id}"
    return present.account_out(account, active=False, second_step=False)


@router.get("/accounts/{account_id}", operation_id="get_account", openapi_extra=MANAGE, responses=errors(401, 404, 503))
def get_account(ctx: Reading, account_id: AccountId) -> AccountOut:
    """One account, for those who manage it."""
    return _out(people.get_managed(ctx, account_id))


@router.post("/accounts/{account_id}/invite", operation_id="invite_again", openapi_extra=MANAGE, responses=CHANGES)
def invite_again(ctx: Writing, account_id: AccountId) -> AccountOut:
    """Send another invitation; the link before it works no more."""
    people.invite_again(ctx, account_id)
    return _out(people.get_managed(ctx, account_id))


@router.post("/accounts/{account_id}/reset", operation_id="reset_account", openapi_extra=MANAGE, responses=CHANGES)
def reset_account(ctx: Writing, account_id: AccountId, body: ResetIn | None = None) -> AccountOut:
    """End password and sign-ins, and have the person choose a new one by mail."""
    people.reset(ctx, account_id, second_step_too=body is not None and body.second_step)
    return _out(people.get_managed(ctx, account_id))


@router.post("/accounts/{account_id}/appoint", operation_id="appoint_account", openapi_extra=MANAGE, responses=CHANGES)
def appoint_account(ctx: Writing, account_id: AccountId, body: AppointIn) -> AccountOut:
    """Give another role; sign-ins and tokens of the account end."""
    people.appoint(ctx, account_id, Role(body.role))
    return _out(people.get_managed(ctx, account_id))


@router.post("/accounts/{account_id}/disable", operation_id="disable_account", openapi_extra=MANAGE, responses=CHANGES)
def disable_account(ctx: Writing, account_id: AccountId) -> AccountOut:
    """End an account with its sign-ins and tokens; what it entered stays with its country."""
    people.disable(ctx, account_id)
    return _out(people.get_managed(ctx, account_id))
