"""What the views ask of the reading copy. All take filters and give rows; the words of a page are never part of the SQL."""

from __future__ import annotations

import copy
import datetime
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Any, Literal, TypeVar

from dateline.serve.filters import EVERYTHING, SIDE_COLUMNS, Condition, Filters, after, joined, where
from dateline.serve.snapshot import Parameters, Snapshot
from dateline.store.rows import Row, event_record

Found = TypeVar("Found")
Step = Callable[[datetime.date], datetime.date]
FACET_VALUES = 60
UNDATED = datetime.date(1, 1, 1)
FAR = datetime.date(2200, 1, 1)  # later days are slips of a pen, and would leave no room for the others
_CACHE_ENTRIES = 1000
# Rendered pages, some 70 kB each.
_PAGE_ENTRIES = 200
# Matches of words, at most some megabytes each.
_MATCH_ENTRIES = 16


class Cache:
    """Answers of the current version of the reading copy, the latest used kept. Of many that ask the same at once, one works
    it out and the others wait for it."""

    def __init__(self, entries: int = _CACHE_ENTRIES) -> None:
        self._entries = entries
        self._kept: OrderedDict[object, Any] = OrderedDict()
        self._lock = threading.Lock()
        self._making: dict[object, threading.RLock] = {}

    def get(self, key: object, make: Callable[[], Found]) -> Found:
        """Returns what `make` gives, or gave the last time for `key`."""
        with self._lock:
            if key in self._kept:
                found: Found = self._take(key)
                return found
            making = self._making.setdefault(key, threading.RLock())
        with making:
            with self._lock:
                if key in self._kept:
                    found = self._take(key)
                    return found
            try:
                found = make()
                with self._lock:
                    self._kept[key] = found
                    while len(self._kept) > self._entries:
                        self._kept.popitem(last=False)
            finally:
                with self._lock:
                    self._making.pop(key, None)
        return found

    def _take(self, key: object) -> Any:
        self._kept.move_to_end(key)
        return self._kept[key]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar of a histogram: the days it covers and how many events."""

    first: datetime.date
    last: datetime.date
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetValue:
    """One value of a facet with how many events have it under the other filters."""

    value: str
    count: int
    chosen: bool


class Queries:
    """The questions of the views, asked of one reading copy."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.coder = ""
        self.cache = Cache()
        self.pages = Cache(_PAGE_ENTRIES)
        self.found = Cache(_MATCH_ENTRIES)

    def seen_by(self, coder: str) -> Queries:
        """Returns the same questions as asked by a coder who reviews blind: of a record that others decided on, but not this
        coder, the answers have what was coded, and the coder's own edits."""
        if not self.snapshot.version or not self.veiled_from(coder):
            return self
        found = copy.copy(self)
        found.coder = coder
        return found

    def veiled_from(self, coder: str) -> int:
        """Returns how many records a coder sees otherwise than everybody else."""
        text = "SELECT count(*) AS count FROM veiled_from(?)"
        key = (self.snapshot.version, "veiled", coder)
        return self.cache.get(key, lambda: int(self.snapshot.rows(text, [coder])[0]["count"]))

    def kept(self, key: tuple[object, ...], make: Callable[[], Found]) -> Found:
        """Returns what `make` gives, worked out once for a version of the reading copy and who asks."""
        return self.cache.get((*self.state, *key), make)

    @property
    def state(self) -> tuple[object, ...]:
        """What answers hang on beside the question."""
        return self.snapshot.version, self.coder

    def rows(self, text: str, parameters: Parameters = ()) -> list[Row]:
        """Returns the rows of one query, with values as JSON has them.

        Raises:
            TooSlow: it ran too long.
        """
        return self.snapshot.rows(text, parameters, coder=self.coder)

    def value(self, text: str, parameters: Parameters = ()) -> int:
        """Returns the one number that a query gives."""
        [row] = self.rows(text, parameters)
        return int(next(iter(row.values())) or 0)

    def counted_before(self, condition: Condition) -> bool:
        """Tells whether the counts made at each refresh are those of a condition: with no filter, and for all to see."""
        return condition.sql == _NOTHING_SET and not self.coder

    def total(self, condition: Condition) -> int:
        """Returns how many events meet a condition."""
        if self.counted_before(condition):
            return self.counted("records")
        key = ("total", condition.sql, repr(condition.parameters))
        text = f"SELECT count(*) FROM e WHERE {condition.sql}"  # noqa: S608 - made of parts of filters.py, values as parameters
        return self.kept(key, lambda: self.value(text, condition.parameters))

    def where(self, filters: Filters, *, leave_out: str = "") -> Condition:
        """Returns the condition of the filters; words are looked for once, not once a count."""
        if not filters.q:
            return where(filters, leave_out=leave_out)
        words = self.among("n", "SELECT n FROM e WHERE contains(folded, ?)", (filters.q.lower(),))
        return joined([words, where(filters.model_copy(update={"q": None}), leave_out=leave_out)])

    def among(self, column: str, text: str, parameters: tuple[object, ...]) -> Condition:
        """Returns the condition that a column is among what a query gives, which is asked once for all that name it."""
        name = f"matches_{hashlib.sha256(repr((text, parameters)).encode('utf-8', 'replace')).hexdigest()[:16]}"
        found = self.found.get((*self.state, name), lambda: self.snapshot.matches(name, text, parameters, coder=self.coder))
        return Condition(f"{column} IN (FROM {name})", (found,))

    def incidents(self, condition: Condition) -> int:
        """Returns how many incidents the events that meet a condition are records of."""
        if self.counted_before(condition):
            return self.counted("incidents")
        key = ("incidents", condition.sql, repr(condition.parameters))
        text = f"SELECT count(DISTINCT incident) FROM e WHERE {condition.sql}"  # noqa: S608
        return self.kept(key, lambda: self.value(text, condition.parameters))

    def counted(self, name: str) -> int:
        """Returns a total of the whole reading copy: ``records``, ``incidents``."""
        rows = self.kept(("totals",), lambda: self.rows("SELECT name, count FROM total"))
        return next((int(row["count"]) for row in rows if row["name"] == name), 0)

    def events(self, filters: Filters) -> tuple[list[Row], str | None]:
        """Returns one page of events, the latest day first, and the cursor of the next page."""
        condition = after(filters, self.where(filters))
        text = (
            f"SELECT n, {filters.day}::VARCHAR AS d FROM e WHERE {condition.sql}"  # noqa: S608
            f" ORDER BY {filters.day} DESC, n DESC LIMIT {filters.limit + 1:d}"
        )
        found = self.rows(text, condition.parameters)
        numbers = [row["n"] for row in found[: filters.limit]]
        more = f"{found[filters.limit - 1]['d']}.{numbers[-1]}" if len(found) > filters.limit else None
        return self.by_number(numbers), more

    def by_number(self, numbers: list[int]) -> list[Row]:
        """Returns whole event rows by their numbers, in that order."""
        if not numbers:
            return []
        marks = ", ".join("?" * len(numbers))
        rows = self.rows(f"{_WHOLE} WHERE n IN ({marks})", numbers)
        by_number = {row["n"]: row for row in rows}
        return [by_number[n] for n in numbers if n in by_number]

    def by_ids(self, ids: list[str]) -> list[Row]:
        """Returns whole event rows by their ids, the latest day first."""
        if not ids:
            return []
        marks = ", ".join("?" * len(ids))
        rows = self.rows(f"{_WHOLE} WHERE id IN ({marks})", ids)
        return sorted(rows, key=lambda row: (row["eday"], row["n"]), reverse=True)

    def every_event(self, filters: Filters) -> Iterator[Row]:
        """Returns all events that meet the filters, whatever the page, for exports."""
        return page_after_page(self.events, filters, at_a_time=5_000)

    def arrived_since(
        self, filters: Filters, number: int, newest: int, *, most: int = 100, order: Literal["ASC", "DESC"] = "DESC"
    ) -> list[Row]:
        """Returns at most so many events under the filters that came after number `number`, up to number `newest` (what comes
        while this is asked is for the next question), the latest (or first) first."""
        condition = joined([where(filters), Condition("n > ? AND n <= ?", (number, newest))])
        text = f"SELECT n FROM e WHERE {condition.sql} ORDER BY n {order} LIMIT {most:d}"  # noqa: S608
        return self.by_number([row["n"] for row in self.rows(text, condition.parameters)])

    def newest(self) -> int:
        """Returns the number of the event that came last."""
        text = "SELECT coalesce(max(n), 0) AS newest FROM e"  # whoever asks
        return self.cache.get((self.snapshot.version, "newest"), lambda: int(self.snapshot.rows(text)[0]["newest"]))

    def event(self, id: str) -> Row | None:
        """Returns one event, or None."""
        rows = self.by_ids([id])
        return rows[0] if rows else None

    def facets(self, filters: Filters, names: Sequence[str], *, within: Condition = EVERYTHING) -> dict[str, list[FacetValue]]:
        """Returns for each facet its commonest values with their counts under the other filters and `within`; chosen values
        are always there. Facets that stand under the same filters are counted in one go."""
        together: dict[str, tuple[Condition, list[str]]] = {}
        for name in names:
            condition = self.where(filters, leave_out=name)
            condition = condition if within is EVERYTHING else joined([condition, within])
            together.setdefault(repr(condition), (condition, []))[1].append(name)
        rows: dict[str, list[Row]] = {name: [] for name in names}
        for condition, group in together.values():
            for row in self._facet_rows(condition, group):
                rows[row["name"]].append(row)
        return {name: facet_values(name, getattr(filters, name), rows[name]) for name in names}

    def _facet_rows(self, condition: Condition, names: Sequence[str]) -> list[Row]:
        if condition.sql in (_NOTHING_SET, "true"):
            text, parameters = "SELECT name, value, count FROM facet_count WHERE list_contains(?, name)", [list(names)]
            if self.coder:  # the counts of all, less what this coder may not see, with what stands there instead
                otherwise = _facet_counts(names, "otherwise", condition, signed=True)
                text = (
                    f"SELECT name, value, sum(count)::BIGINT AS count FROM ({text} UNION ALL ({otherwise}))"  # noqa: S608
                    " GROUP BY ALL HAVING sum(count) > 0"
                )
        else:
            text, parameters = _facet_counts(names, "e", condition), list(condition.parameters)
        key = ("facets", *names, condition.sql, repr(condition.parameters))
        return self.kept(key, lambda: self.rows(f"SELECT * FROM ({text}) {MOST_VALUES}", parameters))  # noqa: S608

    def histogram(self, filters: Filters, *, most: int = 60) -> list[Bar]:
        """Returns how many records each day, week, month or year has, whichever gives at most `most` bars; the time filter is
        passed over, so that the bars can change it. Years far off from the bulk are not drawn."""
        condition = joined(
            [self.where(filters, leave_out="time"), Condition(f"{filters.day} > ? AND {filters.day} < ?", (UNDATED, FAR))]
        )

        def make() -> list[Row]:
            if self.counted_before(where(filters, leave_out="time")):
                text = 'SELECT day, count FROM day_count WHERE "by" = ? AND day > ? AND day < ? ORDER BY 1'
                return self.rows(text, [filters.by, UNDATED, FAR])
            text = f"SELECT {filters.day} AS day, count(*) AS count FROM e WHERE {condition.sql} GROUP BY 1 ORDER BY 1"  # noqa: S608
            return self.rows(text, condition.parameters)

        rows = self.kept(("histogram", filters.by, condition.sql, repr(condition.parameters)), make)
        return bars({datetime.date.fromisoformat(row["day"]): int(row["count"]) for row in rows}, most=most)

    def latest_report(self) -> datetime.date | None:
        """Returns the last day of publication in the store."""
        [row] = self.kept(
            ("latest",),
            lambda: self.rows("SELECT max(day) AS day FROM day_count WHERE \"by\" = 'report' AND day > DATE '0001-01-01'"),
        )
        return datetime.date.fromisoformat(row["day"]) if row["day"] else None


