"""From bytes to text, saying aloud whatever was assumed. Wrong accents are worse than a refusal."""

import codecs
import re

from app.exchange.reader.saying import UNREADABLE, Refused, Teller

_SEVERAL_BYTES = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def decode(data: bytes, teller: Teller) -> str:
    """UTF-8 or UTF-16 with or without a mark, else Windows-1252, which is noted.

    Raises Refused with the row for a file that mixes encodings or is no text.
    """
    if data.startswith(codecs.BOM_UTF8):
        return _strictly(data[3:], "utf-8", teller)
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if data.startswith(mark):
            return _strictly(data[2:], encoding, teller)
    guess = _utf16_without_mark(data)
    if guess is not None:
        return _strictly(data, guess, teller)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _windows(data, error.start, teller)


def _strictly(data: bytes, encoding: str, teller: Teller) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding, "replace")
        raise Refused(UNREADABLE, "bad-encoding", row=before.count("\n") + 1, encoding=encoding) from None
    if encoding != "utf-8":
        teller.note("encoding", encoding="UTF-16")
    return text


def _utf16_without_mark(data: bytes) -> str | None:
    """Latin text in UTF-16 has a zero in every second byte."""
    start = data[:512]
    if len(data) % 2 or len(start) < 8:
        return None
    even, odd = start[::2].count(0), start[1::2].count(0)
    if odd > len(start) * 0.4 and even == 0:
        return "utf-16-le"
    return "utf-16-be" if even > len(start) * 0.4 and odd == 0 else None


def _windows(data: bytes, at: int, teller: Teller) -> str:
    row = data[:at].count(b"\n") + 1
    if _SEVERAL_BYTES.search(data):
        raise Refused(UNREADABLE, "mixed-encoding", row=row)
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    if _CONTROLS.search(text):
        raise Refused(UNREADABLE, "bad-encoding", row=row, encoding="utf-8")
    teller.note("encoding", encoding="Windows-1252")
    return text
