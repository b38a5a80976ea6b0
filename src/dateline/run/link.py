"""Linking a store: records of one real-world event, on whatever pages, get one incident id, and open days are filled in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from dateline.records import Entity
from dateline.stages.link import ELSEWHEN, FAMILIES, Account, Told, link_family, linked_dates
from dateline.store.rows import Row
from dateline.store.store import Store


def link_store(store: Store) -> int:
    """Links all records of the store, one family of types after the other, and returns how many incidents there are."""
    families: dict[str, list[str]] = defaultdict(list)
    for name in store.types():
        families[FAMILIES.get(name, name)].append(name)

    def links() -> Iterator[tuple[str, str]]:
        for family, types in sorted(families.items()):
            yield from link_family(map(_account, store.account_rows(types)), family=family)

    return store.relink(links(), fill=_fill)


def _fill(rows: Iterable[Row]) -> dict[str, tuple[str, str]]:
    return linked_dates(Told(**row) for row in rows)


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
    )


def _entities(rows: list[Row]) -> tuple[Entity, ...]:
    return tuple(Entity(**{**row, "other_sectors": ()}) for row in rows)
