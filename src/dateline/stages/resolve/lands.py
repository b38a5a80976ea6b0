"""Of which country a phrase is: by its country words, its organisations, what *of* or *in* adds, a city before it."""

from __future__ import annotations

from collections.abc import Sequence

from dateline.ontology.actors import ActorTable, CountryForm, CountryWord, Piece, Role
from dateline.stages.resolve.composition import FILLERS, Phrase, ends_a_name

# What before a hyphen and a country makes the phrase not that country's: *anti-Russian*.
_FOREIGN_PREFIXES = frozenset({"pro", "anti", "inter", "non", "trans"})
# Whose *with* names an employer (*an analyst with the Lund Institute*); a minister's *with* names a partner.
_EMPLOYED = frozenset({"SOC", "EDU", "JRN", "MED", "BUS"})


def lands_of(phrase: Phrase, parts: Sequence[Piece], table: ActorTable) -> tuple[CountryWord, ...]:
    """The countries that words before the head give: the last, or several where they are coordinated."""
    found: list[tuple[CountryWord, int, int]] = []
    for part in parts:
        if part.country is None or (part.rows and part.end - part.start > 2) or is_foreign(phrase.words, part, table):
            continue
        # In *the Bulgarian Helsinki Committee* the capital is only part of a name.
        if found and part.country.form is CountryForm.CAPITAL and not coordinated(phrase.words, found[-1][2], part.start):
            continue
        joined = found and coordinated(phrase.words, found[-1][2], part.start)
        found = [*(found if joined else ()), (part.country, part.start, part.end)]
    lands = tuple(land for land, _, _ in found if land.code)
    return tuple(dict.fromkeys(lands)) if lands else tuple(land for land, _, _ in found[:1])


def is_foreign(words: Sequence[str], part: Piece, table: ActorTable) -> bool:
    """Tells whether a country word belongs to a compound that is not of that country (*US-led*, *anti-Russian*)."""
    if _joined_to(words, part) in table.references.foreign_links:
        return True
    return part.start > 1 and words[part.start - 1] in ("-", "–") and words[part.start - 2].lower() in _FOREIGN_PREFIXES


def is_led(words: Sequence[str], part: Piece) -> bool:
    """Tells whether a country word says who leads what follows (*the Saudi-led strike*)."""
    return _joined_to(words, part) == "led"


def _joined_to(words: Sequence[str], part: Piece) -> str:
    """The word that a hyphen joins to a country word, "" where none does."""
    after = words[part.end : part.end + 2]
    return after[1].lower() if len(after) == 2 and after[0] in ("-", "–") else ""


def coordinated(words: Sequence[str], end: int, start: int) -> bool:
    """Tells whether only *and*, a comma or a hyphen stands between two places, but for an article."""
    between = [w for w in map(str.lower, words[end:start]) if w != "the"]
    return between in (["and"], [","], [",", "and"], ["-"], ["–"], ["or"])


def row_lands(parts: Sequence[Piece], table: ActorTable) -> tuple[CountryWord, ...]:
    """Returns the country of the last organisation among `parts`."""
    for part in reversed(parts):
        if part.rows and part.rows[0].code and (land := land_of(part.rows[0].code, table)):
            return (land,)
    return ()


def tail_lands(
    phrase: Phrase, role: Role, tails: list[tuple[str, list[Piece], int, int]], table: ActorTable
) -> tuple[CountryWord, ...]:
    """Returns the country that *of*, *in*, *at* and the like give after a role noun."""
    for mark, parts, low, high in tails:
        another = (mark == "for" and role.weight == "strong") or (mark == "with" and role.sector not in _EMPLOYED)
        if another or mark == "by" or (mark == "in" and role.phrase in table.references.envoys):
            continue
        if lands := lands_of(phrase, parts, table) or row_lands(parts, table) or _cities(phrase.words, low, high, table):
            return lands
    return ()


def _cities(words: Sequence[str], low: int, high: int, table: ActorTable) -> tuple[CountryWord, ...]:
    """The countries of the first city and of those coordinated with it: *the mayors of Lyon and Turin*."""
    found: list[CountryWord] = []
    start, end = low, low
    while start < high:
        named = words[start][:1].isupper() and not ends_a_name(words, start)
        joined = not found or coordinated(words, end, start)
        city = _longest_city(words, start, high, table) if named and joined else None
        if city is None:
            start += 1
            continue
        found.append(city)
        start = end = start + city.name.count(" ") + 1
    return tuple(dict.fromkeys(found))


def city_lands(phrase: Phrase, before: Sequence[Piece], head: Piece, table: ActorTable) -> tuple[CountryWord, ...]:
    """A city before the role noun: *Odesa police, the New York police*."""
    covered = {i for p in before for i in range(p.start, p.end)}
    for start in range(phrase.low, head.start):
        word = phrase.words[start]
        if start in covered or not word[:1].isupper():
            continue
        city = _longest_city(phrase.words, start, head.start, table)
        if city is not None and (" " in city.name or (len(word) > 3 and word.lower() not in FILLERS)):
            return (city,)
    return ()


def _longest_city(words: Sequence[str], start: int, high: int, table: ActorTable) -> CountryWord | None:
    for end in range(min(high, start + 3), start, -1):
        if city := table.city(" ".join(words[start:end])):
            return city
    return None


def land_of(code: str, table: ActorTable) -> CountryWord | None:
    """Returns the state or organisation of a code, None for an empty one."""
    return CountryWord(code, table.country_name(code) or "", CountryForm.NAME) if code else None
