from __future__ import annotations

from collections.abc import Callable

import pytest

from dateline.records import (
    Attribution,
    DateBasis,
    DateInfo,
    Entity,
    Event,
    EventLocation,
    Issue,
    IssueReason,
    Page,
    Reading,
    Reason,
    Size,
    Speaker,
    Story,
    StoryDate,
)
from invented import shooting

TEXT = "Police in Ardenna shot at marchers, killing three, a ward nurse said."


def event(id: str = "e1", page: str = "a.txt", **changes: object) -> Event:
    given = {
        "actor": (Entity(entity_text="Police", code="RUR", sector="COP"),),
        "date_info": DateInfo(value="2024-03-03", basis=DateBasis.PUBLICATION),
        "event_loc": EventLocation(text="Ardenna", name="Ardenna", code="RUR", lat=10.5, lon=-3.25, geonameid=7, resolution=4),
        "size": Size(dead=3, injured=(5, 8)),
        "attribution": (Speaker(entity_text="a ward nurse", sector="MED", cue="said"),),
        "predicate": (18, 25),
        "reasons": (Reason(field="event", rule="shoot at", span=(18, 22)),),
        "text": TEXT,
        **changes,
    }
    return shooting(id, page, **given)  # type: ignore[arg-type]


def reading(page: Page, *events: Event) -> Reading:
    source = Attribution(
        page=page.id,
        story=0,
        source=((51, 63),),
        cue=((64, 68),),
        content=((0, 49),),
        entity=Entity(entity_text="a ward nurse"),
    )
    return Reading(
        page=page,
        stories=(Story(page=page.id, story=0, spans=((0, len(page.text)),), title="Shots in Ardenna"),),
        dates=(StoryDate(page=page.id, story=0, published="2024-03-04", basis=DateBasis.EXPLICIT),),
        attributions=(source,),
        events=events,
        issues=(Issue(stage="parse", reason=IssueReason.SENTENCE_TOO_LONG, page=page.id, span=(0, 5)),),
    )


@pytest.fixture
def make_event() -> Callable[..., Event]:
    return event


@pytest.fixture
def make_reading() -> Callable[..., Reading]:
    return reading


@pytest.fixture
def page() -> Page:
    return Page(id="a.txt", text=TEXT, date="2024-03-04", declared=(("updated", "2024-03-05"),))
