"""A store of more than one row group: what a database does with thousands of rows it may not do with three."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from dateline.serve.api import create_app
from dateline.serve.filters import Filters

ROOT = Path(__file__).parents[2]
# DuckDB's row groups hold 122,880 rows.
EVENTS = 130_000


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    spec = importlib.util.spec_from_file_location("serve_views", ROOT / "benchmarks/serve_views.py")
    assert spec is not None
    assert spec.loader is not None
    benchmark = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(benchmark)
    path = tmp_path_factory.mktemp("large") / "news.duckdb"
    benchmark.generate(path, EVENTS)
    return TestClient(create_app(path, follow=False), base_url="http://127.0.0.1", headers={"accept": "text/html"})


def rejected(large: TestClient) -> int:
    [row] = large.app.state.site.snapshot.rows("SELECT count(*) AS n FROM e WHERE review = 'rejected'")  # type: ignore[attr-defined]
    return int(row["n"])


def test_sides_and_dyads_are_counted(large: TestClient) -> None:
    text = large.get("/").text
    assert f"{EVENTS - rejected(large):,} records" in text
    for facet in ("actor", "recipient", "holder"):
        assert f"{facet}=C0" in text
    assert large.get("/dyads.json").json()["rows"]
    assert large.get("/now.json?actor=C03&type=ASSAULT").json()["rows"]


def test_counts_made_beforehand_are_those_of_the_records(large: TestClient) -> None:
    site = large.app.state.site  # type: ignore[attr-defined]
    for name, value in (("actor", "unnest(actors)"), ("source", "outlet"), ("review", "review"), ("confidence", "surety")):
        counted = site.snapshot.rows("SELECT * FROM facet_count WHERE name = ?", [name])
        told = {row["value"]: row["count"] for row in counted if row["value"] != "rejected"}
        text = f"SELECT {value} AS value, count(*) AS count FROM e WHERE review <> 'rejected' GROUP BY 1"
        assert told == {row["value"]: row["count"] for row in site.snapshot.rows(text)}, name
    days = site.snapshot.rows("SELECT * FROM day_count WHERE \"by\" = 'event'")
    assert sum(row["count"] for row in days) == EVENTS - rejected(large)


def test_words_of_very_many_records_are_counted_as_those_of_few(large: TestClient) -> None:
    for words in ("delegation", "number 77"):
        found = large.get(f"/now.json?q={words}&type=ASSAULT&limit=500").json()["rows"]
        text = large.get(f"/?q={words}&type=ASSAULT").text
        told = int(re.search(r"([\d,]+) records? of", text)[1].replace(",", ""))  # type: ignore[index]
        site = large.app.state.site  # type: ignore[attr-defined]
        asked = "SELECT count(*) AS n FROM e WHERE contains(folded, ?) AND \"type\" = 'ASSAULT' AND review <> 'rejected'"
        assert told == site.snapshot.rows(asked, [words])[0]["n"]
        assert {words in row["text"] for row in found} == {True}


def test_a_blind_coder_sees_the_records_that_are_everybodys(large: TestClient) -> None:
    site = large.app.state.site  # type: ignore[attr-defined]
    for coder, edited in (("cyd", 0), ("ann", 1)):
        text = "SELECT count(*) AS records, count(DISTINCT n) AS numbers FROM e"
        [row] = site.snapshot.rows(text, coder=coder)
        assert (row["records"], row["numbers"]) == (EVENTS, EVENTS)
        own = "SELECT count(*) AS n FROM coded WHERE coder = ? AND review <> 'none'"
        [mine] = site.snapshot.rows(own, [coder])
        [seen] = site.snapshot.rows("SELECT count(*) AS n FROM e WHERE review <> 'none'", coder=coder)
        assert (mine["n"] > 0) == bool(edited)
        assert seen["n"] == mine["n"]


def test_facets_of_a_blind_coder_are_counts_of_what_the_coder_sees(large: TestClient) -> None:
    site = large.app.state.site  # type: ignore[attr-defined]
    for coder in ("cyd", "ann"):
        queries = site.queries.seen_by(coder)
        assert queries.coder == coder
        found = queries.facets(Filters(), ["type", "actor", "review", "confidence"])
        for name, value in (("type", '"type"'), ("actor", "unnest(actors)"), ("review", "review"), ("confidence", "surety")):
            text = f"SELECT {value} AS value, count(*) AS count FROM e WHERE review <> 'rejected' GROUP BY 1"
            told = {row["value"]: row["count"] for row in site.snapshot.rows(text, coder=coder)}
            shown = {item.value: item.count for item in found[name] if item.value != "rejected"}
            assert shown == {value: told[value] for value in shown}, (coder, name)
            assert len(shown) == min(len(told), 60)
