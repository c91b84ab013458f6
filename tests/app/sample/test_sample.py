"""The sample registry: all there, each record one that the service itself would accept, and none like another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from statistics import median

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import sample, vocabulary
from app.core import migrate
from app.core.actor import SERVICE
from app.core.context import Context
from app.core.database import connect
from app.core.errors import NotAllowed
from app.core.settings import Settings
from app.core.text import fold
from app.ledger import queries as ledger
from app.ledger.models import Fact
from app.main import create_app, make_house
from app.records.checks import check_codes
from app.records.models import Record
from app.records.rules import Kind, Stage, completeness, stage_on
from app.registry.models import FocalPoint, Organization
from app.registry.queries import actor_of_token
from app.sample.load import Counts, read
from app.web.house import House
from schemas.records import NeedIn, OfferIn
from tests.app.conftest import SetClock

STORES = ("sqlite", "postgresql")
COUNTS = Counts(organizations=13, focal_points=40, offers=300, needs=240)
LINES = [(kind, line) for kind in Kind for line in read(kind.plural)]
#: The countries of Latin America and the Caribbean that are members of ECLAC.
REGION = 33
#: Shares of the languages of the records, in percent, as real registers have them.
SHARES = {"es": 68, "en": 17, "pt": 10, "fr": 5}
#: Fields of cooperation: the share asked, in percent, and SEGIB's sectors that belong to it. A record counts where its
#: first sector is.
FIELDS = {
    "health": (20, {2, 3}),
    "agriculture": (14, {14}),
    "institutions and public policy": (12, {21, 22}),
    "education": (7, {1}),
    "other social": (7, {5}),
    "environment": (6, {26}),
    "disaster": (4, {27}),
    "security and justice": (4, {23, 25}),
    "enterprises": (4, {12}),
    "culture": (3, {28}),
    "tourism": (3, {19}),
    "water": (3, {4}),
    "energy": (3, {6}),
}
#: Points of percent by which a share may miss what is asked.
TOLERANCE = 1.5


def context(house: House, session: Session) -> Context:
    return Context(session, SERVICE, house.clock(), house.settings, house.vocabulary)


@pytest.fixture(
    scope="module",
    params=[pytest.param(kind, marks=pytest.mark.xdist_group(f"sample-{kind}")) for kind in STORES],
)
def house(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    make_postgres_database: Callable[..., str],
) -> Iterator[House]:
    """A house of this module's own, loaded once per kind of store."""
    folder = tmp_path_factory.mktemp("sample")
    url = f"sqlite:///{folder / 'tcdc.sqlite3'}" if request.param == "sqlite" else make_postgres_database()
    house = make_house(Settings(_env_file=None, data_dir=folder, request_deadline=60), SetClock(), connect(url))
    migrate.upgrade(house.database.engine)
    with house.database.writing() as session:
        assert sample.is_empty(context(house, session))
        assert sample.load(context(house, session)) == COUNTS
    yield house
    house.database.dispose()


@pytest.fixture
def loaded(house: House) -> Iterator[Context]:
    """To read what was loaded."""
    with house.database.reading() as session:
        yield context(house, session)


def test_loading_again_changes_nothing(loaded: Context, house: House) -> None:
    before = ledger.head(loaded.session)
    with house.database.writing() as session:
        ctx = context(house, session)
        assert sample.load(ctx) == Counts(0, 0, 0, 0)
        assert not sample.is_empty(ctx)
        assert ledger.head(session) == before
        assert ledger.verify(session) is None


def test_records_are_published_as_of_the_day_they_were_assured(loaded: Context) -> None:
    records = {record.content["external_ids"][0]["id"]: record for record in loaded.session.scalars(select(Record))}
    assert len(records) == len(LINES)
    for _, line in LINES:
        record = records[line["key"]]
        assert record.sample
        assert record.stage == Stage.PUBLISHED
        assert record.assured_on == loaded.today + timedelta(days=line["dates"]["assured"])
        assert record.created_at == record.updated_at
        assert record.created_at.date() == record.assured_on
        assert record.created_at <= loaded.now


