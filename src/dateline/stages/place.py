"""place: gives place names coordinates and a country.

Candidates are what the parser tags as a place and names that stand where places stand ("in X", "X, Y"); which of the
places of one name is meant is told by the words after the comma, by what else the story names, and by size.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from dateline.context import Context
from dateline.ontology.actors import ActorTable, CountryForm
from dateline.ontology.places import RESOLUTION, Gazetteer, PlaceRow, place_key
from dateline.ontology.references import References
from dateline.records import Issue, Place, Reading, Sentence, Span
from dateline.text.normal import dateline_places
from dateline.text.tree import undergoes

PLACE_TAGS = frozenset({"GPE", "LOC"})
# Names of these kinds hold common words and names of places that are not meant.
LONGER_TAGS = frozenset({"ORG", "LAW", "EVENT", "WORK_OF_ART", "FAC"})
LOCATIVE = frozenset(
    {"in", "at", "near", "from", "to", "outside", "around", "across", "inside", "of", "into", "toward", "towards", "through"}
    | {"throughout"}
)
# After these hardly anything but a place is named.
INSIDE = frozenset({"in", "near", "outside", "around", "inside", "throughout"})
MAX_WORDS = 5
# Territories whose people and places are counted to a state.
DEPENDENCIES = {
    "ESH": "MAR", "MAC": "CHN",
    **dict.fromkeys(("PRI", "GUM", "VIR", "ASM", "MNP"), "USA"),
    **dict.fromkeys(("GUF", "GLP", "MTQ", "REU", "MYT", "NCL", "PYF", "WLF", "SPM", "BLM", "MAF", "ATF"), "FRA"),
    **dict.fromkeys(("GIB", "BMU", "CYM", "VGB", "TCA", "AIA", "MSR", "SHN", "FLK", "IOT", "GGY", "JEY", "IMN"), "GBR"),
    **dict.fromkeys(("ABW", "CUW", "SXM", "BES"), "NLD"),
    **dict.fromkeys(("GRL", "FRO"), "DNK"),
    **dict.fromkeys(("COK", "TKL"), "NZL"),
    "ALA": "FIN", "SJM": "NOR", "CXR": "AUS",
}  # fmt: skip
# Weights of the evidence; log10 of population (0-7.5) is the scale the others are measured against.
KIND_POINTS = {"country": 16.0, "region": 13.0, "province": 1.5, "district": -0.5, "city": 0.0}
CONTAINER_POINTS = 12.0
SIBLING_POINTS = 5.0
CAPITAL_POINTS = 5.0
COUNTRY_POINTS = 2.5
PROVINCE_POINTS = 2.0
# For a place that is mostly called by another name (*Zaragoza* in Tijuana).
OTHER_NAME_POINTS = -2.0
# A province is taken for a place without a locative word from this population on.
LARGE_PROVINCE = 1_000_000
# A city is taken for one without a tag from this population on.
LARGE_CITY = 300_000
# Up to this population a place is seldom meant by a name with which a longer name of the story begins.
SMALL = 50_000


@dataclass(frozen=True, slots=True)
class _Name:
    """A place name and the places that have it; `beside` are those of the names that a comma joins to it (*Goma, Congo*),
    `capital` the state whose capital has it."""

    span: Span
    text: str
    rows: tuple[PlaceRow, ...]
    beside: tuple[PlaceRow, ...] = ()
    capital: str = ""


def place(reading: Reading, context: Context) -> Iterator[Place | Issue]:
    """Yields the places that the page's stories name, in text order."""
    by_story: dict[int, list[Sentence]] = {}
    for sentence in reading.sentences:
        by_story.setdefault(sentence.story, []).append(sentence)
    words = context.actors.references
    for story, sentences in by_story.items():
        persons = _family_names(sentences)
        names = [name for sentence in sentences for name in _names(sentence, context.places, words)]
        names = [name for name in names if not _is_other(name, persons, context.actors)]
        names = [*_dateline_names(reading, story, context.places), *names]
        named = [replace(name, capital=_capital(name.text, context.actors)) for name in names]
        yield from _located(reading, named, _peoples(sentences, context.actors))


def _peoples(sentences: list[Sentence], table: ActorTable) -> Counter[str]:
    """How often a story names each country by its people: *Spanish farmers*."""
    words = (table.country(t.text) for sentence in sentences for t in sentence.tokens if t.ent == "NORP")
    return Counter(word.code for word in words if word is not None)


