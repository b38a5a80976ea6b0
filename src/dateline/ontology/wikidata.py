"""Actors out of a Wikidata JSON dump: the office holders of states with their terms, and organisations.

A dump is an array with one entity a line. It is read once and line by line. States, classes and offices, of which there are
few, are kept in memory; persons and organisations go to a temporary file until all offices are known.
"""

from __future__ import annotations

import bz2
import gzip
import json
import re
import tempfile
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, NamedTuple, cast

from dateline.errors import InputError
from dateline.ontology.actors import BODIES, ActorRow, ActorTable, Piece, load_actors, read_rows
from dateline.ontology.layers import Layers
from dateline.ontology.names import fold
from dateline.ontology.own_actors import table_path, write_table

SOURCE = "wikidata"
# Properties: instance of, subclass of, position held, country, applies to jurisdiction, of, ISO 3166-1 alpha-3 code,
# start and end of a term, date of death, inception, dissolution, coordinates (which a place has, an organisation not).
INSTANCE, SUBCLASS, POSITION, COUNTRY, JURISDICTION, OF, ISO3 = "P31", "P279", "P39", "P17", "P1001", "P642", "P298"
START, END, DEATH, INCEPTION, DISSOLUTION, COORDINATES = "P580", "P582", "P570", "P571", "P576", "P625"
HUMAN = "Q5"
# An entity has a few MB at most; what is longer is no line of a dump.
MAX_LINE = 64 * 1024 * 1024
MOST_ALIASES, LONGEST_NAME = 12, 100
REPORT_EVERY = 5000
_PREPOSITIONS = frozenset({"of", "for", "in", "to", "from", "at", "on", "and"})
_JOINT = re.compile(r",? (?:of|for|in) (?:the )?")


@dataclass(slots=True)
class Import:
    """What an import did: entities read, rows written, what was left out and why, and lines that hold no entity."""

    path: Path
    entities: int = 0
    persons: int = 0
    organisations: int = 0
    broken: int = 0
    first_broken: list[int] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


Progress = Callable[[int, int], None]


def import_dump(
    dump: Path,
    own: Path,
    *,
    since: str = "2000-01-01",
    sectors: Collection[str] = frozenset(),
    file: str = "wikidata.csv",
    progress: Progress = lambda done, entities: None,
) -> Import:
    """Writes the actors of a dump to the table `file` of the user's folder `own`, and returns what was done.

    `progress` is called with the bytes of the file and the entities read so far.

    Raises:
        InputError: the dump cannot be read to its end, or the table has rows from elsewhere or cannot be written.
    """
    path = table_path(own, file)
    if path.is_file() and any(row.source != SOURCE for _, row in read_rows(path)):
        raise InputError(f"{path} holds rows that are not from Wikidata, and would be written over; give another --file")
    done = Import(path)
    with tempfile.TemporaryFile("w+", encoding="utf-8") as spool:
        reader = DumpReader(load_actors(own), spool, done, own=own, since=since, sectors=sectors)
        try:
            with dump.open("rb") as raw:
                for _ in reader.read(_opened(raw)):
                    progress(raw.tell(), done.entities)
        except (OSError, EOFError, zlib.error) as error:
            text = f"expected a whole dump at {dump}: {error} after {done.entities} entities; nothing was written"
            raise InputError(text) from error
        if done.entities:
            write_table(path, reader.rows())
    return done


def _opened(raw: IO[bytes]) -> IO[bytes]:
    """The file unpacked, by what it begins with."""
    magic = raw.read(3)
    raw.seek(0)
    if magic.startswith(b"\x1f\x8b"):
        return cast(IO[bytes], gzip.open(raw))
    return cast(IO[bytes], bz2.open(raw)) if magic == b"BZh" else raw


class _Office(NamedTuple):
    label: str
    sector: str
    jurisdictions: tuple[str, ...]
    countries: tuple[str, ...]


class _Class(NamedTuple):
    sector: str
    code: str


class _LeftOut(Exception):
    """Why something is no row."""


