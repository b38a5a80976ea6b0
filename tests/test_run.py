from __future__ import annotations

import dataclasses
import datetime
import errno
import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import dateline
from dateline.config import Config
from dateline.errors import InputError, StoreBusy, StoreError
from dateline.records import Event, Issue, IssueReason, Page, Reading
from dateline.run.ingest import BatchStorer, forget, ingest, ingest_found, link, recode
from dateline.run.inputs import check_day, find_sources, read_pages
from dateline.run.work import code_batch, map_batches, read_many
from dateline.store.segments import segment_folder
from dateline.store.store import Store

SENTENCE = "French police arrested {n} opposition activists in Lyon on Friday, officials said. Germany condemned the arrests."
EVENTS = "SELECT id, type, page FROM event ORDER BY id"


def page(n: int) -> Page:
    return Page(id=f"p{n}", text=SENTENCE.format(n=n), date="2024-03-04")


def rows_file(folder: Path, count: int) -> Path:
    path = folder / "pages.jsonl"
    lines = [json.dumps({"id": f"p{n}", "text": SENTENCE.format(n=n + 10), "date": "2024-03-04"}) for n in range(count)]
    path.write_text("\n".join(lines))
    return path


def test_code_batch_is_a_function_of_its_pages() -> None:
    pages = [page(n) for n in range(3)]
    together = code_batch(pages, config=Config())
    alone = [code_batch([one], config=Config())[0] for one in reversed(pages)]
    assert together == alone[::-1]
    assert all(reading.events and not reading.sentences for reading in together)


def test_one_bad_page_leaves_its_neighbours_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    from dateline.stages import split

    good = split.split

    def fails_on_one(reading: Reading, context: object) -> Iterator[object]:
        if reading.page.id == "p1":
            raise RecursionError("deep")
        yield from good(reading, context)  # type: ignore[arg-type]

    monkeypatch.setattr(split, "split", fails_on_one)
    readings = code_batch([page(n) for n in range(3)], config=Config())
    assert [bool(reading.events) for reading in readings] == [True, False, True]
    assert readings[1].issues[0].reason is IssueReason.STAGE_FAILED
    assert not readings[0].issues


def test_workers_give_what_one_process_gives() -> None:
    pages = [page(n) for n in range(10)]
    assert list(read_many(pages, config=Config(workers=2))) == list(read_many(pages, config=Config(workers=1)))


def die_at_p3(pages: list[Page]) -> list[str]:
    if any(one.id == "p3" for one in pages):
        os._exit(9)
    return [one.id for one in pages]


def test_a_page_that_kills_its_process_costs_only_itself() -> None:
    work = [[page(0), page(1)], [page(2), page(3)], [page(4)], [page(5)]]
    results = map_batches(die_at_p3, work, workers=2, failed=lambda one: [f"{one.id} died"])
    assert [name for result in results for name in result] == ["p0", "p1", "p2", "p3 died", "p4", "p5"]


def test_issues_of_the_input_pass_through() -> None:
    broken = Issue(stage="ingest", reason=IssueReason.BROKEN_ROW, page="x")
    results = list(read_many([page(0), broken, page(1)], config=Config()))
    assert broken in results
    assert [r.page.id for r in results if isinstance(r, Reading)] == ["p0", "p1"]


def test_ingest_again_changes_nothing(tmp_path: Path) -> None:
    rows = rows_file(tmp_path, 5)
    store = Store(tmp_path / "a.duckdb")
    first = ingest(store.path, [str(rows)])
    events = list(store.query(EVENTS))
    again = ingest(store.path, [str(rows)])
    assert (first.pages, first.skipped, again.pages, again.skipped) == (5, 0, 0, 5)
    assert events
    assert list(store.query(EVENTS)) == events


def test_a_page_whose_text_changed_is_coded_again(tmp_path: Path) -> None:
    store = Store(tmp_path / "a.duckdb")
    for text in ("Germany condemned France.", "France condemned Germany on Monday."):
        (tmp_path / "p.txt").write_text(text)
        ingest(store.path, [str(tmp_path / "p.txt")])
    assert [row["text"] for row in store.query("SELECT text FROM page")] == [text]
    assert {row["text"] for row in store.query("SELECT text FROM event")} <= {text}


def test_two_pages_with_one_id_are_told(tmp_path: Path) -> None:
    rows = tmp_path / "twice.jsonl"
    rows.write_text('{"id": "x", "text": "One."}\n{"id": "x", "text": "Two."}\n')
    for _ in range(2):
        done = ingest(tmp_path / "a.duckdb", [str(rows)])
        assert done.issues == {"duplicate (ingest)": 1} or done.issues["duplicate (ingest)"] == 1
    assert list(Store(tmp_path / "a.duckdb").query("SELECT text FROM page")) == [{"text": "One."}]


