"""Pictures of pages, kept as build artefacts: in the folder that TCDC_TEST_SHOTS names, or nowhere without it.

`TCDC_TEST_SHOTS=shots make journeys` takes the main pages in two languages and two widths (test_shots.py); any journey
may keep more.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any


def folder() -> Path | None:
    """Where pictures go, made when it is not there; None when nobody wants any."""
    named = os.environ.get("TCDC_TEST_SHOTS")
    if not named:
        return None
    place = Path(named)
    place.mkdir(parents=True, exist_ok=True)
    return place


def keep(page: Any, name: str) -> None:
    """The whole page as a PNG, when pictures are wanted."""
    place = folder()
    if place is not None:
        page.screenshot(path=place / f"{re.sub(r'[^a-z0-9-]+', '-', name.lower())}.png", full_page=True)
