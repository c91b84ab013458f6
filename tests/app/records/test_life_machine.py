"""The life of an offer, walked at random and compared with a model written from the contract."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from app.core import migrate
from app.core.database import connect
from app.core.settings import Settings
from app.ledger import queries as ledger
from app.main import create_app, make_house
from tests.app.callers import VISITOR, Callers
from tests.app.conftest import SetClock
from tests.app.factories import an_offer

WHO = ("focal point", "submitter", "stranger", "visitor")
FROM = {
    "submit": {"draft": "submitted", "rejected": "submitted"},
    "publish": {"draft": "published", "submitted": "published"},
    "reject": {"submitted": "rejected"},
    "assure": {"published": "published", "dormant": "published"},
    "withdraw": dict.fromkeys(("draft", "submitted", "published", "dormant"), "withdrawn"),
    "fulfil": dict.fromkeys(("published", "dormant"), "fulfilled"),
}
FOCAL_POINTS_ALONE = {"publish", "reject"}


class Model:
    """What the contract says of one offer."""

    def __init__(self, title: str) -> None:
        self.title, self.waiting = title, None
        self.stored, self.version = "draft", 1
        self.valid_until: date | None = None

    def stage(self, today: date) -> str:
        over = self.valid_until is not None and today > self.valid_until + timedelta(days=60)
        return "dormant" if self.stored == "published" and over else self.stored

    def is_seen(self, who: str, today: date) -> bool:
        return who in {"focal point", "submitter"} or self.stage(today) == "published"

    def refusal(self, who: str, today: date, *, alone: bool) -> int | None:
        """404, 401 or 403, or None for those who may. ``alone``: whether it is the focal point's alone."""
        if not self.is_seen(who, today):
            return 404
        if who == "focal point" or (who == "submitter" and not alone):
            return None
        return 401 if who == "visitor" else 403


class World:
    """One store and one application for all walks."""

    def __init__(self, folder: Path) -> None:
        self.database = connect(f"sqlite:///{folder / 'walks.sqlite3'}")
        migrate.upgrade(self.database.engine)
        self.clock = SetClock()
        self.house = make_house(
            Settings(_env_file=None, data_dir=folder, request_deadline=60), self.clock, self.database
        )
        self.client = TestClient(create_app(self.house), raise_server_exceptions=False)
        callers = Callers(self.house)
        self.headers = {
            "focal point": callers.focal_point("CRI"),
            "submitter": callers.submitter("CRI"),
            "stranger": callers.focal_point("PER"),
            "visitor": VISITOR,
        }