def page_after_page(
    page: Callable[[Filters], tuple[list[Row], str | None]], filters: Filters, *, at_a_time: int
) -> Iterator[Row]:
    """Yields the rows of all pages, each a question of its own: none needs long, and what is sent is not kept."""
    following = filters.model_copy(update={"cursor": None, "limit": at_a_time})
    while True:
        rows, more = page(following)
        yield from rows
        if more is None:
            return
        following = following.model_copy(update={"cursor": more})


def in_pieces(items: list[str]) -> Iterator[list[str]]:
    """Yields some of the items after others: so many as one query may name.

    >>> [len(some) for some in in_pieces(["p"] * 700)]
    [500, 200]
    """
    for at in range(0, len(items), _NAMED_AT_A_TIME):
        yield items[at : at + _NAMED_AT_A_TIME]


_NAMED_AT_A_TIME = 500
_NOTHING_SET = "(review <> 'rejected')"
_COLUMN = {"type": '"type"', "source": "outlet", "confidence": "surety", "status": "status", "review": "review", "run": "run"}
_SURETIES = ("high", "medium", "low")
MOST_VALUES = "QUALIFY row_number() OVER (PARTITION BY name ORDER BY count DESC, value) <= 400 ORDER BY count DESC, value"
_WHOLE = "SELECT * EXCLUDE (folded, incident, claims, said_in, actors, recipients, holders, dyads) FROM e"


