"""Measures whether records of one incident are linked across stories, and what the pairs that are not were lost by.

python evaluation/incidents.py [--list]

An account is what one story tells of one incident: two accounts are a pair if the incident is the same (`evaluation/gold`,
README of `incidents`). A pair is found if records of the two share an incident id. The records of an account are those of
the incident's type whose predicate stands in the words that tell of it (`at`), or else those of its type in the sentences of
these words, or else those of another type whose predicate stands in them; where the gold quotes no words, the story's.

Pairs are lost by the coder where an end has no record, and by linking where both have: because types, days, places or
sides exclude each other, because too little speaks for one event, or because a third account came between. `--list` says
what went wrong in the half for tuning, never in those for figures. At last the sets are linked as one corpus each: what in a
set may be only one event may there be many.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from dateline.config import Config
from dateline.records import Event, Page, PageKind, Reading
from dateline.run.work import code_batch
from dateline.stages.link import Account, account_of, linked
from dateline.stages.link.points import EXCLUDED, least, parts, points
from dateline.stages.link.table import make_table

GOLD = Path(__file__).parent / "gold"
SETS = {
    "dev": "incidents/dev.jsonl",
    "more": "incidents/more.jsonl",
    "plain": "incidents/plain.jsonl",
    "daily": "incidents/daily.jsonl",
    "wire": "incidents/wire.jsonl",
    "test": "incidents/test.jsonl",
    "fresh": "incidents_fresh.jsonl",
    "held": "incidents_held.jsonl",
    "plain held": "incidents_plain.jsonl",
    "daily held": "incidents_daily.jsonl",
    "wire held": "incidents_wire.jsonl",
}
# The sets that are read to tune the linker; the others are for figures only.
TUNING = frozenset({"dev", "more", "plain", "daily", "wire"})
FLOOR = 0.85
# What keeps two accounts apart, from what lies farthest to what lies nearest.
REASONS = ("types", "days", "place", "sides", "too little", "a third account")
KEEP = frozenset({"events", "hints"})
Pairs = set[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Telling:
    """An account: the story, the incident, its type, and the words of the story that tell of it (none: all of them)."""

    story: str
    incident: str
    type: str | None
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What was wanted, what was found, and what of the wanted was coded at both ends, as pairs of numbers of accounts, with
    the records of each account."""

    tellings: list[Telling]
    records: list[list[Event]]
    wanted: Pairs
    found: Pairs
    coded: Pairs

    @property
    def scores(self) -> tuple[float, float, float]:
        """Precision, recall and F1."""
        right = len(self.wanted & self.found)
        precision, recall = right / max(1, len(self.found)), right / max(1, len(self.wanted))
        return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def main() -> int:
    """Prints precision, recall and F1 of all sets; returns 1 if F1 of one for figures is below the floor."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--list", action="store_true")
    args = parser.parse_args()
    scores = {}
    read: dict[str, tuple[list[dict[str, Any]], list[Reading]]] = {}
    for name, file in SETS.items():
        rows = [json.loads(line) for line in (GOLD / file).read_text(encoding="utf-8").splitlines()]
        pages = [Page(id=row["id"], text=row["text"], date=row["date"], kind=PageKind.STORY) for row in rows]
        read[name] = rows, code_batch(pages, config=Config(), keep=KEEP)
        result = measure(*read[name])
        precision, recall, f1 = result.scores
        scores[name] = f1
        count = len({telling.incident for telling in result.tellings})
        print(f"{name}: {len(rows)} stories, {count} incidents, {len(result.tellings)} accounts, {len(result.wanted)} pairs")
        print(f"  precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}")
        for line in losses(result):
            print(" ", line)
        if args.list and name in TUNING:
            show(rows, result)
    for what, names in (("all for tuning", TUNING), ("all for figures", SETS.keys() - TUNING)):
        chosen = [name for name in SETS if name in names]
        every = [_of_set(row, name) for name in chosen for row in read[name][0]]
        result = measure(every, [reading for name in chosen for reading in read[name][1]])
        print(f"{what} as one corpus: precision {{:.3f}}, recall {{:.3f}}, F1 {{:.3f}}".format(*result.scores))
    return 0 if min(f1 for name, f1 in scores.items() if name not in TUNING) >= FLOOR else 1


def _of_set(row: dict[str, Any], name: str) -> dict[str, Any]:
    """The row with its incidents named as those of its set, which may share names with another's."""
    told = [{**other, "incident": f"{name} {other['incident']}"} for other in (row, *(row.get("also") or ()))]
    return {**told[0], "also": told[1:]}


