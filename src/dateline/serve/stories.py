"""The Stories view: reports of the same events put together, ranked by parts that are shown."""

from __future__ import annotations

import dataclasses
import datetime
import math
from collections import Counter
from dataclasses import dataclass, field
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import FastAPI, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, Response

from dateline.config import Ranking
from dateline.ontology.phrases import listed
from dateline.serve import present
from dateline.serve.filters import Condition, Filters, where
from dateline.serve.formats import EVENT_FORMATS, FORMATS, Entry, Format, answer, moment
from dateline.serve.guard import Seen
from dateline.serve.pages import EventFormat, event_answer, html, need_store, no_store, progress, removed_most, shared
from dateline.serve.queries import UNDATED, record_of
from dateline.serve.site import Site, chips
from dateline.store.rows import Row

COLUMNS = (
    "story", "headline", "outlet", "url", "report_date", "score", "independent", "sources", "events", "claims", "rising",
    "outlets", "summary", "why",
)  # fmt: skip
# The latest of the window; the page says where there were more.
MOST_RECORDS = 3_000
SHOWN = 25
KEY_POINTS = 5
# What the one line of a story in the list has room for.
LEAD_POINTS = 3
PART_WORDS = {
    "independent": "independent texts",
    "rising": "new events and claims",
    "fresh": "freshness",
    "intensity": "strength of the events",
}
# A story is followed through shared incidents and copies so far; more records than this are one long affair, not one story.
MOST_OF_A_STORY = 600
# What clusters are made and ranked by, and what is read besides of those that are shown.
_COLUMNS = "n, id, page, story, link, copies, outlet, rday, event_scale, claims"
_MORE_COLUMNS = '"type", status, confidence, origins, actors, recipients, holders'


def weights(ranking: Ranking) -> dict[str, float]:
    """Returns the weight of each part of a score."""
    return {name: getattr(ranking, name) for name in PART_WORDS}


@dataclass(slots=True, kw_only=True)
class Cluster:
    """Reports that share incidents or words: (page, story) pairs, and the events in them."""

    reports: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    score: float = 0.0
    parts: dict[str, float] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)


def add_routes(app: FastAPI, site: Site) -> None:
    """Adds the Stories routes."""

    @app.get("/stories", response_class=HTMLResponse, include_in_schema=False)
    def stories(request: Request, site: Seen, filters: Annotated[Filters, Query()]) -> Response:
        if not site.snapshot.version:
            return no_store(site, request)
        return shared(site, request, lambda: stories_page(site, request, filters))

    @app.get("/stories.{form}", summary="Stories, ranked", responses={404: {"description": "there is no store yet"}})
    def story_rows(request: Request, site: Seen, form: Format, filters: Annotated[Filters, Query()]) -> Response:
        need_store(site)
        clusters = _filled(site, ranked(site, filters)[:SHOWN])
        rows = [story_record(c, seen) for c, seen in zip(clusters, shown_stories(site, clusters), strict=True)]
        head = {"ranking": dataclasses.asdict(site.ranking)}
        return answer(request, form, rows, title="stories", columns=COLUMNS, entry=_entry, head=head)

    @app.get("/stories/{id}.{form}", summary="The records of one story", responses={404: {"description": "no such record"}})
    def story_events(request: Request, site: Seen, id: str, form: EventFormat) -> Response:
        need_store(site)
        if form == "json" and id.endswith(".timelinejs"):  # the router gives the id all the dots it can
            id, form = id.removesuffix(".timelinejs"), "timelinejs.json"
        rows = site.queries.by_number([row["n"] for row in story_of(site, id).events])
        records = (record_of(row) for row in sorted(rows, key=lambda row: (row["eday"], row["n"]), reverse=True))
        return event_answer(request, form, records, title=f"story {id}")

    @app.get("/stories/{id}", response_class=HTMLResponse, include_in_schema=False)
    def story(request: Request, site: Seen, id: str) -> Response:
        if not site.snapshot.version:
            return no_store(site, request)
        return shared(site, request, lambda: story_page(site, request, id))


