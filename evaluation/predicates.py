"""Counts the predicates that are needed: without the row, its own example gives no record of its event and mode.

python evaluation/predicates.py               how many rows of each file are needed
python evaluation/predicates.py --list        also each row that is not, with its example
python evaluation/predicates.py --least 1200  exit with 1 where fewer predicates are needed

A row counts only where taking it out fails its own example, and no other row does the same there. A row of silence or an
operator without an event of its own counts where the example's records change without it.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from dateline.config import Config
from dateline.context import Context
from dateline.ontology.predicates import Lexicon, Predicate, found_by
from dateline.pipeline import STAGES, read_page, run_stage
from dateline.records import Event, Page, PageKind, Reading
from dateline.run.examples import DAY, does_what_it_says

CODE = next(stage for stage in STAGES if stage.name == "code")


def events_of(reading: Reading, context: Context) -> tuple[Event, ...]:
    """Returns the records of a page that is read up to the stage before `code`."""
    return run_stage(CODE, reading, context).events


def without(lexicon: Lexicon, row: Predicate) -> Lexicon:
    """Returns the lexicon without one row of its tables, whichever words it is found by."""
    keys = found_by(row, lexicon.classes)
    left = {key: tuple(other for other in lexicon.by_trigger[key] if other.id != row.id) for key in keys}
    return replace(lexicon, by_trigger={**lexicon.by_trigger, **left})


def told(events: Sequence[Event]) -> set[tuple[str, tuple[str, ...], str]]:
    """Returns what is told, apart from which row told it."""
    return {(event.event[0], event.mode, event.status) for event in events}


def is_needed(row: Predicate, with_it: Sequence[Event], without_it: Sequence[Event]) -> bool:
    """Tells whether the example of `row` shows it, and loses its record without it."""
    if not does_what_it_says(row, with_it):
        return False
    if not row.event:
        return told(with_it) != told(without_it)
    modes = set(row.mode.split("+")) if row.mode else set()
    return not any(event.event[0] == row.event and modes <= set(event.mode) for event in without_it)


def judge(context: Context) -> Iterator[tuple[Predicate, bool]]:
    """Yields each row of the lexicon, and whether it is needed."""
    lexicon = context.lexicon
    for number, row in enumerate(lexicon.rows):
        page = Page(id=str(number), text=row.example, kind=PageKind.SENTENCE, date=DAY)
        reading = read_page(page, context, last="attribute")
        with_it = events_of(reading, context)
        context.__dict__["lexicon"] = without(lexicon, row)
        without_it = events_of(reading, context)
        context.__dict__["lexicon"] = lexicon
        yield row, is_needed(row, with_it, without_it)


def main() -> int:
    """Prints the counts; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--least", type=int, default=0)
    options = parser.parse_args()
    rows, needed = Counter[str](), Counter[str]()
    for row, need in judge(Context(Config(learned=0.0))):
        name = row.id.partition(":")[0]
        rows[name] += 1
        needed[name] += need
        if options.list and not need:
            print(f"not needed  {row.id}: {row.example}")
    for name in sorted(rows):
        print(f"{name:20} {needed[name]:5} of {rows[name]}")
    print(f"{'all':20} {needed.total():5} of {rows.total()}")
    return int(needed.total() < options.least)


if __name__ == "__main__":
    sys.exit(main())
