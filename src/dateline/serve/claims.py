"""The Claims view: the ledger of who says what, and what became of it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Annotated, Any, Literal
from urllib.parse import quote, urlencode

from fastapi import FastAPI, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, Response

from dateline.records import Stance
from dateline.serve import present
from dateline.serve.filters import Condition, Filters, joined, where
from dateline.serve.formats import FORMATS, Entry, Format, answer, moment
from dateline.serve.guard import Seen
from dateline.serve.pages import Rows, exportable, html, need_store, no_store, removed_most, shared
from dateline.serve.queries import MOST_VALUES, FacetValue, facet_values, page_after_page
from dateline.serve.site import Address, Site, chips, facet, shown_facets, turned
from dateline.store.rows import Row

COLUMNS = (
    "id", "holder", "source_text", "stance", "content_text", "cue_text", "report_date", "outlet", "event_date", "events",
    "later", "page", "story", "title", "url", "run",
)  # fmt: skip
_EVENT_FILTERS = ("actor", "recipient", "type", "confidence", "status", "review")
SORTS = {"day": "day", "holder": "who says", "event": "event"}
Sort = Annotated[Literal["day", "holder", "event"], Query(description="latest first, by claim holder, or by event")]
StanceFilter = Annotated[list[Stance] | None, Query(max_length=10, description="asserts, denies, accuses ...")]


def add_routes(app: FastAPI, site: Site) -> None:
    """Adds the Claims routes."""

    @app.get("/claims", response_class=HTMLResponse, include_in_schema=False)
    def claims(
        request: Request, site: Seen, filters: Annotated[Filters, Query()], stance: StanceFilter = None, sort: Sort = "day"
    ) -> Response:
        if not site.snapshot.version:
            return no_store(site, request)
        return shared(site, request, lambda: claims_page(site, request, filters, stance or [], sort))

    @app.get("/claims.{form}", summary="Claims: who says what", responses={404: {"description": "there is no store yet"}})
    def claim_rows(
        request: Request,
        site: Seen,
        form: Format,
        filters: Annotated[Filters, Query()],
        stance: StanceFilter = None,
        sort: Sort = "day",
        rows: Rows = "page",
    ) -> Response:
        need_store(site)
        stances = stance or []
        found: Iterable[Row]
        if rows == "all":
            exportable(_count(site, filters, stances=stances))
            found, more = every_claim(site, filters, stances, sort), None
        else:
            found, more = page_of(site, filters, stances, sort)
        return answer(
            request,
            form,
            map(claim_record, found),
            title="claims",
            columns=COLUMNS,
            entry=_entry,
            head={"next": more} if more else {},
            following=_address(f"/claims.{form}", filters.model_copy(update={"cursor": more}), stances, sort) if more else None,
        )


def condition_of(site: Site, filters: Filters, stances: list[Stance]) -> Condition:
    """Returns the condition on table ``c``; filters of events hold for claims with such an event in them."""
    parts: list[Condition] = []
    for name, column in (("holder", "holder"), ("source", "outlet"), ("run", "run")):
        if values := getattr(filters, name):
            parts.append(Condition(f"{column} IN ({', '.join('?' * len(values))})", tuple(values)))
    if stances:
        parts.append(Condition(f"stance IN ({', '.join('?' * len(stances))})", tuple(str(s) for s in stances)))
    if filters.from_:
        parts.append(Condition("rday >= ?", (filters.from_,)))
    if filters.to:
        parts.append(Condition("rday <= ?", (filters.to,)))
    if filters.q:
        parts.append(site.queries.among("id", "SELECT id FROM c WHERE contains(folded, ?)", (filters.q.lower(),)))
    if any(getattr(filters, name) for name in _EVENT_FILTERS) or filters.key:
        bare = Filters(**{name: getattr(filters, name) for name in _EVENT_FILTERS}, key=filters.key)
        events = where(bare)
        holding = f"SELECT DISTINCT unnest(said_in) AS id FROM e WHERE {events.sql}"  # noqa: S608
        parts.append(site.queries.among("id", holding, events.parameters))
    return joined(parts)


_ORDER = {
    "day": ("rday DESC", "id"),
    "holder": ("holder", "rday DESC", "id"),
    "event": ("eday DESC", "about", "rday DESC", "id"),
}


def _count(site: Site, filters: Filters, *, stances: list[Stance]) -> int:
    condition = condition_of(site, filters, stances)
    return site.queries.value(f"SELECT count(*) FROM c WHERE {condition.sql}", condition.parameters)  # noqa: S608


def _address(path: str, filters: Filters, stances: Sequence[str], sort: str, **more: object) -> str:
    """The address of `path` with all that a ledger is asked by."""
    given = [("stance", str(stance)) for stance in stances] + ([("sort", sort)] if sort != "day" else [])
    query = urlencode([*filters.pairs(**more), *given])
    return f"{path}?{query}" if query else path


def page_of(site: Site, filters: Filters, stances: list[Stance], sort: str) -> tuple[list[Row], str | None]:
    """Returns one page of claims with what became of them, and the cursor of the next."""
    condition = condition_of(site, filters, stances)
    if filters.cursor:
        condition = joined([condition, _after(_ORDER[sort], _last(site, filters.cursor, sort))])
    order = ", ".join(_ORDER[sort])
    # The first rows are found by what orders them; only these are read whole.
    text = f"SELECT id FROM c WHERE {condition.sql} ORDER BY {order} LIMIT {filters.limit + 1:d}"  # noqa: S608
    ids = [row["id"] for row in site.queries.rows(text, condition.parameters)]
    text = f"SELECT * EXCLUDE (folded) FROM c WHERE id IN ({', '.join('?' * len(ids))}) ORDER BY {order}"  # noqa: S608
    rows = site.queries.rows(text, ids) if ids else []
    kept = rows[: filters.limit]
    more = f"{kept[-1]['rday']}.{kept[-1]['id']}" if len(rows) > filters.limit else None
    return with_fate(site, kept), more


def _last(site: Site, cursor: str, sort: str) -> Row:
    """What orders the claim that the page before ended with."""
    day, _, id = cursor.partition(".")
    if sort == "day":
        return {"rday": day, "id": id}
    rows = site.queries.rows("SELECT holder, eday, about, rday, id FROM c WHERE id = ?", [id])
    if not rows:
        raise HTTPException(404, "the claim that the page before ended with has been coded anew; start from the first page")
    return rows[0]


def _after(order: Sequence[str], last: Row) -> Condition:
    """The condition that a row comes after `last` in an order."""
    if not order:
        return Condition("false")
    column, _, down = order[0].partition(" ")
    rest, value = _after(order[1:], last), _known_day(last[column]) if down else last[column]
    return Condition(f"({column} {'<' if down else '>'} ? OR ({column} = ? AND {rest.sql}))", (value, value, *rest.parameters))


def _known_day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:  # an address can hold a day that there is not
        return datetime.date.max


def every_claim(site: Site, filters: Filters, stances: list[Stance], sort: str) -> Iterator[Row]:
    """Returns all claims that the filters let through."""
    return page_after_page(lambda asked: page_of(site, asked, stances, sort), filters, at_a_time=500)


def with_fate(site: Site, claims: list[Row]) -> list[Row]:
    """Returns claims with the records in them (or that they are), and what others say of the same incidents: ``fate`` is a list
    of records with the relation ``repeated``, ``denied``, ``corrected`` or ``differs``."""
    ids = sorted({id for claim in claims for id in claim["held"]})
    events = {row["id"]: row for row in site.queries.by_ids(ids)}
    links = sorted({row["link"] for row in events.values() if row["link"]})
    related: dict[str, list[Row]] = {}
    if links:
        text = f"SELECT n FROM e WHERE link IN ({', '.join('?' * len(links))}) LIMIT 5000"  # noqa: S608
        for row in site.queries.by_number([row["n"] for row in site.queries.rows(text, links)]):
            related.setdefault(row["link"], []).append(row)
    for claim in claims:
        own = [events[id] for id in claim["held"] if id in events]
        claim["records"] = own
        claim["fate"] = [
            (relation, other)
            for event in own
            for other in related.get(event["link"] or "", [])
            if other["id"] not in claim["held"] and (relation := relation_of(event, other))
        ]
    return claims


def relation_of(event: Row, other: Row) -> str | None:
    """Returns what another record of the same incident is to an event: it denies it, corrects its numbers, or repeats it."""
    if (event["status"] == "negated") != (other["status"] == "negated"):
        # Who denies one number and gives another does not contradict themselves.
        return "denied" if not _speaker(event) or _speaker(event) != _speaker(other) else None
    mine, theirs = event.get("size") or {}, other.get("size") or {}
    if any(mine.get(name) and theirs.get(name) and mine[name] != theirs[name] for name in mine):
        return "corrected" if other["outlet"] == event["outlet"] and other["rday"] > event["rday"] else "differs"
    if other["copies"] == event["copies"] or other["page"] == event["page"]:
        return None
    return "repeated" if other["rday"] >= event["rday"] else None


def _speaker(event: Row) -> tuple[object, ...]:
    first = next(iter(event["attribution"]), None)
    return (first["code"], first["sector"], first["entity_text"].casefold()) if first else ()


FATE_WORDS = {
    "denied": "contradicted by",
    "corrected": "corrected by",
    "differs": "other numbers in",
    "repeated": "repeated by",
}


def claim_record(row: Row) -> Row:
    """Returns a claim as the API gives it."""
    days = sorted({event["date"] for event in row["records"] if event["date"]})
    return {
        **{name: row.get(name) for name in COLUMNS},
        "report_date": row["rday"] if row["rday"] > "0001-01-01" else None,
        "event_date": days[0] if days else None,
        "events": row["events"],
        "later": [f"{relation} {other['id']}" for relation, other in row["fate"]],
    }


def _entry(row: Row) -> Entry:
    title = f"{present.side_name(row['holder'])} {row['stance']}: {row['content_text'][:160]}"
    path = f"/e/{row['events'][0]}" if row["events"] else f"/page/{quote(row['page'], safe='')}"
    return Entry(id=row["id"], title=title, path=path, updated=moment(row["report_date"]), text=row["content_text"])


def claims_page(site: Site, request: Request, filters: Filters, stances: list[Stance], sort: str) -> Response:
    """Returns the Claims view."""
    rows, more = page_of(site, filters, stances, sort)
    at = partial(_address, "/claims", stances=stances, sort=sort)
    counted = _claim_facets(site, filters, stances)
    first = filters.model_copy(update={"cursor": None})

    def turn(name: str, value: FacetValue) -> str:
        if name != "stance":
            return at(turned(filters, name, value))
        others = [str(s) for s in stances if s != value.value]
        return at(first, stances=others if value.chosen else [*others, value.value])

    shown = [_shown(row, words) for row, words in zip(rows, exact_words(site, rows), strict=True)]
    context = site.frame(
        "claims",
        "Claims",
        here=str(request.url),
        filters=filters,
        path="/claims",
        search_at="/claims",
        extra_pairs=[*(("stance", str(s)) for s in stances), *([("sort", sort)] if sort != "day" else [])],
        facets=[
            *(facet(name, words, counted[name], partial(turn, name)) for name, (_, words) in _FACETS.items() if counted[name]),
            *_event_facets(site, filters, at),
        ],
        chips=[
            *chips(filters, at),
            *({"words": f"stance: {s}", "address": at(first, stances=[x for x in stances if x != s])} for s in stances),
        ],
        clear="/claims",
        total=sum(value.count for value in counted["stance"] if value.chosen or not stances),
        claims=_headed(_folded(shown)) if sort == "event" else _folded(shown),
        contradictions=_contradictions(rows) if not filters.cursor else [],
        events_total=site.queries.total(site.queries.where(filters)) if not rows else 0,
        removed_most=None if rows else removed_most(filters, count=partial(_count, site, stances=stances), address=at),
        sort=sort,
        sorts=[(words, at(first, sort=name), name == sort) for name, words in SORTS.items()],
        next=at(filters.model_copy(update={"cursor": more})) if more else None,
        formats={name: _address(f"/claims.{name}", filters, stances, sort) for name in FORMATS},
        whole=_address("/claims.csv", filters, stances, sort, rows="all"),
    )
    return html(site, "claims.html", context)


_FACETS = {"holder": ("holder", "Who says"), "source": ("outlet", "Source"), "stance": ("stance", "Stance")}


def _event_facets(site: Site, filters: Filters, at: Address) -> list[dict[str, Any]]:
    """The facets of events, with how many of these have each value, whatever words are asked for: to count claims by them takes
    too long, and the words are those of claims."""
    counted = site.queries.facets(filters.model_copy(update={"q": None}), _EVENT_FILTERS)
    shown = shown_facets(counted, lambda name, value: at(turned(filters, name, value)))
    return [{**facet, "words": f"{facet['words']} (events)"} for facet in shown]


def _claim_facets(site: Site, filters: Filters, stances: list[Stance]) -> dict[str, list[FacetValue]]:
    """Counts over claims, not over events; those that stand under the same filters are counted in one go."""
    together: dict[str, tuple[Condition, list[str]]] = {}
    for name in _FACETS:
        rest = filters if name == "stance" else filters.model_copy(update={name: []})
        condition = condition_of(site, rest, [] if name == "stance" else stances)
        together.setdefault(repr(condition), (condition, []))[1].append(name)
    counted: dict[str, list[Row]] = {name: [] for name in _FACETS}
    for condition, names in together.values():
        for row in _counted(site, condition, names):
            counted[row["name"]].append(row)
    chosen = {"holder": filters.holder, "source": filters.source, "stance": [str(stance) for stance in stances]}
    return {name: facet_values(name, chosen[name], rows) for name, rows in counted.items()}


def _counted(site: Site, condition: Condition, names: list[str]) -> list[Row]:
    parts = " UNION ALL ".join(
        f"SELECT '{name}' AS name, {_FACETS[name][0]} AS value, count(*) AS count FROM met GROUP BY 2"  # noqa: S608
        for name in names
    )
    text = (
        f"WITH met AS MATERIALIZED (SELECT holder, outlet, stance FROM c WHERE {condition.sql}) SELECT * FROM ({parts})"  # noqa: S608
        f" {MOST_VALUES}"
    )
    key = ("claim facets", *names, condition.sql, repr(condition.parameters))
    return site.queries.kept(key, lambda: site.queries.rows(text, condition.parameters))


# A verb of saying and what it says stand at most so far apart (an indirect object, a day) for both to be quoted as one.
MOST_BETWEEN = 60


def exact_words(site: Site, claims: list[Row]) -> list[list[tuple[str, bool]]]:
    """Returns the words of each claim as its page has them, in pieces: the verb of saying marked where it leads the claim."""
    pages = sorted({claim["page"] for claim in claims})
    text = "SELECT id, text FROM page WHERE id IN (SELECT unnest(?::VARCHAR[]))"
    texts = {row["id"]: row["text"] for row in (site.queries.rows(text, [pages]) if pages else ())}
    found = []
    for claim in claims:
        page, cue, content = texts.get(claim["page"], ""), claim["cue"] or [], claim["content"] or []
        pieces = [(claim["content_text"], False)]
        if cue and content and 0 <= content[0][0] - cue[0][1] <= MOST_BETWEEN:
            start, end = cue[0][0], content[-1][1]
            whole = page[start:end]
            if whole and "\n" not in whole and len(whole) <= len(claim["content_text"]) + 2 * MOST_BETWEEN:
                pieces = present.pieces(whole, [(0, cue[0][1] - start)])
        found.append(pieces)
    return found


def _shown(row: Row, words: list[tuple[str, bool]]) -> dict[str, Any]:
    entity = row["entity"]
    who = (present.placed_name(entity) if entity else row["source_text"]) or row["holder"]
    return {
        "id": row["id"],
        "who": who[:1].upper() + who[1:],
        "stance": row["stance"],
        "words": words,
        "cue": row["cue_text"],
        "reported": present.day_words(row["rday"]),
        "outlet": row["outlet"],
        "url": present.web_address(row["url"]),
        "title": row["title"],
        "saved": f"/page/{quote(row['page'], safe='')}",
        "also": [],
        "about": row["about"],
        "events": [present.line(event) for event in row["records"]],
        "fate": _fate(row["fate"]),
    }


def _folded(claims: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Claims of the same words by the same holder put under the first: wire copies."""
    first: dict[tuple[str, ...], dict[str, Any]] = {}
    for claim in claims:
        words = "".join(text for text, _ in claim["words"])
        kept = first.setdefault((claim["who"], claim["stance"], words), claim)
        if kept is not claim:
            kept["also"].append({"outlet": claim["outlet"], "address": claim["saved"]})
    return list(first.values())


