"""Concentration, vacancies: pure."""

from datetime import date, timedelta

from app.opportunities.rules import concentration, vacancies

TODAY = date(2026, 9, 1)


def test_concentration_counts_proposals_needs_and_single_suppliers() -> None:
    found = concentration([("MEX", "n1"), ("MEX", "n2"), ("CHL", "n2"), ("org_1", "n3"), ("CRI", "n4")])
    assert (found.proposals, found.needs, found.alone) == (5, 4, 3)
    assert [(one.key, one.proposals, one.needs, one.alone, one.share) for one in found.suppliers] == [
        ("MEX", 2, 2, 1, 0.4),
        ("CHL", 1, 1, 0, 0.2),
        ("CRI", 1, 1, 1, 0.2),
        ("org_1", 1, 1, 1, 0.2),
    ]
    assert found.share_of_largest == 0.8


def test_nothing_rests_on_nobody() -> None:
    found = concentration([])
    assert (found.proposals, found.share_of_largest, found.suppliers) == (0, None, ())


def test_a_focal_point_counts_for_a_year_after_it_was_confirmed() -> None:
    year = timedelta(days=365)
    confirmed = {"CRI": TODAY - year, "HND": TODAY - year - timedelta(days=1), "PER": None}
    assert vacancies(["HND", "CRI", "PER", "ARG"], confirmed, TODAY) == (
        ("ARG", None),
        ("HND", TODAY - year - timedelta(days=1)),
        ("PER", None),
    )
