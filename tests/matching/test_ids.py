import pytest

from matching import MatchKey, match_id, unpack

NEED = "ned_01hxabcdefghjkmnpqrs"
FIRST = "off_01hyabcdefghjkmnpqrs"
SECOND = "off_01hzabcdefghjkmnpqrs"


@pytest.mark.parametrize(("kind", "offers"), [("bilateral", (FIRST,)), ("triangular", (FIRST, SECOND))])
def test_a_match_id_leads_back_to_its_records(kind: str, offers: tuple[str, ...]) -> None:
    identifier = match_id(kind, NEED, offers)
    assert unpack(identifier) == MatchKey(kind, NEED, offers)
    assert len(identifier) <= 120
    assert identifier.startswith("mat_")
    assert identifier.replace("_", "").isalnum()


def test_roles_are_part_of_the_id() -> None:
    assert match_id("triangular", NEED, (FIRST, SECOND)) != match_id("triangular", NEED, (SECOND, FIRST))


def test_foreign_ids_are_digested() -> None:
    identifier = match_id("bilateral", "q1", ("doc:1",))
    assert identifier == match_id("bilateral", "q1", ("doc:1",))
    assert identifier != match_id("bilateral", "q1", ("doc:2",))
    assert len(identifier) == len("mat_") + 24
    assert unpack(identifier) is None


@pytest.mark.parametrize("text", ["", "mat_", "mat_b" + "a" * 39, "mat_t" + "a" * 40, "mat_b" + "A" * 40, "off_1"])
def test_what_is_not_an_id_leads_nowhere(text: str) -> None:
    assert unpack(text) is None


@pytest.mark.parametrize(
    ("kind", "offers"), [("bilateral", (FIRST, SECOND)), ("triangular", (FIRST,)), ("x", (FIRST,))]
)
def test_kind_and_offers_must_agree(kind: str, offers: tuple[str, ...]) -> None:
    with pytest.raises(ValueError):
        match_id(kind, NEED, offers)
