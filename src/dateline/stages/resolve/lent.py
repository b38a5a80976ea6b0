"""The state that a story lends to those of whom nobody says whose they are: *the army, police, the 31 fishermen*."""

from __future__ import annotations

from dateline.ontology.actors import BODIES
from dateline.stages.resolve.composition import Composition
from dateline.stages.resolve.descriptions import DEFINITE, MEMORY
from dateline.stages.resolve.discourse import OPPONENTS, SPEAKER
from dateline.stages.resolve.phrases import Candidate, first_of, is_subject, preposition
from dateline.stages.resolve.state import PLACE_PREPOSITIONS, StoryState
from dateline.text.tree import SUBJECTS, clause_head, kid, kids, undergoes

STATE_ORGANS = frozenset({"GOV", "LEG", "COP", "MIL"})
_ARMED = frozenset({"MIL", "REB", "PRM"})
# Those with whom somebody deals stand after these; after some a state may also be where somebody goes.
_WITH = frozenset({"with", "against"})
_FACING = _WITH | {"to", "on", "upon"}


def lent(state: StoryState, candidate: Candidate, found: Composition) -> str | None:
    """Returns the code of the state of those whom a role noun names, None where it stays open: of those called the same before,
    of the sentence or of the story; never one with which the sentence has them deal, nor one named only by its attack."""
    if not _is_anybodys(state, candidate.head):
        return None
    code = _called_before(state, candidate) or _facing(state, candidate, found)
    code = code or setting(state, found, acting=is_subject(state.here, candidate.head))
    deals = found.sector in STATE_ORGANS and state.tokens[candidate.head].dep in SUBJECTS
    if code and deals and _opposes(state, candidate, code):
        code = state.foremost_but(code)
    if not code or (deals and _only_meets(state, candidate, found, code)) or _only_attacks(state, code):
        return None
    return code


def setting(state: StoryState, found: Composition, *, acting: bool = True) -> str | None:
    """Returns the country where the sentence says it happens (not for those under arms, who may be abroad, unless they are
    rebels to whom something is done), else the story's. A story that names cities, but neither a state nor officials, lends
    only to those."""
    if not state.tally and not state.official and found.sector not in STATE_ORGANS:
        return None
    if found.sector not in _ARMED or (found.sector != "MIL" and not acting):
        if state.places is None:
            placed = (pair for pair in state.read if _is_scene(state, pair[0].head))
            state.places = {code for candidate, said in placed if (code := _place(state, candidate, said)) is not None}
        if len(state.places) == 1 and "" not in state.places and not state.places & BODIES:
            return next(iter(state.places))
    return state.setting()


def _is_scene(state: StoryState, head: int) -> bool:
    """Whether a name stands where things happen: not where a body has its seat (*the Institute for Peace in Oslo*), nor in what
    somebody only wants (*to denounce the war in Chad*)."""
    token = state.tokens[head]
    if token.dep == "amod" and state.tokens[token.head].lemma in state.references.areas:
        head = token.head  # *in the Haitian town of Kenscoff*
    if undergoes(state.here, head, state.references.moving):
        return True
    if preposition(state.here, head) not in PLACE_PREPOSITIONS:
        return False
    above = state.tokens[state.tokens[state.tokens[head].head].head]
    while above.ent == "ORG" and state.tokens[above.head].ent == "ORG" and above.head != above.i:
        above = state.tokens[above.head]
    if above.ent == "ORG" and above.dep in SUBJECTS:
        return False
    verb = clause_head(state.here, head)
    return (
        state.tokens[verb].tag != "VB" or kid(state.here, verb, ("aux",)) is None or kid(state.here, verb, SUBJECTS) is not None
    )


