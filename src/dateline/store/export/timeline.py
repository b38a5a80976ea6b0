"""TimelineJS: a JSON file that its storymap reads."""

from __future__ import annotations

import html
import json
from collections import Counter
from collections.abc import Iterable
from typing import TextIO

from dateline.ontology.phrases import listed, phrase
from dateline.store.rows import Row

NOTE = "TimelineJS 3 JSON: one slide a record, grouped by event type; records without a day are left out."
COLUMNS = {
    "start_date": "first day",
    "end_date": "last day, where it is another",
    "text.headline": "the record as a sentence",
    "text.text": "the page's sentence, and according to whom",
    "group": "PLOVER event type",
    "unique_id": "id of the record",
}


def write(records: Iterable[Row], file: TextIO, left_out: Counter[str]) -> int:
    """Writes the timeline; returns how many slides."""
    count = 0
    file.write('{"events": [')
    for record in records:
        if "date" not in record:
            left_out["no day"] += 1
            continue
        file.write((",\n" if count else "\n") + json.dumps(_slide(record), ensure_ascii=False))
        count += 1
    file.write("\n]}\n")
    return count


def _slide(record: Row) -> Row:
    """One slide; TimelineJS puts its texts into the page as HTML, so what comes from a page is escaped."""
    sides = [[entity["entity_text"] for entity in record[side]] for side in ("actor", "recipient")]
    headline = phrase(record["event"][0], record["mode"], actors=sides[0], recipients=sides[1], status=record["status"])
    sources = [speaker["entity_text"] for speaker in record["attribution"]]
    text = f"<p>{html.escape(record['text'])}</p>"
    if sources:
        text += f"<p>According to {html.escape(listed(sources))}</p>"
    slide: Row = {
        "unique_id": record["id"],
        "start_date": _day(record["date"]),
        "text": {"headline": html.escape(headline), "text": text},
        "group": record["event"][0],
    }
    if record.get("enddate") not in (None, record["date"]):
        slide["end_date"] = _day(record["enddate"])
    return slide


def _day(iso: str) -> Row:
    year, month, day = iso.split("-")
    return {"year": int(year), "month": int(month), "day": int(day)}
