"""The words of a record that speak for or against one event: what no other field of it was read from."""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from dateline.ontology.actors import COUNTRY_COLUMNS
from dateline.ontology.layers import Layers
from dateline.ontology.predicates import COLUMNS as PREDICATE_COLUMNS
from dateline.records import Entity
from dateline.stages.link.accounts import Account

_WORD = re.compile(r"[^\W\d_]+|\d+")
_FEWEST_LETTERS = 3
# Words of which the stem and the like are kept: most are among the commonest.
MEMORY = 20_000
# Letters of a word that count: enough to tell words apart, few enough that endings do not.
_STEM = 6
_ENDING = re.compile(r"(?:ing|ed|es|s|e)$")
# Words after which a capital is a place, not its government.
_PLACING = frozenset({"in", "near", "outside", "around", "across", "at", "to", "from", "of", "through"})


@dataclass(frozen=True, slots=True)
class Words:
    """Words cut to their stems: of the sentence, those that no other field was read from; proper names in it, and those of
    them that are places; and of the unnamed people to whom it was done."""

    rest: set[str]
    names: set[str]
    towns: set[str]
    people: set[str]


def words_of(account: Account) -> Words:
    """Returns the words of an account that speak for or against one event.

    Sides that have a sector, and countries, are compared as sides; a side that is a place (*shelled Izium*) is a name, and
    so is the place of the event. A capital is a name only as a place, and *the capital* is its name.
    """
    ends = (*account.actor, *account.recipient)
    sides = [side for side in ends if side.sector or is_country(side)]
    known = {stem for text in account.told for stem in _stems(text)}
    known |= {stem_of(word.lower()) for side in sides for word in _WORD.findall(side.entity_text) if _is_known(word, side)}
    known |= {str(number) for number in account.counts} | type_stems().get(account.type, set())
    placed = _stems(account.placed or "").union(*(_stems(side.entity_text) for side in ends if side.code and side not in sides))
    rest: set[str] = set()
    names: set[str] = set()
    towns: set[str] = set()
    before = ""
    for at, written in enumerate(_WORD.findall(account.text)):
        word, stem, little, capital = _read(written)
        if capital and (word == "capital" or before in _PLACING):
            towns |= {"capital"} if word == "capital" else {"capital", stem}
        elif not little and stem not in known:
            if written[0].isupper() and (at or stem in placed):
                (towns if stem in placed else names).add(stem)
            elif len(word) >= _FEWEST_LETTERS or word.isdigit():
                rest.add(stem)
        before = word
    unnamed = (side.entity_text for side in account.recipient if not side.identifier_text)
    people = {stem_of(word) for text in unnamed for word in _WORD.findall(text.lower()) if _tells(word)}
    return Words(rest, names | towns, towns, people)


@lru_cache(maxsize=MEMORY)
def _read(written: str) -> tuple[str, str, bool, bool]:
    """A word in small letters, its stem, whether it says little, and whether it is a capital or the word for one."""
    word = written.lower()
    return word, stem_of(word), _says_little(word), word == "capital" or word in capitals()


def _is_known(word: str, side: Entity) -> bool:
    """Tells whether a word of a side says no more than the side; *Manaus* does, in *the mayor of Manaus*."""
    return side.identifier_text is not None or word[0].islower()


def _tells(word: str) -> bool:
    return len(word) >= _FEWEST_LETTERS and not _says_little(word)


@lru_cache(maxsize=MEMORY)
def _says_little(word: str) -> bool:
    """Tells whether a word is too common in news, or says no more than a country as a side does."""
    return word in common_words() or word in country_words()


def is_country(side: Entity) -> bool:
    """Tells whether the entity is a country and no more is known of it."""
    return side.code is not None and (side.identifier_text or "").lower() in country_words()


@lru_cache(maxsize=1)
def country_words() -> frozenset[str]:
    """Returns countries, their adjectives, peoples and capitals, in small letters, and the single words of these."""
    return frozenset().union(*(_country_column(column) for column in ("name", "aliases", "adjectives", "people", "capitals")))


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """Returns words too common in news to speak for one event."""
    return Layers().words("common_words.txt")


@lru_cache(maxsize=1)
def capitals() -> frozenset[str]:
    """Returns the capitals in small letters, and the single words of their names."""
    return _country_column("capitals")


def _country_column(column: str) -> frozenset[str]:
    rows = Layers().rows("actors/countries.csv", COUNTRY_COLUMNS, needed=("code", "name"))
    phrases = {phrase.lower() for row in rows for phrase in row[column].split("|") if phrase}
    return frozenset(phrases | {word for phrase in phrases for word in _WORD.findall(phrase) if len(word) > _FEWEST_LETTERS})


@lru_cache(maxsize=1)
def type_stems() -> dict[str, set[str]]:
    """Returns the stems of the predicates of each type: in a record of that type they say no more than the type."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in Layers().rows("predicates/*.csv", PREDICATE_COLUMNS, needed=("pattern", "event")):
        found[row["event"]] |= {stem_of(word) for word in _WORD.findall(row["pattern"].partition(" ")[0])}
    return dict(found)


def _stems(text: str) -> set[str]:
    return {stem_of(word) for word in _WORD.findall(text.lower())}


@lru_cache(maxsize=MEMORY)
def stem_of(word: str) -> str:
    """Returns a word without its ending, roughly: *bombing* and *bombed* are one.

    >>> [stem_of(word) for word in ("bombing", "bombed", "bombs", "quotas", "quota", "deliveries")]
    ['bomb', 'bomb', 'bomb', 'quota', 'quota', 'delive']
    """
    short = _ENDING.sub("", word)
    return (short if len(short) >= _FEWEST_LETTERS else word)[:_STEM]


def bits(found: set[str], size: int) -> list[int]:
    """Returns the words as a set of `size` bits, in 64-bit numbers: the share of common words without the words."""
    cells = [0] * (size // 64)
    for word in found:
        cell, bit = divmod(_check(word) % size, 64)
        cells[cell] |= 1 << bit
    return cells


@lru_cache(maxsize=MEMORY)
def _check(word: str) -> int:
    return zlib.crc32(word.encode())
