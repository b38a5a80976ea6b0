"""link: records of one real-world event share an incident id.

Two records can be one event when nothing they say excludes it (sides, days, place) and enough speaks for it.
`incidents` works on any collection of events: a page's, or a store's. Records of different families of types are never one
event, so that a store is linked one family after the other.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from dateline.context import Context
from dateline.records import Event, Hint, Issue, Reading
from dateline.stages.link.accounts import ELSEWHEN, FAMILIES, Account, account_of
from dateline.stages.link.days import Open, linked_dates

__all__ = [
    "ELSEWHEN",
    "FAMILIES",
    "Account",
    "Open",
    "account_of",
    "incident_id",
    "incidents",
    "link",
    "linked",
    "linked_dates",
]


def link(reading: Reading, context: Context) -> Iterator[Event | Issue]:
    """Yields the page's events with `link` set: the incident id that records of one event on the page share."""
    several = len({event.story for event in reading.events}) > 1
    yield from linked(reading.events, reading.hints if several else ())


def linked(events: Sequence[Event], hints: Sequence[Hint]) -> list[Event]:
    """Returns the events, and of the hints those of an event that another story tells outright, with `link` set, by page and
    place on it. Words that may tell several such events tell the likeliest."""
    accounts = [*(account_of(event) for event in events), *(account_of(hint.record, likely=hint.likely) for hint in hints)]
    found = incidents(accounts)
    borne_out = sorted((hint for hint in hints if hint.record.id in found), key=lambda hint: (hint.likely, hint.record.id))
    likeliest = {(hint.record.page, hint.record.predicate): hint.record for hint in borne_out}
    told = sorted([*events, *likeliest.values()], key=lambda e: (e.page, e.text_info.start, e.predicate))
    return [dataclasses.replace(event, link=found[event.id]) for event in told]


def incidents(accounts: Iterable[Account]) -> dict[str, str]:
    """Returns the incident id of each account, by its id; a hint that no other story bears out has none. The same accounts give
    the same ids in any order."""
    families: dict[str, list[Account]] = defaultdict(list)
    for account in accounts:
        families[account.family].append(account)
    return {key: value for family, members in families.items() for key, value in link_family(members, family=family)}


def link_family(accounts: Iterable[Account], *, family: str) -> Iterator[tuple[str, str]]:
    """Yields id and incident id of each account of one family of types.

    What one story tells of an event is put together first, then the stories are compared, then the hints are held against what
    the stories tell. An incident's id comes from its smallest account's.
    """
    from dateline.stages.link.blocks import keys, ranked
    from dateline.stages.link.clusters import fold_stories, joined
    from dateline.stages.link.table import make_table

    accounts = list(accounts)
    if len(accounts) == 1:  # as most are on a page read alone
        yield from ((account.id, incident_id(account.id)) for account in accounts if account.likely is None)
        return
    table = make_table(accounts, family=family)
    stories, groups = fold_stories(table)
    for (_, first, _), group in zip(joined(stories, ranked(stories, list(keys(stories)))), groups, strict=True):
        if first is not None:
            yield from ((table.ids[row], incident_id(first)) for row in group)


def incident_id(account: str) -> str:
    """Returns the id of the incident whose smallest account has this id."""
    return "i" + hashlib.sha256(account.encode()).hexdigest()[:15]
