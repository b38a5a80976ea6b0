"""Behaviours of the coder: one scenario each, in tests/scenarios/code/*.toml; and the lexicon's own examples."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from dateline.context import Context
from dateline.evaluate import GoldEvent, compare
from dateline.pipeline import read_page
from dateline.records import Event, Page, PageKind

FILES = sorted((Path(__file__).parent.parent / "scenarios/code").glob("*.toml"))
SCENARIOS = [(path.stem, row) for path in FILES for row in tomllib.loads(path.read_text(encoding="utf-8"))["scenario"]]


@pytest.fixture(scope="session")
def context() -> Context:
    return Context()


def wanted(row: dict[str, object]) -> GoldEvent:
    def strings(name: str) -> tuple[str, ...]:
        value = row.get(name, [])
        return (value,) if isinstance(value, str) else tuple(value)  # type: ignore[arg-type]

    date = row.get("date")
    return GoldEvent(
        at="",
        types=strings("event"),
        modes=strings("mode"),
        actor=strings("actor") if "actor" in row else None,
        recipient=strings("recipient") if "recipient" in row else None,
        dates=None if date is None else ((date[0], date[1]),) if date else ((None, None),),  # type: ignore[index]
        place=row.get("place"),  # type: ignore[arg-type]
        status=strings("status") or ("actual",),
        sources=strings("sources"),
    )


def said(event: Event) -> str:
    sides = " > ".join(
        ", ".join(f"{e.entity_text} {e.code}/{e.sector}" for e in side) for side in (event.actor, event.recipient)
    )
    sources = ", ".join(f"{s.entity_text} {s.code}" for s in event.attribution)
    return f"{event.event[0]} {event.mode} {sides} {event.status} {event.date}..{event.enddate} from [{sources}]"


@pytest.mark.parametrize(("file", "row"), SCENARIOS, ids=[f"{file}:{row['name']}" for file, row in SCENARIOS])
def test_scenario(file: str, row: dict[str, object], context: Context) -> None:
    kind = PageKind(str(row.get("kind", "story")))
    page = Page(id="scenario", text=str(row["text"]), date=row.get("published", "2024-03-04") or None, kind=kind)  # type: ignore[arg-type]
    events = list(read_page(page, context).events)
    left = list(events)
    for record in row["records"]:  # type: ignore[attr-defined]
        gold = wanted(record)
        fitting = [e for e in left if e.event[0] in gold.types and all(compare(gold, e).values())]
        assert fitting, f"no record like {record}; there are:\n" + "\n".join(map(said, events))
        left.remove(fitting[0])
    assert not left or row.get("more"), "records too many:\n" + "\n".join(map(said, left))
