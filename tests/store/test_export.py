from __future__ import annotations

import csv
import dataclasses
import datetime
import io
import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from dateline.cli.database import FORMAT_NAMES
from dateline.errors import InputError
from dateline.ontology.crosswalk import cameo_of
from dateline.records import Entity, Event, Page, Reading, Status, to_json
from dateline.store.database import Access, connect
from dateline.store.export import FORMATS, export, export_file
from dateline.store.export.cameo import CAMEO_COLUMNS, GDELT_COLUMNS
from dateline.store.export.polecat import COLUMNS as POLECAT_COLUMNS
from dateline.store.rows import event_of_record
from dateline.store.segments import reading_row, write_segment
from dateline.store.store import RunInfo, Store, rebuild_incidents

FRANCE, GERMANY, CROWD = (
    Entity(entity_text="Paris", code="FRA", sector="GOV"),
    Entity(entity_text="Berlin", code="DEU", sector="GOV"),
    Entity(entity_text="=crowd\x00 & <others>", sector="CVL"),
)


@pytest.fixture
def events(make_event: Callable[..., Event]) -> list[Event]:
    return [
        make_event(id="a", size=None, attribution=()),
        make_event(
            id="b",
            event=("CONSULT",),
            mode=("visit",),
            quad_code=1,
            actor=(FRANCE, GERMANY),
            recipient=(),
            enddate="2024-03-05",
        ),
        make_event(id="c", status=Status.NEGATED, date=None, enddate=None, event_loc=None),
        make_event(id="d", actor=(CROWD,), recipient=(FRANCE, GERMANY), text="=HYPERLINK() <b>& said"),
    ]


@pytest.fixture
def store(tmp_path: Path, events: list[Event], make_reading: Callable[..., Reading], page: Page) -> Store:
    store = Store(tmp_path / "news.duckdb")
    store.start_run(RunInfo(run="r1", verb="ingest", inputs=(), version="0.1.0", codebook="2.0", config="c"))
    write_segment([reading_row(make_reading(page, *events), "r1")], store.segments)
    store.load(run="r1")
    with connect(store.path, Access.WRITE) as connection:
        rebuild_incidents(connection)
    store.finish_run("r1")
    return store


def exported(store: Store, name: str) -> str:
    file = io.StringIO()
    export(store, name, file)
    return file.getvalue()


def test_plover_is_the_record_itself(store: Store, events: list[Event]) -> None:
    rows = [json.loads(line) for line in exported(store, "plover").splitlines()]
    assert sorted(rows, key=lambda row: str(row["id"])) == [to_json(event) for event in events]


def test_plover_read_back_is_what_was_coded(store: Store, events: list[Event], tmp_path: Path) -> None:
    export_file(store, "plover", tmp_path / "e.jsonl")
    with (tmp_path / "e.jsonl").open(encoding="utf-8") as file:
        found = [event_of_record(json.loads(line)) for line in file]
    expected = [dataclasses.replace(event, predicate=(0, 0), reasons=()) for event in events]
    assert sorted(found, key=lambda event: event.id) == expected


def test_csv_is_flat_and_safe(store: Store) -> None:
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(exported(store, "csv")))}
    assert rows["b"]["actor"] == "Paris; Berlin"
    assert rows["b"]["actor_code"] == "FRA; DEU"
    assert (rows["c"]["date"], rows["c"]["lat"]) == ("", "")
    assert (rows["c"]["dead_low"], rows["c"]["injured_low"], rows["c"]["injured_high"]) == ("3", "5", "8")
    assert rows["d"]["text"] == "'=HYPERLINK() <b>& said"
    assert rows["d"]["event_scale"] == "-9.0"


def test_cameo_dyads(store: Store) -> None:
    rows = list(csv.DictReader(io.StringIO(exported(store, "cameo"))))
    assert list(rows[0]) == list(CAMEO_COLUMNS)
    assert [(row["event_id"], row["source"], row["target"], row["cameo_root"]) for row in rows] == [
        ("a", "RURCOP", "CVL", "19"),
        ("b", "FRAGOV", "DEUGOV", "04"),
        ("d", "CVL", "FRAGOV", "19"),
        ("d", "CVL", "DEUGOV", "19"),
    ]


def test_gdelt_has_its_61_columns(store: Store) -> None:
    rows = list(csv.reader(io.StringIO(exported(store, "gdelt")), delimiter="\t"))
    assert len(GDELT_COLUMNS) == 61
    assert {len(row) for row in rows} == {61}
    assert len({row[0] for row in rows}) == len(rows) == 4
    assert rows[0][1:4] == ["20240303", "202403", "2024"]


def test_polecat_has_its_columns(store: Store) -> None:
    file = io.StringIO()
    left_out = export(store, "polecat", file)
    rows = list(csv.DictReader(io.StringIO(file.getvalue()), delimiter="\t"))
    assert list(rows[0]) == list(POLECAT_COLUMNS)
    assert [row["Event ID"] for row in rows] == ["a", "b", "d"]
    assert left_out == {"negated": 1}
    assert (rows[1]["Event Type"], rows[1]["Event Mode"], rows[1]["Actor Country"]) == ("CONSULT", "visit", "FRA;DEU")
    assert rows[2]["Actor Country"] == ""


