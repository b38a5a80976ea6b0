"""`dateline actors` as typed: find, check, add, import."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
from wikidata_dump import ENTITIES, dump_text

from dateline.cli import main


class Done:
    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err
        self.rows = [json.loads(line) for line in out.splitlines()]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path):  # type: ignore[no-untyped-def]
    monkeypatch.setenv("DATELINE_CONFIG", str(tmp_path / "none.toml"))
    (tmp_path / "mine").mkdir()

    def call(*arguments: str | Path) -> Done:
        monkeypatch.setattr(sys, "argv", ["dateline", "actors", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
        with pytest.raises(SystemExit) as ended:
            main()
        sys.stdout.flush()
        return Done(int(ended.value.code or 0), *capfd.readouterr())

    return call


def test_a_mention_alone_is_looked_up(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    plain, named = run("Peruvian defence minister"), run("find", "Peruvian defence minister")
    assert plain.rows == named.rows
    assert (plain.rows[0]["code"], plain.rows[0]["sector"]) == ("PER", "GOV")
    assert run("--date", "2024-03-04", "Peruvian defence minister").rows[0]["code"] == "PER"


def test_added_then_found_then_checked(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    mine = tmp_path / "mine"
    done = run("add", "Hamra Dockers' League", "--code", "LBN", "--sector", "LAB", "--alias", "HDL", "--ontology", mine)
    assert done.rows[0]["line"] == 2
    assert run("find", "HDL", "--ontology", mine).rows[0]["identifier_text"] == "Hamra Dockers' League"
    assert "identifier_text" not in run("find", "HDL").rows[0]
    done = run("check", "--ontology", mine)
    assert (done.status, done.rows) == (0, [])
    assert "0 errors, 0 warnings" in done.err


def test_errors_are_told_and_give_a_status(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    mine = tmp_path / "mine"
    done = run("add", "Nita Sol", "--code", "Portugal", "--sector", "GOV", "--ontology", mine)
    assert (done.status, done.err) == (2, "dateline: unknown code 'Portugal': write PRT\n")
    assert not (mine / "actors").exists()
    (mine / "actors").mkdir()
    (mine / "actors/a.csv").write_text("name,code,sector,kind\nNita Sol,PRT,GVO,person\n")
    done = run("check", "--ontology", mine)
    assert done.status == 1
    assert {**done.rows[0], "file": Path(done.rows[0]["file"]).name} == {
        "level": "error",
        "file": "a.csv",
        "line": 2,
        "name": "Nita Sol",
        "problem": "unknown sector 'GVO'",
        "do": "did you mean GOV?",
    }


def test_without_a_folder_nothing_is_added(run) -> None:  # type: ignore[no-untyped-def]
    done = run("add", "Nita Sol", "--code", "PRT", "--sector", "GOV")
    assert (done.status, done.err) == (2, "dateline: expected the folder of your own tables; add --ontology DIR\n")


def test_a_dump_is_imported(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    dump = tmp_path / "dump.json"
    dump.write_text(dump_text(broken=("{",)), encoding="utf-8")
    done = run("import", dump, "--ontology", tmp_path / "mine")
    assert done.status == 0
    assert f"{len(ENTITIES)} entities read: 3 terms of office and 3 organisations" in done.err
    assert f"broken lines: 1 (line {len(ENTITIES) + 2})" in done.err
    assert run("find", "Civic Dawn", "--ontology", tmp_path / "mine").rows[0]["identifier_id"] == "Q900200"
    assert run("import", tmp_path / "none.json", "--ontology", tmp_path / "mine").status == 2


def test_a_misplaced_table_is_told(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "mine/actor").mkdir()
    (tmp_path / "mine/actor/a.csv").write_text("name,code\n")
    assert "actor/a.csv is not read" in run("check", "--ontology", tmp_path / "mine").err


def test_what_the_user_says_of_a_known_name_counts(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    mine = tmp_path / "mine"
    (mine / "actors").mkdir()
    rows = "Emmanuel Macron,,FRA,SOC,person\nFARC,,COL,PTY,party\n"
    (mine / "actors/a.csv").write_text(f"name,aliases,code,sector,kind\n{rows}", encoding="utf-8")
    found = run("find", "Emmanuel Macron", "--date", "2020-01-01", "--ontology", mine).rows[0]
    assert (found["sector"], found["other_sectors"]) == ("SOC", [])
    assert run("find", "FARC", "--date", "2010-01-01", "--ontology", mine).rows[0]["sector"] == "PTY"
    assert run("find", "Emmanuel Macron", "--date", "2020-01-01").rows[0]["sector"] == "GOV"
