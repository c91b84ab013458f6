"""A linter for the bank: what a reviewer should look at, as data. `python -m matching.concepts` prints it.

Errors are wrong whatever was meant; remarks may be right and are for a reviewer to judge.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from matching.concepts.bank import GENERAL, Bank, parse_bank, terms_in
from matching.concepts.lexicon import Lexicon, compile_lexicon
from matching.text.languages import ignored_forms

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CODE = re.compile(r"\d{3}(?:\d{2})?")

#: kind of finding → whether it is an error
KINDS: dict[str, bool] = {
    "columns": True,
    "repeated-id": True,
    "bad-id": True,
    "bad-code": True,
    "unknown-broader": True,
    "circle": True,
    "missing-language": True,
    "term-twice": False,
    "stem-collision": False,
    "false-friend": False,
    "never-counts": False,
    "acronym-is-a-word": False,
}


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """``where``: domain and line, or the concept; ``what``: the words in question."""

    kind: str
    where: str
    what: str

    @property
    def is_error(self) -> bool:
        """Whether it is wrong whatever was meant."""
        return KINDS[self.kind]


def lint(documents: Mapping[str, str]) -> list[Finding]:
    """All findings of a bank (domain → TSV), sorted; a bank whose lines cannot be read is told only that."""
    lines = list(_lines(documents))
    broken = [Finding("columns", where, str(len(columns))) for where, columns, width in lines if len(columns) != width]
    if broken:
        return sorted(broken)
    bank = parse_bank(documents)
    lexicons = {language: compile_lexicon(bank, language) for language in bank.languages}
    rows = {where: columns for where, columns, _ in lines}
    found = [*_keys(rows), *_concepts(bank), *_twice(bank), *_false_friends(bank, lexicons)]
    for lexicon in lexicons.values():
        found += [*_collisions(bank, lexicon), *_capitals(bank, lexicon)]
    return sorted(set(found))


def _lines(documents: Mapping[str, str]) -> Iterator[tuple[str, list[str], int]]:
    """(domain and line, columns, how many the header has)."""
    for domain in sorted(documents):
        header, *lines = documents[domain].splitlines()
        for number, line in enumerate(lines, start=2):
            yield f"{domain}:{number}", line.split("\t"), len(header.split("\t"))


def _keys(rows: Mapping[str, list[str]]) -> Iterator[Finding]:
    """What is wrong in the first three columns."""
    seen: dict[str, str] = {}
    for where, (identifier, *_) in rows.items():
        first = seen.setdefault(identifier, where)
        if first != where:
            yield Finding("repeated-id", where, f"{identifier} ({first})")
        if not _SLUG.fullmatch(identifier):
            yield Finding("bad-id", where, identifier)
    for where, (_, broader, codes, *_terms) in rows.items():
        if broader and broader not in seen:
            yield Finding("unknown-broader", where, broader)
        for code in filter(None, codes.split(";")):
            if not _CODE.fullmatch(code):
                yield Finding("bad-code", where, code)


def _concepts(bank: Bank) -> Iterator[Finding]:
    for number, identifier in enumerate(bank.ids):
        at, steps = bank.broader[number], 0
        while at >= 0 and at != number and steps <= len(bank.ids):
            at, steps = bank.broader[at], steps + 1
        if at >= 0:
            yield Finding("circle", identifier, bank.ids[bank.broader[number]])
        rootless = bank.broader[number] < 0 and not bank.categories[number] and bank.domains[number] == GENERAL
        for language, cells in bank.cells.items():
            terms = list(terms_in(cells[number]))
            if not terms:
                yield Finding("missing-language", identifier, language)
            for term, doubt in terms:
                if doubt and rootless:
                    yield Finding("never-counts", identifier, f"{language}: {term}")


def _twice(bank: Bank) -> Iterator[Finding]:
    """The same term in two concepts: only one of them will be found."""
    for language, cells in bank.cells.items():
        owners: defaultdict[str, list[int]] = defaultdict(list)
        for number, cell in enumerate(cells):
            for term, _ in terms_in(cell):
                owners[term.lower()].append(number)
        for term, numbers in owners.items():
            if len(set(numbers)) > 1:
                names = ", ".join(dict.fromkeys(bank.ids[number] for number in numbers))
                yield Finding("term-twice", names, f"{language}: {term}")


def _collisions(bank: Bank, lexicon: Lexicon) -> Iterator[Finding]:
    """Words of one stem in concepts that have nothing to do with each other."""
    for terms in lexicon.rivals.values():
        concepts = sorted({lexicon.concepts[term] for term in terms})
        if len(concepts) > 1 and not _kin(bank, concepts[0], concepts[1]):
            words = ", ".join(sorted({lexicon.forms[term] for term in terms}))
            names = ", ".join(bank.ids[number] for number in concepts)
            yield Finding("stem-collision", names, f"{lexicon.language}: {words}")


def _false_friends(bank: Bank, lexicons: Mapping[str, Lexicon]) -> Iterator[Finding]:
    """One spelling, two languages, two meanings."""
    names = sorted(lexicons)
    for place, one in enumerate(names):
        for other in names[place + 1 :]:
            for form in sorted(lexicons[one].exact.keys() & lexicons[other].exact.keys()):
                left, right = (lexicons[name].concepts[lexicons[name].exact[form]] for name in (one, other))
                if not _kin(bank, left, right):
                    where = f"{bank.ids[left]}, {bank.ids[right]}"
                    yield Finding("false-friend", where, f"{one}, {other}: {form}")


def _capitals(bank: Bank, lexicon: Lexicon) -> Iterator[Finding]:
    """Acronyms that count only when written in capitals."""
    for form in sorted(lexicon.capitals):
        # A small word alone is no key: such an acronym is never found.
        term = lexicon.exact.get(form)
        if form in ignored_forms(lexicon.language):
            identifier = "" if term is None else bank.ids[lexicon.concepts[term]]
            yield Finding("acronym-is-a-word", identifier, f"{lexicon.language}: {form}")


def _kin(bank: Bank, one: int, other: int) -> bool:
    """The same, or one broader than the other, or under the same broader concept."""
    return bool({one, bank.broader[one]} & {other, bank.broader[other]} - {-1})
