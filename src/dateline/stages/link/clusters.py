"""Linked pairs made into incidents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from dateline.stages.link.blocks import NEIGHBOURS, candidate_pairs, story_pairs
from dateline.stages.link.points import (
    FAR_KM,
    HINT_BESIDE,
    HINT_POINTS,
    SAME_REPORT,
    SAME_SIDE,
    SAME_TOWN,
    least,
    needed,
    parts,
    points,
)
from dateline.stages.link.table import Ints, Rows, Table, fold

# How much of the pairs of their rows must be able to be one event for two clusters to be one. Tuned as the points are
# (`points`); without it, records of a state's politics that tell no day, each a little like the next, become one event.
MET = 0.5
# How many rows of a large cluster are compared.
SAMPLE = 6


def linked_pairs(table: Table, candidates: Iterable[tuple[Ints, Ints]]) -> tuple[Ints, Rows]:
    """Returns the pairs that may be of one event, the surest first: the two rows of each; and which have the points they need.

    The more there is that a row may be one with, the more it takes to tell which (`needed`): other accounts at first, then,
    once these are put together, other events. Hints are left out.
    """
    kept = [np.empty((3, 0), dtype=np.int64)]
    for one, two in candidates:
        told = (table.hint[one] == 0) & (table.hint[two] == 0)
        one, two = one[told], two[told]
        found = points(table, one, two)
        good = found >= least(table, one, two)
        kept.append(np.unique(np.stack([-found[good], one[good], two[good]]), axis=1))
    found, one, two = np.unique(np.concatenate(kept, axis=1), axis=1)  # sorted by points, then by the rows
    pairs = np.stack([one, two])
    rivals = np.bincount(np.concatenate([one, two]), minlength=len(table))
    sure = -found >= needed(table, one, two, np.maximum(rivals[one], rivals[two]))
    rivals = _events_beside(len(table), pairs, Clusters(table, pairs, sure))
    return pairs, sure | (-found >= needed(table, one, two, np.maximum(rivals[one], rivals[two])))


def hinted_pairs(table: Table, candidates: Iterable[tuple[Ints, Ints]]) -> Ints:
    """Returns each hint with what other stories tell of an event that it may be of, the surest first: rows of hints, and rows
    of what is told."""
    kept = [np.empty((3, 0), dtype=np.int64)]
    for one, two in candidates:
        mixed = ((table.hint[one] == 0) != (table.hint[two] == 0)) & (table.story[one] != table.story[two])
        hint = np.where(table.hint[one], one, two)[mixed]
        told = np.where(table.hint[one], two, one)[mixed]
        found = points(table, hint, told)
        (good,) = np.nonzero(found >= HINT_POINTS + table.hint[hint])
        agree = parts(table, hint[good], told[good])
        somebody = (agree["sides"] >= SAME_SIDE) & (found[good] - agree["sides"] >= HINT_BESIDE)
        somewhere = (agree["place"] == SAME_TOWN) & (agree["days"] >= SAME_REPORT)
        good = good[somebody | somewhere]
        kept.append(np.stack([-found[good], hint[good], told[good]]))
    pairs: Ints = np.unique(np.concatenate(kept, axis=1), axis=1)[1:]
    return pairs


def _events_beside(size: int, pairs: Ints, clusters: Clusters) -> Ints:
    """How many events each row may be one with, beside its own."""
    rows, others = np.concatenate([pairs, pairs[::-1]], axis=1)
    known = np.unique(others)
    events = np.zeros(size, dtype=np.int64)
    events[known] = [clusters.leader(row) for row in known.tolist()]
    other = events[rows] != events[others]
    told = np.unique(rows[other] * size + events[others[other]])
    found: Ints = np.bincount(told // size, minlength=size)
    return found


def fold_stories(table: Table) -> tuple[Table, list[list[int]]]:
    """Returns the table with one row for all that a story tells of one event, and the rows of `table` that each is of.

    What one sentence leaves out, another says; so the stories are compared by all that they tell.
    """
    order = sorted(range(len(table)), key=table.ids.__getitem__)
    table = table.take(order)
    clusters = Clusters(table, *linked_pairs(table, story_pairs(table)))
    groups: dict[int, list[int]] = {}
    for row in range(len(table)):
        groups.setdefault(clusters.leader(row), []).append(row)
    return fold(table, list(groups.values())), [[order[row] for row in group] for group in groups.values()]


class Clusters:
    """Rows joined pair by pair; a cluster keeps the days on which all its members can have happened, town and province.

    No two rows whose days or towns exclude each other come together through a third that names none, nor two clusters of whose
    rows fewer than half the pairs (`MET`) may be of one event: strangers that one vague account knows. The rows of a table
    that no pair holds are clusters of their own. `part` names what hangs together at all, `linked` or not: a row's cluster
    hangs on the pairs of its part alone.
    """

    def __init__(self, table: Table, pairs: Ints, linked: Rows) -> None:
        rows, indices = np.unique(pairs, return_inverse=True)
        self._table = table
        self._rows: list[int] = rows.tolist()
        self._index = {row: n for n, row in enumerate(self._rows)}
        self._leader = list(range(len(rows)))
        self._part = list(range(len(rows)))
        self._members: dict[int, list[int]] = {}  # of clusters of several rows
        self._first: list[int] = table.first[rows].tolist()
        self._last: list[int] = table.last[rows].tolist()
        self._place: list[int] = table.place[rows].tolist()
        self._province: list[int] = table.province[rows].tolist()
        self._at: list[list[int]] = table.at[rows].tolist()
        self._about: dict[int, tuple[int, int]] = {}  # of clusters of several rows: words of any row, and of two at least
        ones, twos = indices.reshape(pairs.shape).astype(np.int32)
        near = np.concatenate([ones, twos])
        order = np.argsort(near, kind="stable")
        self._beside = np.concatenate([twos, ones])[order]  # the rows with which each makes a pair, row by row
        self._starts: list[int] = np.searchsorted(near[order], np.arange(len(rows) + 1)).tolist()
        for one, two, join in zip(ones.tolist(), twos.tolist(), linked.tolist(), strict=True):
            if join:
                self._join(one, two)
            low, high = sorted((_root(self._part, one), _root(self._part, two)))
            self._part[high] = low

    def leader(self, row: int) -> int:
        """Returns the first row of the cluster of a row."""
        return self._rows[_root(self._leader, self._index[row])] if row in self._index else row

    def part(self, row: int) -> int:
        """Returns the first row of the part of a row."""
        return self._rows[_root(self._part, self._index[row])] if row in self._index else row

    def _join(self, one: int, two: int) -> None:
        low, high = sorted((_root(self._leader, one), _root(self._leader, two)))
        first, last = max(self._first[low], self._first[high]), min(self._last[low], self._last[high])
        if low == high or first > last or not self._near(low, high) or not self._have_met(low, high):
            return
        about = self._of_both(low, high)
        if about is None:
            return
        self._about.pop(high, None)
        self._about[low] = about
        self._leader[high] = low
        self._members[low] = [*self._members.get(low, (low,)), *self._members.pop(high, (high,))]
        self._first[low], self._last[low] = first, last
        self._place[low] = max(self._place[low], self._place[high]) or self._place[low] or self._place[high]
        self._province[low] = self._province[low] or self._province[high]
        if not any(self._at[low]):
            self._at[low] = self._at[high]

    def _of_both(self, one: int, two: int) -> tuple[int, int] | None:
        """The words of two clusters together, and those of two of their rows at least; None where the rows of each agree on
        words that no row of the other has: two accusations of one day."""
        (any_one, agreed_one), (any_two, agreed_two) = self._words(one), self._words(two)
        shared = any_one & any_two
        apart = agreed_one and agreed_two and not (agreed_one | agreed_two) & shared
        return None if apart else (any_one | any_two, agreed_one | agreed_two | shared)

    def _words(self, n: int) -> tuple[int, int]:
        return self._about.get(n) or (int.from_bytes(self._table.word[self._rows[n]].tobytes()), 0)

    def _have_met(self, one: int, two: int) -> bool:
        """Tells whether enough pairs of the rows of two clusters may be of one event."""
        few, many = sorted((self._members.get(one, [one]), self._members.get(two, [two])), key=len)
        if len(many) == 1:
            return True
        if len(many) > NEIGHBOURS:  # so many were not all compared (`blocks`)
            return self._would_meet(few, many)
        other = _root(self._leader, many[0])
        beside = (n for row in few for n in self._beside[self._starts[row] : self._starts[row + 1]].tolist())
        met = sum(_root(self._leader, n) == other for n in beside)
        return met >= MET * len(few) * len(many)

    def _would_meet(self, few: list[int], many: list[int]) -> bool:
        """Compares some rows of each of two clusters, at equal steps through them."""
        some = [[self._rows[n] for n in rows[:: -(-len(rows) // SAMPLE)]] for rows in (few, many)]
        one, two = (found.ravel() for found in np.meshgrid(*(np.array(rows) for rows in some)))
        good = points(self._table, one, two) >= least(self._table, one, two)
        return bool(good.mean() >= MET)

    def _near(self, one: int, two: int) -> bool:
        for known in (self._place, self._province):
            if known[one] > 0 and known[two] > 0 and known[one] != known[two]:
                return False
        at, to = self._at[one], self._at[two]
        return not any(at) or not any(to) or sum((a - b) ** 2 for a, b in zip(at, to, strict=True)) <= FAR_KM**2


def _root(leader: list[int], n: int) -> int:
    while leader[n] != n:
        leader[n] = leader[leader[n]]
        n = leader[n]
    return n


def joined(table: Table, blocks: Iterable[tuple[Ints, Ints, Ints]]) -> Iterator[tuple[str, str | None, str]]:
    """Yields the id of each row, the id of the first row of its cluster (None for a hint that nothing bears out), and that of
    its part."""
    blocks = list(blocks)
    pairs, linked = linked_pairs(table, candidate_pairs(blocks))
    hinted = hinted_pairs(table, candidate_pairs(blocks) if table.hint.any() else ())
    apart = np.zeros(hinted.shape[1], dtype=bool)
    clusters = Clusters(table, np.concatenate([pairs, hinted], axis=1), np.append(linked, apart))
    bears_out = dict(hinted[:, ::-1].T.tolist())  # of each hint the surest
    for row, key in enumerate(table.ids):
        told = bears_out.get(row) if table.hint[row] else row
        first = None if told is None else table.ids[clusters.leader(told)]
        yield key, first, table.ids[clusters.part(row)]
