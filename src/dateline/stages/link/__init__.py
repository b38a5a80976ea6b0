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

from dateline.context import Context
from dateline.records import Event, Issue, Reading
from dateline.stages.link.accounts import ELSEWHEN, FAMILIES, Account, account_of
from dateline.stages.link.days import Open, linked_dates

__all__ = ["ELSEWHEN", "FAMILIES", "Account", "Open", "account_of", "incident_id", "incidents", "link", "linked_dates"]


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

    What one story tells of an event is put together first, then the stories are compared. An incident's id comes from its
    smallest account's.
    """
    from dateline.stages.link.blocks import ranked
    from dateline.stages.link.clusters import fold_stories, joined
    from dateline.stages.link.table import make_table

    table = make_table(accounts, family=family)
    stories, groups = fold_stories(table)
    for (_, first, _), group in zip(joined(stories, ranked(stories)), groups, strict=True):
        yield from ((table.ids[row], incident_id(first)) for row in group)


def incident_id(account: str) -> str:
    """Returns the id of the incident whose smallest account has this id."""
    return "i" + hashlib.sha256(account.encode()).hexdigest()[:15]
