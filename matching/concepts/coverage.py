"""Coverage: how much of real texts the bank understands, and which words it lacks most.

Texts are JSON Lines with ``title``, ``text`` or ``description`` and ``lang`` or ``language``; or a table of terms:
tab-separated lines whose header names a column ``term`` or ``<language>_term`` and perhaps ``lang``.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from csv import DictReader
from dataclasses import dataclass, field
from pathlib import Path

from matching.text.reading import read

_TERM = "term"
_ENGLISH = "en"


@dataclass(slots=True)
class Coverage:
    """Of the texts of one language: content ``words`` and how many of them a concept covers, texts ``whole`` of
    which every content word is covered, and how often each other word occurs."""

    texts: int = 0
    whole: int = 0
    words: int = 0
    covered: int = 0
    missing: Counter[str] = field(default_factory=Counter)


def coverage_of(texts: Iterable[tuple[str, str | None]]) -> Mapping[str, Coverage]:
    """Language → coverage of (text, language) pairs; ``unknown`` where no language is told."""
    found: defaultdict[str, Coverage] = defaultdict(Coverage)
    for text, language in texts:
        reading = read(text, language)
        lacking = [word.form for word, told in zip(reading.words, reading.covered, strict=True) if not told]
        one = found[language or "unknown"]
        one.texts += 1
        one.whole += not lacking
        one.words += len(reading.words)
        one.covered += len(reading.words) - len(lacking)
        one.missing.update(word for word in lacking if not word.isdigit())
    return dict(sorted(found.items()))


def texts_in(path: Path) -> Iterator[tuple[str, str | None]]:
    """(text, language) of each line of a file. Raises ValueError or KeyError when it has another form."""
    with path.open(encoding="utf-8") as lines:
        if path.suffix == ".tsv":
            yield from _terms(DictReader(lines, delimiter="\t"))
        else:
            yield from (_text(json.loads(line)) for line in lines if line.strip())


def _terms(rows: "DictReader[str]") -> Iterator[tuple[str, str | None]]:
    column = next((name for name in rows.fieldnames or () if name == _TERM or name.endswith(f"_{_TERM}")), None)
    if column is None:
        raise ValueError(_TERM)
    for row in rows:
        yield row[column], row.get("lang") or _ENGLISH


def _text(row: Mapping[str, str]) -> tuple[str, str | None]:
    parts = (row.get(name) for name in ("title", "text", "description", "objective"))
    language = row.get("lang") or row.get("language")
    return "\n".join(part for part in parts if part), None if language == "mul" else language


def told(found: Mapping[str, Coverage], most: int) -> Iterator[str]:
    """Lines for a reader: shares per language, then the ``most`` frequent words that no concept covers."""
    for language, one in found.items():
        share, whole = one.covered / max(one.words, 1), one.whole / max(one.texts, 1)
        yield f"{language}\t{one.texts} texts\t{share:.1%} of words\t{whole:.1%} of texts whole"
        for word, count in sorted(one.missing.items(), key=lambda item: (-item[1], item[0]))[:most]:
            yield f"{language}\t{count}\t{word}"
