"""Scores the stories of evaluation/marked, in which every word that tells an event is marked with its type.

python evaluation/marked.py [--types]     --types: also by type

A sentence is right in a type if it is marked with it and has a record of it; marks with ~ (what is only promised, asked for
or threatened) and with ? (coders may differ) count neither way. The stories are looked at for figures only: those in
training/stories, by the same writers, are for looking at.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from dateline.context import Context
from dateline.pipeline import read_page
from dateline.records import Page, PageKind

MARKED = Path(__file__).parent / "marked"
# Relative days need a day; which one does not matter here.
DAY = "2025-06-18"


def stories(folder: Path) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yields the name of each story and its sentences with their marks."""
    for path in sorted(folder.glob("*.txt")):
        for n, block in enumerate(path.read_text(encoding="utf-8").split("\n\n")):
            lines = [line.partition("\t") for line in block.splitlines() if not line.startswith("#")]
            if lines:
                yield f"{path.stem}-{n}", [(sentence, marks) for sentence, _, marks in lines]


def main() -> int:
    """Prints precision, recall and F1 of the types of sentences; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--types", action="store_true")
    options = parser.parse_args()
    context, right, marked, coded = Context(), Counter[str](), Counter[str](), Counter[str]()
    for name, lines in stories(MARKED):
        starts, text = [], ""
        for sentence, _ in lines:
            starts.append(len(text))
            text += sentence + " "
        found: list[set[str]] = [set() for _ in lines]
        for event in read_page(Page(id=name, text=text.strip(), date=DAY, kind=PageKind.STORY), context).events:
            found[sum(start <= event.predicate[0] for start in starts) - 1].add(event.event[0])
        for (_, marks), types in zip(lines, found, strict=True):
            told = [mark.partition(":")[0] for mark in marks.split(";") if mark]
            plain = {event for event in told if event.isalpha()}
            doubtful = {event.lstrip("~?") for event in told} - plain
            marked.update(plain)
            coded.update(types - doubtful)
            right.update(types & plain)
    for event in [*sorted(marked), "all"] if options.types else ["all"]:
        hits, wanted, given = (counts.total() if event == "all" else counts[event] for counts in (right, marked, coded))
        precision, recall = hits / max(1, given), hits / max(1, wanted)
        f1 = 2 * hits / max(1, wanted + given)
        print(f"{event:10} precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f} of {wanted}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
