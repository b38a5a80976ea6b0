"""place: gives place names coordinates and a country.

Candidates are what the parser tags as a place and names that stand where places stand ("in X", "X, Y"); which of the
places of one name is meant is told by the words after the comma, by what else the story names, and by size.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from dateline.context import Context
from dateline.ontology.places import RESOLUTION, Gazetteer, PlaceRow, place_key
from dateline.records import Issue, Place, Reading, Sentence, Span
from dateline.text.normal import dateline_end

_DATELINE_PLACE = re.compile(r"\s*[A-Z][A-Z.'’ -]{1,30}[A-Z]")
PLACE_TAGS = frozenset({"GPE", "LOC"})
LOCATIVE = frozenset(
    {"in", "at", "near", "from", "to", "outside", "around", "across", "inside", "of", "into", "toward", "towards", "throughout"}
)
MAX_WORDS = 5
# Words that belong to a name but not to its look-up key ("northern Mali", "the city of Goma", "Quang Tri province").
AROUND = frozenset(
    {
        "the", "northern", "southern", "eastern", "western", "central", "north-eastern", "north-western",
        "south-eastern", "south-western", "northeastern", "northwestern", "southeastern", "southwestern", "upper",
        "lower", "greater", "downtown", "province", "state", "city", "town", "village", "district", "region", "county",
        "governorate", "oblast", "department", "prefecture", "metropolitan", "area", "border", "mainland", "north",
        "south", "east", "west", "union", "republic", "centre", "center", "coast",
    }
)  # fmt: skip
# Weights of the evidence; log10 of population (0-7.5) is the scale the others are measured against.
KIND_POINTS = {"country": 16.0, "region": 13.0, "province": 3.0, "district": -0.5, "city": 0.0}
CONTAINER_POINTS = 8.0
COUNTRY_POINTS = 2.5
PROVINCE_POINTS = 2.0
# A province is taken for a place without a locative word from this population on.
LARGE_PROVINCE = 1_000_000


@dataclass(frozen=True, slots=True)
class _Name:
    span: Span
    text: str
    rows: tuple[PlaceRow, ...]
    after: tuple[PlaceRow, ...] = ()


def place(reading: Reading, context: Context) -> Iterator[Place | Issue]:
    """Yields the places that the page's stories name, in text order."""
    by_story: dict[int, list[Sentence]] = {}
    for sentence in reading.sentences:
        by_story.setdefault(sentence.story, []).append(sentence)
    for story, sentences in by_story.items():
        names = [name for sentence in sentences for name in _names(sentence, context.places)]
        yield from _located(reading, [*_dateline_names(reading, story, context.places), *names])


def _dateline_names(reading: Reading, story: int, gazetteer: Gazetteer) -> Iterator[_Name]:
    """The places of the datelines at the head of the story's lines ("NAIROBI, June 25 (Wire) - ")."""
    spans = next((s.spans for s in reading.stories if s.story == story), ())
    for line in reading.lines:
        if not line.keep or not any(start < line.end and line.start < end for start, end in spans):
            continue
        head = line.text[: dateline_end(line.text)]
        match = _DATELINE_PLACE.match(head)
        if match and (rows := gazetteer.find(match[0])):
            at = line.start + match.start()
            yield _Name((at, at + len(match[0])), match[0], rows)


def _names(sentence: Sentence, gazetteer: Gazetteer) -> Iterator[_Name]:
    tokens = sentence.tokens
    i = 0
    while i < len(tokens):
        end = _longest(sentence, i, gazetteer)
        if end is None:
            i += 1
            continue
        start_char, end_char = tokens[i].start, tokens[end - 1].end
        text = sentence.text[start_char - sentence.start : end_char - sentence.start]
        after: tuple[PlaceRow, ...] = ()
        if end + 1 < len(tokens) and tokens[end].text == "," and tokens[end + 1].pos == "PROPN":
            last = _longest(sentence, end + 1, gazetteer)
            if last is not None:
                after = gazetteer.find(
                    sentence.text[tokens[end + 1].start - sentence.start : tokens[last - 1].end - sentence.start]
                )
        yield _Name((start_char, end_char), text, gazetteer.find(text), after)
        i = end


