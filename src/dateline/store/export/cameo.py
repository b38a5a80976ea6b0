"""The columns that programs made for CAMEO data read: dyads as Phoenix and ICEWS have them, and GDELT 2.0's event table.

Neither has a place for doubt, so what did not happen, or has not yet, is left out and counted; so is what has no day."""

from __future__ import annotations

import datetime
import hashlib
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TextIO

from dateline.ontology.crosswalk import Cameo, cameo_of
from dateline.store.export.flat import write_csv
from dateline.store.rows import Row

NOTE = (
    "One row for each pair of sides. Left out: records that are future, hypothetical or negated, that have no day, or no CAMEO"
    " code. CAMEO codes come from PLOVER's crosswalk, so they are as fine as type, mode and context are. Country codes are"
    " ISO 3166; FIPS columns of GDELT stay empty, and so does its tone."
)
CAMEO_COLUMNS = {
    "event_id": "id of the record",
    "date": "first day",
    "source": "CAMEO code of the actor: country and role",
    "source_name": "the actor as written",
    "target": "CAMEO code of the recipient",
    "target_name": "the recipient as written",
    "cameo": "CAMEO event code",
    "cameo_root": "its root",
    "goldstein": "Goldstein's score",
    "quad_class": "1 to 4, as in PLOVER",
    "status": "actual, alleged or historical",
    "country": "country of the place",
    "lat": "latitude",
    "lon": "longitude",
    "page": "id of the page",
    "url": "address of the page",
    "text": "the sentence",
}
_ACTOR = (
    *("Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code"),
    *("Type1Code", "Type2Code", "Type3Code"),
)
_GEO = ("Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")
_GDELT = (
    *("GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate"),
    *(f"Actor{n}{name}" for n in (1, 2) for name in _ACTOR),
    *("IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale"),
    *("NumMentions", "NumSources", "NumArticles", "AvgTone"),
    *(f"{place}Geo_{name}" for place in ("Actor1", "Actor2", "Action") for name in _GEO),
    *("DATEADDED", "SOURCEURL"),
)
GDELT_COLUMNS = dict.fromkeys(_GDELT, "as in GDELT 2.0")

# PLOVER's sectors by CAMEO's role codes, where they differ; PRE and UNK have none.
_ROLES = {"JRN": "MED", "MED": "HLH", "SOC": "CVL", "PRE": "", "UNK": ""}
_ORGANISATIONS = frozenset({"IGO", "NGO", "ISM", "IMG", "MNC", "UNO"})
_TOLD = frozenset({"actual", "alleged", "historical"})
# GDELT's kinds of place by PLOVER's resolution: country, province, district, city, below.
_GEO_TYPES = {1: 1, 2: 5, 3: 5, 4: 4, 5: 4}


def write_cameo(records: Iterable[Row], file: TextIO, left_out: Counter[str]) -> int:
    """Writes dyads as CSV with a header; returns how many rows."""
    rows = (_cameo_row(*told) for told in _dyads(records, left_out))
    return write_csv(rows, list(CAMEO_COLUMNS), file)


def write_gdelt(records: Iterable[Row], file: TextIO, left_out: Counter[str]) -> int:
    """Writes GDELT 2.0's 61 columns, separated by tabs and without a header, as GDELT does; returns how many rows."""
    rows = (_gdelt_row(*told) for told in _dyads(records, left_out))
    return write_csv(rows, _GDELT, file, delimiter="\t", header=False)


def _dyads(records: Iterable[Row], left_out: Counter[str]) -> Iterator[tuple[Row, Cameo, Row, Row]]:
    for record in records:
        code = cameo_of(record["event"][0], record["mode"], record["context"])
        if record["status"] not in _TOLD:
            left_out[record["status"]] += 1
        elif "date" not in record:
            left_out["no day"] += 1
        elif code is None:
            left_out["no CAMEO code"] += 1
        else:
            for one, other in pairs(record):
                yield record, code, one, other


