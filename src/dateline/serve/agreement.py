"""How far reviewers agree: percent agreement and Krippendorff's alpha for nominal values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping


def krippendorff_alpha(units: Mapping[str, Mapping[str, str]]) -> float | None:
    """Returns Krippendorff's alpha of nominal values by unit and coder; None where no unit has two coders, or all values are
    one (agreement by chance cannot be told from agreement then).

    >>> krippendorff_alpha({"1": {"a": "x", "b": "x"}, "2": {"a": "y", "b": "y"}})
    1.0
    """
    coincidences: Counter[tuple[str, str]] = Counter()
    for values in units.values():
        given = list(values.values())
        if len(given) < 2:
            continue
        for i, one in enumerate(given):
            for j, other in enumerate(given):
                if i != j:
                    coincidences[(one, other)] += 1 / (len(given) - 1)  # type: ignore[assignment]
    totals: Counter[str] = Counter()
    for (one, _), weight in coincidences.items():
        totals[one] += weight
    n = sum(totals.values())
    observed = sum(weight for (one, other), weight in coincidences.items() if one != other)
    expected = sum(totals[one] * totals[other] for one in totals for other in totals if one != other)
    if n < 2 or not expected:
        return None
    return 1 - (n - 1) * observed / expected


def percent_agreement(units: Mapping[str, Mapping[str, str]]) -> float | None:
    """Returns the share of pairs of coders of one unit that gave the same value; None where no unit has two.

    >>> percent_agreement({"1": {"a": "x", "b": "x", "c": "y"}})
    0.3333333333333333
    """
    same = pairs = 0
    for values in units.values():
        given = list(values.values())
        for i, one in enumerate(given):
            for other in given[i + 1 :]:
                pairs += 1
                same += one == other
    return same / pairs if pairs else None
