"""What is written in a cell reads back as the same value, whatever it is."""

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app import vocabulary
from app.exchange import columns
from app.exchange.accents import is_garbled
from app.exchange.cells import Words, read, write
from app.exchange.formulas import armed, disarmed
from app.exchange.misfits import Misfit
from app.exchange.reader.saying import Teller
from app.exchange.reader.separated import read_separated
from app.records.rules import Kind
from schemas.records import NeedIn

WORDS = Words(vocabulary.load(), {"ops": "org_1"})
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"], include_characters="\n\t"), max_size=40)
RISKY = st.one_of(TEXT, st.builds("".join, st.lists(st.sampled_from(["=", "+", "-", "@", "'", ";", '"', ",", "\n", "[", "]", "(", ")", ":", "＝", "a", " ", "1"]), max_size=8)))  # fmt: skip
AMOUNT = st.from_regex(r"[0-9]{1,15}(\.[0-9]{1,4})?", fullmatch=True)
INPUT = st.fixed_dictionaries(
    {"kind": st.sampled_from(["funds", "personnel", "equipment", "travel"])},
    optional={
        "description": RISKY,
        "quantity": st.floats(0, 1e12),
        "unit": RISKY,
        "money": st.tuples(AMOUNT, st.sampled_from(["USD", "EUR"])),
    },
).map(lambda item: {**{k: v for k, v in item.items() if k != "money"}, **_money(item.get("money"))})


def _money(pair: tuple[str, str] | None) -> dict[str, str]:
    return {"amount": pair[0], "currency": pair[1]} if pair else {}


CONTENT = st.fixed_dictionaries(
    {"title": RISKY},
    optional={
        "description": RISKY,
        "target_groups": st.lists(RISKY, max_size=3),
        "inputs": st.lists(INPUT, max_size=3),
        "external_ids": st.lists(st.fixed_dictionaries({"source": RISKY, "id": RISKY}), max_size=2),
        "translations": st.dictionaries(st.sampled_from(["pt", "fr"]), st.fixed_dictionaries({"title": RISKY})),
        "themes": st.lists(st.sampled_from(["decentralization", "social-programmes"]), max_size=2),
        "sectors": st.lists(st.sampled_from(["12220", "segib:14", "311"]), min_size=1, max_size=3),
        "sdg": st.lists(st.sampled_from(["4", "8.1", "8.10"]), max_size=3),
        "valid_until": st.dates().map(str),
        "priority": st.integers(1, 3),
    },
)


def a_content(given: dict[str, Any]) -> dict[str, Any] | None:
    """What would be stored of it; None when nothing would."""
    try:
        valid = NeedIn.model_validate({"country": "HND", "language": "es", **given})
    except ValidationError:
        return None
    stored: dict[str, Any] = valid.model_dump(mode="json", exclude_none=True)
    return stored


@given(CONTENT)
def test_every_value_comes_back_from_a_csv_file(given: dict[str, Any]) -> None:
    content = a_content(given)
    if content is None:
        return
    fields = [column for column in columns.COLUMNS if column.path == (column.name,) and column.name in content]
    written = io.StringIO(newline="")
    sheet = csv.writer(written)
    sheet.writerow([column.name for column in fields] + ["end"])
    cells = [write(WORDS, column.form, content[column.name]) for column in fields]
    sheet.writerow([armed(cell) if isinstance(cell, str) else cell for cell in cells] + ["end"])
    told = io.StringIO()
    read_separated(written.getvalue(), Teller(told, 10))
    line = json.loads(told.getvalue().splitlines()[-1])["cells"]
    back = {c.name: read(WORDS, c.form, cell) for c, cell in zip(fields, line, strict=False)}
    assert a_content(back) == content


@given(RISKY)
def test_no_cell_begins_a_formula_and_every_text_comes_back(text: str) -> None:
    assert armed(text)[:1] not in {"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"}
    assert disarmed(armed(text)) == text


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("funds: 10000 USD", [{"kind": "funds", "amount": "10000", "currency": "USD"}]),
        ("Fondos: USD 10000.50", [{"kind": "funds", "amount": "10000.50", "currency": "USD"}]),
        ("personnel: 2 experts", [{"kind": "personnel", "quantity": 2.0, "unit": "experts"}]),
        (
            "equipos: 3 unidades (microscopios)\nviajes",
            [
                {"kind": "equipment", "quantity": 3.0, "unit": "unidades", "description": "microscopios"},
                {"kind": "travel"},
            ],
        ),
        ("expertos: dos médicas (Lima)", [{"kind": "personnel", "description": "dos médicas (Lima)"}]),
        ('[{"kind": "travel"}]', [{"kind": "travel"}]),
        ("[]", []),
    ],
)
def test_inputs_are_read_as_people_write_them(cell: str, value: list[Any]) -> None:
    assert read(WORDS, "inputs", cell) == value


@pytest.mark.parametrize(
    ("form", "cell", "value"),
    [
        ("country", "São Vicente e Granadinas", "VCT"),
        ("country", "pe", "PER"),
        ("cost_sharing", "Costos compartidos", "shared"),
        ("cost_sharing", "en nature", "in_kind"),
        ("cost_sharing", "in_kind", "in_kind"),
        ("modalities", "M01, M04", ["M01", "M04"]),
        ("modalities", "Misión de expertos, asesoría técnica; pasantía", ["M01", "M02"]),
        ("sectors", 12220, ["12220"]),
        ("priority", "Alta", 1),
        ("whole", "3.0", 3),
        ("organization", "OPS", "org_1"),
        ("day", "2026-12-31T00:00:00", "2026-12-31"),
    ],
)
def test_words_become_codes(form: str, cell: Any, value: Any) -> None:
    assert read(WORDS, form, cell) == value


@pytest.mark.parametrize("cell", [True, [], {}, "x" * 30, "9" * 40, "1,5"])
def test_what_is_no_whole_number_is_refused(cell: Any) -> None:
    with pytest.raises(Misfit):
        read(WORDS, "whole", cell)


@pytest.mark.parametrize(
    ("text", "garbled"),
    [
        ("PaÃ\xads", True),
        ("GestiÃ³n pÃºblica", True),
        ("lâ€™eau", True),
        ("SÃO PAULO", False),
        ("CÂMARA DOS DEPUTADOS", False),
        ("“AMANHÔ, disse", False),
        ("Educação à distância", False),
        ("l’école « là »", False),
    ],
)
def test_broken_accents_are_told_from_capitals(text: str, *, garbled: bool) -> None:
    assert is_garbled(text) is garbled


@pytest.mark.parametrize("kind", Kind)
def test_no_word_heads_two_columns(kind: Kind) -> None:
    for column in columns.COLUMNS:
        if kind in column.kinds:
            assert all(columns.find(kind, word) is column for word in (column.name, *column.words.split("|")))
