"""The Dyads view: two sides over time, or a matrix of who did what to whom most."""

from __future__ import annotations

import datetime
import math
import statistics
from collections import Counter
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import FastAPI, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, Response

from dateline.serve import charts, present
from dateline.serve.filters import EVERYTHING, Condition, Filters, joined
from dateline.serve.formats import FORMATS, Entry, Format, answer, moment
from dateline.serve.guard import Seen
from dateline.serve.pages import Shown, html, need_store, no_store, removed_most, shared
from dateline.serve.queries import FAR, UNDATED, bars, week
from dateline.serve.site import Site, bars_summary, chips
from dateline.store.rows import Row
from dateline.text.amounts import counted

COLUMNS = ("week", "q1", "q2", "q3", "q4", "events", "net", "mean4", "mean52", "low52", "high52", "reports")
MATRIX_SIDES = 12
LISTED = 60
# A change against a few events is noise: no percentage is given below this.
FEWEST_FOR_CHANGE = 5
MOST_WEEKS = 260
Side = Annotated[str, Query(max_length=60)]


def add_routes(app: FastAPI, site: Site) -> None:
    """Adds the Dyads routes."""

    @app.get("/dyads", response_class=HTMLResponse, include_in_schema=False)
    def dyads(
        request: Request,
        site: Seen,
        filters: Annotated[Filters, Query()],
        a: Side = "",
        b: Side = "",
        show: Shown = "chart",
    ) -> Response:
        if not site.snapshot.version:
            return no_store(site, request)
        return shared(site, request, lambda: dyads_page(site, request, filters, a.strip(), b.strip(), show))

    @app.get("/dyads.{form}", summary="Weeks of a dyad", responses={404: {"description": "there is no store yet"}})
    def dyad_rows(
        request: Request,
        site: Seen,
        form: Format,
        filters: Annotated[Filters, Query()],
        a: Side = "",
        b: Side = "",
    ) -> Response:
        need_store(site)
        a, b = a.strip(), b.strip()
        return answer(
            request,
            form,
            weeks_of(site, filters, a, b) if a else matrix(site, filters)["cells"],
            title=title_of(a, b),
            columns=COLUMNS if a else ("a", "b", "events", "net"),
            entry=lambda row: _entry(row, a, b),
            head={"a": a, "b": b},
        )

    @app.get("/dyads/chart.{form}", summary="The chart of a dyad", responses={404: {"description": "there is no such dyad"}})
    def chart(
        site: Seen,
        form: charts.Form,
        filters: Annotated[Filters, Query()],
        a: Side,
        b: Side = "",
        which: Literal["weeks", "coverage"] = "weeks",
        theme: charts.Theme = "light",
    ) -> Response:
        need_store(site)
        weeks = weeks_of(site, filters, a.strip(), b.strip())
        if not weeks:
            raise HTTPException(404, "there are no dated events of these sides")
        spec = (charts.weeks_spec if which == "weeks" else charts.coverage_spec)(weeks, theme=theme)
        return charts.drawn(spec, form)


def _entry(row: Row, a: str, b: str) -> Entry:
    if "week" in row:
        text = ", ".join(f"{name} {row[name]}" for name in ("events", "q1", "q2", "q3", "q4", "net"))
        path = f"/dyads?{urlencode({'a': a, 'b': b, 'from': row['week']})}"
        return Entry(
            id=row["week"], title=f"{title_of(a, b)}, week of {row['week']}", path=path, updated=moment(row["week"]), text=text
        )
    path = f"/dyads?{urlencode({'a': row['a'], 'b': row['b']})}"
    return Entry(
        id=path, title=title_of(row["a"], row["b"]), path=path, updated=moment(None), text=counted(row["events"], "event")
    )


def title_of(a: str, b: str) -> str:
    """Returns the names of a dyad."""
    return f"{present.side_name(a)} and {present.side_name(b) if b else 'everyone'}" if a else "Who did what to whom"


def dyad_condition(site: Site, filters: Filters, a: str, b: str, *, leave_out: str = "") -> Condition:
    """Returns the condition that an event is between `a` and `b`, in either direction (`b` empty: anybody), under filters."""
    return joined([site.queries.where(filters, leave_out=leave_out), between(a, b)])


def between(a: str, b: str) -> Condition:
    """Returns the condition that an event is between two sides; `a` empty: all events."""
    if not a:
        return EVERYTHING
    # Where all parties act together (talks, agreements) both are actors; so the roles do not matter, but for a == b.
    anyhow = "(list_contains(actors, ?) OR list_contains(recipients, ?))"
    if a == b:
        return Condition("list_contains(actors, ?) AND list_contains(recipients, ?)", (a, a))
    return Condition(f"{anyhow} AND {anyhow}", (a, a, b, b)) if b else Condition(anyhow, (a, a))


