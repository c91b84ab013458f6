import pytest

from matching import Party, Place
from matching.levels import is_placed, level_between
from tests.matching.making import AFRICA, AFRICAN_FUND, BRA, CENTRAL, CRI, FUND, HND, KEN

CARIBBEAN = Place(intermediate="029", commissions=frozenset({"ECLAC"}))


@pytest.mark.parametrize(
    ("recipient", "provider", "level"),
    [
        pytest.param(HND, CRI, "subregional", id="one group"),
        pytest.param(
            Party("HTI", place=CARIBBEAN), Party("CUB", place=CARIBBEAN), "subregional", id="one intermediate region"
        ),
        pytest.param(HND, BRA, "regional", id="one commission"),
        pytest.param(HND, KEN, "interregional", id="nothing in common"),
        pytest.param(HND, FUND, "regional", id="an organization that serves a region of the recipient"),
        pytest.param(HND, AFRICAN_FUND, "interregional", id="an organization that serves others"),
        pytest.param(
            HND, Party(organization="org_x", place=CENTRAL), "regional", id="an organization is never subregional"
        ),
        pytest.param(HND, Party("XXX"), "interregional", id="unknown place"),
    ],
)
def test_level(recipient: Party, provider: Party, level: str) -> None:
    assert level_between(recipient, provider) == level


def test_an_unknown_place_is_told_apart() -> None:
    assert is_placed(Party("KEN", place=AFRICA))
    assert not is_placed(Party("KEN"))