def window(site: Site, filters: Filters) -> tuple[datetime.date, datetime.date]:
    """Returns the days whose reports are ranked: the filter's, else the last ones of the store."""
    last = filters.to or site.queries.latest_report() or UNDATED
    first = filters.from_ or (
        last - datetime.timedelta(days=site.ranking.window_days) if last > UNDATED + datetime.timedelta(days=400) else UNDATED
    )
    return first, last


def ranked(site: Site, filters: Filters) -> list[Cluster]:
    """Returns the stories of the window, the highest score first."""
    first, last = window(site, filters)
    plain = filters.model_copy(update={"from_": None, "to": None, "cursor": None})
    key = ("stories", first, last, repr(plain.pairs()))
    return site.queries.kept(key, lambda: _rank(site, plain, first, last))


def _rank(site: Site, filters: Filters, first: datetime.date, last: datetime.date) -> list[Cluster]:
    condition = where(filters)
    order = "ORDER BY rday DESC, n DESC"
    latest = f"SELECT n FROM e WHERE rday BETWEEN ? AND ? AND {condition.sql} {order} LIMIT {MOST_RECORDS:d}"  # noqa: S608
    rows = site.queries.rows(
        f"SELECT {_COLUMNS} FROM e WHERE n IN ({latest}) {order}",  # noqa: S608
        [first, last, *condition.parameters],
    )
    clusters = clustered(rows)
    for cluster in clusters:
        _score(cluster, site.ranking, last)
    return sorted(clusters, key=lambda c: (-c.score, c.events[0]["id"]))


def _rows(site: Site, condition: str, parameters: list[object]) -> list[Row]:
    text = f"SELECT {_COLUMNS} FROM e WHERE {condition} AND review <> 'rejected' ORDER BY rday DESC, n DESC"  # noqa: S608
    return site.queries.rows(text, parameters)


def _filled(site: Site, clusters: list[Cluster]) -> list[Cluster]:
    """Gives the events of the clusters to be shown their further columns."""
    events = {row["n"]: row for cluster in clusters for row in cluster.events if "type" not in row}
    text = f"SELECT n, {_MORE_COLUMNS} FROM e WHERE n IN (SELECT unnest(?::BIGINT[]))"  # noqa: S608
    for row in site.queries.rows(text, [list(events)]) if events else ():
        events[row["n"]].update(row)
    return clusters


def story_of(site: Site, id: str) -> Cluster:
    """Returns the story that the record `id` belongs to: what hangs together with it, reported within the ranking's window.

    Raises:
        HTTPException: 404.
    """
    found = site.queries.event(id)
    if found is None:
        raise HTTPException(404, "there is no such story; its leading record may have been coded anew under another id")
    day = datetime.date.fromisoformat(found["rday"])
    span = datetime.timedelta(days=site.ranking.window_days)
    around = [max(day, UNDATED + span) - span, day + span]
    rows: dict[int, Row] = {}
    new = _rows(site, "page = ? AND story = ?", [found["page"], found["story"]])
    while new and len(rows) < MOST_OF_A_STORY:
        rows |= {row["n"]: row for row in new}
        pages: set[str] = set()
        for column in ("link", "copies"):
            values = sorted({row[column] for row in new if row[column]})
            text = f"SELECT DISTINCT page FROM e WHERE {column} IN ({', '.join('?' * len(values))})"  # noqa: S608
            pages |= {row["page"] for row in (site.queries.rows(text, values) if values else ())}
        near = _rows(
            site, f"page IN ({', '.join('?' * len(pages))}) AND (rday BETWEEN ? AND ? OR rday = ?)", [*pages, *around, day]
        )
        own = clustered([*rows.values(), *(row for row in near if row["n"] not in rows)])
        whole = next(c for c in own if any(row["id"] == id for row in c.events))
        new = [row for row in whole.events if row["n"] not in rows]
    [cluster] = clustered(sorted(rows.values(), key=lambda row: (row["rday"], row["n"]), reverse=True)) or [Cluster()]
    _score(cluster, site.ranking, site.queries.latest_report() or UNDATED)
    return _filled(site, [cluster])[0]


