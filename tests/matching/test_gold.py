"""The gate: on our own judged needs and offers the engine is not worse than recorded, and the data are well made."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from benchmarks import gold
from matching import Index, Weights, default_weights, offers_for
from schemas.records import NeedIn, OfferIn

FOLDER = gold.FOLDER
COMMAND = FOLDER.with_suffix(".py")
NEEDS = {row["id"]: row for row in gold.lines(FOLDER / "needs.jsonl")}
OFFERS = {row["id"]: row for row in gold.lines(FOLDER / "offers.jsonl")}
JUDGEMENTS = gold.table(FOLDER / "judgements.tsv")
PAIRS = gold.table(FOLDER / "pairs.tsv")


@pytest.fixture(scope="module")
def collection() -> gold.Collection:
    return gold.load()


def judged(need: str, *grades: str) -> list[dict[str, Any]]:
    return [OFFERS[row["offer"]] for row in JUDGEMENTS if row["need"] == need and row["grade"] in grades]


def party(row: dict[str, Any]) -> str:
    return row.get("country") or row["organization"]


def without(channel: str, heir: str) -> Weights:
    """The shipped weights with one channel's share given to another."""
    document = json.loads(default_weights().to_json())
    channels = document["text"]["channels"]
    channels[heir] += channels[channel]
    channels[channel] = 0.0
    return Weights.from_json(json.dumps(document))


# ---- the gate


def test_the_engine_is_not_worse_than_recorded(collection: gold.Collection) -> None:
    losses = gold.below(gold.measure(collection), gold.recorded())
    assert not losses, "\n".join(losses)


def test_an_engine_without_concepts_is_caught(collection: gold.Collection) -> None:
    crippled = gold.measure(collection, without("concepts", heir="stems"))
    caught = {loss.partition(":")[0] for loss in gold.below(crippled, gold.recorded())}
    assert {
        "bilateral.ndcg_5",
        "bilateral.ndcg_5_other_language",
        "text_only.ndcg_5",
        "text_only.recall_10_other_language",
        "triangular.ndcg_5",
        "triangular.recall_10",
    } <= caught


def test_every_figure_is_guarded() -> None:
    baseline = gold.recorded()
    report = {"collection": baseline["collection"]}
    worst = {name: 1.0 if name in gold.LOWER_IS_BETTER else 0.0 for name in baseline["figures"]}
    assert len(gold.below(report | {"figures": worst}, baseline)) == len(baseline["figures"]) == 14


def test_another_collection_asks_for_a_new_baseline() -> None:
    baseline = gold.recorded()
    assert len(gold.below(baseline | {"collection": "other"}, baseline)) == 1


def test_the_ranking_is_the_list_that_people_see(collection: gold.Collection) -> None:
    index = Index.build(collection.offers, collection.needs)
    ranked = gold.rankings(index, collection)
    for need in collection.needs[::12]:
        listed = offers_for(index, need, today=gold.DAY).items
        assert [match.first.id for match in listed] == ranked[need.id][:10]


