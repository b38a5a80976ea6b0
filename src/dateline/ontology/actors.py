"""The actor tables: countries, roles, and names with their terms of office; read from CSV, searched by words.

Tables of names share one header (`COLUMNS`); every such file in the folder ``actors`` of the user's tables, then of the
package's, is read, and so is the user's of each of the other tables: a user's row comes before the package's.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, StrEnum
from functools import cached_property
from itertools import takewhile
from pathlib import Path

from dateline.errors import OntologyError
from dateline.ontology.layers import PACKAGE, Layers, check_columns, csv_lines
from dateline.ontology.names import alike, fold, skeleton
from dateline.ontology.references import load_references
from dateline.ontology.titles import titled_name

# The source of rows that are recalled, not looked up.
RECALLED = "recalled"
COLUMNS = ("name", "aliases", "code", "sector", "other_sectors", "office", "kind", "start", "end", "wikidata", "source")
FOLDER = PACKAGE / "actors"
# The tables beside those of names, and their columns.
COUNTRY_COLUMNS = ("code", "name", "aliases", "adjectives", "people", "capitals")
REGION_COLUMNS = ("kind", "code", "name", "aliases", "adjectives")
ROLE_COLUMNS = ("sector", "other_sectors", "kind", "weight", "words")
MODIFIER_COLUMNS = ("effect", "sector", "words")
CITIES = "cities.csv"  # without a header: name, codes with a bar between them
OTHER_TABLES = frozenset({"countries.csv", "regions.csv", "roles.csv", "modifiers.csv", CITIES})
# Who leaves such an office belongs to the elite (PLOVER: ELI); a journalist or a trader who stops does not.
OFFICE_SECTORS = frozenset({"GOV", "LEG", "JUD", "MIL", "COP", "SPY"})
# The kind of rows whose alias is the prefix of a navy's ships, and how many words a ship's name has at most.
SHIP, LONGEST_SHIP = "ship", 3
# Codes of organisations that stand where a country does.
BODIES = frozenset({"IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC"})
# Whose names begin so have no family name: any *William* may be meant by the given name.
_CROWNED = frozenset({"king", "queen", "prince", "princess", "emperor", "empress", "grand", "sultan", "emir"})
_PARTICLES = frozenset(
    {"al", "el", "bin", "ben", "ibn", "abu", "de", "da", "di", "do", "dos", "van", "von", "der", "del", "la", "le", "ul"}
)
# With which a plural ends.
PLURAL_ENDINGS = ("s", "men")
# Family names come first where these states' names are written in English.
_FAMILY_FIRST = frozenset({"CHN", "KOR", "PRK", "VNM", "TWN", "HKG", "KHM", "SGP"})


@dataclass(frozen=True, slots=True)
class ActorRow:
    """One row of a table of names: who, and from when to when (ISO day, month or year; empty: open); `own` if the user's."""

    name: str
    aliases: tuple[str, ...]
    code: str
    sector: str
    other_sectors: tuple[str, ...]
    office: str
    kind: str
    start: str
    end: str
    wikidata: str
    source: str
    own: bool = field(default=False, compare=False)

    def holds(self, date: str) -> bool:
        """Tells whether the term covers the ISO day `date`, both ends included."""
        return (not self.start or self.start <= date) and (not self.end or date[: len(self.end)] <= self.end)


class CountryForm(StrEnum):
    """The form in which a country is written."""

    NAME = "name"
    ADJECTIVE = "adjective"
    PEOPLE = "people"
    CAPITAL = "capital"
    REGION = "region"
    CITY = "city"


@dataclass(frozen=True, slots=True)
class CountryWord:
    """What a country word stands for: `code` empty for a region without one (*the West*); `status` is ``former``,
    ``entity`` (partially recognised), ``dependency``, ``region``, ``none`` or empty for a state."""

    code: str
    name: str
    form: CountryForm
    status: str = ""


@dataclass(frozen=True, slots=True)
class Role:
    """What a noun says of whom it names. `weight`: a ``weak`` one takes its sector from the words around it if they have one, a
    ``national`` one has its own only with a country, a ``presiding`` one that of the body it presides over. `plural`: it
    names several."""

    phrase: str
    sector: str
    other_sectors: tuple[str, ...]
    kind: str
    weight: str
    plural: bool


@dataclass(frozen=True, slots=True)
class Modifier:
    """What a word before a role noun does: ``former`` makes it ELI, ``opposition`` adds OPP, ``sector`` gives a
    weak noun one."""

    effect: str
    sector: str


