"""A Wikidata dump becomes a table of actors: office holders of states, organisations; streaming, broken lines told."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import tracemalloc
from pathlib import Path

import pytest
from wikidata_dump import ENTITIES, HUMAN, SPEAKER, dump_text, entity, item, said, time

from dateline.errors import InputError
from dateline.ontology import wikidata
from dateline.ontology.actor_checks import check_actors
from dateline.ontology.actors import load_actors, read_rows
from dateline.ontology.wikidata import DumpReader, Import, import_dump

ROWS = [
    (
        "Ilda Quispe Rocha",
        ("Ilda Quispe",),
        "PER",
        "GOV",
        "minister of defence",
        "person",
        "2009-03-01",
        "2011-07-28",
        "Q900100",
    ),
    ("Ilda Quispe Rocha", ("Ilda Quispe",), "PER", "GOV", "president", "person", "2021-07-28", "2023-01", "Q900100"),
    ("Rosa Ayala", (), "PER", "LEG", "president of the congress", "person", "2012-01-01", "2015-06-30", "Q900104"),
    ("Civic Dawn", ("CDW",), "PER", "PTY", "", "party", "2004-02-02", "", "Q900200"),
    ("Brigade of the Long Valley", (), "KEN", "REB", "", "group", "", "", "Q900201"),
    ("Union of Lake States", ("ULS",), "IGO", "", "", "igo", "", "", "Q900202"),
]


def imported(own: Path) -> list[tuple[object, ...]]:
    rows = (row for _, row in read_rows(own / "actors/wikidata.csv"))
    return [(r.name, r.aliases, r.code, r.sector, r.office, r.kind, r.start, r.end, r.wikidata) for r in rows]


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "dump.json"
    path.write_text(dump_text(), encoding="utf-8")
    return path


def test_terms_and_organisations(dump: Path, tmp_path: Path) -> None:
    done = import_dump(dump, tmp_path)
    assert imported(tmp_path) == ROWS
    assert (done.entities, done.persons, done.organisations, done.broken) == (len(ENTITIES), 3, 3, 0)
    assert dict(done.left_out) == {
        "in an office without a known sector": 2,
        "ended before 2000-01-01": 2,
        "in offices of no state": 1,
        "ended, not known when": 1,
        "without an English name": 1,
        "without dates": 1,
        "of other sectors": 1,
    }


def test_what_is_imported_is_found_and_has_no_errors(dump: Path, tmp_path: Path) -> None:
    import_dump(dump, tmp_path)
    table = load_actors(tmp_path)
    assert [row.office for row in table.find("Ilda Quispe", "2010-01-01")] == ["minister of defence", "president"]
    assert table.find("CDW")[0].wikidata == "Q900200"
    assert [problem for problem in check_actors(tmp_path) if problem.level == "error"] == []


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_packed(pack: object, tmp_path: Path) -> None:
    path = tmp_path / "dump.json.packed"
    path.write_bytes(pack(dump_text().encode()))  # type: ignore[operator]
    import_dump(path, tmp_path)
    assert imported(tmp_path) == ROWS


def test_sectors_and_since(dump: Path, tmp_path: Path) -> None:
    import_dump(dump, tmp_path, sectors={"EDU", "GOV"}, since="2015")
    assert [row[0] for row in imported(tmp_path)] == ["Ilda Quispe Rocha", "Lakeside University"]
    import_dump(dump, tmp_path, since="1900")
    assert {"Otieno Barasa", "Old Reform League"} <= {row[0] for row in imported(tmp_path)}


BROKEN = (
    '{"id":"Q7","claims":{"P39":[',
    "not json at all",
    '{"id":"Q8","claims":{"P31":"x"}}',
    '{"claims":{"P39":[]}}',
    '{"P39":' * 5000 + "1" + "}" * 5000,
    '{"id":"Q9","claims":{"P298":[{"mainsnak":{"snaktype":"value"}}]}}',
)


def test_broken_lines_are_counted_and_named(tmp_path: Path) -> None:
    path = tmp_path / "dump.json"
    path.write_text(dump_text(broken=BROKEN), encoding="utf-8")
    done = import_dump(path, tmp_path)
    assert imported(tmp_path) == ROWS
    first = len(ENTITIES) + 2
    assert (done.entities, done.broken) == (len(ENTITIES), len(BROKEN))
    assert done.first_broken == [first, first + 1, first + 2, first + 3, first + 4]


def test_a_line_without_end_is_broken_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wikidata, "MAX_LINE", 4096)
    path = tmp_path / "dump.json"
    path.write_text(dump_text([ENTITIES[-1]]) + "{" + "x" * 100_000 + "}\n" + dump_text([ENTITIES[-1]]), encoding="utf-8")
    done = import_dump(path, tmp_path)
    assert (done.entities, done.broken, done.first_broken) == (2, 1, [4])


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_a_dump_cut_off_writes_nothing(pack: object, tmp_path: Path) -> None:
    path = tmp_path / "dump.json.gz"
    path.write_bytes(pack(dump_text().encode())[:-20])  # type: ignore[operator]
    with pytest.raises(InputError, match="nothing was written"):
        import_dump(path, tmp_path)
    assert not (tmp_path / "actors").exists()


def test_rows_of_ones_own_are_not_written_over(dump: Path, tmp_path: Path) -> None:
    import_dump(dump, tmp_path)
    import_dump(dump, tmp_path)
    table = tmp_path / "actors/wikidata.csv"
    table.write_text(table.read_text("utf-8") + "Lima Dockers,,PER,LAB,,,organisation,,,,own\n", "utf-8")
    before = table.read_bytes()
    with pytest.raises(InputError, match="not from Wikidata"):
        import_dump(dump, tmp_path)
    assert table.read_bytes() == before


class Repeated(io.RawIOBase):
    """A file of many lines that are made when read."""

    def __init__(self, lines: int) -> None:
        self._left = lines

    def readline(self, size: int | None = -1) -> bytes:
        self._left -= 1
        if self._left < 0:
            return b""
        one = entity(
            f"Q{self._left}", f"Person No {self._left}", P31=[HUMAN], P39=[said(item(SPEAKER), P580=time("2012-01-01"))]
        )
        return json.dumps(one).encode() + b",\n"


def peak(lines: int, tmp_path: Path) -> int:
    with (tmp_path / f"spool{lines}").open("w+") as spool:
        reader = DumpReader(load_actors(), spool, Import(tmp_path), own=None, since="2000", sectors=())
        tracemalloc.start()
        assert list(reader.read(Repeated(lines)))[-1] == lines  # type: ignore[arg-type]
        assert not list(reader.rows())
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return most


def test_memory_does_not_grow_with_the_dump(tmp_path: Path) -> None:
    small, large = peak(200, tmp_path), peak(2000, tmp_path)
    assert large < small + 100_000
