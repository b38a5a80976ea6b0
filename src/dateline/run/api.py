"""The Python functions behind the command line: `code` and `Pipeline`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from dateline.config import Config, load_config
from dateline.context import Context
from dateline.pipeline import read_page
from dateline.records import Event, Issue, Page, Reading
from dateline.run.display import show_in_notebook
from dateline.run.inputs import check_day, check_page, read_pages
from dateline.run.work import read_many, shared_context


class Pipeline:
    """The flow with its settings and models, loaded once and used for many pages.

    >>> pipeline = Pipeline()
    >>> pipeline.code("")
    []
    """

    def __init__(self, config: Config | None = None) -> None:
        self.config = config or load_config()
        show_in_notebook()

    @property
    def context(self) -> Context:
        """The settings, lexicons, tables and models; shared by all pipelines of this process with the same settings."""
        return shared_context(self.config)

    def code(self, text: str | Page, *, date: str | None = None) -> list[Event]:
        """Returns the event records of one page; `date` is the day it was published (ISO 8601).

        Raises:
            InputError: `text` is no text or page, or `date` is no day.
        """
        return list(self.read(text, date=date).events)

    def read(self, text: str | Page, *, date: str | None = None) -> Reading:
        """Returns all that the stages find on one page, and what was not coded, as `Reading.issues`."""
        day = check_day(date, name="date")
        page = Page(id="text", text=text, date=day) if isinstance(text, str) else check_page(text)
        return read_page(page, self.context)

    def read_inputs(self, inputs: str | Path | Iterable[str | Path], *, date: str | None = None) -> Iterator[Reading | Issue]:
        """Yields the readings of files, folders and globs as ``dateline code`` takes them, with their events only."""
        day = check_day(date, name="date")
        return read_many(read_pages(input_names(inputs), date=day), config=self.config)


def code(text: str | Page, *, date: str | None = None, config: Config | None = None) -> list[Event]:
    """Returns the event records of one page; `date` is the day it was published (ISO 8601).

    >>> code("United bombarded City's goal until the keeper surrendered.", date="2024-03-04")
    []
    """
    return Pipeline(config).code(text, date=date)


def input_names(inputs: str | Path | Iterable[str | Path]) -> tuple[str, ...]:
    """Returns one input or many as strings."""
    return (str(inputs),) if isinstance(inputs, (str, Path)) else tuple(str(name) for name in inputs)