def test_recode_keeps_ids_and_counts_outdated_pages(tmp_path: Path) -> None:
    rows = rows_file(tmp_path, 3)
    store = Store(tmp_path / "a.duckdb")
    ingest(store.path, [str(rows)])
    events = list(store.query(EVENTS))
    assert recode(store.path).pages == 0
    assert recode(store.path, every=True).pages == 3
    assert list(store.query(EVENTS)) == events
    assert list(store.query("SELECT * FROM history")) == []
    assert recode(store.path, config=Config(min_confidence=1.0)).pages == 3
    changes = Counter(row["change"] for row in store.query("SELECT change FROM history"))
    assert changes == {"removed": len(events)}


@pytest.mark.parametrize(
    ("text", "date"), [(b"Peru attacked Chile.", None), (["Peru attacked Chile."], None), ("", datetime.date(2024, 3, 4))]
)
def test_arguments_of_another_type_are_told(text: Any, date: Any) -> None:
    with pytest.raises(InputError, match="expected"):
        dateline.code(text, date=date)


@pytest.mark.parametrize("change", [recode, link, lambda path: forget(path, "a.txt")])
def test_what_changes_a_store_makes_none(tmp_path: Path, change: Callable[[Path], object]) -> None:
    with pytest.raises(StoreError, match="found none"):
        change(tmp_path / "misspelt.duckdb")
    assert list(tmp_path.iterdir()) == []


def test_recode_takes_the_newer_page_that_a_stopped_ingest_left(tmp_path: Path) -> None:
    store = Store(tmp_path / "a.duckdb")
    ingest_found(store.path, [Page(id="p", text="Rebels shelled Izmaro on Monday.")])
    newer = Page(id="p", text="Rebels shelled Izmaro on Monday. Police arrested nine people.")
    BatchStorer(Config(), store.segments, "99991231T000000-stopped")([newer])
    recode(store.path, every=True)
    assert [page.text for page in store.pages()] == [newer.text]


def test_an_ingest_goes_on_while_somebody_reads_the_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text("no row\n" + rows_file(tmp_path, 20).read_text())
    busy = [True, False, True]
    load = Store.load

    def sometimes(store: Store, **given: object) -> int:
        if given and busy and busy.pop():
            raise StoreBusy("busy")
        return load(store, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(Store, "load", sometimes)
    monkeypatch.setattr("dateline.run.ingest.LOAD_EVERY_SECONDS", -1.0)
    done = ingest(tmp_path / "a.duckdb", [str(rows)])
    assert not busy
    assert done.pages == 20
    [issue] = Store(tmp_path / "a.duckdb").query("SELECT page FROM issue WHERE stage = 'ingest'")
    assert issue["page"].endswith("#1")


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        ("a text", "found str"),
        ([{"id": "a", "text": "b"}], "found dict"),
        ([Page(id="a", text=None)], "text of page 'a' as str, found NoneType"),  # type: ignore[arg-type]
        ([Page(id="a", text="b", date="soon")], "expected a day as YYYY-MM-DD for date, found 'soon'"),
    ],
)
def test_what_is_no_page_is_told_before_a_run_starts(tmp_path: Path, pages: Any, said: str) -> None:
    store = dateline.open(tmp_path / "a.duckdb")
    with pytest.raises(InputError, match=said):
        store.ingest_pages(pages)
    assert not store.path.exists()
    if isinstance(pages[0], Page):
        with pytest.raises(InputError, match=said):
            dateline.code(pages[0])


