"""Mentions: where a text speaks of a concept. The longest term wins, from left to right; as written before
as a stem; a doubtful one only if the rest of the text supports it."""

from collections.abc import Sequence
from typing import NamedTuple

from matching.concepts.bank import GENERAL, Bank
from matching.concepts.lexicon import Lexicon
from matching.text.words import Word, fold

#: A stem may hide very different words (género, generación): what follows the common beginning is at most so long.
MOST_APART = 3
#: At most so many small words between two words of a term.
MOST_LINKS = 3
#: A corrected word of fewer letters counts only with support: it may be a word that the bank does not have.
LONG = 8

#: Between two words: nothing more than this, or at least none of these.
_PLAIN = (" ", "/", "-", "'", "’")
_BREAKS = frozenset(',.;:!?()[]"“”«»|/\n•–—')


class Mention(NamedTuple):
    """``concept``: number in the bank. Words ``first`` to ``last`` of the text, both included. ``doubtful``:
    counts only with support. ``inner``: stands within a longer mention."""

    concept: int
    first: int
    last: int
    doubtful: bool
    inner: bool = False


def mentions_in(text: str, words: Sequence[Word], stems: Sequence[str], lexicon: Lexicon) -> list[Mention]:
    """The mentions in the words of a text (with their stems beside them), doubtful ones included."""
    line = _Line(text, words, stems, lexicon)
    found: list[Mention] = []
    at = 0
    while at < len(line.forms):
        mention, length = line.mention(at, len(line.forms))
        if mention is not None:
            found.append(mention)
            if length > 1:
                found += line.within(at, length, mention.concept)
        at += length
    return found


def supported(found: Sequence[Mention], bank: Bank) -> tuple[Mention, ...]:
    """Without the doubtful mentions that nothing else in the text stands by: a mention without doubt of
    another concept with the same broader concept, CRS category or domain."""
    if not any(mention.doubtful for mention in found):
        return tuple(found)
    sure = {mention.concept for mention in found if not mention.doubtful}
    return tuple(
        mention
        for mention in found
        if not mention.doubtful or any(related(bank, mention.concept, other) for other in sure)
    )


def related(bank: Bank, one: int, other: int) -> bool:
    """Whether two concepts stand by each other."""
    if one == other:
        return True
    if {bank.broader[one], one} & {bank.broader[other], other} - {-1}:
        return True
    if bank.domains[one] == bank.domains[other] != GENERAL:
        return True
    return bool({code[:3] for code in bank.categories[one]} & {code[:3] for code in bank.categories[other]})


