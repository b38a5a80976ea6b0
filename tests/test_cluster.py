from __future__ import annotations

import gzip
import json
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dateline import __version__
from dateline.cli.verbs import MISUSE, NOTHING_READ
from dateline.cluster.work import Coder, pack_batches
from dateline.config import Config
from dateline.errors import ClusterError
from dateline.records import Issue, IssueReason, Page, Reading
from dateline.run.ingest import KEEP, ingest
from dateline.run.inputs import read_pages
from dateline.run.objects import load_daft
from dateline.run.work import BatchCoder, Guarded
from dateline.store.segments import keep_segment, segment_folder
from dateline.store.store import Store

TEXT = "French police arrested {n} opposition activists in Lyon on Friday, officials said. Germany condemned the arrests."
FRENCH = (
    "La police a arrêté neuf enseignants lundi à Cusco, a indiqué le syndicat, qui demande le paiement des salaires dus. " * 4
)
TABLES = ("page", "story", "event", "claim", "issue", "incident")


def dateline(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "dateline", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300, check=False)


def rows(numbers: range) -> str:
    return "".join(json.dumps({"id": f"p{n}", "text": TEXT.format(n=n + 10), "date": "2024-03-04"}) + "\n" for n in numbers)


def corpus(folder: Path) -> Path:
    """Pages of many kinds, some of them broken: no JSON, another language, an id given twice, nothing in it."""
    (folder / "sub").mkdir(parents=True)
    (folder / "a.jsonl").write_text(rows(range(20)) + '{"id": "x"\n')
    (folder / "sub" / "b.jsonl.gz").write_bytes(
        gzip.compress((rows(range(15, 30)) + '{"id": "p2", "text": "Two."}\n').encode())
    )
    (folder / "c.html").write_text(f"<html><body><p>{TEXT.format(n='nine')}</p></body></html>")
    (folder / "d.txt").write_text(FRENCH)
    (folder / "e.txt.gz").write_bytes(gzip.compress(b" "))
    (folder / "f.txt.gz").write_bytes(gzip.compress(TEXT.encode())[:-9])
    return folder


def stored(database: Path) -> dict[str, list[dict[str, object]]]:
    store = Store(database)
    found = {table: list(store.query(f"SELECT * FROM {table} ORDER BY ALL")) for table in TABLES}
    return {table: [{k: v for k, v in row.items() if k != "run"} for row in records] for table, records in found.items()}


def test_a_cluster_finds_what_one_machine_finds(tmp_path: Path) -> None:
    pages = corpus(tmp_path / "pages")
    (tmp_path / "near.jsonl").write_text(rows(range(28, 40)))
    here = ingest(tmp_path / "here.duckdb", [str(pages), str(tmp_path / "near.jsonl")])
    far = [f"file://{pages.as_posix()}/", str(tmp_path / "near.jsonl")]
    kept = tmp_path / "kept"
    arguments = [*far, "--cluster", "local", "--workers", "1", "--segments", f"file://{kept.as_posix()}"]
    ran = dateline("ingest", str(tmp_path / "there.duckdb"), *arguments)
    assert ran.returncode == 0, ran.stderr
    assert f"{here.pages} pages coded, {here.skipped} there already" in ran.stderr
    expected, found = stored(tmp_path / "here.duckdb"), stored(tmp_path / "there.duckdb")
    assert expected["event"]
    assert {row["reason"] for row in expected["issue"]} >= {"broken-row", "duplicate", "empty", "unreadable", "not-english"}
    for table in TABLES:
        assert found[table] == expected[table], table
    assert not segment_folder(tmp_path / "there.duckdb").exists()
    [run] = Store(tmp_path / "there.duckdb").runs()
    assert run["finished"]
    for segment in list(kept.iterdir()):  # what the workers kept elsewhere loads into another store
        keep_segment(segment.read_bytes(), segment_folder(tmp_path / "again.duckdb"))
    Store(tmp_path / "again.duckdb").load()
    assert stored(tmp_path / "again.duckdb")["page"] == expected["page"]


class Kills(BatchCoder):
    """Ends its process at page p3."""

    def __call__(self, pages: list[Page]) -> list[Reading]:
        if any(page.id == "p3" for page in pages):
            os._exit(9)
        return BatchCoder.__call__(self, pages)


def test_a_page_that_kills_its_process_is_an_issue_and_harms_no_neighbour(tmp_path: Path) -> None:
    pages = [Page(id=f"p{n}", text=TEXT.format(n=n + 10), date="2024-03-04") for n in range(5)]
    [batch] = pack_batches(pages)
    coder = Coder(Config(), "run", __version__)
    with Guarded(Kills(Config(), keep=KEEP)) as coder._code:
        made = coder(batch["pages"], [3, 4])
    assert made["count"] == 2
    assert made["reasons"] == ["stage-failed (run)"]
    store = Store(tmp_path / "a.duckdb")
    keep_segment(made["segment"], store.segments)
    store.load()
    assert [row["page"] for row in store.query("SELECT page FROM issue")] == ["p3"]
    assert [row["page"] for row in store.query("SELECT DISTINCT page FROM event ORDER BY 1")] == ["p4"]


def test_batches_hold_what_was_found_in_order() -> None:
    def found() -> Iterator[Page | Issue]:
        for n in range(11):
            yield Issue(stage="ingest", reason=IssueReason.EMPTY, page=f"p{n}") if n % 5 == 0 else Page(id=f"p{n}", text="T.")

    batches = list(pack_batches(found()))
    assert [batch["batch"] for batch in batches] == [0, 1]
    assert [name for batch in batches for name in batch["ids"]] == ["p1", "p2", "p3", "p4", "p6", "p7", "p8", "p9"]
    assert [page.id for page in pickle.loads(batches[0]["pages"])] == batches[0]["ids"]
    assert [issue.page for batch in batches for issue in pickle.loads(batch["issues"])] == ["p0", "p5", "p10"]
    assert not list(pack_batches([]))


def test_machines_with_another_dateline_are_refused() -> None:
    with pytest.raises(ClusterError, match="install the same"):
        Coder(Config(), "run", "0.0.1")


def test_objects_are_read_without_a_cluster_too(tmp_path: Path) -> None:
    pages = corpus(tmp_path / "pages")
    near, far = list(read_pages([str(pages)])), list(read_pages([f"file://{pages.as_posix()}/"]))
    assert len(near) > 30
    assert far == near
    for name in ("none.txt", "nothing/", "*.parquet"):
        [issue] = read_pages([f"file://{tmp_path.as_posix()}/{name}"])
        assert isinstance(issue, Issue)
        assert issue.reason is IssueReason.UNREADABLE


def test_without_the_extra_it_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "daft", None)
    with pytest.raises(ClusterError, match=r"pip install 'dateline\[cluster\]'"):
        load_daft()


def test_no_cluster_at_the_address(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Germany condemned France.")
    ran = dateline("ingest", str(tmp_path / "a.duckdb"), str(tmp_path / "a.txt"), "--cluster", "127.0.0.1:1")
    assert ran.returncode == NOTHING_READ
    assert "expected a Ray cluster at 127.0.0.1:1" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_segments_need_a_cluster(tmp_path: Path) -> None:
    ran = dateline("ingest", str(tmp_path / "a.duckdb"), "sample:", "--segments", "s3://bucket/x")
    assert ran.returncode == MISUSE
    assert "--cluster" in ran.stderr
