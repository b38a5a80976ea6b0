"""Measures whether records of one incident are linked across stories.

python evaluation/incidents.py [--list]

Two stories are a pair if they tell of one incident (`evaluation/gold/incidents`); a pair is found if records of the type of
that incident share an incident id, whatever else the stories tell of. `--list` says what went wrong in the half for tuning,
never in the half for figures.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from itertools import combinations
from pathlib import Path

from dateline.config import Config
from dateline.records import Event, Page, PageKind
from dateline.run.work import code_batch
from dateline.stages.link import account_of, incidents

GOLD = Path(__file__).parent / "gold" / "incidents"
FLOOR = 0.85


def main() -> int:
    """Prints precision, recall and F1 of both halves; returns 1 if F1 of the half for figures is below the floor."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--list", action="store_true")
    args = parser.parse_args()
    f1 = 0.0
    for half in ("dev", "test"):
        rows = [json.loads(line) for line in (GOLD / f"{half}.jsonl").read_text(encoding="utf-8").splitlines()]
        pages = [Page(id=row["id"], text=row["text"], date=row["date"], kind=PageKind.STORY) for row in rows]
        events = [event for reading in code_batch(pages, config=Config()) for event in reading.events]
        kinds = {row["id"]: row.get("type") for row in rows}
        wanted, got = gold_pairs(rows), found_pairs(events, kinds)
        right = len(wanted & got)
        precision, recall = right / max(1, len(got)), right / max(1, len(wanted))
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        count = len({row["incident"] for row in rows})
        print(f"{half}: {len(rows)} stories, {count} incidents, {len(wanted)} pairs; found {len(got)}, ", end="")
        coded = {event.page for event in events if kinds[event.page] in (None, event.event[0])}
        reachable = sum(a in coded and b in coded for a, b in wanted)
        print(f"precision {precision:.3f}, recall {recall:.3f} ({right}/{reachable} of those coded), F1 {f1:.3f}")
        if args.list and half == "dev":
            show(rows, events, missed=wanted - got, wrong=got - wanted)
    return 0 if f1 >= FLOOR else 1


def gold_pairs(rows: list[dict[str, str]]) -> set[tuple[str, str]]:
    """Returns the pairs of stories that tell of one incident."""
    return {(a["id"], b["id"]) for a, b in combinations(rows, 2) if a["incident"] == b["incident"]}


def found_pairs(events: list[Event], kinds: dict[str, str | None]) -> set[tuple[str, str]]:
    """Returns the pairs of stories of which records share an incident id; of the type that a story's gold names, if it does."""
    links = incidents(account_of(event) for event in events)
    stories: dict[str, set[str]] = defaultdict(set)
    for event in events:
        if kinds[event.page] in (None, event.event[0]):
            stories[links[event.id]].add(event.page)
    return {pair for pages in stories.values() for pair in combinations(sorted(pages), 2)}


def show(rows: list[dict[str, str]], events: list[Event], *, missed: set[tuple[str, str]], wrong: set[tuple[str, str]]) -> None:
    """Prints what was missed and what was linked wrongly, with what was coded."""
    text = {row["id"]: row["text"] for row in rows}
    for name, pairs in (("MISSED", missed), ("WRONG", wrong)):
        for pair in sorted(pairs):
            print(name)
            for story in pair:
                print("  ", story, text[story])
                for event in (e for e in events if e.page == story):
                    sides = [
                        [f"{x.code}/{x.sector}/{x.identifier_text}" for x in end] for end in (event.actor, event.recipient)
                    ]
                    place = event.event_loc.name if event.event_loc else None
                    print("      ", event.event[0], event.mode, sides, event.date, event.enddate, place, event.status)


if __name__ == "__main__":
    sys.exit(main())
