"""The columns of POLECAT's weekly files, the data set coded by PLOVER, for programs that were made for these."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TextIO

from dateline.store.export.flat import write_csv
from dateline.store.rows import Row

NOTE = (
    "POLECAT's columns, separated by tabs, one row a record; several values in one cell are joined by ';'. Left out: records"
    " that are future, hypothetical or negated, which POLECAT does not have, and those without a day. What dateline does not"
    " know is empty: COW codes, Wikipedia ids, districts, people and organisations of the story."
)
_SIDE = ("Name", "COW", "Country", "Primary Sector", "Sectors", "Title", "Name Raw")
_NAMES = (
    *("Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts"),
    *(f"Actor {name}" for name in _SIDE),
    "Wikipedia Actor ID",
    *(f"Recipient {name}" for name in _SIDE),
    "Wikipedia Recipient ID",
    *("Placename", "City", "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename"),
    *("Feature Type", "Source", "Publication Date", "Story People", "Story Organizations", "Story Locations"),
    *("Language", "Version"),
)
COLUMNS = dict.fromkeys(_NAMES, "as in POLECAT")
_TOLD = frozenset({"actual", "alleged", "historical"})
_PROVINCE, _CITY = 2, 4


def write(records: Iterable[Row], file: TextIO, left_out: Counter[str]) -> int:
    """Writes the records as POLECAT has them, with a header; returns how many."""
    return write_csv(_rows(records, left_out), _NAMES, file, delimiter="\t")


def _rows(records: Iterable[Row], left_out: Counter[str]) -> Iterable[Row]:
    for record in records:
        if record["status"] not in _TOLD:
            left_out[record["status"]] += 1
        elif "date" not in record:
            left_out["no day"] += 1
        else:
            yield _row(record)


def _row(record: Row) -> Row:
    place, cite = record.get("event_loc", {}), record["cite_info"]
    name, resolution = place.get("name"), place.get("resolution") or 0
    return {
        "Event ID": record["id"],
        "Event Date": record["date"],
        "Event Type": record["event"][0],
        "Event Mode": _joined(record["mode"]),
        "Intensity": record["event_scale"],
        "Quad Code": record["quad_code"],
        "Contexts": _joined(record["context"]),
        **_side("Actor", record["actor"]),
        **_side("Recipient", record["recipient"]),
        "Placename": name,
        "City": name if resolution >= _CITY else None,
        "Province": name if resolution == _PROVINCE else None,
        "Country": place.get("code"),
        "Latitude": place.get("lat"),
        "Longitude": place.get("lon"),
        "GeoNames ID": place.get("geonameid"),
        "Raw Placename": place.get("text"),
        "Source": cite.get("publication") or cite.get("url") or record["page"],
        "Publication Date": cite.get("published"),
        "Language": cite.get("language"),
        "Version": cite.get("version"),
    }


def _side(name: str, entities: list[Row]) -> Row:
    sectors = [sector for entity in entities for sector in (entity.get("sector"), *entity.get("other_sectors", ())) if sector]
    return {
        f"{name} Name": _joined(entity.get("identifier_text") or entity["entity_text"] for entity in entities),
        f"{name} Country": _joined(entity.get("code") or "" for entity in entities),
        f"{name} Primary Sector": _joined(entity.get("sector") or "" for entity in entities),
        f"{name} Sectors": _joined(dict.fromkeys(sectors)),
        f"{name} Title": _joined(entity.get("office") or "" for entity in entities),
        f"{name} Name Raw": _joined(entity["entity_text"] for entity in entities),
    }


def _joined(values: Iterable[str]) -> str | None:
    """Values in one cell; None where none is known, an empty place for one that is not where others are."""
    found = list(values)
    return ";".join(found) if any(found) else None
