# ruff: noqa: E501 - one entity a line
"""A small dump in the form of Wikidata's, of invented persons and offices in states that there are."""

from __future__ import annotations

import json
from typing import Any

Json = dict[str, Any]


def item(id: str) -> Json:
    return {"snaktype": "value", "datavalue": {"type": "wikibase-entityid", "value": {"entity-type": "item", "id": id}}}


def time(day: str, precision: int = 11) -> Json:
    value = {"time": f"+{day}T00:00:00Z", "precision": precision, "timezone": 0}
    return {"snaktype": "value", "datavalue": {"type": "time", "value": value}}


def text(value: str) -> Json:
    return {"snaktype": "value", "datavalue": {"type": "string", "value": value}}


def said(snak: Json, rank: str = "normal", **qualifiers: Json) -> Json:
    return {"mainsnak": snak, "rank": rank, "type": "statement", "qualifiers": {name: [q] for name, q in qualifiers.items()}}


def entity(id: str, label: str | None, *aliases: str, sitelinks: tuple[str, ...] = ("enwiki",), **claims: list[Json]) -> Json:
    return {
        "type": "item",
        "id": id,
        "labels": {"en": {"language": "en", "value": label}} if label else {},
        # As in the dumps: what is empty is a list, not an object.
        "aliases": {"en": [{"language": "en", "value": alias} for alias in aliases]} if aliases else [],
        "claims": claims or [],
        "sitelinks": {name: {"site": name, "title": label} for name in sitelinks},
    }


HUMAN = said(item("Q5"))
PERU, KENYA, NAIROBI = "Q900001", "Q900002", "Q900003"
PRESIDENT, DEFENCE, GOVERNOR, SPEAKER, CELLIST = "Q900010", "Q900011", "Q900012", "Q900013", "Q900014"
PARTY, BRIGADE, UNION, UNIVERSITY, ASTEROID = "Q900020", "Q900021", "Q900022", "Q900023", "Q900024"

# Persons stand before the offices that they held: a dump has no order.
ENTITIES = [
    entity(
        "Q900100",
        "Ilda Quispe Rocha",
        "Ilda Quispe",
        "Rocha",
        P31=[HUMAN],
        P39=[
            said(item(DEFENCE), P580=time("2009-03-01"), P582=time("2011-07-28")),
            said(item(PRESIDENT), P580=time("2021-07-28"), P582=time("2023-01-00", 10)),
            said(item(PRESIDENT), "deprecated", P580=time("2016-07-28")),
            said(item(CELLIST), P580=time("2001-01-01")),
        ],
    ),
    entity(
        "Q900101", "Otieno Barasa", P31=[HUMAN], P39=[said(item(PRESIDENT), P580=time("1955-00-00", 9), P582=time("1961-02-02"))]
    ),
    entity("Q900102", "Wanja Kirui", P31=[HUMAN], P39=[said(item(GOVERNOR), P580=time("2017-08-21"))]),
    entity("Q900103", "Tomas Leiva", P31=[HUMAN], P39=[said(item(SPEAKER), P580=time("2019-05-05"), P582={"snaktype": "somevalue"})]),
    entity("Q900104", "Rosa Ayala", P31=[HUMAN], P570=[said(time("2015-06-30"))], P39=[said(item(SPEAKER), P580=time("2012-01-01"))]),
    entity("Q900105", None, P31=[HUMAN], P39=[said(item(SPEAKER), P580=time("2012-01-01"))]),
    entity("Q900106", "Nils Petra", P31=[HUMAN], P39=[said(item(SPEAKER))]),
    entity("Q900107", "Edda Mora", P31=[HUMAN], P39=[said({"snaktype": "novalue"}), said(item(CELLIST))]),
    entity("Q900200", "Civic Dawn", "CDW", "Peru", P31=[said(item(PARTY))], P17=[said(item(PERU))], P571=[said(time("2004-02-02"))]),
    entity("Q900201", "Brigade of the Long Valley", P31=[said(item(BRIGADE))], P17=[said(item(KENYA))]),
    entity("Q900202", "Union of Lake States", "ULS", P31=[said(item(UNION))], P17=[said(item(PERU)), said(item(KENYA))]),
    entity("Q900203", "Lakeside University", P31=[said(item(UNIVERSITY))], P17=[said(item(KENYA))]),
    entity("Q900204", "Old Reform League", P31=[said(item(PARTY))], P17=[said(item(PERU))], P576=[said(time("1990-00-00", 9))]),
    entity("Q900205", "Valley Voters", P31=[said(item(PARTY))], P17=[said(item(PERU))], sitelinks=("eswiki",)),
    entity("Q900206", "Party Hill", P31=[said(item(PARTY))], P17=[said(item(PERU))], P625=[said(text("here"))]),
    entity("Q900207", "9001 Quiet", P31=[said(item(ASTEROID))]),
    entity(PERU, "Peru", P298=[said(text("PER"))]),
    entity(KENYA, "Kenya", P298=[said(text("KEN"))]),
    entity(NAIROBI, "Nairobi County", P17=[said(item(KENYA))], P31=[said(item("Q900030"))]),
    entity(PRESIDENT, "President of Peru", P279=[said(item("Q900031"))], P1001=[said(item(PERU))]),
    entity(DEFENCE, "Minister of Defence of Peru", P279=[said(item("Q900031"))], P17=[said(item(PERU))]),
    entity(GOVERNOR, "Governor of Nairobi County", P279=[said(item("Q900031"))], P1001=[said(item(NAIROBI))], P17=[said(item(KENYA))]),
    entity(SPEAKER, "President of the Congress of the Republic of Peru", P279=[said(item("Q900031"))], P1001=[said(item(PERU))]),
    entity(CELLIST, "cellist", P279=[said(item("Q900032"))]),
    entity(PARTY, "political party in Peru", P279=[said(item("Q900033"))]),
    entity(BRIGADE, "rebel group", P279=[said(item("Q900033"))]),
    entity(UNION, "intergovernmental organization", P279=[said(item("Q900033"))]),
    entity(UNIVERSITY, "university", P279=[said(item("Q900033"))]),
    entity(ASTEROID, "asteroid", P279=[said(item("Q900034"))]),
    {"type": "property", "id": "P39", "labels": {"en": {"language": "en", "value": "position held"}}, "claims": []},
]  # fmt: skip


def dump_text(entities: list[Json] = ENTITIES, *, broken: tuple[str, ...] = ()) -> str:
    lines = [json.dumps(one, separators=(",", ":")) for one in entities]
    return "[\n" + ",\n".join([*lines, *broken]) + "\n]\n"
