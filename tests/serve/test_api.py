"""Every view in other forms at its own address: the same rows in each, the same from page to page, however many there are."""

from __future__ import annotations

import csv
import datetime
import html
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fastapi.testclient import TestClient
from served import HERE, add, make_event, make_reading, small_store

from dateline.records import Entity
from dateline.serve import formats
from dateline.serve.api import create_app
from dateline.serve.formats import write_csv, write_json, write_parquet

# View, query, the column that names a row, and what the page has of each row where it lists them.
VIEWS = [
    ("/now", "", "id", 'id="e-{}"'),
    ("/now", "q=marchers&by=report", "id", 'id="e-{}"'),
    ("/now", "limit=2", "id", 'id="e-{}"'),
    ("/claims", "", "id", 'id="c-{}"'),
    ("/claims", "stance=asserts&limit=3", "id", 'id="c-{}"'),
    ("/stories", "", "story", 'id="s-{}"'),
    ("/stories/e1", "", "id", "/e/{}"),
    ("/dyads", "a=PER", "week", "{}"),
    ("/dyads", "", "a", ""),
    ("/review", "", "id", ""),
]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    path = small_store(tmp_path_factory.mktemp("forms") / "news.duckdb")
    readings = []
    for number in range(60, 70):
        text = f"The army of town {number} shot at marchers."
        day = f"2024-03-{number - 50:02}"
        event = make_event(f"m{number}", f"p{number}", text, link=f"l{number}", date=day, enddate=day)
        made = make_reading(number, text, event, date=day)
        speaker = Entity(entity_text=f"doctor {number % 3}")
        readings.append(replace(made, attributions=tuple(replace(said, entity=speaker) for said in made.attributions)))
    text = "The R&D board shot at marchers."
    readings.append(make_reading(70, text, make_event("m70", "p70", text, actor=(Entity(entity_text="R&D #board"),))))
    add(path, *readings, run="r2")
    with TestClient(create_app(path, follow=False), base_url=HERE, headers={"accept": "text/html"}) as client:
        token = client.get("/review").text.partition('name="csrf" value="')[2].partition('"')[0]
        for id in ("e1", "m60"):
            client.post("/review", data={"csrf": token, "decision": "accept", "event": id})
        yield client


def asked(client: TestClient, view: str, form: str, query: str) -> bytes:
    answer = client.get(f"{view}.{form}?{query}")
    assert answer.status_code == 200
    return answer.content


@pytest.mark.parametrize(("view", "query", "key", "shown"), VIEWS)
def test_all_forms_of_an_address_hold_the_same_rows(served: TestClient, view: str, query: str, key: str, shown: str) -> None:
    rows = json.loads(asked(served, view, "json", query))["rows"]
    keys = [str(row[key]) for row in rows]
    assert keys or (view, query) == ("/dyads", "")
    assert [row[key] for row in csv.DictReader(io.StringIO(asked(served, view, "csv", query).decode()))] == keys
    table = pq.read_table(io.BytesIO(asked(served, view, "parquet", query)))
    assert [str(value) for value in table.column(key).to_pylist()] == keys
    feed = ElementTree.fromstring(asked(served, view, "atom", query))
    entries = [unquote(found.findtext("{*}id") or "") for found in feed.iter("{http://www.w3.org/2005/Atom}entry")]
    assert len(entries) == len(keys)
    assert all(entry.endswith(value) for entry, value in zip(entries, keys, strict=True) if view != "/dyads")
    page = served.get(f"{view.replace('/now', '/')}?{query}").text
    assert [value for value in keys if shown.format(value) not in page] == []


@pytest.mark.parametrize(("view", "query", "key", "shown"), VIEWS)
def test_columns_of_csv_and_parquet_are_the_same(served: TestClient, view: str, query: str, key: str, shown: str) -> None:
    [header, *lines] = csv.reader(io.StringIO(asked(served, view, "csv", query).decode()))
    table = pq.read_table(io.BytesIO(asked(served, view, "parquet", query)))
    assert table.column_names == header
    assert table.num_rows == len(lines)
    assert pa.null() not in table.schema.types


@pytest.mark.parametrize("form", ["json", "csv", "parquet", "atom", "geojson", "graphml", "timelinejs.json"])
@pytest.mark.parametrize("name", ["now", "stories/e1"])
def test_events_have_all_forms(served: TestClient, name: str, form: str) -> None:
    answer = served.get(f"/{name}.{form}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == formats.EVENT_FORMATS[form].partition(";")[0]
    if form == "timelinejs.json":
        assert answer.json()["events"]


@pytest.mark.parametrize("view", ["/now", "/claims"])
def test_pages_come_to_the_same_rows_as_all_at_once(served: TestClient, view: str) -> None:
    rows, cursor = [], ""
    for _ in range(20):
        page = json.loads(asked(served, view, "json", f"limit=3{cursor}"))
        rows += page["rows"]
        if "next" not in page:
            break
        cursor = f"&cursor={page['next']}"
    assert rows == json.loads(asked(served, view, "json", "rows=all"))["rows"]
    assert len(rows) > 10


def test_the_type_of_a_column_does_not_hang_on_the_page(served: TestClient) -> None:
    schemas = [pq.read_schema(io.BytesIO(asked(served, "/now", "parquet", query))) for query in ("", "type=CONSULT", "q=zzz")]
    assert schemas[0] == schemas[1] == schemas[2]
    assert schemas[0].field("dead_low").type == pa.int64()
    assert schemas[0].field("lat").type == pa.float64()


def test_parquet_of_many_rows_is_written_in_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "PARQUET_ROWS_AT_A_TIME", 10)
    rows = [{"n": i, "text": None if i < 15 else f"t{i}", "dead_low": i if i > 20 else None, "list": [i]} for i in range(35)]
    body = b"".join(write_parquet(iter(rows), ["n", "text", "dead_low", "list"]))
    file = pq.ParquetFile(io.BytesIO(body))
    assert file.num_row_groups == 4
    found = file.read().to_pylist()
    assert [(row["n"], row["text"], row["dead_low"]) for row in found] == [(r["n"], r["text"], r["dead_low"]) for r in rows]
    assert [json.loads(row["list"]) for row in found] == [[i] for i in range(35)]


