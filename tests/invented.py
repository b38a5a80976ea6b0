"""An invented record for tests of the store and of the page: made, not coded."""

from __future__ import annotations

import dataclasses

from dateline.records import CiteInfo, DateBasis, DateInfo, Entity, Event, EventLocation, Size, Speaker, Status, TextInfo


def shooting(id: str, page: str, text: str, **changes: object) -> Event:
    """Returns a record of a shooting that `text` reports, other fields than these as `changes` say."""
    base = Event(
        id=id,
        page=page,
        story=0,
        event=("ASSAULT",),
        mode=("firearms",),
        quad_code=4,
        event_scale=-9.0,
        actor=(Entity(entity_text="Police", code="PER", sector="COP"),),
        recipient=(Entity(entity_text="marchers", sector="CVL"),),
        date="2024-03-03",
        enddate="2024-03-03",
        date_info=DateInfo(value="2024-03-03", basis=DateBasis.RELATIVE, text="Sunday"),
        event_loc=EventLocation(text="Piura", name="Piura", code="PER", lat=-5.2, lon=-80.6, resolution=4),
        event_text=("shot at",),
        size=Size(dead=3),
        status=Status.ACTUAL,
        attribution=(Speaker(entity_text="a nurse", sector="MED", cue="said"),),
        confidence=0.8,
        text=text,
        text_info=TextInfo(sequence=0, start=0, end=len(text)),
        cite_info=CiteInfo(version="0.1.0", published="2024-03-04"),
        link="i1",
        predicate=(0, 6),
    )
    return dataclasses.replace(base, **changes)  # type: ignore[arg-type]
