"""GeoJSON (RFC 7946): one point a record."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import TextIO

from dateline.store.export.flat import flat_row
from dateline.store.rows import Row

NOTE = "One point a record; records without coordinates are left out. The properties are the columns of the CSV export."


def write(records: Iterable[Row], file: TextIO, left_out: Counter[str]) -> int:
    """Writes a FeatureCollection; returns how many features."""
    count = 0
    file.write('{"type": "FeatureCollection", "features": [')
    for record in records:
        place = record.get("event_loc", {})
        if place.get("lat") is None or place.get("lon") is None:
            left_out["no coordinates"] += 1
            continue
        properties = {name: value for name, value in flat_row(record).items() if value is not None}
        feature = {
            "type": "Feature",
            "id": record["id"],
            "geometry": {"type": "Point", "coordinates": [place["lon"], place["lat"]]},
            "properties": properties,
        }
        file.write((",\n" if count else "\n") + json.dumps(feature, ensure_ascii=False))
        count += 1
    file.write("\n]}\n")
    return count
