"""One running site: its reading copy, its templates, and what every page shows around its view."""

from __future__ import annotations

import copy
import datetime
import secrets
import socket
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import jinja2

from dateline import __version__
from dateline.config import Ranking
from dateline.serve import present
from dateline.serve.filters import EVERYTHING, Condition, Filters
from dateline.serve.queries import Bar, FacetValue, Queries
from dateline.serve.snapshot import Snapshot
from dateline.store.database import expect
from dateline.text.amounts import counted

TABS = (
    ("now", "/", "Now"),
    ("stories", "/stories", "Stories"),
    ("dyads", "/dyads", "Dyads"),
    ("claims", "/claims", "Claims"),
    ("review", "/review", "Review"),
)
FACETS = {
    "actor": "Actor",
    "recipient": "Recipient",
    "type": "What",
    "source": "Source",
    "holder": "According to",
    "confidence": "Confidence",
    "status": "Status",
    "review": "Review",
}
# So many values of a facet stand in the rail; more are folded away.
FACET_ROWS = 12
OLD_RUN_DAYS = 7
_REVIEW_WORDS = {"none": "not reviewed"}
Address = Callable[[Filters], str]


@dataclass(slots=True, kw_only=True)
class Site:
    """The state of a running site. `demo` where it shows the demonstration; `building` while that is being made. `wide` where
    others than this machine may ask; `names` are then those it answers to beside addresses in numbers."""

    snapshot: Snapshot
    database: Path
    demo: bool = False
    building: bool = False
    wide: bool = False
    names: frozenset[str] = frozenset()
    ranking: Ranking = field(default_factory=Ranking)
    token: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    queries: Queries = field(init=False)
    templates: jinja2.Environment = field(init=False)
    write_lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        """Makes what the rest needs."""
        self.queries = Queries(self.snapshot)
        self.templates = environment()

    def change(self, snapshot: Snapshot, *, database: Path) -> None:
        """Shows another store from now on."""
        old, self.snapshot, self.database = self.snapshot, snapshot, database
        self.queries = Queries(snapshot)
        old.close()

    def seen_by(self, coder: str) -> Site:
        """Returns the site as a coder sees it who reviews blind; an empty name is one who does not review."""
        queries = self.queries.seen_by(coder) if coder else self.queries
        if queries is self.queries:
            return self
        found = copy.copy(self)
        found.queries = queries
        return found

    def frame(self, view: str, heading: str, *, here: str, filters: Filters | None = None, **more: Any) -> dict[str, Any]:
        """Returns what the base template needs, and `more`."""
        badge = self.badge()
        return {
            "view": view,
            "heading": heading,
            "here": here,
            "tabs": TABS,
            "badge": badge,
            "citation": f"dateline {__version__}, {heading}, {badge['run']}, {here}" if badge["run"] else "",
            "filters": filters,
            "database": self.database.name,
            "demo": self.demo,
            "building": self.building,
            "failure": self.snapshot.failure,
            "blind": self.blind(),
            "at": f"{datetime.datetime.now():%Y-%m-%d %H:%M}",
            "facets": [],
            "chips": [],
            "extra_pairs": [],
            **more,
        }

    def blind(self) -> dict[str, Any] | None:
        """Returns who reviews blind and how many records are therefore shown otherwise, or None."""
        coder = self.queries.coder
        return {"coder": coder, "records": self.queries.veiled_from(coder)} if coder else None

    def render(self, template: str, context: dict[str, Any]) -> str:
        """Returns the HTML of a template."""
        return self.templates.get_template(template).render(context)

    def badge(self) -> dict[str, Any]:
        """Returns what the run badge says: the latest run, its age, and how many pages were not coded."""
        if not self.snapshot.version:
            return {"words": "no run yet", "run": None, "old": False}
        rows = self.queries.kept(
            ("badge",),
            lambda: self.queries.rows(
                "SELECT run, started, finished, (SELECT count(DISTINCT page) FROM issue) AS not_coded"
                " FROM run ORDER BY started DESC LIMIT 1"
            ),
        )
        if not rows:
            return {"words": "no run yet", "run": None, "old": False}
        [row] = rows
        at = datetime.datetime.fromisoformat(row["finished"] or row["started"])
        age = datetime.datetime.now() - at
        going = "" if row["finished"] else ", going on or stopped"
        issues = f", {counted(row['not_coded'], 'page')} not coded whole" if row["not_coded"] else ""
        words = f"run {at:%Y-%m-%d %H:%M}, {age_words(age)} ago{going}{issues}"
        printed = f"run {row['run']} of {at:%Y-%m-%d %H:%M}{going}{issues}"
        return {"words": words, "printed": printed, "run": f"run {row['run']}", "old": age.days >= OLD_RUN_DAYS}

    def facets(
        self, filters: Filters, at: Address, names: Sequence[str] = tuple(FACETS), *, within: Condition = EVERYTHING
    ) -> list[dict[str, Any]]:
        """Returns the facets of the rail; `at` gives the address of the view under other filters."""
        counted = self.queries.facets(filters, names, within=within)
        return shown_facets(counted, lambda name, value: at(turned(filters, name, value)))


