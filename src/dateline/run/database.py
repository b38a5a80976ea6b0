"""`dateline.open`: a store that pages can be coded into."""

from __future__ import annotations

from pathlib import Path

from dateline.config import Config


def open_database(path: Path | str, *, config: Config | None = None) -> Database:
    """Returns the store at `path`, which the first ingest makes."""
    return Database(path, config=config)
