"""BCP 47 language tags: well formed, of registered subtags (those that CLDR names, and those of our own
list)."""

import re
from functools import cache
from typing import Final

from babel.core import Locale

_TAG: Final = re.compile(
    r"(?P<language>[a-z]{2,3})(?P<extended>(?:-[a-z]{3}){0,3})(?:-(?P<script>[a-z]{4}))?"
    r"(?:-(?P<region>[a-z]{2}|[0-9]{3}))?(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"
    r"(?:-[0-9a-wyz](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?",
    re.IGNORECASE | re.ASCII,
)
#: Registered, but no language in which a text can be written.
_NO_LANGUAGE: Final = frozenset({"und", "mul", "zxx", "mis", "root"})


@cache
def _registered() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Languages, scripts and regions that CLDR names. Read at the first question: it takes 25 ms."""
    english = Locale.parse("en")
    languages = {code for code in map(str, english.languages) if "_" not in code} - _NO_LANGUAGE
    return (
        frozenset(languages),
        frozenset(map(str, english.scripts)),
        frozenset(map(str, english.territories)),
    )


def is_language(tag: str, own: frozenset[str] = frozenset()) -> bool:
    """Whether ``tag`` names a registered language; ``own``: primary subtags known beside those of CLDR."""
    found = _TAG.fullmatch(tag)
    if found is None:
        return False
    languages, scripts, regions = _registered()
    known = languages | own
    script, region = found["script"], found["region"]
    return (
        found["language"].lower() in known
        and all(part.lower() in known for part in found["extended"].split("-") if part)
        and (script is None or script.title() in scripts)
        and (region is None or region.upper() in regions)
    )
