"""CRS, SEGIB and themes."""

import pytest

from app.vocabulary import Vocabulary


@pytest.mark.parametrize(
    ("codes", "resolved"),
    [({"31163"}, {"31163"}), ({"segib:14"}, {"311"}), ({"segib:9"}, {"43082", "32182"}), ({"segib:28"}, {"16061"}), ({"all"}, {"all"}), ({"15140"}, {"15110"}), ({"74010"}, {"43060", "74020"}), ({"230"}, {"231", "232", "233", "234", "235", "236"}), ({"92010"}, {"92010"}), ({"99999"}, {"99999"}), ({"segib:99"}, {"segib:99"}), (set(), set())],
)  # fmt: skip
def test_sectors_resolve_to_crs_codes_in_force(vocabulary: Vocabulary, codes: set[str], resolved: set[str]) -> None:
    assert vocabulary.resolve_sectors(codes) == resolved


@pytest.mark.parametrize(
    ("code", "number"),
    [("11110", 1), ("111", 1), ("12250", 2), ("160", 5), ("16010", 5), ("16020", 11), ("16061", 28), ("16063", 25), ("15110", 21), ("15185", 21), ("151", 21), ("15111", 22), ("15130", 23), ("15153", 24), ("15132", 25), ("15210", 25), ("15170", 29), ("43060", 27), ("43082", 9), ("43030", 30), ("32130", 12), ("32120", 18), ("23010", 6), ("15162", 23), ("51010", 30), ("99810", 30), ("99999", 30), ("segib:7", 7)],
)  # fmt: skip
def test_the_longest_matching_prefix_decides_on_segibs_sector(vocabulary: Vocabulary, code: str, number: int) -> None:
    assert vocabulary.segib_of(code) == number


@pytest.mark.parametrize("number", range(1, 31))
def test_the_codes_of_a_segib_sector_lead_back_to_it(vocabulary: Vocabulary, number: int) -> None:
    codes = vocabulary.resolve_sectors({f"segib:{number}"})
    assert codes
    assert {vocabulary.segib_of(code) for code in codes} == {number}


def test_every_purpose_code_in_force_belongs_to_exactly_one_segib_sector(vocabulary: Vocabulary) -> None:
    found = [code for number in range(1, 31) for code in vocabulary.narrower("sectors", f"segib:{number}")]
    assert sorted(found) == sorted(c for c, sector in vocabulary.sectors.items() if sector.parent and sector.holds())


def test_a_sector_leads_up_and_down(vocabulary: Vocabulary) -> None:
    assert vocabulary.sector_ancestors("31163") == ("311",)
    assert vocabulary.sector_ancestors("311") == vocabulary.sector_ancestors("99999") == ()
    assert vocabulary.sector_group("31163") == "310"
    assert vocabulary.sector_group("99999") is None
    assert vocabulary.broader("sectors", "31163") == "311"
    assert vocabulary.broader("sectors", "311") is None
    assert "31163" in vocabulary.narrower("sectors", "311")
    assert vocabulary.narrower("sectors", "segib:99") == ()


def test_goals_and_regions_lead_up_and_down_too(vocabulary: Vocabulary) -> None:
    assert vocabulary.broader("sdg", "4.a") == "4"
    assert len(vocabulary.narrower("sdg", "4")) == 10
    assert vocabulary.broader("regions", "013") == "419"
    assert vocabulary.narrower("regions", "419") == ("005", "013", "029")


@pytest.mark.parametrize(("code", "known"), [("311", True), ("31163", True), ("segib:14", True), ("15140", True), ("all", False), ("110", False), ("99999", False), ("segib:31", False), ("segib:014", False), ("segib:", False)])  # fmt: skip
def test_a_sector_is_a_crs_code_or_a_segib_number(vocabulary: Vocabulary, code: str, *, known: bool) -> None:
    assert vocabulary.is_sector(code) is known


@pytest.mark.parametrize(
    ("codes", "themes"),
    [({"15110"}, {"public-sector-modernization"}), ({"15125"}, {"public-sector-modernization"}), ({"15120"}, {"public-sector-modernization"}), ({"15112"}, {"decentralization"}), ({"15185"}, {"decentralization"}), ({"16010"}, {"social-programmes"}), ({"160"}, {"social-programmes"}), ({"11250"}, {"social-programmes"}), ({"16061"}, set()), ({"31163"}, set()), ({"segib:21"}, {"public-sector-modernization"}), ({"segib:5"}, {"social-programmes"}), ({"segib:14"}, set()), ({"all"}, set()), ({"15112", "16010"}, {"decentralization", "social-programmes"})],
)  # fmt: skip
def test_themes_follow_from_sectors(vocabulary: Vocabulary, codes: set[str], themes: set[str]) -> None:
    assert vocabulary.themes_of(codes) == themes


def test_codes_that_can_be_chosen_leave_out_withdrawn_ones_and_all(vocabulary: Vocabulary) -> None:
    codes = vocabulary.codes("sectors")
    assert {"31163", "311", "segib:14"} <= set(codes)
    assert not {"15140", "92010", "all"} & set(codes)
    assert vocabulary.is_known("sectors", "all")