def _place(state: StoryState, candidate: Candidate, said: Composition | None) -> str | None:
    """The country of a place name, None for anything else."""
    if said is not None:
        return said.lands[0].code if said.kind == "country" and said.lands else None
    words = [t.text for t in state.tokens[candidate.low : candidate.high]]
    while words and not words[0][:1].isupper():  # *northern Mali*
        words = words[1:]
    city = state.table.city(" ".join(words), state.codes) if state.tokens[candidate.head].pos == "PROPN" else None
    return city.code if city is not None else None


def _called_before(state: StoryState, candidate: Candidate) -> str | None:
    """The state of those whom the story has called the same before: *31 Ugandan fishermen ... the 31 fishermen*."""
    token = state.tokens[candidate.low]
    told_apart = any(t.text.lower() == "of" for t in kids(state.here, candidate.head, ("prep",)))  # *the minister of labour*
    if token.pos != "DET" or token.text.lower() not in DEFINITE or told_apart:
        return None
    return state.discourse.only_called(state.tokens[candidate.head].text.lower(), state.at, MEMORY)


def _facing(state: StoryState, candidate: Candidate, found: Composition) -> str | None:
    """The state beside which rebels stand: *talks between Congo and the rebels*."""
    first = first_of(state.here, candidate.head).i
    if found.sector not in OPPONENTS or first == candidate.head:
        return None
    beside = state.heads.get(first)
    return beside.codes[0] if beside is not None and len(beside.codes) == 1 and beside.codes[0] not in BODIES else None


def _is_anybodys(state: StoryState, head: int) -> bool:
    """Whether nothing says whose the noun at token `head` is; *our government* is the writer's, whoever that is."""
    return state.owner(head) is None and not any(t.text.lower() in SPEAKER for t in kids(state.here, head, ("poss",)))


def _opposes(state: StoryState, candidate: Candidate, code: str) -> bool:
    """Whether a body of state does something to a state or with it, which is then not its own (*the administration gave
    Honduras ten days*)."""
    verb = state.tokens[candidate.head].head
    named = (c.head for c, said in _named_with(state, code) if said.kind == "country" and not c.modifier)
    return any(clause_head(state.here, head) == verb and _stands_as_other(state, head, _WITH) for head in named)


def _only_meets(state: StoryState, candidate: Candidate, found: Composition, code: str) -> bool:
    """Whether the story names a state only as one with which a body of state deals, which is then not its own (*the customs
    service returned coins to Peru*)."""
    verb, named = state.tokens[candidate.head].head, _named_with(state, code)
    near = (c.head for c, said in named if _is_met(state, c.head, said, found.sector))
    met = {head for head in near if clause_head(state.here, head) == verb}
    inside = [c for c, _ in named if c.head in met or (c.modifier and state.tokens[c.head].head in met)]
    return bool(met) and len(inside) == len(named) == state.named[code]


def _is_met(state: StoryState, head: int, said: Composition, sector: str) -> bool:
    """Whether a state, or for a government another government, stands where others do whom a body of state deals with."""
    if not (said.kind == "country" or (said.sector == sector == "GOV")):
        return False
    return _stands_as_other(state, head, _FACING)


def _stands_as_other(state: StoryState, head: int, words: frozenset[str]) -> bool:
    """Whether token `head` is what something is done to, or stands after one of the prepositions `words`."""
    return state.tokens[head].dep in ("dobj", "dative") or preposition(state.here, head) in words


def _only_attacks(state: StoryState, code: str) -> bool:
    """Whether a state is named only by what it attacks with, which meets others (*died in an Israeli raid*)."""
    named = [c for c, _ in _named_with(state, code)]
    above = [state.tokens[state.tokens[c.head].head] for c in named if c.modifier or state.tokens[c.head].dep == "poss"]
    return len(above) == state.named[code] > 0 and all(t.lemma in state.references.attacks for t in above)


def _named_with(state: StoryState, code: str) -> list[tuple[Candidate, Composition]]:
    """The phrases of the sentence at hand that say that they are a state's, or name it."""
    return [(c, said) for c, said in state.read if said is not None and any(land.code == code for land in said.lands)]
