from __future__ import annotations

from pathlib import Path

import pytest

from dateline.ontology.agencies import credit
from dateline.records import Page
from dateline.run.copies import find_copies, group
from dateline.run.ingest import ingest_found
from dateline.store.store import CopyPair, Store

BODY = """\
Police in Cusco fired tear gas at teachers who had blocked the road to the airport on Monday, and arrested nine of them.

The teachers want the wages that the region has owed them since the spring, their union said in a letter to the governor.

The governor's office answered that the money would come within the month, and asked the union to clear the road at once.
"""
FURNITURE = "Current:Home > StocksTeachers block the road to the airport-CoinHarbor\nView Date:2025-06-01 11:20:31\n"
LONGER = f"""\
A reader has asked how the wage dispute of the teachers began, and we have looked through our own pages for an answer.

In those days the union had eleven members and met above a bakery, as its first treasurer told this paper many years ago.

{BODY}
What became of the letter nobody knows, but the baker's grandson has kept the table at which it was written, he says.

He shows it to visitors on the first Sunday of every month, and asks for no more than a coin for the roof of the chapel.
"""


def stories(tmp_path: Path, **texts: str) -> dict[str, dict[str, object]]:
    store = Store(tmp_path / "a.duckdb")
    ingest_found(store.path, [Page(id=name, text=text) for name, text in texts.items()])
    rows = store.query("SELECT page, copies, origin, credit FROM story ORDER BY len(sketch)")
    return {str(row["page"]): row for row in rows}


def test_a_scraped_body_is_a_copy_and_a_quoted_one_has_the_same_origin(tmp_path: Path) -> None:
    other = BODY.replace("Cusco", "Puno").replace("teachers", "nurses")[:130] + " Nobody was hurt, a ward sister said by phone."
    found = stories(tmp_path, first=BODY, scraped=FURNITURE + BODY.replace("\n\n", "\n"), longer=LONGER, other=other)
    assert found["first"]["copies"] == found["scraped"]["copies"]
    assert found["longer"]["copies"] != found["first"]["copies"]
    assert found["longer"]["origin"] == found["first"]["origin"] == found["scraped"]["origin"]
    assert found["other"]["origin"] != found["first"]["origin"]


def test_copies_found_again_are_the_same(tmp_path: Path) -> None:
    before = stories(tmp_path, first=BODY, scraped=FURNITURE + BODY)
    store = Store(tmp_path / "a.duckdb")
    assert find_copies(store) == 1
    assert {str(r["page"]): r for r in store.query("SELECT page, copies, origin, credit FROM story")} == before


def test_short_agreements_are_none() -> None:
    assert list(group(2, [CopyPair(0, 1, 2, 2, 3)])) == [(0, 0, 0), (1, 1, 1)]
    assert list(group(3, [CopyPair(0, 1, 50, 60, 55), CopyPair(1, 2, 40, 55, 200)])) == [(0, 0, 0), (1, 0, 0), (2, 2, 0)]


def test_two_rewritings_of_one_agency_are_one_origin(tmp_path: Path) -> None:
    store = Store(tmp_path / "a.duckdb")
    texts = {
        "one": "CUSCO, Peru (Reuters) - Peruvian police arrested nine teachers in Cusco on March 4, 2024, the union said.",
        "two": "CUSCO (Reuters) - Peruvian police in Cusco arrested nine teachers on March 4, 2024 after a road was blocked.",
        "three": "Peruvian police arrested nine teachers in Cusco on March 4, 2024, a witness told our paper on the telephone.",
    }
    ingest_found(store.path, [Page(id=name, text=text, date="2024-03-05") for name, text in texts.items()])
    [incident] = store.query("SELECT accounts, origins FROM incident WHERE accounts > 1")
    assert incident == {"accounts": 3, "origins": 2}


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("By Ana Ruiz, The Associated Press\nCrews put out a fire.", "AP"),
        ("Crews put out a fire on Monday.\n- AFP", "AFP"),
        ("ARICA (AFP) — Crews put out a fire.", "AFP"),
        ("The governor told Reuters that crews had put out the fire.", None),
        ("Photo: AFP", None),
        ("", None),
    ],
)
def test_credits(text: str, agency: str | None) -> None:
    assert credit(text, [(0, len(text))]) == agency