def clustered(rows: list[Row]) -> list[Cluster]:
    """Returns the events put together: those on one page, of one incident, or in texts that are copies of one another."""
    parent: dict[object, object] = {}

    def top(item: object) -> object:
        while parent.setdefault(item, item) != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for row in rows:
        own = ("report", row["page"], row["story"])
        parent[top(own)] = top(("copies", row["copies"]))
        if row["link"]:
            parent[top(own)] = top(("incident", row["link"]))
    found: dict[object, Cluster] = {}
    seen = set()
    for row in rows:
        cluster = found.setdefault(top(("report", row["page"], row["story"])), Cluster())
        cluster.events.append(row)
        if (row["page"], row["story"]) not in seen:
            seen.add((row["page"], row["story"]))
            cluster.reports.append(row)
    return list(found.values())


def _score(cluster: Cluster, ranking: Ranking, last: datetime.date) -> None:
    rising_from = (last - datetime.timedelta(days=ranking.rising_days)).isoformat() if last > UNDATED else ""
    newest = max(row["rday"] for row in cluster.reports)
    # What copies repeat is counted once: an incident is as old as its first report, a claim belongs to one text.
    since: dict[str, str] = {}
    for row in cluster.events:
        key = row["link"] or row["id"]
        since[key] = min(since.get(key, row["rday"]), row["rday"])
    claims = {row["copies"]: row["claims"] for row in cluster.reports}
    known = {row["copies"] for row in cluster.reports if row["rday"] <= rising_from}
    new_claims = sum(number for text, number in claims.items() if text not in known)
    new_events = sum(day > rising_from for day in since.values())
    age = max((last - datetime.date.fromisoformat(newest)).days, 0)
    raw = {
        "independent": math.log2(1 + len(claims)),
        "rising": math.log2(1 + new_events + new_claims),
        "fresh": 0.5 ** (age / ranking.half_life_days),
        "intensity": max(abs(row["event_scale"]) for row in cluster.events),
    }
    cluster.parts = {
        name: round(value * weight, 2) for (name, weight), value in zip(weights(ranking).items(), raw.values(), strict=True)
    }
    cluster.score = round(sum(cluster.parts.values()), 2)
    cluster.counts = {
        "sources": len({row["outlet"] for row in cluster.reports}),
        "reports": len(cluster.reports),
        "independent": len(claims),
        "incidents": len(since),
        "claims": sum(claims.values()),
        "new_claims": new_claims,
        "new_events": new_events,
        "age": age,
    }


def why(cluster: Cluster) -> str:
    """Returns why a story stands where it does, in words with its numbers."""
    n = cluster.counts
    texts = _many(n["independent"], "independent text")
    reports = f"{_many(n['reports'], 'report')} in {_many(n['sources'], 'outlet')}, {texts}"
    new = [_many(n[f"new_{name}s"], f"new {name}") for name in ("event", "claim") if n[f"new_{name}s"]]
    fresh = "latest report on the newest day" if not n["age"] else f"latest report {_many(n['age'], 'day')} before the newest"
    return "; ".join([reports, " and ".join(new) or "nothing new of late", fresh])


