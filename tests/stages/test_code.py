"""Behaviours of the coder: one scenario each, in tests/scenarios/code/*.toml.

A scenario has a `name`, a `text`, and the `records` that must come out: all of them, and no others unless `more` is
true. `kind` is that of the row (``story``), `published` its day (2024-03-04, empty for none). A record gives the
fields of a gold event (docs/gold.md), `size` (`{}`: none) and `context` (all of these among the record's); what it leaves
out is not compared. `xfail` says why the engine cannot do it yet: such a scenario must fail, so that mending shows.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from dateline.config import Config
from dateline.context import Context
from dateline.evaluate import GoldEvent, compare
from dateline.ontology.plover import load_plover
from dateline.pipeline import read_page
from dateline.records import Event, Page, PageKind, Reading, to_json

FOLDER = Path(__file__).parent.parent / "scenarios/code"
SCENARIOS = [
    (path.stem, row)
    for path in sorted(FOLDER.glob("*.toml"))
    for row in tomllib.loads(path.read_text(encoding="utf-8"))["scenario"]
]
KNOWN_KEYS = {"name", "text", "records", "more", "kind", "published", "xfail", "rule"}
RECORD_KEYS = {"event", "mode", "actor", "recipient", "date", "place", "status", "sources", "size", "context"}


# What the tables say is one thing, what the judge makes of it another: it is right as often as it is measured to be.
AS_SHIPPED = frozenset({"worked_examples"})
SPEAKING = 0.03


@pytest.fixture(scope="session")
def context() -> Context:
    return Context(Config(learned=0.0))


@pytest.fixture(scope="session")
def shipped() -> Context:
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


def fits(row: dict[str, object], event: Event) -> bool:
    gold = wanted(row)
    if event.event[0] not in gold.types or not all(compare(gold, event).values()):
        return False
    if (row.get("sources") == [] and event.attribution) or (row.get("mode") == [] and event.mode):
        return False
    if "size" in row and (to_json(event.size) or {}) != row["size"]:
        return False
    return set(row.get("context", ())) <= set(event.context)  # type: ignore[call-overload]


def said(event: Event) -> str:
    sides = " > ".join(
        ", ".join(f"{e.entity_text} {e.code}/{e.sector}" for e in side) for side in (event.actor, event.recipient)
    )
    sources = ", ".join(f"{s.entity_text} {s.code}" for s in event.attribution)
    place = event.event_loc.code if event.event_loc else None
    return (
        f"  {event.event[0]} {event.mode} {sides} {event.status} {event.date}..{event.enddate} in {place} "
        f"from [{sources}] size {to_json(event.size)} context {event.context}"
    )


def marked(file: str, row: dict[str, object]) -> object:
    marks = [pytest.mark.xfail(reason=str(row["xfail"]), strict=True, raises=AssertionError)] if row.get("xfail") else []
    return pytest.param(row, marks=marks, id=f"{file}:{row['name']}")


def read(row: dict[str, object], context: Context) -> Reading:
    kind = PageKind(str(row.get("kind", "story")))
    page = Page(id="scenario", text=str(row["text"]), date=row.get("published", "2024-03-04") or None, kind=kind)  # type: ignore[arg-type]
    return read_page(page, context)


@pytest.mark.parametrize("row", [marked(file, row) for file, row in SCENARIOS])
def test_scenario(row: dict[str, object], context: Context) -> None:
    holds(row, read(row, context))


@pytest.mark.parametrize("row", [marked(file, row) for file, row in SCENARIOS if file in AS_SHIPPED])
def test_scenario_with_the_judge(row: dict[str, object], shipped: Context) -> None:
    holds(row, read(row, shipped))


def test_the_judge_keeps_silent_too(shipped: Context) -> None:
    rows = [row for file, row in SCENARIOS if file == "silence" and not row["records"] and not row.get("xfail")]
    speaking = [str(row["text"]) for row in rows if read(row, shipped).events]
    assert len(rows) > 60
    assert len(speaking) <= SPEAKING * len(rows), "\n".join(speaking)


def test_what_is_only_possible_is_a_hint() -> None:
    row: dict[str, object] = {"text": "Rebels gouged the eyes of two Malian soldiers on Friday."}
    reading = read(row, Context(Config(learned=1.0)))
    assert reading.events == ()
    [hint] = [hint for hint in reading.hints if hint.record.event == ("ASSAULT",)]
    assert 0 < hint.likely <= 1
    assert (hint.record.date, hint.record.recipient[0].code) == ("2024-03-01", "MLI")
    assert any("another story" in reason.rule for reason in hint.record.reasons)
    assert len({hint.record.id for hint in reading.hints}) == len(reading.hints)
    assert read(row, Context(Config(learned=1.0, hinted=0.0))).hints == ()
    assert read(row, Context(Config(learned=1.0, min_confidence=0.9))).hints == ()


def test_what_is_told_of_nobody_is_a_hint(shipped: Context) -> None:
    reading = read({"text": "Ten men were let go in Cusco on Friday."}, shipped)
    assert reading.events == ()
    [hint] = [hint for hint in reading.hints if hint.record.event == ("RETREAT",)]
    assert (hint.record.date, hint.record.event_loc and hint.record.event_loc.name) == ("2024-03-01", "Cusco")


def holds(row: dict[str, object], reading: Reading) -> None:
    left = list(reading.events)
    for record in row["records"]:  # type: ignore[attr-defined]
        found = next((e for e in left if fits(record, e)), None)
        assert found is not None, f"no record like {record}; there are:\n" + "\n".join(map(said, reading.events))
        left.remove(found)
    assert not left or row.get("more"), "records too many:\n" + "\n".join(map(said, left))


def test_scenarios_are_well_formed() -> None:
    types = load_plover().types
    names = [(file, row["name"]) for file, row in SCENARIOS]
    assert len(names) == len(set(names))
    for file, row in SCENARIOS:
        assert row.keys() <= KNOWN_KEYS, (file, row["name"])
        for record in row["records"]:
            assert record.keys() <= RECORD_KEYS, (file, row["name"])
            for name in [record["event"]] if isinstance(record["event"], str) else record["event"]:
                assert name in types, (file, row["name"])


def test_the_codebook_is_covered() -> None:
    """Every rule has two scenarios; every type, mode and context stands in a wanted record."""
    plover = load_plover()
    rules = [row.get("rule") for _, row in SCENARIOS]
    assert not [rule for rule in plover.rules if rules.count(rule) < 2]
    records = [record for _, row in SCENARIOS for record in row["records"]]
    types = {name for r in records for name in values(r, "event")}
    modes = {(name, mode) for r in records for name in values(r, "event") for mode in values(r, "mode")}
    contexts = {name for r in records for name in values(r, "context")}
    assert types >= plover.types.keys()
    assert not [(name, mode) for name, spec in plover.types.items() for mode in spec.modes if (name, mode) not in modes]
    assert contexts >= plover.contexts.keys()


def values(record: dict[str, object], name: str) -> list[str]:
    value = record.get(name, [])
    return [value] if isinstance(value, str) else list(value)  # type: ignore[call-overload]


def test_records_on_actors_that_no_source_gives_are_less_sure() -> None:
    context = Context()
    [row] = [r for r in context.actors.rows if r.name == "International Criminal Court"]
    assert row.source == "recalled"
    assert row.wikidata == ""
    page = Page(id="x", text="The International Criminal Court convicted a Malian commander on Friday.", kind=PageKind.SENTENCE)
    [event] = read_page(page, context).events
    [told] = [reason.rule for reason in event.reasons if reason.field == "confidence"]
    assert "recalled=1" in told
    assert context.confidence["recalled"] < 0
