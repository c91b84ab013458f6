"""Reading: the words of a text in their language, their stems, and the concepts that they speak of."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from matching.concepts.bank import shipped_bank
from matching.concepts.lexicon import Lexicon, lexicon_of
from matching.concepts.mentions import mentions_in, supported
from matching.text.accents import restored
from matching.text.languages import guess_language, ignored_forms, stems
from matching.text.words import Word, words_of

#: Where a text of untold language may change it: a label in several languages is written with bars.
_CHANGE = re.compile(r"\s[/|]\s|[\n;]+")


class Spoken(NamedTuple):
    """A concept (its id) and its place [start, end) in the text; ``inner``: within a longer mention."""

    concept: str
    start: int
    end: int
    inner: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as the channels see it: its content words in order, accents restored, with their stems, and
    the concepts spoken of in order. ``language``: the one it is read in; None unknown or several."""

    words: tuple[Word, ...]
    stems: tuple[str, ...]
    spoken: tuple[Spoken, ...]
    language: str | None

    @property
    def forms(self) -> list[str]:
        """The words as written, in lower case."""
        return [word.form for word in self.words]

    @property
    def covered(self) -> tuple[bool, ...]:
        """For each word whether a concept covers it."""
        ends = iter(self.spoken)
        item = next(ends, None)
        found = []
        for word in self.words:
            while item is not None and item.end <= word.start:
                item = next(ends, None)
            found.append(item is not None and item.start < word.end)
        return tuple(found)

    def part(self, first: int, last: int) -> "Reading":
        """The words ``first`` to ``last`` (both included) with the concepts that they speak of."""
        words = self.words[first : last + 1]
        start, end = words[0].start, words[-1].end
        spoken = tuple(item for item in self.spoken if start < item.end and item.start < end)
        return Reading(words, self.stems[first : last + 1], spoken, self.language)


def read(text: str, language: str | None) -> Reading:
    """Reads a text; an untold language is guessed, passage by passage."""
    words = words_of(text)
    if language is not None:
        return _read(text, words, language)
    guessed = guess_language(word.form for word in words)
    passages = [_read(text, passage, _tongue(text, passage, guessed)) for passage in _passages(text, words)]
    if len(passages) == 1:
        return passages[0]
    tongues = {passage.language for passage in passages}
    return Reading(
        tuple(word for passage in passages for word in passage.words),
        tuple(stem for passage in passages for stem in passage.stems),
        tuple(item for passage in passages for item in passage.spoken),
        tongues.pop() if len(tongues) == 1 else None,
    )


def _passages(text: str, words: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """At least one, none of the others empty."""
    cuts = [found.start() for found in _CHANGE.finditer(text)] + [len(text)]
    start, given = 0, False
    for cut in cuts:
        end = start
        while end < len(words) and words[end].start < cut:
            end += 1
        if end > start:
            given = True
            yield words[start:end]
        start = end
    if not given:
        yield ()


def _tongue(text: str, words: Sequence[Word], guessed: str | None) -> str | None:
    """By its small words; else the language in which most of its words have a meaning; else as the rest."""
    told = guess_language(word.form for word in words)
    if told is not None:
        return told
    known = {name: _meant(text, words, name) for name in shipped_bank().languages}
    most = max(known.values(), default=0)
    best = [name for name, meant in known.items() if meant == most]
    return guessed if not most or guessed in best else best[0]


def _meant(text: str, words: Sequence[Word], language: str) -> int:
    return sum(item.end - item.start for item in _read(text, words, language).spoken if not item.inner)


def _read(text: str, words: Sequence[Word], language: str | None) -> Reading:
    lexicon = lexicon_of(language) if language else None
    if lexicon is not None:
        words = restored(words, text, lexicon.accents, lexicon.language)
    ignored = ignored_forms(language)
    every = stems([word.form for word in words], language)
    kept = [place for place, word in enumerate(words) if word.form not in ignored]
    spoken = _spoken(text, words, every, lexicon) if lexicon is not None else ()
    return Reading(tuple(words[place] for place in kept), tuple(every[place] for place in kept), spoken, language)


def _spoken(text: str, words: Sequence[Word], every: Sequence[str], lexicon: Lexicon) -> tuple[Spoken, ...]:
    bank = shipped_bank()
    found = supported(mentions_in(text, words, every, lexicon), bank)
    return tuple(
        Spoken(bank.ids[item.concept], words[item.first].start, words[item.last].end, item.inner) for item in found
    )
