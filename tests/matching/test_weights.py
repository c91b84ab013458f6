import json
from typing import Any

import pytest

from matching import Weights, default_weights
from matching.points import likelihood

SHIPPED = json.loads(default_weights().to_json())


def changed(*path: str, value: Any) -> str:
    document = json.loads(json.dumps(SHIPPED))
    inner = document
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value
    return json.dumps(document)


def test_weights_survive_the_way_through_json() -> None:
    assert Weights.from_json(default_weights().to_json()) == default_weights()


@pytest.mark.parametrize(
    "document",
    [
        "[]",
        "{}",
        changed("surprise", value=1),
        changed("text", value=None),
        changed("text", "surprise", value=1),
        changed("signals", value={"text": 1.0}),
        changed("text", "channels", value={"grams": 0.5, "stems": 0.5}),
        changed("text", "channels", value={"stems": 0.5, "grams": 0.6}),
        changed("text", "language_pairs", value={"es-pt": 1.1}),
        changed("text", "half", value=0.0),
        changed("threshold", value=1.0),
    ],
)
def test_a_wrong_document_is_refused(document: str) -> None:
    with pytest.raises(ValueError):
        Weights.from_json(document)


def test_weights_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        default_weights().signals["text"] = 9.0  # type: ignore[index]


def test_factors_between_languages() -> None:
    text = Weights.from_json(changed("text", "language_pairs", value={"default": 1.5, "es-pt": 1.1})).text
    assert text.language_factor("pt", "es") == text.language_factor("es", "pt") == 1.1
    assert text.language_factor("fr", "es") == 1.5
    assert (
        text.language_factor("es", "es") == text.language_factor(None, "es") == text.language_factor("es", None) == 1.0
    )


def test_a_high_score_needs_two_signals() -> None:
    weights = default_weights()
    signals = dict(weights.signals)
    text, sector = signals.pop("text"), signals["sector"]
    assert likelihood(weights.prior + text) <= 0.76
    assert 0.85 <= likelihood(weights.prior + text + sector) <= 0.9
    assert likelihood(weights.prior + sum(signals.values())) < weights.threshold
