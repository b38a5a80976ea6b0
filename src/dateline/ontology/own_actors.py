"""Tables of actors of the user's own, written: one row added, or a whole table, at once or not at all."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from dateline.errors import InputError
from dateline.ontology.actor_checks import Entry, Known, clashes, package_entries
from dateline.ontology.actors import COLUMNS, OTHER_TABLES, ActorRow, name_tables, read_rows
from dateline.ontology.layers import Layers, csv_lines
from dateline.ontology.plover import load_plover
from dateline.ontology.problems import Level, Problem


def add_actor(own: Path, row: ActorRow, *, file: str = "own.csv") -> tuple[Entry, list[Problem]]:
    """Returns where `row` now stands in the table `file` of the user's folder, and the warnings about it.

    Raises:
        InputError: the row has errors, or the table cannot be written; it is then as it was.
        OntologyError: a table cannot be read.
    """
    path = table_path(own, file)
    table = _Table.of(path)
    if missing := [column for column in table.head if column not in COLUMNS]:
        raise InputError(f"{path}:1: unknown column {missing[0]!r}; type: dateline actors check --ontology {own}")
    cells = dict(zip(COLUMNS, cells_of(row), strict=True))
    if lost := [column for column, value in cells.items() if value and column not in table.head]:
        raise InputError(f"expected a column {lost[0]!r} in {path}; add it to its first line, or give another --file")
    entry = Entry(path, table.lines + 1, row)
    problems = _problems(own, entry)
    if errors := [problem for problem in problems if problem.level is Level.ERROR]:
        raise InputError("; ".join(f"{problem.problem}: {problem.do}" for problem in errors))
    with replaced(path) as out:
        out.write(table.text)
        _writer(out, table.delimiter, table.newline).writerow([cells[column] for column in table.head])
    return entry, problems


def write_table(path: Path, rows: Iterable[ActorRow]) -> None:
    """Writes a table of names anew.

    Raises:
        InputError: it cannot be written; it is then as it was.
    """
    with replaced(path) as out:
        writer = _writer(out, ",", "\n")
        writer.writerow(COLUMNS)
        writer.writerows(map(cells_of, rows))


def table_path(own: Path, file: str) -> Path:
    """Returns the path of a table of names in the user's folder.

    Raises:
        InputError: `file` is no name of one.
    """
    if Path(file).name != file or not file.endswith(".csv") or file in OTHER_TABLES:
        raise InputError(f"expected the name of a table, as own.csv; found {file!r}")
    return own / "actors" / file


def cells_of(row: ActorRow) -> list[str]:
    """Returns a row as the cells of `COLUMNS`.

    >>> cells_of(ActorRow("Lima Dockers", ("LD",), "PER", "LAB", (), "", "organisation", "", "", "", "own"))[:4]
    ['Lima Dockers', 'LD', 'PER', 'LAB']
    """
    given = (getattr(row, column) for column in COLUMNS)
    return ["|".join(value) if isinstance(value, tuple) else value for value in given]


@contextmanager
def replaced(path: Path) -> Iterator[TextIO]:
    """Gives a file to write to, which takes the place of `path` when all is written, and leaves nothing if that fails.

    Raises:
        InputError: it cannot be written.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(exist_ok=True)
        with unfinished.open("w", encoding="utf-8", newline="") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        os.replace(unfinished, path)
    except OSError as error:
        raise InputError(f"expected to write {path}: {error.strerror or error}; give a folder that you may write to") from error
    finally:
        unfinished.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class _Table:
    """A table as it stands: its text, ending in a new line, and the form in which it is written."""

    text: str
    head: tuple[str, ...]
    delimiter: str
    newline: str
    lines: int

    @classmethod
    def of(cls, path: Path) -> _Table:
        if not path.is_file():
            text = ",".join(COLUMNS) + "\n"
            return cls(text, COLUMNS, ",", "\n", 1)
        head = tuple(next(csv_lines(path), (1, list(COLUMNS)))[1])
        with path.open(encoding="utf-8", newline="") as file:
            text = file.read()
        first = text.partition("\n")[0]
        newline = "\r\n" if first.endswith("\r") else "\n"
        if not text.endswith("\n"):
            text += newline
        return cls(text, head, ";" if first.count(";") > first.count(",") else ",", newline, text.count("\n"))


def _problems(own: Path, entry: Entry) -> list[Problem]:
    own_rows = [Entry(path, line, row) for path in _own_tables(Layers(own), own) for line, row in read_rows(path)]
    known = Known.of(own, load_plover(own))
    clashing = clashes([*own_rows, entry, *package_entries()], known)
    found = [*known.problems(entry), *(p for p in clashing if (p.file, p.line) == (str(entry.file), entry.line))]
    return sorted(found, key=lambda problem: problem.level)


def _own_tables(layers: Layers, own: Path) -> Iterator[Path]:
    return (path for path in name_tables(layers) if path.is_relative_to(own))


def _writer(out: TextIO, delimiter: str, newline: str) -> csv._writer:  # type: ignore[name-defined]
    return csv.writer(out, delimiter=delimiter, lineterminator=newline)
