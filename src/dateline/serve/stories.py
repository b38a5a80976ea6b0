"""The Stories view: reports of the same events put together, ranked by parts that are shown."""

from __future__ import annotations

import datetime
import math
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import FastAPI, Query, Request
from fastapi.responses import HTMLResponse, Response, StreamingResponse

from dateline.ontology.phrases import listed
from dateline.serve import present
from dateline.serve.filters import Filters, where
from dateline.serve.formats import FORMATS, Entry, moment, write_atom, write_csv, write_json, write_parquet
from dateline.serve.pages import base_of, html, need_store, no_store, shared
from dateline.serve.queries import UNDATED
from dateline.serve.site import Site, chips
from dateline.store.rows import Row

COLUMNS = (
    "story", "headline", "outlet", "url", "report_date", "score", "independent", "sources", "events", "claims", "rising",
    "outlets", "summary", "why",
)  # fmt: skip
# The latest of the window; the page says where there were more.
MOST_RECORDS = 4_000
SHOWN = 25
KEY_POINTS = 4


@lru_cache(maxsize=1)
def ranking() -> dict[str, Any]:
    """Returns the weights and times of ``ranking.toml``."""
    return tomllib.loads((resources.files("dateline.serve") / "ranking.toml").read_text(encoding="utf-8"))


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
    def stories(request: Request, filters: Annotated[Filters, Query()]) -> Response:
        if not site.snapshot.version:
            return no_store(site, request)
        return shared(site, request, lambda: stories_page(site, request, filters))

    @app.get("/stories.{form}", summary="Stories, ranked", responses={404: {"description": "there is no store yet"}})
    def story_rows(
        request: Request, form: Literal["json", "csv", "parquet", "atom"], filters: Annotated[Filters, Query()]
    ) -> Response:
        need_store(site)
        clusters = ranked(site, filters)[:SHOWN]
        rows = [story_record(c, seen) for c, seen in zip(clusters, shown_stories(site, clusters), strict=True)]
        match form:
            case "json":
                body = write_json(rows, head={"ranking": ranking()})
            case "csv":
                body = write_csv(rows, COLUMNS)
            case "parquet":
                body = write_parquet(rows, COLUMNS)
            case _:
                entries = (
                    Entry(
                        id=row["story"],
                        title=row["headline"],
                        path=f"/e/{row['story']}",
                        updated=moment(row["report_date"]),
                        text=f"{row['summary']} ({row['why']})",
                    )
                    for row in rows
                )
                path = filters.address("/stories.atom")
                body = write_atom(entries, title="dateline: stories", base=base_of(request), path=path)
        return StreamingResponse(body, media_type=FORMATS[form])


def window(site: Site, filters: Filters) -> tuple[datetime.date, datetime.date]:
    """Returns the days whose reports are ranked: the filter's, else the last ones of the store."""
    last = filters.to or site.queries.latest_report() or UNDATED
    first = filters.from_ or (
        last - datetime.timedelta(days=ranking()["window_days"]) if last > UNDATED + datetime.timedelta(days=400) else UNDATED
    )
    return first, last


def ranked(site: Site, filters: Filters) -> list[Cluster]:
    """Returns the stories of the window, the highest score first."""
    first, last = window(site, filters)
    plain = filters.model_copy(update={"from_": None, "to": None, "cursor": None})
    key = (site.snapshot.version, "stories", first, last, repr(plain.pairs()))
    return site.queries.cache.get(key, lambda: _rank(site, plain, first, last))


def _rank(site: Site, filters: Filters, first: datetime.date, last: datetime.date) -> list[Cluster]:
    condition = where(filters)
    rows = site.snapshot.rows(
        'SELECT n, id, page, story, link, copies, outlet, rday, "type", event_scale, status, confidence, size, origins'  # noqa: S608
        f" FROM e WHERE rday BETWEEN ? AND ? AND {condition.sql} ORDER BY rday DESC, n DESC LIMIT {MOST_RECORDS:d}",
        [first, last, *condition.parameters],
    )
    claims = site.snapshot.rows(
        "SELECT page, story, count(*) AS n FROM c WHERE rday BETWEEN ? AND ? GROUP BY 1, 2", [first, last]
    )
    claimed = {(row["page"], row["story"]): row["n"] for row in claims}
    clusters = clustered(rows)
    for cluster in clusters:
        _score(cluster, claimed, last)
    return sorted(clusters, key=lambda c: (-c.score, c.events[0]["id"]))


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


