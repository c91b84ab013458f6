"""The reasons of a match in one line."""

import matching
from app.core.languages import translate
from app.matches.wording import REASONS

#: How many reasons stand in the line.
SHOWN = 2


def because(match: matching.Match, language: str) -> str:
    """The reasons that weigh most, in the reader's language; a dash when none speaks for it."""
    parts = sorted(match.explanation.signals, key=lambda part: -part.points)
    said = [translate(language, REASONS[part.signal]) for part in parts if part.points > 0][:SHOWN]
    return "; ".join(said) or "–"
