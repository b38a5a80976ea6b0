"""PLOVER interchange: one JSON object a line, as ``dateline code`` prints it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import TextIO

from dateline.store.rows import Row

NOTE = "PLOVER 2.0 JSON Lines, with dateline's additions; every record of the store."
COLUMNS = {"": "the fields of the event record, see docs/data-model.md"}


def write(records: Iterable[Row], file: TextIO, left_out: Counter[str]) -> int:
    """Writes every record; returns how many."""
    rows = 0
    for record in records:
        fields = {name: value for name, value in record.items() if name != "incident"}
        file.write(json.dumps(fields, ensure_ascii=False).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029") + "\n")
        rows += 1
    return rows