def _many(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


_DISPUTES = {
    "dead": "how many dead",
    "injured": "how many injured",
    "arrested": "how many arrested",
    "participants": "how many took part",
    "status": "whether it happened",
    "day": "on which day",
    "actor": "who did it",
}


def differences(site: Site, clusters: list[Cluster]) -> list[list[dict[str, Any]]]:
    """Returns for each story what its reports do not agree on: the accounts of one incident side by side, each with how many
    independent texts give it and the records that do."""
    links = sorted({row["link"] for cluster in clusters for row in cluster.events if row["link"]})
    text = "SELECT id, disputed FROM dispute WHERE id IN (SELECT unnest(?::VARCHAR[]))"
    disputed = {row["id"]: row["disputed"] for row in (site.queries.rows(text, [links]) if links else ())}
    found = []
    for cluster in clusters:
        shown = {row["id"]: row for row in cluster.events}
        told: list[dict[str, Any]] = []
        for link in dict.fromkeys(row["link"] for row in cluster.events if row["link"] in disputed):
            for item in disputed[link]:
                accounts = [
                    {
                        "value": _account_words(item["field"], account["value"]),
                        "texts": _many(account["origins"], "text"),
                        "id": ids[0],
                    }
                    for account in item["accounts"]
                    if (ids := [id for id in account["events"] if id in shown])
                ]
                if len(accounts) > 1:
                    about = _about(shown[accounts[0]["id"]])
                    told.append({"about": about, "what": _DISPUTES[item["field"]], "accounts": accounts})
        found.append(told[:6])
    return found


def _about(row: Row) -> str:
    """The type of an event and its sides, so that two of a story can be told apart."""
    sides = dict.fromkeys(present.side_name(key) for key in (*row["actors"], *row["recipients"]))
    return f"{row['type']} ({listed(list(sides)[:3])})" if sides else str(row["type"])


def _account_words(name: str, value: str) -> str:
    match name:
        case "day":
            return present.day_words(value)
        case "actor":
            return listed([present.side_name(side.partition("/")[0]) + _sector(side) for side in value.split(" ")])
        case "status":
            return {"denied": "denied", "asserted": "said to have happened"}.get(value, value)
        case _:
            return value.replace("-", " to ")


def _sector(side: str) -> str:
    sector = side.partition("/")[2]
    return f" ({sector})" if sector else ""


def story_record(cluster: Cluster, shown: dict[str, Any]) -> Row:
    """Returns a story as the API gives it; `story` is the id of its leading record."""
    lead = lead_of(cluster)
    return {
        "story": lead["id"],
        "headline": shown["headline"],
        "outlet": lead["outlet"],
        "url": shown["url"],
        "report_date": lead["rday"] if lead["rday"] > "0001-01-01" else None,
        "score": cluster.score,
        **{name: cluster.counts[name] for name in ("independent", "sources", "claims")},
        "rising": cluster.counts["new_events"] + cluster.counts["new_claims"],
        "events": len(cluster.events),
        "outlets": sorted({row["outlet"] for row in cluster.reports}),
        "summary": "; ".join(line["told"] for line in shown["lead"]),
        "why": shown["why"],
    }


def _entry(row: Row) -> Entry:
    return Entry(
        id=row["story"],
        title=row["headline"],
        path=f"/stories/{quote(row['story'], safe='')}",
        updated=moment(row["report_date"]),
        text=f"{row['summary']} ({row['why']})",
    )


def lead_of(cluster: Cluster) -> Row:
    """Returns the event whose report leads a story: of the commonest text the earliest report's strongest event."""
    texts = Counter(row["copies"] for row in cluster.reports)
    return min(
        cluster.events, key=lambda row: (-texts[row["copies"]], row["rday"], -abs(row["event_scale"]), row["page"], row["id"])
    )


def _latest_before(site: Site, filters: Filters, first: datetime.date) -> datetime.date | None:
    """The last day before the window of which there are reports, where no filter sets its begin."""
    if filters.from_:
        return None
    condition = where(filters.model_copy(update={"to": None, "cursor": None}))
    text = f"SELECT max(rday) AS day FROM e WHERE rday > ? AND rday < ? AND {condition.sql}"  # noqa: S608
    [row] = site.queries.rows(text, [UNDATED, first, *condition.parameters])
    return datetime.date.fromisoformat(row["day"]) if row["day"] else None


def stories_page(site: Site, request: Request, filters: Filters) -> Response:
    """Returns the Stories view."""
    clusters = ranked(site, filters)
    shown = _filled(site, clusters[:SHOWN])
    first, last = window(site, filters)
    before = _latest_before(site, filters, first)

    def at(asked: Filters) -> str:
        return asked.address("/stories")

    context = site.frame(
        "stories",
        "Stories",
        here=str(request.url),
        filters=filters,
        path="/stories",
        search_at="/stories",
        facets=site.facets(filters, at, within=Condition("rday BETWEEN ? AND ?", (first, last))),
        chips=chips(filters, at),
        clear="/stories",
        total=len(clusters),
        cut=MOST_RECORDS if sum(len(c.events) for c in clusters) == MOST_RECORDS else None,
        stories=shown_stories(site, shown),
        earlier=at(filters.model_copy(update={"to": before})) if before else None,
        window=f"{present.day_words(first.isoformat())} to {present.day_words(last.isoformat())}" if last > UNDATED else "",
        ranking=site.ranking,
        weights=weights(site.ranking),
        part_words=PART_WORDS,
        formats={name: filters.address(f"/stories.{name}") for name in FORMATS},
        what="story",
        removed_most=None if clusters else removed_most(filters, count=lambda f: len(ranked(site, f)), address=at),
        progress=progress(site),
    )
    return html(site, "stories.html", context)


def story_page(site: Site, request: Request, id: str) -> Response:
    """Returns one story: its key points, what its reports differ in, everything in it by day, and the reports."""
    newest = site.queries.newest()  # before what is shown: whatever comes in between arrives once more
    cluster = story_of(site, id)
    [story] = shown_stories(site, [cluster])
    titles = titles_of(site, cluster.reports)
    rows = site.queries.by_number([row["n"] for row in cluster.events])
    lines = [present.line(row) for row in sorted(rows, key=lambda row: (row["eday"], row["n"]), reverse=True)]
    texts: dict[str, list[Row]] = {}
    for row in sorted(cluster.reports, key=lambda row: (row["rday"], row["n"])):
        texts.setdefault(row["copies"], []).append(row)
    reports = [
        {
            "outlet": row["outlet"],
            "title": titles[(row["page"], row["story"])],
            "reported": present.day_words(row["rday"]),
            "address": _saved(row),
            "text": number,
            "claims": row["claims"],
        }
        for number, group in enumerate(texts.values(), start=1)
        for row in group
    ]
    day = datetime.date.fromisoformat(cluster.reports[0]["rday"])
    span = datetime.timedelta(days=site.ranking.window_days)
    others = ranked(site, Filters().model_copy(update={"from_": max(day, UNDATED + span) - span, "to": day + span}))[
        : 2 * SHOWN
    ]
    others = [c for c in _filled(site, others) if not {row["n"] for row in c.events} & {row["n"] for row in cluster.events}]
    context = site.frame(
        "story",
        story["headline"],
        here=str(request.url),
        story=story,
        part_words=PART_WORDS,
        groups=present.grouped(present.folded(lines, by="event"), by="event"),
        total=len(lines),
        reports=reports,
        related=_related(cluster, others, titles_of(site, [row for c in others for row in c.reports])),
        formats={name: f"/stories/{quote(id, safe='')}.{name}" for name in EVENT_FORMATS},
        path=f"/stories/{quote(id, safe='')}",
        live={"address": f"/live?{urlencode({'story': id})}", "since": newest},
    )
    return html(site, "story.html", context)


def shown_stories(site: Site, clusters: list[Cluster]) -> list[dict[str, Any]]:
    """Returns what the view shows of each story: headlines, key points made of its records, differences, related stories."""
    titles = titles_of(site, [row for cluster in clusters for row in cluster.reports])
    events = {row["id"]: row for row in site.queries.by_ids([e["id"] for c in clusters for e in (*_key_events(c), lead_of(c))])}
    found = []
    for cluster, differs in zip(clusters, differences(site, clusters), strict=True):
        lead = lead_of(cluster)
        points = [present.line(events[e["id"]]) for e in _key_events(cluster) if e["id"] in events]
        other: dict[str, dict[str, str]] = {}
        for row in cluster.reports:
            if (row["page"], row["story"]) != (lead["page"], lead["story"]) and row["outlet"] != lead["outlet"]:
                other.setdefault(
                    row["outlet"],
                    {
                        "outlet": row["outlet"],
                        "title": titles[(row["page"], row["story"])],
                        "address": _saved(row),
                        "same": "wire copy" if row["copies"] == lead["copies"] else "",
                    },
                )
        found.append(
            {
                "id": lead["id"],
                "headline": titles[(lead["page"], lead["story"])],
                "address": f"/stories/{lead['id']}",
                "saved": _saved(lead),
                "url": present.web_address((events.get(lead["id"]) or {}).get("page_url")),
                "outlet": lead["outlet"],
                "reported": present.day_words(lead["rday"]),
                "lead": points[:LEAD_POINTS],
                "points": points,
                "also": sorted(other.values(), key=lambda item: (item["same"], item["outlet"])),
                "differs": differs,
                "why": why(cluster),
                "score": cluster.score,
                "parts": cluster.parts,
                "related": _related(cluster, [c for c in clusters if c is not cluster], titles),
                "counts": cluster.counts,
            }
        )
    return found


def _key_events(cluster: Cluster) -> list[Row]:
    """The strongest and best supported event of each incident."""
    best: dict[str, Row] = {}
    for row in cluster.events:
        key = row["link"] or row["id"]
        if key not in best or (row["status"] == "actual", row["confidence"]) > (
            best[key]["status"] == "actual",
            best[key]["confidence"],
        ):
            best[key] = row
    ordered = sorted(best.values(), key=lambda row: (-row["origins"], -abs(row["event_scale"]), row["id"]))
    return ordered[:KEY_POINTS]


def _saved(row: Row) -> str:
    return f"/page/{quote(row['page'], safe='')}"


def titles_of(site: Site, rows: list[Row]) -> dict[tuple[str, int], str]:
    """Returns the titles of reports, the page's where the story has none."""
    pages = sorted({row["page"] for row in rows})
    text = (
        "SELECT s.page, s.story, coalesce(s.title, p.title, s.page) AS title FROM story s JOIN page p ON p.id = s.page"
        " WHERE s.page IN (SELECT unnest(?::VARCHAR[]))"
    )
    known = {(row["page"], row["story"]): str(row["title"]) for row in (site.queries.rows(text, [pages]) if pages else ())}
    return {(row["page"], row["story"]): known.get((row["page"], row["story"]), str(row["page"])) for row in rows}


def _shared(cluster: Cluster, other: Cluster) -> dict[str, list[str]]:
    """What two stories have in common: incidents, named sides, named speakers of claims."""
    events = {row["link"] for row in cluster.events} & {row["link"] for row in other.events} - {None}
    sides = _named(cluster, "actors", "recipients") & _named(other, "actors", "recipients")
    speakers = (_named(cluster, "holders") & _named(other, "holders")) - sides
    return {"events": sorted(events), "sides": sorted(sides), "speakers": sorted(speakers)}


def _named(cluster: Cluster, *columns: str) -> set[str]:
    keys = {key for row in cluster.events for column in columns for key in row[column]}
    return {key for key in keys if len(key) == 3 and key.isupper()}


# Two stories of one country are not yet related.
FEWEST_SHARED = 2


def _related(cluster: Cluster, others: list[Cluster], titles: dict[tuple[str, int], str]) -> list[dict[str, str]]:
    """Up to three other stories that share an event, or two who act, are acted upon or speak in both; and which."""
    found = []
    for other in others:
        shared = _shared(cluster, other)
        if shared["events"] or len(shared["sides"]) + len(shared["speakers"]) >= FEWEST_SHARED:
            found.append((len(shared["events"]), len(shared["sides"]) + len(shared["speakers"]), lead_of(other), shared))
    most = sorted(found, key=lambda item: item[:2], reverse=True)[:3]
    return [
        {"title": titles[lead["page"], lead["story"]], "address": f"/stories/{lead['id']}", "shares": _words(shared)}
        for _, _, lead, shared in most
    ]


def _words(shared: dict[str, list[str]]) -> str:
    names = {kind: listed(sorted(map(present.side_name, shared[kind]))[:4]) for kind in ("sides", "speakers")}
    parts = [_many(len(shared["events"]), "event")] if shared["events"] else []
    parts += [names["sides"]] if names["sides"] else []
    parts += [f"claims of {names['speakers']}"] if names["speakers"] else []
    return ", ".join(parts)