def test_the_path_of_the_settings_may_be_a_text(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text("workers = 2")
    assert dateline.load_config(str(tmp_path / "c.toml")).workers == 2


def test_threads_take_turns_to_write_one_store(tmp_path: Path) -> None:
    lots = [[page(n) for n in range(start, start + 3)] for start in (0, 3, 6)]
    path = tmp_path / "together.duckdb"
    with ThreadPoolExecutor() as pool:
        done = list(pool.map(lambda lot: ingest_found(path, lot, config=Config(workers=1)), lots))
    assert [summary.pages for summary in done] == [3, 3, 3]
    assert all(run["finished"] and run["pages"] == 3 for run in Store(path).runs())
    alone = tmp_path / "alone.duckdb"
    ingest_found(alone, [one for lot in lots for one in lot], config=Config(workers=1))
    assert list(Store(path).query(EVENTS)) == list(Store(alone).query(EVENTS))
    incidents = "SELECT id, records, origins FROM incident ORDER BY id"
    assert list(Store(path).query(incidents)) == list(Store(alone).query(incidents))
    assert not segment_folder(path).exists()


def test_forgetting_a_page_gives_its_copies_another_origin(tmp_path: Path) -> None:
    text = (
        "Rebels shelled the port of Izmaro on Monday and killed nine dock workers, the mayor of the town said later. "
        "Two ferries burned out at the old quay, and the road along the coast was closed until the evening. "
        "Hospitals in three neighbouring districts took in the wounded, most of whom had come for the early shift. "
        "A shipping line stopped its calls at the harbour, where grain from the inland plains is loaded in summer."
    )
    store = Store(tmp_path / "a.duckdb")
    pages = [Page(id=name, text=text, date=f"2024-03-0{n}") for n, name in enumerate("abc", start=4)]
    alone = Page(id="d", text="France condemned Germany on Tuesday.", date="2024-03-05")
    ingest_found(store.path, [dataclasses.replace(pages[0], text=text + " A few more words."), *pages[1:], alone])
    assert (store.has_copies("a"), store.has_copies("d")) == (True, False)
    before = {row["page"]: row["origin"] for row in store.query("SELECT page, origin FROM story")}
    for page in "ad":
        forget(store.path, page)
    after = {row["page"]: row["origin"] for row in store.query("SELECT page, origin FROM story")}
    assert set(after) == {"b", "c"}
    assert after["b"] == after["c"] != before["b"]
    assert {row["origins"] for row in store.query("SELECT origins FROM incident")} == {1}
    assert list(store.query("SELECT link FROM event WHERE link NOT IN (SELECT id FROM incident)")) == []


def start_ingest(database: Path, rows: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "dateline", "ingest", str(database), str(rows)]
    return subprocess.Popen(command, stderr=subprocess.DEVNULL)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kill -9 is a POSIX thing")
@pytest.mark.parametrize("segments", [1, 3])
def test_killed_ingest_goes_on_to_the_same_ids(tmp_path: Path, segments: int) -> None:
    rows = rows_file(tmp_path, 80)
    killed = tmp_path / "killed.duckdb"
    process = start_ingest(killed, rows)
    until = time.monotonic() + 60
    while len(list(segment_folder(killed).glob("*.parquet"))) < segments and process.poll() is None:
        assert time.monotonic() < until
        time.sleep(0.005)
    process.kill()
    assert process.wait() == -signal.SIGKILL
    done = ingest(killed, [str(rows)])
    assert 0 < done.skipped < 80
    assert done.skipped + done.pages == 80
    clean = tmp_path / "clean.duckdb"
    ingest(clean, [str(rows)])
    assert list(Store(killed).query(EVENTS)) == list(Store(clean).query(EVENTS))
    assert [run["finished"] is None for run in Store(killed).runs()] == [False, True]
    assert sum(run["pages"] for run in Store(killed).runs()) == 80
    assert not segment_folder(killed).exists()


def test_dates(tmp_path: Path) -> None:
    assert check_day(None, name="--date") is None
    for wrong in ("2024-3-4", "20240304", "2024-02-30", "yesterday", "2024-03-04T10:00", ""):
        with pytest.raises(InputError, match="--date 2024-03-04"):
            check_day(wrong, name="--date")
    (tmp_path / "a.jsonl").write_text('{"text": "A.", "date": "2020-01-01"}\n{"text": "B."}\n')
    assert [p.date for p in read_pages([str(tmp_path / "a.jsonl")], date="2024-03-04") if isinstance(p, Page)] == [
        "2020-01-01",
        "2024-03-04",
    ]


def test_page_ids(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.txt").write_text("A.")
    assert [s.id for s in find_sources([str(tmp_path), str(tmp_path / "sub" / "a.txt")])] == ["sub/a.txt", "a.txt"]  # type: ignore[union-attr]


def test_python_api(tmp_path: Path) -> None:
    text = SENTENCE.format(n="three")
    events = dateline.code(text, date="2024-03-04")
    assert events
    assert events == dateline.Pipeline().code(text, date="2024-03-04")
    with pytest.raises(InputError):
        dateline.code(text, date="soon")
    with dateline.open(tmp_path / "a.duckdb") as store:
        assert store.ingest_pages([Page(id="text", text=text, date="2024-03-04")]).pages == 1
        assert [row["id"] for row in store.events()] == [event.id for event in events]
        found = store.arrow("SELECT id FROM event WHERE page = ?", ["text"])
        assert set(found.column("id").to_pylist()) == {event.id for event in events}
        assert {event.id for event in store.reading("text").events} == {event.id for event in events}
        with pytest.raises(InputError, match="one SELECT"):
            store.arrow("DELETE FROM event")
        with pytest.raises(InputError, match="holds no page"):
            store.reading("nothing")
        assert store.forget("text") == len(events)
        assert not list(store.pages())


@pytest.mark.parametrize("kind", ["pandas", "polars"])
def test_frames(tmp_path: Path, kind: str) -> None:
    store = dateline.open(tmp_path / "a.duckdb")
    store.ingest_pages([Page(id="text", text="Lima is a city.")])
    if importlib.util.find_spec(kind) is None:
        with pytest.raises(InputError, match=f"pip install {kind}"):
            getattr(store, kind)()
    else:
        assert list(getattr(store, kind)("SELECT id FROM page")["id"]) == ["text"]


def test_a_notebook_draws_pages_and_records(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: dict[type, Callable[[object], str]] = {}
    formatter = SimpleNamespace(for_type=lambda kind, draw: drawn.__setitem__(kind, draw))
    shell = SimpleNamespace(display_formatter=SimpleNamespace(formatters={"text/html": formatter}))
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    text = SENTENCE.format(n="three") + " Ministers & mayors of <France> met."
    reading = dateline.Pipeline().read(text, date="2024-03-04")
    html = drawn[Reading](reading)
    assert html.count("<mark") == len(reading.events) > 0
    assert "Ministers &amp; mayors of &lt;France&gt;" in html
    assert reading.events[0].event[0] in drawn[Event](reading.events[0])
    assert "Ministers &amp; mayors" in drawn[Page](reading.page)


def test_a_full_disk_is_told_and_costs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows, database = rows_file(tmp_path, 24), tmp_path / "a.duckdb"
    good, written = os.fsync, []

    def full_at_third(file: int) -> None:
        written.append(file)
        if len(written) == 3:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        good(file)

    monkeypatch.setattr(os, "fsync", full_at_third)
    with pytest.raises(StoreError, match=r"No space left on device.*goes on from there"):
        ingest(database, [str(rows)])
    assert not list(segment_folder(database).glob("*.tmp"))
    done = ingest(database, [str(rows)])
    assert (done.pages, done.skipped) == (8, 16)


def process_is_there(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{number}/stat")
    return not (state.is_file() and state.read_text().rpartition(")")[2].split()[0] == "Z")


STARTER = """
import sys, time
from pathlib import Path
from types import SimpleNamespace
from dateline.run.work import Guarded

def number(pages):
    import os
    return os.getpid()

if __name__ == "__main__":
    guarded = Guarded(number)  # kept: a pool that nobody holds ends its workers
    Path(sys.argv[1]).write_text(str(guarded([])))
    time.sleep(60)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kill -9 is a POSIX thing")
def test_workers_end_with_the_process_that_started_them(tmp_path: Path) -> None:
    (tmp_path / "starter.py").write_text(STARTER)
    told = tmp_path / "number"
    starter = subprocess.Popen([sys.executable, str(tmp_path / "starter.py"), str(told)])
    until = time.monotonic() + 60
    while not (told.is_file() and told.read_text()):
        assert time.monotonic() < until
        time.sleep(0.02)
    worker = int(told.read_text())
    assert process_is_there(worker)
    starter.kill()
    starter.wait()
    while process_is_there(worker):
        assert time.monotonic() < until
        time.sleep(0.02)


def threads_of(batch):
    """What a worker's numpy is told about threads."""
    return [os.environ.get("OPENBLAS_NUM_THREADS") for _ in batch]


def test_one_process_takes_one_thread(tmp_path: Path) -> None:
    ready = rows_file(tmp_path, 2)
    store = Store(tmp_path / "a.duckdb")
    ingest(store.path, [str(ready)])
    BatchStorer(Config(), store.segments, "r")([Page(id="left", text="x")])
    script = f"""
import sys
from dateline.run.ingest import ingest
assert "numpy" not in sys.modules
ingest({str(store.path)!r}, [{str(ready)!r}])
assert "numpy" in sys.modules
import os
print(os.environ["OPENBLAS_NUM_THREADS"])
"""
    free = {name: value for name, value in os.environ.items() if not name.endswith("NUM_THREADS")}
    done = subprocess.run([sys.executable, "-c", script], env=free, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("1\n", "")


def test_workers_do_not_fight_for_the_cores(monkeypatch):
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    pages = [[Page(id=str(n), text="x")] for n in range(2)]
    assert list(map_batches(threads_of, pages, workers=2, failed=lambda page: None)) == [["1"], ["1"]]
