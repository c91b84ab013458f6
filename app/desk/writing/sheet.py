"""What stands in the fields of the form: from a record, or as it was typed. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.desk.writing.reading import INPUT_PARTS, Content, input_rows, translation_tags
from app.web.forms import Form

#: Fields of which several values may be chosen.
SEVERAL = ("sectors", "modalities", "delivery_languages", "actor_types_welcome", "levels", "themes", "sdg")
_SINGLE = (
    "title", "description", "language", "objective", "priority", "available_from", "available_until", "valid_until",
    "cost_sharing", "plan_reference",
)  # fmt: skip
_OBJECTS = ("institution", "capacity", "contact")


@dataclass(frozen=True, slots=True)
class Sheet:
    """``texts``: field → text; ``chosen``: field → codes; ``inputs``: rows as text; ``tags``: languages with a
    translation."""

    texts: Mapping[str, str]
    chosen: Mapping[str, tuple[str, ...]]
    inputs: tuple[Mapping[str, str], ...] = ()
    no_inputs: bool = False
    tags: tuple[str, ...] = field(default=())

    def text(self, name: str) -> str:
        """The field's text; empty when nothing was written."""
        return self.texts.get(name, "")

    def codes(self, name: str) -> tuple[str, ...]:
        """What is chosen in a field."""
        return self.chosen.get(name, ())

    def filled(self, *names: str) -> int:
        """How many of these fields have something in them."""
        given = {name for name, text in self.texts.items() if text} | {
            name for name, found in self.chosen.items() if found
        }
        given |= {"inputs"} if self.inputs or self.no_inputs else set()
        return len({one for one in names if any(name == one or name.startswith(f"{one}.") for name in given)})


def of_form(form: Form) -> Sheet:
    """As it was typed, rows of inputs without those left empty."""
    texts = {name: form.text(name) for name in form.data if name not in SEVERAL and not name.startswith("inputs.")}
    return Sheet(
        texts,
        {name: tuple(form.texts(name)) for name in SEVERAL},
        tuple(input_rows(form)),
        bool(form.text("no_inputs")),
        tuple(translation_tags(form)),
    )


def of_content(content: Content) -> Sheet:
    """As a record has it."""
    texts = {name: str(content[name]) for name in _SINGLE if content.get(name) is not None}
    for name in _OBJECTS:
        texts |= _parts(name, content.get(name) or {})
    for tag, translation in (content.get("translations") or {}).items():
        texts |= _parts(f"translations.{tag}", translation)
    chosen = {name: tuple(content.get(name) or ()) for name in SEVERAL}
    texts["sdg_targets"] = ", ".join(code for code in chosen["sdg"] if "." in code)
    texts["target_groups"] = "\n".join(content.get("target_groups") or ())
    rows = tuple({part: _written(row.get(part)) for part in INPUT_PARTS} for row in content.get("inputs") or ())
    return Sheet(texts, chosen, rows, content.get("inputs") == [], tuple(content.get("translations") or {}))


def _parts(name: str, values: Mapping[str, Any]) -> dict[str, str]:
    return {f"{name}.{part}": _written(value) for part, value in values.items() if value is not None}


def _written(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
