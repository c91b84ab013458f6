"""The second step: codes of an authenticator app (RFC 6238), and recovery codes for when it is lost.

An authenticator's secret is derived from the secret key, the account and a nonce, so the store holds none. While one
is being set up, its nonce travels with the form, signed: nothing is stored before the first right code.
"""

import base64
import hmac
import logging
import secrets
from dataclasses import dataclass
from datetime import datetime

import pyotp
from sqlalchemy import delete, select

from app.accounts import queries, rules, throttle
from app.accounts.models import RecoveryCode, SecondFactor
from app.accounts.service import sessions
from app.accounts.service.sessions import Entered
from app.accounts.throttle import Charged
from app.core.context import Context, Steps
from app.core.errors import FieldError, Invalid, NotSignedIn
from app.core.ids import ALPHABET
from app.core.signing import mark, signed, text_of
from app.ledger import record as ledger
from app.registry.models import Account

log = logging.getLogger("app.accounts")
ISSUER = "TCDC"
#: Codes of the time step before and after are taken too: clocks differ.
STEP_SECONDS, STEPS_AROUND = 30, (0, -1, 1)


@dataclass(frozen=True, slots=True)
class Setup:
    """An authenticator to be set up. ``secret``: to type, in base 32; ``address``: for the QR code; ``code``: comes
    back with the first code."""

    secret: str
    address: str
    code: str


def waiting_account(ctx: Context, secret: str | None) -> Account:
    """Whose sign-in waits for the second step. Raises NotSignedIn when none does."""
    found = queries.session_of(ctx, secret, queries.PASSWORD_ONLY)
    if found is None:
        raise NotSignedIn("not-signed-in")
    return queries.get_account(ctx, found.account_id)


def set_up(ctx: Context, account: Account) -> Setup:
    """A new authenticator for the account; nothing is stored yet."""
    nonce = secrets.token_urlsafe(16)
    return _setup(ctx, account, nonce)


def set_up_again(ctx: Context, account: Account, code: str) -> Setup:
    """The authenticator of a form that came back. Raises Invalid when the form is not of this account."""
    text = text_of(ctx.settings.key, "second-step", code) or ""
    account_id, _, nonce = text.partition("/")
    if account_id != account.id:
        raise Invalid("invalid-body", (FieldError("/code", "code-too-old"),))
    return _setup(ctx, account, nonce)


def _setup(ctx: Context, account: Account, nonce: str) -> Setup:
    secret = _secret(ctx, account.id, nonce)
    address = pyotp.TOTP(secret).provisioning_uri(name=account.email, issuer_name=ISSUER)
    return Setup(secret, address, signed(ctx.settings.key, "second-step", f"{account.id}/{nonce}"))


def _secret(ctx: Context, account_id: str, nonce: str) -> str:
    """160 bits in base 32, as authenticators take them."""
    text = mark(ctx.settings.key, "authenticator", f"{account_id}/{nonce}")
    return base64.b32encode(base64.urlsafe_b64decode(text + "=")[:20]).decode()


def confirm(ctx: Context, account: Account, form_code: str, typed: str) -> list[str]:
    """Take the authenticator after its first right code; gives new recovery codes, shown this once.

    Raises Invalid for a wrong code.
    """
    setup = set_up_again(ctx, account, form_code)
    step = _step_of(setup.secret, typed, ctx.now)
    if step is None:
        raise Invalid("invalid-body", (FieldError("/code", "wrong-code"),))
    nonce = (text_of(ctx.settings.key, "second-step", form_code) or "").partition("/")[2]
    factor = queries.second_factor(ctx.session, account.id)
    if factor is None:
        factor = SecondFactor(account_id=account.id)
        ctx.session.add(factor)
    factor.nonce, factor.created_at, factor.last_step = nonce, ctx.now, step
    ctx.session.flush()
    ledger.record(sessions.as_account(ctx, account), "factor:confirm", account.id, {}, account.country)
    return _new_recovery_codes(ctx, account)


@dataclass(frozen=True, slots=True)
class Cookies:
    """What the browser brought: the cookie of a sign-in that waits, and that of a recognised browser."""

    session: str | None
    device: str | None


def confirm_first(ctx: Context, cookies: Cookies, form_code: str, typed: str) -> tuple[Entered, list[str]]:
    """The same for somebody whose sign-in waits for it, and who is signed in by it."""
    account = waiting_account(ctx, cookies.session)
    if queries.second_factor(ctx.session, account.id) is not None:
        raise NotSignedIn("not-signed-in")
    codes = confirm(ctx, account, form_code, typed)
    return _enter(ctx, account, cookies), codes


def take_second_step(steps: Steps, cookies: Cookies, typed: str) -> Entered:
    """Sign in with the code of the authenticator, or a recovery code.

    Raises TooMany while it has to wait, Invalid for a wrong code; the attempt stays counted.
    """
    with steps.writing() as ctx:
        account = waiting_account(ctx, cookies.session)
        charged = throttle.charge(ctx, _charged_to(ctx, account, cookies.device))
    with steps.writing() as ctx:
        account = waiting_account(ctx, cookies.session)
        prove(ctx, account, typed)
        throttle.forgive(ctx, charged)
        return _enter(ctx, account, cookies)


