"""Which accounts are worth comparing: those that share a block, and stand near each other in it.

A block is a week, a sector with a week, a side with a week, a month, a town or another side, or a town with a month. In each,
the accounts stand in the order of their days, towns and ids, and each is compared with the `NEIGHBOURS` that follow: a full
comparison of "USA, CONSULT, one month" would be quadratic, and one event's accounts stand near each other. So whether two
accounts are compared hangs on these and on what stands between them, and on nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from dateline.stages.link.table import Ints, Table, number

# How many accounts of one event stand between two of its accounts: twice the figure changes no link of the project's own.
NEIGHBOURS = 24
CHUNK = 200_000
_WEEK, _MONTH, _TOWN, _PAIR, _ALONE, _TOWN_MONTH = range(1, 7)
_MOST_WEEK_DAYS, _MOST_MONTH_DAYS = 3 * 7, 62
_LOW_BITS = 2**63 - 1


def keys(table: Table) -> Iterator[list[int]]:
    """Yields the numbers of the blocks of each row, each once; numbers of two families differ. Hints are in fewer: of
    a sector alone none is borne out."""
    family = number(table.family)
    actor, recipient = table.actor.tolist(), table.recipient.tolist()
    town = np.where(table.place != 0, np.abs(table.place), table.province).tolist()
    days = zip(table.low.tolist(), table.high.tolist(), strict=True)
    rest = zip(town, table.country.tolist(), table.hint.tolist(), strict=True)
    for one, two, (low, high), (place, country, hint) in zip(actor, recipient, days, rest, strict=True):
        ends = [end for end in (*one, *two) if end[0] >= 0]
        sides = sorted({code or sector or name for code, sector, name, *_ in ends})
        # In the order of days and towns (0): accounts may share no word of a side; "our police" are of no state.
        others = [0] if hint else [0, *sorted({sector for code, sector, *_ in ends if code and sector})]
        yield sorted({_mixed(family, *key) for key in _row_keys(sides, others, low, high, place, country)})


def _row_keys(
    sides: list[int], others: list[int], low: int, high: int, place: int, country: int
) -> Iterator[tuple[int, int, int]]:
    weeks = range(low // 7, high // 7 + 1) if high - low <= _MOST_WEEK_DAYS else ()
    months = range(low // 31, high // 31 + 1) if high - low <= _MOST_MONTH_DAYS else ()
    for other in others:
        yield from ((_WEEK, other, week) for week in weeks)
    for side in sides:
        yield from ((_WEEK, side, week) for week in weeks)
        yield from ((_MONTH, side, month) for month in months)
        if place:
            yield _TOWN, side, place
        yield from ((_PAIR, side, other) for other in sides if other > side)
    if place:
        yield from ((_TOWN_MONTH, place, month) for month in months)
    if len(sides) < 2:
        yield _ALONE, sides[0] if sides else 0, place or country


def _mixed(*parts: int) -> int:
    """One number of several."""
    mixed = 0
    for part in parts:
        mixed = ((mixed ^ part) * 0x9E3779B97F4A7C15 + 0x7F4A7C15) & 0xFFFFFFFFFFFFFFFF
        mixed ^= mixed >> 29
    return mixed & _LOW_BITS


def ranked(table: Table, lists: Sequence[list[int]]) -> Iterator[tuple[Ints, Ints, Ints]]:
    """Yields the blocks of a whole table, whose `keys` are `lists`: number of the block, place in its order, and row; sorted
    by the first two."""
    counts = np.fromiter(map(len, lists), dtype=np.int64, count=len(lists))
    block = np.fromiter((key for found in lists for key in found), dtype=np.int64, count=int(counts.sum()))
    row = np.repeat(np.arange(len(lists)), counts)
    by_id = np.argsort(np.argsort(np.array(table.ids)))
    order = np.lexsort((by_id[row], table.place[row], table.low[row], block))
    block, row = block[order], row[order]
    starts = np.concatenate(([True], block[1:] != block[:-1])).nonzero()[0] if len(block) else np.empty(0, dtype=np.int64)
    rank = np.arange(len(block)) - np.repeat(starts, np.diff(np.append(starts, len(block))))
    yield block, rank, row


def candidate_pairs(blocks: Iterable[tuple[Ints, Ints, Ints]]) -> Iterator[tuple[Ints, Ints]]:
    """Yields rows to be compared, the smaller first, in chunks; a pair may come more than once.

    Pieces of `blocks` are sorted, and no block goes over from one to the next.
    """
    for block, rank, row in blocks:
        ones: list[Ints] = []
        twos: list[Ints] = []
        size = 0  # of few accounts all pairs are one chunk: to compare any takes as long as to compare many
        for step in range(1, min(NEIGHBOURS, len(block) - 1) + 1):
            (near,) = np.nonzero((block[:-step] == block[step:]) & (rank[step:] - rank[:-step] <= NEIGHBOURS))
            if not len(near):
                break
            for start in range(0, len(near), CHUNK):
                at = near[start : start + CHUNK]
                if size + len(at) > CHUNK:
                    yield _ordered(ones, twos)
                    ones, twos, size = [], [], 0
                ones.append(row[at])
                twos.append(row[at + step])
                size += len(at)
        if size:
            yield _ordered(ones, twos)


def _ordered(ones: list[Ints], twos: list[Ints]) -> tuple[Ints, Ints]:
    one, two = np.concatenate(ones), np.concatenate(twos)
    return np.minimum(one, two), np.maximum(one, two)


def story_pairs(table: Table) -> Iterator[tuple[Ints, Ints]]:
    """Yields the rows of one story to be compared."""
    order = np.argsort(table.story, kind="stable")
    yield from candidate_pairs([(table.story[order], np.arange(len(order)), order)])
