"""A store of more than one row group: what a database does with thousands of rows it may not do with three."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from dateline.serve.api import create_app

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


def test_sides_and_dyads_are_counted(large: TestClient) -> None:
    text = large.get("/").text
    assert f"{EVENTS:,} records" in text
    for facet in ("actor", "recipient", "holder"):
        assert f"{facet}=C0" in text
    assert large.get("/dyads.json").json()["rows"]
    assert large.get("/now.json?actor=C03&type=ASSAULT").json()["rows"]


def test_counts_made_beforehand_are_those_of_the_records(large: TestClient) -> None:
    site = large.app.state.site  # type: ignore[attr-defined]
    told = {row["value"]: row["count"] for row in site.snapshot.rows("SELECT * FROM facet_count WHERE name = 'actor'")}
    text = "SELECT value, count(*) AS count FROM (SELECT unnest(actors) AS value FROM e) GROUP BY 1"
    assert told == {row["value"]: row["count"] for row in site.snapshot.rows(text)}
    assert sum(row["count"] for row in site.snapshot.rows("SELECT * FROM day_count WHERE \"by\" = 'event'")) == EVENTS
