from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from dateline.config import Config
from dateline.errors import InputError
from dateline.evaluate import calibration_error, evaluate, figure_rows, load_gold

PAGE = """Peru expelled Chile's ambassador on Friday.

Chile condemned the expulsion and recalled its consul from Lima.
"""
EXPELLED = {
    "at": "expelled Chile's ambassador",
    "event": "SANCTION",
    "mode": "expel",
    "actor": ["PER"],
    "recipient": ["CHL/GOV"],
    "date": ["2024-03-01", "2024-03-01"],
    "status": "actual",
}
CONDEMNED = {"at": "condemned the expulsion", "event": ["ACCUSE", "REJECT"], "actor": ["CHL"], "status": "actual"}
RECALLED = {"at": "recalled its consul", "event": "SANCTION", "optional": True}


def write(folder: Path, *events: Mapping[str, object], **page: object) -> Path:
    (folder / "page.txt").write_text(PAGE, encoding="utf-8")
    row = {"page": "page.txt", "date": "2024-03-04", "events": events, **page}
    path = folder / "gold.jsonl"
    path.write_text(json.dumps(row) + "\n\n", encoding="utf-8")
    return path


def figures(path: Path) -> dict[tuple[object, object], dict[str, str | int | float]]:
    return {(row["part"], row["name"]): row for row in figure_rows(evaluate(path, config=Config()))}


def test_what_is_right(tmp_path: Path) -> None:
    path = write(tmp_path, EXPELLED, CONDEMNED, RECALLED, stories=1, keep=["Peru expelled"])
    found = figures(path)
    assert found["all", "events"]["wanted"] == 2  # what is optional is not wanted
    assert found["all", "events"]["f1"] == found["all", "whole"]["recall"] == found["all", "stories"]["recall"] == 1.0
    assert found["type", "SANCTION"] == {
        "part": "type", "name": "SANCTION", "wanted": 1, "found": 1, "recall": 1.0, "coded": 1, "right": 1, "precision": 1.0
    }  # fmt: skip
    assert found["field", "date"]["recall"] == 1.0


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"actor": ["CHL"]}, "actor"),
        ({"recipient": ["CHL/MIL"]}, "recipient_sector"),
        ({"date": ["2024-03-02", "2024-03-02"]}, "date"),
        ({"date": None}, "date"),
        ({"mode": "withdraw"}, "mode"),
        ({"status": "negated"}, "status"),
        ({"sources": ["Ministry"]}, "sources"),
    ],
)
def test_a_wrong_field_counts_against_that_field(tmp_path: Path, change: dict[str, object], field: str) -> None:
    tally = evaluate(write(tmp_path, {**EXPELLED, **change}, CONDEMNED, RECALLED), config=Config())
    assert tally.fields[field][0] < tally.fields[field][1]
    assert any(note.startswith("page.txt FIELD") and field in note for note in tally.notes)


def test_what_is_missed_and_what_is_too_much(tmp_path: Path) -> None:
    found = figures(write(tmp_path, {**EXPELLED, "event": "AID"}, stories=2, drop=["Peru expelled"]))
    assert found["all", "events"]["recall"] == found["all", "events"]["precision"] == found["all", "events"]["f1"] == 0.0
    assert found["all", "stories"]["found"] == found["all", "keep_drop"]["found"] == 0
    assert found["type", "AID"]["found"] == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "line 1 is no gold page"),
        ('{"page": "page.txt"}', "events"),
        ('{"page": "page.txt", "events": ["x"]}', "should be an object"),
        ('{"page": "gone.txt", "events": []}', "--pages DIR"),
    ],
)
def test_a_broken_gold_file_says_what_to_type(tmp_path: Path, content: str, words: str) -> None:
    path = write(tmp_path)
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=words):
        load_gold(path)


def test_no_gold_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"docs/gold\.md"):
        load_gold(tmp_path / "gold.jsonl")


def test_calibration_error() -> None:
    assert calibration_error([]) == 0.0
    assert calibration_error([(0.85, True)] * 17 + [(0.85, False)] * 3) == 0.0
    assert calibration_error([(0.95, False)] * 4) == 0.95
