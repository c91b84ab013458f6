"""The index: an immutable value made of offers and needs, equal for equal records whatever its history."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from matching.concepts.bank import shipped_bank
from matching.content import fingerprint_of
from matching.profiles import Need, Offer
from matching.side import Analysed, Record, Side, analyse, build_side
from matching.text.background import load_background
from matching.text.space import Space, fit_space, vectors
from matching.version import ENGINE_VERSION
from matching.weights import Weights, default_weights


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """Offers and needs, ready to be matched. Make one with `build`, the next one with `updated`.

    ``fingerprint``: 12 hexadecimal digits, public, that depend on engine version, weights, concept bank and
    records (ids and content).
    """

    weights: Weights
    space: Space
    offers: Side[Offer]
    needs: Side[Need]
    fingerprint: str

    @classmethod
    def build(cls, offers: Iterable[Offer], needs: Iterable[Need] = (), weights: Weights | None = None) -> "Index":
        """Reads all records. A later record replaces an earlier one of the same id."""
        return _assemble(
            {offer.id: analyse(offer) for offer in offers},
            {need.id: analyse(need) for need in needs},
            weights or default_weights(),
        )

    def updated(self, put: Iterable[Need | Offer] = (), drop: Iterable[str] = ()) -> "Index":
        """The index with records added or replaced (``put``) and ids taken out (``drop``, unknown ids are
        ignored): equal, byte for byte, to `build` of the resulting records. Texts that did not change are
        not read again."""
        offers = {entry.record.id: entry for entry in self.offers.entries}
        needs = {entry.record.id: entry for entry in self.needs.entries}
        for identifier in drop:
            offers.pop(identifier, None)
            needs.pop(identifier, None)
        for record in put:
            if isinstance(record, Offer):
                offers[record.id] = analyse(record, offers.get(record.id))
            else:
                needs[record.id] = analyse(record, needs.get(record.id))
        return _assemble(offers, needs, self.weights)


def _assemble(offers: Mapping[str, Analysed[Offer]], needs: Mapping[str, Analysed[Need]], weights: Weights) -> Index:
    supply = [offers[identifier] for identifier in sorted(offers)]
    demand = [needs[identifier] for identifier in sorted(needs)]
    shares = tuple(weights.text.channels.values())
    everything: list[Analysed[Any]] = [*supply, *demand]
    corpus = [entry.features for entry in everything]
    background = load_background(weights.text.background).scaled(weights.text.background_weight)
    space = fit_space(corpus, background, shares)
    parts: list[str | bytes] = [ENGINE_VERSION, weights.to_json(), shipped_bank().digest]
    parts += (f"{entry.record.id}={entry.digest.hex()}" for entry in everything)
    return Index(weights, space, _side(supply, space), _side(demand, space), fingerprint_of(parts))


def _side(entries: list[Analysed[Record]], space: Space) -> Side[Record]:
    return build_side(entries, vectors(space, [entry.features for entry in entries]))
