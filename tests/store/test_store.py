from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from dateline.errors import InputError, StoreBusy, StoreError
from dateline.records import Event, Issue, IssueReason, Page, Reading, to_json
from dateline.store import database
from dateline.store.database import VERSION, Access, connect, sql
from dateline.store.linking import linking
from dateline.store.rows import page_of, page_row
from dateline.store.segments import keep_segment, reading_row, segment_folder, waiting_segments, write_segment
from dateline.store.store import RunInfo, Store, rebuild_incidents

INFO = RunInfo(run="r1", verb="ingest", inputs=("pages",), version="0.1.0", codebook="2.0", config="c")
MakeEvent = Callable[..., Event]
MakeReading = Callable[..., Reading]


def fill(store: Store, *readings: Reading, run: str = "r1") -> None:
    store.start_run(dataclasses.replace(INFO, run=run))
    write_segment((reading_row(reading, run) for reading in readings), store.segments)
    store.load(run=run)
    with connect(store.path, Access.WRITE) as connection:
        rebuild_incidents(connection)
    store.finish_run(run)


@pytest.fixture
def store(tmp_path: Path, make_event: MakeEvent, make_reading: MakeReading, page: Page) -> Store:
    filled = Store(tmp_path / "news.duckdb")
    fill(filled, make_reading(page, make_event()))
    return filled


def test_event_comes_out_as_it_went_in(store: Store, make_event: MakeEvent) -> None:
    assert list(store.events()) == [to_json(make_event())]


def test_event_objects_are_the_events_that_went_in(store: Store, make_event: MakeEvent) -> None:
    assert list(store.event_objects()) == [make_event()]


def test_relinking_moves_records_to_their_incident(store: Store) -> None:
    with linking(store.path, version="1", whole=True) as work:
        work.tell([("e1", "ASSAULT", 1, 0, [])])
        work.put([("e1", "other")], [("e1", "e1")])
        assert work.finish(None) == 1
    assert list(store.query("SELECT link FROM event")) == [{"link": "other"}]
    assert list(store.query("SELECT id FROM incident")) == [{"id": "other"}]


def test_page_comes_out_as_it_went_in(page: Page, store: Store) -> None:
    assert list(store.pages()) == [page]
    assert page_of(page_row(page, "r1")) == page


def test_every_table_is_filled(store: Store) -> None:
    [story] = store.query("SELECT page, title, published, complete, length(copies) AS n FROM story")
    assert story == {"page": "a.txt", "title": "Shots in Ardenna", "published": "2024-03-04", "complete": True, "n": 16}
    [claim] = store.query("SELECT source_text, cue_text, stance, events FROM claim")
    assert claim == {"source_text": "a ward nurse", "cue_text": "said", "stance": "asserts", "events": ["e1"]}
    [issue] = store.query("SELECT stage, reason, page, span FROM issue")
    assert issue == {"stage": "parse", "reason": "sentence-too-long", "page": "a.txt", "span": [0, 5]}
    [incident] = store.query("SELECT * FROM incident")
    assert incident["sides"] == ["RUR", "marchers"]
    assert (incident["first"], incident["origins"], incident["records"]) == ("2024-03-03", 1, 1)
    [run] = store.runs()
    assert (run["pages"], run["stories"], run["events"], run["claims"], run["issues"]) == (1, 1, 1, 1, 1)


def test_loading_a_segment_twice_changes_nothing(
    store: Store, page: Page, make_event: MakeEvent, make_reading: MakeReading
) -> None:
    before = list(store.query("SELECT * FROM event, page, story, claim, issue"))
    fill(store, make_reading(page, make_event()))
    assert list(store.query("SELECT * FROM event, page, story, claim, issue")) == before
    assert list(store.query("SELECT * FROM history")) == []


def test_history_keeps_what_recoding_changes(
    store: Store, page: Page, make_event: MakeEvent, make_reading: MakeReading
) -> None:
    fill(store, make_reading(page, make_event(confidence=0.4), make_event(id="e2")), run="r2")
    assert list(store.query("SELECT id, change, run FROM history ORDER BY id")) == [
        {"id": "e1", "change": "changed", "run": "r2"},
        {"id": "e2", "change": "added", "run": "r2"},
    ]
    fill(store, make_reading(page), run="r3")
    gone = list(store.query("SELECT id, change FROM history WHERE run = 'r3' ORDER BY id"))
    assert gone == [{"id": "e1", "change": "removed"}, {"id": "e2", "change": "removed"}]
    assert list(store.events()) == []


