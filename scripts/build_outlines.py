"""Builds src/dateline/serve/static/world.svg, the country outlines of the page's small maps, from Natural Earth's 1:110m
countries (public domain) as the wheel of geopandas 0.14.4 holds them.

Run: pip download --no-deps geopandas==0.14.4 && python scripts/build_outlines.py geopandas-0.14.4-py3-none-any.whl
"""

from __future__ import annotations

import itertools
import struct
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

MEMBER = "geopandas/datasets/naturalearth_lowres/naturalearth_lowres.shp"
TARGET = Path("src/dateline/serve/static/world.svg")
STEP = 2  # half degrees: finer than a pixel of a map 360 pixels wide


def rings(data: bytes) -> Iterator[list[tuple[float, float]]]:
    """Yields the rings of all polygons of a shapefile (ESRI 1998: main file header 100 bytes, records of type 5)."""
    at = 100
    while at < len(data):
        (words,) = struct.unpack(">i", data[at + 4 : at + 8])
        content = data[at + 8 : at + 8 + words * 2]
        at += 8 + words * 2
        parts, points = struct.unpack("<2i", content[36:44])
        starts = [*struct.unpack(f"<{parts}i", content[44 : 44 + 4 * parts]), points]
        numbers = struct.unpack(f"<{points * 2}d", content[44 + 4 * parts : 44 + 4 * parts + 16 * points])
        for first, last in itertools.pairwise(starts):
            yield [(numbers[2 * i], numbers[2 * i + 1]) for i in range(first, last)]


def path(ring: list[tuple[float, float]]) -> str:
    """Returns a ring as SVG path data, one unit a degree, the north-west corner at 0 0."""
    rounded = [(round((x + 180) * STEP) / STEP, round((90 - y) * STEP) / STEP) for x, y in ring]
    kept = [point for i, point in enumerate(rounded) if i == 0 or point != rounded[i - 1]]
    if len(kept) < 4:
        return ""
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in kept[:-1]) + "Z"


def main(wheel: str) -> None:
    """Writes the file."""
    with zipfile.ZipFile(wheel) as archive:
        data = archive.read(MEMBER)
    shapes = "".join(path(ring) for ring in rings(data))
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 180">'
    # A grey that shows on light and dark ground alike.
    TARGET.write_text(f'{head}<path fill="#888" fill-opacity=".3" stroke="#777" stroke-width=".12" d="{shapes}"/></svg>\n')


if __name__ == "__main__":
    main(sys.argv[1])