def _is_other(name: _Name, persons: set[str], table: ActorTable) -> bool:
    """Tells whether a name of none but small places is somebody's or a body's: "the Congress building" is in no town."""
    if any(row.population > SMALL for row in name.rows):
        return False
    role = table.role(name.text)
    return name.text in persons or (role is not None and role.kind == "body")


def _family_names(sentences: list[Sentence]) -> set[str]:
    """The last words of the names by which a story calls people in full: *Muro* is no town in Spain after *Daniel Muro*."""
    names: set[str] = set()
    for tokens in (sentence.tokens for sentence in sentences):
        for before, token, after in zip(tokens, tokens[1:], (*tokens[2:], None), strict=False):
            ends = after is None or after.ent != "PERSON" or after.tag == "POS"
            if before.ent == token.ent == "PERSON" and ends and token.pos == "PROPN":
                names.add(token.text)
    return names


def _capital(name: str, table: ActorTable) -> str:
    """The code of the state whose capital has this name, or an empty string."""
    word = table.country(name)
    return word.code if word is not None and word.form is CountryForm.CAPITAL else ""


def _dateline_names(reading: Reading, story: int, gazetteer: Gazetteer) -> Iterator[_Name]:
    """The places of the datelines at the head of the story's lines ("NAIROBI, June 25 (Wire) - ")."""
    spans = next((s.spans for s in reading.stories if s.story == story), ())
    for line in reading.lines:
        if not line.keep or not any(start < line.end and line.start < end for start, end in spans):
            continue
        for start, end in dateline_places(line.text):
            if rows := gazetteer.find(line.text[start:end]):
                yield _Name((line.start + start, line.start + end), line.text[start:end], rows)


def _names(sentence: Sentence, gazetteer: Gazetteer, words: References) -> list[_Name]:
    names: list[_Name] = []
    i = last = 0
    while i < len(sentence.tokens):
        listed = bool(names) and _joined(sentence, last, i)
        end = _longest(sentence, i, gazetteer, words, listed=listed)
        if end is None:
            i += 1
            continue
        text, span = _written(sentence, i, end)
        name = _Name(span, text, gazetteer.find(text))
        if listed and sentence.tokens[last].text == ",":
            before = names[-1]
            name = replace(name, beside=before.rows)
            names[-1] = replace(before, beside=(*before.beside, *name.rows))
        names.append(name)
        i = last = end
    return names


def _written(sentence: Sentence, i: int, end: int) -> tuple[str, Span]:
    start, stop = sentence.tokens[i].start, sentence.tokens[end - 1].end
    return sentence.text[start - sentence.start : stop - sentence.start], (start, stop)


def _joined(sentence: Sentence, last: int, i: int) -> bool:
    """Tells whether a comma, *and* or both stand between a place name that ends at `last` and token `i`."""
    between = [t.text.lower() for t in sentence.tokens[last:i] if t.text.lower() != "the"]
    return between in ([","], ["and"], ["or"], [",", "and"], [",", "or"])


def _longest(sentence: Sentence, i: int, gazetteer: Gazetteer, words: References, *, listed: bool) -> int | None:
    """The end (token index) of the longest place name that starts at token `i`, or None. `listed`: it goes on a list of
    places."""
    tokens = sentence.tokens
    first = tokens[i]
    if not first.text[:1].isupper() or first.pos not in ("PROPN", "NOUN", "ADJ", "X"):
        return None
    if first.ent == "PERSON" and not (
        listed
        or _locative(sentence, i, words)
        or undergoes(sentence, _head(sentence, i), words.moving)
        or _has(sentence, _head(sentence, i), words)
    ):
        return None
    for end in range(min(len(tokens), i + MAX_WORDS), i, -1):
        last = tokens[end - 1]
        if not last.text[:1].isupper() or (end == i + 1 and last.text.lower() in words.beside_places):
            continue
        text = _written(sentence, i, end)[0]
        if (
            len(place_key(text)) < 2
            or not (rows := gazetteer.find(text))
            or _is_of_initials(text, rows)
            or _of_another(sentence, end, rows, gazetteer)
        ):
            continue
        if _is_place(sentence, i, end, rows, words, listed=listed):
            return end
    return None


def _is_of_initials(text: str, rows: tuple[PlaceRow, ...]) -> bool:
    """Tells whether a name of small places is a body's initials: NATO is not Nato in the Philippines."""
    return text.isupper() and " " not in text and all(r.population <= SMALL and r.kind != "country" for r in rows)