@pytest.mark.parametrize("tool", ["networkx", "pandas", "polars", "pyogrio"])
def test_exports_are_opened_by_what_they_are_made_for(store: Store, tmp_path: Path, tool: str) -> None:
    module = pytest.importorskip(tool)
    for name in FORMATS:
        export_file(store, name, tmp_path / f"out.{name}")
    if tool == "networkx":
        assert module.read_graphml(tmp_path / "out.graphml").size() == 5
    elif tool == "pyogrio":
        assert module.read_info(tmp_path / "out.geojson")["features"] == 3
    elif tool == "polars":
        assert len(module.read_csv(tmp_path / "out.csv")) == len(module.read_parquet(tmp_path / "out.parquet")) == 4
        assert len(module.read_ndjson(tmp_path / "out.plover")) == 4
    else:
        assert len(module.read_csv(tmp_path / "out.csv")) == len(module.read_parquet(tmp_path / "out.parquet")) == 4
        assert module.read_csv(tmp_path / "out.gdelt", sep="\t", header=None).shape == (4, 61)


def test_geojson(store: Store) -> None:
    found = json.loads(exported(store, "geojson"))
    assert [feature["id"] for feature in found["features"]] == ["a", "b", "d"]
    assert found["features"][0]["geometry"] == {"type": "Point", "coordinates": [-3.25, 10.5]}


def test_graphml_is_well_formed(store: Store) -> None:
    graph = ElementTree.fromstring(exported(store, "graphml"))
    name = "{http://graphml.graphdrawing.org/xmlns}"
    edges = [(edge.get("source"), edge.get("target")) for edge in graph.iter(f"{name}edge")]
    assert ("FRA/GOV", "DEU/GOV") in edges
    nodes = {node.get("id") for node in graph.iter(f"{name}node")}
    assert {side for edge in edges for side in edge} == nodes


def test_timelinejs_escapes_what_pages_say(store: Store) -> None:
    slides = {slide["unique_id"]: slide for slide in json.loads(exported(store, "timelinejs"))["events"]}
    assert set(slides) == {"a", "b", "d"}
    assert slides["a"]["start_date"] == {"year": 2024, "month": 3, "day": 3}
    assert slides["b"]["end_date"]["day"] == 5
    assert "&lt;b&gt;" in slides["d"]["text"]["text"]
    assert "&lt;others&gt;" in slides["d"]["text"]["headline"]


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_makes_a_file_with_its_sidecar(store: Store, tmp_path: Path, name: str) -> None:
    path = tmp_path / f"out.{name}"
    left_out = export_file(store, name, path)
    about = json.loads((tmp_path / f"out.{name}.about.json").read_text())
    assert path.stat().st_size > 0
    assert (about["format"], about["left_out"]) == (name, dict(left_out))
    assert about["rows"] > 0
    assert about["columns"]
    assert about["coded_by"] == [{"version": "0.1.0", "codebook": "2.0", "config": "c"}]


def test_parquet_has_typed_columns(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pyarrow.parquet as pq

    monkeypatch.setattr("dateline.store.export.flat.ROWS_A_GROUP", 3)
    export_file(store, "parquet", tmp_path / "e.parquet")
    table = pq.read_table(tmp_path / "e.parquet")
    assert table.num_rows == 4
    assert str(table.schema.field("lat").type) == "double"
    assert [str(table.schema.field(name).type) for name in ("date", "enddate", "published")] == ["date32[day]"] * 3
    assert datetime.date(2024, 3, 3) in table.column("date").to_pylist()
    assert sorted(table.column("dead_low").to_pylist(), key=str) == [3, 3, 3, None]


def test_an_empty_store_gives_empty_files(tmp_path: Path, make_reading: Callable[..., Reading], page: Page) -> None:
    store = Store(tmp_path / "none.duckdb")
    store.start_run(RunInfo(run="r1", verb="ingest", inputs=(), version="0.1.0", codebook="2.0", config="c"))
    write_segment([reading_row(make_reading(dataclasses.replace(page)), "r1")], store.segments)
    store.load(run="r1")
    assert json.loads(exported(store, "geojson"))["features"] == []
    assert json.loads(exported(store, "timelinejs"))["events"] == []
    assert len(exported(store, "csv").splitlines()) == 1
    assert exported(store, "gdelt") == exported(store, "plover") == ""


def test_unknown_formats_and_files_are_told(store: Store, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="one of plover, csv"):
        exported(store, "excel")
    with pytest.raises(InputError, match="--output FILE"):
        exported(store, "parquet")
    with pytest.raises(InputError, match="folder that is there"):
        export_file(store, "csv", tmp_path / "no" / "out.csv")


def test_the_command_line_names_the_formats_there_are() -> None:
    assert tuple(FORMATS) == FORMAT_NAMES


@pytest.mark.parametrize(
    ("event", "mode", "contexts", "code"),
    [
        ("CONSULT", (), (), "04"),
        ("CONSULT", ("phone",), (), "041"),
        ("MOBILIZE", ("weapons",), (), "15"),
        ("ACCUSE", ("investigate",), ("military", "legal"), "094"),
        ("COERCE", ("curfew",), (), "1723"),
    ],
)
def test_crosswalk(event: str, mode: tuple[str, ...], contexts: tuple[str, ...], code: str) -> None:
    found = cameo_of(event, mode, contexts)
    assert found is not None
    assert found.code == code
