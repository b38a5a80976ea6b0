"""The evidence drawer, the saved copy of a page, and About this data."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib import resources
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import FastAPI, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from dateline import __version__
from dateline.pipeline import STAGES
from dateline.serve import present
from dateline.serve.decisions import REASONS, Decision, seen_by
from dateline.serve.guard import Seen, own_form, reviewing_as
from dateline.serve.pages import html, need_store, no_store
from dateline.serve.queries import record_of
from dateline.serve.site import Site, environment
from dateline.store.rows import Row
from dateline.text.amounts import counted

CONTEXT_CHARS = 280
OTHERS = 30


def add_routes(app: FastAPI, site: Site) -> None:
    """Adds the routes of one record, one page, and About."""

    @app.get("/e/{id}.json", summary="One record, with what surrounds it", responses={404: {"description": "no such record"}})
    def record(site: Seen, id: str) -> Response:
        need_store(site)
        row = site.queries.event(id)
        if row is None:
            raise HTTPException(404, "there is no such record")
        return JSONResponse({**record_of(row), "reasons": row["reasons"], "predicate": row["predicate"]})

    @app.get("/e/{id}", response_class=HTMLResponse, include_in_schema=False)
    def event(request: Request, site: Seen, id: str, part: Annotated[bool, Query()] = False) -> Response:
        need_store(site)
        found = drawer(site, id, coder=reviewing_as(request), close="/", csrf=own_form(site, request))
        if part:
            source = '{% import "macros.html" as m %}{% include "drawer.html" %}'
            return HTMLResponse(environment().from_string(source).render(d=found))
        return html(site, "event.html", site.frame("", found["line"]["told"], here=str(request.url), d=found))

    @app.get("/page/{id:path}", response_class=HTMLResponse, include_in_schema=False)
    def page(request: Request, site: Seen, id: str, e: str = "") -> Response:
        need_store(site)
        return saved_copy(site, request, id, marked=e)

    @app.get("/about", response_class=HTMLResponse, include_in_schema=False)
    def about(request: Request, site: Seen) -> Response:
        if not site.snapshot.version:
            return no_store(site, request)
        context = site.queries.kept(("about",), lambda: about_rows(site))
        return html(site, "about.html", site.frame("about", "About this data", here=str(request.url), **context))


def drawer(site: Site, id: str, *, coder: str, close: str, csrf: str = "") -> dict[str, Any]:
    """Returns what the drawer shows of the record `id`; `coder` asks, and where this is a reviewer, forms send `csrf` back.

    Raises:
        HTTPException: 404.
    """
    row = site.queries.event(id)
    if row is None:
        raise HTTPException(404, "there is no such record; it may have been coded anew under another id")
    queries = site.queries
    line = present.line(row)
    [page] = queries.rows("SELECT text FROM page WHERE id = ?", [row["page"]]) or [{"text": ""}]
    before, after = _around(page["text"], row)
    others = []
    if row["link"]:
        found = queries.rows("SELECT id FROM e WHERE link = ? AND id <> ? ORDER BY rday, n LIMIT ?", [row["link"], id, OTHERS])
        others = [present.line(other) for other in site.queries.by_ids([item["id"] for item in found])]
    made = row["cite_info"] or {}
    decisions = decisions_on(site, id)
    seen = seen_by(decisions, coder)
    from dateline.serve.maps import place_map

    title = line["title"]
    return {
        "line": line,
        "layers": present.layers(row),
        "fields": present.fields(row, coded=as_coded(site, row)),
        "before": before,
        "after": after,
        "others": others,
        "decisions": [_decision_words(d) for d in seen],
        "unseen": len(decisions) - len(seen),
        "made": made,
        "run": row["run"],
        "map": place_map(row),
        "saved": f"/page/{quote(row['page'], safe='')}?e={id}",
        "close": close,
        "csrf": csrf,
        "reasons": REASONS,
        "citation": f"“{title}”, {line['outlet']}, {line['reported']}"
        + (f", {line['url']}" if line["url"] else "")
        + f"; record {id}, dateline {made.get('version') or __version__}, run {row['run']}",
    }


def as_coded(site: Site, row: Row) -> Row:
    """Returns the record of a row as it was coded, whatever was decided on it since."""
    if row["review"] == "none":
        return row
    return next(iter(site.queries.rows("SELECT * FROM coded WHERE id = ? AND coder = ''", [row["id"]])), row)


def decisions_on(site: Site, id: str) -> list[Decision]:
    """Returns what reviewers decided on one record, oldest first."""
    text = 'SELECT id, event, decision, coder, field, "old", "new", "time" FROM review WHERE event = ? ORDER BY "time"'
    return [Decision(**row) for row in site.queries.rows(text, [id])]


def _decision_words(decision: Decision) -> str:
    change = f" {decision.field} from {decision.old or 'nothing'} to {decision.new or 'nothing'}" if decision.field else ""
    reason = f": {decision.new}" if decision.decision == "reject" and decision.new else ""
    return f"{decision.time[:16].replace('T', ' ')} {decision.coder}: {decision.decision}{change}{reason}"


def _around(text: str, row: Row) -> tuple[str, str]:
    """The text before and after the sentence, cut at words; where it is cut, three dots say so."""
    start, end = row["start"], row["end"]
    before, after = text[max(0, start - CONTEXT_CHARS) : start], text[end : end + CONTEXT_CHARS]
    if start > CONTEXT_CHARS:
        before = "… " + before.partition(" ")[2]
    if len(text) > end + CONTEXT_CHARS:
        after = after.rpartition(" ")[0] + " …"
    return before.strip(), after.strip()


def saved_copy(site: Site, request: Request, id: str, *, marked: str) -> Response:
    """Returns the stored text of a page, the sentence of the record `marked` marked in it."""
    rows = site.queries.rows("SELECT * FROM page WHERE id = ?", [id])
    if not rows:
        raise HTTPException(404, "there is no such page in the store")
    page = rows[0]
    found = site.queries.rows('SELECT n FROM e WHERE page = ? ORDER BY "start", n LIMIT 500', [id])
    events = site.queries.by_number([row["n"] for row in found])
    spans = [(row["start"], row["end"]) for row in events if row["id"] == marked]
    language = page["language"] or "en"
    context = site.frame(
        "",
        page["title"] or page["id"],
        here=str(request.url),
        page=page,
        url=present.web_address(page["url"]),
        lang=language,
        dir="rtl" if language.split("-")[0] in present.RIGHT_TO_LEFT else "ltr",
        pieces=present.pieces(page["text"], spans),
        lines=[present.line(row) for row in events],
    )
    return html(site, "saved.html", context)


REASON_WORDS = {
    "unreadable": "the file could not be read",
    "empty": "no text in it",
    "too-large": "longer than the limit",
    "binary": "not text",
    "broken-row": "a row that is no record",
    "encoding": "characters that could not be decoded",
    "not-english": "not in English",
    "no-story": "no story on the page: navigation, adverts, lists of links",
    "stage-failed": "a stage failed",
    "sentence-too-long": "a sentence longer than the limit",
    "duplicate": "a page that was already in the store",
}
# How the figures of the evaluation read; the numbers are those of ``scores.json``, which scripts/build_docs.py makes.
FIGURES = {
    "precision": "of the records it makes, how many are right",
    "recall": "of the records it should make, how many it makes",
    "f1": "both in one (F1)",
    "whole_recall": "of the records it should make, how many are right in every field",
    "stories": "stories found whole on their pages",
    "keep_drop": "lines kept or dropped rightly",
    "calibration_error": "how far stated confidence is from the share that is right",
}


@lru_cache(maxsize=1)
def scores() -> list[dict[str, Any]]:
    """Returns the gold scores of this version by suite, the quietest (least looked at) first."""
    text = (resources.files("dateline.serve") / "scores.json").read_text(encoding="utf-8")
    found = json.loads(text)
    for suite in found:
        suite["figures"] = [
            (FIGURES[row["figure"]], f"{float(row['value']):.3f}")
            for row in suite.get("figure", [])
            if row["figure"] in FIGURES
        ]
        for row in suite.get("field", []):
            row["share right"] = f"{float(row['share right']):.3f}"
        suite["records"] = sum(int(row["wanted"]) for row in suite.get("type", []))
        for row in suite.get("type", []):
            right = int(row["right"])
            row["recall"] = f"{1 - int(row['missed']) / int(row['wanted']):.2f}" if int(row["wanted"]) else ""
            row["precision"] = f"{right / (right + int(row['wrong'])):.2f}" if right + int(row["wrong"]) else ""
    return list(reversed(found))


def about_rows(site: Site) -> dict[str, Any]:
    """Returns all counts of About this data."""
    queries = site.queries
    counts = {name: queries.value(f"SELECT count(*) FROM {name}") for name in ("page", "story", "e", "c")}  # noqa: S608
    per_stage = {row["stage"]: row["n"] for row in queries.rows("SELECT stage, count(*) AS n FROM issue GROUP BY 1")}
    gave = {
        "ingest": counted(counts["page"], "page"),
        "split": counted(counts["story"], "story"),
        "attribute": counted(counts["c"], "claim"),
        "code": counted(counts["e"], "record"),
        "link": counted(site.queries.counted("linked incidents"), "event"),
    }
    stages = [{"name": "ingest", "does": "reads pages", "gave": gave["ingest"], "issues": per_stage.get("ingest", 0)}]
    stages += [
        {"name": s.name, "does": s.does, "gave": gave.get(s.name, ""), "issues": per_stage.get(s.name, 0)} for s in STAGES
    ]
    issues = queries.rows(
        "SELECT stage, reason, count(*) AS count, list({page: page, detail: detail})[:3] AS samples FROM issue"
        " GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT 50"
    )
    for row in issues:
        row["samples"] = [
            {"page": s["page"][:80], "detail": (s["detail"] or "")[:120], "address": f"/page/{quote(s['page'], safe='')}"}
            for s in row["samples"]
        ]
    outlets = queries.rows(
        "SELECT outlet, count(DISTINCT page) AS pages, count(*) AS events, max(rday) AS last FROM e"
        " GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 100"
    )
    for row in outlets:
        row["address"] = f"/?source={quote(row['outlet'], safe='')}"
        row["last"] = present.day_words(row["last"])
    runs = queries.rows("SELECT * FROM run ORDER BY started DESC LIMIT 50")
    for row in runs:
        row["address"] = f"/?run={quote(row['run'], safe='')}"
    codebook = [(name, present.QUADS[quad], words) for name, (quad, words) in present.event_types().items()]
    return {
        "stages": stages,
        "issues": issues,
        "failed": any(row["reason"] == "stage-failed" for row in issues),
        "outlets": outlets,
        "runs": runs,
        "codebook": codebook,
        "scores": scores(),
        "reason_words": REASON_WORDS,
    }
