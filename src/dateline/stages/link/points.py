"""How much speaks for two accounts being of one event, in half points, for many pairs at once."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np

from dateline.stages.link.table import LENT, OFFICE, OPEN_LAST, SLOTS, WHOEVER, Ints, Rows, Table, number

# What two records of one story, and of two stories, need to be one event: these at least, with each doubling of what they
# may be one with `RIVAL_POINTS` more, and no more than the most. Tuned on the half of the project's own accounts of incidents
# that is for tuning (evaluation/incidents.py).
SAME_STORY_POINTS, SAME_STORY_ABOUT_POINTS = 6, 7
LEAST_POINTS, MOST_POINTS = 3, 10
RIVAL_POINTS = 1.5
# What a hint needs with what another story tells, more than it lacks itself (`Table.hint`), and what of it beside a side: a
# day, a town, or several weaker signs. Where no side agrees, the town and about the day do.
HINT_POINTS, HINT_BESIDE = 4, 4
EXCLUDED = -100
# What each agreement counts.
SAME_NAME, SAME_SIDE = 4, 2
SAME_DAYS, SAME_MONTH, SAME_REPORT, FAR_REPORT = 4, 2, 2, -5
SAME_TOWN, SAME_COUNTRY = 4, 1
WORDS, SHARED_WORDS = 2, (0.12, 0.25, 0.4)
# Where both tell that much of what it was about and share no word of it.
OTHER_WORDS, FEW_WORDS = -1, 3
SAME_PROPER, OTHER_TOWN = 3, -7
SAME_PEOPLE, FEW_SAME_PEOPLE = 2, 1
SAME_NUMBER, OTHER_NUMBER = 2, -1
SAME_MODE, OTHER_MODE, OTHER_TYPE = 1, -2, -1
# A day given by one account and the day after by another, as where one counts from the report, are two days; but stories
# without days of their own are of one time if published within this many days of the other.
FAR_DAYS = 10
SHORT_DAYS = 3
# A town and the middle of its province are nearer than this, in all but the emptiest states.
FAR_KM = 200
# What goes along with an event of another type and is one of its own.
_BESIDE = [number(mode) for mode in ("arrest", "censor", "curfew", "martial-law")]


def points(table: Table, one: Ints, two: Ints) -> Ints:
    """Returns the half points of each pair of rows; `EXCLUDED` or less where something excludes one event."""
    days, place = _days(table, one, two), _place(table, one, two)
    total = days + place
    keep = np.nonzero(total > EXCLUDED // 2)[0]
    total[keep] += np.sum([*_parts(table, one[keep], two[keep], days[keep], place[keep]).values()], axis=0)
    return total


def parts(table: Table, one: Ints, two: Ints) -> dict[str, Ints]:
    """Returns what the points of each pair are made of, by what speaks for or against one event."""
    days, place = _days(table, one, two), _place(table, one, two)
    return {"days": days, "place": place, **_parts(table, one, two, days, place)}


def _parts(table: Table, one: Ints, two: Ints, days: Ints, place: Ints) -> dict[str, Ints]:
    # what both fields tell of the place, names tell once more; a province and a town in it have two names
    placed = (place == SAME_TOWN) | (table.at[one].any(axis=1) & table.at[two].any(axis=1))
    return {
        "words": _words(table, one, two),
        "numbers": _numbers(table, one, two),
        "kind": _kind(table, one, two),
        "names": np.where(placed, _names(table.name & ~table.town, one, two), _names(table.name, one, two)),
        "towns": np.where(placed, 0, _towns(table, one, two)),
        "sides": _mutual_sides(table, one, two) if table.mutual else _directed_sides(table, one, two, days + place),
    }


def least(table: Table, one: Ints, two: Ints) -> Ints:
    """Returns the half points with which each pair may be of one event."""
    same_story = table.story[one] == table.story[two]
    return np.where(same_story, SAME_STORY_ABOUT_POINTS if table.about else SAME_STORY_POINTS, LEAST_POINTS)


def needed(table: Table, one: Ints, two: Ints, rivals: Ints) -> Ints:
    """Returns the half points that each pair needs to be linked, where its rows have at most so many `rivals` to be one with.

    Each doubling of what a report may be one with halves the odds that it is this one.
    """
    found = least(table, one, two)
    more = np.minimum(found + (RIVAL_POINTS * np.log2(np.maximum(rivals, 1))).astype(np.int64), MOST_POINTS)
    return np.where(table.story[one] == table.story[two], found, more)


def _days(table: Table, one: Ints, two: Ints) -> Ints:
    first, last = np.maximum(table.first[one], table.first[two]), np.minimum(table.last[one], table.last[two])
    longest = np.maximum(table.last[one] - table.first[one], table.last[two] - table.first[two])
    found = np.where(longest <= SHORT_DAYS, SAME_DAYS, np.where(longest <= 31, SAME_MONTH, 0))
    # Where one of them tells no day of its own, the day of its story speaks for it.
    low, high = np.maximum(table.low[one], table.low[two]), np.minimum(table.high[one], table.high[two])
    span = np.maximum(table.high[one] - table.low[one], table.high[two] - table.low[two])
    report = np.where(low - high > FAR_DAYS, FAR_REPORT, np.where((low <= high) & (span <= 10), SAME_REPORT, 0))
    found = np.where(longest > 10_000, report, found)
    # What happened after a story was published is not what it tells of, wherever its own clock may be.
    later = (low - high > 1) & (longest > 10_000) & ((table.last[one] < OPEN_LAST) ^ (table.last[two] < OPEN_LAST))
    told_before = later & (
        np.where(table.last[one] < OPEN_LAST, table.low[one] > table.high[two], table.low[two] > table.high[one])
    )
    return np.where((first > last) | told_before, EXCLUDED, found)


def _place(table: Table, one: Ints, two: Ints) -> Ints:
    a, b = table.country[one], table.country[two]
    found = np.where((a > 0) & (a == b), SAME_COUNTRY, 0)
    other = (a > 0) & (b > 0) & (a != b)
    for column in (table.place, table.province):
        same = np.abs(column[one]) == np.abs(column[two])
        found = np.where((column[one] != 0) & same, SAME_TOWN, found)
        other |= (column[one] > 0) & (column[two] > 0) & ~same  # what was near one town may have been in another
    at, to = table.at[one], table.at[two]
    known = at.any(axis=1) & to.any(axis=1)
    other |= known & (((at - to) ** 2).sum(axis=1) > FAR_KM**2)
    return np.where(other, EXCLUDED, found)


def _words(table: Table, one: Ints, two: Ints) -> Ints:
    shared, either, fewer = _overlap(table.word, one, two)
    share = shared / np.maximum(either, 1)
    steps = np.minimum(np.searchsorted(SHARED_WORDS, share, side="left"), shared)
    found: Ints = steps * WORDS
    if table.about:
        found = np.where((shared == 0) & (fewer >= FEW_WORDS), OTHER_WORDS, found)
    shared, _, fewer = _overlap(table.people, one, two)
    same = np.where(2 * shared >= fewer, SAME_PEOPLE, FEW_SAME_PEOPLE)
    return found + np.where(shared > 0, same, 0)


def _names(sets: Rows, one: Ints, two: Ints) -> Ints:
    shared, _, fewer = _overlap(sets, one, two)
    return np.where((fewer > 0) & (shared == fewer), SAME_PROPER, 0)


def _towns(table: Table, one: Ints, two: Ints) -> Ints:
    shared, _, fewer = _overlap(table.town, one, two)
    return np.where((fewer > 0) & (shared == 0), OTHER_TOWN, 0)


def _overlap(sets: Rows, one: Ints, two: Ints) -> tuple[Ints, Ints, Ints]:
    """How many members two sets share, how many either has, and how many the smaller has."""
    a, b = sets[one], sets[two]
    shared, either = (np.bitwise_count(both).sum(axis=1, dtype=np.int64) for both in (a & b, a | b))
    fewer = np.minimum(np.bitwise_count(a).sum(axis=1, dtype=np.int64), np.bitwise_count(b).sum(axis=1, dtype=np.int64))
    return shared, either, fewer


def _numbers(table: Table, one: Ints, two: Ints) -> Ints:
    a, b = table.counts[one], table.counts[two]
    both = (a >= 0) & (b >= 0)
    same = (both & (a == b)).any(axis=1)
    return np.where(same, SAME_NUMBER, np.where(both.any(axis=1), OTHER_NUMBER, 0))


def _kind(table: Table, one: Ints, two: Ints) -> Ints:
    a, b = table.mode[one], table.mode[two]
    both = (a > 0) & (b > 0)
    found = np.where(both, np.where(a == b, SAME_MODE, OTHER_MODE), 0)
    apart = (table.story[one] == table.story[two]) | np.isin(a, _BESIDE) | np.isin(b, _BESIDE)
    other = np.where(apart, EXCLUDED, np.minimum(found, 0) + OTHER_TYPE)
    return np.where(table.type[one] == table.type[two], found, other)


def _alike(a: Ints, b: Ints) -> Ints:
    """How well two sides agree, for each pair: `SAME_NAME`, `SAME_SIDE` (one country, or people of one kind), or 0."""
    (code_a, sector_a, name_a, said_a, kind_a), (code_b, sector_b, name_b, said_b, kind_b) = a.T, b.T
    same_code = (code_a > 0) & (code_a == code_b)
    no_code = (code_a == 0) & (code_b == 0)
    # a state that the story lent to a side may be another where its own words do not say it
    code_open = ((code_a == 0) ^ (code_b == 0)) | (((said_a | said_b) & LENT > 0) & ~same_code)
    same_sector = (sector_a > 0) & (sector_a == sector_b)
    sector_good = (sector_a == sector_b) | (sector_a == 0) | (sector_b == 0)
    both_named = (name_a > 0) & (name_b > 0)
    same_name = both_named & (name_a == name_b)
    one_kind = (same_code | no_code | code_open) & (kind_a > 0) & (kind_a == kind_b)
    found = np.where((same_code & sector_good) | (no_code & same_sector) | one_kind, SAME_SIDE, 0)
    found = np.where(_are_others(a, b), 0, found)
    found = np.where(same_name & (same_code | no_code | code_open), SAME_NAME, found)
    return np.where((code_a < 0) | (code_b < 0), 0, found)


def _are_others(a: Ints, b: Ints) -> Rows:
    """Whether two sides are persons in office of different names."""
    names = (a[:, 2] > 0) & (b[:, 2] > 0) & (a[:, 2] != b[:, 2])
    found: Rows = names & ((a[:, 3] & b[:, 3] & OFFICE) > 0)
    return found


def _directed_sides(table: Table, one: Ints, two: Ints, so_far: Ints) -> Ints:
    actor, recipient = (_end(side[one], side[two]) for side in (table.actor, table.recipient))
    # Of what people of one state do to one another its name tells one thing, not two.
    at_home = _at_home(table, one) | _at_home(table, two)
    both = np.where(at_home & (actor + recipient > EXCLUDED // 2), np.maximum(actor, recipient), actor + recipient)
    # Each side of a war blames the other for one shell: the actor may differ where victim, day and town agree.
    blame = (actor == EXCLUDED) & (recipient >= SAME_SIDE) & (so_far >= SAME_DAYS + SAME_TOWN)
    found = np.where(blame, recipient, both)
    (apart,) = np.nonzero(found < EXCLUDED // 2)
    found[apart] = np.where(_turned(table, one[apart], two[apart]), SAME_SIDE, EXCLUDED)
    return found


def _at_home(table: Table, rows: Ints) -> Rows:
    """Whether a record is of what people of one state do to one another."""
    code: Ints = table.actor[rows, 0, 0]
    found: Rows = (code > 0) & (code == table.recipient[rows, 0, 0])
    return found


def _turned(table: Table, one: Ints, two: Ints) -> Rows:
    """Whether one of two records names one end only, and the other has that side at its other end: of a side that is told alone
    it is seldom sure which it is (*a first Ugandan crew was let go*)."""
    found = np.zeros(len(one), dtype=bool)
    for a, b in ((one, two), (two, one)):
        for end, other in ((table.actor, table.recipient), (table.recipient, table.actor)):
            (alone,) = np.nonzero(_named(end[a]) & ~_named(other[a]))
            found[alone] |= _best(end[a[alone]], other[b[alone]]) >= SAME_SIDE
    return found


def _best(a: Ints, b: Ints) -> Ints:
    """How well the two sides agree that agree best of two ends of records."""
    best = np.zeros(len(a), dtype=np.int64)
    for i, j in _both_there(a, b):
        best = np.maximum(best, _alike(a[:, i], b[:, j]))
    return best


def _end(a: Ints, b: Ints) -> Ints:
    """The best agreement of one end of the records; 0 where one names nobody, or both others of one state, and `EXCLUDED` where
    none agrees."""
    best = _best(a, b)
    one_state = np.zeros(len(a), dtype=bool)
    for i, j in _both_there(a, b):
        one, two = a[:, i], b[:, j]
        one_state |= (one[:, 0] > 0) & (one[:, 0] == two[:, 0]) & ~_are_others(one, two)
    return np.where(_named(a) & _named(b) & (best == 0) & ~one_state, EXCLUDED, best)


def _both_there(a: Rows, b: Rows) -> Iterator[tuple[int, int]]:
    """Yields the slots of two ends of which some pair of records has both."""
    there = [[int(slot) for slot in np.nonzero((side[:, :, 0] >= 0).any(axis=0))[0]] for side in (a, b)]
    yield from itertools.product(*there)


def _named(side: Rows) -> Rows:
    """Whether an end of the records names somebody of whom anything is known."""
    found: Rows = ((side[:, :, 0] >= 0) & (side[:, :, 4] != WHOEVER)).any(axis=1)
    return found


def _mutual_sides(table: Table, one: Ints, two: Ints) -> Ints:
    a, b = table.actor[one], table.actor[two]
    best = np.zeros((len(a), SLOTS, SLOTS), dtype=np.int64)
    for i, j in _both_there(a, b):
        best[:, i, j] = _alike(a[:, i], b[:, j])
    rows = np.sort(best.max(axis=2), axis=1)
    columns = np.sort(best.max(axis=1), axis=1)
    top, second = rows[:, -1], np.minimum(rows[:, -2], columns[:, -2])
    several = (a[:, 1, 0] >= 0) & (b[:, 1, 0] >= 0)
    return np.where((top == 0) | (several & (second == 0)), EXCLUDED, top + second)
