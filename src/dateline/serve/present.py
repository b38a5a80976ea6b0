"""Records made ready for reading: sentences, days, sources and places in words. None of it is HTML; templates escape it."""

from __future__ import annotations

import csv
import datetime
import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from dateline.ontology.layers import shown
from dateline.ontology.phrases import entity_name, listed, phrase
from dateline.records import Entity
from dateline.store.rows import Row

STANCE_WORDS = {
    "asserts": "says",
    "denies": "denies",
    "accuses": "accuses",
    "threatens": "threatens",
    "promises": "promises",
    "asks": "asks",
    "doubts": "doubts",
}
QUADS = {1: "verbal cooperation", 2: "material cooperation", 3: "verbal conflict", 4: "material conflict"}
_ORGANISATIONS = {
    "UNO": "United Nations",
    "EUR": "European Union",
    "NGO": "NGOs",
    "IGO": "intergovernmental bodies",
    "ISM": "international movements",
    "IMG": "international militants",
    "MNC": "companies",
}
_BASIS_WORDS = {
    "explicit": "the page gives the day",
    "relative": "relative to the report",
    "publication": "the day of the report",
    "linked": "from another report of it",
    "none": "set in review",  # what was coded without words for a day has no day
}
# Whose it is, the sentence says; out of the sentence the code does.
_POSSESSIVE = re.compile(r"^(?:its|their|his|her)\s+(?=\S)", re.IGNORECASE)
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "ps", "ckb", "yi", "dv"})


@lru_cache(maxsize=1)
def _country_rows() -> list[dict[str, str]]:
    text = (resources.files("dateline.ontology") / "actors" / "countries.csv").read_text(encoding="utf-8")
    return [row for row in csv.DictReader(text.splitlines()) if row.get("code")]


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    return {row["code"]: row["name"] for row in _country_rows()}


@lru_cache(maxsize=1)
def _adjectives() -> dict[str, frozenset[str]]:
    return {row["code"]: frozenset((row.get("adjectives") or "").casefold().split("|")) for row in _country_rows()}


def event_types() -> dict[str, tuple[int, str]]:
    """Returns the event types with their quad class and definition, in the order of the codebook."""
    return _event_types(shown())


@lru_cache(maxsize=2)
def _event_types(own: Path | None) -> dict[str, tuple[int, str]]:
    from dateline.ontology.plover import load_plover

    return {name: (kind.quad, kind.definition) for name, kind in load_plover(own).types.items()}


def side_name(key: str) -> str:
    """Returns the name of a side by its key: a country or organisation for a code, else the words themselves.

    >>> side_name("PER"), side_name("residents")
    ('Peru', 'residents')
    """
    return _countries().get(key) or _ORGANISATIONS.get(key) or key


def day_words(day: str | None, *, year: bool = True) -> str:
    """Returns an ISO day as words.

    >>> day_words("2024-03-04")
    'Mon 4 Mar 2024'
    """
    if not day or day.startswith("0001-01-01"):
        return "No day known"
    value = datetime.date.fromisoformat(day[:10])
    return f"{value:%a} {value.day} {value:%b}" + (f" {value.year}" if year else "")


def told(row: Row) -> str:
    """Returns an event row as a sentence."""
    actors = _names(row["actor"])
    recipients = _names(row["recipient"], known={entity.get("code") for entity in row["actor"]})
    if row["type"] == "SUPPORT" and len(actors) > 1 and not recipients:
        recipients = ["each other"]
    try:
        words = phrase(row["type"], row["mode"], actors=actors, recipients=recipients, status=row["status"])
    except ValueError:
        words = phrase(row["type"], row["mode"], actors=actors, recipients=recipients, status="actual")
    return words[:1].upper() + words[1:]


def _names(entities: Sequence[Row], *, known: Collection[str | None] = ()) -> list[str]:
    """The names of entities, each once; those of one name share their brackets, codes that are `known` are left out."""
    found: dict[str, list[str]] = {}
    for entity in entities:
        code = entity.get("code") or ""
        name = placed_name(entity).removesuffix(f" ({code})")
        codes = found.setdefault(name, [])
        if name != placed_name(entity) and code not in known:
            codes.append(code)
    return [f"{name} ({', '.join(dict.fromkeys(codes))})" if codes else name for name, codes in found.items()]


def placed_name(entity: Row) -> str:
    """Returns the name of an entity, with its country's or organisation's code where the name itself does not say it. One that
    the page names by an adjective alone ("the Peruvian accusation") has its country's.

    >>> [placed_name({"entity_text": words, "code": "PER"}) for words in ("interior ministry", "Peruvian")]
    ['interior ministry (PER)', 'Peru']
    """
    name, code = _POSSESSIVE.sub("", name_of(entity)), entity.get("code")
    if code and name.casefold() in _adjectives().get(code, ()):
        return side_name(code)
    if not code or any(word in name.casefold() for word in _country_words().get(code, (code.casefold(),))):
        return name
    return f"{name} ({code})"


