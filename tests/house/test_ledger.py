"""Every tag of the ledger is written somewhere, and nothing is written under a tag that is not in the table."""

from __future__ import annotations

import ast
import re

from app.ledger.tags import TAGS
from app.records.rules import Action, Kind
from app.upkeep.raised import texts
from tests.house.code import calls, dotted, tree, under

TABLE = "app/ledger/tags.py"
RECORDS = "app/records/service.py"
OF_RECORDS = {tag for tag in TAGS if tag.split(":")[0] in set(Kind)}
SUBJECTS = {tag.split(":")[0] for tag in TAGS}


def literals() -> set[str]:
    """Every text in the code of the service that looks like a tag."""
    form = re.compile(rf"({'|'.join(sorted(SUBJECTS))}):[a-z]+")
    return {
        node.value
        for name in under("app")
        if name != TABLE
        for node in ast.walk(tree(name))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and form.fullmatch(node.value)
    }


def verbs() -> set[str]:
    """What offers and needs tell: the third word of `_tell`, or the action that was taken."""
    found: set[str] = set()
    for call in calls(RECORDS):
        if dotted(call.func) == "_tell":
            said = set(texts(call.args[2]))
            assert said or ast.unparse(call.args[2]) == "action.value", ast.unparse(call)
            found |= said or {action.value for action in Action}
    return found


def test_offers_and_needs_tell_what_is_in_the_table() -> None:
    assert {f"{kind}:{verb}" for kind in Kind for verb in verbs()} == OF_RECORDS


def test_everything_else_is_written_as_it_is_in_the_table() -> None:
    assert literals() - OF_RECORDS == set(TAGS) - OF_RECORDS


def test_every_tag_says_who_may_read_it_and_what_it_means() -> None:
    for name, tag in TAGS.items():
        assert tag.name == name
        assert tag.audience in {"public", "owner", "internal"}
        assert tag.meaning.endswith(".")
