"""``token create`` and ``account create|invite|disable``."""

from typing import Annotated

import typer

from app.cli.door import open_house, print_json, writing
from app.core.actor import Role
from app.core.clock import stamp
from app.registry import service
from app.registry.models import Account
from app.registry.present import token_line
from app.registry.service import Belonging

CountryOption = Annotated[str | None, typer.Option("--country", help="ISO 3166-1 alpha-3.")]
OrganizationOption = Annotated[str | None, typer.Option("--organization", help="Id of an organization.")]
InstitutionOption = Annotated[
    str | None, typer.Option("--institution", help="Of a submitter: IATI organisation type and name, `22:Name`.")
]
RoleOption = Annotated[Role, typer.Option("--role", help="Role of the contract.")]
LanguageOption = Annotated[str, typer.Option("--language", help="es, pt, fr or en.")]


def install(tcdc: typer.Typer) -> None:
    tokens = typer.Typer(no_args_is_help=True, help="Access tokens for systems and people.")
    tokens.command("create")(create_token)
    tokens.command("end")(end_token)
    tcdc.add_typer(tokens, name="token")
    accounts = typer.Typer(no_args_is_help=True, help="Accounts for people.")
    accounts.command("create")(create_account)
    accounts.command("invite")(invite)
    accounts.command("disable")(disable)
    tcdc.add_typer(accounts, name="account")


def create_token(
    role: RoleOption,
    country: CountryOption = None,
    organization: OrganizationOption = None,
    scope: Annotated[list[str] | None, typer.Option("--scope", help="For systems; may be repeated.")] = None,
    expires_days: Annotated[int | None, typer.Option("--expires-days", min=1, max=3650)] = None,
    institution: InstitutionOption = None,
) -> None:
    """Make a token and print it, this once, as one line of JSON."""
    belonging = _belonging(role, country, organization, institution)
    with writing(open_house()) as ctx:
        line = token_line(*service.create_token(ctx, belonging, frozenset(scope or ()), expires_days))
    print_json(line)


def end_token(token_id: Annotated[str, typer.Argument(help="Id of the token, tok_….")]) -> None:
    """End a token at once."""
    with writing(open_house()) as ctx:
        token = service.end_token(ctx, token_id)
        line = {"id": token.id, "role": token.role, "ended_at": stamp(token.ended_at or ctx.now)}
    print_json(line)


def _belonging(role: Role, country: str | None, organization: str | None, institution: str | None) -> Belonging:
    """``institution``: ``TYPE:NAME``, such as ``22:Fundación Agua Clara``; without a type it is 90, other."""
    if institution is None:
        return Belonging(role, country, organization)
    kind, _, name = institution.rpartition(":")
    return Belonging(role, country, organization, (name, kind or "90"))


def create_account(
    email: str,
    role: RoleOption,
    country: CountryOption = None,
    organization: OrganizationOption = None,
    name: str = "",
    language: LanguageOption = "es",
) -> None:
    """Make an account."""
    with writing(open_house()) as ctx:
        account = service.create_account(ctx, Belonging(role, country, organization), email, name or email, language)
        line = _line(account)
    print_json(line)


def invite(
    email: str,
    role: RoleOption,
    country: CountryOption = None,
    organization: OrganizationOption = None,
    language: LanguageOption = "es",
) -> None:
    """Make an account with a one-time invitation code, valid for 14 days."""
    with writing(open_house()) as ctx:
        account = service.create_account(ctx, Belonging(role, country, organization), email, email, language)
        code = service.invite(ctx, account)
        line = _line(account) | {"invitation": code, "invited_until": stamp(account.invited_until or ctx.now)}
    print_json(line)


def disable(email: str) -> None:
    """End an account and its tokens."""
    with writing(open_house()) as ctx:
        line = _line(service.disable_account(ctx, email))
    print_json(line)


def _line(account: Account) -> dict[str, object]:
    return {
        "id": account.id,
        "email": account.email,
        "role": account.role,
        "country": account.country,
        "organization": account.organization_id,
        "disabled": account.disabled_at is not None,
    }
