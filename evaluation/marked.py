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
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from dateline.context import Context
from dateline.pipeline import read_page
from dateline.records import Event, Page, PageKind
from dateline.stages.link.accounts import MUTUAL
from dateline.text.marked import MarkedSentence, marked_stories

MARKED = Path(__file__).parent / "marked"
# Relative days need a day; which one does not matter here.
DAY = "2025-06-18"
SIDES = ("actor", "recipient")


class Score:
    """How many were right, how many were given and how many wanted, by name."""

    def __init__(self) -> None:
        self.right, self.given, self.wanted = Counter[str](), Counter[str](), Counter[str]()

    def line(self, name: str, *, of: str | None = None) -> str:
        """Returns precision, recall and F1 of all, or of one name, in words."""
        right, given, wanted = (n.total() if of is None else n[of] for n in (self.right, self.given, self.wanted))
        rates = right / max(1, given), right / max(1, wanted), 2 * right / max(1, wanted + given)
        return f"{name:10} " + "precision {:.3f}, recall {:.3f}, F1 {:.3f}".format(*rates) + f" of {wanted}"


def score_types(sentence: MarkedSentence, events: list[Event], score: Score) -> None:
    """Counts the types of a sentence."""
    types = {event.event[0] for event in events}
    plain = {mark.event for mark in sentence.marks if not mark.sign}
    doubtful = {mark.event for mark in sentence.marks} - plain
    score.wanted.update(plain)
    score.given.update(types - doubtful)
    score.right.update(types & plain)


def score_sides(sentence: MarkedSentence, events: list[Event], score: Score) -> None:
    """Counts the sides of the records at marked words."""
    for side, hits, given, wanted in sides_of(sentence, events):
        score.right[side] += hits
        score.given[side] += given
        score.wanted[side] += wanted


def sides_of(sentence: MarkedSentence, events: list[Event]) -> Iterator[tuple[str, int, int, int]]:
    """Yields for each marked side of the records at marked words its name, how many of its words are right, how many it has in
    the sentence, and how many are marked."""
    for mark in sentence.marks:
        at_mark = (e for e in events if e.event[0] == mark.event and any(e.predicate[0] <= i < e.predicate[1] for i in mark.at))
        made = next(at_mark, None)
        if made is None or mark.sides is None or mark.sign:
            continue
        wanted = {side: set(heads) for side, heads in zip(SIDES, mark.sides, strict=True)}
        spans = {side: {r.span for r in made.reasons if r.field == side and r.span} for side in SIDES}
        if mark.event in MUTUAL:
            wanted, spans = ({"actor": of["actor"] | of["recipient"]} for of in (wanted, spans))
        for side, heads in ((side, heads) for side, heads in wanted.items() if heads):
            here = {span for span in spans[side] if sentence.start <= span[0] < sentence.end}
            yield side, sum(any(a <= i < b for a, b in here) for i in heads), len(here), len(heads)


def main() -> int:
    """Prints precision, recall and F1 of the types of sentences and of the sides of records; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--types", action="store_true")
    parser.add_argument("files", nargs="*", type=Path, default=sorted(MARKED.glob("*.txt")))
    options = parser.parse_args()
    context, types, sides = Context(), Score(), Score()
    for path in options.files:
        for n, story in enumerate(marked_stories(path.read_text(encoding="utf-8"))):
            reading = read_page(Page(id=f"{path.stem}-{n}", text=story.text, date=DAY, kind=PageKind.STORY), context)
            for sentence in story.sentences:
                events = [event for event in reading.events if sentence.start <= event.predicate[0] < sentence.end]
                score_types(sentence, events, types)
                score_sides(sentence, events, sides)
    for event in sorted(types.wanted) if options.types else []:
        print(types.line(event, of=event))
    print(types.line("all"))
    for side in SIDES:
        print(sides.line(side, of=side))
    return 0


if __name__ == "__main__":
    sys.exit(main())