def _charged_to(ctx: Context, account: Account, device: str | None) -> dict[str, str]:
    known = queries.device_of(ctx.session, device, account.id)
    return {"second-step": f"{account.id} {known.id if known else ''}"}


def _enter(ctx: Context, account: Account, cookies: Cookies) -> Entered:
    waiting = queries.session_of(ctx, cookies.session, queries.PASSWORD_ONLY)
    if waiting is not None:
        waiting.ended_at = ctx.now
    return sessions.enter_fully(ctx, account, queries.device_of(ctx.session, cookies.device, account.id))


def prove(ctx: Context, account: Account, typed: str) -> None:
    """Take a code of the account's authenticator that was not taken before, or use up a recovery code.

    Raises Invalid for any other.
    """
    factor = queries.second_factor(ctx.session, account.id)
    if factor is None:
        raise Invalid("invalid-body", (FieldError("/code", "wrong-code"),))
    step = _step_of(_secret(ctx, account.id, factor.nonce), typed, ctx.now)
    if step is not None and step > (factor.last_step or 0):
        factor.last_step = step
        ctx.session.flush()
        return
    _use_recovery_code(ctx, account, typed)


def tell_sample_code(ctx: Context, account: Account) -> None:
    """In development, sample people have their authenticator in the terminal."""
    factor = queries.second_factor(ctx.session, account.id)
    if ctx.settings.env == "development" and account.email.endswith(rules.SAMPLE_ADDRESS) and factor is not None:
        code = pyotp.TOTP(_secret(ctx, account.id, factor.nonce)).at(ctx.now)
        log.warning("Second step of %s: the code is %s", account.email, code)


def _step_of(secret: str, typed: str, now: datetime) -> int | None:
    """The time step whose code was typed, or None."""
    code, today = "".join(typed.split()), int(now.timestamp()) // STEP_SECONDS
    password = pyotp.TOTP(secret)
    fitting = (
        today + around
        for around in STEPS_AROUND
        if hmac.compare_digest(password.generate_otp(today + around).encode(), code.encode("utf-8", "replace"))
    )
    return next(fitting, None)


def _use_recovery_code(ctx: Context, account: Account, typed: str) -> None:
    wanted = select(RecoveryCode).where(
        RecoveryCode.hash == _recovery_hash(ctx, account.id, typed), RecoveryCode.used_at.is_(None)
    )
    found = ctx.session.scalar(wanted.with_for_update())
    if found is None:
        raise Invalid("invalid-body", (FieldError("/code", "wrong-code"),))
    found.used_at = ctx.now
    ctx.session.flush()
    left = queries.recovery_codes_left(ctx.session, account.id)
    ledger.record(sessions.as_account(ctx, account), "factor:recover", account.id, {"left": left}, account.country)


def replace_authenticator(steps: Steps, form_code: str, typed: tuple[str, str]) -> list[str]:
    """Set up an authenticator for somebody who is signed in; gives new recovery codes.

    ``typed``: its first code, and a code of the authenticator in force, empty when there is none. Raises Invalid,
    TooMany after too many wrong codes.
    """
    charged = _charge_own(steps)
    with steps.writing() as ctx:
        account = queries.get_account(ctx, ctx.actor.id)
        if queries.second_factor(ctx.session, account.id) is not None:
            _prove_current(ctx, account, typed[1])
        codes = confirm(ctx, account, form_code, typed[0])
        throttle.forgive(ctx, charged)
        return codes


def _prove_current(ctx: Context, account: Account, typed: str) -> None:
    try:
        prove(ctx, account, typed)
    except Invalid:
        raise Invalid("invalid-body", (FieldError("/current", "wrong-code"),)) from None


def renew_recovery_codes(steps: Steps, typed: str) -> list[str]:
    """New recovery codes in the place of all others, for a right code. Raises Invalid, TooMany as above."""
    charged = _charge_own(steps)
    with steps.writing() as ctx:
        account = queries.get_account(ctx, ctx.actor.id)
        prove(ctx, account, typed)
        throttle.forgive(ctx, charged)
        ledger.record(ctx, "factor:renew", account.id, {}, account.country)
        return _new_recovery_codes(ctx, account)


def _charge_own(steps: Steps) -> Charged:
    with steps.writing() as ctx:
        return throttle.charge(ctx, {"second-step": f"{ctx.actor.id} own"})


def _new_recovery_codes(ctx: Context, account: Account) -> list[str]:
    ctx.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(10)) for _ in range(rules.RECOVERY_CODES)]
    for code in codes:
        ctx.session.add(RecoveryCode(hash=_recovery_hash(ctx, account.id, code), account_id=account.id))
    ctx.session.flush()
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _recovery_hash(ctx: Context, account_id: str, typed: str) -> str:
    """Keyed, so that the store alone does not help to guess."""
    plain = "".join(typed.split()).replace("-", "").lower()
    return mark(ctx.settings.key, "recovery", f"{account_id}/{plain}")


def remove(ctx: Context, account: Account) -> None:
    """Take authenticator and recovery codes away; the role may ask for new ones at the next sign-in."""
    ctx.session.execute(delete(SecondFactor).where(SecondFactor.account_id == account.id))
    ctx.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
