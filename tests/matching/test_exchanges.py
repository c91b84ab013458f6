"""Exchanges: circles of help, compared with trying everything."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from matching import Proposal, exchanges
from matching.exchanges import LENGTHS, best_links
from tests.matching.worlds import steady

COUNTRIES = ("ARG", "BOL", "CHL", "DOM", "ECU")


def proposal(supplier: str, recipient: str, score: float = 0.8, number: int = 1) -> Proposal:
    return Proposal(supplier, recipient, f"off_{supplier}_{number}", f"ned_{recipient}_{number}", score)


PROPOSALS = st.lists(
    st.builds(
        proposal,
        st.sampled_from(COUNTRIES),
        st.sampled_from(COUNTRIES),
        st.sampled_from((0.5, 0.6, 0.7, 0.8)),
        st.integers(1, 2),
    ),
    max_size=24,
    unique_by=lambda one: (one.offer_id, one.need_id),
)


def brute_force(proposals: list[Proposal], lengths: tuple[int, ...]) -> list[tuple[float, float, int, tuple[str, ...]]]:
    links = best_links(proposals)
    found = []
    for length in lengths:
        for circle in permutations(COUNTRIES, length):
            pairs = list(zip(circle, circle[1:] + circle[:1], strict=True))
            if circle[0] == min(circle) and all(pair in links for pair in pairs):
                scores = sorted(links[pair].best.score for pair in pairs)
                found.append((-scores[0], -round(sum(scores) / length, 6), length, circle))
    return sorted(found)


@steady
@given(proposals=PROPOSALS, limit=st.integers(1, 30))
def test_the_best_circles_are_those_of_brute_force(proposals: list[Proposal], limit: int) -> None:
    found = exchanges(proposals, limit=limit)
    ranks = [(-item.weakest, -item.mean, len(item.links), item.countries) for item in found.items]
    assert ranks == brute_force(proposals, LENGTHS)[:limit]
    assert found.is_complete
    assert found == exchanges(list(reversed(proposals)), limit=limit)


@steady
@given(proposals=PROPOSALS, length=st.sampled_from(LENGTHS), country=st.sampled_from(COUNTRIES))
def test_length_and_country_only_narrow(proposals: list[Proposal], length: int, country: str) -> None:
    found = exchanges(proposals, lengths=(length,), country=country, limit=99)
    wanted = [circle for *_, circle in brute_force(proposals, (length,)) if country in circle]
    assert [item.countries for item in found.items] == wanted


def test_links_lead_from_supplier_to_recipient_and_back_to_the_first() -> None:
    (found,) = exchanges([proposal("BOL", "CHL"), proposal("CHL", "ARG", 0.6), proposal("ARG", "BOL", 0.7)]).items
    assert [(link.best.supplier, link.best.recipient) for link in found.links] == [
        ("ARG", "BOL"),
        ("BOL", "CHL"),
        ("CHL", "ARG"),
    ]
    assert (found.weakest, found.mean) == (0.6, 0.7)


def test_the_best_proposal_stands_for_the_others_of_its_link() -> None:
    links = best_links([proposal("BOL", "CHL", 0.6, 1), proposal("BOL", "CHL", 0.9, 2), proposal("BOL", "BOL")])
    assert list(links) == [("BOL", "CHL")]
    assert links["BOL", "CHL"].best.score == 0.9
    assert links["BOL", "CHL"].more == 1


def test_a_search_that_is_cut_short_says_so() -> None:
    every = [proposal(one, other) for one, other in permutations(COUNTRIES, 2)]
    cut = exchanges(every, limit=99, most_steps=20)
    assert not cut.is_complete
    assert cut.steps <= 20 + len(COUNTRIES)
    whole = exchanges(every, limit=99)
    assert len(cut.items) < len(whole.items) == 10 + 20 + 30
    assert set(cut.items) <= set(whole.items)


def test_nothing_comes_of_nothing() -> None:
    assert exchanges([]).items == ()
    assert exchanges([proposal("BOL", "CHL"), proposal("CHL", "BOL")], lengths=()).items == ()
