"""Exchanges: countries that could each help the next one, back to the first. Two of them help each other.

Pure combinatorics over bilateral proposals: nothing here knows of texts or scores beyond the numbers given.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

LENGTHS = (2, 3, 4)
#: Steps of the search after which it stops and says so.
MOST_STEPS = 1_000_000
DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Proposal:
    """One bilateral proposal: ``supplier`` and ``recipient`` are countries, ``score`` in [0, 1]."""

    supplier: str
    recipient: str
    offer_id: str
    need_id: str
    score: float


@dataclass(frozen=True, slots=True)
class Link:
    """The best proposal from one country to the next; ``more``: how many others there are between the two."""

    best: Proposal
    more: int


@dataclass(frozen=True, slots=True)
class Exchange:
    """Each link's recipient is the next one's supplier; the first supplier is the first by alphabet. ``weakest`` and
    ``mean``: of the scores of the links."""

    links: tuple[Link, ...]
    weakest: float
    mean: float

    @property
    def countries(self) -> tuple[str, ...]:
        """The countries in the order of the links, each once."""
        return tuple(link.best.supplier for link in self.links)


@dataclass(frozen=True, slots=True)
class Exchanges:
    """Best first. ``is_complete``: false when the search was cut short after `MOST_STEPS`: what is given is what
    was found by then, the strongest links first."""

    items: tuple[Exchange, ...]
    is_complete: bool
    steps: int


def exchanges(
    proposals: Iterable[Proposal],
    *,
    lengths: Collection[int] = LENGTHS,
    country: str | None = None,
    limit: int = 20,
    most_steps: int = MOST_STEPS,
) -> Exchanges:
    """The best circles of distinct countries, of the lengths given (2 to 4), each once, with one best link each way.

    Ranked by the weakest link, then the mean, then fewer countries, then their codes. ``country``: only those that it
    takes part in. The order of the proposals does not matter.
    """
    links = best_links(proposals)
    search = _Search(frozenset(lengths), country, most_steps)
    found: list[Exchange] = []
    ordered = sorted(links.values(), key=lambda link: (-link.best.score, link.best.supplier, link.best.recipient))
    for _, equal in groupby(ordered, key=lambda link: link.best.score):
        for link in equal:
            found += (_exchange(links, circle) for circle in search.closed_by(link.best.supplier, link.best.recipient))
        # What comes later has a weaker link than all of these.
        if len(found) >= limit or search.is_spent:
            break
    return Exchanges(tuple(sorted(found, key=_rank)[:limit]), not search.is_spent, search.steps)


def best_links(proposals: Iterable[Proposal]) -> dict[tuple[str, str], Link]:
    """(supplier, recipient) → their link; a country does not supply itself."""
    every: defaultdict[tuple[str, str], list[Proposal]] = defaultdict(list)
    for proposal in proposals:
        if proposal.supplier != proposal.recipient:
            every[proposal.supplier, proposal.recipient].append(proposal)
    return {
        pair: Link(min(found, key=lambda one: (-one.score, one.offer_id, one.need_id)), len(found) - 1)
        for pair, found in every.items()
    }


class _Search:
    """A graph that grows by its strongest links first: every circle is found once, with its last link."""

    def __init__(self, lengths: frozenset[int], country: str | None, most_steps: int) -> None:
        self._lengths = lengths
        self._country = country
        self._most = most_steps
        self._after: defaultdict[str, list[str]] = defaultdict(list)
        self.steps = 0

    @property
    def is_spent(self) -> bool:
        """Whether it has taken all the steps that it may."""
        return self.steps >= self._most

    def closed_by(self, supplier: str, recipient: str) -> Iterator[tuple[str, ...]]:
        """Circles that this link closes, and takes it in."""
        longest = max(self._lengths, default=0)
        paths: list[tuple[str, ...]] = [(supplier, recipient)]
        while paths and not self.is_spent:
            path = paths.pop()
            for following in self._after[path[-1]]:
                self.steps += 1
                if following == supplier:
                    if self._is_wanted(path):
                        yield path
                elif following not in path and len(path) < longest:
                    paths.append((*path, following))
        self._after[supplier].append(recipient)

    def _is_wanted(self, circle: tuple[str, ...]) -> bool:
        return len(circle) in self._lengths and (self._country is None or self._country in circle)


def _exchange(links: Mapping[tuple[str, str], Link], circle: tuple[str, ...]) -> Exchange:
    start = circle.index(min(circle))
    turned = circle[start:] + circle[:start]
    chosen = tuple(links[pair] for pair in zip(turned, turned[1:] + turned[:1], strict=True))
    scores = sorted(link.best.score for link in chosen)
    return Exchange(chosen, scores[0], round(sum(scores) / len(scores), DECIMALS))


def _rank(exchange: Exchange) -> tuple[float, float, int, tuple[str, ...]]:
    return -exchange.weakest, -exchange.mean, len(exchange.links), exchange.countries