def test_copies_share_an_id_and_count_as_one_origin(
    tmp_path: Path, page: Page, make_event: MakeEvent, make_reading: MakeReading
) -> None:
    store = Store(tmp_path / "copies.duckdb")
    other = dataclasses.replace(page, id="b.txt", text=page.text.upper())
    fill(store, make_reading(page, make_event()), make_reading(other, make_event(id="e2", page="b.txt")))
    assert list(store.query("SELECT origins, records FROM incident")) == [{"origins": 1, "records": 2}]


def test_issues_of_inputs_are_kept_once(store: Store) -> None:
    broken = Issue(stage="ingest", reason=IssueReason.BROKEN_ROW, page="rows.jsonl#3", detail="expected a JSON object")
    store.load(run="r1", issues=[broken])
    store.load(run="r1", issues=[broken])
    assert list(store.query("SELECT reason FROM issue WHERE stage = 'ingest'")) == [{"reason": "broken-row"}]


def test_a_broken_segment_is_set_aside(store: Store) -> None:
    folder = segment_folder(store.path)
    folder.mkdir(exist_ok=True)
    (folder / "spoilt.parquet").write_bytes(b"PAR1 half of it")
    assert store.load() == 0
    assert [path.name for path in folder.iterdir()] == ["spoilt.broken"]
    store.rewrite()
    assert not list(folder.iterdir())


def test_of_a_page_that_two_runs_coded_the_later_one_stays(
    store: Store, page: Page, make_event: MakeEvent, make_reading: MakeReading
) -> None:
    later = dataclasses.replace(page, text=page.text + " Later.")
    write_segment([reading_row(make_reading(later, make_event(id="e9")), "r9")], store.segments)
    write_segment([reading_row(make_reading(page, make_event(id="e8")), "r8")], store.segments)
    assert store.load() == 2
    assert [event["id"] for event in store.events()] == ["e9"]
    assert [row["run"] for row in store.query("SELECT run FROM page UNION ALL SELECT run FROM story")] == ["r9", "r9"]