def _headed(claims: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The claims with a heading where another event begins."""
    before = None
    for claim in claims:
        if claim["about"] != before:
            before = claim["about"]
            latest = max(claim["events"], key=lambda line: (line["day"], line["id"]), default=None)
            claim["heading"] = f"{present.day_words(latest['day'])}: {latest['told']}" if latest else "About no event"
    return claims


def _fate(fate: list[tuple[str, Row]]) -> list[dict[str, Any]]:
    """What became of a claim: by relation and speaker, the outlets that carry it."""
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for relation, other in sorted(fate, key=lambda item: (list(FATE_WORDS).index(item[0]), item[1]["rday"])):
        who, sizes = present.sources(other), present.sizes(other)
        kept = found.setdefault(
            (relation, who, sizes), {"words": FATE_WORDS[relation], "who": who, "sizes": sizes, "reports": []}
        )
        if other["outlet"] not in [report["outlet"] for report in kept["reports"]]:
            kept["reports"].append({"id": other["id"], "outlet": other["outlet"], "reported": present.day_words(other["rday"])})
    return list(found.values())[:6]


def _contradictions(rows: list[Row]) -> list[dict[str, Any]]:
    """Pairs of claims of this page on one incident that cannot both hold, for reading side by side."""
    found: list[dict[str, Any]] = []
    seen: set[str] = set()
    for row in rows:
        for relation, other in row["fate"]:
            event = next((e for e in row["records"] if e["link"] == other["link"]), None)
            pair = frozenset((event["id"], other["id"])) if event else frozenset()
            if event and relation in ("denied", "differs", "corrected") and event["link"] not in seen and pair:
                seen.add(event["link"])
                found.append({"relation": FATE_WORDS[relation], "one": present.line(event), "other": present.line(other)})
    return found[:8]
