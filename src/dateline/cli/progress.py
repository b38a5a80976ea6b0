"""A progress bar on standard error, on a terminal only, and only once there are more than a few pages."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

A_FEW_PAGES = 3


@contextmanager
def bar() -> Iterator[Callable[[int], None]]:
    """Gives a function to call with the number of pages done."""
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.completed:.0f} pages"),
        TimeElapsedColumn(),
        TextColumn("{task.fields[rate]}"),
    )
    shown = Progress(*columns, console=Console(stderr=True), transient=True)
    task = shown.add_task("", total=None, rate="")

    def update(done: int) -> None:
        speed = shown.tasks[0].speed
        shown.update(task, completed=done, rate=f"{speed:.1f} pages a second" if speed else "")
        if done > A_FEW_PAGES and not shown.live.is_started:
            shown.start()

    try:
        yield update
    finally:
        if shown.live.is_started:
            shown.stop()
