"""Numbers in words, and what the units of time are called as granularity."""

from __future__ import annotations

from dateline.stages.date.find import Words

GRANULARITY = {
    "D": "day", "W": "week", "WE": "weekend", "M": "month", "Q": "quarter", "Y": "year", "DE": "decade", "CE": "century",
    "FN": "week", "TS": "time", "TM": "time", "TH": "time",
}  # fmt: skip


def amount(text: str, words: Words) -> float | None:
    """Returns a number written in digits or words, None for one that is not told (several, a few)."""
    if text in words.vague or not text:
        return None
    if text in words.number:
        return words.number[text]
    half = text.replace("-", " ").removesuffix(" and a half")
    extra = 0.5 if half != text.replace("-", " ") else 0.0
    digits = half.replace(",", "")
    if digits.replace(".", "", 1).isdigit():
        return float(digits) + extra
    total = 0.0
    for word in half.split():
        if word not in words.number:
            return None
        number = words.number[word]
        total = total * number if number == 100 and total else total + number
    return total + extra
