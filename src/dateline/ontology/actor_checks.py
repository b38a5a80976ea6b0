"""What is wrong with tables of actors: each problem with its file and line, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import combinations
from pathlib import Path

from dateline.errors import OntologyError
from dateline.ontology.actors import (
    BODIES,
    COLUMNS,
    OTHER_TABLES,
    ActorRow,
    ActorTable,
    CountryForm,
    name_tables,
    read_row,
    read_rows,
)
from dateline.ontology.layers import PACKAGE, Layers, check_columns, csv_lines
from dateline.ontology.names import fold
from dateline.ontology.plover import Plover, load_plover
from dateline.ontology.problems import Level, Problem

KINDS = ("person", "office", "organisation", "group", "party", "media", "igo", "ngo", "company", "force", "ministry", "ship")
ROLE_KINDS = frozenset({"person", "body", "states", "facility", "equipment", "quantity", "honorific"})
WEIGHTS = frozenset({"strong", "weak", "national", "presiding"})
EFFECTS = frozenset({"former", "opposition", "sector"})
# Codes beside those of countries.csv, regions.csv and `BODIES`: kept apart by PLOVER.
OTHER_CODES = frozenset({"HKG", "KOS", "PSE", "TWN"})
# So many rows of one name are compared with each other: a name of more is no name.
MOST_OF_A_NAME = 200
_MOMENT = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_WIKIDATA = re.compile(r"Q[1-9]\d*")
_MARKUP = re.compile(r"[<>{}\[\]]|\s\s")


@dataclass(frozen=True, slots=True)
class Entry:
    """A row and where it stands; `checked` is false for one of the package's that only the user's are held against."""

    file: Path
    line: int
    row: ActorRow
    checked: bool = True

    @property
    def where(self) -> str:
        """``file:line``, without the folder."""
        return f"{self.file.name}:{self.line}"

    def problem(self, problem: str, do: str, level: Level = Level.ERROR) -> Problem:
        """Returns a problem of this row."""
        return Problem(level=level, file=str(self.file), line=self.line, name=self.row.name, problem=problem, do=do)


def check_actors(own: Path | None = None) -> list[Problem]:
    """Returns the problems of the tables of actors in the user's folder `own`, seen together with the package's; without
    one, those of the package's tables. Errors come first, then in the order of files and lines.

    Raises:
        OntologyError: the package's tables, or the user's event types, cannot be read.
    """
    layers = Layers(own)
    folder = layers.folders[0] / "actors"
    problems: list[Problem] = []
    entries: list[Entry] = []
    for path in sorted(folder.glob("*.csv")):
        if path.name not in OTHER_TABLES:
            _read_table(path, entries, problems)
    plover = load_plover(own)
    try:
        known = Known.of(own, plover)
        problems += _other_tables(layers, known)
    except OntologyError as error:
        problem = Problem(level=Level.ERROR, file=str(folder), line=0, name="", problem=str(error), do="mend that table")
        problems, known = [*problems, problem], Known.of(None, plover)
    problems += [problem for entry in entries for problem in known.problems(entry)]
    problems += clashes([*entries, *([] if own is None else package_entries())], known)
    return sorted(problems, key=lambda p: (p.level, p.file, p.line))


def package_entries() -> list[Entry]:
    """Returns the rows of the package's tables of names, to hold others against."""
    return [Entry(path, line, row, False) for path in name_tables(Layers()) for line, row in read_rows(path)]


def _read_table(path: Path, entries: list[Entry], problems: list[Problem]) -> None:
    def broken(line: int, problem: str, do: str, level: Level = Level.ERROR) -> None:
        problems.append(Problem(level=level, file=str(path), line=line, name="", problem=problem, do=do))

    try:
        lines = csv_lines(path)
        _, head = next(lines, (1, []))
        if "name" not in head:
            broken(1, "is not read: no column is called name", f"begin it with {','.join(COLUMNS)}", Level.WARNING)
            return
        check_columns(path, head, COLUMNS, needed=("name", "code"))
        for number, fields in lines:
            try:
                entries.append(Entry(path, number, read_row(fields, head)))
            except ValueError as error:
                broken(number, str(error), "put a field that holds a comma in quotes, and leave none out")
    except OntologyError as error:
        broken(1, str(error), f"give it the columns {','.join(COLUMNS)}")


