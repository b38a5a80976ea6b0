"""How sure a record is: a logistic model over a few readable features, fitted on the project's own gold pages."""

from __future__ import annotations

import math
from collections.abc import Container, Mapping

from dateline.records import Sentence, Status
from dateline.stages.code.acts import Act


def features(
    act: Act, sentence: Sentence, unpolitical: float, *, dated: bool, recalled: Container[str | None]
) -> dict[str, float]:
    """Returns the features of an act; `evaluation/calibrate.py` fits their weights. `recalled` are the names of the actor
    tables that no source gives."""
    known = [p for p in act.sides if p.known()]
    return {
        "bias": 1.0,
        "actor": float(any(p.known() for p in act.actor)),
        "two_sides": float(len(known) > 1),
        "indirect": float(any(not p.direct for p in known)),
        "nominal": float(act.nominal and not act.light),
        "operator": float(bool(act.row.operator)),
        "judged": float(act.judged),
        "likely": 0.5 if act.likely is None else round(act.likely, 2),
        "specific": min(act.row.specificity, 3) / 3,
        "moded": float(bool(act.modes)),
        "uncertain": float(act.status in (Status.HYPOTHETICAL, Status.FUTURE, Status.NEGATED)),
        "recalled": float(any(p.entity.identifier_text in recalled for p in known)),
        "dated": float(dated),
        "long": min(len(sentence.tokens), 80) / 80,
        "unpolitical": unpolitical,
    }


def probability(found: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Returns the probability, to two places, that a record with these features is right."""
    total = sum(weights.get(name, 0.0) * value for name, value in found.items())
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, total)))), 2)


def written(found: Mapping[str, float]) -> str:
    """Returns the features that are not zero as text, for `explain` and for fitting.

    >>> written({"bias": 1.0, "dated": 0.0, "long": 0.25})
    'bias=1 long=0.25'
    """
    return " ".join(f"{name}={value:g}" for name, value in found.items() if value)


def read(text: str) -> dict[str, float]:
    """Returns the features that `written` wrote."""
    return {name: float(value) for name, _, value in (part.partition("=") for part in text.split())}