def _is_place(sentence: Sentence, i: int, end: int, rows: tuple[PlaceRow, ...], words: References, *, listed: bool) -> bool:
    tokens = sentence.tokens
    tags = {t.ent for t in tokens[i:end]}
    large = any(r.kind in ("country", "region", "province") or r.population > LARGE_CITY for r in rows)
    small = all(r.population <= SMALL for r in rows)
    # "attacked Harris" is no attack on a county of that name
    least = LARGE_CITY if "PERSON" in tags else SMALL
    struck = undergoes(sentence, end - 1, words.moving) and any(r.kind == "city" and r.population > least for r in rows)
    located = listed or struck or _locative(sentence, i, words) or _has(sentence, end - 1, words)
    inside = _locative(sentence, i, words, INSIDE) and not small
    inside_name = _goes_on(sentence, end, words) or (
        i > 0 and tokens[i - 1].pos == "PROPN" and tokens[i - 1].dep == "compound" and _goes_on(sentence, i, words)
    )
    if _called(sentence, i, words) and not inside_name:
        return True
    if not large and (_of_more(sentence, end) or (small and _in_longer_entity(sentence, i, end))):
        return False
    if large and _second_name(sentence, i):
        return False
    if tags & PLACE_TAGS:
        return not inside_name or any(r.kind == "country" for r in rows)
    if tags & {"PERSON", "NORP", "DATE", "WORK_OF_ART", "LAW", "PRODUCT", "LANGUAGE"}:
        town = "NORP" in tags and located and not small and tokens[end - 1].tag == "NNP"  # "near Kidal", read as a people
        return (inside or town or (large and located)) and not inside_name and "DATE" not in tags
    if located and tokens[end - 1].pos == "PROPN":
        return not inside_name or (large and ("ORG" not in tags or any(r.kind == "country" for r in rows)))
    known = any(r.kind in ("country", "region") or (r.kind == "province" and r.population > LARGE_PROVINCE) for r in rows)
    return known and not inside_name and tokens[i].pos == "PROPN"


def _head(sentence: Sentence, i: int) -> int:
    """The last word of the name of several words that token `i` begins."""
    while sentence.tokens[i].dep == "compound" and sentence.tokens[i].pos == "PROPN" and sentence.tokens[i].head > i:
        i = sentence.tokens[i].head
    return i


def _second_name(sentence: Sentence, i: int) -> bool:
    """Tells whether a longer name of a place ends in the one at token `i`: "Puerto Jordan" is not in Jordan."""
    if i == 0:
        return False
    before, token = sentence.tokens[i - 1], sentence.tokens[i]
    joined = before.dep == "compound" and before.head == token.i and before.ent == token.ent and before.ent in PLACE_TAGS
    return joined and before.pos == "PROPN" and before.text[:1].isupper()


def _called(sentence: Sentence, i: int, words: References) -> bool:
    """Tells whether the words before say that token `i` is the name of a place: *in the port of Gioia Tauro*."""
    return i > 1 and sentence.tokens[i - 1].text.lower() == "of" and sentence.tokens[i - 2].text.lower() in words.areas


def _goes_on(sentence: Sentence, end: int, words: References) -> bool:
    """Tells whether the name goes on with the token at `end` ("Rift" is no place in "Rift Valley")."""
    if end >= len(sentence.tokens) or end < 1:
        return False
    token, last = sentence.tokens[end], sentence.tokens[end - 1]
    joined = token.start - last.end <= 1 and token.pos in ("PROPN", "ADJ") and token.text[:1].isupper()
    return joined and token.text.lower() not in words.beside_places and token.ent == last.ent


def _of_more(sentence: Sentence, end: int) -> bool:
    """Tells whether *of* and a name follow ("University" is no place in "University of Lima", nor "Bay" in "Bay of Bengal")."""
    after = [t.text for t in sentence.tokens[end : end + 3] if t.text != "the"]
    return len(after) > 1 and after[0] == "of" and after[1][:1].isupper()


def _of_another(sentence: Sentence, end: int, rows: tuple[PlaceRow, ...], gazetteer: Gazetteer) -> bool:
    """Tells whether *of* and a place of another state follow the name of a province: the "Southern District of Ohio" is not
    that of Hong Kong."""
    if any(r.kind in ("country", "region") for r in rows) or not _of_more(sentence, end):
        return False
    start = end + 1 + (sentence.tokens[end + 1].text == "the")
    ends = (e for e in range(min(len(sentence.tokens), start + MAX_WORDS), start, -1))
    whole = next((found for e in ends if (found := gazetteer.find(_written(sentence, start, e)[0]))), ())
    return bool(whole) and not {r.code for r in rows} & {r.code for r in whole}


