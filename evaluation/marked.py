"""Scores the stories of evaluation/marked, in which every word that tells an event is marked with its type.

python evaluation/marked.py [--types] [FILE...]     --types: also by type; FILE: other stories, such as those for training

A sentence is right in a type if it is marked with it and has a record of it; marks with ~ (what is only promised, asked for
or threatened) and with ? (coders may differ) count neither way. Where a mark says who did it to whom, the sides of the record
at the marked word are right if their words hold the head of a marked side; sides of which the sentence tells nothing count
neither way, and in meetings and exchanges either may be named first. The stories are looked at for figures only: those in
training/stories, by the same writers, are for looking at.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from dateline.context import Context
from dateline.pipeline import read_page
from dateline.records import Event, Page, PageKind
from dateline.stages.link.accounts import MUTUAL

MARKED = Path(__file__).parent / "marked"
# Relative days need a day; which one does not matter here.
DAY = "2025-06-18"
SIDES = ("actor", "recipient")


def stories(path: Path) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yields the name of each story of a file and its sentences with their marks."""
    for n, block in enumerate(path.read_text(encoding="utf-8").split("\n\n")):
        lines = [line.partition("\t") for line in block.splitlines() if not line.startswith("#")]
        if lines:
            yield f"{path.stem}-{n}", [(sentence, marks) for sentence, _, marks in lines]


def offsets(sentence: str, words: str) -> Iterator[int]:
    """Yields where marked words stand in a sentence: ``word`` or ``word/2``, parted by spaces or plus signs."""
    for part in re.split(r"[ +]+", words.strip()):
        word, _, nth = part.partition("/")
        found = [m.start() for m in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", sentence)] if word else []
        yield from found[int(nth or 1) - 1 : int(nth or 1)]


def sides_of(sentence: str, start: int, marks: str, events: list[Event]) -> Iterator[tuple[str, int, int, int]]:
    """Yields for each side of the records at marked words its name, how many of its words are right, how many it has in the
    sentence, which starts at `start` of the text, and how many are marked."""
    for mark in filter(None, marks.split(";")):
        told, _, sides = mark.strip().partition("@")
        event, _, words = told.partition(":")
        at = [start + i for i in offsets(sentence, words)]
        made = next((e for e in events if e.event[0] == event and any(e.predicate[0] <= i < e.predicate[1] for i in at)), None)
        if made is None or not sides:
            continue
        wanted = {
            side: {start + i for i in offsets(sentence, heads)} for side, heads in zip(SIDES, sides.split(">"), strict=True)
        }
        spans = {side: {r.span for r in made.reasons if r.field == side and r.span} for side in SIDES}
        if event in MUTUAL:
            wanted, spans = ({"actor": of["actor"] | of["recipient"]} for of in (wanted, spans))
        for side, heads in ((side, heads) for side, heads in wanted.items() if heads):
            here = {span for span in spans[side] if start <= span[0] < start + len(sentence)}
            yield side, sum(any(a <= i < b for a, b in here) for i in heads), len(here), len(heads)


def figures(hits: int, given: int, wanted: int) -> str:
    """Returns precision, recall and F1 in words."""
    rates = hits / max(1, given), hits / max(1, wanted), 2 * hits / max(1, wanted + given)
    return "precision {:.3f}, recall {:.3f}, F1 {:.3f}".format(*rates) + f" of {wanted}"


def main() -> int:
    """Prints precision, recall and F1 of the types of sentences and of the sides of records; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--types", action="store_true")
    parser.add_argument("files", nargs="*", type=Path, default=sorted(MARKED.glob("*.txt")))
    options = parser.parse_args()
    context, right, marked, coded = Context(), Counter[str](), Counter[str](), Counter[str]()
    for name, lines in (story for path in options.files for story in stories(path)):
        starts, text = [], ""
        for sentence, _ in lines:
            starts.append(len(text))
            text += sentence + " "
        found: list[list[Event]] = [[] for _ in lines]
        for event in read_page(Page(id=name, text=text.strip(), date=DAY, kind=PageKind.STORY), context).events:
            found[sum(start <= event.predicate[0] for start in starts) - 1].append(event)
        for start, (sentence, marks), events in zip(starts, lines, found, strict=True):
            types = {event.event[0] for event in events}
            told = [mark.partition(":")[0] for mark in marks.split(";") if mark]
            plain = {event for event in told if event.isalpha()}
            doubtful = {event.lstrip("~?") for event in told} - plain
            marked.update(plain)
            coded.update(types - doubtful)
            right.update(types & plain)
            for side, hits, given, wanted in sides_of(sentence, start, marks, events):
                right[side], coded[side], marked[side] = right[side] + hits, coded[side] + given, marked[side] + wanted
    for event in sorted(marked.keys() - set(SIDES)) if options.types else []:
        print(f"{event:10}", figures(right[event], coded[event], marked[event]))
    print(f"{'all':10}", figures(*(sum(n for name, n in of.items() if name not in SIDES) for of in (right, coded, marked))))
    for side in SIDES:
        print(f"{side:10}", figures(right[side], coded[side], marked[side]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