def test_what_ran_out_reads_as_dormant(loaded: Context) -> None:
    stages = Counter(
        stage_on(Stage(record.stage), record.expires_on, loaded.today)
        for record in loaded.session.scalars(select(Record))
    )
    assert set(stages) == {Stage.PUBLISHED, Stage.DORMANT}
    assert 0.05 < stages[Stage.DORMANT] / len(LINES) < 0.15


def test_the_ledger_tells_when_it_was_loaded_and_carries_each_record_as_it_stands(loaded: Context) -> None:
    facts = list(loaded.session.scalars(select(Fact).where(Fact.tag.in_(("offer:publish", "need:publish")))))
    assert len(facts) == len(LINES)
    assert {fact.at.date() for fact in facts} == {loaded.today}
    stood = {fact.subject: state for fact, state in ledger.last_states(loaded.session, ("offer:publish",), loaded.now)}
    for record in loaded.session.scalars(select(Record).where(Record.kind == "offer")):
        state = stood[record.id]
        assert state["content"] == record.content
        assert (state["assured_on"], state["expires_on"]) == (str(record.assured_on), str(record.expires_on))


def test_visitors_see_what_is_valid_and_that_it_is_a_sample(loaded: Context, house: House) -> None:
    client = TestClient(create_app(house))
    for kind in ("offers", "needs"):
        page = client.get(f"/api/v1/{kind}?limit=200").json()
        assert 200 <= page["total"] < len([line for known, line in LINES if known.plural == kind])
        assert all(item["sample"] and item["stage"] == "published" for item in page["items"])
        newest = [item["updated_at"] for item in page["items"]]
        assert newest == sorted(newest, reverse=True)
        assert len(set(newest)) > 100


def test_offices_and_organizations_are_there(loaded: Context) -> None:
    offices = list(loaded.session.scalars(select(FocalPoint)))
    assert len({office.country for office in offices}) >= REGION
    assert all(office.confirmed_on and office.confirmed_on <= loaded.today for office in offices)
    acronyms = set(loaded.session.scalars(select(Organization.acronym)))
    assert {"UNDP", "PAHO", "FAO", "SELA", "ECLAC"} <= acronyms


def test_there_is_an_account_and_a_token_for_every_role(loaded: Context, house: House) -> None:
    with house.database.writing() as session:
        first = sample.make_accounts(context(house, session))
        again = sample.make_accounts(context(house, session))
        for line in (*first, *again):
            actor = actor_of_token(session, line["token"], house.clock())
            assert actor is not None
            assert (actor.role, actor.country, actor.organization) == (
                line["role"],
                line["country"],
                line["organization"],
            )
            assert line["account"].endswith("@example.org")
    assert [line["account"] for line in first] == [line["account"] for line in again]
    assert len({line["token"] for line in (*first, *again)}) == 14
    assert {line["role"]: line["country"] for line in first} == {
        "focal_point": "HND",
        "country_admin": "HND",
        "submitter": "HND",
        "agency": None,
        "coordinator": None,
        "system": "HND",
        "administrator": None,
    }


def test_production_gets_no_sample_accounts(house: House) -> None:
    production = house.settings.model_copy(update={"env": "production"})
    with house.database.reading() as session, pytest.raises(NotAllowed, match="no-sample-accounts"):
        sample.make_accounts(Context(session, SERVICE, house.clock(), production, house.vocabulary))


# What follows reads the files alone.


def document(line: dict[str, object]) -> dict[str, object]:
    content = {name: value for name, value in line.items() if name not in {"key", "dates"}}
    return content | ({"organization": "org_0"} if "organization" in content else {})


