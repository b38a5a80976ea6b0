"""How much speaks for two accounts being of one event, in half points, for many pairs at once."""

from __future__ import annotations

import numpy as np

from dateline.stages.link.table import SLOTS, Ints, Table

# What two records of one story, and of two stories, need to be one event; tuned on the half of the project's own accounts
# of incidents that is for tuning (evaluation/incidents.py).
SAME_STORY_POINTS = 7
OTHER_STORY_POINTS = 7
EXCLUDED = -100
# What each agreement counts.
SAME_NAME, SAME_SIDE, LIKELY_SIDE = 4, 2, 1
SAME_DAYS, SAME_MONTH, SAME_REPORT, FAR_REPORT = 4, 2, 2, -5
SAME_TOWN, SAME_COUNTRY = 4, 2
WORDS, SHARED_WORDS = 2, (0.12, 0.25, 0.4)
SAME_NUMBER, OTHER_NUMBER = 2, -1
SAME_MODE, OTHER_MODE, OTHER_TYPE = 1, -4, -3
# A day given by one account and the day after by another, as where one counts from the report, are two days; but stories
# without days of their own are of one time if published within this many days of the other.
FAR_DAYS = 10
SHORT_DAYS = 3
# A town and the middle of its province are nearer than this, in all but the emptiest states.
FAR_KM = 200


