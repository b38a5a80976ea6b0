"""Measures how well the entries of live blogs are found: where each starts, and when it was posted.

python evaluation/live.py                 F1 of entry starts, share of entries with the right day and minute
python evaluation/live.py --list          also each page's figures, and what was missed, too much, or dated wrongly; of pages
                                          held back only the figures of all together are shown
python evaluation/live.py --least 0.9     exit with 1 where either figure is lower than that
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict

from dateline.context import Context
from dateline.pipeline import read_page
from dateline.records import Entry, Issue
from dateline.stages.ingest import page_from_text

PAGES = Path(__file__).parent / "gold" / "live"
# "2024-05-07T18:05": the day and minute as written, without the zone.
MINUTE = 16


class GoldEntry(TypedDict, total=False):
    """An entry of the gold: the number of its first line from 1, how that opens, and its time where the page tells it."""

    line: int
    opens: str
    time: str


class GoldLiveBlog(TypedDict, total=False):
    """A row of the gold: the page's file, whether it is held back (looked at for figures only), its date where it is given, and
    its entries in page order."""

    page: str
    held: bool
    date: str
    entries: list[GoldEntry]


@dataclass(slots=True)
class Tally:
    """Entries found, wanted and right; of those whose time the page tells, how many were dated right, zone included."""

    said: int = 0
    wanted: int = 0
    right: int = 0
    timed: int = 0
    minutes: int = 0
    zones: int = 0
    notes: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Adds the counts of another tally."""
        for name in ("said", "wanted", "right", "timed", "minutes", "zones"):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def f1(self) -> float:
        """F1 of entry starts."""
        return 2 * self.right / (self.said + self.wanted) if self.said + self.wanted else 1.0

    @property
    def times(self) -> float:
        """Share of the entries with a time, missed ones included, that have the right day and minute."""
        return self.minutes / self.timed if self.timed else 1.0

    def __str__(self) -> str:
        """The figures in one line."""
        return (
            f"starts {self.f1:.3f} ({self.right} right of {self.said} found, {self.wanted} wanted); "
            f"day and minute {self.times:.3f} of {self.timed}, with the zone {self.zones}"
        )


def load() -> list[GoldLiveBlog]:
    """Returns the rows of the gold."""
    rows: list[GoldLiveBlog] = [json.loads(line) for line in (PAGES / "entries.jsonl").read_text(encoding="utf-8").splitlines()]
    return rows


def score(gold: GoldLiveBlog, text: str, entries: list[Entry]) -> Tally:
    """Returns the tally of one page; an entry starts right when it starts in the gold's line."""
    lines = [text[: entry.start].count("\n") + 1 for entry in entries]
    found = dict(zip(lines, entries, strict=True))
    tally = Tally(said=len(entries), wanted=len(gold["entries"]))
    for want in gold["entries"]:
        entry, time = found.pop(want["line"], None), want.get("time")
        tally.right += entry is not None
        tally.timed += time is not None
        said = (entry.time or "") if entry else ""
        tally.minutes += time is not None and said[:MINUTE] == time[:MINUTE]
        tally.zones += time is not None and said == time
        if entry is None or (time is not None and said != time):
            tally.notes.append(f"  line {want['line']}: {want['opens']!r}: wanted {time}, {said if entry else 'missed'}")
    tally.notes += [f"  too much: line {line}: {text[e.start : e.start + 60]!r} {e.time}" for line, e in found.items()]
    return tally


def main() -> int:
    """Measures; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--least", type=float, metavar="SHARE", default=0.0)
    args = parser.parse_args()
    seen, held, context = Tally(), Tally(), Context()
    for gold in load():
        path = PAGES / gold["page"]
        made = page_from_text(path.read_bytes(), id=path.stem, date=gold.get("date"))
        if isinstance(made, Issue):
            raise SystemExit(f"{path.name} cannot be read: {made.reason}")
        reading = read_page(made, context, last="split")
        tally = score(gold, made.text, [entry for story in reading.stories for entry in story.entries])
        (held if gold.get("held") else seen).add(tally)
        if args.list and not gold.get("held"):
            print(f"{path.stem}: {len(reading.stories)} stories; {tally}", *tally.notes, sep="\n")
    print(seen, f"held back: {held}", sep="\n")
    return 0 if min(seen.f1, seen.times, held.f1, held.times) >= args.least else 1


if __name__ == "__main__":
    sys.exit(main())
