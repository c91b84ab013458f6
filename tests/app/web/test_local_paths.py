"""Where a form may send somebody afterwards."""

from __future__ import annotations

import pytest

from app.web.pages import local_path


@pytest.mark.parametrize("path", ["/es/desk", "/pt/needs?q=%C3%A1gua&cursor=x", "/en/", "/fr/needs/ned_1#answers"])
def test_pages_of_ours(path: str) -> None:
    assert local_path(path) == path


@pytest.mark.parametrize(
    "path",
    [None, "", "/", "es/desk", "//es/desk", "/\\es", "https://es/es/desk", "/api/v1/needs", "/es\n/x", "/es/ñ", "/xx/desk",
     "/es/" + "x" * 2000, "javascript:/es/", "///es/"],
)  # fmt: skip
def test_anything_else_is_none(path: str | None) -> None:
    assert local_path(path) is None