def measure(rows: list[dict[str, Any]], readings: list[Reading]) -> Result:
    """Returns the pairs of accounts that the gold has and that linking finds."""
    found = list(tellings(rows))
    events = linked([e for reading in readings for e in reading.events], [h for reading in readings for h in reading.hints])
    records = [_records(telling, found, events) for telling in found]
    told = [{event.link for event in mine} for mine in records]
    pairs = [(a, b) for a, b in combinations(range(len(found)), 2) if found[a].story != found[b].story]
    wanted = {(a, b) for a, b in pairs if found[a].incident == found[b].incident}
    coded = {(a, b) for a, b in wanted if told[a] and told[b]}
    return Result(found, records, wanted, {(a, b) for a, b in pairs if told[a] & told[b]}, coded)


def losses(result: Result) -> Iterator[str]:
    """Yields lines that split what was missed between coding and linking, with the reasons of each."""
    right = result.wanted & result.found
    none = sum(not mine for mine in result.records)
    other = sum(
        bool(mine) and telling.type is not None and telling.type not in {event.event[0] for event in mine}
        for telling, mine in zip(result.tellings, result.records, strict=True)
    )
    yield f"accounts without a record {none}, with one of another type {other}; pairs with both ends coded {len(result.coded)}"
    yield f"linked of the pairs with both ends coded {len(right)} ({len(right) / max(1, len(result.coded)):.3f}), lost by: " + (
        ", ".join(
            f"{reason} {n}" for reason, n in Counter(_lost_by(result, pair) for pair in result.coded - right).most_common()
        )
        or "nothing"
    )


def _lost_by(result: Result, pair: tuple[int, int]) -> str:
    """What kept the two accounts of a pair apart that came nearest to each other."""
    reasons = [_kept_apart(account_of(a), account_of(b)) for a in result.records[pair[0]] for b in result.records[pair[1]]]
    return max(reasons, key=REASONS.index)


def _kept_apart(one: Account, two: Account) -> str:
    if one.family != two.family:
        return "types"
    table = make_table([one, two], family=one.family)
    row, other = np.array([0]), np.array([1])
    found = parts(table, row, other)
    for name in ("days", "place", "sides"):
        if found[name][0] <= EXCLUDED // 2:
            return name
    return "too little" if points(table, row, other)[0] < least(table, row, other)[0] else "a third account"


def tellings(rows: list[dict[str, Any]]) -> Iterator[Telling]:
    """Yields the accounts of the gold: what each story tells of, and what it recalls."""
    for row in rows:
        for told in (row, *(row.get("also") or ())):
            starts = [(row["text"].find(words), len(words)) for words in told.get("at") or ()]
            spans = tuple((start, start + length) for start, length in starts if start >= 0)
            yield Telling(row["id"], told["incident"], told.get("type"), spans)


def _records(telling: Telling, every: list[Telling], events: list[Event]) -> list[Event]:
    story = [event for event in events if event.page == telling.story]
    typed = [event for event in story if telling.type in (None, event.event[0])]
    if not telling.spans:
        return typed or story
    precise = [event for event in story if _meets(event.predicate, telling.spans)]
    taken = [span for other in every if other.story == telling.story for span in other.spans]
    beside = [
        event
        for event in typed
        if _meets((event.text_info.start, event.text_info.end), telling.spans) and not _meets(event.predicate, taken)
    ]
    return [event for event in typed if event in precise] or beside or precise


def _meets(span: tuple[int, int], spans: list[tuple[int, int]] | tuple[tuple[int, int], ...]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in spans)


def show(rows: list[dict[str, Any]], result: Result) -> None:
    """Prints what was missed and what was linked wrongly, with what was coded."""
    text = {row["id"]: row["text"] for row in rows}
    for name, pairs in (("MISSED", result.wanted - result.found), ("WRONG", result.found - result.wanted)):
        for pair in sorted(pairs):
            print(name, "" if pair in result.coded else "(not coded)")
            for telling, records in ((result.tellings[number], result.records[number]) for number in pair):
                print("  ", telling.story, text[telling.story])
                for event in records:
                    sides = [
                        [f"{x.code}/{x.sector}/{x.identifier_text}" for x in end] for end in (event.actor, event.recipient)
                    ]
                    place = event.event_loc.name if event.event_loc else None
                    print("      ", event.event[0], event.mode, sides, event.date, event.enddate, place, event.status)


if __name__ == "__main__":
    sys.exit(main())
