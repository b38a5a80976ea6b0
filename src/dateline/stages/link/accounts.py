"""What linking reads of a record: far less than the record, so that a million of them can be compared."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from dateline.records import Entity, Event, Status

# Types that name one kind of happening, which accounts tell apart by taste: a pact is agreed on and signed, an embassy
# stormed and raided, captives let go and rescued, people deported and expelled, an ultimatum set and a threat made. What one
# story tells apart stays apart.
FAMILIES = {
    "AGREE": "COOPERATE",
    "AID": "RETREAT",
    "COERCE": "ASSAULT",
    "CONCEDE": "RETREAT",
    "REQUEST": "THREATEN",
    "SANCTION": "ASSAULT",
    "SUPPORT": "COOPERATE",
}
# Types in which nobody acts on somebody: either side may be named first.
MUTUAL = frozenset({"CONSULT", "COOPERATE"})
# Types of which a record is about something beside its sides, which tells two of one day apart.
ABOUT = frozenset({"ACCUSE", "AID", "CONCEDE", "COOPERATE", "REJECT", "REQUEST", "SANCTION", "SUPPORT", "THREATEN"})
# What says that a town is only near by.
_NEAR = re.compile(
    r"\b(?:near|outside|around|off|(?:north|south|east|west)(?:east|west)? of|outskirts of)(?: the)?(?: [a-z]+){0,4} $"
)
_AREA = re.compile(r" (?:area|region|district|sector|direction|axis|countryside)\b")
# What is no news of the days before its story.
ELSEWHEN = frozenset({Status.HISTORICAL, Status.FUTURE, Status.HYPOTHETICAL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One record as linking sees it. `published` is the day of its story, `counts` its numbers by kind (lows), `placed` the
    words of its town, `told` those that its day and its speakers were read from; `elsewhen`: it is no news of the days
    before its story; `likely`: how probable its type is where its own words do not bear it out, so that it counts only beside
    one of another story that does."""

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
    elsewhen: bool
    lat: float | None = None
    lon: float | None = None
    placed: str | None = None
    told: tuple[str, ...] = ()
    likely: float | None = None

    @property
    def around(self) -> bool:
        """Whether its words name its town only as what is near by: *near Nabatieh, in the Tyre area*."""
        before, _, after = self.text.partition(self.placed or "\0")
        return bool(after) and (_NEAR.search(before) is not None or _AREA.match(after) is not None)

    @property
    def family(self) -> str:
        """The family of the record's type: records of two families are never one event."""
        return FAMILIES.get(self.type, self.type)


def account_of(event: Event, *, likely: float | None = None) -> Account:
    """Returns what linking reads of `event`; of a hint, with how `likely` it is."""
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
        elsewhen=event.status in ELSEWHEN,
        lat=place.lat if place else None,
        lon=place.lon if place else None,
        placed=place.text if place and (place.resolution or 0) > 1 else None,
        told=tuple(part for part in (event.date_info.text, *(speaker.entity_text for speaker in event.attribution)) if part),
        likely=likely,
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
