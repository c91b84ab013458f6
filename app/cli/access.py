"""``token create|end`` and ``account create|invite|reset|appoint|disable|list``."""

import sys
from typing import Annotated

import typer

from app.accounts import passwords
from app.accounts.models import Link
from app.accounts.rules import check_password
from app.accounts.service import links, new_passwords, people
from app.accounts.service.people import Person
from app.cli.door import open_house, print_json, reading, writing
from app.core.actor import Role
from app.core.clock import stamp
from app.core.context import Context
from app.core.errors import NotFound
from app.registry import service
from app.registry.models import Account
from app.registry.present import token_line
from app.registry.queries import account_by_email
from app.registry.service import Belonging

CountryOption = Annotated[str | None, typer.Option("--country", help="ISO 3166-1 alpha-3.")]
OrganizationOption = Annotated[str | None, typer.Option("--organization", help="Id of an organization.")]
InstitutionOption = Annotated[
    str | None, typer.Option("--institution", help="Of a submitter: IATI organisation type and name, `22:Name`.")
]
RoleOption = Annotated[Role, typer.Option("--role", help="Role of the contract.")]
NameOption = Annotated[str, typer.Option("--name", help="Name of the person.")]
LanguageOption = Annotated[str, typer.Option("--language", help="es, pt, fr or en.")]


def install(tcdc: typer.Typer) -> None:
    tokens = typer.Typer(no_args_is_help=True, help="Access tokens for systems and people.")
    tokens.command("create")(create_token)
    tokens.command("end")(end_token)
    tcdc.add_typer(tokens, name="token")
    accounts = typer.Typer(no_args_is_help=True, help="Accounts for people.")
    accounts.command("create")(create_account)
    accounts.command("invite")(invite)
    accounts.command("reset")(reset)
    accounts.command("appoint")(appoint)
    accounts.command("disable")(disable)
    accounts.command("list")(list_accounts)
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
    name: NameOption = "",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the person's password from standard input.")
    ] = False,
) -> None:
    """Make an account; without a password nobody can sign in to it until it is invited."""
    belonging = Belonging(role, country, organization)
    house = open_house()
    kept = _hashed_password(email, name) if password_stdin else None
    with writing(house) as ctx:
        account = service.create_account(ctx, belonging, email, name or email, "es")
        if kept is not None:
            new_passwords.set_hash(ctx, account, kept)
        line = _line(account)
    print_json(line)


def _hashed_password(email: str, name: str) -> str:
    password = sys.stdin.readline().rstrip("\r\n")
    check_password(password, email, name)
    return passwords.hashed(password)


def invite(
    email: str,
    role: RoleOption = Role.FOCAL_POINT,
    country: CountryOption = None,
    organization: OrganizationOption = None,
    language: LanguageOption = "es",
    institution: InstitutionOption = None,
) -> None:
    """Invite a person by mail, and print the link; one who has not accepted yet is invited again."""
    with writing(open_house()) as ctx:
        waiting = account_by_email(ctx.session, email)
        if waiting is not None:
            account, link = people.invite_again(ctx, waiting.id)
        else:
            belonging = _belonging(role, country, organization, institution)
            account, link = people.invite(ctx, belonging, Person(email, email, language))
        line = _line(account) | _told(ctx, account, link)
    print_json(line)


def reset(
    email: str,
    second_step: Annotated[bool, typer.Option("--second-step", help="Take the authenticator away too.")] = False,
) -> None:
    """Have a person choose a new password by a link, which is sent and printed; the old one ends at once."""
    with writing(open_house()) as ctx:
        account, link = people.reset(ctx, _account(ctx, email).id, second_step_too=second_step)
        line = _line(account) | _told(ctx, account, link)
    print_json(line)


def appoint(email: str, role: RoleOption) -> None:
    """Give an account another role; its sign-ins and tokens end."""
    with writing(open_house()) as ctx:
        line = _line(people.appoint(ctx, _account(ctx, email).id, role))
    print_json(line)


def disable(email: str) -> None:
    """End an account with its sign-ins and tokens."""
    with writing(open_house()) as ctx:
        line = _line(people.disable(ctx, _account(ctx, email).id))
    print_json(line)


def list_accounts(country: CountryOption = None) -> None:
    """Print every account, one line of JSON each."""
    with reading(open_house()) as ctx:
        found = people.list_accounts(ctx, country)
        lines = [_line(one.account) | {"active": one.active, "second_step": one.second_step} for one in found]
    for line in lines:
        print_json(line)


def _account(ctx: Context, email: str) -> Account:
    account = account_by_email(ctx.session, email)
    if account is None:
        raise NotFound("account-not-found")
    return account


def _told(ctx: Context, account: Account, link: Link) -> dict[str, object]:
    return {"link": links.address(ctx, link, account.language), "until": stamp(link.expires_at)}


def _line(account: Account) -> dict[str, object]:
    return {
        "id": account.id,
        "email": account.email,
        "role": account.role,
        "country": account.country,
        "organization": account.organization_id,
        "disabled": account.disabled_at is not None,
    }
