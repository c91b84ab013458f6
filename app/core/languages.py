"""The four languages of the interface, their catalogues, and which one a reader gets."""

from functools import cache
from io import BytesIO
from pathlib import Path

from babel.core import negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

LANGUAGES = ("es", "pt", "fr", "en")
DEFAULT = "es"
FOLDER = Path(__file__).parent.parent / "locales"


@cache
def catalogue(language: str) -> NullTranslations:
    """The words of a language, compiled once per process from ``locales/<language>.po``; English is the source."""
    if language == "en":
        return NullTranslations()
    with (FOLDER / f"{language}.po").open("rb") as file:
        source = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, source)
    compiled.seek(0)
    return Translations(compiled)


def translate(language: str, words: str, **facts: object) -> str:
    """A sentence of the interface in ``language``, its ``{places}`` filled with facts."""
    sentence: str = catalogue(language).gettext(words) if words else ""
    return sentence.format(**facts) if facts else sentence


def negotiate(header: str | None, fallback: str = "en") -> str:
    """The best of our languages for an ``Accept-Language`` header (RFC 9110, 12.5.4)."""
    wanted: list[tuple[float, str]] = []
    for part in (header or "").split(","):
        tag, _, parameters = part.strip().partition(";")
        try:
            quality = float(parameters.strip().removeprefix("q=")) if parameters else 1.0
        except ValueError:
            continue
        if tag and quality > 0:
            wanted.append((-quality, tag.split("-")[0].lower()))
    preferred = [tag for _, tag in sorted(wanted, key=lambda pair: pair[0])]
    return negotiate_locale(preferred, list(LANGUAGES)) or fallback
