"""Charts: Vega-Lite specs, drawn to SVG on the server. Each has a table of the same numbers, and a sentence made of them."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Literal

from fastapi.responses import JSONResponse, Response

from dateline.serve.queries import Bar

Form = Literal["svg", "png", "vl.json"]
Theme = Literal["light", "dark"]

# Okabe-Ito, with shapes of line and order beside the hue so that no meaning hangs on colour alone.
QUAD_COLOURS = {
    "light": {1: "#56B4E9", 2: "#0072B2", 3: "#E69F00", 4: "#D55E00"},
    "dark": {1: "#8FD0F4", 2: "#3FA0DA", 3: "#F2BE55", 4: "#F08650"},
}
_THEMES: dict[str, dict[str, str]] = {
    "light": {"ink": "#1d1f21", "soft": "#55595e", "ground": "#ffffff", "line": "#e4e2db", "band": "#c9c7c0"},
    "dark": {"ink": "#e9e8e4", "soft": "#b3b6ba", "ground": "#1c1f23", "line": "#32363b", "band": "#4a4e54"},
}
_LABELS = ["verbal cooperation", "material cooperation", "verbal conflict", "material conflict"]
# The lines of net intensity tell themselves apart by their dashes, the band by its shade.
_NET = ("of the week", "mean of the 4 weeks before")
_BAND = "usual in the 52 weeks before"
WIDTH = 760
LABELS = 8
# A chart of fewer bars leaves room beside them: one bar as wide as the page says no more than a narrow one.
FEWEST_BARS = 12


def _days(field: str, days: Sequence[str], *, end: str, title: str | None = None) -> dict[str, Any]:
    """The encoding of days along a chart that goes to the day `end`, of many only some labelled. They are days of UTC: on a
    machine that keeps another time they would begin the evening before."""
    every = -(-len(days) // LABELS) or 1
    marked = [datetime.datetime.fromisoformat(f"{day}T00:00:00+00:00").timestamp() * 1000 for day in days[::every]]
    first, last = datetime.date.fromisoformat(days[0]), datetime.date.fromisoformat(end)
    beside = (last - first) * max(FEWEST_BARS - len(days), 0) / (2 * len(days))
    scale = {"type": "utc", "domain": [_back(first, beside).isoformat(), (last + beside).isoformat()]}
    axis = {"format": "%-d %b %Y", "labelAngle": -30, "values": marked}
    return {"field": field, "type": "temporal", "title": title, "axis": axis, "scale": scale}


def _back(day: datetime.date, by: datetime.timedelta) -> datetime.date:
    return day - min(by, day - datetime.date.min)


def _numbers(field: str, title: str) -> dict[str, Any]:
    """The encoding of counts: no half event on the axis, which `tickMinStep` alone lets through from 0 to 1."""
    axis = {"tickMinStep": 1, "labelExpr": "datum.value == floor(datum.value) ? format(datum.value, ',d') : ''"}
    return {"field": field, "type": "quantitative", "title": title, "axis": axis}


def weeks_spec(weeks: list[dict[str, Any]], *, theme: str) -> dict[str, Any]:
    """Returns the spec of the weekly counts of a dyad: cooperation above zero, conflict below, net intensity as a line, the
    band of what was usual in the 52 weeks before."""
    colours = _THEMES[theme]
    bars = [bar for week in weeks for bar in _stacked(week)]
    x = _days("week", [w["week"] for w in weeks], end=_end(weeks[-1]["week"]))
    band = [{"week": w["week"], "low": w["low52"], "high": w["high52"]} for w in weeks]
    lines = [{"week": w["week"], "line": _NET[0], "net": w["net"]} for w in weeks]
    lines += [{"week": w["week"], "line": _NET[1], "net": w["mean4"]} for w in weeks if w["mean4"] is not None]
    legend = {"orient": "top", "title": None, "labelLimit": 400}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDTH,
        "background": colours["ground"],
        "padding": 8,
        "vconcat": [
            {
                "width": WIDTH,
                "height": 200,
                "data": {"values": bars},
                "mark": {"type": "bar", "stroke": colours["ground"], "strokeWidth": 0.5},
                "encoding": {
                    "x": {**x, "axis": {**x["axis"], "labels": False, "ticks": False}},
                    "x2": {"field": "end"},
                    "y": _numbers("low", "events a week (conflict below zero)"),
                    "y2": {"field": "high"},
                    "color": {
                        "field": "class",
                        "type": "nominal",
                        "title": None,
                        "scale": {"domain": _LABELS, "range": list(QUAD_COLOURS[theme].values())},
                        "legend": {"orient": "top"},
                    },
                },
            },
            {
                "width": WIDTH,
                "height": 110,
                "layer": [
                    {
                        "data": {"values": band},
                        "mark": {"type": "area", "opacity": 0.6},
                        "encoding": {
                            "x": x,
                            "y": {"field": "low", "type": "quantitative"},
                            "y2": {"field": "high"},
                            "fill": {
                                "datum": _BAND,
                                "scale": {"range": [colours["band"]]},
                                "legend": {**legend, "symbolType": "square", "symbolStrokeWidth": 0, "symbolOpacity": 1},
                            },
                        },
                    },
                    {
                        "data": {"values": lines},
                        "mark": {"type": "line", "color": colours["ink"], "strokeWidth": 1.5},
                        "encoding": {
                            "x": x,
                            "y": {"field": "net", "type": "quantitative", "title": "net intensity"},
                            "strokeDash": {
                                "field": "line",
                                "type": "nominal",
                                "scale": {"domain": list(_NET), "range": [[1, 0], [3, 3]]},
                                "legend": {**legend, "symbolType": "stroke", "symbolSize": 400},
                            },
                        },
                    },
                    {
                        "data": {"values": lines[: len(weeks)]},
                        "mark": {"type": "point", "filled": True, "color": colours["ink"], "size": 22},
                        "encoding": {"x": x, "y": {"field": "net", "type": "quantitative"}},
                    },
                ],
            },
        ],
        "resolve": {"legend": dict.fromkeys(("color", "fill", "strokeDash"), "independent")},
        "config": _config(colours),
    }


def _stacked(week: dict[str, Any]) -> list[dict[str, Any]]:
    """The bars of one week: cooperation piled up from zero, conflict down from it."""
    found = []
    for quads, sign in (((1, 2), 1), ((3, 4), -1)):
        at = 0
        for quad in quads:
            if count := week[f"q{quad}"]:
                span = {"low": at, "high": at + sign * count}
                found.append(
                    {"week": week["week"], "end": _end(week["week"]), "class": _LABELS[quad - 1], "count": count, **span}
                )
                at += sign * count
    return found


def _end(week: str) -> str:
    return (datetime.date.fromisoformat(week) + datetime.timedelta(days=7)).isoformat()


def coverage_spec(weeks: list[dict[str, Any]], *, theme: str) -> dict[str, Any]:
    """Returns the spec of the reports a week."""
    colours = _THEMES[theme]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDTH,
        "height": 70,
        "background": colours["ground"],
        "padding": 8,
        "data": {"values": [{"week": week["week"], "reports": week["reports"]} for week in weeks]},
        "mark": {"type": "line", "color": colours["soft"], "strokeDash": [4, 2], "point": {"color": colours["soft"]}},
        "encoding": {
            "x": _days("week", [week["week"] for week in weeks], end=_end(weeks[-1]["week"])),
            "y": _numbers("reports", "reports a week"),
        },
        "config": _config(colours),
    }


def days_spec(bars: Sequence[Bar], *, theme: str, by: str) -> dict[str, Any]:
    """Returns the spec of the events of each day, week or month, as the Now view has them."""
    colours = _THEMES[theme]
    values: list[dict[str, Any]] = [
        {"first": bar.first.isoformat(), "end": (bar.last + datetime.timedelta(days=1)).isoformat(), "count": bar.count}
        for bar in bars
    ]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDTH,
        "height": 160,
        "background": colours["ground"],
        "padding": 8,
        "data": {"values": values},
        "mark": {"type": "bar", "color": QUAD_COLOURS[theme][2], "stroke": colours["ground"], "strokeWidth": 0.5},
        "encoding": {
            "x": _days("first", [bar["first"] for bar in values], end=values[-1]["end"], title=f"day of the {by}"),
            "x2": {"field": "end"},
            "y": _numbers("count", "records"),
            "y2": {"datum": 0},
        },
        "config": _config(colours),
    }


def _config(colours: dict[str, str]) -> dict[str, Any]:
    text = {"labelColor": colours["ink"], "titleColor": colours["ink"], "labelFontSize": 12, "titleFontSize": 12}
    return {
        "font": "DejaVu Sans, sans-serif",
        "axis": {**text, "gridColor": colours["line"], "domainColor": colours["soft"], "tickColor": colours["soft"]},
        "legend": text,
        "view": {"stroke": None},
    }


def drawn(spec: dict[str, Any], form: Form) -> Response:
    """Returns a chart, or the spec it is drawn from."""
    match form:
        case "vl.json":
            return JSONResponse(spec)
        case "png":
            return Response(png(spec), media_type="image/png")
        case _:
            return Response(svg(spec), media_type="image/svg+xml", headers={"Cache-Control": "no-cache"})


def svg(spec: dict[str, Any]) -> bytes:
    """Returns a chart as SVG."""
    return _svg(json.dumps(spec, sort_keys=True))


@lru_cache(maxsize=64)
def _svg(spec: str) -> bytes:
    import vl_convert

    return str(vl_convert.vegalite_to_svg(spec)).encode()


def png(spec: dict[str, Any]) -> bytes:
    """Returns a chart as PNG, at twice its size."""
    import vl_convert

    return bytes(vl_convert.vegalite_to_png(json.dumps(spec), scale=2))