def _facet_counts(names: Sequence[str], table: str, condition: Condition, *, signed: bool = False) -> str:
    """SQL that counts the values of several facets in one go over a table, by its column ``sign`` where this is signed."""
    count = "sum(sign)" if signed else "count(*)"
    sides = {name: SIDE_COLUMNS[name] for name in names if name in SIDE_COLUMNS}
    plain = {name: _COLUMN[name] for name in names if name not in sides}
    parts = [f"SELECT '{name}', unnest({column}) AS value, {count} FROM met GROUP BY 2" for name, column in sides.items()]  # noqa: S608
    if plain:
        which = " ".join(f"WHEN grouping({column}) = 0 THEN '{name}'" for name, column in plain.items())
        sets = ", ".join(f"({column})" for column in plain.values())
        parts.append(
            f"SELECT CASE {which} END, coalesce({', '.join(plain.values())}), {count} FROM met GROUP BY GROUPING SETS ({sets})"  # noqa: S608
        )
    columns = ", ".join([*plain.values(), *sides.values(), *(["sign"] if signed else [])])
    return (
        f"WITH met AS MATERIALIZED (SELECT {columns} FROM {table} WHERE {condition.sql})"  # noqa: S608
        f" SELECT * FROM ({' UNION ALL '.join(parts)}) found (name, value, count)"
    )


