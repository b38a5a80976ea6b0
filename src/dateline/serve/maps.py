"""Small maps as SVG: the point of a place on its country, or the points of a list of events. Never the home of a view."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from dateline.store.rows import Row

WIDTH, HEIGHT = 360, 180
View = tuple[float, float, float, float]
# The inhabited world, without the ice of the south; and as much as shows a country among its neighbours.
_WHOLE: View = (0, 0, 360, 150)
_PART: View = (0, 0, 72, 30)
# Natural Earth 1:110m, public domain; scripts/build_outlines.py makes the file.
_WORLD = Markup('<image href="/static/world.svg" x="0" y="0" width="360" height="180"/>')


def place_map(row: Row) -> Markup | None:
    """Returns a map with the place of one event, or None where it has no coordinates."""
    if row["lat"] is None or row["lon"] is None:
        return None
    lon, lat = row["lon"], row["lat"]
    return _drawn([(lon, lat, 1, "")], label=f"Map: latitude {lat:.1f}, longitude {lon:.1f}", view=_around(lon, lat))


def points_map(rows: Sequence[Row]) -> tuple[Markup, int]:
    """Returns a map of the events that have coordinates, and how many they are."""
    points: dict[tuple[float, float], list[str]] = {}
    for row in rows:
        if row["lat"] is not None and row["lon"] is not None:
            place = row.get("event_loc") or {}
            points.setdefault((row["lon"], row["lat"]), []).append(place.get("name") or row["country"] or "")
    total = sum(map(len, points.values()))
    label = f"Map of {total} events at {len(points)} places"
    return _drawn([(*key, len(names), names[0]) for key, names in points.items()], label=label, view=_WHOLE), total


def _around(lon: float, lat: float) -> View:
    """The part of the world about a point, at most at its edge."""
    _, _, width, height = _PART
    left, top = lon + 180 - width / 2, 90 - lat - height / 2
    return min(max(left, 0), WIDTH - width), min(max(top, 0), HEIGHT - height), width, height


def _drawn(points: Sequence[tuple[float, float, int, str]], *, label: str, view: View) -> Markup:
    """A plate carrée map: one unit a degree; points keep their size whatever part is shown."""
    unit = view[2] / WIDTH
    marks = Markup("").join(
        Markup('<circle class="point" cx="{:.2f}" cy="{:.2f}" r="{:.2f}"><title>{} {}</title></circle>').format(
            lon + 180, 90 - lat, unit * (2.5 + min(n, 9) ** 0.5), name, n if n > 1 else ""
        )
        for lon, lat, n, name in points
    )
    box = " ".join(f"{edge:.1f}" for edge in view)
    head = Markup('<svg class="map" viewBox="{}" role="img" aria-label="{}">').format(box, label)
    return head + _WORLD + marks + Markup("</svg>")
