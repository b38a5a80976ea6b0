"""`dateline.open`: a store that pages can be coded into."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from dateline.config import Config, load_config
from dateline.records import Page
from dateline.run.api import input_names
from dateline.run.ingest import Progress, Summary, ingest, ingest_found, link, recode
from dateline.run.inputs import check_day
from dateline.store.store import Store


class Database(Store):
    """A store that pages can be coded into, as `dateline.open` gives it; it may stand in a ``with`` statement.

    It holds no lock between two calls.
    """

    def __init__(self, path: Path | str, *, config: Config | None = None) -> None:
        super().__init__(path)
        self.config = config or load_config()

    def ingest(
        self, inputs: str | Path | Iterable[str | Path], *, date: str | None = None, progress: Progress | None = None
    ) -> Summary:
        """Codes the pages that `inputs` name into the store, except those it holds, and returns what was done."""
        day = check_day(date, name="date")
        return ingest(self.path, input_names(inputs), date=day, config=self.config, progress=progress)

    def ingest_pages(self, pages: Sequence[Page]) -> Summary:
        """Codes pages that were read already into the store, and returns what was done."""
        return ingest_found(self.path, pages, config=self.config)

    def recode(self, *, every: bool = False) -> Summary:
        """Codes the stored pages again that another version or other settings coded (`every`: all)."""
        return recode(self.path, every=every, config=self.config)

    def link(self) -> int:
        """Links the stored records of one real-world event anew, and returns how many incidents there are."""
        return link(self.path)

    def __enter__(self) -> Self:
        """Returns the store itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Does nothing: every call closes the file itself."""


def open_database(path: Path | str, *, config: Config | None = None) -> Database:
    """Returns the store at `path`, which the first ingest makes."""
    return Database(path, config=config)
