"""The index: an immutable value made of offers and needs; the next one is made from it, cheaply."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from matching.concepts.bank import shipped_bank
from matching.content import fingerprint_of
from matching.profiles import Need, Offer
from matching.side import Analysed, Side, analyse, build_side, changed_side
from matching.text.background import load_background
from matching.text.space import Space, fit_space
from matching.version import ENGINE_VERSION
from matching.weights import Weights, default_weights

#: Up to so many records an index is fitted anew with every change, unless told otherwise: it takes milliseconds.
ALWAYS_FITTED = 2_000
#: Share of the records that may come, go or change before a larger index should be fitted anew.
MAY_CHANGE = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """Offers and needs, ready to be matched. Make one with `build`, the next one with `updated`.

    ``space``: the statistics of words; ``late``: records that came, went or changed since it was fitted.
    ``fingerprint``: 12 hexadecimal digits, public, that depend on engine version, weights, concept bank,
    statistics and records (ids and content): two indexes of one fingerprint give the same answers.
    """

    weights: Weights
    space: Space
    offers: Side[Offer]
    needs: Side[Need]
    late: int
    always_fitted: int
    fingerprint: str

    @classmethod
    def build(
        cls,
        offers: Iterable[Offer],
        needs: Iterable[Need] = (),
        weights: Weights | None = None,
        always_fitted: int = ALWAYS_FITTED,
    ) -> "Index":
        """Reads all records and fits the statistics to them. A later record replaces an earlier one of the same
        id. ``always_fitted``: up to so many records, every `updated` fits them anew."""
        return _fitted(
            list({offer.id: analyse(offer) for offer in offers}.values()),
            list({need.id: analyse(need) for need in needs}.values()),
            weights or default_weights(),
            always_fitted,
        )

    @property
    def size(self) -> int:
        """Number of records."""
        return len(self.offers) + len(self.needs)

    @property
    def is_due(self) -> bool:
        """Whether so much has changed that `refitted` should take its place."""
        return self.late > max(self.size, 1) * MAY_CHANGE

    def refitted(self) -> "Index":
        """The same records with statistics fitted to them: what `build` would give. No text is read again."""
        if not self.late:
            return self
        return _fitted(self.offers.entries, self.needs.entries, self.weights, self.always_fitted)

    def following(self, other: "Index") -> "Index":
        """The records of another index with the statistics of this one: for changes that came while `refitted`
        was at work."""
        put: list[Need | Offer] = []
        drop: list[str] = []
        sides: tuple[tuple[Side[Any], Side[Any]], ...] = ((self.offers, other.offers), (self.needs, other.needs))
        for ours, theirs in sides:
            known = {entry.record.id: entry for entry in ours.entries}
            put += (entry.record for entry in theirs.entries if known.get(entry.record.id) is not entry)
            drop += (name for name in ours.rows if name not in theirs.rows)
        return self.updated(put, drop) if put or drop else self

    def updated(self, put: Iterable[Need | Offer] = (), drop: Iterable[str] = ()) -> "Index":
        """The index with records added or replaced (``put``) and ids taken out (``drop``, unknown ids are
        ignored). Texts that did not change are not read again.

        Up to ``always_fitted`` records it gives the answers of `build`. Beyond, words keep the weights that they
        had, which hardly moves a score, until somebody calls `refitted`.
        """
        newest = {record.id: record for record in put}
        offers = [_read(record, self.offers) for record in newest.values() if isinstance(record, Offer)]
        needs = [_read(record, self.needs) for record in newest.values() if isinstance(record, Need)]
        there = self.offers.rows, self.needs.rows
        gone = [name for name in set(drop) if name not in newest and any(name in rows for rows in there)]
        if not newest and not gone:
            return self
        found = _index(
            self.weights,
            self.space,
            (changed_side(self.offers, offers, gone, self.space), changed_side(self.needs, needs, gone, self.space)),
            (self.late + len(newest) + len(gone), self.always_fitted),
        )
        return found.refitted() if found.size <= self.always_fitted else found


def _read(record: Any, side: Side[Any]) -> Analysed[Any]:
    row = side.rows.get(record.id)
    return analyse(record, None if row is None else side.entries[row])


def _fitted(
    offers: Sequence[Analysed[Offer]], needs: Sequence[Analysed[Need]], weights: Weights, always_fitted: int
) -> Index:
    shares = tuple(weights.text.channels.values())
    texts = [*(entry.features for entry in offers), *(entry.features for entry in needs)]
    space = fit_space(texts, load_background(weights.text.background), shares)
    return _index(weights, space, (build_side(offers, space), build_side(needs, space)), (0, always_fitted))


def _index(weights: Weights, space: Space, sides: tuple[Side[Offer], Side[Need]], age: tuple[int, int]) -> Index:
    parts: list[str | bytes] = [ENGINE_VERSION, weights.to_json(), shipped_bank().digest, space.digest]
    parts += (f"{side.digest:032x}" for side in sides)
    return Index(weights, space, *sides, *age, fingerprint_of(parts))