def pairs(record: Row) -> list[tuple[Row, Row]]:
    """Returns the pairs of sides of a record: each actor with each recipient; with no recipient (talks, fights) each two
    actors, or the one actor with nobody (an empty entity)."""
    actors, recipients = record["actor"], record["recipient"]
    if actors and recipients:
        return list(itertools.product(actors, recipients))
    if len(actors) > 1:
        return list(itertools.combinations(actors, 2))
    return [(actors[0] if actors else {}, recipients[0] if recipients else {})]


def _code(entity: Row) -> str:
    roles = [_role(sector) for sector in (entity.get("sector"), *entity.get("other_sectors", ()))[:2]]
    return (entity.get("code") or "") + "".join(dict.fromkeys(role for role in roles if role))


def _role(sector: str | None) -> str:
    return _ROLES.get(sector or "", sector or "")


def _cameo_row(record: Row, code: Cameo, one: Row, other: Row) -> Row:
    place = record.get("event_loc", {})
    return {
        "event_id": record["id"],
        "date": record["date"],
        "source": _code(one),
        "source_name": one.get("entity_text"),
        "target": _code(other),
        "target_name": other.get("entity_text"),
        "cameo": code.code,
        "cameo_root": code.root,
        "goldstein": code.goldstein,
        "quad_class": record["quad_code"],
        "status": record["status"],
        "country": place.get("code"),
        "lat": place.get("lat"),
        "lon": place.get("lon"),
        "page": record["page"],
        "url": record["cite_info"].get("url"),
        "text": record["text"],
    }


def _gdelt_row(record: Row, code: Cameo, one: Row, other: Row) -> Row:
    day = datetime.date.fromisoformat(record["date"])
    place, incident = record.get("event_loc", {}), record["incident"]
    added = (record["cite_info"].get("published") or record["date"])[:10].replace("-", "") + "000000"
    return {
        # GDELT's ids are integers; the sides keep the pairs of one record apart.
        "GLOBALEVENTID": int(hashlib.sha256(f"{record['id']} {one} {other}".encode()).hexdigest()[:13], 16),
        "SQLDATE": day.strftime("%Y%m%d"),
        "MonthYear": day.strftime("%Y%m"),
        "Year": day.year,
        "FractionDate": round(day.year + (day.month * 30 + day.day) / 365, 4),
        **_gdelt_actor(1, one),
        **_gdelt_actor(2, other),
        "IsRootEvent": int(record["text_info"]["sequence"] == 0),
        "EventCode": code.code,
        "EventBaseCode": code.base,
        "EventRootCode": code.root,
        "QuadClass": record["quad_code"],
        "GoldsteinScale": code.goldstein,
        "NumMentions": incident["records"],
        "NumSources": incident["origins"],
        "NumArticles": incident["origins"],
        "ActionGeo_Type": _GEO_TYPES.get(place.get("resolution"), 0),
        "ActionGeo_FullName": place.get("name") or place.get("text"),
        "ActionGeo_Lat": place.get("lat"),
        "ActionGeo_Long": place.get("lon"),
        "ActionGeo_FeatureID": place.get("geonameid"),
        "DATEADDED": added,
        "SOURCEURL": record["cite_info"].get("url") or record["page"],
    }


def _gdelt_actor(n: int, entity: Row) -> Row:
    country = entity.get("code")
    sectors = (entity.get("sector"), *entity.get("other_sectors", ()))
    types = [role for role in map(_role, sectors) if role][:3]
    if country in _ORGANISATIONS:
        types, country = [country, *types][:3], None
    name = entity.get("identifier_text") or entity.get("entity_text")
    return {
        f"Actor{n}Code": _code(entity) or None,
        f"Actor{n}Name": name.upper() if name else None,
        f"Actor{n}CountryCode": country,
        **{f"Actor{n}Type{i}Code": role for i, role in enumerate(types, 1)},
    }
