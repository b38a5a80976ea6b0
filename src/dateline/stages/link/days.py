"""Days of records that tell none, from records of the same incident, and what these days say of the stories around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby

from dateline.text.calendar import Interval, apply_offset, close_value, parse_day, shift

# How far from the day of publication an open value without an offset can lie: a weekday lies in the week before it.
_REACH_DAYS = {"XXXX-WXX": 6, "XXXX-XX": 31, "XXXX": 366}
_SLACK_DAYS = {"D": 1, "W": 7, "WE": 7, "M": 31, "Q": 92, "Y": 366}
# A story dated no better than this by its linked events dates none of its others.
STORY_DAYS = 62


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A record that tells no day: its open `value` with its `offset`, the days that all records of its incident allow (None:
    none tells any), and the days between which its story was published, where they are known."""

    id: str
    page: str
    story: int
    first: str | None = None
    last: str | None = None
    value: str | None = None
    offset: str | None = None
    published_first: str | None = None
    published_last: str | None = None


def linked_dates(records: Iterable[Open]) -> Iterator[tuple[str, str, str]]:
    """Yields id, first and last day of the records whose days their incident tells; those of a story come one after the other.

    They are the days of the incident, within which an open value (*Wednesday*) is read. That bounds the day on which its
    story was published, which closes other open values of the story.
    """
    for _, story in groupby(records, key=lambda record: (record.page, record.story)):
        for key, (first, last) in _story_dates(list(story)).items():
            yield key, first.isoformat(), last.isoformat()


def _story_dates(records: list[Open]) -> dict[str, Interval]:
    found: dict[str, Interval] = {}
    told: Interval | None = None
    for record in records:
        first, last = parse_day(record.first), parse_day(record.last)
        if first is None or last is None:
            continue
        found[record.id], published = _close(record, (first, last))
        if published:
            both = max(told[0], published[0]) if told else published[0], min(told[1], published[1]) if told else published[1]
            told = both if both[0] <= both[1] else told
    if told and (told[1] - told[0]).days <= STORY_DAYS:
        for record in records:
            if record.id not in found and record.value and (meant := apply_offset(record.value, record.offset, *told)):
                found[record.id] = meant
    return found


def _close(record: Open, days: Interval) -> tuple[Interval, Interval | None]:
    """The days of an open record within those of its incident, and when its story can have been published."""
    if not record.value:
        return days, None
    published = _published(record.value, record.offset, days, record.published_first, record.published_last)
    if published is None:
        return days, None
    meant = _meant(record.value, record.offset, days, published)
    return meant, published


@lru_cache(maxsize=50_000)
def _published(value: str, offset: str | None, days: Interval, low: str | None, high: str | None) -> Interval | None:
    """The first and last day of publication under which the value can mean one of `days`."""
    first, last = _range(value, offset, days)
    first, last = max(first, parse_day(low) or first), min(last, parse_day(high) or last)
    good = [day for day in _each(first, last) if _hit(value, offset, day, days)]
    return (good[0], good[-1]) if good else None


@lru_cache(maxsize=50_000)
def _meant(value: str, offset: str | None, days: Interval, published: Interval) -> Interval:
    """The days that the value can mean: of those that all records allow, the ones it names under some day of publication."""
    hits = [hit for day in _each(*published) if (hit := _hit(value, offset, day, days))]
    return min(hit[0] for hit in hits), max(hit[1] for hit in hits)


def _hit(value: str, offset: str | None, published: date, days: Interval) -> Interval | None:
    closed = close_value(value, offset, published)
    if closed is None:
        return None
    first, last = max(closed[1][0], days[0]), min(closed[1][1], days[1])
    return (first, last) if first <= last else None


def _range(value: str, offset: str | None, days: Interval) -> Interval:
    """Days of publication that are worth trying."""
    unit = (offset or "").lstrip("+-0123456789")
    if offset and unit in _SLACK_DAYS:
        count, slack = int(offset.removesuffix(unit)), timedelta(days=_SLACK_DAYS[unit] + 7)
        moved = [shift(day, -count, unit) or day for day in days]
        return _moved(moved[0], -slack), _moved(moved[1], slack)
    reach = next((reach for start, reach in _REACH_DAYS.items() if value.startswith(start)), 31)
    return days[0], _moved(days[1], timedelta(days=reach))


def _moved(day: date, by: timedelta) -> date:
    try:
        return day + by
    except OverflowError:
        return day


def _each(first: date, last: date, *, most: int = 4000) -> Iterable[date]:
    return (date.fromordinal(n) for n in range(first.toordinal(), min(last.toordinal(), first.toordinal() + most) + 1))
