from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import dateline
from dateline.cli import main
from dateline.cli.output import json_line, plain_table
from dateline.pipeline import STAGES
from dateline.records import Issue, IssueReason
from dateline.store.store import Store

STORY = """French police arrested three opposition activists in Lyon on Friday, officials said.

Germany condemned the arrests and urged France to free the activists at once.

The French interior minister rejected the German demand on Sunday.
"""


@dataclass
class Done:
    status: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Done]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    monkeypatch.setenv("DATELINE_CONFIG", str(tmp_path / "no-config.toml"))

    def call(*arguments: str | Path, stdin: bytes = b"") -> Done:
        monkeypatch.setattr(sys, "argv", ["dateline", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(stdin))))
        with pytest.raises(SystemExit) as ended:
            main()
        sys.stdout.flush()
        out, err = capfd.readouterr()
        return Done(int(ended.value.code or 0), out, err)

    return call


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.txt"
    path.write_text(STORY, encoding="utf-8")
    return path


def test_code_prints_records_as_json_lines_when_piped(run: Run, page: Path) -> None:
    done = run("code", page, "--date", "2024-03-04")
    assert done.status == 0
    assert done.rows
    for row in done.rows:
        assert row["page"] == "page.txt"
        info = row["text_info"]
        assert isinstance(info, dict)
        assert STORY[info["start"] : info["end"]] == row["text"]
        assert None not in row.values()


def test_code_gives_the_same_ids_each_time(run: Run, page: Path) -> None:
    first, second = (run("code", page, "--date", "2024-03-04").rows for _ in range(2))
    assert first == second
    assert len({str(row["id"]) for row in first}) == len(first)


def test_code_as_csv(run: Run, page: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run("code", page, "--csv").out)))
    assert [row["id"] for row in rows] == [row["id"] for row in run("code", page).rows]
    assert rows[0]["event"] in ("COERCE", "ACCUSE", "REJECT", "REQUEST")


