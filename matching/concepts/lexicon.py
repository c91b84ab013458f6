"""A lexicon: the terms of one language, compiled so that a text can be asked for the longest of them at
each of its words.

A term is looked up by a key: its words without the small ones between them (``gestión del riesgo`` →
``gestion riesgo``). A small word in front stays tied to the next (``en especie`` → ``en_especie``): it
often makes the term. A column is compiled as one string, since there are tens of thousands of terms.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files

from matching.concepts.bank import DOUBT, Bank, shipped_bank
from matching.concepts.typos import Spelling, spelling_of
from matching.text.languages import ignored_forms, stems
from matching.text.words import fold

_TOKENS = re.compile(r"[^\W_]+|[|?\n]")
_ACRONYMS = re.compile(r"(?<=[|\n]) ?([^\W_a-zß-ÿ]{2,}) ?\??(?= ?[|\n])")
_MARKS = frozenset("|?\n")

#: Acronyms of at most so many letters are told from words by their capitals.
SHORT = 3


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Terms by number: ``concepts`` their concept, ``doubtful`` whether they count only with support,
    ``forms`` their words folded. ``exact``: key of folded words → term. ``stemmed``: key of stems →
    term; ``rivals``: all terms of those keys that several share.
    ``reach``: first two parts of a key → the most parts of a key that begins so. ``accents``: folded word → the
    word as written. ``capitals``: acronyms that are also words: they count only when written in capitals;
    ``acronyms``: those too short to count in small letters. ``links``: the small words, folded; ``ignored``: the
    stop words, which are no form of another word. ``cells``: per concept its terms, folded. ``bases``: every word,
    folded → its stem; ``roots``: all these stems, and the stop words."""

    language: str
    concepts: Sequence[int]
    doubtful: Sequence[bool]
    forms: Sequence[str]
    exact: Mapping[str, int]
    stemmed: Mapping[str, int]
    rivals: Mapping[str, Sequence[int]]
    reach: Mapping[str, int]
    accents: Mapping[str, str]
    capitals: frozenset[str]
    acronyms: frozenset[str]
    links: frozenset[str]
    cells: Sequence[str]
    ignored: frozenset[str]
    bases: Mapping[str, str]
    roots: frozenset[str]

    @cached_property
    def spelling(self) -> Spelling:
        """Made when a word is met that the bank does not have."""
        return spelling_of(self.bases)


@lru_cache(maxsize=1)
def link_words() -> Mapping[str, frozenset[str]]:
    """Per language the small words, folded, that may stand between the words of a term."""
    lines = files("matching").joinpath("data", "link-words.tsv").read_text("utf-8").splitlines()
    listed = (line.split("\t") for line in lines)
    return {language: frozenset(map(fold, words.split())) for language, words in listed}


@lru_cache(maxsize=16)
def lexicon_of(language: str) -> Lexicon | None:
    """The shipped terms of a language; None when the bank does not have it."""
    bank = shipped_bank()
    return compile_lexicon(bank, language) if language in bank.cells else None


def compile_lexicon(bank: Bank, language: str) -> Lexicon:
    """The terms of one language of a bank. Of equal terms the one without doubt counts, then the first."""
    raw = unicodedata.normalize("NFKC", "\n".join(bank.cells[language]))
    tokens = _TOKENS.findall(raw.lower())
    words = [token for token in dict.fromkeys(tokens) if token not in _MARKS]
    folded = dict(zip(words, fold("\n".join(words)).split("\n"), strict=True))
    links = link_words().get(language, frozenset())
    bases = dict(zip(words, stems(words, language), strict=True))
    small = [place for place, token in enumerate(tokens) if folded.get(token) in links]
    column, stemmed = (_keys([table.get(token, token) for token in tokens], small) for table in (folded, bases))
    cells = column.split("\n")
    concepts = [number for number, cell in enumerate(cells) for _ in range(cell.count("|") + 1)]
    forms, keys = _terms(column), _terms(stemmed)
    doubtful = [form.endswith(DOUBT) for form in forms]
    forms, keys = ([term.removesuffix(f" {DOUBT}") for term in terms] for terms in (forms, keys))
    exact = _first_of(forms, doubtful)
    acronyms = frozenset(fold(term.lower()) for term in _ACRONYMS.findall(f"|{raw}|"))
    words_of_one = [number for form, number in exact.items() if form and form not in acronyms]
    rivals = _rivals(keys, words_of_one)
    first = {keys[number]: number for number in reversed(words_of_one)}
    ordinary = ignored_forms(language).union(forms[number] for number in words_of_one)
    exact.pop("", None)
    return Lexicon(
        language=language,
        concepts=concepts,
        doubtful=doubtful,
        forms=forms,
        exact=exact,
        stemmed=first,
        rivals=rivals,
        reach=_reach([*exact, *first]),
        accents={form: word for word, form in reversed(folded.items()) if form != word and form not in folded},
        capitals=frozenset(form for form in acronyms if form in ordinary or form.removesuffix("s") in ordinary),
        acronyms=frozenset(form for form in acronyms if len(form) <= SHORT),
        links=links,
        cells=cells,
        ignored=ignored_forms(language),
        bases={folded[word]: base for word, base in bases.items()},
        roots=frozenset(bases.values()).union(ignored_forms(language)),
    )


def _terms(column: str) -> list[str]:
    return [term.strip() for term in column.replace("\n", "|").split("|")]


def _first_of(forms: Sequence[str], doubtful: Sequence[bool]) -> dict[str, int]:
    """Form → term; what is put in later rules: the first without doubt comes last."""
    numbers = range(len(forms) - 1, -1, -1)
    exact = {forms[number]: number for number in numbers if doubtful[number]}
    exact.update({forms[number]: number for number in numbers if not doubtful[number]})
    return exact


def _rivals(keys: Sequence[str], numbers: Sequence[int]) -> dict[str, list[int]]:
    """Keys that several terms share."""
    seen: dict[str, int] = {}
    rivals: dict[str, list[int]] = {}
    for number in numbers:
        other = seen.setdefault(keys[number], number)
        if other != number:
            rivals.setdefault(keys[number], [other]).append(number)
    return {key: sorted(found) for key, found in rivals.items()}


def _reach(keys: Sequence[str]) -> dict[str, int]:
    """First two parts → the most parts."""
    found: dict[str, int] = {}
    for key in keys:
        first = key.find(" ")
        if first > 0:
            second = key.find(" ", first + 1)
            start, parts = (key, 2) if second < 0 else (key[:second], key.count(" ") + 1)
            if parts > found.get(start, 0):
                found[start] = parts
    return found


def _keys(tokens: list[str], small: Sequence[int]) -> str:
    """A column of keys: small words (their places are given) tied to the word behind them at the start of a
    term, gone elsewhere."""
    among, leading = frozenset(small), -1
    for place in small:
        ahead = tokens[place + 1] if place + 1 < len(tokens) else "|"
        if place == 0 or tokens[place - 1] in _MARKS or place - 1 == leading:
            leading = place
            if ahead not in _MARKS and place + 1 not in among:
                tokens[place + 1] = f"{tokens[place]}_{ahead}"
        tokens[place] = ""
    return " ".join(filter(None, tokens))
