"""Accounts of one family as arrays of numbers, and the pairs of them worth comparing."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dateline.records import Entity
from dateline.stages.link.accounts import ABOUT, MUTUAL, Account, bits, is_country, ordinal, words_of

Ints = npt.NDArray[np.int64]
Columns = dict[str, "array[int]"]
# Sides of one end of a record that are compared; a longer list is a list of states, and its head says which.
SLOTS = 4
WORD_BITS, NAME_BITS = 512, 64
OPEN_FIRST, OPEN_LAST = 0, 10_000_000
# A record without a day tells, as a rule, of the days before its story was published.
REPORT_DAYS = 7
# Rows of one block are compared with this many that follow, nearest days first; a full comparison of "USA, CONSULT, one
# month" would be quadratic, and one event's accounts stand near each other.
NEIGHBOURS = 24
CHUNK = 400_000
PROVINCE = 2
EARTH_KM = 6371
# Sectors that accounts tell apart by taste: arms of a state and who led it, armed people, ordinary people.
_KINDS = (
    frozenset({"GOV", "MIL", "COP", "JUD", "SPY", "LEG", "PTY", "ELI", "PRM"}),
    frozenset({"REB", "UAF", "CRM"}),
    frozenset({"CVL", "EDU", "LAB", "REF", "REL", "SOC", "MED", "AGR", "BUS", "JRN", "UNK"}),
)


@dataclass(slots=True)
class Table:
    """One row an account, in the order given. Sides have the columns code, sector, name, office, kind; -1: no such side."""

    mutual: bool
    about: bool
    actor: Ints
    recipient: Ints
    first: Ints
    last: Ints
    low: Ints
    high: Ints
    country: Ints
    place: Ints
    province: Ints
    at: Ints
    mode: Ints
    type: Ints
    counts: Ints
    story: Ints
    word: npt.NDArray[np.uint64]
    name: npt.NDArray[np.uint64]
    town: npt.NDArray[np.uint64]
    people: npt.NDArray[np.uint64]
    keys: Ints
    rows: Ints

    def __len__(self) -> int:
        """Returns how many accounts there are."""
        return len(self.first)


class _Numbers:
    """Gives each distinct value a number, from 1; None is 0."""

    def __init__(self) -> None:
        self._known: dict[object, int] = {None: 0}

    def __call__(self, value: object) -> int:
        return self._known.setdefault(value, len(self._known))


def make_table(accounts: Iterable[Account], *, family: str) -> Table:
    """Returns the accounts of one family as a table; what it needs of each is some 300 bytes."""
    number, mutual = _Numbers(), family in MUTUAL
    flat: Columns = {name: array("Q" if name in _SETS else "q") for name in _WIDTHS}
    keys, rows = array("q"), array("q")
    for row, account in enumerate(accounts):
        _add(account, flat, number, mutual=mutual)
        for key in set(_keys(account, flat, number)):
            keys.append(key)
            rows.append(row)
    columns = {
        name: np.frombuffer(values, dtype=np.uint64 if name in _SETS else np.int64).reshape(-1, *width)
        for (name, width), values in zip(_WIDTHS.items(), flat.values(), strict=True)
    }
    return Table(
        mutual=mutual,
        about=family in ABOUT,
        **columns,
        keys=np.frombuffer(keys, dtype=np.int64),
        rows=np.frombuffer(rows, dtype=np.int64),
    )  # type: ignore[arg-type]


_SETS = frozenset({"word", "name", "town", "people"})
_WIDTHS: dict[str, tuple[int, ...]] = {
    "actor": (SLOTS, 5),
    "recipient": (SLOTS, 5),
    "first": (),
    "last": (),
    "low": (),
    "high": (),
    "country": (),
    "place": (),
    "province": (),
    "at": (3,),
    "mode": (),
    "type": (),
    "counts": (3,),
    "story": (),
    "word": (WORD_BITS // 64,),
    "name": (NAME_BITS // 64,),
    "town": (NAME_BITS // 64,),
    "people": (NAME_BITS // 64,),
}


def _add(account: Account, flat: Columns, number: _Numbers, *, mutual: bool) -> None:
    sides = (account.actor, account.recipient)
    actor, recipient = ((*sides[0], *sides[1]), ()) if mutual else sides
    flat["actor"].extend(_slots(actor, number))
    flat["recipient"].extend(_slots(recipient, number))
    first, last = ordinal(account.first), ordinal(account.last)
    flat["first"].append(OPEN_FIRST if first is None else first)
    flat["last"].append(OPEN_LAST if first is None else last or first)
    low, high = _window(account)
    flat["low"].append(low)
    flat["high"].append(high)
    # two towns or two provinces exclude each other; a town and a province only if they lie far apart; where no town is told,
    # the country of a side may be named as that side
    place, resolution = number(("place", account.place) if account.place else None), account.resolution or 1
    as_side = resolution < PROVINCE and account.country in {side.code for side in (*account.actor, *account.recipient)}
    flat["country"].append(number(("country", account.country)) if account.country and not as_side else 0)
    flat["place"].append(place if resolution > PROVINCE else 0)
    flat["province"].append(place if resolution == PROVINCE else 0)
    flat["at"].extend(_vector(account) if resolution >= PROVINCE else (0, 0, 0))
    flat["mode"].append(number(("mode", account.mode[0])) if account.mode else 0)
    flat["type"].append(number(("type", account.type)))
    flat["counts"].extend(-1 if c is None else min(c, 2**60) for c in (*account.counts, None, None, None)[:3])
    flat["story"].append(number((account.page, account.story)))
    found = words_of(account)
    flat["word"].extend(bits(found.rest, WORD_BITS))
    flat["name"].extend(bits(found.names, NAME_BITS))
    flat["town"].extend(bits(found.towns, NAME_BITS))
    flat["people"].extend(bits(found.people, NAME_BITS))


def _vector(account: Account) -> tuple[int, int, int]:
    """Where the place is on the globe, in kilometres from its centre; zeros where nobody knows."""
    if account.lat is None or account.lon is None:
        return 0, 0, 0
    lat, lon = math.radians(account.lat), math.radians(account.lon)
    return (
        round(EARTH_KM * math.cos(lat) * math.cos(lon)),
        round(EARTH_KM * math.cos(lat) * math.sin(lon)),
        round(EARTH_KM * math.sin(lat)),
    )


def _window(account: Account) -> tuple[int, int]:
    first, last, published = ordinal(account.first), ordinal(account.last), ordinal(account.published)
    if first is not None:
        return first, last or first
    if published is not None and not account.elsewhen:
        return published - REPORT_DAYS, published
    return OPEN_FIRST, OPEN_LAST


def _slots(entities: Sequence[Entity], number: _Numbers) -> list[int]:
    cells: list[int] = []
    for entity in entities[:SLOTS]:
        name = entity.identifier_text or (None if entity.code or entity.sector else entity.entity_text.lower())
        if is_country(entity):
            name = None
        kind = next((n for n, kind in enumerate(_KINDS, start=1) if (entity.sector or "GOV") in kind), 0)
        cells += [
            number(("code", entity.code) if entity.code else None),
            number(("sector", entity.sector) if entity.sector else None),
        ]
        cells += [number(("name", name) if name else None), int(entity.office is not None), kind]
    return cells + [-1] * (5 * SLOTS - len(cells))


def _keys(account: Account, flat: Columns, number: _Numbers) -> Iterator[int]:
    """Yields numbers of the blocks that an account is in: a side with a week, a month, a town or another side."""
    sides = sorted(
        {
            number(("side", e.code or e.sector or e.entity_text.lower()))
            for e in (*account.actor[:SLOTS], *account.recipient[:SLOTS])
        }
    )
    low, high, place = flat["low"][-1], flat["high"][-1], flat["place"][-1] or flat["province"][-1]
    for side in sides:
        if high - low <= 3 * 7:
            yield from (hash((side, 1, week)) for week in range(low // 7, high // 7 + 1))
        if high - low <= 62:
            yield from (hash((side, 2, month)) for month in range(low // 31, high // 31 + 1))
        if place:
            yield hash((side, 3, place))
        yield from (hash((side, 4, other)) for other in sides if other > side)
    if place and high - low <= 62:
        yield from (hash((place, 6, month)) for month in range(low // 31, high // 31 + 1))
    if len(sides) < 2:
        yield hash((sides[0] if sides else 0, 5, place or flat["country"][-1]))


def candidate_pairs(table: Table) -> Iterator[tuple[Ints, Ints]]:
    """Yields rows of the table to be compared, in chunks; a pair may come more than once."""
    if len(table) < 2:
        return
    order = np.lexsort((table.rows, table.place[table.rows], table.low[table.rows], table.keys))
    keys, rows = table.keys[order], table.rows[order]
    for step in range(1, NEIGHBOURS + 1):
        (same,) = np.nonzero(keys[:-step] == keys[step:])
        if not len(same):
            return
        for start in range(0, len(same), CHUNK):
            at = same[start : start + CHUNK]
            one, two = rows[at], rows[at + step]
            yield np.minimum(one, two), np.maximum(one, two)
