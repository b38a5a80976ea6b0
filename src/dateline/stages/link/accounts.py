"""What linking reads of a record: far less than the record, so that a million of them can be compared."""

from __future__ import annotations

import datetime
import re
import zlib
from dataclasses import dataclass

from dateline.records import Entity, Event, Status

# Types that name one kind of happening, which accounts tell apart by taste.
FAMILIES = {"AGREE": "COOPERATE"}
# Types in which nobody acts on somebody: either side may be named first.
MUTUAL = frozenset({"CONSULT", "COOPERATE"})
_WORD = re.compile(r"[^\W\d_]{4,}|\d+")
# Letters of a word that count: enough to tell words apart, few enough that endings do not.
_STEM = 6
# Words too common to speak for one event.
_COMMON = frozenset(
    {"that", "this", "with", "from", "have", "been", "were", "said", "says", "will", "would", "their", "they", "them", "after",
     "before", "which", "while", "where", "when", "what", "than", "into", "about", "over", "also", "more", "most", "other",
     "some", "such", "only", "there", "these", "those", "could", "should", "being", "both", "between", "during", "under",
     "against", "told", "according", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "last",
     "week", "year", "people", "country", "government", "president", "minister", "official", "officials"}
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One record as linking sees it; `published` is the day of its story, `counts` its numbers by kind (lows)."""

    id: str
    page: str
    story: int
    type: str
    mode: tuple[str, ...]
    actor: tuple[Entity, ...]
    recipient: tuple[Entity, ...]
    first: str | None
    last: str | None
    published: str | None
    country: str | None
    place: str | None
    resolution: int | None
    counts: tuple[int | None, ...]
    text: str
    past: bool
    lat: float | None = None
    lon: float | None = None

    @property
    def family(self) -> str:
        """The family of the record's type: records of two families are never one event."""
        return FAMILIES.get(self.type, self.type)


def account_of(event: Event) -> Account:
    """Returns what linking reads of `event`."""
    place, size = event.event_loc, event.size
    counts = (size.dead, size.injured, size.arrested) if size else ()
    linked = event.date_info.basis == "linked"  # such a day is no word of this record
    return Account(
        id=event.id,
        page=event.page,
        story=event.story,
        type=event.event[0],
        mode=event.mode,
        actor=event.actor,
        recipient=event.recipient,
        first=None if linked else event.date,
        last=None if linked else event.enddate or event.date,
        published=event.cite_info.published,
        country=place.code if place else None,
        place=place.name if place else None,
        resolution=place.resolution if place else None,
        counts=tuple(c[0] if isinstance(c, tuple) else c for c in counts),
        text=event.text,
        past=event.status is Status.HISTORICAL,
        lat=place.lat if place else None,
        lon=place.lon if place else None,
    )


def ordinal(day: str | None) -> int | None:
    """Returns the number of a day, None for none.

    >>> ordinal("0001-01-02")
    2
    """
    try:
        return datetime.date.fromisoformat(day[:10]).toordinal() if day else None
    except ValueError:
        return None


def words(account: Account) -> set[str]:
    """Returns the words, cut to their stems, that speak for one event; not those of its sides, which are compared as such."""
    sides = {w[:_STEM] for side in (*account.actor, *account.recipient) for w in _WORD.findall(side.entity_text.lower())}
    return {w[:_STEM] for w in _WORD.findall(account.text.lower()) if w not in _COMMON} - sides


def bits(found: set[str], size: int) -> list[int]:
    """Returns the words as a set of `size` bits, in 64-bit numbers: the share of common words without the words."""
    cells = [0] * (size // 64)
    for word in found:
        at = zlib.crc32(word.encode()) % size
        cells[at // 64] |= 1 << (at % 64)
    return cells
