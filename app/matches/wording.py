"""Sentences from the engine's facts, in the reader's language; the engine itself has none."""

from collections.abc import Callable
from typing import Any

import matching
from app.core.languages import translate
from app.vocabulary import Vocabulary

PartyName = Callable[[matching.Party], str]

GAPS = {
    "topic": "a part of the subject",
    "language": "a common working language",
    "proximity": "nearness to the recipient",
}
#: The reason that weighs most, said in one clause.
REASONS = {
    "text": "its text speaks of the same subject",
    "sector": "it is in the same sector",
    "modality": "it works in the way that is asked for",
    "inputs": "it brings inputs that are asked for",
    "language": "both can work in a common language",
    "timing": "both are available at the same time",
    "proximity": "the parties are near each other",
    "sdg": "both serve the same Sustainable Development Goal",
    "track_record": "it has been carried out before",
}
#: The same when the texts are in two languages.
ACROSS = "its text ({offer}) speaks of the same subject as the need ({need})"
CHANGES = {
    "renew": "It would be proposed if its owner confirmed that it is still valid.",
    "add_capacity": "It would be proposed if it had capacity left.",
    "welcome_actor_type": "It would be proposed if this type of institution were welcome.",
    "change_dates": "It would be proposed if both were available at the same time.",
    "widen_levels": "It would be proposed if cooperation at this distance were wanted.",
    "add_input": "It would reach the threshold with another input: {missing}.",
    "add_modality": "It would reach the threshold with another modality: {missing}.",
    "add_language": "It would reach the threshold with a common working language.",
    "refine_sector": "It would reach the threshold with a sector closer to the other's.",
}


def sentence(match: matching.Match, language: str, vocabulary: Vocabulary, name: PartyName) -> str:
    """Who could answer whose need, and for which reasons; for a triangle, what is missing and who brings it."""
    reasons = sorted(match.explanation.signals, key=lambda part: -part.points)
    said = [_reason(match, part.signal, language, vocabulary) for part in reasons if part.points > 0][:3]
    facts: dict[str, Any] = {
        "recipient": name(match.need.party),
        "first": name(match.first.party),
        "reasons": "; ".join(said) or "–",
    }
    if match.second is None:
        return translate(language, "{first} could answer the need of {recipient}: {reasons}.", **facts)
    facts |= {
        "second": name(match.second.party),
        "gap": gap_name(match.explanation.gap, language, vocabulary),
    }
    words = "{first} could answer the need of {recipient}, and {second} would bring what is missing ({gap}): {reasons}."
    return translate(language, words, **facts)


def _reason(match: matching.Match, signal: str, language: str, vocabulary: Vocabulary) -> str:
    """One reason as a clause; where two languages were bridged, it names them."""
    need, offer = match.need.language, match.first.language
    if signal != "text" or None in (need, offer) or need == offer:
        return translate(language, REASONS[signal])
    names = (vocabulary.name("languages", tag or "", language) for tag in (need, offer))
    return translate(language, ACROSS, **dict(zip(("need", "offer"), names, strict=True)))


def gap_name(gap: str | None, language: str, vocabulary: Vocabulary) -> str:
    """An input kind by its name, the other gaps in words."""
    if gap is None:
        return "–"
    return translate(language, GAPS[gap]) if gap in GAPS else vocabulary.name("inputs", gap, language)


def near_miss_sentence(miss: matching.NearMiss, language: str, vocabulary: Vocabulary) -> str:
    """The one change that would help."""
    scheme = {"add_input": "inputs", "add_modality": "modalities"}.get(miss.change)
    codes = miss.facts.get("missing")
    named = (
        [vocabulary.name(scheme, str(code), language) for code in codes] if scheme and isinstance(codes, tuple) else []
    )
    return translate(language, CHANGES[miss.change], missing=", ".join(named) or "–")
