"""Whom a definite description means: *the two sides, the bloc, its ally, the North, his German counterpart*."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dateline.ontology.actors import BODIES
from dateline.ontology.names import fold
from dateline.records import Entity
from dateline.stages.resolve.composition import Composition
from dateline.stages.resolve.discourse import OPPONENTS, Referent
from dateline.stages.resolve.phrases import Candidate
from dateline.stages.resolve.state import StoryState
from dateline.text.tree import SUBJECTS, kid, kids

DEFINITE = frozenset({"the", "this", "that", "both", "these", "those", "two"})
# Of whom *ministers* and *presidents* are none.
_OTHERS = frozenset({"AGR", "BUS", "CRM", "CVL", "EDU", "JRN", "JUD", "LAB", "MED", "REF", "REL", "SOC", "UNK"})
# How many sentences back a definite description reaches: news names its parties anew within a dozen.
MEMORY = 12
# The sectors of what *the group*, *the movement*, *the organisation* may mean.
_GROUPS = frozenset({"REB", "PRM", "CRM", "SOC", "UAF", "PTY", "REL"})


def referred(state: StoryState, candidate: Candidate, found: Composition | None, text: str) -> tuple[Entity, ...] | None:
    """Returns the entities that a description takes up from the story; None where it is no description, or stays open."""
    if candidate.modifier or (found is not None and (found.own_country or found.person)):
        return None
    words, word = state.references, state.tokens[candidate.head].text.lower()
    owner = state.owner(candidate.head)
    if owner is not None and owner.entities:
        if word in words.relation:
            return _related(state, candidate, owner, text)
        if word in words.friends and _speaks_for_state(owner):
            return (_states(text),)
        if word in words.relations and _speaks_for_state(owner):
            others = [Entity(entity_text=text, code=code) for code in state.others(owner.codes)]
            return tuple(_country(state, other, text) for other in others) or (_states(text),)
        if word in words.counterpart | words.comrades and found is not None and found.lands:
            return _counterpart(found, owner.entities[0], text)
        if word in words.comrades:
            return tuple(Entity(entity_text=text, code=e.code, sector=e.sector) for e in owner.entities)
        if owner.person and word in words.country and owner.codes:
            # The country that an official speaks of as his own is the state that he acts for.
            country = _country(state, owner.entities[0], text)
            return (replace(country, sector="GOV") if owner.entities[0].sector == "GOV" else country,)
        if word in words.sides:
            return tuple(_country(state, e, text) for e in owner.entities if e.code) or None
    if found is not None and found.lands:
        return None
    if owner is not None and owner.codes and fold(text) in words.people:
        return None  # *the ministers of both states* are the owners'
    first = state.tokens[candidate.low].text.lower()
    bodies = found is not None and found.kind != "states" and found.sector not in _OTHERS
    sector = found.sector if found is not None and bodies else ""
    return _definite(state, candidate, text, sector=sector) if first in DEFINITE else None


def _related(state: StoryState, candidate: Candidate, owner: Referent, text: str) -> tuple[Entity, ...] | None:
    """*Its neighbour Lithuania*, or whom else the story pairs with the owner; of a state never its own people."""
    beside = {t.i for t in kids(state.here, candidate.head, ("appos",))}
    named = next((said for c, said in state.read if c.head in beside and said is not None and said.kind == "country"), None)
    if named is not None:
        return named.entities(text)
    other = state.discourse.other_than(owner.codes, state.at)
    if other is not None:
        return tuple(replace(e, entity_text=text) for e in other.entities)
    return (_states(text),) if _speaks_for_state(owner) else None


def _states(text: str) -> Entity:
    """States of which nobody says which they are: *its allies*."""
    return Entity(entity_text=text, sector="GOV")


def _speaks_for_state(owner: Referent) -> bool:
    """Whether a referent is a state or its government: *its neighbours* are states."""
    entity = owner.entities[0]
    return bool(entity.code) and entity.code not in BODIES and entity.sector in (None, "GOV")


def is_pair(state: StoryState, candidate: Candidate) -> bool:
    """Tells whether a phrase is a pair of states or parties named before (*both sides, the two countries*)."""
    first = state.tokens[candidate.low].text.lower()
    return first in DEFINITE and _of_two(state, candidate, state.written(candidate)) in state.references.sides


def _of_two(state: StoryState, candidate: Candidate, text: str) -> str:
    """A description, folded, as the tables have it: *both armies* are *the two armies*, *the two nuclear states* two states."""
    phrase = fold(text)
    if state.tokens[candidate.low].text.lower() == "both":
        phrase = f"two {phrase.removeprefix('both ')}"
    bare = f"two {phrase.rpartition(' ')[2]}"
    known = bare in state.references.sides or bare in state.references.people
    return bare if known and phrase.startswith("two ") else phrase


def stays_open(state: StoryState, phrase: str) -> bool:
    """Tells whether a description that nothing resolves is worth keeping by its words alone (*the bloc*)."""
    words = state.references
    return phrase in words.organisation or phrase in words.sides or phrase in words.any_pair or phrase in words.group


def _definite(state: StoryState, candidate: Candidate, text: str, *, sector: str) -> tuple[Entity, ...] | None:
    words, discourse, at = state.references, state.discourse, state.at
    phrase = _of_two(state, candidate, text)
    if phrase in words.people:
        if state.tokens[candidate.low].text.lower() == "two":  # *two men* without article are new to the story
            return None
        persons = discourse.pair(at, people=True, barred=_OTHERS if sector == "GOV" else frozenset())
        if not persons and sector and (states := discourse.pair(at, people=False)):
            return tuple(replace(_country(state, e, text), sector=sector) for r in states for e in r.entities if e.code) or None
        return _joined(persons or discourse.pair(at, people=None))
    if phrase in words.sides:
        if any(t.text.lower() == "of" for t in kids(state.here, candidate.head, ("prep",))):
            return None  # *the nations of the world*: the words after *of* say which they are, and stand for themselves
        told_apart = kid(state.here, candidate.head, ("relcl",)) is not None and not phrase.startswith("two ")
        if told_apart and state.tokens[candidate.low].text.lower() == "the":
            return None  # *the countries which urged them to go*
        barred = OPPONENTS if state.tokens[candidate.head].lemma in words.country else frozenset()
        pair = _joined(discourse.pair(at, people=False, barred=barred) or discourse.pair(at, people=None, barred=barred))
        if pair and len({e.code for e in pair}) < len(pair):  # a state and its opponents: the sectors tell who is who
            return tuple(replace(e, entity_text=text) for e in pair)
        return tuple(replace(_country(state, e, text), sector=sector or None) if e.code else e for e in pair) if pair else None
    if counted := _so_many(state, candidate, phrase):
        return tuple(Entity(entity_text=text, code=e.code, sector=e.sector) for e in counted.entities)
    if phrase in words.any_pair and state.tokens[candidate.low].text.lower() != "two":  # *two of the hostages*
        return _joined(discourse.pair(at, people=None))
    if phrase in words.directions and state.tokens[candidate.head].text[:1].isupper():
        return _half(state, phrase, text)
    return None if _is_named(state, candidate.head) else _latest(state, candidate, phrase, text)


def _is_named(state: StoryState, head: int) -> bool:
    """Whether a description says itself which it is: *the island of Tanna*."""
    of = [t.i for t in kids(state.here, head, ("prep",)) if t.text.lower() == "of"]
    return any(t.pos == "PROPN" for i in of for t in kids(state.here, i, ("pobj",)))


def _half(state: StoryState, phrase: str, text: str) -> tuple[Entity, ...] | None:
    """*The North*, where the story speaks of either half."""
    halves = {code for codes in state.references.directions.values() for code in codes}
    code = state.references.directions[phrase][0]
    if not halves & state.codes:
        return None
    return (Entity(entity_text=text, code=code, identifier_text=state.table.country_name(code)),)


def _latest(state: StoryState, candidate: Candidate, phrase: str, text: str) -> tuple[Entity, ...] | None:
    """The state, organisation, group or office holder named last that the phrase fits."""
    words = state.references
    country, organisation, group = phrase in words.country, phrase in words.organisation, phrase in words.group
    role = None if country or organisation or group else state.table.role(phrase)
    if not (country or organisation or group or (role is not None and role.kind == "person")):
        return _again(state, phrase, text)
    if country:
        return _latest_state(state, text, candidate.head)
    for referent in state.discourse.latest(state.at, MEMORY):
        if len(referent.entities) != 1 or referent.plural:
            continue
        entity = referent.entities[0]
        if (
            (organisation and entity.code in words.codes and not referent.person)
            or (group and _is_group(state, phrase, referent, entity))
            or (role is not None and referent.person and _in_office(phrase, entity))
        ):
            return (replace(entity, entity_text=text),)
    return None


def _so_many(state: StoryState, candidate: Candidate, phrase: str) -> Referent | None:
    """Those whom *the nine* takes up: the latest of whom the story says that they are so many."""
    if state.tokens[candidate.head].pos != "NUM":
        return None
    latest = state.discourse.latest(state.at, MEMORY)
    return next((r for r in latest if not r.modifier and r.words.startswith(phrase + " ")), None)


def _latest_state(state: StoryState, text: str, head: int) -> tuple[Entity, ...] | None:
    """The state named last, not the one that acts on it; of several in a sentence before, the one that acted there, or whose
    people did."""
    latest = state.discourse.latest(state.at, MEMORY)
    acting = _acting_on(state, head)
    states = [r for r in latest if len(r.entities) == 1 and not r.plural and _is_state(r) and acting.isdisjoint(r.codes)]
    if not states:
        return None
    near = [r for r in states if r.at == states[0].at < state.at]
    return (_country(state, next((r for r in near if r.acting), states[0]).entities[0], text),)


def _acting_on(state: StoryState, head: int) -> frozenset[str]:
    """The state that is subject of the verb whose object token `head` is, and so another (*Egypt bombed the country*)."""
    token = state.tokens[head]
    above = state.tokens[token.head]
    subject = kid(state.here, (state.tokens[above.head] if token.dep == "pobj" else above).i, SUBJECTS)
    referent = state.heads.get(subject.i) if subject is not None and token.dep in ("dobj", "dative", "pobj") else None
    return frozenset(referent.codes) if referent is not None and referent.entities and _is_state(referent) else frozenset()


def _is_state(referent: Referent) -> bool:
    entity = referent.entities[0]
    return bool(entity.code) and entity.code not in BODIES and not entity.sector


def _again(state: StoryState, phrase: str, text: str) -> tuple[Entity, ...] | None:
    """What the same noun named before with its country: *the commission, the envoys*."""
    referent = state.discourse.called(phrase, state.at, MEMORY)
    return tuple(replace(e, entity_text=text) for e in referent.entities) if referent is not None else None


def _is_group(state: StoryState, phrase: str, referent: Referent, entity: Entity) -> bool:
    """Whether a body is what the phrase calls it: of its sector, or, where the phrase has none, of those called groups."""
    if referent.person or referent.kind not in ("name", "body"):
        return False
    role = state.table.role(phrase)
    sectors = {entity.sector, *entity.other_sectors}
    if role is not None and role.sector:
        return role.sector in sectors or phrase in referent.words.split()
    return bool(sectors & _GROUPS) or entity.code in ("NGO", "IMG", "ISM") or phrase in referent.words.split()


def _in_office(phrase: str, entity: Entity) -> bool:
    return entity.office is not None and phrase in (entity.office, entity.office.split()[-1])


def _counterpart(found: Composition, owner: Entity, text: str) -> tuple[Entity, ...]:
    entities = replace(found, sector=owner.sector or "GOV", others=()).entities(text)
    return tuple(replace(e, office=owner.office) for e in entities)


def _joined(referents: Sequence[Referent]) -> tuple[Entity, ...] | None:
    return tuple(e for r in referents for e in r.entities) or None


def _country(state: StoryState, entity: Entity, text: str) -> Entity:
    """The country of an entity."""
    name = state.table.country_name(entity.code) if entity.code else None
    return Entity(
        entity_text=text, code=entity.code, identifier_text=name or (None if entity.sector else entity.identifier_text)
    )
