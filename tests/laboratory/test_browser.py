"""The tests' own browser: it renders, and the accessibility check finds what it should."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser import assert_accessible

pytestmark = pytest.mark.browser

GOOD = '<!doctype html><html lang="en"><title>Offers</title><main><h1>Offers</h1><p>Text.</p></main></html>'
BAD = '<!doctype html><html><title>Offers</title><main><h1>Offers</h1><img src="data:,"></main></html>'


def test_a_page_is_rendered(browser_page: Any) -> None:
    browser_page.set_content(GOOD)
    assert browser_page.get_by_role("heading", name="Offers").is_visible()
    assert browser_page.evaluate("navigator.language") == "en"
    assert_accessible(browser_page)


def test_the_accessibility_check_bites(browser_page: Any) -> None:
    browser_page.set_content(BAD)
    with pytest.raises(pytest.fail.Exception, match=r"(?s)image-alt.*html-has-lang|html-has-lang.*image-alt"):
        assert_accessible(browser_page)


def test_a_page_without_script(open_page: Callable[..., Any]) -> None:
    page = open_page(java_script_enabled=False, locale="es")
    page.set_content(GOOD + "<script>document.title = 'changed'</script>")
    assert page.title() == "Offers"
