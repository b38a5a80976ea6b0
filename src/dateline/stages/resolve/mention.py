"""A lone mention, as a row gives it, without a parser."""

from __future__ import annotations

import re
from dataclasses import replace

from rapidfuzz import fuzz, process

from dateline.ontology.actors import ActorTable, CountryForm
from dateline.ontology.names import fold
from dateline.records import Entity
from dateline.stages.resolve.compose import compose, from_rows, leader
from dateline.stages.resolve.composition import Composition, Phrase, phrase_of
from dateline.stages.resolve.phrases import is_abbreviation

_WORD = re.compile(r"(?:[A-Za-z]\.){2,}|['’]s\b|\w+(?:['’](?!s\b)\w+)*|[^\w\s]")
_PRONOUNS = frozenset(
    {"he", "she", "they", "him", "her", "them", "who", "we", "i", "you", "us", "it", "himself", "herself", "themselves"}
)
# Longer mentions are cut: no actor needs more words, and a row may hold anything.
_MOST_WORDS = 60
# Two spellings of a nation's name that differ in a letter or two (*Kazahks*) score above this in rapidfuzz's ratio; *Iraqi* and
# *Iranian* score 67, *Australian* and *Austrian* 89, and both of those are exact names that never come here.
_SPELLING = 84


def resolve_mention(text: str, table: ActorTable, *, date: str | None, context: str | None) -> Entity:
    """Returns who a lone mention is; an entity with only its text where nothing is known.

    >>> from dateline.ontology.actors import load_actors
    >>> entity = resolve_mention("a retired Dutch admiral", load_actors(), date=None, context=None)
    >>> entity.code, entity.sector, entity.other_sectors
    ('NLD', 'ELI', ('MIL',))
    """
    words = _WORD.findall(text[:2000])[:_MOST_WORDS]
    date = date or table.horizon
    if len(words) == 1 and words[0].lower() in _PRONOUNS and not is_abbreviation(words[0]):
        return Entity(entity_text=text, sector="UNK")
    found = _composed(words, table, date) if words else None
    if found is not None and found.person and not found.known and len(words) == 1:
        found = leader(found, table, date)
    if found is None or not found.known:
        found = _place(words, table) or _by_spelling(words, table) or found
    if found is None or not (found.known or found.name):
        return Entity(entity_text=text)
    if not found.lands and context:
        found = _with_context(found, words, context, table, date)
    if _is_capital(words, table) and not found.sector:
        found = replace(found, sector="GOV")
    return found.entities(text)[0]


def _composed(words: list[str], table: ActorTable, date: str | None) -> Composition | None:
    # A lone lower-case word is no country (*turkey*); in a longer phrase it may be (*lisbon police*).
    lower = all(not w[:1].isupper() for w in words) and sum(w.lower() not in ("the", "a", "an") for w in words) > 1
    shouted = len(words) > 1 and all(w.isupper() for w in words if w.isalpha()) and any(len(w) > 4 for w in words)
    if shouted:
        words = [w.title() for w in words]
    phrase = phrase_of(words, table.pieces(words, any_case=lower))
    return (
        compose(phrase, table, date)
        or _named_body(phrase, table, date)
        or _belongs(phrase, table, date)
        or _trimmed(phrase, table, date)
        or _place(words, table)
    )


def _named_body(phrase: Phrase, table: ActorTable, date: str | None) -> Composition | None:
    """A proper name with a role noun inside it: *Institute of Technology*, *Congress for Change*."""
    head = next((p for p in reversed(phrase.pieces) if p.start < phrase.high and (p.role is not None or p.rows)), None)
    if head is None or not all(w[:1].isupper() for w in phrase.words[head.start : head.start + 1]):
        return None
    return compose(replace(phrase, high=head.end), table, date)


def _belongs(phrase: Phrase, table: ActorTable, date: str | None) -> Composition | None:
    """Something unknown of somebody known: *the motorcade of the president of Peru*."""
    for at, (mark, low, high) in enumerate(phrase.tails):
        if mark == "of":
            return compose(replace(phrase, low=low, high=high, tails=phrase.tails[at + 1 :]), table, date)
    return None


def _trimmed(phrase: Phrase, table: ActorTable, date: str | None) -> Composition | None:
    """A country before a noun that the tables do not know: *four Omani women*."""
    lands = [p for p in phrase.pieces if p.country is not None and p.country.code and p.start < phrase.high]
    rows = [p for p in phrase.pieces if p.rows and p.rows[0].kind != "person" and p.start < phrase.high]
    if rows and not lands:
        return from_rows(rows[-1].rows, table, date)
    if lands and lands[-1].country is not None:
        return Composition(lands=(lands[-1].country,), kind="country")
    return None


def _place(words: list[str], table: ActorTable) -> Composition | None:
    name = " ".join(w for w in words if w.lower() != "the")
    city = table.city(name) if name[:1].isupper() else None
    return Composition(lands=(city,), name=name, kind="country") if city else None


def _by_spelling(words: list[str], table: ActorTable) -> Composition | None:
    """A nation's name in an odd spelling."""
    content = [w for w in words if w.lower() not in ("the", "a", "an")]
    if len(content) != 1 or len(content[0]) < 6 or not content[0][0].isupper():
        return None
    match = process.extractOne(fold(content[0]), table.spellings, scorer=fuzz.ratio, score_cutoff=_SPELLING)
    word = table.country(match[0].title()) if match else None
    role = table.role(match[0]) if match else None
    if role is not None:
        return Composition(sector=role.sector, others=role.other_sectors, kind=role.kind, role=role)
    return Composition(lands=(word,), kind="country", name=word.name) if word and word.code else None


def _with_context(found: Composition, words: list[str], context: str, table: ActorTable, date: str | None) -> Composition:
    """The country that the context names, where the mention names none."""
    around = [p for p in table.pieces(_WORD.findall(context[:2000])) if p.country is not None and p.country.code]
    lands = {p.country.code: p.country for p in around if p.country is not None}
    return replace(found, lands=tuple(lands.values())[:1]) if lands else found


def _is_capital(words: list[str], table: ActorTable) -> bool:
    word = table.country(" ".join(words))
    return word is not None and word.form is CountryForm.CAPITAL
