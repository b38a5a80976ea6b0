"""What an incident holds: every member, the best-supported fields, origins, the first report, and what accounts differ on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dateline.run.ingest import ingest
from dateline.store.store import Store

SHOT = "Peruvian police shot dead three protesters in Cusco on"
STORIES = {
    "a1": ("2024-03-05", f"{SHOT} Monday, the health ministry said. The police denied that they had fired on the crowd."),
    "a2": ("2024-03-06", "Peruvian police killed five demonstrators in Cusco on Monday, human rights lawyers said."),
    "a3": ("2024-03-07", f"{SHOT} Monday, a hospital in the city reported, adding that eleven people were being treated."),
    "b1": ("2024-06-03", "Ukraine shelled a market in Donetsk on Sunday and killed seven civilians, Russian officials said."),
    "b2": (
        "2024-06-03",
        "Russian troops shelled a market in Donetsk on Sunday, killing nine civilians, the Ukrainian army said.",
    ),
    "c1": ("2024-03-12", f"{SHOT} Sunday, the health ministry said."),
}
Row = dict[str, object]


@pytest.fixture(scope="module")
def incidents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Row]:
    """The incident that each page's shots or shells are of."""
    folder: Path = tmp_path_factory.mktemp("accounts")
    rows = [{"id": key, "date": date, "text": text, "kind": "story"} for key, (date, text) in STORIES.items()]
    (folder / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
    store = Store(folder / "a.duckdb")
    ingest(store.path, [str(folder / "rows.jsonl")])
    query = "SELECT e.page, i.* FROM event e JOIN incident i ON i.id = e.link WHERE e.type = 'ASSAULT' AND e.status = 'actual'"
    return {str(row["page"]): row for row in store.query(query)}


def disputed(incident: Row) -> dict[str, dict[str, int]]:
    found = incident["disputed"]
    assert isinstance(found, list)
    return {field["field"]: {account["value"]: account["origins"] for account in field["accounts"]} for field in found}


def test_members(incidents: dict[str, Row]) -> None:
    assert incidents["a1"] == {**incidents["a2"], "page": "a1"} == {**incidents["a3"], "page": "a1"}
    assert incidents["b1"] == {**incidents["b2"], "page": "b1"}
    assert len({incidents[page]["id"] for page in ("a1", "b1", "c1")}) == 3
    assert (incidents["a1"]["accounts"], incidents["a1"]["origins"], incidents["c1"]["origins"]) == (3, 3, 1)


def test_days_first_report_and_best_fields(incidents: dict[str, Row]) -> None:
    found = incidents["a1"]
    assert (found["first"], found["last"], found["sides"]) == ("2024-03-04", "2024-03-04", ["PER"])
    first, best = found["first_report"], found["best"]
    assert isinstance(first, dict)
    assert isinstance(best, dict)
    assert (first["page"], first["published"]) == ("a1", "2024-03-05")
    assert (best["dead"], best["place"], best["mode"], best["status"]) == ("3", "Cusco", "firearms", "asserted")


def test_what_accounts_differ_on(incidents: dict[str, Row]) -> None:
    assert disputed(incidents["a1"]) == {"dead": {"3": 2, "5": 1}, "status": {"asserted": 3, "denied": 1}}
    assert disputed(incidents["b1"])["dead"] == {"7": 1, "9": 1}
    assert set(disputed(incidents["b1"])["actor"]) == {"UKR", "RUS/MIL"}
    assert disputed(incidents["c1"]) == {}
