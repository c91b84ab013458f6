"""The letters that wait, as their readers would see them."""

from __future__ import annotations

import re

from sqlalchemy import select

from app.mail.models import Mail
from app.mail.wording import Written, write
from app.web.house import House


def letters_to(house: House, address: str) -> list[Written]:
    """Unsent letters, the oldest first."""
    with house.database.reading() as session:
        rows = session.scalars(
            select(Mail).where(Mail.address == address, Mail.sent_at.is_(None)).order_by(Mail.created_at)
        ).all()
        return [write(house.settings, row.letter, row.language, row.facts) for row in rows]


def link_in(letter: Written) -> str:
    """The path of the link that stands alone in its line."""
    found = re.search(r"^http://127\.0\.0\.1:8000(/\S+)$", letter.body, re.MULTILINE)
    assert found, letter.body
    return found[1]
