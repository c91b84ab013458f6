"""The process: limits first, then the format by content, not by name."""

import json
import resource
import sys
from typing import TextIO

from app.exchange.reader.decoding import decode
from app.exchange.reader.documents import is_document, read_document
from app.exchange.reader.saying import TOO_LARGE, UNREADABLE, Refused, Teller
from app.exchange.reader.separated import read_separated
from app.exchange.reader.workbooks import read_workbook

_ZIP = b"PK\x03\x04"
#: Compound files: workbooks with a password, and those of Excel before 2007.
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (b"%PDF", b"\x1f\x8b", b"PK\x05\x06", b"\x7fELF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff")


def main(limits: dict[str, int], out: TextIO) -> None:
    """Read standard input within ``limits``: memory and output in bytes, seconds of processor time, rows."""
    _limit(resource.RLIMIT_AS, limits["memory"])
    _limit(resource.RLIMIT_CPU, limits["seconds"])
    _limit(resource.RLIMIT_FSIZE, limits["output"])
    _limit(resource.RLIMIT_CORE, 0)
    teller = Teller(out, limits["rows"])
    try:
        _read(sys.stdin.buffer.read(), teller)
        teller.end()
    except Refused as refused:
        teller.failed(refused)
    except MemoryError:
        teller.failed(Refused(TOO_LARGE, "limits"))
    out.flush()


def _limit(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (most, hard if what == resource.RLIMIT_CPU else most))


def _read(data: bytes, teller: Teller) -> None:
    if not data.strip():
        raise Refused(UNREADABLE, "empty-file")
    if data.startswith(_COMPOUND):
        raise Refused(UNREADABLE, "workbook-encrypted")
    if data.startswith(_ZIP):
        read_workbook(data, teller)
        return
    if data.startswith(_OTHERS):
        raise Refused(UNREADABLE, "unknown-format")
    text = decode(data, teller)
    if is_document(text):
        read_document(text, teller)
    else:
        read_separated(text, teller)


main(json.loads(sys.argv[1]), sys.stdout)
