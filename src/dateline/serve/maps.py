"""Small maps as SVG: the point of a place on its country, or the points of a list of events. Never the home of a view."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from dateline.store.rows import Row

WIDTH, HEIGHT = 360, 180
# Natural Earth 1:110m, public domain; scripts/build_outlines.py makes the file.
_WORLD = Markup('<image href="/static/world.svg" x="0" y="0" width="360" height="180"/>')


def place_map(row: Row) -> Markup | None:
    """Returns a map with the place of one event, or None where it has no coordinates."""
    if row["lat"] is None or row["lon"] is None:
        return None
    return _drawn([(row["lon"], row["lat"], 1)], label=f"Map: latitude {row['lat']:.1f}, longitude {row['lon']:.1f}")


def points_map(rows: Sequence[Row]) -> tuple[Markup, int]:
    """Returns a map of the events that have coordinates, and how many they are."""
    points: dict[tuple[float, float], int] = {}
    for row in rows:
        if row["lat"] is not None and row["lon"] is not None:
            key = (row["lon"], row["lat"])
            points[key] = points.get(key, 0) + 1
    total = sum(points.values())
    return _drawn([(*key, n) for key, n in points.items()], label=f"Map of {total} events at {len(points)} places"), total


def _drawn(points: Sequence[tuple[float, float, int]], *, label: str) -> Markup:
    """A plate carrée map: one unit a degree."""
    marks = Markup("").join(
        Markup('<circle class="point" cx="{:.2f}" cy="{:.2f}" r="{:.1f}"/>').format(lon + 180, 90 - lat, 2 + min(n, 9) ** 0.5)
        for lon, lat, n in points
    )
    head = Markup('<svg class="map" viewBox="0 0 {} {}" role="img" aria-label="{}">').format(WIDTH, HEIGHT, label)
    return head + _WORLD + marks + Markup("</svg>")
