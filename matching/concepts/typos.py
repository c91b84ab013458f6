"""Typos: a word that is not in the bank, and one slip of the pen away from exactly one that is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

#: Shorter words are too often one slip away from another word: for two letters that changed places, and for
#: all other slips.
SHORTEST = 6
SHORTEST_OTHER = 9
#: Of one slip in a word, either so many letters at its start or at its end are right.
_HALF = 3


@dataclass(frozen=True, slots=True, eq=False)
class Spelling:
    """The words of a lexicon by their length and first letters, and by their length and last."""

    starts: Mapping[tuple[int, str], Sequence[str]]
    ends: Mapping[tuple[int, str], Sequence[str]]

    @lru_cache(maxsize=100_000)  # noqa: B019 - lives as long as the bank, like its lexicons
    def corrected(self, word: str) -> str | None:
        """The only word of the same first letter that one slip turns into ``word``: two letters changed
        places; in longer words also one too few, too many or wrong. None when there is none, or more than
        one."""
        size = len(word)
        if size < SHORTEST or not word.isalpha():
            return None
        sizes = (size,) if size < SHORTEST_OTHER else (size - 1, size, size + 1)
        near = {other for length in sizes for other in self.starts.get((length, word[:_HALF]), ())}
        near.update(other for length in sizes for other in self.ends.get((length, word[-_HALF:]), ()))
        found = [other for other in near if _slip(word, other)]
        return found[0] if len(found) == 1 else None


def spelling_of(words: Iterable[str]) -> Spelling:
    """Spelling of folded words; the short ones are left out."""
    starts: dict[tuple[int, str], list[str]] = {}
    ends: dict[tuple[int, str], list[str]] = {}
    for word in words:
        if len(word) >= SHORTEST:
            starts.setdefault((len(word), word[:_HALF]), []).append(word)
            ends.setdefault((len(word), word[-_HALF:]), []).append(word)
    return Spelling(starts, ends)


def _slip(one: str, other: str) -> bool:
    """Whether one slip makes a word of the other."""
    if one[0] != other[0] or abs(len(one) - len(other)) > 1:
        return False
    short, long = sorted((one, other), key=len)
    at = 0
    while at < len(short) and short[at] == long[at]:
        at += 1
    if short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]:
        return len(short) == len(long)
    same_length = len(short) == len(long)
    return len(one) >= SHORTEST_OTHER and short[at + same_length :] == long[at + 1 :]