def points(table: Table, one: Ints, two: Ints) -> Ints:
    """Returns the half points of each pair of rows; `EXCLUDED` or less where something excludes one event."""
    total = _days(table, one, two)
    total += _place(table, one, two)
    keep = np.nonzero(total > EXCLUDED // 2)[0]
    one, two = one[keep], two[keep]
    rest = _words(table, one, two) + _numbers(table, one, two) + _kind(table, one, two)
    rest += _mutual_sides(table, one, two) if table.mutual else _directed_sides(table, one, two, total[keep])
    total[keep] += rest
    return total


def needed(table: Table, one: Ints, two: Ints) -> Ints:
    """Returns the half points that each pair needs."""
    same_story = table.story[one] == table.story[two]
    return np.where(same_story, SAME_STORY_POINTS, OTHER_STORY_POINTS)


def _days(table: Table, one: Ints, two: Ints) -> Ints:
    first, last = np.maximum(table.first[one], table.first[two]), np.minimum(table.last[one], table.last[two])
    longest = np.maximum(table.last[one] - table.first[one], table.last[two] - table.first[two])
    found = np.where(longest <= SHORT_DAYS, SAME_DAYS, np.where(longest <= 31, SAME_MONTH, 0))
    # Where one of them tells no day of its own, the day of its story speaks for it.
    low, high = np.maximum(table.low[one], table.low[two]), np.minimum(table.high[one], table.high[two])
    span = np.maximum(table.high[one] - table.low[one], table.high[two] - table.low[two])
    report = np.where(low - high > FAR_DAYS, FAR_REPORT, np.where((low <= high) & (span <= 10), SAME_REPORT, 0))
    found = np.where(longest > 10_000, report, found)
    return np.where(first > last, EXCLUDED, found)


def _place(table: Table, one: Ints, two: Ints) -> Ints:
    a, b = table.country[one], table.country[two]
    found = np.where((a > 0) & (a == b), SAME_COUNTRY, 0)
    other = (a > 0) & (b > 0) & (a != b)
    for column in (table.place, table.province):
        named = (column[one] > 0) & (column[two] > 0)
        same = column[one] == column[two]
        found = np.where(named & same, SAME_TOWN, found)
        other |= named & ~same
    at, to = table.at[one], table.at[two]
    known = at.any(axis=1) & to.any(axis=1)
    other |= known & (((at - to) ** 2).sum(axis=1) > FAR_KM**2)
    return np.where(other, EXCLUDED, found)


def _words(table: Table, one: Ints, two: Ints) -> Ints:
    a, b = table.word[one], table.word[two]
    shared = np.bitwise_count(a & b).sum(axis=1, dtype=np.int64)
    either = np.bitwise_count(a | b).sum(axis=1, dtype=np.int64)
    share = shared / np.maximum(either, 1)
    steps: Ints = np.searchsorted(SHARED_WORDS, share, side="left").astype(np.int64)
    return steps * WORDS


def _numbers(table: Table, one: Ints, two: Ints) -> Ints:
    a, b = table.counts[one], table.counts[two]
    both = (a >= 0) & (b >= 0)
    same = (both & (a == b)).any(axis=1)
    return np.where(same, SAME_NUMBER, np.where(both.any(axis=1), OTHER_NUMBER, 0))


def _kind(table: Table, one: Ints, two: Ints) -> Ints:
    a, b = table.mode[one], table.mode[two]
    both = (a > 0) & (b > 0)
    found = np.where(both, np.where(a == b, SAME_MODE, OTHER_MODE), 0)
    return np.where(table.type[one] == table.type[two], found, np.minimum(found, 0) + OTHER_TYPE)


def _alike(a: Ints, b: Ints) -> Ints:
    """How well two sides agree, for each pair: `SAME_NAME`, `SAME_SIDE` (one country), `LIKELY_SIDE`, or 0."""
    (code_a, sector_a, name_a, office_a, state_a), (code_b, sector_b, name_b, office_b, state_b) = a.T, b.T
    same_code = (code_a > 0) & (code_a == code_b)
    no_code = (code_a == 0) & (code_b == 0)
    code_open = (code_a == 0) ^ (code_b == 0)
    same_sector = (sector_a > 0) & (sector_a == sector_b)
    sector_good = (sector_a == sector_b) | (sector_a == 0) | (sector_b == 0)
    both_named = (name_a > 0) & (name_b > 0)
    same_name = both_named & (name_a == name_b)
    other_person = both_named & ~same_name & (office_a > 0) & (office_b > 0)
    found = np.where((same_code & sector_good) | (no_code & same_sector), SAME_SIDE, 0)
    likely = (same_code & (state_a > 0) & (state_b > 0)) | (code_open & same_sector)
    found = np.where((found == 0) & likely, LIKELY_SIDE, found)
    found = np.where(both_named & ~same_name, np.minimum(found, LIKELY_SIDE), found)
    found = np.where(other_person, 0, found)
    found = np.where(same_name & (same_code | no_code | code_open), SAME_NAME, found)
    return np.where((code_a < 0) | (code_b < 0), 0, found)


def _directed_sides(table: Table, one: Ints, two: Ints, so_far: Ints) -> Ints:
    actor, recipient = (_end(side[one], side[two]) for side in (table.actor, table.recipient))
    # Each side of a war blames the other for one shell: the actor may differ where victim, day and town agree.
    blame = (actor < 0) & (recipient >= SAME_SIDE) & (so_far >= SAME_DAYS + SAME_TOWN)
    found = np.where(blame, recipient, actor + recipient)
    return np.where(((actor < 0) & ~blame) | (recipient < 0), EXCLUDED, found)


def _end(a: Ints, b: Ints) -> Ints:
    """The best agreement of one end of the records; 0 where one of them names nobody, below 0 where none agrees."""
    best = np.zeros(len(a), dtype=np.int64)
    for i in range(SLOTS):
        for j in range(SLOTS):
            there = (a[:, i, 0] >= 0) & (b[:, j, 0] >= 0)
            if not there.any():
                break
            best = np.maximum(best, _alike(a[:, i], b[:, j]))
    named = (a[:, 0, 0] >= 0) & (b[:, 0, 0] >= 0)
    return np.where(named & (best == 0), EXCLUDED, best)


def _mutual_sides(table: Table, one: Ints, two: Ints) -> Ints:
    a, b = table.actor[one], table.actor[two]
    best = np.zeros((len(a), SLOTS, SLOTS), dtype=np.int64)
    for i in range(SLOTS):
        for j in range(SLOTS):
            if not ((a[:, i, 0] >= 0) & (b[:, j, 0] >= 0)).any():
                break
            best[:, i, j] = _alike(a[:, i], b[:, j])
    rows = np.sort(best.max(axis=2), axis=1)
    columns = np.sort(best.max(axis=1), axis=1)
    top, second = rows[:, -1], np.minimum(rows[:, -2], columns[:, -2])
    several = (a[:, 1, 0] >= 0) & (b[:, 1, 0] >= 0)
    return np.where((top == 0) | (several & (second == 0)), EXCLUDED, top + second)
