"""Records that the screen loses: pages coded with and without it.

python benchmarks/screening.py FILE.txt|FOLDER...     pages as text; a record counts as kept if its page has the same id twice
"""

from __future__ import annotations

import sys
from pathlib import Path

from dateline.config import Config
from dateline.context import Context
from dateline.pipeline import read_page
from dateline.records import Issue
from dateline.stages.ingest import page_from_text


def ids(path: Path, context: Context) -> set[str]:
    """Returns the ids of the records of one page."""
    page = page_from_text(path.read_bytes(), id=path.name, date="2024-03-04")
    return set() if isinstance(page, Issue) else {event.id for event in read_page(page, context, last="code").events}


def main() -> None:
    """Prints how many records there are without the screen, and how many of them are lost with it."""
    paths = [p for name in sys.argv[1:] for p in ([Path(name)] if Path(name).is_file() else sorted(Path(name).rglob("*.txt")))]
    screened, whole = Context(Config()), Context(Config(screen=False))
    lost = told = 0
    for path in paths:
        without = ids(path, whole)
        missing = without - ids(path, screened)
        told, lost = told + len(without), lost + len(missing)
        if missing:
            print(f"{path.name}: {len(missing)} of {len(without)}")
    print(f"{lost} of {told} records lost, {len(paths)} pages")


if __name__ == "__main__":
    main()
