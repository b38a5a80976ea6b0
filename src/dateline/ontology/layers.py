"""The folders that tables are read from: a user's own over the package's, by one rule for each form of table.

* CSV: the rows of the user's file go before the package's. Columns may stand in any order, those that need nothing may
  be left out, and the form in which spreadsheets save (a byte-order mark, semicolons, empty rows) is read too.
* TOML: what the user's file names replaces what the package's calls so, tables within tables alike; a list named
  ``"+name"`` is added to the package's list, one named ``"-name"`` taken from it.
* Words in a text file: the user's are added to the package's; one with ``-`` before it is taken away.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from dateline.errors import OntologyError

PACKAGE = Path(__file__).parent
# All that a folder of tables may hold.
TABLES = (
    "plover.toml",
    "phrases.toml",
    "predicates/*.csv",
    "classes/*.toml",
    "compositions.csv",
    "nouns.csv",
    "instruments.toml",
    "tie_breakers.csv",
    "grammar.toml",
    "domains.toml",
    "contexts.toml",
    "confidence.toml",
    "cameo_map.csv",
    "cues/*.csv",
    "cues/*.txt",
    "actors/*.csv",
    "actors/references.toml",
    "actors/given_names.toml",
    "places.csv",
    "wikidata.toml",
)
_TAKEN_AWAY = "-"


@dataclass(frozen=True, slots=True)
class Cells:
    """One row of a CSV table by column (all columns, empty where the file has none), and where it stands: ``file:line``."""

    where: str
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """Returns the cell of a column."""
        return self.values[column]


class Layers:
    """The tables of the folder `own` over the package's; without one, the package's alone.

    >>> sorted(Layers().words("cues/light_verbs.txt"))[:2]
    ['air', 'announce']
    """

    def __init__(self, own: Path | None = None) -> None:
        self.folders = (PACKAGE,) if own is None else (own, PACKAGE)

    def files(self, pattern: str) -> Iterator[Path]:
        """Yields the files of a pattern, the user's first."""
        for folder in self.folders:
            yield from sorted(path for path in folder.glob(pattern) if path.is_file())

    def rows(self, pattern: str, columns: Sequence[str], *, needed: Sequence[str]) -> Iterator[Cells]:
        """Yields the rows of CSV tables, the user's first.

        Raises:
            OntologyError: as `read_csv` does.
        """
        for path in self.files(pattern):
            yield from read_csv(path, columns, needed=needed)

    def toml(self, pattern: str) -> dict[str, Any]:
        """Returns what TOML files say together.

        Raises:
            OntologyError: a file is no TOML.
        """
        found: dict[str, Any] = {}
        for folder in reversed(self.folders):
            for path in sorted(folder.glob(pattern)):
                found = _laid_over(found, _read_toml(path))
        return found

    def word_lists(self, pattern: str) -> dict[str, frozenset[str]]:
        """Returns the named lists of words of TOML files.

        Raises:
            OntologyError: a file is no TOML, or holds something else than lists of words.
        """
        lists = self.toml(pattern)
        for name, words in lists.items():
            if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
                raise OntologyError(f'{self.folders[0] / pattern}: {name!r} should be a list of words: {name} = ["word"]')
        return {name: frozenset(words) for name, words in lists.items()}

    def words(self, name: str) -> frozenset[str]:
        """Returns the words of text files; lines that begin with ``#`` are remarks."""
        found: set[str] = set()
        for path in reversed([*self.files(name)]):
            given = {word for line in _read(path).splitlines() if not line.startswith("#") for word in line.split()}
            away = {word for word in given if word.startswith(_TAKEN_AWAY)}
            found = (found | given - away) - {word.removeprefix(_TAKEN_AWAY) for word in away}
        return frozenset(found)


_shown: list[Path] = []


def show(own: Path | None) -> None:
    """Makes `own` the user's folder of this process for what only shows records to people or writes them out: phrases,
    the codebook, the crosswalk. What codes has its folder from its `Context`."""
    _shown[:] = [own] if own else []


def shown() -> Path | None:
    """Returns the folder given to `show`."""
    return _shown[0] if _shown else None


def read_csv(path: Path, columns: Sequence[str], *, needed: Sequence[str]) -> Iterator[Cells]:
    """Yields the rows of one CSV table; rows without anything in them are passed over.

    Raises:
        OntologyError: the file is unreadable, has a column that is not one of `columns` or lacks one of those `needed`,
            or a row has another number of fields than the header.
    """
    lines = csv_lines(path)
    _, head = next(lines, (1, []))
    check_columns(path, head, columns, needed=needed)
    for number, fields in lines:
        if len(fields) < len(head) or any(fields[len(head) :]):
            raise OntologyError(
                f"{path}:{number}: expected {len(head)} fields, found {len(fields)}; put a field that holds a comma in quotes"
            )
        given = dict(zip(head, fields, strict=False))  # a spreadsheet may save empty fields after the last column
        yield Cells(f"{path}:{number}", {name: given.get(name, "") for name in columns})


def csv_lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yields the header and the rows of a CSV file that are not empty, each with the number of its first line.

    Raises:
        OntologyError: the file is unreadable.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            file.seek(0)
            reader = csv.reader(file, delimiter=";" if first.count(";") > first.count(",") else ",")
            number = 1
            for fields in reader:
                if any(fields):
                    yield number, [field.strip() for field in fields]
                number = reader.line_num + 1
    except UnicodeDecodeError as error:
        raise OntologyError(f"{path} is not in UTF-8 ({error.reason}); save it as 'CSV UTF-8'") from error
    except (OSError, csv.Error) as error:
        raise OntologyError(f"expected a CSV table at {path}: {error}") from error


def check_columns(path: Path, head: Sequence[str], columns: Sequence[str], *, needed: Sequence[str]) -> None:
    """Passes a header.

    Raises:
        OntologyError: it has a column that is not one of `columns`, one twice, or lacks one of those `needed`.
    """
    for name in head:
        if name not in columns:
            near = "".join(f", did you mean {other!r}" for other in get_close_matches(name, columns, 1))
            raise OntologyError(f"{path}:1: unknown column {name!r}{near}; known are {','.join(columns)}")
    if missing := [name for name in needed if name not in head]:
        raise OntologyError(f"{path}:1: expected the columns {','.join(columns)}; {','.join(missing)} missing")
    if len(set(head)) < len(head):
        raise OntologyError(f"{path}:1: a column stands there twice: {','.join(head)}")


def unread(own: Path) -> list[Path]:
    """Returns the files of a user's folder that no table is read from: most likely in the wrong place, or misspelt."""
    known = {path for pattern in TABLES for path in own.glob(pattern)}
    return sorted(path for path in own.rglob("*") if path.suffix in (".csv", ".toml", ".txt") and path not in known)


def _laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(below)
    for name, value in above.items():
        known = found.get(name[1:], [])
        if isinstance(value, dict) and isinstance(found.get(name), dict):
            found[name] = _laid_over(found[name], value)
        elif isinstance(value, list) and name.startswith("+"):
            found[name[1:]] = [*known, *value]
        elif isinstance(value, list) and name.startswith(_TAKEN_AWAY):
            found[name[1:]] = [word for word in known if word not in value]
        else:
            found[name] = value
    return found


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise OntologyError(f"expected UTF-8 text at {path}: {error}") from error


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(_read(path))
    except tomllib.TOMLDecodeError as error:
        raise OntologyError(f"{path} is no valid TOML: {error}") from error
