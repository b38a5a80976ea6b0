"""Accounts of one family as arrays of numbers. A value has the same number in every table, so that tables can be compared."""

from __future__ import annotations

import hashlib
import math
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from dateline.records import Entity
from dateline.stages.link.accounts import ABOUT, MUTUAL, Account, ordinal
from dateline.stages.link.words import bits, is_country, words_of

Ints = npt.NDArray[np.int64]
Rows = npt.NDArray[Any]
# Sides of one end of a record that are compared; a longer list is a list of states, and its head says which.
SLOTS = 4
WORD_BITS, NAME_BITS = 512, 64
OPEN_FIRST, OPEN_LAST = 0, 10_000_000
# A record without a day tells, as a rule, of the days before its story was published.
REPORT_DAYS = 7
PROVINCE = 2
EARTH_KM = 6371
MOST_COUNTED = 2**31 - 1
# Values and sides whose numbers are kept: most are among the commonest, and a run meets new ones on every page.
MEMORY = 20_000
# No hint is taken for less likely.
LEAST_LIKELY = 0.01
# What a state does to others, not to its own.
OUTWARD = frozenset({"SANCTION"})
# Sectors that accounts tell apart by taste: arms of a state and who led it, armed people, ordinary people.
_KINDS = (
    frozenset({"GOV", "MIL", "COP", "JUD", "SPY", "LEG", "PTY", "ELI", "PRM"}),
    frozenset({"REB", "UAF", "CRM"}),
    frozenset({"CVL", "EDU", "LAB", "OPP", "REF", "REL", "SOC", "MED", "AGR", "BUS", "JRN", "UNK"}),
)
# Those of whom nothing is known, and armed people of whom nothing more is, exclude nobody else.
WHOEVER = len(_KINDS) + 1
# What is said of a side: that it holds an office, and that no word of its own says of which state it is (*the fishermen*).
OFFICE, LENT = 1, 2
# The code of militants of no one country, whom other accounts name by the country where they fight.
ANYWHERE = "IMG"


@dataclass(slots=True)
class Table:
    """One row an account, some 350 bytes each. `place` is negative where it was only near that town. `hint` is 0 for a record,
    for a hint what it lacks (`_doubt`). Sides have the columns code, sector, name, flags (`OFFICE`, `LENT`), kind; -1: none.
    """

    family: str
    ids: list[str]
    actor: Rows
    recipient: Rows
    first: Rows
    last: Rows
    low: Rows
    high: Rows
    country: Rows
    place: Rows
    province: Rows
    at: Rows
    mode: Rows
    type: Rows
    counts: Rows
    story: Rows
    hint: Rows
    word: Rows
    name: Rows
    town: Rows
    people: Rows

    def __len__(self) -> int:
        """Returns how many accounts there are."""
        return len(self.ids)

    @property
    def mutual(self) -> bool:
        """Whether either side may be named first."""
        return self.family in MUTUAL

    @property
    def about(self) -> bool:
        """Whether such a record is about something beside its sides."""
        return self.family in ABOUT

    def take(self, rows: Sequence[int]) -> Table:
        """Returns the table of these rows."""
        chosen = np.asarray(rows, dtype=np.int64)
        columns = {name: getattr(self, name)[chosen] for name in COLUMNS}
        return Table(family=self.family, ids=[self.ids[row] for row in rows], **columns)


