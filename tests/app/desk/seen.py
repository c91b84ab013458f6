"""A page as tests of the desk look at it."""

from __future__ import annotations

from html.parser import HTMLParser


class Page(HTMLParser):
    """What tests ask of a page: its links with their words, its headings, its forms, and the words of its sections."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: dict[str, str] = {}
        self.headings: list[str] = []
        self.forms: list[tuple[str, dict[str, str]]] = []
        self.sections: dict[str, str] = {}
        self._open: list[tuple[str, dict[str, str]]] = []
        self._words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((found.get("action", ""), {}))
        elif tag == "input" and self.forms:
            self.forms[-1][1][found.get("name", "")] = found.get("value", "")
        elif tag in {"a", "h1", "h2", "h3", "section"}:
            self._open.append((tag, found))
            if tag != "section":
                self._words = []

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1][0] != tag:
            return
        _, found = self._open.pop()
        said = " ".join("".join(self._words).split())
        if tag == "a":
            self.links[found.get("href", "")] = said
        elif tag != "section":
            self.headings.append(said)

    def handle_data(self, data: str) -> None:
        self._words.append(data)
        for tag, found in self._open:
            if tag == "section":
                name = found.get("aria-labelledby", "")
                self.sections[name] = self.sections.get(name, "") + data