@dataclass(frozen=True, slots=True)
class Known:
    """What a row may say: the codes, the sectors, the words that are countries'."""

    table: ActorTable
    codes: frozenset[str]
    sectors: frozenset[str]

    @classmethod
    def of(cls, own: Path | None, plover: Plover) -> Known:
        """Returns what the package's tables, the user's and the codebook know.

        Raises:
            OntologyError: a table of countries, regions, roles or modifiers cannot be read.
        """
        table = ActorTable((), Layers(own))
        return cls(table, table.codes | BODIES | OTHER_CODES, frozenset(plover.sectors))

    def problems(self, entry: Entry) -> Iterator[Problem]:
        """Yields what is wrong with one row by itself."""
        row = entry.row
        yield from self._names(entry)
        if row.code not in self.codes:
            yield entry.problem(f"unknown code {row.code!r}", self._code_like(row.code))
        for sector in (row.sector, *row.other_sectors):
            if sector and sector not in self.sectors:
                yield entry.problem(f"unknown sector {sector!r}", like(sector.upper(), self.sectors, "sectors"))
        if not row.sector and row.code not in BODIES:
            yield entry.problem("a state's actor needs a sector", f"write one of {', '.join(sorted(self.sectors))}")
        if row.kind not in KINDS:
            yield entry.problem(f"unknown kind {row.kind!r}", like(row.kind.lower(), KINDS, "kinds"))
        if row.wikidata and not _WIKIDATA.fullmatch(row.wikidata):
            yield entry.problem(f"{row.wikidata!r} is no Wikidata id", "write Q and a number, or nothing")
        yield from _terms(entry)

    def _names(self, entry: Entry) -> Iterator[Problem]:
        row, seen = entry.row, dict[str, str]()
        for written in (row.name, *row.aliases):
            key = fold(written).removeprefix("the ")
            if _MARKUP.search(written):
                yield entry.problem(f"{written!r} has markup or two spaces in it", "write it as a page would")
            land = self.table.country(written)
            if not key:
                yield entry.problem(f"{written!r} has no letter or number", "leave it out")
            elif key in seen and fold(written) in map(fold, seen.values()):
                text = f"{written!r} is the same name as {seen[key]!r}: case, accents and hyphens do not count"
                yield entry.problem(text, f"leave {written!r} out", Level.WARNING)
            elif land is not None and land.form is not CountryForm.CAPITAL:
                text = f"{written!r} is a word for {land.name}, and is read as that"
                states = written != row.name and not land.status and land.code not in BODIES
                yield entry.problem(text, "leave it out", Level.ERROR if states else Level.WARNING)
            seen.setdefault(key, written)
        last = row.name.split()[-1]
        if row.kind == "person" and last != row.name and last in row.aliases:
            text = f"the family name {last!r} alone is an alias: everybody of that name would be taken for this person"
            yield entry.problem(text, "leave it out: family names are found within a story", Level.WARNING)

    def _code_like(self, code: str) -> str:
        land = self.table.country(code)
        if land is not None and land.code:
            return f"write {land.code}"
        return like(code.upper(), self.codes, "ISO 3166 alpha-3 codes, or IGO UNO EUR NGO ISM IMG MNC")


def like(found: str, known: Iterable[str], what: str) -> str:
    """Returns what to write instead of a word that is not known: the nearest ones, else all if they are few.

    >>> like("GVO", ["GOV", "MIL", "REB"], "sectors")
    'did you mean GOV?'
    """
    known = sorted(known)
    if near := get_close_matches(found, known, 3):
        return f"did you mean {' or '.join(near)}?"
    return f"write one of the {what}" + (f": {', '.join(known)}" if len(known) < 40 else "")


def _terms(entry: Entry) -> Iterator[Problem]:
    row = entry.row
    for column, moment in (("start", row.start), ("end", row.end)):
        if moment and not _MOMENT.fullmatch(moment):
            yield entry.problem(f"{column} {moment!r} is no day", "write 2024-03-04, 2024-03 or 2024, or nothing")
            return
    if row.start and row.end and _earliest(row.start) > _latest(row.end):
        yield entry.problem(f"ends ({row.end}) before it starts ({row.start})", "change one of them")


def _earliest(moment: str) -> str:
    return (moment + "-01-01")[:10] if moment else "0000-01-01"


def _latest(moment: str) -> str:
    return (moment + ("-12-31" if len(moment) == 4 else "-31"))[:10] if moment else "9999-12-31"


def overlap(a: ActorRow, b: ActorRow) -> bool:
    """Tells whether two terms surely have a day in common: a month in which one ends and the other starts is none.

    >>> from dataclasses import replace
    >>> first = ActorRow("A", (), "PER", "GOV", (), "", "person", "2011", "2015-05", "", "")
    >>> overlap(first, replace(first, start="2015-05", end="")), overlap(first, replace(first, start="2014", end=""))
    (False, True)
    """
    starts = max(_latest(row.start) if row.start else "0000-01-01" for row in (a, b))
    ends = min(_earliest(row.end) if row.end else "9999-12-31" for row in (a, b))
    return starts < ends


