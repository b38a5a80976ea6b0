"""A value as a cell of CSV: one way for the command line, the exports and the page."""

from __future__ import annotations

import json

# A spreadsheet takes text that begins so for a formula, after blanks too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def cell(value: object) -> object:
    """Returns what stands in a CSV cell: numbers as they are, lists of words joined, other lists and objects as JSON.
    Text that a spreadsheet would run as a formula gets an apostrophe in front; NUL, which ends a text for many readers,
    becomes the replacement character.

    >>> cell("=1+1"), cell(" @A1"), cell(["AGREE", "AID"]), cell(-3.5)
    ("'=1+1", "' @A1", 'AGREE; AID', -3.5)
    """
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        value = "; ".join(value)
    elif not isinstance(value, str):
        value = json.dumps(value, ensure_ascii=False)
    value = value.replace("\x00", "\ufffd")
    return f"'{value}" if value.lstrip(" ").startswith(_FORMULA) else value
