"""link: records of one real-world event share an incident id.

Two records can be one event when nothing they say excludes it (sides, days, place) and enough speaks for it.
`incidents` works on any collection of events: a page's, or a store's.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from dateline.context import Context
from dateline.records import Entity, Event, Issue, Reading

# Points that two records of one story, and of two stories, need to be one event. Sides count up to 4, a day 2, a
# place 2, words 2, a size 1; tuned on the project's own accounts of incidents (evaluation/gold/incidents.jsonl).
SAME_STORY_POINTS = 4
OTHER_STORY_POINTS = 5
# Beyond this many candidates a block says nothing ("USA, CONSULT, no date"); records then link only by finer blocks.
MAX_BLOCK = 400
_WORD = re.compile(r"[^\W\d_]{4,}")
# Words too common to speak for one event.
_COMMON = frozenset(
    {"that", "this", "with", "from", "have", "been", "were", "said", "says", "will", "would", "their", "they", "them", "after",
     "before", "which", "while", "where", "when", "what", "than", "into", "about", "over", "also", "more", "most", "other",
     "some", "such", "only", "there", "these", "those", "could", "should", "being", "both", "between", "during", "under",
     "against"}
)  # fmt: skip


def link(reading: Reading, context: Context) -> Iterator[Event | Issue]:
    """Yields the page's events with `link` set: the incident id that records of one event on the page share."""
    found = incidents(reading.events)
    yield from (dataclasses.replace(event, link=found[event.id]) for event in reading.events)


def incidents(events: Sequence[Event]) -> dict[str, str]:
    """Returns the incident id of each event, by event id. An incident's id comes from its smallest event id, so the
    same events give the same ids in any order. The surest pairs join first, and no two whose days exclude each other
    come together through a third that names none."""
    words = {event.id: _words(event) for event in events}
    clusters = _Clusters(events)
    pairs = {
        (min(a.id, b.id), max(a.id, b.id)): points
        for block in _blocks(events)
        for n, a in enumerate(block)
        for b in block[n + 1 :]
        if (points := _points(a, b, words)) is not None
    }
    for one, two in sorted(pairs, key=lambda pair: (-pairs[pair], pair)):
        clusters.join(one, two)
    return {key: "i" + hashlib.sha256(clusters.root(key).encode()).hexdigest()[:15] for key in clusters.leader}


def linked_dates(events: Iterable[Event], links: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Returns first and last day for events that tell none, by event id, where a record of the same incident in another
    story does: the narrowest interval that the incident's records give."""
    known: dict[str, tuple[str, str]] = {}
    open_events = []
    for event in events:
        incident = links.get(event.id)
        if incident is None:
            continue
        if event.date is None:
            open_events.append((event.id, incident))
        else:
            held = known.get(incident, (event.date, event.enddate or event.date))
            known[incident] = (max(held[0], event.date), min(held[1], event.enddate or event.date))
    return {key: known[incident] for key, incident in open_events if incident in known}


class _Clusters:
    """Events joined step by step; a cluster keeps the days on which all its members can have happened."""

    def __init__(self, events: Iterable[Event]) -> None:
        self.leader = {event.id: event.id for event in events}
        self._days = {event.id: (event.date or "", event.enddate or event.date or "9999") for event in events}

    def root(self, key: str) -> str:
        while self.leader[key] != key:
            self.leader[key] = self.leader[self.leader[key]]
            key = self.leader[key]
        return key

    def join(self, one: str, two: str) -> None:
        low, high = sorted((self.root(one), self.root(two)))
        first, last = (f(a, b) for f, a, b in zip((max, min), self._days[low], self._days[high], strict=True))
        if low != high and first <= last:
            self.leader[high] = low
            self._days[low] = (first, last)


def _blocks(events: Iterable[Event]) -> Iterator[list[Event]]:
    """Events that might be one: of one type and with a side in common."""
    blocks: dict[tuple[str, str], dict[str, Event]] = defaultdict(dict)
    for event in events:
        for side in (*event.actor, *event.recipient):
            blocks[(event.event[0], side.code or side.identifier_text or side.sector or side.entity_text)][event.id] = event
    for block in blocks.values():
        if 1 < len(block) <= MAX_BLOCK:
            yield list(block.values())


def _points(a: Event, b: Event, words: Mapping[str, frozenset[str]]) -> int | None:
    """How much speaks for one event (None: too little, or something excludes it)."""
    if a.event[0] != b.event[0] or (a.mode and b.mode and not set(a.mode) & set(b.mode)):
        return None
    sides = _sides_points(a, b)
    days = _days_points(a, b)
    place = _place_points(a, b)
    if sides is None or days is None or place is None:
        return None
    shared = len(words[a.id] & words[b.id]) / (len(words[a.id] | words[b.id]) or 1)
    points = sides + days + place + (shared > 0.15) + (shared > 0.3) + (a.size is not None and a.size == b.size)
    same_story = a.page == b.page and a.story == b.story
    return points if points >= (SAME_STORY_POINTS if same_story else OTHER_STORY_POINTS) else None


def _sides_points(a: Event, b: Event) -> int | None:
    """0-4 for how well the sides agree; None where they exclude each other. Meetings have no direction."""
    if a.event[0] in ("CONSULT", "COOPERATE", "AGREE"):
        first, second = _best([*a.actor, *a.recipient], [*b.actor, *b.recipient])
        return None if first is None else first + (second or 0)
    actor, recipient = _side(a.actor, b.actor), _side(a.recipient, b.recipient)
    return None if actor is None or recipient is None else actor + recipient


def _best(a: Sequence[Entity], b: Sequence[Entity]) -> tuple[int | None, int | None]:
    scores = sorted((max((_alike(x, y) for y in b), default=0) for x in a), reverse=True)
    if not scores or not scores[0] or (len(a) > 1 and len(b) > 1 and len(scores) > 1 and not scores[1]):
        return None, None
    return scores[0], scores[1] if len(scores) > 1 else 0


def _side(a: Sequence[Entity], b: Sequence[Entity]) -> int | None:
    if not a or not b:
        return 0
    return max(_alike(x, y) for x in a for y in b) or None


def _alike(a: Entity, b: Entity) -> int:
    """2: the same person or body; 1: the same country (or sector without one); 0: different."""
    if a.code != b.code or (a.sector and b.sector and a.sector != b.sector):
        return 0
    if a.identifier_text and b.identifier_text:
        if a.identifier_text == b.identifier_text:
            return 2
        return 0 if a.office and b.office else 1
    return 1 if a.code or a.sector == b.sector else 0


def _days_points(a: Event, b: Event) -> int | None:
    if not a.date or not b.date:
        return 0
    if a.date > (b.enddate or b.date) or b.date > (a.enddate or a.date):
        return None
    return 2 if a.date[:7] == (a.enddate or a.date)[:7] and b.date[:7] == (b.enddate or b.date)[:7] else 0


def _place_points(a: Event, b: Event) -> int | None:
    one, two = a.event_loc, b.event_loc
    if one is None or two is None or not one.code or not two.code:
        return 0
    if one.code != two.code:
        return None
    if (one.resolution or 1) >= 3 and (two.resolution or 1) >= 3:
        return 2 if one.name == two.name else None
    return 1


def _words(event: Event) -> frozenset[str]:
    return frozenset(_WORD.findall(event.text.lower())) - _COMMON