_SIDES, _NUMBER, _SET = ("i", (SLOTS, 5)), ("i", ()), ("Q", (NAME_BITS // 64,))
_FORMS: dict[str, tuple[str, tuple[int, ...]]] = {
    "actor": _SIDES,
    "recipient": _SIDES,
    "at": ("i", (3,)),
    "counts": ("i", (3,)),
    "story": ("q", ()),
    "hint": ("b", ()),
    "word": ("Q", (WORD_BITS // 64,)),
    "name": _SET,
    "town": _SET,
    "people": _SET,
}
COLUMNS = tuple(field.name for field in fields(Table) if field.name not in {"family", "ids"})


def make_table(accounts: Iterable[Account], *, family: str) -> Table:
    """Returns the accounts of one family as a table, in the order given."""
    ids: list[str] = []
    flat = {name: array(_FORMS.get(name, _NUMBER)[0]) for name in COLUMNS}
    for account in accounts:
        ids.append(account.id)
        _add(account, flat, mutual=family in MUTUAL)
    columns = {}
    for name, values in flat.items():
        code, width = _FORMS.get(name, _NUMBER)
        columns[name] = np.frombuffer(values, dtype=np.dtype(code)).reshape(-1, *width)
    return Table(family=family, ids=ids, **columns)


@lru_cache(maxsize=MEMORY)
def number(value: str) -> int:
    """Returns the number of a value, from 1 to 2**31 - 1."""
    return _hash(value)


def _hash(value: str) -> int:
    return (
        int.from_bytes(hashlib.blake2b(value.encode("utf-8", "surrogatepass"), digest_size=4).digest(), "big") % MOST_COUNTED
        + 1
    )


def _or_none(value: str | None) -> int:
    return number(value) if value else 0


def _add(account: Account, flat: dict[str, Any], *, mutual: bool) -> None:
    sides = (account.actor, _whom(account))
    actor, recipient = ((*sides[0], *sides[1]), ()) if mutual else sides
    flat["actor"].extend(_slots(actor))
    flat["recipient"].extend(_slots(recipient))
    first, last = ordinal(account.first), ordinal(account.last)
    flat["first"].append(OPEN_FIRST if first is None else first)
    flat["last"].append(OPEN_LAST if first is None else last or first)
    low, high = _window(account)
    flat["low"].append(low)
    flat["high"].append(high)
    # two towns or two provinces exclude each other; a town and a province only if they lie far apart; where no town is told,
    # the country of a side may be named as that side
    place, resolution = _or_none(account.place), account.resolution or 1
    as_side = resolution < PROVINCE and account.country in {side.code for side in (*account.actor, *account.recipient)}
    flat["country"].append(0 if as_side else _or_none(account.country))
    town = place if resolution > PROVINCE else 0
    flat["place"].append(-town if account.around else town)
    flat["province"].append(place if resolution == PROVINCE else 0)
    flat["at"].extend(_vector(account) if resolution >= PROVINCE else (0, 0, 0))
    flat["mode"].append(number(account.mode[0]) if account.mode else 0)
    flat["type"].append(number(account.type))
    flat["counts"].extend(-1 if c is None else min(c, MOST_COUNTED) for c in (*account.counts, None, None, None)[:3])
    flat["story"].append(_hash(f"{account.page} {account.story}") << 31 | _hash(f"{account.story} {account.page}"))
    flat["hint"].append(0 if account.likely is None else _doubt(account.likely))
    found = words_of(account)
    flat["word"].extend(bits(found.rest, WORD_BITS))
    flat["name"].extend(bits(found.names, NAME_BITS))
    flat["town"].extend(bits(found.towns, NAME_BITS))
    flat["people"].extend(bits(found.people, NAME_BITS))


def _doubt(likely: float) -> int:
    """How many half points more a hint needs than what is likely: one for each halving of its odds, and one at least."""
    return 1 + round(math.log2(0.5 / min(0.5, max(likely, LEAST_LIKELY))))


def _whom(account: Account) -> tuple[Entity, ...]:
    """Whom an account names; of *three firms* that a state puts on its list nobody knows whose they are, but not its own."""
    own = {side.code for side in account.actor} if account.type in OUTWARD else set()
    return tuple(replace(e, code=None) if e.code in own and not e.identifier_text else e for e in account.recipient)


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


def _slots(entities: Sequence[Entity]) -> list[int]:
    cells = [cell for entity in entities[:SLOTS] for cell in _side(entity)]
    return cells + [-1] * (5 * SLOTS - len(cells))


@lru_cache(maxsize=MEMORY)
def _side(entity: Entity) -> tuple[int, ...]:
    name = entity.identifier_text or (None if entity.code or entity.sector else entity.entity_text.lower())
    if is_country(entity):
        name = None
    elif name and entity.office and not entity.identifier_id:
        name = name.split()[-1]  # of whom no table knows: *Vahap Secer*, *Secer*
    nationals = entity.sector == "CVL" and is_country(entity)  # *four Iranians* may be hackers, in other words
    sector = None if nationals else entity.sector
    kind = next((n for n, kind in enumerate(_KINDS, start=1) if (sector or "GOV") in kind), 0)
    if not entity.code and not entity.identifier_text and entity.sector in (None, "UAF"):
        kind = WHOEVER
    sector = None if sector == "UNK" else sector  # *a decent man* may be a minister
    code = None if entity.code == ANYWHERE else entity.code
    lent = LENT if code and not name and entity.entity_text.islower() else 0
    return _or_none(code), _or_none(sector), _or_none(name), OFFICE * (entity.office is not None) | lent, kind


def fold(table: Table, groups: Sequence[Sequence[int]]) -> Table:
    """Returns a table with one row a group of rows that tell of one event: what each tells goes for all.

    The rows of a group exclude no other's day or place; its id is that of its first row.
    """
    folded = table.take([group[0] for group in groups])
    for row, group in enumerate(groups):
        if len(group) > 1:
            _fold_row(table, list(group), folded, row)
    return folded


def _fold_row(table: Table, group: list[int], folded: Table, row: int) -> None:
    for name in ("first", "low"):
        getattr(folded, name)[row] = getattr(table, name)[group].max()
    for name in ("last", "high"):
        getattr(folded, name)[row] = getattr(table, name)[group].min()
    for name in ("country", "place", "province", "mode"):
        told = getattr(table, name)[group]
        getattr(folded, name)[row] = told[np.argmax(2 * (told > 0) + (told < 0))]  # a town itself before one near by
    places = table.at[group]
    folded.at[row] = places[np.argmax(places.any(axis=1))]
    folded.counts[row] = table.counts[group].max(axis=0)
    for name in ("word", "name", "town", "people"):
        getattr(folded, name)[row] = np.bitwise_or.reduce(getattr(table, name)[group], axis=0)
    for name in ("actor", "recipient"):
        sides = dict.fromkeys(
            side for sides in getattr(table, name)[group].tolist() for side in map(tuple, sides) if side[0] >= 0
        )
        cells = [*sides][:SLOTS]
        getattr(folded, name)[row] = cells + [(-1,) * 5] * (SLOTS - len(cells))