def test_parquet_of_nothing_and_of_what_does_not_fit() -> None:
    assert pq.read_table(io.BytesIO(b"".join(write_parquet([], ["a", "lat"])))).num_rows == 0
    rows: list[dict[str, object]] = [{"a": 1}, {"a": "two"}, {"a": "\ud800"}, {"a": None}]
    assert pq.read_table(io.BytesIO(b"".join(write_parquet(rows, ["a"])))).column("a").to_pylist() == ["1", "two", "?", None]


def test_csv_and_json_of_many_rows_come_in_pieces() -> None:
    rows = [{"a": f'line {i}\nmore, "quoted"'} for i in range(3 * formats.CSV_ROWS_AT_A_TIME)]
    pieces = list(write_csv(iter(rows), ["a"]))
    assert len(pieces) == 3
    assert list(csv.DictReader(io.StringIO(b"".join(pieces).decode(), newline=""))) == rows
    assert json.loads(b"".join(write_json(iter(rows), head={"next": "x"}))) == {"next": "x", "rows": rows}
    assert json.loads(b"".join(write_json([{"a": "\ud800"}], head={}))) == {"rows": [{"a": "?"}]}


def test_a_page_names_its_other_forms_and_each_is_there(served: TestClient) -> None:
    for view in ("/", "/claims", "/stories", "/dyads?a=PER", "/stories/e1", "/review", "/?q=marchers&type=ASSAULT"):
        page = served.get(view).text
        named = re.findall(r'<nav class="formats".*?</nav>', page, re.DOTALL)
        addresses = [address.replace("&amp;", "&") for address in re.findall(r'href="([^"]+)"', "".join(named))]
        assert len(addresses) >= 4, view
        assert [address for address in addresses if served.get(address).status_code != 200] == []


ROWS = ["/now.json", "/claims.csv", "/stories.atom", "/dyads.parquet", "/review.json", "/e/e1.json", "/live"]


@pytest.mark.parametrize("path", ROWS)
def test_without_a_store_there_are_no_rows(tmp_path: Path, path: str) -> None:
    with TestClient(create_app(tmp_path / "none.duckdb", follow=False), base_url=HERE) as client:
        answer = client.get(path)
        assert answer.status_code == (200 if path == "/live" else 404)
        assert path == "/live" or "there is no store" in answer.json()["detail"]


def claim_order(row: dict[str, Any]) -> tuple[str, int, str]:
    return row["holder"], -datetime.date.fromisoformat(row["report_date"]).toordinal(), row["id"]


def test_claims_by_holder_go_on_page_by_page(served: TestClient) -> None:
    whole = json.loads(asked(served, "/claims", "json", "sort=holder&rows=all"))["rows"]
    assert len(whole) > 3
    assert whole == sorted(whole, key=claim_order)
    found, path = [], "/claims.json?sort=holder&limit=2"
    while path:
        answer = served.get(path)
        found += answer.json()["rows"]
        path = answer.headers.get("link", "").partition("<")[2].partition(">")[0]
        assert not path or "sort=holder" in path
    assert found == whole


def test_a_page_after_a_claim_that_is_gone_says_so(served: TestClient) -> None:
    assert served.get("/claims.json?sort=holder&cursor=2024-03-04.0000").status_code == 404


def test_a_side_with_an_ampersand_leads_to_itself(served: TestClient) -> None:
    entries = served.get("/dyads.atom", params={"a": "r&d #board"}).text.split("<entry>")[1:]
    assert entries
    for entry in entries:
        address = html.unescape(entry.partition('<link href="')[2].partition('"')[0])
        assert parse_qs(urlsplit(address).query)["a"] == ["r&d #board"]
        assert "R&amp;D" in served.get(address).text


def test_files_have_names_without_folders(served: TestClient) -> None:
    [story, *_] = json.loads(asked(served, "/stories", "json", ""))["rows"]
    for path in (f"/stories/{story['story']}.csv", "/claims.csv", "/dyads.parquet", "/now.csv", "/review.csv"):
        name = served.get(path).headers["content-disposition"].partition('filename="')[2].rstrip('"')
        assert re.fullmatch("dateline-[A-Za-z0-9_-]+[.](csv|parquet)", name)