def test_segments_that_wait_are_loaded_piece_by_piece(
    store: Store, page: Page, make_reading: MakeReading, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dateline.store.store.SEGMENTS_AT_A_TIME", 2)
    for number in range(5):
        other = dataclasses.replace(page, id=f"page-{number}")
        write_segment([reading_row(make_reading(other), "r2")], store.segments)
    assert store.load() == 5
    assert len(list(store.query("FROM page"))) == 6
    assert list(store.segments.iterdir()) == []


def test_segments_that_another_process_loads_meanwhile_are_left_to_it(
    store: Store, page: Page, make_reading: MakeReading, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_segment([reading_row(make_reading(dataclasses.replace(page, id="b.txt")), "r2")], store.segments)

    def first_the_other(*given: object) -> object:
        path.unlink()
        return connect(*given)  # type: ignore[arg-type]

    monkeypatch.setattr("dateline.store.store.connect", first_the_other)
    assert store.load() == 0


def test_pages_are_read_in_pieces_to_be_coded_again(
    store: Store, page: Page, make_reading: MakeReading, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dateline.store.store.PAGES_AT_A_TIME", 2)
    fill(store, *(make_reading(dataclasses.replace(page, id=f"page-{n}")) for n in range(4)), run="r2")
    found = store.pages_to_recode(INFO, every=True)
    assert next(found).id == "a.txt"
    fill(store, make_reading(dataclasses.replace(page, id="page-3", text=page.text + " Later.")), run="r3")
    assert [one.text.endswith("Later.") for one in found] == [False, False, False, True]
    assert list(store.pages_to_recode(INFO)) == []
    assert len(list(store.pages_to_recode(dataclasses.replace(INFO, version="9")))) == 5


def test_an_unfinished_segment_is_no_segment(tmp_path: Path) -> None:
    (tmp_path / "half.tmp").write_bytes(b"PAR1")
    assert waiting_segments(tmp_path) == []


def test_lone_surrogates_and_separators_are_stored(tmp_path: Path, page: Page, make_reading: MakeReading) -> None:
    store = Store(tmp_path / "odd.duckdb")
    fill(store, make_reading(dataclasses.replace(page, text="A\ud800B\u2028C\x00D " + page.text)))
    [row] = store.query("SELECT text FROM page")
    assert row["text"].startswith("A\ufffdB\u2028C\x00D Police")


def test_forget_removes_a_page_and_rewrite_its_bytes(
    store: Store, page: Page, make_reading: MakeReading, make_event: MakeEvent
) -> None:
    fill(
        store,
        make_reading(dataclasses.replace(page, id="b.txt", text=page.text + " Qwertzuiop."), make_event(id="e9", page="b.txt")),
    )
    assert store.forget("b.txt") == 1
    store.rewrite()
    for table in ("page", "story", "event", "claim", "issue", "history"):
        column = "id" if table == "page" else "page"
        assert list(store.query(f"SELECT * FROM {table} WHERE {column} = 'b.txt'")) == []
    assert list(store.query("SELECT id FROM page")) == [{"id": "a.txt"}]
    assert b"Qwertzuiop" not in store.path.read_bytes()
    with pytest.raises(InputError, match=r"holds no page 'b\.txt'"):
        store.forget("b.txt")


@pytest.mark.parametrize(
    "text",
    [
        "DELETE FROM page",
        "SELECT 1; SELECT 2",
        "COPY page TO 'out.csv'",
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM 'pages.csv'",
        "ATTACH 'other.duckdb'",
        "SET enable_external_access = true",
        "INSTALL httpfs",
        "SELECT nothing FROM nowhere",
        "",
        "SELECT (",
    ],
)
def test_queries_only_read_the_store(store: Store, text: str) -> None:
    with pytest.raises(InputError):
        list(store.query(text))
    assert list(store.query("SELECT count(*) AS n FROM page")) == [{"n": 1}]


@pytest.mark.parametrize(
    ("text", "columns", "rows"),
    [
        ("SELECT id, text FROM page WHERE false", ["id", "text"], []),
        ("SELECT 1 AS a, 2 AS a, 3 AS a_1, 4 AS a", ["a", "a_1", "a_1_1", "a_2"], [[1, 2, 3, 4]]),
        ("SELECT page.id, story.page, * FROM page, story LIMIT 0", None, []),
    ],
)
def test_an_answer_has_the_names_of_its_columns_each_once(
    store: Store, text: str, columns: list[str] | None, rows: list[list[int]]
) -> None:
    with store.answer(text) as found:
        assert len(set(found.columns)) == len(found.columns)
        assert columns is None or found.columns == columns
        assert [list(row.values()) for row in found.rows] == rows
        assert store.arrow(text).column_names == found.columns


def test_a_query_opens_the_store_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []
    monkeypatch.setattr("dateline.store.store.connect", lambda path, access: opened.append(path) or connect(path, access))
    with store.answer("FROM page") as found:
        assert len(list(found.rows)) == 1
    assert opened == [store.path]


def test_query_gives_json_values(store: Store) -> None:
    [row] = store.query(
        "SELECT DATE '2024-03-04' AS d, 1.5::DECIMAL(5,2) AS x, 'nan'::DOUBLE AS n, [1, NULL] AS l, {'a': 2} AS s"
    )
    assert row == {"d": "2024-03-04", "x": 1.5, "n": None, "l": [1, None], "s": {"a": 2}}


def test_a_store_of_version_1_is_migrated(tmp_path: Path) -> None:
    old = tmp_path / "old.duckdb"
    with duckdb.connect(str(old)) as connection:
        connection.execute((Path(__file__).parent / "schema_v1.sql").read_text())
        connection.execute(
            "INSERT INTO page BY NAME SELECT 'a.txt' AS id, 's' AS sha256, 'Old text.' AS text, 'page' AS kind, 'r' AS run,"
            " [] AS declared, [] AS markup"
        )
    assert list(Store(old).query("SELECT id, text FROM page")) == [{"id": "a.txt", "text": "Old text."}]
    assert columns(old) == columns_of_new(tmp_path)
    with connect(old, Access.READ) as connection:
        assert connection.execute("SELECT max(version) FROM schema_version").fetchone() == (VERSION,)


def test_a_migrated_store_can_be_written(tmp_path: Path, page: Page, make_event: MakeEvent, make_reading: MakeReading) -> None:
    old = tmp_path / "old.duckdb"
    with duckdb.connect(str(old)) as connection:
        connection.execute((Path(__file__).parent / "schema_v1.sql").read_text())
    fill(Store(old), make_reading(page, make_event()))
    assert len(list(Store(old).events())) == 1


def columns(path: Path) -> set[tuple[str, ...]]:
    with connect(path, Access.READ) as connection:
        found = connection.execute("SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal")
        return set(found.fetchall())


def columns_of_new(tmp_path: Path) -> set[tuple[str, ...]]:
    with connect(tmp_path / "new.duckdb", Access.WRITE):
        pass
    return columns(tmp_path / "new.duckdb")


def test_there_is_one_migration_to_each_version() -> None:
    for version in range(2, VERSION + 1):
        assert database.migration(version)


def test_event_table_has_every_field_of_the_record(tmp_path: Path) -> None:
    have = {column for table, column, _ in columns_of_new(tmp_path) if table == "event"}
    assert {field.name for field in dataclasses.fields(Event)} <= have


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: None, "found none; make one with: dateline ingest"),
        (lambda path: path.mkdir(), "found a folder; give a file, such as .*x.duckdb/news.duckdb"),
        (lambda path: path.write_bytes(b"no database at all, but long enough to look at" * 100), "expected a DuckDB file"),
        (lambda path: duckdb.connect(str(path)).execute("CREATE TABLE t (x INT)").close(), "no dateline store"),
        (lambda path: newer(path), "upgrade"),
    ],
)
def test_what_is_no_store_is_told(tmp_path: Path, make: Callable[[Path], object], said: str) -> None:
    path = tmp_path / "x.duckdb"
    make(path)
    with pytest.raises(StoreError, match=said):
        list(Store(path).query("SELECT 1"))
    if path.exists():
        with pytest.raises(StoreError, match=said):
            Store(path).start_run(INFO)


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such file names")
def test_a_store_is_a_file_whatever_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (":memory:", "md:news"):
        with connect(Path(name), Access.WRITE):
            pass
        assert (tmp_path / name).is_file()
        assert not Store(name).runs()


