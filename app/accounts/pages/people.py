"""``/{language}/people``: the accounts of a country or of all, for those who manage them."""

from typing import Annotated, Any

from fastapi import Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from app.access.permissions import Permission, declares, require
from app.access.predicates import Subject
from app.accounts import present, rules
from app.accounts.pages.browser import page_of
from app.accounts.service import links, people
from app.accounts.service.people import Invited, Person
from app.core.actor import Role
from app.core.context import Context
from app.core.errors import NotFound
from app.registry.present import organizations_out
from app.registry.service import Belonging
from app.web.dependencies import Reading, Writing, language_of
from app.web.forms import NONE_YET, Form, Submitted, shown_again
from app.web.pages import page_router
from schemas.accounts import AccountIn

router = page_router()
MANAGE = declares(Permission.MANAGE_ACCOUNTS)
AccountId = Annotated[str, Path(pattern=r"^acc_[0-9a-z]{1,40}$")]
Country = Annotated[str | None, Query(pattern=r"^[A-Z]{3}$|^$")]
TEMPLATE = "accounts/people.html"
FIELDS = ("email", "role", "country", "organization", "name", "language")


def _page(ctx: Context, country: str | None, done: str = "") -> dict[str, Any]:
    """What this actor manages: its own country, a country without focal point, or everything."""
    role = ctx.actor.role
    vacant = people.vacant_countries(ctx) if role is Role.COORDINATOR else []
    asked = ctx.actor.country if role is Role.COUNTRY_ADMIN else country or None
    found = people.list_accounts(ctx, asked) if role is not Role.COORDINATOR or asked else []
    return NONE_YET | {
        "here": "people",
        "done": done,
        "actor": ctx.actor,
        "asked": asked,
        "people": [present.account_out(p.account, active=p.active, second_step=p.second_step) for p in found],
        "roles": sorted(role.value for role in rules.MANAGES.get(role, ())),
        "vacant": vacant,
        "countries": ctx.vocabulary.names("countries", ctx.language, ctx.today),
        "organizations": organizations_out(ctx),
        "actor_types": ctx.vocabulary.names("actor-types", ctx.language, ctx.today),
        "given": {"language": ctx.language, "role": "focal_point", "country": asked or ""},
    }


@router.get("/people", openapi_extra=MANAGE)
def show_people(request: Request, ctx: Reading, country: Country = None, done: str = "") -> Response:
    """The list, and the form to invite."""
    if ctx.actor.role not in rules.MANAGES:
        require(Permission.MANAGE_ACCOUNTS, ctx.actor, Subject("account"))
    return page_of(request, TEMPLATE, _page(ctx, country, done))


@router.post("/people", openapi_extra=MANAGE)
def invite(request: Request, ctx: Writing, form: Submitted) -> Response:
    """The invitation is on its way; without a mail server its link is shown, this once."""
    if ctx.actor.role not in rules.MANAGES:
        require(Permission.MANAGE_ACCOUNTS, ctx.actor, Subject("account"))
    with shown_again(request, TEMPLATE, _page(ctx, form.text("country")) | {"given": form.values()}):
        asked = AccountIn.model_validate(_asked(ctx, form))
        institution = (asked.institution.name, asked.institution.type) if asked.institution else None
        belonging = Belonging(Role(asked.role), asked.country, asked.organization, institution)
        invited = people.invite(ctx, belonging, Person(asked.email, asked.name or asked.email, asked.language))
    return _sent(request, ctx, invited)


def _asked(ctx: Context, form: Form) -> dict[str, Any]:
    asked: dict[str, Any] = {name: form.text(name) for name in FIELDS if form.text(name)}
    if ctx.actor.role is Role.COUNTRY_ADMIN:
        asked["country"] = ctx.actor.country
    if form.text("institution"):
        asked["institution"] = {"name": form.text("institution"), "type": form.text("institution_type") or "90"}
    return asked


def _sent(request: Request, ctx: Context, invited: Invited) -> Response:
    account, link = invited
    shown = None if ctx.settings.mail_host else links.address(ctx, link, account.language)
    page = {"here": "people", "email": account.email, "until": link.expires_at, "link": shown}
    return page_of(request, "accounts/sent.html", page)


@router.post("/people/{account_id}/{action}", openapi_extra=MANAGE)
def manage(request: Request, ctx: Writing, account_id: AccountId, action: str, form: Submitted) -> Response:
    """Invite again, reset, appoint or end."""
    country = people.get_managed(ctx, account_id).account.country
    with shown_again(request, TEMPLATE, _page(ctx, country)):
        if action == "invite":
            return _sent(request, ctx, people.invite_again(ctx, account_id))
        if action == "reset":
            return _sent(request, ctx, people.reset(ctx, account_id, second_step_too=bool(form.text("second_step"))))
        if action == "appoint" and form.text("role") in rules.PERSONS:
            people.appoint(ctx, account_id, Role(form.text("role")))
        elif action == "disable":
            people.disable(ctx, account_id)
        else:
            raise NotFound("not-found")
    return RedirectResponse(f"/{language_of(request)}/people?done={action}&country={country or ''}", 303)