def weeks_of(site: Site, filters: Filters, a: str, b: str) -> list[Row]:
    """Returns a row a week: events by quad class, net intensity, the 4- and 52-week norms before it, and reports."""
    key = ("weeks", a, b, repr(filters.model_copy(update={"cursor": None}).pairs()))
    return site.queries.kept(key, lambda: _weeks(site, filters, a, b))


def _weeks(site: Site, filters: Filters, a: str, b: str) -> list[Row]:
    # Norms need the weeks before the filter's first day, so the time filter cuts the rows at the end.
    condition = joined(
        [dyad_condition(site, filters, a, b, leave_out="time"), Condition("eday > ? AND eday < ?", (UNDATED, FAR))]
    )
    counted = site.queries.rows(
        "SELECT week, quad, count(*) AS n, sum(scale) AS net FROM ("  # noqa: S608
        "SELECT date_trunc('week', min(eday))::DATE AS week, any_value(quad_code) AS quad, any_value(event_scale) AS scale"
        f" FROM e WHERE {condition.sql} GROUP BY incident) GROUP BY 1, 2 ORDER BY 1",
        condition.parameters,
    )
    if not counted:
        return []
    reports = site.queries.kept(
        ("reports",),
        lambda: {row["week"]: row["reports"] for row in site.queries.rows("SELECT week, reports FROM report_count")},
    )
    found: dict[str, Row] = {}
    for row in counted:
        entry = found.setdefault(row["week"], {"q1": 0, "q2": 0, "q3": 0, "q4": 0, "net": 0.0})
        entry[f"q{row['quad']}"] = row["n"]
        entry["net"] = round(entry["net"] + row["net"], 1)
    rows = _filled(found, reports)
    first, last = filters.from_, filters.to
    return [
        row
        for row in rows
        if (not first or row["week"] >= week(first).isoformat()) and (not last or row["week"] <= last.isoformat())
    ][-MOST_WEEKS:]


def _filled(found: dict[str, Row], reports: dict[str, int]) -> list[Row]:
    """All weeks from the first to the last, quiet ones too, with what was usual before each."""
    last = datetime.date.fromisoformat(max(found))
    at = max(datetime.date.fromisoformat(min(found)), last - datetime.timedelta(weeks=MOST_WEEKS + 52))
    at -= datetime.timedelta(days=at.weekday())
    rows: list[Row] = []
    while at <= last:
        counts = found.get(at.isoformat(), {"q1": 0, "q2": 0, "q3": 0, "q4": 0, "net": 0.0})
        events = sum(counts[f"q{quad}"] for quad in (1, 2, 3, 4))
        before4, before52 = [r["net"] for r in rows[-4:]], [r["net"] for r in rows[-52:]]
        mean52 = statistics.fmean(before52) if before52 else 0.0
        spread = statistics.pstdev(before52) if len(before52) > 1 else 0.0
        rows.append(
            {
                "week": at.isoformat(),
                **counts,
                "events": events,
                "mean4": round(statistics.fmean(before4), 2) if before4 else None,
                "mean52": round(mean52, 2) if before52 else None,
                "low52": round(mean52 - spread, 2),
                "high52": round(mean52 + spread, 2),
                "reports": reports.get(at.isoformat(), 0),
            }
        )
        at += datetime.timedelta(days=7)
    return rows


def summary(weeks: list[Row], a: str, b: str) -> str:
    """Returns the numbers of a dyad in sentences; a change is given only where there is enough to change."""
    total = {quad: sum(row[f"q{quad}"] for row in weeks) for quad in present.QUADS}
    events = sum(total.values())
    most = max(weeks, key=lambda row: row["events"])
    names = title_of(a, b)
    told = (
        f"{names}: {counted(events, 'event')} in {counted(len(weeks), 'week')}, {total[1] + total[2]:,} of cooperation and"
        f" {total[3] + total[4]:,} of conflict ({total[4]:,} material)."
    )
    if len(weeks) == 1:
        return f"{told} It is the week from {present.day_words(most['week'])}."
    told += f" The busiest week began on {present.day_words(most['week'])} with {most['events']:,}."
    last, before = weeks[-4:], weeks[-56:-4]
    now, usual = sum(r["events"] for r in last), 4 * statistics.fmean([r["events"] for r in before]) if before else 0
    if usual >= FEWEST_FOR_CHANGE:
        told += (
            f" The last four weeks had {now:,}, against {usual:.0f} usual in the year before"
            f" ({(now - usual) / usual:+.0%}).".replace("-", "−")
        )
    else:
        told += f" The last four weeks had {now:,}; too few came before to speak of a change."
    return told


def matrix(site: Site, filters: Filters) -> dict[str, Any]:
    """Returns the sides that take part most, and how many incidents each did to each, with their summed scale."""
    condition = site.queries.where(filters)
    key = ("matrix", condition.sql, repr(condition.parameters))
    return site.queries.kept(key, lambda: _matrix(site, filters, condition))


