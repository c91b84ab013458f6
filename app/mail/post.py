"""Handing a letter to the mail server, or to the terminal in development without one."""

import logging
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from app.core.settings import Settings
from app.mail.wording import SERVICE, Written

log = logging.getLogger("app.mail")
SECONDS = 20


class Refused(Exception):
    """The mail server does not take it now. ``for_good``: nor ever."""

    def __init__(self, problem: str, *, for_good: bool = False) -> None:
        super().__init__(problem)
        self.for_good = for_good


def hand_over(settings: Settings, address: str, mail_id: str, written: Written, now: datetime) -> None:
    """Send a letter. Raises Refused."""
    if settings.mail_host:
        _send(settings, _message(settings, address, mail_id, written, now))
    elif settings.env == "development":
        shown = f"{written.subject}\n\n{written.body}"
        log.warning("Letter to %s, shown here because TCDC_MAIL_HOST is not set:\n\n%s", address, shown)
    else:
        raise Refused("TCDC_MAIL_HOST is not set")


def _message(settings: Settings, address: str, mail_id: str, written: Written, now: datetime) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = written.subject
    message["From"] = settings.mail_from
    message["To"] = address
    message["Date"] = format_datetime(now)
    # the same whenever it is tried again, so that a server that took it twice can tell
    message["Message-ID"] = f"<{mail_id}@{settings.mail_from.rpartition('@')[2].strip('> ')}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Mailer"] = SERVICE
    if written.off:  # RFC 8058: one click, without a page in between
        message["List-Unsubscribe"] = f"<{written.off}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(written.body)
    return message


def _send(settings: Settings, message: EmailMessage) -> None:
    try:
        with connected(settings) as server:
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        raise Refused(str(error)[:500], for_good=all(code >= 500 for code in codes)) from error
    except (OSError, smtplib.SMTPException) as error:
        raise Refused(f"{type(error).__name__}: {error}"[:500]) from error


@contextmanager
def connected(settings: Settings) -> Iterator[smtplib.SMTP]:
    """A connection to the mail server, signed in where the settings say so. Raises OSError or SMTPException."""
    context = ssl.create_default_context()
    place = settings.mail_host, settings.mail_port
    if settings.mail_tls == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(*place, timeout=SECONDS, context=context)
    else:
        server = smtplib.SMTP(*place, timeout=SECONDS)
    with server:
        if settings.mail_tls == "starttls":
            server.starttls(context=context)
        if settings.mail_user:
            server.login(settings.mail_user, settings.mail_password.get_secret_value())
        yield server
