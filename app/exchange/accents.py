"""Text that was written in UTF-8 and read as Windows-1252 somewhere on its way: ``PaÃ­s`` for ``País``."""

import re

_SIGN = re.compile("[ÂÃâ][\u0080-\u00bf\u0152-\u2122]")
#: No word of our languages goes on with a capital à or  after a small letter.
_NEVER = re.compile("[a-zà-öø-ÿ][ÂÃ][\u0080-\u00bf\u0152-\u2122]")


def is_garbled(text: str) -> bool:
    """Whether the accents of ``text`` are certainly broken; legitimate Portuguese capitals such as ``SÃO`` are not."""
    if not _SIGN.search(text):
        return False
    if _NEVER.search(text):
        return True
    try:
        b"".join(map(_byte, text)).decode("utf-8")
    except UnicodeError:
        return False
    return True


def _byte(character: str) -> bytes:
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return character.encode("latin-1")