def _matrix(site: Site, filters: Filters, condition: Condition) -> dict[str, Any]:
    if not site.queries.counted_before(condition):
        text = (
            "SELECT split_part(dyad, ' ', 1) AS a, split_part(dyad, ' ', 2) AS b, count(*) AS events,"  # noqa: S608
            " round(sum(scale), 1) AS net FROM (SELECT dyad, any_value(event_scale) AS scale FROM"
            f" (SELECT unnest(dyads) AS dyad, incident, event_scale FROM e WHERE {condition.sql})"
            " GROUP BY dyad, incident) GROUP BY dyad ORDER BY 3 DESC, 1, 2"
        )
        cells = site.queries.rows(text, condition.parameters)
    else:
        cells = site.queries.rows("SELECT a, b, events, net FROM dyad_count ORDER BY 3 DESC, 1, 2")
    weight: Counter[str] = Counter()
    for cell in cells:
        for side in {cell["a"], cell["b"]}:
            weight[side] += cell["events"]
    top = [side for side, _ in sorted(weight.items(), key=lambda item: (-item[1], item[0]))[:MATRIX_SIDES]]
    return {"sides": top, "cells": [cell for cell in cells if cell["a"] in top and cell["b"] in top]}


def _removed_most(site: Site, filters: Filters, a: str, b: str) -> dict[str, Any] | None:
    return removed_most(
        filters,
        count=lambda f: site.queries.total(dyad_condition(site, f, a, b)),
        address=lambda f: f.address("/dyads", a=a, b=b),
    )


def dyads_page(site: Site, request: Request, filters: Filters, a: str, b: str, shown_as: Shown) -> Response:
    """Returns the Dyads view."""
    pair = {"a": a, "b": b, "show": shown_as if shown_as != "chart" else ""}
    extra = [(name, value) for name, value in pair.items() if value]
    table = matrix(site, filters) if not a else {"sides": [], "cells": []}
    counts = {(cell["a"], cell["b"]): cell for cell in table["cells"]}
    most = max((cell["events"] for cell in table["cells"]), default=0)
    weeks = weeks_of(site, filters, a, b) if a else []
    listed: list[Row] = []
    drawn = []
    undated = 0
    if a:
        condition = dyad_condition(site, filters, a, b)
        undated = site.queries.total(joined([condition, Condition("eday <= ?", (UNDATED,))]))
        text = f"SELECT n FROM e WHERE {condition.sql} ORDER BY eday DESC, n DESC LIMIT {LISTED:d}"  # noqa: S608
        found = site.queries.rows(text, condition.parameters)
        listed = site.queries.by_number([row["n"] for row in found])
        counts_by_week = {datetime.date.fromisoformat(row["week"]): row["events"] for row in weeks if row["events"]}
        drawn = bars(counts_by_week, most=60, least_days=7)
    brush = filters.model_copy(update={"from_": None, "to": None, "cursor": None})

    def at(asked: Filters) -> str:
        return asked.address("/dyads", **pair)

    def chart_address(which: str, form: str, theme: str = "light") -> str:
        return filters.address(f"/dyads/chart.{form}", a=a, b=b, which=which, theme=theme)

    context = site.frame(
        "dyads",
        title_of(a, b) if a else "Dyads",
        here=str(request.url.remove_query_params("show")),
        filters=filters,
        path="/dyads",
        extra_pairs=extra,
        facets=site.facets(
            filters,
            at,
            ("type", "source", *(("holder",) if a else ()), "confidence", "status", "review"),
            within=between(a, b),
        ),
        chips=chips(filters, at),
        clear=at(Filters()),
        a=a,
        b=b,
        sides=[(key, present.side_name(key)) for key in table["sides"]],
        known=[value.value for value in site.queries.facets(Filters(), ["actor"])["actor"]],
        cell=lambda one, other: counts.get((one, other)),
        cell_address=lambda one, other: filters.address("/dyads", a=one, b=other),
        name=present.side_name,
        signed=lambda value: f"{value:+.1f}".replace("-", "−") if abs(value) >= 0.05 else "0",  # a minus as wide as a plus
        weight=lambda events: math.ceil(3 * events / most),
        weeks=weeks,
        summary=summary(weeks, a, b) if weeks else "",
        chart=chart_address,
        weeks_chart=lambda form: chart_address("weeks", form),
        shown_as=shown_as,
        tab=lambda name: filters.address("/dyads", a=a, b=b, show=name if name != "chart" else ""),
        coverage_chart=lambda form: chart_address("coverage", form),
        groups=present.grouped(present.folded([present.line(row) for row in listed], by="event"), by="event"),
        shown=len(listed),
        undated=undated,
        bars=drawn,
        bars_summary=bars_summary(drawn, "event"),
        brush_path=at(brush),
        formats={name: filters.address(f"/dyads.{name}", a=a, b=b) for name in FORMATS},
        total=len(listed),
        removed_most=None if weeks or not a else _removed_most(site, filters, a, b),
    )
    return html(site, "dyads.html", context)