def facet_values(name: str, chosen: list[str], rows: list[Row]) -> list[FacetValue]:
    """Returns the values of a facet that are shown: those chosen, then the commonest; how sure the coder is by its order."""
    counts = {str(row["value"]): int(row["count"]) for row in rows}
    values = [value for value in _SURETIES if value in counts] if name == "confidence" else list(counts)
    shown = [*chosen, *(value for value in values if value not in chosen)][: max(FACET_VALUES, len(chosen))]
    return [FacetValue(value=value, count=counts.get(value, 0), chosen=value in chosen) for value in shown]


def bars(days: dict[datetime.date, int], *, most: int, least_days: int = 1) -> list[Bar]:
    """Returns the days as at most `most` bars of a day, a week (from Monday), a month or a year, less the thin old end; none
    is of fewer than `least_days`.

    >>> [bar.count for bar in bars({datetime.date(2024, 3, 4): 2, datetime.date(2024, 3, 6): 1}, most=10)]
    [2, 0, 1]
    """
    if not days:
        return []
    first, last = _first_drawn(days), max(days)
    for start_of, step in _STEPS:
        if (step(last) - last).days < least_days:
            continue
        starts = list(islice(_starts(start_of(first), last, step), most + 1))
        if len(starts) <= most:
            break
    else:
        starts = list(_starts(start_of(first), last, step))[-most:]
    counts = dict.fromkeys(starts, 0)
    for day, count in days.items():
        if (start := start_of(day)) in counts:
            counts[start] += count
    return [Bar(first=start, last=step(start) - datetime.timedelta(days=1), count=count) for start, count in counts.items()]


def _starts(first: datetime.date, last: datetime.date, step: Step) -> Iterator[datetime.date]:
    at = first
    while at <= last:
        yield at
        at = step(at)


def _first_drawn(days: dict[datetime.date, int]) -> datetime.date:
    """The first day of the bulk, as one event of 1950 must not make all others one bar: behind a fiftieth of the events,
    or behind a gap longer than all that comes after it, where that is three quarters of them."""
    total, seen, last = sum(days.values()), 0, max(days)
    first = min(days)
    for day, following in pairwise(sorted(days)):
        seen += days[day]
        if seen * 50 <= total or (seen * 4 <= total and following - day > last - following):
            first = following
    return first


def _month(day: datetime.date) -> datetime.date:
    return day.replace(day=1)


def _next_month(day: datetime.date) -> datetime.date:
    return (day.replace(day=28) + datetime.timedelta(days=4)).replace(day=1)


def week(day: datetime.date) -> datetime.date:
    """Returns the Monday of a day's week."""
    return day - datetime.timedelta(days=day.weekday()) if day > UNDATED + datetime.timedelta(days=7) else day


_STEPS: tuple[tuple[Step, Step], ...] = (
    (lambda day: day, lambda day: day + datetime.timedelta(days=1)),
    (week, lambda day: day + datetime.timedelta(days=7)),
    (_month, _next_month),
    (lambda day: day.replace(month=1, day=1), lambda day: day.replace(year=day.year + 1, month=1, day=1)),
)


def record_of(row: Row) -> Row:
    """Returns the event record of a row, with what is known around it: incident, outlet, review."""
    return {
        **event_record(row),
        "incident": {"origins": row["origins"]},
        "outlet": row["outlet"],
        "report_date": row["rday"] if row["rday"] > "0001-01-01" else None,
        "review": row["review"],
        "run": row["run"],
    }
