"""Linking what is new gives what linking all at once does, in whatever order and pieces the pages come."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterable
from pathlib import Path

import pytest

from dateline.config import Config
from dateline.records import (
    CiteInfo,
    DateBasis,
    DateInfo,
    Entity,
    Event,
    EventLocation,
    Hint,
    Page,
    Reading,
    Size,
    Status,
    Story,
    StoryDate,
    TextInfo,
)
from dateline.run.copies import find_copies
from dateline.run.ingest import run_info
from dateline.run.link import link_store
from dateline.store.segments import reading_row, write_segment
from dateline.store.store import Store

STATES = ("PER", "BOL", "CHL")
TOWNS = (("Cusco", -13.5, -72.0), ("Puno", -15.8, -70.0), ("Tacna", -18.0, -70.2))
OBJECTS = ("bridge", "harbour", "market", "ferry", "quarry", "mill")


def some_event(draw: random.Random, page: str, number: int, published: str | None) -> Event:
    day = f"2024-03-{draw.randint(1, 9):02}" if draw.random() < 0.5 else None
    town = draw.choice(TOWNS) if draw.random() < 0.3 else None
    text = f"Word came of the {draw.choice(OBJECTS)} and the {draw.choice(OBJECTS)}."
    return Event(
        id=f"{page}-{number}",
        page=page,
        story=0,
        event=(draw.choice(("ASSAULT", "AGREE", "COOPERATE")),),
        quad_code=4,
        event_scale=-9.0,
        actor=(Entity(entity_text="the army", code=draw.choice(STATES), sector=draw.choice((None, "MIL"))),),
        recipient=(Entity(entity_text="miners", code=draw.choice(STATES), sector="LAB"),) if draw.random() < 0.7 else (),
        date=day,
        enddate=day,
        date_info=DateInfo(basis=DateBasis.EXPLICIT)
        if day
        else DateInfo(text="Monday", value="XXXX-WXX-1", basis=DateBasis.RELATIVE),
        event_loc=EventLocation(text=town[0], name=town[0], code="PER", lat=town[1], lon=town[2], resolution=4)
        if town
        else None,
        event_text=("came",),
        size=Size(dead=draw.randint(1, 3)) if draw.random() < 0.3 else None,
        status=Status.ACTUAL,
        confidence=0.8,
        text=text,
        text_info=TextInfo(sequence=0, start=0, end=len(text)),
        cite_info=CiteInfo(published=published),
        predicate=(0, 4),
    )


def some_reading(draw: random.Random, number: int) -> Reading:
    name, published = f"p{number:03}", f"2024-03-{draw.randint(5, 12):02}" if draw.random() < 0.6 else None
    text = f"{draw.choice(OBJECTS)} " * 30 + name
    found = [some_event(draw, name, n, published) for n in range(draw.randint(1, 5))]
    hinted = [event for event in found if draw.random() < 0.4]
    return Reading(
        page=Page(id=name, text=text),
        stories=(Story(page=name, story=0, spans=((0, len(text)),), title="", complete=True, entries=()),),
        dates=(StoryDate(page=name, story=0, published=published),),
        events=tuple(event for event in found if event not in hinted),
        hints=tuple(Hint(record=event, likely=draw.choice((0.1, 0.3, 0.6))) for event in hinted),
    )


def ingested(folder: Path, pieces: Iterable[Iterable[Reading]]) -> Store:
    folder.mkdir()
    store = Store(folder / "a.duckdb")
    for number, piece in enumerate(pieces):
        info = dataclasses.replace(run_info("ingest", (), Config()), run=f"r{number}")
        store.start_run(info)
        write_segment((reading_row(reading, info.run) for reading in piece), store.segments)
        store.load()
        find_copies(store)
        link_store(store)
    return store


def linked(store: Store) -> list[list[dict[str, object]]]:
    events = "SELECT id, link, date, enddate, date_info, linked_from FROM event ORDER BY id"
    parts = "SELECT id, part, blocks FROM linked ORDER BY id"
    hints = "SELECT id, link FROM hint ORDER BY id"
    return [list(store.query(query)) for query in (events, "SELECT * FROM incident ORDER BY id", parts, hints)]


@pytest.mark.parametrize("seed", range(4))
def test_any_order_and_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    # few neighbours, so that new pages come between old ones; never all at once but for the first
    monkeypatch.setattr("dateline.stages.link.blocks.NEIGHBOURS", 2)
    draw = random.Random(seed)
    readings = [some_reading(draw, number) for number in range(60)]
    monkeypatch.setattr("dateline.store.linking.MOST_NEW", 2.0)
    at_once = ingested(tmp_path / "whole", [readings])
    wanted = linked(at_once)
    assert len(wanted[0]) > len(wanted[1]) > 10
    assert any(row["linked_from"] for row in wanted[0])
    borne_out = {row["id"]: row["link"] for row in wanted[3] if row["link"]}
    assert 3 < len(borne_out) < len(wanted[3])
    told = {row["id"]: row["link"] for row in wanted[0]}
    assert len(told.keys() & borne_out.keys()) > 3
    assert all(told[key] == borne_out[key] for key in told.keys() & borne_out.keys())

    draw.shuffle(readings)
    cuts = sorted(draw.sample(range(1, 60), 5))
    pieces = [readings[a:b] for a, b in zip([0, *cuts], [*cuts, 60], strict=True)]
    in_pieces = ingested(tmp_path / "pieces", pieces)
    assert linked(in_pieces) == wanted
    link_store(in_pieces, whole=True)
    assert linked(in_pieces) == wanted


@pytest.mark.parametrize("seed", range(3))
def test_pages_that_go_and_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    monkeypatch.setattr("dateline.stages.link.blocks.NEIGHBOURS", 2)
    monkeypatch.setattr("dateline.store.linking.MOST_NEW", 2.0)
    draw = random.Random(seed + 100)
    readings = [some_reading(draw, number) for number in range(40)]
    kept = readings[5:30]
    changed = [some_reading(draw, number) for number in range(30, 40)]
    wanted = linked(ingested(tmp_path / "whole", [kept + changed]))

    store = ingested(tmp_path / "pieces", [readings, changed])
    for reading in readings[:5]:
        store.forget(reading.page.id)
    find_copies(store)
    link_store(store)
    assert linked(store) == wanted