@lru_cache(maxsize=1)
def _country_words() -> dict[str, tuple[str, ...]]:
    """What names or describes a country, by its code."""
    found = {}
    for row in _country_rows():
        words = "|".join(row.get(column) or "" for column in ("name", "aliases", "adjectives", "people"))
        found[row["code"]] = tuple(word.casefold() for word in words.split("|") if word)
    return {**found, **{code: (code.casefold(), name.casefold()) for code, name in _ORGANISATIONS.items()}}


def name_of(entity: Row) -> str:
    """Returns what to call an entity of a row."""
    return entity_name(Entity(entity_text=entity["entity_text"] or "", identifier_text=entity.get("identifier_text")))


def date_note(row: Row) -> str:
    """Returns when an event happened, and what that rests on."""
    info = row.get("date_info") or {}
    basis = info.get("basis") or "none"
    if not row["date"]:
        words = f" (the page says “{info['text']}”)" if info.get("text") else ""
        return f"day not known{words}"
    days = day_words(row["date"])
    if row["enddate"] and row["enddate"] != row["date"]:
        joint = "throughout" if row.get("date_sense") == "throughout" else "between"
        days = (
            f"{joint} {days} and {day_words(row['enddate'])}"
            if joint == "between"
            else f"{days} to {day_words(row['enddate'])}"
        )
    words = f"“{info['text']}”, " if info.get("text") and basis in ("relative", "explicit") else ""
    return f"said to be {days} ({words}{_BASIS_WORDS.get(basis, basis)})"


def dated_by(row: Row) -> str:
    """Returns what the day of an event rests on, for a list that stands under that day; all of it where it is not one day."""
    info = row.get("date_info") or {}
    if not row["date"] or row["enddate"] not in (None, row["date"]):
        return date_note(row)
    words = f"“{info['text']}”, " if info.get("text") and info.get("basis") in ("relative", "explicit") else ""
    return f"day: {words}{_BASIS_WORDS.get(info.get('basis') or 'none', '')}"


def sources(row: Row) -> str:
    """Returns the chain of speakers, nearest first."""
    return ", as carried by ".join(_names(row["attribution"]))


def sizes(row: Row) -> str:
    """Returns how many dead, injured, arrested and taking part."""
    found = row.get("size") or {}
    parts = []
    for name, pair in found.items():
        if pair:
            low, high = pair[0], pair[-1]
            parts.append(f"{low} {name}" if low == high else f"{low} to {high} {name}")
    return ", ".join(parts)


def line(row: Row) -> dict[str, Any]:
    """Returns what a list shows of one event."""
    place = row.get("event_loc") or {}
    language = row.get("page_language") or "en"
    return {
        "id": row["id"],
        "n": row["n"],
        "told": told(row),
        "type": row["type"],
        "mode": ", ".join(row["mode"]),
        "quad": row["quad_code"],
        "quad_words": QUADS.get(row["quad_code"], ""),
        "status": row["status"],
        "day": row["eday"],
        "report_day": row["rday"],
        "reported": day_words(row["rday"]),
        "same_day": row["rday"] == row["eday"],
        "clock": (row["stamp"] or "")[11:16],
        "date_note": date_note(row),
        "when": date_note(row),
        "dated_by": dated_by(row),
        "according": sources(row) or None,
        "place": place.get("name") or (side_name(row["country"]) if row["country"] else place.get("text")),
        "country": row["country"] if place.get("name") != side_name(row["country"] or "") and place.get("name") else None,
        "origins": row["origins"],
        "surety": row["surety"],
        "confidence": row["confidence"],
        "outlet": row["outlet"],
        "url": web_address(row.get("page_url")),
        "title": (row.get("page_title") or (row.get("cite_info") or {}).get("title") or row["page"]),
        "sentence": row["text"],
        "words": row["event_text"],
        "sizes": sizes(row),
        "review": row["review"],
        "page": row["page"],
        "story": row["story"],
        "incident": row["link"],
        "lang": language,
        "dir": "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr",
    }


def web_address(url: str | None) -> str | None:
    """Returns an address if a browser may be sent there: http and https only.

    >>> web_address("javascript:alert(1)") is None
    True
    """
    return url if url and url.lower().startswith(("http://", "https://")) else None


def folded(lines: Sequence[dict[str, Any]], *, by: str) -> list[dict[str, Any]]:
    """Returns the lines with those that tell the same of one incident on one day put under the first, as its ``also``."""
    first: dict[tuple[object, ...], dict[str, Any]] = {}
    found = []
    for item in lines:
        day = item["day" if by == "event" else "report_day"]
        key = (item["incident"] or item["id"], day, item["type"], item["status"], item["sizes"], item["review"])
        if key in first:
            if item["outlet"] not in (first[key]["outlet"], *(other["outlet"] for other in first[key]["also"])):
                first[key]["also"].append({"id": item["id"], "outlet": item["outlet"]})
        else:
            first[key] = {**item, "also": []}
            found.append(first[key])
    return found


