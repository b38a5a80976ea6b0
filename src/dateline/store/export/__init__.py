"""Records in the forms that other programs read. Each format says in its sidecar what its columns mean and what it left out."""

from __future__ import annotations

import datetime
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from dateline import __version__
from dateline.errors import InputError
from dateline.store.export import cameo, flat, geojson, graphml, plover, polecat, timeline
from dateline.store.rows import Row
from dateline.store.store import Store

Write = Callable[[Iterable[Row], TextIO, Counter[str]], int]


@dataclass(frozen=True, slots=True)
class Format:
    """One export format: how it is written, what its columns or properties mean, and what must be known of it.

    `write` takes the records, the file and a counter of what it leaves out; it returns how many rows it wrote.
    """

    name: str
    write: Write
    columns: dict[str, str]
    note: str


FORMATS = {
    fmt.name: fmt
    for fmt in (
        Format("plover", plover.write, plover.COLUMNS, plover.NOTE),
        Format("csv", flat.write, flat.COLUMNS, flat.NOTE),
        Format("parquet", flat.write, flat.COLUMNS, flat.PARQUET_NOTE),  # written by `export_file` from the same rows
        Format("cameo", cameo.write_cameo, cameo.CAMEO_COLUMNS, cameo.NOTE),
        Format("gdelt", cameo.write_gdelt, cameo.GDELT_COLUMNS, cameo.NOTE),
        Format("polecat", polecat.write, polecat.COLUMNS, polecat.NOTE),
        Format("geojson", geojson.write, flat.COLUMNS, geojson.NOTE),
        Format("graphml", graphml.write, graphml.COLUMNS, graphml.NOTE),
        Format("timelinejs", timeline.write, timeline.COLUMNS, timeline.NOTE),
    )
}


def find_format(name: str) -> Format:
    """Returns the format called `name`.

    Raises:
        InputError: there is none; the message names those there are.
    """
    if name not in FORMATS:
        raise InputError(f"expected a format, one of {', '.join(FORMATS)}; found {name!r}")
    return FORMATS[name]


def export(store: Store, name: str, file: TextIO) -> Counter[str]:
    """Writes all records of a store to an open text file; returns how many of what was left out.

    Raises:
        InputError: there is no such format, or it is one that only a file can hold.
    """
    chosen = find_format(name)
    if name == "parquet":
        raise InputError("expected --output FILE for parquet, which is no text; for example --output events.parquet")
    left_out: Counter[str] = Counter()
    chosen.write(store.events_in_incidents(), file, left_out)
    return left_out


def export_file(store: Store, name: str, path: Path) -> Counter[str]:
    """Writes all records of a store to `path`, at once or not at all, and beside it ``PATH.about.json``, the sidecar: what
    wrote it from what, what the columns mean, how many rows there are and what was left out. Returns what was left out.

    Raises:
        InputError: there is no such format, or the file cannot be written.
    """
    chosen = find_format(name)
    left_out: Counter[str] = Counter()
    unfinished = path.with_name(path.name + ".tmp")
    try:
        if name == "parquet":
            rows = flat.write_parquet(store.events_in_incidents(), unfinished)
        else:
            with unfinished.open("w", encoding="utf-8", newline="") as file:
                rows = chosen.write(store.events_in_incidents(), file, left_out)
        os.replace(unfinished, path)
        about = json.dumps(_about(store, chosen, path, rows, left_out), ensure_ascii=False, indent=2)
        path.with_name(path.name + ".about.json").write_text(about + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError(f"expected to write {path}: {error.strerror}; give a file in a folder that is there") from error
    return left_out


def _about(store: Store, chosen: Format, path: Path, rows: int, left_out: Counter[str]) -> Row:
    made_by = store.query("SELECT DISTINCT version, codebook, config FROM run JOIN event USING (run) ORDER BY ALL")
    return {
        "file": path.name,
        "format": chosen.name,
        "note": chosen.note,
        "filter": "none: every record of the store, but for what is left out",
        "rows": rows,
        "left_out": dict(left_out),
        "columns": chosen.columns,
        "store": store.path.name,
        "written": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "written_by": f"dateline {__version__}",
        "coded_by": list(made_by),
        "credits": "PLOVER (CC BY-SA 4.0) for the ontology, GeoNames (CC BY 4.0) for places.",
    }


__all__ = ["FORMATS", "Format", "export", "export_file", "find_format"]
