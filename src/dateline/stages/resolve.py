"""resolve"""

from __future__ import annotations

from collections.abc import Iterator

from dateline.context import Context
from dateline.records import Issue, Reading


def resolve(reading: Reading, context: Context) -> Iterator[Issue]:
    """Yields nothing yet."""
    yield from ()
