"""Cells that a spreadsheet would take for a formula, and how CSV carries them as text (OWASP ASVS 5.0, 1.2.10).

An apostrophe is put before them and taken away again on reading, so that any text comes back as it was.
"""

import re

#: Characters that begin a formula or command in some spreadsheet; also in their full-width forms.
_BEGINNING = "=+\\-@\t\r＝＋－＠"
_TO_ARM = re.compile(f"'*[{_BEGINNING}]")
_ARMED = re.compile(f"'+[{_BEGINNING}]")


def armed(text: str) -> str:
    """``text`` with an apostrophe before what would be a formula, or before apostrophes that stand before one."""
    return "'" + text if _TO_ARM.match(text) else text


def disarmed(text: str) -> str:
    """The inverse of ``armed``."""
    return text[1:] if _ARMED.match(text) else text
