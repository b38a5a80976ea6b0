"""Linking a store: records of one real-world event, on whatever pages, get one incident id, and open days are filled in.

What is new is linked against what it can touch, to what a linking of all would give: which accounts are compared hangs on
what stands near them in their blocks, and an incident on its part of the store, within which pairs hang together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from dateline import __version__
from dateline.records import Entity
from dateline.stages.link import ELSEWHEN, FAMILIES, Account, Open, incident_id, linked_dates
from dateline.store.linking import Linking, linking
from dateline.store.rows import Row
from dateline.store.store import Store

if TYPE_CHECKING:
    from dateline.stages.link.table import Ints, Table

Links = list[tuple[str, str]]


def link_store(store: Store, *, whole: bool = False) -> int:
    """Links the records that are new or changed, or all (`whole`), and returns how many incidents there are."""
    with linking(store.path, version=__version__, whole=whole) as work:
        if work.whole:
            for family, types in _families(work):
                _link_all(work, family, types)
        elif not work.idle:
            _link_new(work)
        return work.finish(_fill)


def _families(work: Linking) -> list[tuple[str, list[str]]]:
    families: dict[str, list[str]] = defaultdict(list)
    for name in work.types():
        families[FAMILIES.get(name, name)].append(name)
    return sorted(families.items())


def _link_all(work: Linking, family: str, types: list[str]) -> None:
    from dateline.stages.link.blocks import keys, ranked

    told, members = _told(work, family, types)
    lists = list(keys(told))
    work.tell(_block_rows(told, lists))
    _put(work, told, members, ranked(told, lists))


def _link_new(work: Linking) -> None:
    from dateline.stages.link.blocks import NEIGHBOURS, keys

    for family, types in _families(work):
        told = _told(work, family, types)[0]
        work.tell(_block_rows(told, keys(told)))
    work.touch(NEIGHBOURS)
    for family, types in _families(work):
        told, members = _told(work, family, types)
        touched = work.touched(family)
        rows = [row for row, key in enumerate(told.ids) if key in touched]
        told, members = told.take(rows), [members[row] for row in rows]
        _put(work, told, members, [work.blocks(family, told.ids)])


def _told(work: Linking, family: str, types: list[str]) -> tuple[Table, list[list[str]]]:
    """What the stories of the pages at work tell of events of a family, and the ids of the records of each."""
    from dateline.stages.link.clusters import fold_stories
    from dateline.stages.link.table import make_table

    table = make_table(map(_account, work.account_rows(types)), family=family)
    told, groups = fold_stories(table)
    return told, [[table.ids[row] for row in group] for group in groups]


def _block_rows(told: Table, lists: Iterable[list[int]]) -> Iterator[tuple[str, str, int, int, list[int]]]:
    columns = told.ids, told.low.tolist(), told.place.tolist(), lists
    for key, low, place, blocks in zip(*columns, strict=True):
        yield key, told.family, low, place, blocks


def _put(work: Linking, told: Table, members: list[list[str]], blocks: Iterable[tuple[Ints, Ints, Ints]]) -> None:
    from dateline.stages.link.clusters import joined

    links: Links = []
    parts: Links = []
    for (key, first, part), group in zip(joined(told, blocks), members, strict=True):
        if first is not None:
            links += ((record, incident_id(first)) for record in group)
        parts.append((key, part))
    work.put(links, parts)


def _fill(rows: Iterable[Row]) -> Iterator[tuple[str, str, str]]:
    return linked_dates(Open(**row) for row in rows)


def _account(row: Row) -> Account:
    return Account(
        id=row["id"],
        page=row["page"],
        story=row["story"],
        type=row["type"],
        mode=tuple(row["mode"]),
        actor=_entities(row["actor"]),
        recipient=_entities(row["recipient"]),
        first=row["first"] and row["first"].isoformat(),
        last=row["last"] and row["last"].isoformat(),
        published=row["published"],
        country=row["country"],
        place=row["place"],
        resolution=row["resolution"],
        counts=(row["dead"], row["injured"], row["arrested"]),
        text=row["text"],
        elsewhen=row["status"] in ELSEWHEN,
        lat=row["lat"],
        lon=row["lon"],
        placed=row["placed"],
        told=tuple(part for part in (row["when"], *row["speakers"]) if part),
        likely=row["likely"],
    )


def _entities(rows: list[Row]) -> tuple[Entity, ...]:
    return tuple(
        _entity(x["entity_text"], x["code"], x["sector"], x["identifier_text"], x["identifier_id"], x["office"]) for x in rows
    )


@lru_cache(maxsize=100_000)
def _entity(
    text: str, code: str | None, sector: str | None, name: str | None, wikidata: str | None, office: str | None
) -> Entity:
    return Entity(entity_text=text, code=code, sector=sector, identifier_text=name, identifier_id=wikidata, office=office)
