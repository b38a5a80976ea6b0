"""One flat row a record, for spreadsheets and statistics programs: CSV and Parquet."""

from __future__ import annotations

import csv
import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TextIO

from dateline.store.cells import cell
from dateline.store.rows import Row, day

PARQUET_NOTE = "One row a record. Several values in one cell are joined by '; '."
NOTE = f"{PARQUET_NOTE} Text that a spreadsheet would run has a ' in front."
# Rows that are held at a time.
ROWS_A_GROUP = 20_000
COLUMNS = {
    "id": "id of the record",
    "date": "first day on which it happened",
    "enddate": "last day on which it happened",
    "date_sense": "within: on some day of these; throughout: on all of them",
    "date_basis": "what the date rests on",
    "date_value": "the date as TIMEX3, open parts as X",
    "type": "PLOVER event type",
    "mode": "PLOVER modes",
    "context": "PLOVER contexts",
    "quad_code": "1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict",
    "event_scale": "conflict-cooperation score, -10 to 10",
    "status": "actual, alleged, future, hypothetical, negated or historical",
    "confidence": "0 to 1",
    "actor": "who, as written",
    "actor_code": "country or organisation of each actor, empty where unknown",
    "actor_sector": "sector of each actor",
    "recipient": "to whom, as written",
    "recipient_code": "country or organisation of each recipient",
    "recipient_sector": "sector of each recipient",
    "source": "according to whom, nearest speaker first",
    "source_code": "country or organisation of each speaker",
    "source_stance": "stance of each speaker",
    "place": "place name",
    "country": "country of the place",
    "lat": "latitude",
    "lon": "longitude",
    "geonameid": "GeoNames id of the place",
    "dead_low": "dead, at least",
    "dead_high": "dead, at most",
    "injured_low": "injured, at least",
    "injured_high": "injured, at most",
    "arrested_low": "arrested, at least",
    "arrested_high": "arrested, at most",
    "participants_low": "participants, at least",
    "participants_high": "participants, at most",
    "event_text": "the words that report the event",
    "text": "the sentence",
    "page": "id of the page",
    "story": "number of the story on the page",
    "start": "first character of the sentence in the page text",
    "end": "character after the sentence's last in the page text",
    "url": "address of the page",
    "title": "title of the page or story",
    "published": "day of publication",
    "incident": "id that the records of one real-world event share",
    "incident_origins": "texts that report the incident and are no copies of one another",
}


DAYS = ("date", "enddate", "published")


def flat_row(record: Row) -> Row:
    """Returns one record as a row with the columns of `COLUMNS`; what is unknown is None, lists are joined."""
    info, place, cite = record.get("date_info", {}), record.get("event_loc", {}), record.get("cite_info", {})
    row: Row = {
        **{name: record.get(name) for name in COLUMNS},
        "date_basis": info.get("basis"),
        "date_value": info.get("value"),
        "type": record["event"][0],
        "mode": _joined(record["mode"]),
        "context": _joined(record["context"]),
        "place": place.get("name") or place.get("text"),
        "country": place.get("code"),
        "event_text": _joined(record["event_text"]),
        "start": record["text_info"]["start"],
        "end": record["text_info"]["end"],
        "incident": record.get("link"),
        "incident_origins": record.get("incident", {}).get("origins"),
        **{name: place.get(name) for name in ("lat", "lon", "geonameid")},
        **{name: cite.get(name) for name in ("url", "title", "published")},
        "source_stance": _joined([speaker.get("stance", "") for speaker in record["attribution"]]),
    }
    for column, entities in (("actor", "actor"), ("recipient", "recipient"), ("source", "attribution")):
        row[column] = _joined([entity["entity_text"] for entity in record[entities]])
        row[f"{column}_code"] = _joined([entity.get("code", "") for entity in record[entities]])
        if column != "source":
            row[f"{column}_sector"] = _joined([entity.get("sector", "") for entity in record[entities]])
    for name in ("dead", "injured", "arrested", "participants"):
        size = record.get("size", {}).get(name)
        row[f"{name}_low"], row[f"{name}_high"] = size if isinstance(size, list) else (size, size)
    return row


def write(records: Iterable[Row], file: TextIO, left_out: Counter[str]) -> int:
    """Writes every record as CSV with a header; returns how many."""
    return write_csv((flat_row(record) for record in records), list(COLUMNS), file)


def write_csv(rows: Iterable[Row], columns: Sequence[str], file: TextIO, *, delimiter: str = ",", header: bool = True) -> int:
    """Writes rows as delimited text; returns how many. Text cells that a spreadsheet would run are made plain text."""
    writer = csv.writer(file, lineterminator="\n", delimiter=delimiter)
    if header:
        writer.writerow(columns)
    count = 0
    for row in rows:
        writer.writerow([cell(row.get(name)) for name in columns])
        count += 1
    return count


def arrow_types() -> dict[str, Any]:
    """Returns the Arrow type of each column of `COLUMNS`."""
    import pyarrow as pa

    whole = {"quad_code", "story", "start", "end", "geonameid", "incident_origins"}
    whole |= {name for name in COLUMNS if name.endswith(("_low", "_high"))}
    kinds = {name: pa.int64() for name in whole}
    kinds |= {name: pa.float64() for name in ("event_scale", "confidence", "lat", "lon")}
    kinds |= {name: pa.date32() for name in DAYS}
    return {name: kinds.get(name, pa.string()) for name in COLUMNS}


def write_parquet(records: Iterable[Row], path: Path) -> int:
    """Writes every record to a Parquet file with typed columns; returns how many."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = (flat_row(record) for record in records)
    typed = ({**row, **{name: day(row[name]) for name in DAYS}} for row in rows)
    count = 0
    with pq.ParquetWriter(path, schema := pa.schema(list(arrow_types().items()))) as writer:
        while group := list(itertools.islice(typed, ROWS_A_GROUP)):
            writer.write_table(pa.Table.from_pylist(group, schema=schema))
            count += len(group)
    return count


def _joined(values: Sequence[str]) -> str:
    return "; ".join(values) if any(values) else ""
