"""The routes that all of the site shares, and the Now view."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Any, Literal

from fastapi import FastAPI, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse

from dateline.serve import charts, present
from dateline.serve.filters import Filters
from dateline.serve.formats import EVENT_FORMATS, FORMATS, Entry, answer, moment, write_with
from dateline.serve.guard import Seen, csrf_token, own_form, remember, reviewing_as, session_of
from dateline.serve.queries import Bar, record_of
from dateline.serve.site import Site, bars_summary, chip_words, chips
from dateline.store.export import flat, geojson, graphml, timeline
from dateline.store.rows import Row
from dateline.text.amounts import counted

Rows = Annotated[Literal["page", "all"], Query(description="the rows of this page, or all that the filters let through")]
Shown = Annotated[Literal["chart", "table", "download"], Query(description="how the chart of a view is shown")]
EventFormat = Literal["json", "csv", "parquet", "atom", "geojson", "graphml", "timelinejs.json"]
# Twice as many as the views are built for; a million are some 800 MB of CSV.
MOST_EXPORTED = 2_000_000
EXTRA_COLUMNS = ("outlet", "report_date", "review", "run")


def add_routes(app: FastAPI, site: Site) -> None:
    """Adds all routes."""
    from dateline.serve import claims, dyads, evidence, reviewing, stories

    _add_now(app, site)
    evidence.add_routes(app, site)
    claims.add_routes(app, site)
    stories.add_routes(app, site)
    dyads.add_routes(app, site)
    reviewing.add_routes(app, site)


def _add_now(app: FastAPI, site: Site) -> None:
    @app.get("/", response_class=HTMLResponse, include_in_schema=False)
    def home(
        request: Request, site: Seen, filters: Annotated[Filters, Query()], view: str = "", show: Shown = "chart", e: str = ""
    ) -> Response:
        def make() -> Response:
            return now_page(site, request, filters, mapped=view == "map", shown_as=show, opened=e)

        return make() if e else shared(site, request, make)  # evidence shows each coder other decisions

    @app.get("/now", include_in_schema=False)
    def now(request: Request) -> Response:
        query = request.url.query
        return RedirectResponse(f"/?{query}" if query else "/", status_code=307)

    @app.get("/now.{form}", responses=_answers(EVENT_FORMATS), summary="Events, the latest day first")
    def now_rows(
        request: Request, site: Seen, form: EventFormat, filters: Annotated[Filters, Query()], rows: Rows = "page"
    ) -> Response:
        need_store(site)
        if rows == "all":
            exportable(site.queries.total(site.queries.where(filters)))
            found, more = (record_of(row) for row in site.queries.every_event(filters)), None
        else:
            page, more = site.queries.events(filters)
            found = (record_of(row) for row in page)
        following = filters.model_copy(update={"cursor": more}).address(f"/now.{form}") if more else None
        return event_answer(request, form, found, title="now", head={"next": more} if more else {}, following=following)

    @app.get("/now/chart.{form}", summary="The chart of events over time", responses={404: {"description": "no dated events"}})
    def chart(site: Seen, form: charts.Form, filters: Annotated[Filters, Query()], theme: charts.Theme = "light") -> Response:
        need_store(site)
        bars = site.queries.histogram(filters)
        if not bars:
            raise HTTPException(404, "there are no dated events under these filters")
        return charts.drawn(charts.days_spec(bars, theme=theme, by=filters.by), form)

    @app.get("/live", summary="How many events came since event number `since`, and these")
    def live(
        request: Request,
        site: Seen,
        filters: Annotated[Filters, Query()],
        since: Annotated[int, Query(ge=0, le=2**62)] = 0,
        story: Annotated[str, Query(max_length=60, description="only those of the story of this record")] = "",
    ) -> Response:
        if not site.snapshot.version:
            return JSONResponse({"since": 0, "count": 0, "html": ""})
        tag = f'W/"{site.snapshot.version}-{since}-{_digest(request.url.query)}"'
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers={"ETag": tag})
        newest = site.queries.newest()  # once: what comes while this is answered is for the next question
        rows = _arrived(site, filters, since, newest, story) if since < newest else []
        lines = [present.line(row) for row in rows]
        html = site.render("arrivals.html", {"lines": lines, "level": 4 if story else 3}) if lines else ""
        body = {"since": newest, "count": len(lines), "html": html, "building": site.building}
        return JSONResponse(body, headers={"ETag": tag, "Cache-Control": "no-cache"})


def _not_drawn(bars: Sequence[Bar], filters: Filters, total: int) -> str:
    """What the bars leave out, as far as the time filter does not."""
    left = total - sum(bar.count for bar in bars)
    if not bars or filters.from_ or filters.to or left <= 0:
        return ""
    return f" Not drawn: {counted(left, 'record')} with no day known, or one far from these."


def _arrived(site: Site, filters: Filters, since: int, newest: int, story: str) -> list[Row]:
    if not story:
        return site.queries.arrived_since(filters, since, newest)
    from dateline.serve.stories import story_of

    arrived = (row["n"] for row in story_of(site, story).events if since < row["n"] <= newest)
    return site.queries.by_number(sorted(arrived, reverse=True))


def now_page(
    site: Site, request: Request, filters: Filters, *, mapped: bool, shown_as: Shown = "chart", opened: str
) -> Response:
    """Returns the Now view."""
    if not site.snapshot.version:
        return no_store(site, request)
    queries = site.queries
    newest = queries.newest()  # before what is shown: whatever comes in between arrives once more
    rows, more = queries.events(filters)
    lines = [present.line(row) for row in rows]
    total = queries.total(queries.where(filters))
    bars = queries.histogram(filters)
    path = "/"
    flipped = "report" if filters.by == "event" else "event"
    view = "map" if mapped else ""
    shown = shown_as if shown_as != "chart" else ""

    def at(asked: Filters, view: str = view, show: str = shown) -> str:
        return asked.address(path, view=view, show=show)

    map_svg, placed = None, 0
    if mapped:
        from dateline.serve.maps import points_map

        map_svg, placed = points_map(rows)
    brush = filters.model_copy(update={"from_": None, "to": None, "cursor": None})
    context = site.frame(
        "now",
        "Now",
        here=str(request.url.remove_query_params("show")),
        filters=filters,
        path=path,
        has_by=True,
        extra_pairs=[(name, value) for name, value in (("view", view), ("show", shown)) if value],
        facets=site.facets(filters, at),
        chips=chips(filters, at),
        clear=path,
        total=total,
        incidents=queries.incidents(queries.where(filters)) if total else 0,
        bars=bars,
        bars_summary=f"{bars_summary(bars)}{_not_drawn(bars, filters, total)}",
        brush_path=at(brush),
        shown_as=shown_as,
        tab=lambda name: at(filters, show=name if name != "chart" else ""),
        chart=lambda form: brush.address(f"/now/chart.{form}"),
        groups=present.grouped(present.folded(lines, by=filters.by), by=filters.by),
        next=at(filters.model_copy(update={"cursor": more})) if more else None,
        toggles={
            "by": {
                "words": "order by report" if flipped == "report" else "order by event",
                "address": at(filters.model_copy(update={"by": flipped, "cursor": None})),
            },
            "key": {
                "words": "✓ key events only" if filters.key else "key events only",
                "address": at(filters.model_copy(update={"key": not filters.key, "cursor": None})),
            },
            "map": at(filters, view="" if mapped else "map"),
        },
        mapped=placed if mapped else None,
        map_svg=map_svg,
        formats={name: filters.address(f"/now.{name}") for name in EVENT_FORMATS},
        whole=filters.address("/now.csv", rows="all"),
        removed_most=None if total else removed_most(filters, count=lambda f: queries.total(queries.where(f)), address=at),
        progress=progress(site),
        live={"address": filters.model_copy(update={"cursor": None}).address("/live"), "since": newest}
        if not filters.cursor
        else None,
    )
    if opened:
        from dateline.serve.evidence import drawer

        context["drawer"] = context["d"] = drawer(
            site, opened, coder=reviewing_as(request), close=at(filters), csrf=own_form(site, request)
        )
    return html(site, "now.html", context)


def html(site: Site, template: str, context: dict[str, Any], *, status: int = 200) -> Response:
    """Returns a page."""
    return HTMLResponse(site.render(template, context).encode("utf-8", "replace"), status_code=status, headers=_FRESH)


def shared(site: Site, request: Request, make: Callable[[], Response]) -> Response:
    """Returns a page that is the same for everybody, rendered once for a version of the reading copy and a minute (it says
    how old the last run is)."""
    snapshot = site.snapshot
    if not snapshot.version:
        return make()
    key = (*site.queries.state, site.building, snapshot.failure, int(time.time() // 60), str(request.url))

    def rendered() -> bytes:
        answer = make()
        assert isinstance(answer, HTMLResponse)
        return bytes(answer.body)

    return HTMLResponse(site.queries.pages.get(key, rendered), headers=_FRESH)


_FRESH = {"Cache-Control": "no-cache"}


def need_store(site: Site) -> None:
    """Raises 404 where there is no store to answer from."""
    if not site.snapshot.version and site.snapshot.failure:
        raise HTTPException(404, f"the store could not be read at {site.snapshot.failure}")
    if not site.snapshot.version:
        raise HTTPException(404, f"there is no store at {site.database} yet")


def exportable(count: int) -> None:
    """Raises 422 where all rows at once are too many."""
    if count > MOST_EXPORTED:
        raise HTTPException(422, f"these are {count:,} rows, and at most {MOST_EXPORTED:,} are given at once; add a filter")


def no_store(site: Site, request: Request) -> Response:
    """Returns what to do where there is no store yet."""
    session = session_of(request)
    heading = "No database yet" if site.snapshot.failure is None else "No database"
    context = site.frame("now", heading, here=str(request.url), csrf=csrf_token(site, session))
    answer = HTMLResponse(site.render("empty.html", context))
    remember(answer, session)
    return answer


_PROGRESS = {"pages": "page", "stories": "story", "claims": "c"}


def progress(site: Site) -> dict[str, Any]:
    """Returns how far the pages that are in have come, and why some were not coded."""
    queries = site.queries
    return queries.kept(
        ("progress",),
        lambda: {
            **{name: queries.value(f"SELECT count(*) FROM {table}") for name, table in _PROGRESS.items()},  # noqa: S608
            "reasons": [
                (row["reason"], row["n"])
                for row in queries.rows("SELECT reason, count(*) AS n FROM issue GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 8")
            ],
        },
    )


def removed_most(
    filters: Filters, *, count: Callable[[Filters], int], address: Callable[[Filters], str]
) -> dict[str, Any] | None:
    """Returns the filter whose removal brings back the most, how many it does, and the address without it; None where none
    alone does."""
    without = [(name, value, filters.without(name, value)) for name, value in filters.active()]
    most = max(((count(rest), name, value, rest) for name, value, rest in without), key=lambda item: item[0], default=None)
    if most is None or not most[0]:
        return None
    found, name, value, rest = most
    return {"words": chip_words(name, value), "count": found, "address": address(rest)}


def event_answer(
    request: Request, form: str, found: Iterable[Row], *, title: str, head: Row | None = None, following: str | None = None
) -> Response:
    """Returns event records in the form asked for; all forms hold the same records."""
    if form not in FORMATS:
        write = {"geojson": geojson.write, "graphml": graphml.write}.get(form, timeline.write)
        headers = {"Link": f'<{following}>; rel="next"'} if following else {}
        return StreamingResponse(write_with(write, found), media_type=EVENT_FORMATS[form], headers=headers)
    if form in ("csv", "parquet"):
        found = ({**flat.flat_row(r), **{c: r.get(c) for c in EXTRA_COLUMNS}} for r in found)
    columns = [*flat.COLUMNS, *EXTRA_COLUMNS]
    return answer(request, form, found, title=title, columns=columns, entry=_entry, head=head, following=following)


def _entry(record: Row) -> Entry:
    return Entry(
        id=record["id"],
        title=present.told({**record, "type": record["event"][0]}),
        path=f"/e/{record['id']}",
        updated=moment(record.get("report_date") or record.get("date")),
        text=f"{record['text']} ({record['outlet']})",
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _answers(forms: dict[str, str]) -> dict[int | str, dict[str, Any]]:
    content: dict[str, Any] = {kind.partition(";")[0]: {} for kind in forms.values()}
    return {200: {"content": content}, 404: {"description": "there is no store yet"}}