def grouped(lines: Sequence[dict[str, Any]], *, by: str) -> list[tuple[str, list[dict[str, Any]]]]:
    """Returns the lines under the words of their day, in the order they have; what stands under its day need not repeat it."""
    groups: list[tuple[str, list[dict[str, Any]]]] = []
    for item in lines:
        words = day_words(item["day" if by == "event" else "report_day"])
        if not groups or groups[-1][0] != words:
            groups.append((words, []))
        groups[-1][1].append({**item, "when": item["dated_by"]} if by == "event" else item)
    return groups


def layers(row: Row) -> list[dict[str, Any]]:
    """Returns the sentence of a record once for each role that has words in it: its label and the pieces of the sentence,
    marked or not. Offsets of the predicate and the reasons count in the page text, as the record's `start` does."""
    text, offset = row["text"], row["start"]
    found: list[tuple[str, list[tuple[int, int]]]] = []
    for label, side in (("actor", "actor"), ("recipient", "recipient"), ("according to", "attribution")):
        found.append((label, [span for entity in row[side] if (span := _find(text, entity["entity_text"]))]))
    found.append(("reporting words", [s for e in row["attribution"] if e.get("cue") and (s := _find(text, e["cue"]))]))
    predicate = row["predicate"] or []
    inside = len(predicate) == 2 and offset <= predicate[0] <= predicate[1] <= offset + len(text)
    spans = [(predicate[0] - offset, predicate[1] - offset)] if inside else []
    found.append(("what happened", spans or [s for words in row["event_text"] if (s := _find(text, words))]))
    for label, words in (("when", (row["date_info"] or {}).get("text")), ("where", (row["event_loc"] or {}).get("text"))):
        found.append((label, [span] if (span := _find(text, words)) else []))
    return [{"label": label, "pieces": pieces(text, spans)} for label, spans in found if spans]


def _find(text: str, words: str | None) -> tuple[int, int] | None:
    """Where the words stand as words of their own: "he" is not in "the"."""
    found = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) if words else None
    return found.span() if found else None


def pieces(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[str, bool]]:
    """Returns a text cut at spans: its pieces, and whether each is inside one.

    >>> pieces("Lima spoke", [(0, 4)])
    [('Lima', True), (' spoke', False)]
    """
    found: list[tuple[str, bool]] = []
    at = 0
    for start, end in sorted(spans):
        if start < at:
            continue
        found += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [piece for piece in [*found, (text[at:], False)] if piece[0]]


def fields(row: Row, *, coded: Row) -> list[dict[str, str]]:
    """Returns the record as a table: each field, its value, what it was as `coded`, and what gave it."""
    before = {name: value for name, value, _ in _fields(coded)}
    why: dict[str, list[str]] = {}
    for reason in row["reasons"] or []:
        why.setdefault(reason["field"], []).append(reason["rule"])
    if "confidence" in why:  # what the calibration weighed, with its amounts cut to what can be read
        weighed = re.sub(r"(\d\.\d\d)\d+", r"\1", " ".join(why["confidence"]).replace("bias=1 ", ""))
        why["confidence"] = ["weighed by: " + weighed.replace("=1 ", ", ").removesuffix("=1").replace("_", " ")]
    return [
        {
            "field": name,
            "value": value,
            "was": before[name] if before[name] != value else "",
            "words": words,
            "rule": "; ".join(dict.fromkeys(why.get(name, []))),
        }
        for name, value, words in _fields(row)
        if value or before[name]
    ]


def _fields(row: Row) -> list[tuple[str, str, str]]:
    """The fields of a record with their values in words, and the page's words for them."""
    info, place = row["date_info"] or {}, row["event_loc"] or {}
    return [
        ("event", " / ".join([row["type"], *row["mode"]]), " … ".join(row["event_text"])),
        ("class", f"{row['quad_code']} {QUADS.get(row['quad_code'], '')}, scale {row['event_scale']:g}".replace("-", "−"), ""),
        ("actor", _sides(row["actor"]), listed([e["entity_text"] for e in row["actor"]])),
        ("recipient", _sides(row["recipient"]), listed([e["entity_text"] for e in row["recipient"]])),
        ("date", date_note(row), info.get("text") or ""),
        ("place", ", ".join(p for p in (place.get("name"), row["country"]) if p), place.get("text") or ""),
        ("status", row["status"], ""),
        ("size", sizes(row), ""),
        ("context", ", ".join(row["context"]), ""),
        (
            "attribution",
            _speakers(row["attribution"]),
            listed([e.get("cue") or "" for e in row["attribution"] if e.get("cue")]),
        ),
        ("confidence", f"{row['confidence']:.2f} ({row['surety']})", ""),
    ]


def _sides(entities: Sequence[Row]) -> str:
    shown = []
    for entity in entities:
        code = "/".join(part for part in (entity["code"], entity["sector"]) if part)
        known = entity.get("identifier_text")
        text = name_of(entity) + (f" = {known}" if known and known != name_of(entity) else "")
        shown.append(f"{text} ({code})" if code else text)
    return "; ".join(shown)


def _speakers(entities: Sequence[Row]) -> str:
    return "; ".join(f"{name_of(e)} {STANCE_WORDS.get(e.get('stance') or '', 'says')}" for e in entities)
