"""A form as a browser without script has it: read from a page, filled in, sent with one of its buttons."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from tests.app.accounts.browser import Person

Pair = tuple[str, str]


class _Forms(HTMLParser):
    """Every form of a page with its fields as they would be sent, and its buttons."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Paper] = []
        self._area: str | None = None
        self._select: str | None = None
        self._options: list[tuple[str, bool]] = []
        self._words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Paper(given["action"], given.get("id", "")))
        elif self.forms and (name := given.get("name")):
            self._named(tag, name, given)
        elif tag == "option":
            self._options.append((given["value"], "selected" in given))

    def _named(self, tag: str, name: str, given: dict[str, str]) -> None:
        here = self.forms[-1]
        if tag == "input" and given.get("type") in {"checkbox", "radio"}:
            here.boxes.append((name, given["value"]))
            here.pairs += [(name, given["value"])] if "checked" in given else []
        elif tag == "input":
            here.pairs.append((name, given.get("value", "")))
        elif tag == "textarea":
            self._area, self._words = name, ""
        elif tag == "select":
            self._select, self._options = name, []
        elif tag == "button":
            here.buttons.append(given["value"])

    def handle_data(self, data: str) -> None:
        self._words += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area:
            self.forms[-1].pairs.append((self._area, self._words.removeprefix("\n")))
            self._area = None
        elif tag == "select" and self._select:
            chosen = [code for code, selected in self._options if selected] or [self._options[0][0]]
            self.forms[-1].pairs.append((self._select, chosen[0]))
            self._select = None


@dataclass
class Paper:
    """One form. ``boxes``: what can be ticked."""

    action: str
    name: str
    pairs: list[Pair] = field(default_factory=list)
    boxes: list[Pair] = field(default_factory=list)
    buttons: list[str] = field(default_factory=list)

    def value(self, name: str) -> str:
        return dict(self.pairs)[name]

    def values(self, name: str) -> list[str]:
        return [value for one, value in self.pairs if one == name]

    def text(self) -> list[Pair]:
        """All that was written and ticked, in the order of names."""
        return sorted(pair for pair in self.pairs if pair[0] not in {"csrf", "kept"} and pair[1])

    def write(self, **fields: str) -> Paper:
        """Fill fields that the form has; ``__`` stands for the dot in a name."""
        for name, value in ((name.replace("__", "."), value) for name, value in fields.items()):
            assert name in dict(self.pairs), name
            self.pairs = [(one, value if one == name else old) for one, old in self.pairs]
        return self

    def tick(self, name: str, *values: str) -> Paper:
        """Tick exactly these boxes."""
        for value in values:
            assert (name, value) in self.boxes, (name, value)
        self.pairs = [pair for pair in self.pairs if pair[0] != name] + [(name, value) for value in values]
        return self

    def send(self, person: Person, button: str, **headers: str) -> Person:
        """Press a button of the form."""
        assert button in self.buttons or button == "autosave", self.buttons
        data: dict[str, list[str]] = {}
        for name, value in [*self.pairs, ("do", button)]:
            data.setdefault(name, []).append(value)
        return person._keep(person.client.post(self.action, data=data, headers=headers))


def paper(person: Person, name: str = "writing") -> Paper:
    """The form with this id on the page that a person sees."""
    assert person.status != 303, person.headers.get("location")
    return next(form for form in _Forms(person.text).forms if form.name == name)


def form_to(person: Person, end: str) -> Paper:
    """The form that goes to an address with this end."""
    return next(form for form in _Forms(person.text).forms if form.action.endswith(end))


def a_full_need(blank: Paper) -> Paper:
    """All mandatory fields of a need, filled in; the language is left open."""
    return (
        blank.write(
            title="Crear un banco de leche humana en un hospital público",
            description="El hospital quiere instalar un banco de leche humana y formar a su personal.\nSegundo párrafo.",
            objective="Reducir la mortalidad neonatal.",
            priority="1",
            institution__name="Secretaría de Salud",
            institution__type="10",
        )
        .tick("sectors", "segib:2")
        .tick("modalities", "M01", "M04")
    )