def _score(cluster: Cluster, claimed: dict[tuple[str, int], int], last: datetime.date) -> None:
    rules = ranking()
    rising_from = (last - datetime.timedelta(days=rules["rising_days"])).isoformat() if last > UNDATED else ""
    newest = max(row["rday"] for row in cluster.reports)
    fresh_reports = [row for row in cluster.reports if row["rday"] > rising_from]
    claims = sum(claimed.get((row["page"], row["story"]), 0) for row in cluster.reports)
    new_claims = sum(claimed.get((row["page"], row["story"]), 0) for row in fresh_reports)
    new_events = sum(row["rday"] > rising_from for row in cluster.events)
    age = max((last - datetime.date.fromisoformat(newest)).days, 0)
    independent = len({row["copies"] for row in cluster.reports})
    raw = {
        "independent": math.log2(1 + independent),
        "rising": math.log2(1 + new_events + new_claims),
        "fresh": 0.5 ** (age / rules["half_life_days"]),
        "intensity": max(abs(row["event_scale"]) for row in cluster.events),
    }
    cluster.parts = {name: round(value * rules["weights"][name], 2) for name, value in raw.items()}
    cluster.score = round(sum(cluster.parts.values()), 2)
    cluster.counts = {
        "sources": len({row["outlet"] for row in cluster.reports}),
        "reports": len(cluster.reports),
        "independent": independent,
        "claims": claims,
        "new_claims": new_claims,
        "new_events": new_events,
        "age": age,
    }


def why(cluster: Cluster) -> str:
    """Returns why a story stands where it does, in words with its numbers."""
    n = cluster.counts
    parts = [
        f"{_many(n['sources'], 'source')} ({_many(n['reports'], 'report')}, {n['independent']} independent after wire copies)",
        f"{_many(n['new_claims'], 'new claim')} and {_many(n['new_events'], 'new event')}"
        if n["new_events"]
        else "nothing new of late",
        "latest report today" if not n["age"] else f"latest report {_many(n['age'], 'day')} before the newest",
    ]
    return "; ".join(parts)


def _many(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def differences(cluster: Cluster) -> list[str]:
    """Returns what the reports of one incident do not agree on: numbers, and whether it happened."""
    found = []
    by_incident: dict[str, list[Row]] = {}
    for row in cluster.events:
        if row["link"]:
            by_incident.setdefault(row["link"], []).append(row)
    for rows in by_incident.values():
        for name in ("dead", "injured", "arrested", "participants"):
            values: dict[tuple[int, ...], set[str]] = {}
            for row in rows:
                if pair := (row["size"] or {}).get(name):
                    values.setdefault(tuple(pair), set()).add(row["copies"])
            if len(values) > 1:
                said = [
                    f"{len(texts)} say{'s' if len(texts) == 1 else ''} {'-'.join(map(str, dict.fromkeys(pair)))} {name}"
                    for pair, texts in sorted(values.items(), key=lambda item: (-len(item[1]), item[0]))
                ]
                found.append(f"{rows[0]['type']}: " + ", ".join(said))
        denied = {row["copies"] for row in rows if row["status"] == "negated"}
        told = {row["copies"] for row in rows if row["status"] in ("actual", "alleged")}
        if denied and told:
            found.append(f"{rows[0]['type']}: {len(told)} report it, {len(denied)} carry a denial")
    return list(dict.fromkeys(found))[:5]


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
        "summary": "; ".join(line["told"] for line in shown["points"]),
        "why": shown["why"],
    }


