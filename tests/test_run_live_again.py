"""A live blog read again with more entries: they are added, what was there is not doubled, and what was linked to it stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline.run.ingest import ingest
from dateline.store.store import Store

FIRST = """\
Live: Talks between Kenya and Tanzania

Follow the talks between Kenya and Tanzania in Arusha as they go on.

10:15 5 March 2024
Ruto arrives in Arusha

Kenyan President William Ruto arrived in Arusha on Tuesday for talks with Tanzanian President Samia Suluhu Hassan.

09:30 5 March 2024
Police arrest marchers

Tanzanian police arrested twelve protesters in Arusha on Tuesday, their lawyer said.
"""
LATER = """\
12:40 5 March 2024
Tanzania accuses Uganda

Tanzania accused Uganda on Tuesday of closing the road to Mutukula.

"""
TOP = "10:15 5 March 2024"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder: Path = tmp_path_factory.mktemp("live")
    page = folder / "live.txt"
    made = Store(folder / "a.duckdb")
    page.write_text(FIRST)
    ingest(made.path, [str(page)], date="2024-03-05")
    before = events(made)
    page.write_text(FIRST.replace(TOP, LATER + TOP, 1))
    ingest(made.path, [str(page)], date="2024-03-05")
    assert before
    assert set(before) <= set(events(made))
    return made


def events(store: Store) -> list[tuple[object, ...]]:
    query = "SELECT type, text, date FROM event ORDER BY type, text"
    return [(row["type"], row["text"], row["date"]) for row in store.query(query)]


def test_entries_are_added(store: Store) -> None:
    [story] = store.query("SELECT [e.time FOR e IN entries] AS times FROM story WHERE page = 'live.txt' AND len(entries) > 0")
    assert [str(time)[11:16] for time in story["times"]] == ["12:40", "10:15", "09:30"]


def test_records_are_added_and_not_doubled(store: Store) -> None:
    found = events(store)
    assert len(found) == len(set(found))
    assert {"ACCUSE", "COERCE", "CONSULT"} <= {row[0] for row in found}
    [pages] = store.query("SELECT count(*) AS n FROM page")
    [texts] = store.query("SELECT count(*) AS n FROM page_version")
    assert (pages["n"], texts["n"]) == (1, 1)


def test_incidents_are_not_doubled(store: Store) -> None:
    arrested = "SELECT link FROM event WHERE text LIKE '% arrested %'"
    [arrests] = store.query(f"SELECT records, accounts, origins FROM incident WHERE id IN ({arrested})")
    assert arrests == {"records": 1, "accounts": 1, "origins": 1}
    [lost] = store.query("SELECT count(*) AS n FROM incident WHERE id NOT IN (SELECT link FROM event)")
    assert lost["n"] == 0