def test_code_to_parquet(run: Run, page: Path, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    done = run("code", page, "--parquet", tmp_path / "out.parquet")
    assert (done.status, done.out) == (0, "")
    assert pq.read_table(tmp_path / "out.parquet").column("id").to_pylist() == [row["id"] for row in run("code", page).rows]


def test_limit(run: Run, page: Path) -> None:
    assert len(run("code", page, "--limit", "1").rows) == 1


def test_code_reads_standard_input_rows(run: Run) -> None:
    rows = [
        {"id": "x", "text": STORY, "date": "2024-03-04", "unknown": 1, "title": None},
        {"url": "https://a.example/b", "text": STORY},
    ]
    done = run("stage", "parse", "-", stdin="\n".join(map(json.dumps, rows)).encode())
    assert {row["page"] for row in done.rows} == {"x", "https://a.example/b"}


def test_a_folder_gives_relative_ids(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "deep" / "a.txt").write_text(STORY)
    (tmp_path / "in" / "b.html").write_text(f"<html><body><article><p>{STORY}</p></article></body></html>")
    (tmp_path / "in" / "picture.png").write_bytes(b"\x89PNG")
    done = run("stage", "clean", tmp_path / "in")
    assert {row["page"] for row in done.rows} == {"deep/a.txt", "b.html"}


def test_a_glob(run: Run, tmp_path: Path, page: Path) -> None:
    assert {row["page"] for row in run("stage", "clean", tmp_path / "*.txt").rows} == {"page.txt"}


@pytest.mark.parametrize("stage", [stage.name for stage in STAGES])
def test_every_stage_can_be_looked_at(run: Run, page: Path, stage: str) -> None:
    done = run("stage", stage, page)
    assert done.status == 0
    for row in done.rows:
        if "start" in row and "text" in row:
            assert STORY[int(str(row["start"])) : int(str(row["end"]))] == row["text"]


def test_resolve_answers_a_mention_row_under_its_id(run: Run) -> None:
    rows = b'{"id": "m1", "mention": "the French foreign ministry"}\n{"id": "m2", "mention": "qwerty"}\n'
    done = run("stage", "resolve", "-", stdin=rows)
    assert [row["id"] for row in done.rows] == ["m1", "m2"]
    assert done.rows[0]["code"] == "FRA"


def test_resolve_gives_one_row_an_entity_for_a_page(run: Run, page: Path) -> None:
    rows = run("stage", "resolve", page).rows
    assert rows
    assert {"page", "start", "end", "text", "other_sectors"} <= rows[0].keys()
    assert "entities" not in rows[0]


# Bad input. Each: files, arguments, exit status, what standard error says.
BAD = {
    "no such file": ({}, ["code", "nope.txt"], 1, "no such file or folder"),
    "no such folder": ({}, ["code", "nope/"], 1, "no such file or folder"),
    "unknown option": ({"a.txt": b"x"}, ["code", "--colour", "a.txt"], 2, "No such option"),
    "unknown verb": ({}, ["cood"], 2, "code"),
    "unknown stage": ({"a.txt": b"x"}, ["stage", "tidy", "a.txt"], 2, "expected a stage, one of clean, split"),
    "wrong date": ({"a.txt": b"x"}, ["code", "a.txt", "--date", "4 March"], 2, "--date 2024-03-04"),
    "no such day": ({"a.txt": b"x"}, ["code", "a.txt", "--date", "2023-02-29"], 2, "--date 2024-03-04"),
    "two formats": ({"a.txt": b"x"}, ["code", "a.txt", "--csv", "--jsonl"], 2, "leave all but one out"),
    "no input": ({}, ["code"], 2, "Missing argument"),
    "no config": ({"a.txt": b"x"}, ["code", "a.txt", "--config", "nope.toml"], 2, "nope.toml"),
    "wrong setting": ({"a.txt": b"x", "c.toml": b"modle = 'x'"}, ["code", "a.txt", "--config", "c.toml"], 2, "unknown setting"),
    "unwritable output": ({"a.txt": b"x"}, ["code", "a.txt", "--parquet", "no/where.parquet"], 2, "folder that is there"),
    "empty page": ({"a.txt": b""}, ["code", "a.txt"], 1, "1 empty (ingest)"),
    "blank page": ({"a.txt": b" \r\n\t"}, ["code", "a.txt"], 1, "1 empty (ingest)"),
    "empty rows": ({"a.jsonl": b""}, ["code", "a.jsonl"], 1, "a.jsonl: ingest: empty: it has no line; give one row a line"),
    "nothing but a huge page": ({"a.txt": b"word " * 400_001}, ["code", "a.txt"], 1, "max_page_chars allows 2000000"),
    "ingest of nothing": ({}, ["ingest", "x.duckdb", "pgaes/"], 1, "pgaes/: ingest: unreadable: no such file or folder; give"),
    "ingest of broken rows": (
        {"a.jsonl": b"{\n" * 30},
        ["ingest", "x.duckdb", "a.jsonl"],
        1,
        "... and 10 more; all: dateline query x.duckdb \"FROM issue WHERE stage = 'ingest' AND run = '",
    ),
    "only broken rows": ({"a.jsonl": b"{\n[]\n"}, ["code", "a.jsonl"], 1, "2 broken-row (ingest)"),
    "deep row": ({"a.jsonl": b"[" * 100_000}, ["code", "a.jsonl"], 1, "1 broken-row (ingest)"),
    "empty folder": ({"in/x.png": b""}, ["code", "in"], 1, "no pages here"),
    "no Parquet": ({"a.parquet": b"PAR?"}, ["code", "a.parquet"], 1, "expected a Parquet file"),
    "store is missing": ({}, ["query", "x.duckdb", "SELECT 1"], 1, "make one with: dateline ingest"),
    "store is a text": ({"x.duckdb": b"text " * 5000}, ["query", "x.duckdb", "SELECT 1"], 1, "found a file of another kind"),
    "store is SQLite's": ({"x.db": b"SQLite format 3\x00" + bytes(4080)}, ["ingest", "x.db", "a.txt"], 1, "of another kind"),
    "store is empty": ({"x.db": b"", "a.txt": b"x"}, ["ingest", "x.db", "a.txt"], 1, "found an empty file; give another DB"),
    "store is a folder": ({"d/a.txt": b"x"}, ["ingest", "d", "d/a.txt"], 1, "give a file, such as d"),
    "no gold": ({"g.jsonl": b""}, ["evaluate", "g.jsonl"], 2, "expected gold pages in g.jsonl, found none"),
    "output is a folder": ({"d/a.txt": b"x"}, ["code", "d", "--parquet", "d"], 2, "give a file in a folder that is there"),
    "a folder that is not there": ({"a.txt": b"x"}, ["ingest", "no/x.duckdb", "a.txt"], 1, "make the folder"),
    "no such sample": ({}, ["code", "sample:nope"], 1, "no such sample"),
}


@pytest.mark.parametrize(("files", "arguments", "status", "said"), BAD.values(), ids=BAD)
def test_bad_input_is_told(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    files: dict[str, bytes],
    arguments: list[str],
    status: int,
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, data in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    done = run(*arguments)
    assert done.status == status, done.err
    assert said in " ".join(done.err.split())
    assert "Traceback" not in done.err
    assert done.out == ""


ODD_PAGES = {
    "nul.txt": STORY.replace(" ", " \x00", 3).encode(),
    "latin.txt": STORY.replace("Lyon", "Orléans").encode("latin-1"),
    "utf16.txt": STORY.encode("utf-16"),
    "bom.txt": b"\xef\xbb\xbf" + STORY.encode(),
    "crlf.txt": STORY.replace("\n", "\r\n").encode(),
    "binary.txt": bytes(range(256)) * 40,
    "deep.html": b"<div>" * 100_000 + STORY.encode() + b"</div>" * 100_000,
    "open.html": b"<html><body><p" + b"<" * 1000,
    "long-line.txt": b"word " * 2_000_000,
    "rows.jsonl": json.dumps({"id": "good", "text": STORY}).encode() + b'\n{"id": "bad", "text": 5}\nnonsense\n',
    "surrogate.jsonl": b'{"id": "half", "text": "Lima \\ud800 said so."}\n',
}


def test_odd_pages_stop_nothing(run: Run, tmp_path: Path, page: Path) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    for name, data in ODD_PAGES.items():
        (folder / name).write_bytes(data)
    (folder / "z.txt").write_text(STORY)
    done = run("code", folder, "--date", "2024-03-04")
    assert done.status == 0
    assert "Traceback" not in done.err
    assert "2 broken-row (ingest)" in done.err
    assert "1 too-large (ingest)" in done.err
    plain = run("code", page, "--date", "2024-03-04").rows
    for name in ("z.txt", "good", "bom.txt", "utf16.txt", "crlf.txt"):
        found = [row["event"] for row in done.rows if row["page"] == name]
        assert found == [row["event"] for row in plain], name


def test_version_help_and_no_verb(run: Run) -> None:
    assert run("--version").out.startswith("dateline 0.")
    assert "explain" in run("--help").out
    assert run().status == 2


def test_general_options_before_and_after_the_verb(run: Run, page: Path, tmp_path: Path) -> None:
    config = tmp_path / "c.toml"
    config.write_text("min_confidence = 1.0")
    assert run("--config", config, "code", page).rows == run("code", page, "--config", config, "-v").rows == []


def test_ontology_looks_up(run: Run) -> None:
    rows = run("ontology", "curfew").rows
    assert rows[0]["name"] == "COERCE/curfew"
    assert len(run("ontology", "--kind", "type").rows) == 16
    assert "nothing found" in run("ontology", "qwertz").err


def test_explain_gives_words_and_reasons(run: Run, page: Path) -> None:
    rows = run("explain", page, "--date", "2024-03-04").rows
    assert [row["id"] for row in rows] == [row["id"] for row in run("code", page, "--date", "2024-03-04").rows]
    for row in rows:
        assert row["reasons"]
        words = row["words"]
        assert isinstance(words, list)
        assert all(STORY[start:end] for start, end in words)


def test_a_store_from_the_command_line(run: Run, page: Path, tmp_path: Path) -> None:
    db = tmp_path / "news.duckdb"
    assert run("ingest", db, page, "--date", "2024-03-04").status == 0
    assert "0 pages coded, 1 there already" in run("ingest", db, page, "--date", "2024-03-04").err
    ids = [row["id"] for row in run("query", db, "SELECT id FROM event ORDER BY id").rows]
    assert ids == sorted(str(row["id"]) for row in run("code", page, "--date", "2024-03-04").rows)
    assert [row["verb"] for row in run("runs", db).rows] == ["ingest", "ingest"]
    assert run("query", db, "DROP TABLE page").status == 2
    assert run("query", db, "SELECT id, type FROM event WHERE false", "--csv").out == "id,type\n"
    assert run("forget", db, "page.txt").status == 0
    assert run("query", db, "SELECT id FROM event").rows == []


def test_a_query_loses_no_column_of_two_with_one_name(run: Run, tmp_path: Path) -> None:
    db, file = tmp_path / "news.duckdb", tmp_path / "out.parquet"
    Store(db).load(run="r1", issues=[Issue(stage="ingest", reason=IssueReason.UNREADABLE, page="a.txt")])
    asked = "SELECT 1 AS a, 2 AS a"
    assert run("query", db, asked).rows == [{"a": 1, "a_1": 2}]
    assert run("query", db, asked, "--csv").out == "a,a_1\n1,2\n"
    for more, rows in (("", [{"a": 1, "a_1": 2}]), (" WHERE false", [])):
        assert run("query", db, asked + more, "--parquet", file).status == 0
        assert pq.read_table(file).column_names == ["a", "a_1"]
        assert pq.read_table(file).to_pylist() == rows


@pytest.mark.parametrize(
    ("verb", "said"), [("code", "dateline: stopped\n"), ("ingest", "dateline: stopped; the same command goes on from here\n")]
)
def test_ctrl_c_is_told(run: Run, tmp_path: Path, page: Path, monkeypatch: pytest.MonkeyPatch, verb: str, said: str) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("dateline.run.inputs.find_sources", stop)
    done = run(verb, *([tmp_path / "x.duckdb"] if verb == "ingest" else []), page)
    assert (done.status, done.out, done.err) == (130, "", said)


def test_what_cannot_be_written_is_told_before_the_work(run: Run, page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dateline.run.inputs.find_sources", lambda *_: pytest.fail("it began to read"))
    done = run("code", page, "--parquet", page.parent / "no" / "x.parquet")
    assert (done.status, done.out) == (2, "")
    assert "give a file in a folder that is there" in done.err


def test_a_json_row_is_one_line_for_every_reader() -> None:
    line = json_line({"text": "a\u2028b\x85c\x0bd\ne"})
    assert len(line.splitlines()) == 1
    assert json.loads(line) == {"text": "a\u2028b\x85c\x0bd\ne"}


@pytest.mark.parametrize("width", [50, 100, 160])
def test_the_table_fits_the_terminal(
    run: Run, page: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], width: int
) -> None:
    from dateline.cli.view import show_events

    rows = run("code", page, "--date", "2024-03-04").rows
    monkeypatch.setenv("COLUMNS", str(width))
    show_events(rows)
    shown = capfd.readouterr().out
    assert max(len(line) for line in shown.splitlines()) <= width
    said = " ".join(shown.split())
    for words in ("2024-03-01", "French police", "officials"):
        assert words in said


@pytest.mark.parametrize("width", [60, 80, 100])
def test_runs_are_told_in_lines_that_fit_the_terminal(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], width: int
) -> None:
    from dateline.cli.view import show_runs

    made = {"version": "0.1.0", "codebook": "2.0", "config": "65c960c4aa2a"}
    counts = {"pages": 1, "skipped": 2, "stories": 1, "events": 1200, "claims": 0}
    ended = {"started": "2026-11-23T05:01:09.423953", "finished": "2026-11-23T05:01:10.001795"}
    many = [f"pages/{n}" for n in range(9)]
    rows = [
        {"run": "r2", "verb": "ingest", "inputs": ["[a]"], **made, **counts, **ended, "reasons": ["broken-row: 2"]},
        {"run": "r1", "verb": "ingest", "inputs": many, **made, **counts, **ended, "finished": None, "reasons": None},
    ]
    monkeypatch.setenv("COLUMNS", str(width))
    show_runs(rows)
    shown = capfd.readouterr().out
    assert max(len(line) for line in shown.splitlines()) <= width
    said = " ".join(shown.split())
    assert "2026-11-23 05:01:09 to 2026-11-23 05:01:10 of [a] 1 page coded, 2 there already: 1 story, 1,200 events" in said
    assert "0 claims not coded: 2 broken-row by dateline 0.1.0, codebook 2.0, config 65c960c4aa2a" in said
    assert "to no end: going on, or stopped of pages/0, pages/1, pages/2, pages/3, pages/4 and 4 more" in said


def test_rows_of_more_columns_than_fit_are_blocks(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    row = {f"column_{n}": f"value {n} of a row" for n in range(8)}
    shown = {}
    for width in (80, 200):
        monkeypatch.setenv("COLUMNS", str(width))
        plain_table()([row, row])
        shown[width] = capfd.readouterr().out.splitlines()
    assert shown[80][:2] == ["column_0  value 0 of a row", "column_1  value 1 of a row"]
    assert len(shown[80]) == 2 * (8 + 1)
    assert len(shown[200]) == 3


def test_a_terminal_is_not_steered_by_a_page() -> None:
    from dateline.cli.output import printable

    assert printable("Lima\x1b]0;x\x07\u202e\n\tsaid") == "Lima\ufffd]0;x\ufffd\ufffd\n said"


def test_explain_draws_the_marked_page(page: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from dateline.cli.view import show_reading
    from dateline.pipeline import read_page
    from dateline.records import Page
    from dateline.run.work import shared_context

    monkeypatch.setenv("COLUMNS", "100")
    show_reading(read_page(Page(id="p", text=STORY, date="2024-03-04"), shared_context(dateline.Config())))
    shown = capsys.readouterr().out
    assert "Germany condemned the arrests" in shown
    assert "[1] French police" in shown
    assert "event: " in shown


def test_shell_completion_knows_the_stages() -> None:
    asks = {"_DATELINE_COMPLETE": "complete_bash", "COMP_WORDS": "dateline stage c", "COMP_CWORD": "2"}
    program = "import sys; sys.argv = ['dateline']; from dateline.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, **asks}, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["clean", "code"]


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full, and a shell that closes streams")
@pytest.mark.parametrize(
    ("streams", "said"), [(">/dev/full", "dateline: [Errno 28] No space left on device\n"), ("<&- >&-", "")]
)
def test_output_that_goes_nowhere_is_told_in_a_line(streams: str, said: str) -> None:
    command = f'"{sys.executable}" -m dateline ontology {streams}'
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (1 if said else 0, said)