class _Line:
    """The words of a text without the small ones, as the lexicon sees them. ``leads``: the small word before
    each, or nothing. ``joined``: whether nothing parts a word from the next."""

    def __init__(self, text: str, words: Sequence[Word], stems: Sequence[str], lexicon: Lexicon) -> None:
        self.text, self.words, self.lexicon = text, words, lexicon
        forms, links = [fold(word.form) for word in words], lexicon.links
        self.places = [place for place, form in enumerate(forms) if form not in links]
        self.forms = [forms[place] for place in self.places]
        self.stems = [stems[place] for place in self.places]
        self.guessed = set[int]()
        for at, (form, stem) in enumerate(zip(self.forms, self.stems, strict=True)):
            if stem not in lexicon.roots and form not in lexicon.roots and form not in lexicon.bases:
                meant = lexicon.spelling.corrected(form)
                if meant is not None:
                    self.forms[at], self.stems[at] = meant, lexicon.bases[meant]
                    if len(form) < LONG:
                        self.guessed.add(at)
        self.leads = [
            forms[place - 1] if place and forms[place - 1] in links and not self._apart(place - 1, place) else ""
            for place in self.places
        ]
        self.small = not any(map(str.islower, text))

    def _apart(self, one: int, other: int) -> bool:
        between = self.text[self.words[one].end : self.words[other].start]
        return between not in _PLAIN and not _BREAKS.isdisjoint(between)

    def _joined(self, at: int) -> bool:
        """Whether the word at a place goes on to the next without a break."""
        if at + 1 >= len(self.places):
            return False
        one, other = self.places[at], self.places[at + 1]
        return other - one <= MOST_LINKS + 1 and not self._apart(one, other)

    def _starts(self, at: int) -> list[tuple[str, str]]:
        """The first part of keys that begin at a place, as written and as a stem: with the small word before, then
        without."""
        form, stem, lead = self.forms[at], self.stems[at], self.leads[at]
        return [(f"{lead}_{form}", f"{lead}_{stem}"), (form, stem)] if lead else [(form, stem)]

    def _longest(self, at: int, most: int, starts: list[tuple[str, str]]) -> int:
        """The most words that a term which begins at a place can have."""
        if most == 1 or not self._joined(at):
            return 1
        reach, form, stem = self.lexicon.reach, self.forms[at + 1], self.stems[at + 1]
        longest = max(max(reach.get(f"{one} {form}", 1), reach.get(f"{other} {stem}", 1)) for one, other in starts)
        length = min(longest, 2)
        while length < min(longest, most) and self._joined(at + length - 1):
            length += 1
        return length

    def mention(self, at: int, most: int) -> tuple[Mention | None, int]:
        """The longest mention of at most ``most`` words that begins at a place, and how many words on the next
        place to look at is."""
        starts = self._starts(at)
        for taken in range(self._longest(at, most, starts), 0, -1):
            for number, (exact, stemmed) in enumerate(starts, start=1):
                term = self._term(at, taken, exact, stemmed)
                if term is not None:
                    led = number < len(starts)
                    first, last = self.places[at] - led, self.places[at + taken - 1]
                    doubtful = self.lexicon.doubtful[term] or (taken == 1 and at in self.guessed)
                    return Mention(self.lexicon.concepts[term], first, last, doubtful), taken
        return None, 1

    def within(self, at: int, length: int, concept: int) -> list[Mention]:
        """The shorter mentions inside one of several words, of other concepts."""
        found: list[Mention] = []
        place, end = at, at + length
        while place < end:
            mention, taken = self.mention(place, min(end - place, length - 1))
            if mention is not None and mention.concept != concept and not mention.doubtful:
                found.append(mention._replace(inner=True))
            place += taken
        return found

    def _term(self, at: int, taken: int, exact: str, stemmed: str) -> int | None:
        if taken > 1:
            exact = " ".join((exact, *self.forms[at + 1 : at + taken]))
            stemmed = " ".join((stemmed, *self.stems[at + 1 : at + taken]))
        lexicon = self.lexicon
        term = lexicon.exact.get(exact)
        if term is not None and self._is_written(at, exact):
            return term
        if taken == 1 and exact in lexicon.ignored:
            return None
        term = lexicon.stemmed.get(stemmed)
        return None if term is None else self._closest(exact, lexicon.rivals.get(stemmed, (term,)))

    def _is_written(self, at: int, key: str) -> bool:
        """Whether an acronym has the capitals that tell it from a word."""
        lexicon = self.lexicon
        if key in lexicon.capitals:
            return not self.small and self._surface(at).isupper()
        return key not in lexicon.acronyms or self.small or self._surface(at)[:2].isupper()

    def _surface(self, at: int) -> str:
        word = self.words[self.places[at]]
        return self.text[word.start : word.end]

    def _closest(self, key: str, terms: Sequence[int]) -> int | None:
        """The term that shares the longest beginning with what is written; the first of equals. A word that
        differs more must stand in another term of the concept (vacuna, campaña de vacunación)."""
        forms, concepts, cells = self.lexicon.forms, self.lexicon.concepts, self.lexicon.cells
        if " " not in key:
            terms = [
                term
                for term in terms
                if _ending(forms[term], key) <= MOST_APART or key in cells[concepts[term]].split(" ")
            ]
        return max(terms, key=lambda term: _common(forms[term], key), default=None)


def _ending(one: str, other: str) -> int:
    return max(len(one), len(other)) - _common(one, other)


def _common(one: str, other: str) -> int:
    length = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        length += 1
    return length