@pytest.mark.parametrize("kind", Kind)
def test_every_record_is_complete_and_has_only_known_codes(kind: Kind) -> None:
    model, known_codes = OfferIn if kind is Kind.OFFER else NeedIn, vocabulary.load()
    for line in (line for known, line in LINES if known is kind):
        content = model.model_validate(document(line)).model_dump(mode="json", exclude_none=True)
        check_codes(known_codes, kind, content)
        assert not completeness(kind, content).missing_mandatory, line["key"]
        assert content["description"] == line["description"], "in NFC and trimmed already"


def test_there_is_no_contact_of_anybody() -> None:
    for _, line in LINES:
        assert "contact" not in line
        assert "@" not in str(line), line["key"]


def test_keys_and_titles_are_all_different() -> None:
    keys = Counter(line["key"] for _, line in LINES)
    titles = Counter(fold(line["title"]) for _, line in LINES)
    openings = Counter(" ".join(fold(line["description"]).split()[:6]) for _, line in LINES)
    assert max(keys.values()) == 1
    assert [title for title, count in titles.items() if count > 1] == []
    assert [opening for opening, count in openings.items() if count > 2] == []


def lengths_of(*kinds: Kind) -> list[int]:
    return [len(str(line["description"]).split()) for kind, line in LINES if kind in kinds]


def test_descriptions_have_the_length_of_real_ones() -> None:
    lengths = lengths_of(*Kind)
    assert min(lengths) >= 25
    assert max(lengths) <= 160
    assert 0.02 < sum(length < 40 for length in lengths) / len(lengths) <= 0.12
    assert sum(length < 55 for length in lengths) / len(lengths) > 0.1
    assert 65 <= median(lengths) <= 80
    assert 0.08 < sum(length > 110 for length in lengths) / len(lengths) < 0.15


@pytest.mark.parametrize("kind", Kind)
def test_neither_kind_is_stubs_or_essays(kind: Kind) -> None:
    lengths = lengths_of(kind)
    assert sum(length < 40 for length in lengths) / len(lengths) <= 0.12
    assert 60 <= median(lengths) <= 85
    assert sum(length > 110 for length in lengths) / len(lengths) < 0.25


def shares_of(*kinds: Kind) -> dict[str, float]:
    """The share of each field in percent; records of all sectors and of the rest count in the whole alone."""
    known, where = vocabulary.load(), {number: field for field, (_, numbers) in FIELDS.items() for number in numbers}
    firsts = [str(line["sectors"][0]) for kind, line in LINES if kind in kinds]
    numbers = [known.segib_of(code) if code[0].isdigit() else int(code[6:]) for code in firsts if code != "all"]
    counted = Counter(where.get(number, "rest") for number in numbers)
    return {field: 100 * counted[field] / len(firsts) for field in FIELDS}


@pytest.mark.parametrize("kinds", [tuple(Kind), *((kind,) for kind in Kind)], ids=["both", *Kind])
def test_sectors_have_the_shares_asked(kinds: tuple[Kind, ...]) -> None:
    missed = {
        field: round(share, 1)
        for field, share in shares_of(*kinds).items()
        if abs(share - FIELDS[field][0]) > TOLERANCE
    }
    assert missed == {}


def test_languages_have_the_shares_of_real_registers() -> None:
    languages = Counter(line["language"] for _, line in LINES)
    for language, share in SHARES.items():
        assert abs(100 * languages[language] / len(LINES) - share) < 3, language


def test_the_whole_region_takes_part() -> None:
    needs = {line["country"] for kind, line in LINES if kind is Kind.NEED}
    offers = {line["country"] for kind, line in LINES if kind is Kind.OFFER and "country" in line}
    assert len(needs) == REGION
    assert needs <= offers


def test_agencies_bring_what_completes_a_triangle() -> None:
    lines = [line for _, line in LINES if "organization" in line]
    assert len({line["organization"] for line in lines}) >= 12
    brought = {item["kind"] for line in lines for item in line.get("inputs", ())}
    assert {"funds", "training_places", "equipment"} <= brought