def _in_longer_entity(sentence: Sentence, i: int, end: int) -> bool:
    """Tells whether the name is part of the longer name of an organisation, law or event ("Court of Justice")."""
    label = sentence.tokens[i].ent
    around = (sentence.tokens[j].ent for j in (i - 1, end) if 0 <= j < len(sentence.tokens))
    return label in LONGER_TAGS and label in around


def _locative(sentence: Sentence, i: int, words: References, prepositions: frozenset[str] = LOCATIVE) -> bool:
    """Tells whether token `i` stands after a preposition of place; *Zambia's* may stand between (*in Zambia's Kitwe*)."""
    j = i - 1
    if j > 0 and sentence.tokens[j].tag == "POS" and sentence.tokens[j - 1].ent == "GPE":
        token = sentence.tokens[i]
        if token.dep != "compound" or sentence.tokens[token.head].pos in ("PROPN", "ADP"):  # not *Britain's Johnson cabinet*
            j -= 1
            while j >= 0 and sentence.tokens[j].ent == "GPE":
                j -= 1
    while j >= 0 and sentence.tokens[j].text.lower() in words.beside_places:
        j -= 1
    return j >= 0 and sentence.tokens[j].text.lower() in prepositions


def _has(sentence: Sentence, i: int, words: References) -> bool:
    """Tells whether what stands in towns is that of the name that ends at token `i`: *Bukavu's airport*."""
    token = sentence.tokens[i]
    return token.dep == "poss" and sentence.tokens[token.head].lemma in words.standing


def _located(reading: Reading, names: list[_Name], peoples: Counter[str]) -> Iterator[Place]:
    countries = peoples.copy()
    provinces: Counter[str] = Counter()
    for name in names:
        best = _best(name, Counter(), Counter())
        if best.kind == "country" or _certain(name, best):
            countries[best.code] += 1
        if best.kind == "province" and (best.population > LARGE_PROVINCE or _certain(name, best)):
            provinces[best.name] += 1
            countries[best.code] += 1
    settled: dict[str, PlaceRow] = {}
    for name in sorted(names, key=lambda name: not name.beside):
        settled.setdefault(place_key(name.text), _best(name, countries, provinces))
    for name in names:
        row = _best(name, countries, provinces) if name.beside else settled[_full(place_key(name.text), settled)]
        yield Place(
            page=reading.page.id,
            start=name.span[0],
            end=name.span[1],
            text=name.text,
            name=row.name,
            code=DEPENDENCIES.get(row.code, row.code) or None,
            lat=row.lat,
            lon=row.lon,
            geonameid=row.geonameid,
            resolution=RESOLUTION[row.kind],
        )


def _full(key: str, settled: Mapping[str, PlaceRow]) -> str:
    """The longest name of the story that a small place's name shortens: *Rio* where *Rio de Janeiro* is named."""
    if settled[key].population > SMALL or settled[key].kind in ("country", "region"):
        return key
    return max((k for k in settled if k.startswith(f"{key} ")), key=len, default=key)


def _certain(name: _Name, best: PlaceRow) -> bool:
    """Tells whether the name means `best` in any story: one candidate, or one far larger than the others."""
    others = [r.population for r in name.rows if r is not best]
    return best.population > 20_000 and best.population > 20 * max(others, default=0)


def _best(name: _Name, countries: Counter[str], provinces: Counter[str]) -> PlaceRow:
    total = sum(countries.values()) or 1
    key = place_key(name.text)

    def points(row: PlaceRow) -> float:
        value = math.log10(row.population + 10) + KIND_POINTS[row.kind]
        # what GeoNames also calls a place; a row by hand says itself how its place is written
        value += OTHER_NAME_POINTS if place_key(row.name) != key and row.geonameid is not None else 0.0
        value += COUNTRY_POINTS * min(2.0, 4 * countries[row.code] / total) if row.kind != "country" else 0.0
        value += PROVINCE_POINTS if row.admin and provinces[row.admin] else 0.0
        value += CAPITAL_POINTS if row.kind == "city" and row.code == name.capital and row.population > SMALL else 0.0
        if name.beside and (_contains(name.beside, row) or any(_contains((row,), other) for other in name.beside)):
            value += CONTAINER_POINTS
        elif any(row.kind == other.kind == "province" and row.code == other.code for other in name.beside):
            value += SIBLING_POINTS
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
