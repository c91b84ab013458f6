"""Worlds of random records, small enough that everything collides."""

from datetime import UTC, date, datetime

from hypothesis import settings
from hypothesis import strategies as st

from matching import Exclusion, Need, Offer
from tests.matching.making import AFRICAN_FUND, BRA, CRI, FUND, HND, KEN, URY

steady = settings(derandomize=True, deadline=None, max_examples=40)

WORDS = [
    "leche",
    "banco",
    "humano",
    "dengue",
    "vigilância",
    "laboratório",
    "suelo",
    "mapa",
    "café",
    "roya",
    "agua",
    "rural",
    "water",
    "communities",
    "early",
    "warning",
    "systèmes",
    "alerte",
    "précoce",
    "formation",
    "formación",
    "funds",
    "equipo",
    "y",
    "también",
    ".",
    ";",
    "y",
]
PARTIES = st.sampled_from((HND, CRI, BRA, URY, KEN, FUND, AFRICAN_FUND))
COUNTRIES = st.sampled_from((HND, CRI, BRA, KEN))


def sets(*names: str) -> st.SearchStrategy[frozenset[str] | None]:
    return st.none() | st.frozensets(st.sampled_from(names), max_size=3)


TEXTS = st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join)
DAYS = st.none() | st.sampled_from((date(2026, 1, 1), date(2026, 9, 1), date(2027, 1, 1)))
EXCLUSIONS = st.sampled_from(
    (
        (),
        (),
        (),
        (Exclusion("country", "BRA"),),
        (Exclusion("organization", "org_fund"),),
        (Exclusion("sector", "311"),),
        (Exclusion("modality", "M01"),),
    )
)
COMMON = {
    "title": TEXTS,
    "description": TEXTS,
    "language": st.none() | st.sampled_from(("es", "pt", "fr", "en", "qu")),
    "sectors": sets("12220", "12250", "122", "31120", "all"),
    "modalities": sets("M01", "M04", "M08"),
    "inputs": sets("personnel", "equipment", "funds"),
    "languages": sets("es", "pt", "en"),
    "levels": st.none() | st.just(frozenset({"subregional", "regional"})),
    "sdg": sets("3", "3.1", "4"),
    "actor_type": st.none() | st.sampled_from(("10", "80")),
    "actor_types_welcome": st.none() | st.just(frozenset({"10"})),
    "available_from": DAYS,
    "available_until": DAYS,
    "valid_through": st.none() | st.sampled_from((date(2026, 8, 1), date(2027, 1, 1))),
    "created_at": st.sampled_from((datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC))),
    "exclusions": EXCLUSIONS,
}
OFFERS = st.builds(
    Offer,
    id=st.sampled_from([f"off_{number}" for number in range(12)]),
    party=PARTIES,
    capacity_remaining=st.none() | st.sampled_from((0, 2)),
    uses=st.sampled_from((0, 0, 3)),
    track_record=st.none() | st.sampled_from((0, 4)),
    **COMMON,
)
NEEDS = st.builds(
    Need,
    id=st.sampled_from([f"ned_{number}" for number in range(6)]),
    party=COUNTRIES,
    objective=st.sampled_from(("", "agua para comunidades")),
    **COMMON,
)


def listed(records: st.SearchStrategy, most: int) -> st.SearchStrategy:
    return st.lists(records, max_size=most, unique_by=lambda record: record.id)


@st.composite
def open_worlds(draw: st.DrawFn) -> tuple[list[Offer], Need]:
    """Offers and a need that few gates keep apart, with words in common: triangles are likely."""
    plain = {
        **COMMON,
        "exclusions": st.just(()) | EXCLUSIONS,
        "valid_through": st.none(),
        "levels": st.none(),
        "actor_type": st.none(),
        "available_until": st.none(),
        "inputs": sets("personnel", "equipment", "funds"),
        "sectors": sets("12220", "12250", "all"),
    }
    offers = st.builds(
        Offer, id=st.sampled_from([f"off_{n}" for n in range(12)]), party=PARTIES, uses=st.sampled_from((0, 2)), **plain
    )
    needs = st.builds(Need, id=st.just("ned_1"), party=st.just(HND), **plain)
    return draw(listed(offers, 10)), draw(needs)