def clashes(entries: Sequence[Entry], known: Known) -> Iterator[Problem]:
    """Yields the problems that rows have with one another."""
    yield from _repeated(entries)
    yield from _at_once(entries, known.table.references.single_offices)
    yield from _shared_names(entries)


def _repeated(entries: Sequence[Entry]) -> Iterator[Problem]:
    """The same actor in the same office, at times that overlap."""
    for a, b in _pairs(entries, lambda row: [(fold(row.name), row.code, row.sector, fold(row.office), row.kind)]):
        same = (a.row.start, a.row.end) == (b.row.start, b.row.end)
        if not a.checked:
            if same and {*_folded(b.row)} <= {*_folded(a.row)}:
                yield b.problem(f"the package says that already ({a.where})", "delete the row", Level.WARNING)
        elif overlap(a.row, b.row):
            text = f"{'repeats' if same else 'overlaps'} {a.where}: {a.row.name}, {_term(a.row)}"
            yield b.problem(text, "delete one of the rows" if same else "set start and end so that the terms part")


def _at_once(entries: Sequence[Entry], single: frozenset[str]) -> Iterator[Problem]:
    """Two persons in an office that one holds."""
    for a, b in _pairs(entries, lambda row: [(row.code, row.office)] if row.office in single and row.start else []):
        if fold(a.row.name) != fold(b.row.name) and overlap(a.row, b.row):
            text = f"{b.row.office} of {b.row.code} at the same time as {a.row.name} ({_term(a.row)}, {a.where})"
            yield b.problem(text, "set start and end so that the terms part", Level.WARNING)


def _shared_names(entries: Sequence[Entry]) -> Iterator[Problem]:
    """A name that stands for two actors of one state, or of one user, at the same time. That two states have a Labour
    Party is told by the story."""
    said: set[tuple[int, str]] = set()
    for a, b in _pairs(entries, lambda row: dict.fromkeys(_folded(row))):
        if (fold(a.row.name), a.row.code) == (fold(b.row.name), b.row.code) or not overlap(a.row, b.row):
            continue
        if a.row.code != b.row.code and not (a.checked and b.file.parent != PACKAGE / "actors"):
            continue
        shared = ", ".join(sorted({*_folded(a.row)} & {*_folded(b.row)}))
        if (id(b), shared) not in said:
            said.add((id(b), shared))
            text = f"{shared!r} is also {a.row.name} ({a.row.code} {a.row.sector}, {a.where})"
            todo = "take the name from one of them, or set start and end"
            yield b.problem(text, todo if a.checked else "nothing, if you mean it: your row goes first", Level.WARNING)


def _pairs(entries: Sequence[Entry], keys: Callable[[ActorRow], Iterable[object]]) -> Iterator[tuple[Entry, Entry]]:
    """Yields the pairs of rows that share a key, the second of them one that is checked."""
    groups: dict[object, list[Entry]] = {}
    for entry in entries:
        for key in keys(entry.row):
            groups.setdefault(key, []).append(entry)
    for group in groups.values():
        ordered = sorted(group[:MOST_OF_A_NAME], key=lambda entry: entry.checked)
        yield from ((a, b) for a, b in combinations(ordered, 2) if b.checked)


def _folded(row: ActorRow) -> Iterator[str]:
    return (fold(written).removeprefix("the ") for written in (row.name, *row.aliases))


def _term(row: ActorRow) -> str:
    return f"{row.start or '...'} to {row.end or '...'}"


def _other_tables(layers: Layers, known: Known) -> Iterator[Problem]:
    """What is wrong with roles and modifiers, beyond what stops them from being read."""
    folder = layers.folders[0] / "actors"
    allowed = {
        "roles.csv": {"sector": known.sectors, "kind": ROLE_KINDS, "weight": WEIGHTS},
        "modifiers.csv": {"sector": known.sectors, "effect": EFFECTS},
    }
    for name, columns in allowed.items():
        if not (folder / name).is_file():
            continue
        lines = csv_lines(folder / name)
        _, head = next(lines, (1, []))
        for number, fields in lines:
            for column, value in zip(head, fields, strict=False):
                if column in columns and value and value not in columns[column]:
                    yield Problem(
                        level=Level.ERROR,
                        file=str(folder / name),
                        line=number,
                        name=fields[head.index("words")],
                        problem=f"unknown {column} {value!r}",
                        do=like(value, columns[column], f"{column}s"),
                    )
