"""link: records of one real-world event share an incident id.

Two records can be one event when nothing they say excludes it (sides, days, place) and enough speaks for it.
`incidents` works on any collection of events: a page's, or a store's. Records of different families of types are never one
event, so that a store is linked one family after the other.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from dateline.context import Context
from dateline.records import Event, Issue, Reading
from dateline.stages.link.accounts import ELSEWHEN, FAMILIES, Account, account_of
from dateline.stages.link.days import Told, linked_dates

if TYPE_CHECKING:
    from dateline.stages.link.table import Table

__all__ = ["ELSEWHEN", "FAMILIES", "Account", "Told", "account_of", "incidents", "link", "link_family", "linked_dates"]


def link(reading: Reading, context: Context) -> Iterator[Event | Issue]:
    """Yields the page's events with `link` set: the incident id that records of one event on the page share."""
    found = incidents(account_of(event) for event in reading.events)
    yield from (dataclasses.replace(event, link=found[event.id]) for event in reading.events)


def incidents(accounts: Iterable[Account]) -> dict[str, str]:
    """Returns the incident id of each account, by its id. The same accounts give the same ids in any order."""
    families: dict[str, list[Account]] = defaultdict(list)
    for account in accounts:
        families[account.family].append(account)
    return {key: value for family, members in families.items() for key, value in link_family(members, family=family)}


def link_family(accounts: Iterable[Account], *, family: str) -> Iterator[tuple[str, str]]:
    """Yields id and incident id of each account of one family of types.

    An incident's id comes from its smallest account's. The surest pairs join first, and no two whose days or towns exclude
    each other come together through a third that names none. Memory: the table of `make_table`.
    """
    from dateline.stages.link.table import make_table

    ids: list[str] = []
    members = sorted(accounts, key=lambda account: account.id) if isinstance(accounts, list) else accounts

    def noted() -> Iterator[Account]:
        for account in members:
            ids.append(account.id)
            yield account

    table = make_table(noted(), family=family)
    clusters = _Clusters(table)
    for one, two in _surest_first(table):
        clusters.join(one, two)
    for row, key in enumerate(ids):
        yield key, "i" + hashlib.sha256(ids[clusters.root(row)].encode()).hexdigest()[:15]


def _surest_first(table: Table) -> Iterator[tuple[int, int]]:
    """Yields the rows of linked pairs, the surest first."""
    import numpy as np

    from dateline.stages.link.points import needed, points
    from dateline.stages.link.table import candidate_pairs

    kept = [np.empty((3, 0), dtype=np.int64)]
    for one, two in candidate_pairs(table):
        found = points(table, one, two)
        good = found >= needed(table, one, two)
        kept.append(np.stack([-found[good], one[good], two[good]]))
    pairs = np.unique(np.concatenate(kept, axis=1), axis=1)  # sorted by points, then by the rows
    for start in range(0, pairs.shape[1], 100_000):
        yield from zip(pairs[1, start : start + 100_000].tolist(), pairs[2, start : start + 100_000].tolist(), strict=True)


class _Clusters:
    """Rows joined step by step; a cluster keeps the days on which all its members can have happened, town and province."""

    def __init__(self, table: Table) -> None:
        self._leader = list(range(len(table)))
        self._first: list[int] = table.first.tolist()
        self._last: list[int] = table.last.tolist()
        self._place: list[int] = table.place.tolist()
        self._province: list[int] = table.province.tolist()
        self._at: list[list[int]] = table.at.tolist()

    def root(self, row: int) -> int:
        leader = self._leader
        while leader[row] != row:
            leader[row] = leader[leader[row]]
            row = leader[row]
        return row

    def join(self, one: int, two: int) -> None:
        low, high = sorted((self.root(one), self.root(two)))
        first, last = max(self._first[low], self._first[high]), min(self._last[low], self._last[high])
        if low == high or first > last or not self._near(low, high):
            return
        self._leader[high] = low
        self._first[low], self._last[low] = first, last
        self._place[low] = self._place[low] or self._place[high]
        self._province[low] = self._province[low] or self._province[high]
        if not any(self._at[low]):
            self._at[low] = self._at[high]

    def _near(self, one: int, two: int) -> bool:
        from dateline.stages.link.points import FAR_KM

        for known in (self._place, self._province):
            if known[one] and known[two] and known[one] != known[two]:
                return False
        at, to = self._at[one], self._at[two]
        return not any(at) or not any(to) or sum((a - b) ** 2 for a, b in zip(at, to, strict=True)) <= FAR_KM**2
