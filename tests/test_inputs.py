from __future__ import annotations

import gzip
import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dateline.records import Issue, IssueReason, Page
from dateline.run import inputs
from dateline.run.inputs import read_pages

TEXT = "Ministers met in Oslo on Monday."
HTML = f"<html><head><title>Talks</title></head><body><p>{TEXT}</p></body></html>"
ROWS = [{"text": TEXT}, {"text": "Ministers left Oslo on Tuesday."}]
JSONL = "\n".join(json.dumps(row) for row in ROWS)


def parquet() -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(ROWS), file)
    return file.getvalue()


def read(path: Path | str) -> list[Page | Issue]:
    return list(read_pages([str(path)]))


@pytest.mark.parametrize(
    ("name", "data", "ids"),
    [
        ("page.txt", TEXT.encode(), ["{}"]),
        ("page.html", HTML.encode(), ["{}"]),
        ("pages.jsonl", JSONL.encode(), ["{}#1", "{}#2"]),
        ("wide.jsonl", JSONL.encode("utf-16"), ["{}#1", "{}#2"]),
        ("pages.parquet", parquet(), ["{}#1", "{}#2"]),
        ("page", TEXT.encode(), ["{}"]),
        ("page.cgi", HTML.encode(), ["{}"]),
        ("rows", JSONL.encode(), ["{}#1", "{}#2"]),
    ],
)
@pytest.mark.parametrize("suffix", ["", ".gz", ".GZ", "unsaid"])
def test_every_kind_is_read_packed_and_unpacked(tmp_path: Path, name: str, data: bytes, ids: list[str], suffix: str) -> None:
    path = tmp_path / (name + suffix.replace("unsaid", ""))
    path.write_bytes(gzip.compress(data) if suffix else data)
    found = read(path)
    assert [(page.id, type(page)) for page in found if isinstance(page, Page)] == [(i.format(path.name), Page) for i in ids]
    assert len(found) == len(ids)
    assert isinstance(found[0], Page)
    assert TEXT in found[0].text
    assert "<" not in found[0].text


def test_a_file_called_packed_that_is_not(tmp_path: Path) -> None:
    (tmp_path / "page.txt.gz").write_text(TEXT)
    assert [page.text for page in read(tmp_path / "page.txt.gz") if isinstance(page, Page)] == [TEXT]


def test_packed_pages_come_through_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    piped = io.BufferedReader(io.BytesIO(gzip.compress(JSONL.encode())))  # type: ignore[arg-type]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(piped))
    assert [page.id for page in read("-") if isinstance(page, Page)] == ["stdin#1", "stdin#2"]


def test_a_folder_gives_packed_pages_of_known_kinds(tmp_path: Path) -> None:
    for name in ("a.txt.gz", "b.html", "c.csv.gz", "d.tar", "e.gz"):
        (tmp_path / name).write_bytes(gzip.compress(TEXT.encode()))
    assert [item.id for item in read(tmp_path) if isinstance(item, Page)] == ["a.txt.gz", "b.html", "e.gz"]


def cut(data: bytes) -> bytes:
    return gzip.compress(data)[:-12]


def spoilt(data: bytes) -> bytes:
    packed = bytearray(gzip.compress(data))
    packed[len(packed) // 2] ^= 0xFF
    return bytes(packed)


@pytest.mark.parametrize("spoil", [cut, spoilt])
@pytest.mark.parametrize("name", ["page.txt.gz", "page.html.gz", "pages.parquet.gz", "page.gz"])
def test_spoilt_packing_is_an_issue(tmp_path: Path, name: str, spoil: Callable[[bytes], bytes]) -> None:
    (tmp_path / name).write_bytes(spoil(parquet() if "parquet" in name else HTML.encode() * 20))
    [issue] = read(tmp_path / name)
    assert isinstance(issue, Issue)
    assert issue.reason is IssueReason.UNREADABLE


def test_rows_before_the_damage_are_kept(tmp_path: Path) -> None:
    lines = "\n".join(json.dumps({"text": f"{TEXT} {n * 7919 % 10007}"}) for n in range(5000))
    (tmp_path / "x.jsonl.gz").write_bytes(gzip.compress(lines.encode())[:-2000])
    *pages, issue = read(tmp_path / "x.jsonl.gz")
    assert len(pages) > 1000
    assert isinstance(issue, Issue)
    assert issue.reason is IssueReason.UNREADABLE


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("a.txt.gz", b"Talks. "),
        ("a.html.gz", b"<p>Talks. "),
        ("a.jsonl.gz", b'{"text": "'),
        ("wide.jsonl.gz", b'\xff\xfe{\x00"\x00'),
        ("a.parquet.gz", b"PAR1"),
        ("a.gz", b"Talks. "),
    ],
)
def test_what_unpacks_without_end_is_an_issue_and_stays_small(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, start: bytes
) -> None:
    most = 1_000_000
    monkeypatch.setattr(inputs, "MAX_BYTES", most)
    monkeypatch.setattr(inputs, "MAX_ROW_BYTES", most)
    monkeypatch.setattr("dateline.stages.ingest.MAX_BYTES", most)
    asked: list[int] = []
    whole = gzip.GzipFile.read

    def counted(file: gzip.GzipFile, size: int | None = -1) -> bytes:
        data = whole(file, size)
        asked.append(len(data))
        return data

    monkeypatch.setattr(gzip.GzipFile, "read", counted)
    (tmp_path / name).write_bytes(gzip.compress(start + b"a\x00" * (10 * most)))
    [issue] = read(tmp_path / name)
    assert isinstance(issue, Issue)
    assert issue.reason in (IssueReason.TOO_LARGE, IssueReason.UNREADABLE)
    assert max(asked, default=0) <= most + 1


def test_packed_twice_is_no_page(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(gzip.compress(TEXT.encode())))
    [issue] = read(tmp_path / "a.txt.gz")
    assert isinstance(issue, Issue)
    assert issue.reason is IssueReason.BINARY


@pytest.mark.parametrize("spoilt", [pa.array([2**62], pa.timestamp("us")), pa.array([b"\xff"]).view(pa.string())])
def test_a_parquet_value_that_python_cannot_hold_costs_its_row(tmp_path: Path, spoilt: pa.Array) -> None:
    kept = pa.array(["2024-03-04"]).cast(spoilt.type)
    dates = pa.chunked_array([kept, spoilt, kept]).combine_chunks()
    pq.write_table(pa.table({"text": [TEXT] * 3, "date": dates}), tmp_path / "a.parquet")
    first, second, third = read(tmp_path / "a.parquet")
    assert isinstance(first, Page)
    assert isinstance(third, Page)
    assert isinstance(second, Issue)
    assert (second.page, second.reason) == ("a.parquet#2", IssueReason.BROKEN_ROW)


@pytest.mark.skipif(sys.platform != "linux", reason="file names of other systems are Unicode")
def test_file_names_that_are_no_unicode_are_pages_of_their_own(tmp_path: Path) -> None:
    for name in (b"a\xff.txt", b"a\xfe.txt"):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text(TEXT)
    ids = [item.page if isinstance(item, Issue) else item.id for item in read(tmp_path)]
    assert ids == [r"a\udcfe.txt", r"a\udcff.txt"]