class DumpReader:
    """Reads the lines of a dump; `rows` then yields what was found. `spool` is an empty file for what has to wait."""

    def __init__(
        self, table: ActorTable, spool: IO[str], done: Import, *, own: Path | None, since: str, sectors: Collection[str]
    ) -> None:
        rules = Layers(own).toml("wikidata.toml")
        self._table = table
        self._spool = spool
        self._done = done
        self._since = since
        self._asked = frozenset(sectors)
        self._unasked = frozenset(rules["unasked"]["sectors"])
        self._bodies: Mapping[str, str] = {fold(name): code for name, code in rules["bodies"].items()}
        self._kinds: Mapping[str, str] = rules["kinds"]
        self._states: dict[str, str] = {}
        self._offices: dict[str, _Office] = {}
        self._classes: dict[str, _Class] = {}

    def read(self, file: IO[bytes]) -> Iterator[int]:
        """Yields how many entities are read, now and then; a line without one is counted as broken."""
        for number, line in _lines(file):
            line = line.strip().rstrip(b",").rstrip()
            if line in (b"", b"[", b"]"):
                continue
            if not (line.startswith(b"{") and line.endswith(b"}")):
                self._broken(number)
                continue
            self._done.entities += 1
            if _matters(line):
                try:
                    self._entity(json.loads(line))
                except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                    self._done.entities -= 1
                    self._broken(number)
            if self._done.entities % REPORT_EVERY == 0:
                yield self._done.entities
        yield self._done.entities

    def _broken(self, number: int) -> None:
        self._done.broken += 1
        if len(self._done.first_broken) < 5:
            self._done.first_broken.append(number)

    def _entity(self, entity: Mapping[str, Any]) -> None:
        claims, id = entity.get("claims") or {}, str(entity["id"])
        label = _label(entity)
        for code in _values(claims, ISO3):
            self._states.setdefault(id, str(code))
        classes = _items(claims, INSTANCE)
        if HUMAN in classes:
            self._person(id, label, entity, claims)
            return
        if not label:
            return
        if SUBCLASS in claims or JURISDICTION in claims:
            self._kind_of_thing(id, label, claims)
        if classes and COORDINATES not in claims:
            lands = [*_items(claims, COUNTRY), *_items(claims, JURISDICTION)]
            term = (_moment(claims, INCEPTION), _moment(claims, DISSOLUTION))
            self._keep("organisation", id, label, _aliases(entity), classes, lands, *term)

    def _person(self, id: str, label: str, entity: Mapping[str, Any], claims: Mapping[str, Any]) -> None:
        death = _moment(claims, DEATH)
        for statement in _statements(claims, POSITION):
            position = _value(statement.get("mainsnak"))
            if not isinstance(position, dict):
                continue
            if not label:
                self._done.left_out["without an English name"] += 1
                continue
            qualifiers = statement.get("qualifiers") or {}
            ended = [snak.get("snaktype") for snak in qualifiers.get(END, ())]
            term = (_qualifier(qualifiers, START), _qualifier(qualifiers, END), "somevalue" in ended, death)
            where = [
                value["id"]
                for name in (JURISDICTION, OF)
                for value in map(_value, qualifiers.get(name, ()))
                if isinstance(value, dict)
            ]
            self._keep("person", id, label, _aliases(entity, person=True), position["id"], where, *term)

    def _kind_of_thing(self, id: str, label: str, claims: Mapping[str, Any]) -> None:
        """An office or a class of organisations, if its name says of what sector it is."""
        code = self._bodies.get(fold(label), "")
        sector, kind = self._role(label)
        if code:
            self._classes[id] = _Class("", code)
        elif kind == "person" and sector:
            self._offices[id] = _Office(label, sector, tuple(_items(claims, JURISDICTION)), tuple(_items(claims, COUNTRY)))
        elif kind == "body" and sector:
            self._classes[id] = _Class(sector, "")

    def _role(self, label: str) -> tuple[str, str]:
        """The sector and kind that a name's nouns say: those before the first preposition, the last of them first; where
        they leave it open ("president of the court"), those after."""
        words = label.split()
        pieces = self._table.pieces(words, any_case=True)
        inside = {i for piece in pieces for i in range(piece.start, piece.end)}
        cut = next((i for i, word in enumerate(words) if word.lower() in _PREPOSITIONS and i not in inside), len(words))
        head = [piece for piece in pieces if piece.role is not None and piece.start < cut]
        tail = [piece for piece in pieces if piece.role is not None and piece.start >= cut]
        if not head:
            return "", ""
        role = head[-1].role
        assert role is not None
        sector = role.sector if role.weight not in ("weak", "presiding", "national") else ""
        others = (
            p.role.sector for p in (*reversed(head), *tail) if p.role is not None and p.role is not role and p.role.sector
        )
        return sector or next(others, "") or role.sector, role.kind

    def _keep(self, *parts: object) -> None:
        self._spool.write(json.dumps(parts, ensure_ascii=True) + "\n")

    def rows(self) -> Iterator[ActorRow]:
        """Yields the rows, now that all offices are known, in the order of the dump."""
        self._spool.seek(0)
        last: set[ActorRow] = set()
        for line in self._spool:
            what, *parts = json.loads(line)
            try:
                row = self._term(*parts) if what == "person" else self._organisation(*parts)
            except _LeftOut as error:
                self._done.left_out[str(error)] += 1
                continue
            if row is None or row in last:
                continue
            last = {row} if not any(row.wikidata == other.wikidata for other in last) else {*last, row}
            if what == "person":
                self._done.persons += 1
            else:
                self._done.organisations += 1
            yield row

    def _term(
        self,
        id: str,
        label: str,
        aliases: list[str],
        position: str,
        where: list[str],
        start: str | None,
        end: str | None,
        ended: bool,
        death: str | None,
    ) -> ActorRow:
        office = self._offices.get(position)
        if office is None:
            raise _LeftOut("in an office without a known sector")
        code = self._code(office, where)
        if not code:
            raise _LeftOut("in offices of no state")
        if not self._wanted(office.sector):
            raise _LeftOut("of other sectors")
        last = end or death
        if ended and not last:
            raise _LeftOut("ended, not known when")
        if not (start or last):
            raise _LeftOut("without dates")
        if last and last < self._since[: len(last)]:
            raise _LeftOut(f"ended before {self._since}")
        name = self._office_name(office.label, code)
        return self._row(label, aliases, code, office.sector, name, "person", start, last, id)

    def _organisation(
        self, id: str, label: str, aliases: list[str], classes: list[str], lands: list[str], start: str | None, end: str | None
    ) -> ActorRow | None:
        found = next((self._classes[name] for name in classes if name in self._classes), None)
        if found is None:
            return None
        codes = list(dict.fromkeys(self._states[land] for land in lands if land in self._states))
        code = found.code or (codes[0] if len(codes) == 1 else "")
        if not code:
            raise _LeftOut("organisations of no one state")
        if not self._wanted(found.sector):
            raise _LeftOut("of other sectors")
        if end and end < self._since[: len(end)]:
            raise _LeftOut(f"ended before {self._since}")
        kind = self._kinds.get(found.sector or code, "organisation")
        return self._row(label, aliases, code, found.sector, "", kind, start, end, id)

    def _row(
        self,
        name: str,
        aliases: list[str],
        code: str,
        sector: str,
        office: str,
        kind: str,
        start: str | None,
        end: str | None,
        id: str,
    ) -> ActorRow:
        if self._table.country(name) is not None:
            raise _LeftOut("called like a country")
        seen, kept = {fold(name)}, list[str]()
        for alias in aliases:
            key = fold(alias)
            if key and key not in seen and self._table.country(alias) is None and len(kept) < MOST_ALIASES:
                seen.add(key)
                kept.append(alias)
        if start and end and start[: len(end)] > end[: len(start)]:
            raise _LeftOut("ended before they started")
        return ActorRow(name, tuple(kept), code, sector, (), office, kind, start or "", end or "", id, SOURCE)

    def _wanted(self, sector: str) -> bool:
        return sector in self._asked if self._asked else sector not in self._unasked

    def _code(self, office: _Office, where: list[str]) -> str:
        """The state or body of an office: its jurisdiction, if that is one; else its country, or the one in its name."""
        for lands in (where, office.jurisdictions):
            codes = [self._states[land] for land in lands if land in self._states]
            if lands:
                return codes[0] if codes else self._body_named(office.label)
        codes = [self._states[land] for land in office.countries if land in self._states]
        return codes[0] if len(codes) == 1 else self._named(office.label)

    def _body_named(self, label: str) -> str:
        return next((piece.rows[0].code for piece in self._pieces(label) if piece.rows and piece.rows[0].code in BODIES), "")

    def _named(self, label: str) -> str:
        lands = [piece.country.code for piece in self._pieces(label) if piece.country is not None and piece.country.code]
        return lands[0] if lands else self._body_named(label)

    def _pieces(self, label: str) -> list[Piece]:
        return self._table.pieces(label.split(), any_case=True)

    def _office_name(self, label: str, code: str) -> str:
        """The office as the tables write it: without its state, in lower case where nothing in it is a name.

        "Minister of Defence of Peru" is *minister of defence*.
        """
        for joint in _JOINT.finditer(label):
            land = self._table.country(label[joint.end() :])
            if land is not None and land.code == code:
                label = label[: joint.start()]
                break
        named = any(piece.rows or piece.country for piece in self._pieces(label))
        return label[:1].lower() + label[1:] if named else label.lower()


