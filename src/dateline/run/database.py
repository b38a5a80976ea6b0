"""`dateline.open`: a store that pages can be coded into."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from dateline.config import Config, load_config
from dateline.errors import InputError
from dateline.records import Page, Reading
from dateline.run.api import input_names
from dateline.run.display import show_in_notebook
from dateline.run.ingest import Progress, Summary, forget, ingest, ingest_found, link, recode
from dateline.run.inputs import check_day, check_page
from dateline.store.store import Store

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl


class Database(Store):
    """A store that pages can be coded into, as `dateline.open` gives it; it may stand in a ``with`` statement.

    It holds no lock between two calls.
    """

    def __init__(self, path: Path | str, *, config: Config | None = None) -> None:
        super().__init__(path)
        self.config = config or load_config()
        show_in_notebook()

    def ingest(
        self, inputs: str | Path | Iterable[str | Path], *, date: str | None = None, progress: Progress | None = None
    ) -> Summary:
        """Codes the pages that `inputs` name into the store, except those it holds, and returns what was done."""
        day = check_day(date, name="date")
        return ingest(self.path, input_names(inputs), date=day, config=self.config, progress=progress)

    def ingest_pages(self, pages: Sequence[Page]) -> Summary:
        """Codes pages that were read already into the store, and returns what was done.

        Raises:
            InputError: one is no `Page` with a text, or its date is no day.
        """
        return ingest_found(self.path, [check_page(page) for page in pages], config=self.config)

    def recode(self, *, every: bool = False) -> Summary:
        """Codes the stored pages again that another version or other settings coded (`every`: all)."""
        return recode(self.path, every=every, config=self.config)

    def link(self) -> int:
        """Links the stored records of one real-world event anew, and returns how many incidents there are."""
        return link(self.path)

    def forget(self, page: str) -> int:
        """Removes a page and all that was found on it or taken from it, and returns how many records went.

        Raises:
            InputError: no such page is stored.
        """
        return forget(self.path, page)

    def reading(self, page: str) -> Reading:
        """Returns a stored page with its events; a notebook shows it with the words of each marked.

        Raises:
            InputError: no such page is stored.
        """
        found = next(self.pages(page), None)
        if found is None:
            raise InputError(f"{self.path} holds no page {page!r}; see pages()")
        return Reading(page=found, events=tuple(self.event_objects(page)))

    def pandas(self, query: str = "FROM event", parameters: Sequence[object] = ()) -> pd.DataFrame:
        """Returns the rows of one SELECT statement, or all events, as a pandas frame.

        Raises:
            InputError: as for `query`, or pandas is not installed.
        """
        try:
            return self.arrow(query, parameters).to_pandas()
        except ImportError as error:
            raise InputError("expected the package pandas, found none; type: pip install pandas") from error

    def polars(self, query: str = "FROM event", parameters: Sequence[object] = ()) -> pl.DataFrame:
        """Returns the rows of one SELECT statement, or all events, as a Polars frame.

        Raises:
            InputError: as for `query`, or Polars is not installed.
        """
        try:
            import polars as pl
        except ImportError as error:
            raise InputError("expected the package polars, found none; type: pip install polars") from error
        return pl.DataFrame(self.arrow(query, parameters))

    def __enter__(self) -> Self:
        """Returns the store itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Does nothing: every call closes the file itself."""


def open_database(path: Path | str, *, config: Config | None = None) -> Database:
    """Returns the store at `path`, which the first ingest makes."""
    return Database(path, config=config)
