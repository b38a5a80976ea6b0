"""A small store made without coding: three records, one of them with hostile words in every field."""

from __future__ import annotations

from pathlib import Path

from dateline.records import (
    Attribution,
    CiteInfo,
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
    Speaker,
    Stance,
    Status,
    Story,
    StoryDate,
)
from dateline.store.database import Access, connect
from dateline.store.segments import reading_row, write_segment
from dateline.store.store import RunInfo, Store, rebuild_incidents
from invented import shooting

# Where a test client finds the page: the name that the page answers to.
HERE = "http://localhost"
HOSTILE = "=cmd|' /C calc'!A0<script>alert(1)</script>\"'><img src=x onerror=alert(2)> & ]]>"


def make_event(id: str, page: str, text: str, **changes: object) -> Event:
    given = {
        "cite_info": CiteInfo(version="0.1.0", published="2024-03-04", codebook="2.0", config="c0"),
        "reasons": (Reason(field="event", rule="assault:shoot at", span=(0, 6)),),
        **changes,
    }
    return shooting(id, page, text, **given)


def make_reading(number: int, text: str, *events: Event, outlet: str = "Coast Post", **page: object) -> Reading:
    id = f"p{number}"
    said = Attribution(
        page=id,
        story=0,
        source=((0, 6),),
        cue=((7, 11),),
        content=((0, len(text)),),
        entity=Entity(entity_text="a nurse", sector="MED"),
        stance=Stance.ASSERTS,
    )
    given = {
        "url": f"https://coast.example/{number}",
        "title": f"Report {number}",
        "date": "2024-03-04",
        "language": "en",
        **page,
    }
    return Reading(
        page=Page(id=id, text=text, outlet=outlet, **given),  # type: ignore[arg-type]
        stories=(Story(page=id, story=0, spans=((0, len(text)),), title=str(given["title"])),),
        dates=(StoryDate(page=id, story=0, published=str(given["date"])),),
        attributions=(said,),
        events=events,
        issues=(Issue(stage="clean", reason=IssueReason.NO_STORY, page=id),) if number == 9 else (),
    )


def add(path: Path, *readings: Reading, run: str = "r1") -> None:
    store = Store(path)
    store.start_run(RunInfo(run=run, verb="ingest", inputs=("x",), version="0.1.0", codebook="2.0", config="c0"))
    write_segment([reading_row(reading, run) for reading in readings], store.segments)
    store.load(run=run)
    with connect(store.path, Access.WRITE) as connection:
        rebuild_incidents(connection)
    store.finish_run(run)


def small_store(path: Path) -> Path:
    one, two = "Police shot at marchers, a nurse said.", "The army denied shooting at marchers."
    army = Speaker(entity_text="The army", sector="MIL", cue="denied", stance=Stance.DENIES)
    hostile = f"Sentence {HOSTILE}"
    bad = Entity(entity_text=HOSTILE, identifier_text=HOSTILE)
    add(
        path,
        make_reading(1, one, make_event("e1", "p1", one)),
        make_reading(
            2, two, make_event("e2", "p2", two, status=Status.NEGATED, size=None, attribution=(army,)), outlet="Hill Times"
        ),
        make_reading(
            3,
            hostile,
            make_event(
                "e3",
                "p3",
                hostile,
                event=("CONSULT",),
                mode=(),
                quad_code=1,
                event_scale=2.5,
                actor=(bad,),
                recipient=(Entity(entity_text="Quito", code="ECU"),),
                attribution=(Speaker(entity_text=HOSTILE, cue=HOSTILE),),
                event_text=(HOSTILE,),
                date="2024-03-10",
                enddate="2024-03-10",
                link="i3",
                size=None,
                event_loc=EventLocation(text=HOSTILE, name=HOSTILE),
                date_info=DateInfo(text=HOSTILE, basis=DateBasis.EXPLICIT),
                reasons=(Reason(field="event", rule=HOSTILE),),
                confidence=0.4,
            ),
            outlet=HOSTILE,
            title=HOSTILE,
            url="javascript:alert(1)",
            date="2024-03-11",
        ),
        make_reading(9, "Nothing of note."),
    )
    return path