@dataclass(frozen=True, slots=True)
class Piece:
    """The longest stretch of words at one place that the tables know, as tokens ``[start, end)``, in all its readings."""

    start: int
    end: int
    rows: tuple[ActorRow, ...] = ()
    country: CountryWord | None = None
    role: Role | None = None
    modifier: Modifier | None = None


class _Case(Enum):
    """How a name must be written to be one: as an abbreviation, with all longer words capitalised, or anyhow."""

    ANY = 0
    UPPER = 1
    TITLE = 2


class ActorTable:
    """All actor tables, searchable. See `load_actors`."""

    def __init__(self, rows: Iterable[ActorRow], layers: Layers | None = None) -> None:
        self.rows = list(rows)
        self._layers = layers = layers or Layers()
        self.references = load_references(layers)
        self._names: dict[str, list[tuple[ActorRow, _Case]]] = {}
        self._surnames: dict[str, list[ActorRow]] = {}
        # First word of a key -> the numbers of words of all keys that begin with it, as bits.
        self._lengths: dict[str, int] = {}
        self._countries = dict(_country_words(layers))
        self._codes = {
            w.code: w for _, (w, _) in reversed(self._countries.items()) if not w.status and w.form is CountryForm.NAME
        }
        self._roles = _with_plurals(dict(_roles(layers, self.references.several)))
        self._modifiers = dict(_modifiers(layers))
        for row in self.rows:
            self._enter(row)
        for key in (*self._countries, *self._roles, *self._modifiers):
            self._measure(key)

    def _enter(self, row: ActorRow) -> None:
        forms: dict[str, _Case] = {}
        for written in (row.name, *row.aliases):
            key, case = fold(written).removeprefix("the "), _case(written)
            # A state's own name is never another's alias; an abbreviation also written as a word ("NATO", "Nato") is both.
            if key and key not in self._countries:
                forms[key] = case if forms.get(key, case) is case else _Case.ANY
        for key, case in forms.items():
            self._names.setdefault(key, []).append((row, case))
            self._measure(key)
        if row.kind == "person":
            for surname in surnames(row.name, row.code):
                self._surnames.setdefault(surname, []).append(row)

    def _measure(self, key: str) -> None:
        first, _, rest = key.partition(" ")
        length = 1 + (rest.count(" ") + 1 if rest else 0)
        self._lengths[first] = self._lengths.get(first, 0) | 1 << length

    def country(self, word: str) -> CountryWord | None:
        """Returns what a country name, adjective, demonym, capital or region stands for, or None.

        >>> load_actors().country("Dutch").code
        'NLD'
        """
        found = self._countries.get(fold(word).removeprefix("the "))
        if found is None or (found[1] and not word.isupper()):
            return None
        return found[0]

    @cached_property
    def codes(self) -> frozenset[str]:
        """The codes that country words stand for."""
        return frozenset(word.code for word, _ in self._countries.values() if word.code)

    @cached_property
    def recalled(self) -> frozenset[str]:
        """The names that no source gives, only what the developers recall: records on them are less sure."""
        return frozenset(row.name for row in self.rows if row.source == RECALLED) - frozenset(
            row.name for row in self.rows if row.source != RECALLED
        )

    @cached_property
    def horizon(self) -> str:
        """The first day of the latest term in the tables: who holds an office then is in office as far as they know."""
        return max((row.start for row in self.rows if row.kind == "person"), default="")

    @cached_property
    def offices(self) -> dict[tuple[str, str], str]:
        """The sectors of the offices that persons of the tables hold, by state and name of the office."""
        return {(row.code, fold(row.office)): row.sector for row in self.rows if row.office and row.sector in OFFICE_SECTORS}

    @cached_property
    def spellings(self) -> list[str]:
        """The folded one-word forms, of six letters or more, of states and of weapons that act: for comparing spellings."""
        states = [key for key, (word, _) in self._countries.items() if " " not in key and len(key) > 5 and not word.status]
        return states + [
            key for key, role in self._roles.items() if role.kind == "equipment" and " " not in key and len(key) > 7
        ]

    def country_name(self, code: str) -> str | None:
        """Returns the name of the state with an ISO 3166 alpha-3 code, or None."""
        word = self._codes.get(code)
        return word.name if word else None

    def city(self, name: str, near: Collection[str] = ()) -> CountryWord | None:
        """Returns the country of the largest city of a name, in one of the countries `near` if one is there, or None."""
        codes = self._cities.get(fold(name), "").split("|")
        code = next((c for c in codes if c in near), codes[0])
        return CountryWord(code, name, CountryForm.CITY) if code else None

    def role(self, phrase: str) -> Role | None:
        """Returns what a role noun says, or None."""
        folded = fold(phrase)
        return next((self._roles[form] for form in (folded, *_singulars(folded)) if form in self._roles), None)

    def find(self, name: str, date: str | None = None) -> list[ActorRow]:
        """Returns the rows of a name or alias, exact spelling first, else other romanisations of it, else without middle names;
        with an ISO `date` those whose term covers it come first, then the latest."""
        key = fold(name).removeprefix("the ")
        rows = [row for row, case in self._names.get(key, ()) if case is not _Case.UPPER or name.isupper()]
        if not rows and " " in key:
            rows = self._loose.get(skeleton(key), []) or self._loose.get(_ends(skeleton(key)), [])
            rows = [r for r in rows if any(alike(_ends(key), _ends(fold(name))) for name in (r.name, *r.aliases))]
        return by_date(rows, date)

    def by_surname(self, surname: str, date: str | None = None) -> list[ActorRow]:
        """Returns the persons of a family name, ordered as by `find`."""
        return by_date(self._surnames.get(fold(surname), []), date)

    def by_sound(self, surname: str) -> list[ActorRow]:
        """Returns the persons whose family name is another romanisation of `surname`; none for a short one: many share it."""
        key = fold(surname)
        near = self._sounds.get(skeleton(key), []) if len(key) > 6 else []
        return [r for r in near if any(alike(key, other) for other in surnames(r.name, r.code))]

    def pieces(self, words: Sequence[str], *, any_case: bool = False) -> list[Piece]:
        """Returns the stretches of `words` (tokens) that the tables know, longest first from the left, without overlap.
        Names and countries must be capitalised unless `any_case`; abbreviations always as written in the table."""
        folded = [(i, part) for i, word in enumerate(words) for part in _folded(word)]
        found, at = [], 0
        while at < len(folded):
            if folded[at][1] not in self._lengths:
                at += 1
                continue
            piece, width = self._longest_at(words, folded, at, any_case)
            if piece:
                found.append(piece)
            at += width
        return found

    def _longest_at(
        self, words: Sequence[str], folded: list[tuple[int, str]], at: int, any_case: bool
    ) -> tuple[Piece | None, int]:
        lengths = self._lengths[folded[at][1]]
        for width in range(min(lengths.bit_length() - 1, len(folded) - at), 0, -1):
            if not lengths >> width & 1:
                continue
            key = folded[at][1] if width == 1 else " ".join(part for _, part in folded[at : at + width])
            start, end = folded[at][0], folded[at + width - 1][0] + 1
            piece = self._read(key, words, start, end, any_case)
            if piece and piece.end > end:  # the name of a ship stands behind what the tables know
                return piece, sum(i < piece.end for i, _ in folded[at:])
            if piece:
                return piece, width
        return None, 1

    def _read(self, key: str, words: Sequence[str], start: int, end: int, any_case: bool) -> Piece | None:
        named, country = self._names.get(key), self._countries.get(key)
        role, modifier = self._roles.get(key), self._modifiers.get(key)
        if not (named or country or role or modifier):
            return None
        first = words[start]
        capital = (
            any_case
            or first[:1].isupper()
            or (first[:1].isdigit() and end - start > 1)
            or any(w[:1].isupper() for w in words[start:end])
        )
        upper = end - start > 1 or (first.isupper() and len(first) > 1)
        rows: tuple[ActorRow, ...] = ()
        if named and capital:
            titled = any_case or all(w[:1].isupper() for w in words[start:end] if len(w) > 3)
            rows = tuple(r for r, case in named if (case is _Case.ANY or upper) and (case is not _Case.TITLE or titled))
            if ships := tuple(r for r in rows if r.kind == SHIP):  # *HMS Diamond*: the prefix of a navy and a ship's name
                last = end + len(list(takewhile(lambda word: word[:1].isupper(), words[end : end + LONGEST_SHIP])))
                if end - start == 1 and last > end:
                    return Piece(start, last, ships)
                rows = tuple(r for r in rows if r.kind != SHIP)
        land = country[0] if country and capital and (upper or not country[1]) else None
        if not (rows or land or role or modifier):
            return None
        return Piece(start, end, rows, land, role, modifier)

    def office_terms(self, text: str) -> list[tuple[int, int, str, str | None, str]]:
        """Returns the mentions of office holders in `text` (*President X*) as (start, end, first day, last day or None, name);
        a person who held the office several times gives a tuple for each term. Days are as exact as the table."""
        found = []
        for match in self._titled_name.finditer(text):
            title, name = fold(match["title"]), match["name"]
            for row in self._holders(title, name):
                found.append((match.start(), match.start("name") + len(name), row.start, row.end or None, row.name))
        return found

    def _holders(self, title: str, name: str) -> list[ActorRow]:
        rows = self.find(name) or self.by_surname(name)
        rows = [r for r in rows if r.kind == "person" and r.start and title in fold(r.office)]
        return rows if len({r.name for r in rows}) == 1 else []

    @cached_property
    def _titled_name(self) -> re.Pattern[str]:
        return titled_name(self.references.titles)

    @cached_property
    def _loose(self) -> dict[str, list[ActorRow]]:
        index: dict[str, list[ActorRow]] = {}
        for row in self.rows:
            if row.kind != "person":
                continue
            for key in {skeleton(fold(name)) for name in (row.name, *row.aliases) if " " in name}:
                for variant in {key, _ends(key)}:
                    index.setdefault(variant, []).append(row)
        return {key: rows for key, rows in index.items() if len({r.name for r in rows}) == 1}

    @cached_property
    def _sounds(self) -> dict[str, list[ActorRow]]:
        index: dict[str, list[ActorRow]] = {}
        for surname, rows in self._surnames.items():
            if len(surname) > 6:
                index.setdefault(skeleton(surname), []).extend(rows)
        return index

    @cached_property
    def _cities(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for path in self._layers.files(f"actors/{CITIES}"):
            with path.open(encoding="utf-8-sig", newline="") as lines:
                found = {row[0]: row[1] for row in csv.reader(lines) if len(row) > 1} | found
        return found


def _case(written: str) -> _Case:
    if written.isupper() and len(written) < 7:
        return _Case.UPPER
    words = written.split()
    return _Case.TITLE if len(words) > 1 and all(w[0].isupper() for w in words if len(w) > 3) else _Case.ANY


def surnames(name: str, code: str = "") -> list[str]:
    """Returns the folded forms in which a person's family name may stand alone; `code` tells where it comes first.

    >>> surnames("Abdel Fattah al-Sisi"), surnames("Xi Jinping", "CHN")
    (['sisi', 'al sisi'], ['xi'])
    """
    words = fold(name).split()
    if len(words) < 2:
        return words
    if words[0] in _CROWNED:
        return [" ".join(words)]
    if code in _FAMILY_FIRST:
        return [words[0]]
    if words[-2] in _PARTICLES:
        at = len(words) - 2
        while at > 1 and words[at - 1] in _PARTICLES:
            at -= 1
        return [words[-1], " ".join(words[at:])]
    return [words[-1]]


def by_date(rows: Iterable[ActorRow], date: str | None) -> list[ActorRow]:
    """Returns `rows` with those that hold on `date` first (without a date: those without an end), of these the user's, later
    starts first."""
    return sorted(rows, key=lambda r: (r.holds(date) if date else not r.end, r.own, r.start), reverse=True)


def load_actors(own: Path | None = None) -> ActorTable:
    """Returns the package's tables with those of the user's folder `own` layered over them.

    Raises:
        OntologyError: a table is unreadable or a row has no name.
    """
    layers = Layers(own)
    rows = (row for path in name_tables(layers) for _, row in read_rows(path, own=path.parent != FOLDER))
    return ActorTable(rows, layers)


def name_tables(layers: Layers) -> Iterator[Path]:
    """Yields the files that are tables of names: those with a column `name`, but for `OTHER_TABLES`; the user's first."""
    for path in layers.files("actors/*.csv"):
        if path.name not in OTHER_TABLES and "name" in next(csv_lines(path), (1, []))[1]:
            yield path


def read_rows(path: Path, *, own: bool = False) -> Iterator[tuple[int, ActorRow]]:
    """Yields the rows of a table of names with the numbers of their lines.

    Raises:
        OntologyError: the file is unreadable, has another column than `COLUMNS`, or a row is too short or has no name.
    """
    lines = csv_lines(path)
    _, head = next(lines)
    check_columns(path, head, COLUMNS, needed=("name", "code"))
    for number, fields in lines:
        try:
            yield number, read_row(fields, head, own=own)
        except ValueError as error:
            raise OntologyError(f"{path}:{number}: {error}") from error


def read_row(fields: list[str], head: list[str], *, own: bool = False) -> ActorRow:
    """Returns the row that these cells are, under a header with all or some of `COLUMNS`.

    Raises:
        ValueError: there are more or fewer cells than the header has, or there is no name.
    """
    if len(fields) < len(head) or any(fields[len(head) :]):
        raise ValueError(f"expected {len(head)} fields, found {len(fields)}: {fields!r}")
    given = fields if len(head) == len(COLUMNS) and tuple(head) == COLUMNS else _in_order(fields, head)
    name, aliases, code, sector, other_sectors, office, kind, start, end, wikidata, source = given[: len(COLUMNS)]
    if not name:
        raise ValueError(f"expected a name, found {fields!r}")
    others = _split(other_sectors)
    return ActorRow(name, _split(aliases), code, sector, others, office, kind, start, end, wikidata, source, own)


def _in_order(fields: list[str], head: list[str]) -> list[str]:
    cells = dict(zip(head, fields, strict=False))
    return [cells.get(column, "") for column in COLUMNS]


def _country_words(layers: Layers) -> Iterator[tuple[str, tuple[CountryWord, bool]]]:
    """Folded form -> what it stands for, and whether it must be upper case. A later row does not override an earlier one."""
    seen: set[str] = set()
    for written, word in _written_countries(layers):
        key = fold(written).removeprefix("the ")
        if key and key not in seen:
            seen.add(key)
            yield key, (word, written.replace(".", "").isupper() and len(written) < 5)


def _written_countries(layers: Layers) -> Iterator[tuple[str, CountryWord]]:
    rows = list(layers.rows("actors/countries.csv", COUNTRY_COLUMNS, needed=("code", "name")))
    for row in rows:
        for written in (row["name"], *_split(row["aliases"])):
            yield written, CountryWord(row["code"], row["name"], CountryForm.NAME)
    for row in rows:
        for column, form in (
            ("adjectives", CountryForm.ADJECTIVE),
            ("people", CountryForm.PEOPLE),
            ("capitals", CountryForm.CAPITAL),
        ):
            for written in _split(row[column]):
                yield written, CountryWord(row["code"], row["name"], form)
    for row in layers.rows("actors/regions.csv", REGION_COLUMNS, needed=("kind", "name")):
        form = CountryForm.REGION if row["kind"] == "region" else CountryForm.NAME
        for written in (row["name"], *_split(row["aliases"])):
            yield written, CountryWord(row["code"], row["name"], form, row["kind"])
        for written in _split(row["adjectives"]):
            yield written, CountryWord(row["code"], row["name"], CountryForm.ADJECTIVE, row["kind"])


def _roles(layers: Layers, several: tuple[str, ...]) -> Iterator[tuple[str, Role]]:
    """Phrase -> what it says; the first row of a phrase comes last, so that it stands. `several` are the endings of nouns that
    name several and are no plurals."""
    endings = (*PLURAL_ENDINGS, *several)
    for row in reversed(list(layers.rows("actors/roles.csv", ROLE_COLUMNS, needed=("sector", "words")))):
        for phrase in _split(row["words"]):
            others, kind, weight = _split(row["other_sectors"]), row["kind"] or "person", row["weight"] or "strong"
            plural = phrase.endswith(endings) and not phrase.endswith("ss")
            yield fold(phrase), Role(phrase, row["sector"], others, kind, weight, plural)


def _with_plurals(roles: dict[str, Role]) -> dict[str, Role]:
    """The roles and the plurals of those in several words (*coast guards, supreme courts*), where the table has none. Plurals
    of one word stand in the table: too many mean something else (*arms, diets, funds*)."""
    plurals = {_plural(form): role for form, role in roles.items() if " " in form and " of " not in form and form[-1] != "s"}
    return {form: replace(role, phrase=form, plural=True) for form, role in plurals.items()} | roles


def _plural(phrase: str) -> str:
    if phrase.endswith("man"):
        return phrase[:-3] + "men"
    if phrase.endswith("y") and phrase[-2] not in "aeiou":
        return phrase[:-1] + "ies"
    return phrase + ("es" if phrase.endswith(("ch", "sh", "x")) else "s")


def _modifiers(layers: Layers) -> Iterator[tuple[str, Modifier]]:
    for row in reversed(list(layers.rows("actors/modifiers.csv", MODIFIER_COLUMNS, needed=("effect", "words")))):
        for word in _split(row["words"]):
            yield fold(word), Modifier(row["effect"], row["sector"])


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip()) if cell else ()


def _folded(word: str) -> list[str]:
    if word.isascii() and word.isalpha():
        return [word.lower()]
    if word in ("'s", "’s"):
        return ["'s"]
    return fold(word).split()


def _ends(key: str) -> str:
    """First and last word of a name of three or more."""
    words = key.split()
    return f"{words[0]} {words[-1]}" if len(words) > 2 else key


def _singulars(phrase: str) -> Iterator[str]:
    """Yields what a plural phrase may be the plural of: *deputy ministers, territories, policewomen*."""
    for ending, singular in (("ies", "y"), ("men", "man"), ("es", ""), ("s", "")):
        if phrase.endswith(ending):
            yield phrase.removesuffix(ending) + singular