def test_the_command_compares_and_records(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shipped, file, out = gold.recorded(), tmp_path / "baseline.json", tmp_path / "out.json"
    raised = {name: 0.0 if name in gold.LOWER_IS_BETTER else 1.0 for name in shipped["figures"]}
    file.write_text(json.dumps(shipped | {"figures": raised}), encoding="utf-8")
    assert gold.main(["--worst", "2", "--json", str(out), "--baseline", str(file)]) == 1
    told = capsys.readouterr()
    assert "worse than the baseline: bilateral.ndcg_5" in told.err
    assert told.out.count("\ntriangles ") == 2
    assert gold.main(["--record", "--baseline", str(file)]) == 0
    assert gold.recorded(file)["figures"] == json.loads(out.read_text("utf-8"))["figures"]
    assert gold.main(["--baseline", str(file)]) == 0


def test_the_command_starts_anywhere(tmp_path: Path) -> None:
    command = [sys.executable, str(COMMAND), "--help"]
    assert "--record" in subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout


# ---- the measures


def test_ndcg_by_hand() -> None:
    grades = {"a": 3, "b": 2, "c": 0}
    assert gold.ndcg(grades, ["a", "b", "c"]) == 1.0
    assert gold.ndcg(grades, ["c", "x", "y", "z", "v", "a"]) == 0.0
    assert gold.ndcg(grades, ["a", "a", "b"]) == pytest.approx((7 + 3 / 2) / (7 + 3 / 1.584962500721156))
    assert gold.ndcg({"a": 1}, ["a"]) is None


def test_recall_by_hand() -> None:
    assert gold.recall({"a": 3, "b": 2, "c": 1}, ["c", "a"]) == 0.5
    assert gold.recall({"c": 1}, ["c"]) is None


# ---- the form of the data


def test_there_is_enough_of_everything() -> None:
    assert len(NEEDS) >= 48
    assert len(OFFERS) >= 110
    assert len(JUDGEMENTS) >= 300
    assert len({row["need"] for row in PAIRS}) >= 30
    for rows in (NEEDS, OFFERS):
        languages = Counter(row["language"] for row in rows.values())
        assert languages.keys() == {"es", "pt", "en", "fr"}
        assert min(languages.values()) >= 0.12 * len(rows)


def test_documents_are_of_the_contract() -> None:
    places = {party(row) for row in gold.lines(FOLDER / "parties.jsonl")}
    for row in NEEDS.values():
        NeedIn.model_validate({name: value for name, value in row.items() if name != "id"})
        assert party(row) in places
    for row in OFFERS.values():
        OfferIn.model_validate({name: value for name, value in row.items() if name != "id"})
        assert party(row) in places


def test_ids_and_texts_occur_once() -> None:
    assert len(gold.lines(FOLDER / "needs.jsonl")) == len(NEEDS)
    assert len(gold.lines(FOLDER / "offers.jsonl")) == len(OFFERS)
    assert len({row["title"].casefold() for row in (*NEEDS.values(), *OFFERS.values())}) == len(NEEDS) + len(OFFERS)


def test_judgements_name_what_exists_and_could_meet() -> None:
    assert len({(row["need"], row["offer"]) for row in JUDGEMENTS}) == len(JUDGEMENTS)
    for row in JUDGEMENTS:
        assert row["grade"] in {"0", "1", "2", "3"}
        assert party(NEEDS[row["need"]]) != party(OFFERS[row["offer"]])


def test_every_need_has_answers_in_another_language_and_near_misses() -> None:
    for need, row in NEEDS.items():
        relevant = judged(need, "2", "3")
        assert len(relevant) >= 2, need
        assert any(offer["language"] != row["language"] for offer in relevant), need
        assert len(judged(need, "0")) >= 2, need


def test_pairs_are_of_three_parties_and_agree_with_the_judgements() -> None:
    single = {(row["need"], row["offer"]): row["grade"] for row in JUDGEMENTS}
    assert len({(row["need"], gold.pair_key(row["first"], row["second"])) for row in PAIRS}) == len(PAIRS)
    for row in PAIRS:
        parties = {party(NEEDS[row["need"]]), party(OFFERS[row["first"]]), party(OFFERS[row["second"]])}
        assert len(parties) == 3, row
        grades = {single[row["need"], row["first"]], single[row["need"], row["second"]]}
        assert row["grade"] in {"0", "1", "2", "3"}
        assert (row["grade"] == "0") == ("0" in grades), row


def test_every_compound_need_has_right_pairs_and_wrong_ones() -> None:
    for need in {row["need"] for row in PAIRS}:
        grades = [row["grade"] for row in PAIRS if row["need"] == need]
        assert sum(grade in {"2", "3"} for grade in grades) >= 2, need
        assert grades.count("0") >= 2, need