def _longest(sentence: Sentence, i: int, gazetteer: Gazetteer) -> int | None:
    """The end (token index) of the longest place name that starts at token `i`, or None."""
    tokens = sentence.tokens
    first = tokens[i]
    if not first.text[:1].isupper() or first.pos not in ("PROPN", "NOUN", "ADJ", "X"):
        return None
    if first.text.lower() in AROUND or (first.ent == "PERSON" and not _locative(sentence, i)):
        return None
    for end in range(min(len(tokens), i + MAX_WORDS), i, -1):
        last = tokens[end - 1]
        if not last.text[:1].isupper() or last.text.lower() in AROUND:
            continue
        text = sentence.text[first.start - sentence.start : last.end - sentence.start]
        if len(place_key(text)) < 2 or not gazetteer.find(text):
            continue
        if _is_place(sentence, i, end, gazetteer.find(text)):
            return end
    return None


def _is_place(sentence: Sentence, i: int, end: int, rows: tuple[PlaceRow, ...]) -> bool:
    tokens = sentence.tokens
    tags = {t.ent for t in tokens[i:end]}
    large = any(r.kind in ("country", "region", "province") or r.population > 300_000 for r in rows)
    inside_name = _goes_on(sentence, end) or (
        i > 0 and tokens[i - 1].pos == "PROPN" and tokens[i - 1].dep == "compound" and _goes_on(sentence, i)
    )
    if tags & PLACE_TAGS:
        return not inside_name or any(r.kind == "country" for r in rows)
    if tags & {"PERSON", "NORP", "DATE", "WORK_OF_ART", "LAW", "PRODUCT", "LANGUAGE"}:
        return large and _locative(sentence, i) and not inside_name and "DATE" not in tags
    if _locative(sentence, i) and tokens[end - 1].pos == "PROPN":
        return not inside_name or large
    known = any(r.kind in ("country", "region") or (r.kind == "province" and r.population > LARGE_PROVINCE) for r in rows)
    return known and not inside_name and tokens[i].pos == "PROPN"


def _goes_on(sentence: Sentence, end: int) -> bool:
    """Tells whether the name goes on with the token at `end` ("Rift" is no place in "Rift Valley")."""
    if end >= len(sentence.tokens) or end < 1:
        return False
    token, last = sentence.tokens[end], sentence.tokens[end - 1]
    joined = token.start - last.end <= 1 and token.pos == "PROPN" and token.text[:1].isupper()
    return joined and token.text.lower() not in AROUND and token.ent == last.ent


def _locative(sentence: Sentence, i: int) -> bool:
    j = i - 1
    while j >= 0 and sentence.tokens[j].text.lower() in AROUND:
        j -= 1
    return j >= 0 and sentence.tokens[j].text.lower() in LOCATIVE


def _located(reading: Reading, names: list[_Name]) -> Iterator[Place]:
    countries: Counter[str] = Counter()
    provinces: Counter[str] = Counter()
    for name in names:
        best = _best(name, Counter(), Counter())
        if best.kind == "country" or _certain(name, best):
            countries[best.code] += 1
        if best.kind == "province":
            provinces[best.name] += 1
            countries[best.code] += 1
    settled: dict[str, PlaceRow] = {}
    for name in names:
        key = place_key(name.text)
        if name.after or key not in settled:
            settled[key] = _best(name, countries, provinces)
        row = settled[key]
        yield Place(
            page=reading.page.id,
            start=name.span[0],
            end=name.span[1],
            text=name.text,
            name=row.name,
            code=row.code or None,
            lat=row.lat,
            lon=row.lon,
            geonameid=row.geonameid,
            resolution=RESOLUTION[row.kind],
        )


def _certain(name: _Name, best: PlaceRow) -> bool:
    """Tells whether the name means `best` in any story: one candidate, or one far larger than the others."""
    others = [r.population for r in name.rows if r is not best]
    return best.population > 20_000 and best.population > 20 * max(others, default=0)


def _best(name: _Name, countries: Counter[str], provinces: Counter[str]) -> PlaceRow:
    total = sum(countries.values()) or 1

    def points(row: PlaceRow) -> float:
        value = math.log10(row.population + 10) + KIND_POINTS[row.kind]
        value += COUNTRY_POINTS * min(2.0, 4 * countries[row.code] / total) if row.kind != "country" else 0.0
        value += PROVINCE_POINTS if row.admin and provinces[row.admin] else 0.0
        if name.after and _contains(name.after, row):
            value += CONTAINER_POINTS
        return value

    return max(name.rows, key=points)


def _contains(containers: tuple[PlaceRow, ...], row: PlaceRow) -> bool:
    """Tells whether one of `containers` (the words after the comma) is the country or province of `row`."""
    return any(
        c.code == row.code
        and (c.kind == "country" or (c.kind in ("province", "region") and place_key(c.name) == place_key(row.admin)))
        for c in containers
        if c is not row
    )
