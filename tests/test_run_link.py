"""Ingesting page after page: incidents across pages, and days that one page gives to another."""

from __future__ import annotations

import pytest

from dateline.run.ingest import forget, ingest, link
from dateline.store.store import Store

BACKGROUND = """Kenya said on Monday that it would send more tea to Tanzania, as the two neighbours mend their ties.

Relations have improved, with Kenyan President William Ruto making a rare trip to Tanzania in August last year to meet
President Samia Suluhu Hassan.

Traders in Mombasa welcomed the news.
"""
UPDATES = """\
Current:Home > MoneyLive updates: Kenyan president and Tanzanian leader hold talks-CoinHarbor
Live updates: Kenyan president and Tanzanian leader hold talks
View Date:2024-11-02 21:14:40
Follow the latest updates on the meeting between Kenyan President William Ruto and Tanzanian President \
Samia Suluhu Hassan at a lakeside lodge in Tanzania on Thursday.
WHAT TO KNOW:
— Kenyan President William Ruto traveled to Tanzania and met with Tanzanian President Samia Suluhu Hassan.
___
Ruto spoke after talks with Hassan that lasted over two hours.
___
Farmers near the lodge said they had seen a long line of cars.
"""
SUMMIT = (
    "SELECT date, enddate, date_info FROM event WHERE page = 'updates.txt' AND type = 'CONSULT' AND date_info.text = 'Thursday'"
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("linked")
    (folder / "background.txt").write_text(BACKGROUND)
    (folder / "updates.txt").write_text(UPDATES)
    made = Store(folder / "a.duckdb")
    ingest(made.path, [str(folder / "background.txt")], date="2024-02-05")
    ingest(made.path, [str(folder / "updates.txt")])
    return made


def test_a_linked_story_closes_open_days(store: Store) -> None:
    [summit] = store.query(SUMMIT)
    # the first and the last Thursday of August 2023
    assert (summit["date"], summit["enddate"]) == ("2023-08-03", "2023-08-31")
    assert (summit["date_info"]["basis"], summit["date_info"]["value"]) == ("linked", "XXXX-WXX-4")


def test_the_false_date_of_the_page_is_kept_as_rejected(store: Store) -> None:
    [story] = store.query("SELECT published, rejected FROM story WHERE page = 'updates.txt'")
    assert story["published"] is None
    assert ["2024-11-02" in rejected["text"] for rejected in story["rejected"]] == [True]


def test_linking_again_changes_nothing(store: Store) -> None:
    def rows() -> list[dict[str, object]]:
        return list(store.query("SELECT id, link, date, enddate, date_info, linked_from FROM event ORDER BY id"))

    before, incidents = rows(), list(store.query("SELECT * FROM incident ORDER BY id"))
    assert link(store.path) == len(incidents)
    assert rows() == before
    assert list(store.query("SELECT * FROM incident ORDER BY id")) == incidents


def test_the_incident_says_who_reported_it_first(store: Store) -> None:
    [found] = store.query("SELECT origins, accounts, first_report, best FROM incident WHERE accounts = 2")
    assert found["origins"] == 2
    assert found["first_report"]["page"] == "background.txt"
    assert found["best"]["mode"] == "visit"


def test_days_are_open_again_when_their_source_goes(store: Store) -> None:
    """Last in this file: it takes the page away."""
    forget(store.path, "background.txt")
    assert "background.txt" not in str(list(store.query("SELECT page FROM linked")))
    [summit] = store.query(SUMMIT)
    assert (summit["date"], summit["date_info"]["basis"]) == (None, "relative")