def lead_of(cluster: Cluster) -> Row:
    """Returns the event whose report leads a story: of the commonest text the earliest report's strongest event."""
    texts = Counter(row["copies"] for row in cluster.reports)
    return min(
        cluster.events, key=lambda row: (-texts[row["copies"]], row["rday"], -abs(row["event_scale"]), row["page"], row["id"])
    )


def stories_page(site: Site, request: Request, filters: Filters) -> Response:
    """Returns the Stories view."""
    clusters = ranked(site, filters)
    shown = clusters[:SHOWN]
    first, last = window(site, filters)
    rules = ranking()
    context = site.frame(
        "stories",
        "Stories",
        here=str(request.url),
        filters=filters,
        path="/stories",
        search_at="/stories",
        facets=site.facets(filters, "/stories", ("type", "actor", "recipient", "source")),
        chips=chips(filters, "/stories"),
        clear="/stories",
        total=len(clusters),
        cut=MOST_RECORDS if sum(len(c.events) for c in clusters) == MOST_RECORDS else None,
        stories=shown_stories(site, shown),
        window=f"{present.day_words(first.isoformat())} to {present.day_words(last.isoformat())}",
        rules=rules,
        formats={name: filters.address(f"/stories.{name}") for name in FORMATS},
        progress={"pages": 0, "reasons": []},
    )
    return html(site, "stories.html", context)


def shown_stories(site: Site, clusters: list[Cluster]) -> list[dict[str, Any]]:
    """Returns what the view shows of each story: headlines, key points made of its records, differences, related stories."""
    titles = titles_of(site, [row for cluster in clusters for row in cluster.reports])
    events = {row["id"]: row for row in site.queries.by_ids([e["id"] for c in clusters for e in (*_key_events(c), lead_of(c))])}
    sides = [_sides(site, cluster) for cluster in clusters]
    found = []
    for number, cluster in enumerate(clusters):
        lead = lead_of(cluster)
        other: dict[str, dict[str, str]] = {}
        for row in cluster.reports:
            if (row["page"], row["story"]) != (lead["page"], lead["story"]):
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
                "address": _saved(lead),
                "url": present.web_address((events.get(lead["id"]) or {}).get("page_url")),
                "outlet": lead["outlet"],
                "reported": present.day_words(lead["rday"]),
                "points": [present.line(events[e["id"]]) for e in _key_events(cluster) if e["id"] in events],
                "also": list(other.values()),
                "differs": differences(cluster),
                "why": why(cluster),
                "score": cluster.score,
                "parts": cluster.parts,
                "related": _related(number, clusters, sides, titles),
                "events": len(cluster.events),
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
    known = {(row["page"], row["story"]): str(row["title"]) for row in (site.snapshot.rows(text, [pages]) if pages else ())}
    return {(row["page"], row["story"]): known.get((row["page"], row["story"]), str(row["page"])) for row in rows}


def _sides(site: Site, cluster: Cluster) -> set[str]:
    numbers = [row["n"] for row in cluster.events[:200]]
    rows = site.snapshot.rows(
        "SELECT DISTINCT key FROM side WHERE role <> 'holder' AND n IN (SELECT unnest(?::BIGINT[]))", [numbers]
    )
    return {row["key"] for row in rows if row["key"].isupper()}


def _related(
    number: int, clusters: list[Cluster], sides: list[set[str]], titles: dict[tuple[str, int], str]
) -> list[dict[str, str]]:
    """Up to three other stories that share two named sides or more, and which."""
    found = []
    for other, cluster in enumerate(clusters):
        shared = sides[number] & sides[other]
        if other != number and len(shared) >= 2:
            lead = lead_of(cluster)
            names = listed(sorted(present.side_name(key) for key in shared)[:4])
            found.append(
                (len(shared), {"title": titles[(lead["page"], lead["story"])], "anchor": f"#s-{lead['id']}", "shares": names})
            )
    return [item for _, item in sorted(found, key=lambda pair: -pair[0])[:3]]