class Life(RuleBasedStateMachine):
    world: World
    offers: Any = Bundle("offers")

    def __init__(self) -> None:
        super().__init__()
        self.models: dict[str, Model] = {}

    @property
    def today(self) -> date:
        return self.world.clock.now.date()

    def send(self, method: str, who: str, path: str, body: Any = None, version: int | None = None) -> Any:
        headers = self.world.headers[who] | ({"If-Match": f'"{version}"'} if version is not None else {})
        answer = self.world.client.request(method, f"/api/v1/offers{path}", json=body, headers=headers)
        assert answer.status_code < 500, answer.text
        return answer

    @rule(target=offers, title=st.sampled_from(("Uno", "Dos", "Tres")), who=st.sampled_from(WHO))
    def enter(self, title: str, who: str) -> Any:
        answer = self.send("POST", who, "", an_offer("CRI", title=title))
        expected = {"stranger": 403, "visitor": 401, "focal point": 403}.get(who, 201)
        if who == "focal point":  # its own entries have no submitter; the model is of those that have one
            assert answer.status_code == 201
            self.send("DELETE", who, f"/{answer.json()['id']}", version=1)
            return multiple()
        assert answer.status_code == expected
        if expected != 201:
            return multiple()
        self.models[answer.json()["id"]] = Model(title)
        return answer.json()["id"]

    @rule(offer=offers, action=st.sampled_from(sorted(FROM)), who=st.sampled_from(WHO))
    def act(self, offer: str, action: str, who: str) -> None:
        model, today = self.models[offer], self.today
        body = {"reason": "No."} if action == "reject" else {}
        answer = self.send("POST", who, f"/{offer}/{action}", body)
        refusal = model.refusal(who, today, alone=action in FOCAL_POINTS_ALONE)
        stage = model.stage(today)
        on_waiting = stage == "published" and model.waiting is not None and action in FOCAL_POINTS_ALONE
        if refusal is not None:
            assert answer.status_code == refusal
        elif stage not in FROM[action] and not on_waiting:
            assert answer.status_code == 409
        else:
            assert answer.status_code == 200, answer.text
            self.move(model, action, on_waiting=on_waiting)

    def move(self, model: Model, action: str, *, on_waiting: bool) -> None:
        model.stored = "published" if on_waiting else FROM[action][model.stage(self.today)]
        if action == "publish" and model.waiting is not None:
            model.title = model.waiting
        if action not in {"assure", "submit"}:
            model.waiting = None
        if action in {"publish", "assure"}:
            day = self.today
            leap = day.month == 2 and day.day == 29
            model.valid_until = day.replace(year=day.year + 2, day=28 if leap else day.day)
        model.version += 1

    @rule(offer=offers, title=st.sampled_from(("Uno", "Dos", "Tres")), who=st.sampled_from(WHO), stale=st.booleans())
    def amend(self, offer: str, title: str, who: str, stale: bool) -> None:
        model, today = self.models[offer], self.today
        version = model.version - 1 if stale else model.version
        answer = self.send("PATCH", who, f"/{offer}", {"title": title}, version)
        refusal = model.refusal(who, today, alone=False)
        stage = model.stage(today)
        if refusal is not None:
            assert answer.status_code == refusal
        elif stale:
            assert answer.status_code == 412
        elif stage in {"withdrawn", "fulfilled"}:
            assert answer.status_code == 409
        else:
            assert answer.status_code == 200
            waits = who == "submitter" and stage in {"published", "dormant"}
            shown = model.waiting or model.title if waits else model.title
            if title != shown:
                model.version += 1
                model.title, model.waiting = (model.title, title) if waits else (title, model.waiting)

    @rule(offer=consumes(offers), who=st.sampled_from(WHO))
    def delete(self, offer: str, who: str) -> None:
        model, today = self.models[offer], self.today
        answer = self.send("DELETE", who, f"/{offer}", version=model.version)
        refusal = model.refusal(who, today, alone=False)
        if refusal is not None:
            assert answer.status_code == refusal
        elif model.stage(today) not in {"draft", "rejected"}:
            assert answer.status_code == 409
        else:
            assert answer.status_code == 204
            del self.models[offer]

    @rule(days=st.sampled_from((1, 30, 400, 731)))
    def wait_some_days(self, days: int) -> None:
        self.world.clock.move(days=days)

    @invariant()
    def everyone_sees_what_the_model_says(self) -> None:
        today = self.today
        for who in WHO:
            own = who in {"focal point", "submitter"}
            items = self.send("GET", who, "?limit=200").json()["items"]
            listed = {item["id"]: item for item in items if item["id"] in self.models}
            assert listed.keys() == {o for o, m in self.models.items() if m.is_seen(who, today)}
            for offer, shown in listed.items():
                model = self.models[offer]
                told = (shown["stage"], shown["title"], shown["version"], shown["has_submitted_version"])
                waits = own and model.waiting is not None
                assert told == (model.stage(today), model.title, model.version, waits)
        for offer, model in self.models.items():
            assert self.send("GET", "visitor", f"/{offer}").status_code == (
                200 if model.is_seen("visitor", today) else 404
            )

    def teardown(self) -> None:
        with self.world.database.reading() as session:
            assert ledger.verify(session) is None
        with self.world.database.writing() as session:  # the next walk begins on an empty list
            for offer in self.models:
                session.connection().exec_driver_sql("DELETE FROM records WHERE id = ?", (offer,))


def test_no_walk_through_the_life_of_offers_leaves_the_contract(tmp_path: Path) -> None:
    world = World(tmp_path)

    class Walk(Life):
        pass

    Walk.world = world
    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=25, stateful_step_count=20, deadline=None, derandomize=True, database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
    world.database.dispose()
