"""The preview of a file as a reader finds it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

OUTCOMES = {"create", "update", "unchanged", "error"}


@dataclass
class Row:
    """One row: number, what becomes of it, its title, and column → what does not fit."""

    number: int
    outcome: str
    title: str = ""
    faults: dict[str, str] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)


class Preview(HTMLParser):
    """What a page of imports says."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[Row] = []
        self.links: list[str] = []
        self.forms: list[str] = []
        self.text = ""
        self.share: int | None = None
        self.refreshes_without_script = False
        self._options: dict[str, list[str]] = {}
        self._select = ""
        self._in: list[str] = []
        self._term = ""
        self._cell = ""
        self.feed(html)

    @property
    def address(self) -> str:
        return next(form for form in self.forms if form.endswith("/discard")).removesuffix("/discard")

    def options(self, name: str) -> list[str]:
        return self._options.get(name, [])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found: dict[str, Any] = {name: value or "" for name, value in attrs}
        classes = found.get("class", "").split()
        look = getattr(self, f"_see_{tag}", None)
        if look is not None:
            look(found, classes)
        if tag not in {"meta", "link", "input", "br", "circle", "path", "rect"}:
            self._in.append(f"{tag}.{classes[0]}" if classes else tag)

    def _see_a(self, found: dict[str, Any], _classes: list[str]) -> None:
        self.links.append(found.get("href", ""))

    def _see_form(self, found: dict[str, Any], _classes: list[str]) -> None:
        self.forms.append(found.get("action", ""))

    def _see_progress(self, found: dict[str, Any], _classes: list[str]) -> None:
        self.share = int(found["value"])

    def _see_meta(self, found: dict[str, Any], _classes: list[str]) -> None:
        if found.get("http-equiv") == "refresh":
            self.refreshes_without_script = "noscript" in self._in

    def _see_select(self, found: dict[str, Any], _classes: list[str]) -> None:
        self._select = found["name"]

    def _see_option(self, found: dict[str, Any], _classes: list[str]) -> None:
        self._options.setdefault(self._select, []).append(found["value"])

    def _see_li(self, _found: dict[str, Any], classes: list[str]) -> None:
        if "filerow" in classes:
            self.rows.append(Row(0, next(one for one in classes if one in OUTCOMES)))

    def _see_div(self, _found: dict[str, Any], classes: list[str]) -> None:
        self._cell = "changed" if "changed" in classes else ""

    def handle_endtag(self, tag: str) -> None:
        if self._in:
            self._in.pop()

    def handle_data(self, data: str) -> None:
        self.text += data
        place = self._in[-1] if self._in else ""
        if not self.rows or not data.strip():
            return
        row = self.rows[-1]
        if place == "strong" and "p.kicker" in self._in and data.rsplit(maxsplit=1)[-1].isdigit():
            row.number = int(data.rsplit(maxsplit=1)[-1])
        elif place == "p.title":
            row.title = data
        elif place == "dt":
            self._term = data.strip()
            if self._cell == "changed":
                row.changed.add(self._term)
        elif place == "span.fault":
            row.faults[self._term] = data