def shown_facets(counted: dict[str, list[FacetValue]], at: Callable[[str, FacetValue], str]) -> list[dict[str, Any]]:
    """Returns facets as the rail shows them; `at` is where a value of one leads."""
    return [facet(name, FACETS[name], values, partial(at, name)) for name, values in counted.items() if values]


def turned(filters: Filters, name: str, value: FacetValue) -> Filters:
    """Returns the filters with a value of a facet turned on, or off where it is on."""
    return filters.without(name, value.value) if value.chosen else filters.with_(name, value.value)


def facet(name: str, words: str, values: Sequence[FacetValue], at: Callable[[FacetValue], str]) -> dict[str, Any]:
    """Returns one facet as the rail shows it: its commonest values, and `more` of them; `at` is where each leads."""
    made = [
        {
            "value": value.value,
            "words": value_words(name, value.value),
            "count": value.count,
            "chosen": value.chosen,
            "address": at(value),
        }
        for value in values
    ]
    if name == "type":
        return {"name": name, "words": words, "groups": _by_quad(made), "more": []}
    most = max(FACET_ROWS, sum(value.chosen for value in values))
    return {"name": name, "words": words, "groups": [{"words": "", "values": made[:most]}], "more": made[most:]}


def _by_quad(values: list[dict[str, Any]]) -> list[dict[str, Any]]:
    types = present.event_types()
    groups = []
    for quad, words in present.QUADS.items():
        inside = [value for value in values if types.get(value["value"], (0, ""))[0] == quad]
        if inside:
            groups.append({"words": words, "values": inside})
    if own := [value for value in values if value["value"] not in types]:
        groups.append({"words": "other types", "values": own})
    return groups


def value_words(name: str, value: str) -> str:
    """Returns how a filter value reads."""
    if name in ("actor", "recipient", "holder"):
        return present.side_name(value)
    if name == "review":
        return _REVIEW_WORDS.get(value, value)
    return value


def chip_words(name: str, value: str) -> str:
    """Returns a filter in words."""
    label = {**FACETS, "q": "words", "key": "key events only"}.get(name, name)
    return label if name == "key" else f"{label}: {value_words(name, value)}"


def chips(filters: Filters, at: Address) -> list[dict[str, str]]:
    """Returns the active filters as words, each with the address without it."""
    return [{"words": chip_words(name, value), "address": at(filters.without(name, value))} for name, value in filters.active()]


def bars_summary(found: Sequence[Bar], noun: str = "record") -> str:
    """Returns one sentence about a histogram, which is also what stands in for it where it is not seen."""
    if not found:
        return f"No dated {noun}s."
    days = (found[0].last - found[0].first).days + 1
    unit = {1: "day", 7: "week"}.get(days, "month" if days <= 31 else "year")
    most = max(found, key=lambda bar: bar.count)
    total = counted(sum(bar.count for bar in found), f"dated {noun}")
    first, last = (present.day_words(day.isoformat()) for day in (found[0].first, found[-1].last))
    at = present.day_words(most.first.isoformat())
    if len(found) == 1:
        return f"{total}, all {f'on {first}' if first == last else f'in the {unit} from {first} to {last}'}."
    when = "on" if unit == "day" else "from"
    return f"{total} by {unit} from {first} to {last}; the most, {most.count:,}, {when} {at}."


def open_site(database: Path, *, demo: bool = False, wide: bool = False, names: Iterable[str] = ()) -> Site:
    """Returns the site over the store at `database`, which need not be there yet; `names` are added to the machine's own.

    Raises:
        StoreError: `database` is a folder.
    """
    if database.exists():
        expect(database)
    known = own_names() | {name.lower() for name in names}
    site = Site(snapshot=Snapshot(database), database=database, demo=demo, wide=wide, names=known)
    site.snapshot.look()
    return site


def own_names() -> frozenset[str]:
    """Returns the names of this machine: its own, and the one that a local network knows it by."""
    name = socket.gethostname().lower()
    return frozenset({name, f"{name.partition('.')[0]}.local"})


def age_words(age: datetime.timedelta) -> str:
    """Returns how long ago something was.

    >>> age_words(datetime.timedelta(hours=3))
    '3 hours'
    """
    minutes = max(int(age.total_seconds() // 60), 0)
    for size, unit in ((60 * 24, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size:
            return f"{minutes // size} {unit}{'s' if minutes // size > 1 else ''}"
    return "a moment"


@lru_cache(maxsize=1)
def environment() -> jinja2.Environment:
    """Returns the templates, with everything escaped."""
    return jinja2.Environment(
        loader=jinja2.PackageLoader("dateline.serve", "templates"),
        autoescape=True,
        undefined=jinja2.ChainableUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