def test_a_file_that_is_no_store_is_told_at_once_whatever_its_name(tmp_path: Path) -> None:
    path = tmp_path / "blocked.duckdb"
    path.write_bytes(b"no database at all, but long enough to look at" * 100)
    with pytest.raises(StoreError, match="expected a DuckDB file"):
        list(Store(path).query("SELECT 1"))


def test_a_store_that_is_being_read_is_busy(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dateline.store.database.PATIENCE_SECONDS", 0.1)
    rows = store.query("FROM event, range(5000)")
    next(rows)
    with pytest.raises(StoreBusy, match="reading or writing"):
        store.start_run(INFO)
    rows.close()  # type: ignore[attr-defined]
    store.start_run(INFO)


def test_one_thread_writes_at_a_time(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dateline.store.database.PATIENCE_SECONDS", 0.1)
    with connect(store.path, Access.WRITE), pytest.raises(StoreBusy, match="process or thread"):
        store.start_run(INFO)


def test_a_segment_is_kept_though_a_run_that_ends_takes_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "news.duckdb.segments"
    make = Path.mkdir
    taken = []

    def make_and_lose(path: Path, **given: bool) -> None:
        make(path, **given)  # type: ignore[arg-type]
        if not taken:
            path.rmdir()
            taken.append(path)

    monkeypatch.setattr(Path, "mkdir", make_and_lose)
    assert keep_segment(b"packed", folder).read_bytes() == b"packed"
    assert taken == [folder]


def newer(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute(sql("schema.sql"))
        connection.execute("INSERT INTO schema_version VALUES (99, now()::TIMESTAMP)")
