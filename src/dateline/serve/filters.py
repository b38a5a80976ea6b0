"""What an address asks for: every view's filters as one checked object, its SQL condition, and addresses made from it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

PAGE_ROWS = 50
MOST_ROWS = 500
MOST_VALUES = 20
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Word = Annotated[str, StringConstraints(max_length=120)]


def _unless_empty(value: object) -> object:
    """Forms send a field that was left empty as nothing."""
    return None if value == "" else value


def _day(value: object) -> object:
    """Nothing where a form left the day empty; a number is no day, though it could be read as seconds since 1970."""
    if isinstance(value, str) and value and not _DAY.fullmatch(value):
        raise ValueError("expected a day as YYYY-MM-DD")
    return value or None


def _no_empties(value: object) -> object:
    if not isinstance(value, list):
        return value
    if len(value) > MOST_VALUES:
        raise ValueError(f"expected at most {MOST_VALUES} values")
    return [item for item in value if item != ""]


Words = Annotated[list[Word], BeforeValidator(_no_empties), Field(max_length=MOST_VALUES)]
Day = Annotated[datetime.date | None, BeforeValidator(_day)]


class Filters(BaseModel):
    """The state of a view, as its address holds it. All conditions hold together; values of one field are alternatives."""

    model_config = ConfigDict(extra="ignore", populate_by_name=True)

    q: Annotated[Word | None, BeforeValidator(_unless_empty)] = Field(
        default=None, description="words in the sentence or the sides"
    )
    from_: Day = Field(default=None, alias="from", description="first day")
    to: Day = Field(default=None, description="last day")
    actor: Words = Field(default=[], description="codes or names of actors")
    recipient: Words = Field(default=[], description="codes or names of recipients")
    type: Words = Field(default=[], description="PLOVER event types")
    source: Words = Field(default=[], description="outlets")
    holder: Words = Field(default=[], description="codes or names of those who say so")
    confidence: Words = Field(default=[], description="high, medium or low")
    status: Words = Field(default=[], description="actual, alleged, future, hypothetical, negated or historical")
    review: Words = Field(
        default=[], description="none, accepted, edited or rejected; rejected records are left out unless asked for"
    )
    run: Words = Field(default=[], description="runs that coded the records")
    by: Annotated[Literal["event", "report"], BeforeValidator(lambda v: v or "event")] = Field(
        default="event", description="order by the day of the event or of the report"
    )
    key: Annotated[bool, BeforeValidator(lambda v: v or False)] = Field(default=False, description="key events only")
    cursor: Annotated[str | None, BeforeValidator(_unless_empty)] = Field(
        default=None, pattern=r"^\d{4}-\d\d-\d\d\.[0-9a-z]{1,32}$", description="where the page before ended"
    )
    limit: Annotated[int, BeforeValidator(lambda v: PAGE_ROWS if v == "" else v)] = Field(
        default=PAGE_ROWS, ge=1, le=MOST_ROWS, description="rows a page"
    )

    @property
    def day(self) -> str:
        """The column that orders the view."""
        return "eday" if self.by == "event" else "rday"

    def active(self) -> Iterator[tuple[str, str]]:
        """Yields the name and value of each filter that is set, one by one."""
        for name in _CHIPS:
            value = getattr(self, "from_" if name == "from" else name)
            for item in value if isinstance(value, list) else [value] if value else []:
                yield name, "1" if item is True else str(item)

    def without(self, name: str, value: str) -> Filters:
        """Returns these filters less one."""
        field = "from_" if name == "from" else name
        now = getattr(self, field)
        new = [item for item in now if item != value] if isinstance(now, list) else False if field == "key" else None
        return self.model_copy(update={field: new, "cursor": None})

    def with_(self, name: str, value: object) -> Filters:
        """Returns these filters with one more value (lists) or another (the rest)."""
        field = "from_" if name == "from" else name
        now = getattr(self, field)
        return self.model_copy(update={field: [*now, value] if isinstance(now, list) else value, "cursor": None})

    def pairs(self, **more: object) -> list[tuple[str, str]]:
        """Returns the filters as pairs for an address; defaults are left out, `more` is added."""
        pairs = list(self.active())
        if self.by != "event":
            pairs.append(("by", self.by))
        if self.cursor:
            pairs.append(("cursor", self.cursor))
        if self.limit != PAGE_ROWS:
            pairs.append(("limit", str(self.limit)))
        return pairs + [(name, str(value)) for name, value in more.items() if value not in (None, "")]

    def address(self, path: str, **more: object) -> str:
        """Returns the address of `path` with these filters."""
        query = urlencode(self.pairs(**more))
        return f"{path}?{query}" if query else path


SIDE_COLUMNS = {"actor": "actors", "recipient": "recipients", "holder": "holders"}
_CHIPS = ("q", "from", "to", "actor", "recipient", "type", "source", "holder", "confidence", "status", "review", "run", "key")


@dataclass(frozen=True, slots=True)
class Condition:
    """A piece of SQL and its parameters."""

    sql: str
    parameters: tuple[Any, ...] = ()


EVERYTHING = Condition("true")


def where(filters: Filters, *, leave_out: str = "") -> Condition:
    """Returns the condition on table ``e`` of the reading copy; `leave_out` names a filter to pass over (for its counts)."""
    parts: list[Condition] = []
    for name, column in SIDE_COLUMNS.items():
        if name != leave_out and (values := getattr(filters, name)):
            parts.append(Condition(" OR ".join([f"list_contains({column}, ?)"] * len(values)), tuple(values)))
    columns = {
        "type": '"type"',
        "source": "outlet",
        "confidence": "surety",
        "status": "status",
        "review": "review",
        "run": "run",
    }
    for name, column in columns.items():
        if name != leave_out and (values := getattr(filters, name)):
            parts.append(_among(column, values))
    if not filters.review and leave_out != "review":
        parts.append(Condition("review <> 'rejected'"))
    if leave_out != "time":
        parts += _between(filters)
    if filters.q and leave_out != "q":
        parts.append(Condition("contains(folded, ?)", (filters.q.lower(),)))
    if filters.key and leave_out != "key":
        parts.append(Condition("(abs(event_scale) >= 8 OR origins >= 3)"))
    return joined(parts)


def _among(column: str, values: list[str]) -> Condition:
    return Condition(f"{column} IN ({', '.join('?' * len(values))})", tuple(values))


def _between(filters: Filters) -> list[Condition]:
    last = "coalesce(enddate, eday)" if filters.by == "event" else "rday"
    parts = []
    if filters.from_:
        parts.append(Condition(f"{last} >= ?", (filters.from_,)))
    if filters.to:
        parts.append(Condition(f"{filters.day} <= ? AND {filters.day} > DATE '0001-01-01'", (filters.to,)))
    return parts


def joined(parts: list[Condition]) -> Condition:
    """Returns the condition that all of `parts` hold."""
    if not parts:
        return EVERYTHING
    return Condition(" AND ".join(f"({part.sql})" for part in parts), tuple(v for part in parts for v in part.parameters))


def after(filters: Filters, condition: Condition) -> Condition:
    """Returns `condition` for the rows that come after the cursor."""
    if not filters.cursor:
        return condition
    day, _, n = filters.cursor.partition(".")
    try:
        first, number = datetime.date.fromisoformat(day), int(n)
    except ValueError:
        return condition
    if number >= 2**63:
        return condition
    cursor = Condition(f"({filters.day} < ? OR ({filters.day} = ? AND n < ?))", (first, first, number))
    return joined([condition, cursor])
