"""The gazetteer: names to places. Facts from GeoNames (CC BY 4.0) and the CIA World Factbook; see scripts/build_places.py.

``places.tsv.gz`` is built; ``places.csv`` beside it holds regions, seas and short forms that it lacks. In a user's
``places.csv`` a form that stands there is that of the user's places alone.
"""

from __future__ import annotations

import gzip
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from dateline.errors import OntologyError
from dateline.ontology.layers import PACKAGE, Cells, Layers, read_csv

FILE = PACKAGE / "places.tsv.gz"
# `written`: the forms in which the name is written, with a bar between them; empty: as `name`.
COLUMNS = ("name", "written", "kind", "code", "admin", "lat", "lon", "population", "geonameid")
RESOLUTION = {"region": 1, "country": 1, "province": 2, "district": 3, "city": 4}


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place: `kind` is region, country, province, district or city; `code` the country (empty for a region across
    countries), `admin` the province it lies in, `population` 0 where unknown."""

    name: str
    kind: str
    code: str
    admin: str
    lat: float
    lon: float
    population: int
    geonameid: int | None


class Gazetteer:
    """All places, searched by bisection in one block of memory (17 MB), so that loading takes a tenth of a second."""

    def __init__(self, own: Path | None = None) -> None:
        self._data = gzip.decompress(FILE.read_bytes())
        self._named: dict[str, list[PlaceRow]] = {}
        self._own: frozenset[str] = frozenset()
        for path in Layers(own).files("places.csv"):
            named = _named(path)
            self._named = named | self._named
            if path.parent != PACKAGE:
                self._own = frozenset(named)
        self.find = lru_cache(maxsize=20_000)(self._find)

    def _find(self, name: str) -> tuple[PlaceRow, ...]:
        """Returns the places of this name, in any spelling of accents and case."""
        key = place_key(name)
        if not key or key in self._own:
            return tuple(self._named.get(key, ()))
        wanted = key.encode() + b"\t"
        low, high = 0, len(self._data)
        while low < high:
            middle = self._data.rfind(b"\n", 0, (low + high) // 2) + 1
            if middle < low:
                middle = low
            end = self._data.find(b"\n", middle)
            if self._data[middle:end] < wanted:
                low = end + 1
            else:
                high = middle
        found = list(self._named.get(key, ()))
        while self._data.startswith(wanted, low):
            end = self._data.find(b"\n", low)
            found.append(_row(self._data[low:end].decode().split("\t")[1:]))
            low = end + 1
        return tuple(found)


def _named(path: Path) -> dict[str, list[PlaceRow]]:
    found: dict[str, list[PlaceRow]] = {}
    for row in read_csv(path, COLUMNS, needed=("name", "kind", "lat", "lon")):
        place = _of_cells(row)
        for written in (row["written"] or row["name"]).split("|"):
            found.setdefault(place_key(written), []).append(place)
    return found


def _of_cells(row: Cells) -> PlaceRow:
    if row["kind"] not in RESOLUTION:
        raise OntologyError(f"{row.where}: kind should be one of {', '.join(RESOLUTION)}; found {row['kind']!r}")
    try:
        place = _row([row[column] or ("0" if column == "population" else "") for column in COLUMNS if column != "written"])
    except ValueError as error:
        raise OntologyError(f"{row.where}: lat, lon, population and geonameid are numbers ({error})") from error
    if not (-90 <= place.lat <= 90 and -180 <= place.lon <= 180):
        raise OntologyError(f"{row.where}: lat is -90 to 90 and lon -180 to 180, found {place.lat:g}, {place.lon:g}")
    return place


def place_key(name: str) -> str:
    """Returns the look-up key of a name: plain Latin letters, lower case, single spaces.

    >>> place_key("São  Paulo")
    'sao paulo'
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", " ", plain.lower().translate(_LETTERS)).strip()


_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th"})


def _row(fields: list[str]) -> PlaceRow:
    name, kind, code, admin, lat, lon, population, geonameid = fields
    return PlaceRow(name, kind, code, admin, float(lat), float(lon), int(population), int(geonameid) if geonameid else None)