def _lines(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """The lines of a file by number; one that is longer than `MAX_LINE` comes as one that is broken."""
    number = 0
    while line := file.readline(MAX_LINE):
        number += 1
        if len(line) == MAX_LINE and not line.endswith(b"\n"):
            while (rest := file.readline(MAX_LINE)) and not rest.endswith(b"\n"):
                pass
            line = b"?"
        yield number, line


_ALWAYS = tuple(f'"{name}":'.encode() for name in (POSITION, ISO3, SUBCLASS, JURISDICTION))
_INSTANCE, _SITELINKS, _ENGLISH = f'"{INSTANCE}":'.encode(), b'"sitelinks":', b'"enwiki":'


def _matters(line: bytes) -> bool:
    """Tells whether a line may hold something of use, without parsing it: an organisation has an English article."""
    if any(name in line for name in _ALWAYS):
        return True
    return _INSTANCE in line and (_ENGLISH in line or _SITELINKS not in line)


def _label(entity: Mapping[str, Any]) -> str:
    labels = entity.get("labels") or {}
    found = next((labels[name]["value"] for name in ("en", "mul", "en-gb", "en-us") if name in labels), "")
    return _clean(found)


def _aliases(entity: Mapping[str, Any], *, person: bool = False) -> list[str]:
    """The English aliases; of a person only those of several words: a family name is no name by itself."""
    aliases = entity.get("aliases") or {}
    found = [_clean(alias["value"]) for name in ("en", "mul") for alias in aliases.get(name, ())]
    return [alias for alias in dict.fromkeys(found) if alias and (" " in alias or not person)]


def _clean(name: str) -> str:
    name = " ".join(str(name).replace("|", " ").split())
    return "" if len(name) > LONGEST_NAME or any(sign in name for sign in "<>{}[]") else name


def _statements(claims: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    return [statement for statement in claims.get(name, ()) if statement.get("rank") != "deprecated"]


def _values(claims: Mapping[str, Any], name: str) -> list[Any]:
    """The values of a property: the preferred ones if there are any."""
    statements = _statements(claims, name)
    preferred = [statement for statement in statements if statement.get("rank") == "preferred"]
    values = (_value(statement.get("mainsnak")) for statement in preferred or statements)
    return [value for value in values if value is not None]


def _items(claims: Mapping[str, Any], name: str) -> list[str]:
    return [value["id"] for value in _values(claims, name) if isinstance(value, dict) and "id" in value]


def _value(snak: Mapping[str, Any] | None) -> Any:
    return snak["datavalue"]["value"] if snak and snak.get("snaktype") == "value" else None


def _moment(claims: Mapping[str, Any], name: str) -> str | None:
    return next((moment for moment in map(_day, _values(claims, name)) if moment), None)


def _qualifier(qualifiers: Mapping[str, Any], name: str) -> str | None:
    return next((moment for moment in map(_day, map(_value, qualifiers.get(name, ()))) if moment), None)


def _day(value: Any) -> str | None:
    """A point in time as ISO 8601 day, month or year, by its precision; None where that is less than a year, or before Christ.

    >>> _day({"time": "+2013-04-09T00:00:00Z", "precision": 10})
    '2013-04'
    """
    if not isinstance(value, dict) or not str(value.get("time", "")).startswith("+"):
        return None
    length = {9: 4, 10: 7, 11: 10}.get(min(int(value.get("precision", 0)), 11))
    day = str(value["time"])[1:11]
    return day[:length] if length and re.fullmatch(r"\d{4}-\d\d-\d\d", day) else None
