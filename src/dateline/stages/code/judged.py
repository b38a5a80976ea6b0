"""What the lexicon does not know: predicates of a sentence that tells no event by it are put to the judge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dateline.models.judge import NO_EVENT, Judge, Judgement
from dateline.ontology.predicates import DEFAULT_ACTOR, Predicate
from dateline.ontology.senses import Senses
from dateline.records import Token
from dateline.stages.code.graph import Graph
from dateline.stages.code.parsed import NOUN_TAGS, misread
from dateline.stages.code.parties import Parties, Party
from dateline.text import tree

# How much of a word's weight its classes have in each slot beside the predicate itself.
NEAR, APART = 0.7, 0.25
JUDGED = "judge:"
CLAUSES = ("xcomp", "ccomp", "advcl", "acl", "pcomp")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A row for the predicate at token `token`, and the judgement that made it."""

    token: int
    row: Predicate
    judgement: Judgement

    def __str__(self) -> str:
        """The type, how probable it is, and what spoke for it, as `explain` shows it."""
        return f"judged {self.judgement.event} at {self.judgement.probability:.2f} by {', '.join(self.judgement.reasons)}"


def features(graph: Graph, senses: Senses, i: int, *, actor: list[Party], recipient: list[Party]) -> dict[str, float]:
    """Returns the features of the predicate at token `i`: classes of its words by their slot, and the sectors of its `sides`.

    A feature is ``slot:class``, such as ``object:weapon.n.1``; values are from 0 to 1.
    """
    found: dict[str, float] = defaultdict(float)

    def add(slot: str, j: int, weight: float = 1.0) -> None:
        for name, value in _classes(graph.tokens[j], senses).items():
            key = f"{slot}:{name}"
            found[key] = max(found[key], value * weight)

    add("verb", i)
    for j in graph.objects(i):
        add("object", j)
        for part in tree.kids(graph.sentence, j, ("amod", "compound", "acl", "relcl")):
            add("of object", part.i, NEAR)
        for word, k in _prepositional(graph, j):
            add(f"object {word}", k, NEAR)
    for j in graph.subjects(i):
        add("subject", j)
    for word, j in _prepositional(graph, i):
        found[f"with:{word}"] = 1.0
        add(word, j)
    for token in tree.kids(graph.sentence, i):
        if token.dep in CLAUSES:
            add(token.dep, token.i)
        elif token.dep == "prt":
            found[f"with:{token.text.lower()}"] = 1.0
        elif token.dep in ("neg", "auxpass"):
            found[token.dep] = 1.0
    for token in graph.tokens:
        if token.i != i:
            add("near", token.i, APART)
    for side, held in (("actor", actor), ("recipient", recipient)):
        for party in held:
            found[f"{side}={party.entity.sector or ('state' if party.entity.code else 'unknown')}"] = 1.0
    codes = [{p.entity.code for p in held} - {None} for held in (actor, recipient)]
    if codes[0] and codes[1]:
        found["same country" if codes[0] & codes[1] else "two countries"] = 1.0
    return dict(found)


def sides(graph: Graph, parties: Parties, i: int) -> tuple[list[Party], list[Party]]:
    """Returns who stands before and behind the predicate at token `i`, whatever hangs them there."""
    row = proposed(graph, i, "")
    actor = parties.in_roles(i, row.actor, row.pos)
    return actor, parties.in_roles(i, row.recipient, row.pos)


def proposed(graph: Graph, i: int, event: str) -> Predicate:
    """Returns a row for the predicate at token `i` as the lexicon would hold it."""
    token = graph.tokens[i]
    pos = "n" if token.pos in NOUN_TAGS else "v"
    settings = graph.lexicon.words("place") | graph.lexicon.words("temporal") | {"by"}
    near = (word for j in (i, *graph.objects(i)) for word, _ in _prepositional(graph, j))
    prepositions = [word for word in near if word not in settings]
    return Predicate(
        id=f"{JUDGED}{token.lemma}",
        trigger=token.lemma,
        pos=pos,
        event=event,
        actor=tuple((role,) for role in DEFAULT_ACTOR[pos].split("|")),
        recipient=tuple((role,) for role in dict.fromkeys(("obj", "iobj", *prepositions))),
    )


def is_judged(row: Predicate) -> bool:
    """Tells whether the judge named the type of a row, not the lexicon."""
    return row.id.startswith(JUDGED)


def candidates(graph: Graph) -> Iterator[int]:
    """Yields the tokens that may tell an event: verbs that are no auxiliaries, and nouns that a light verb hands over to. What
    the lexicon knows is left to it: it has its reasons where it tells nothing ("said", "tourists visited")."""
    for token in graph.tokens:
        if token.i in graph.matches:
            continue
        verb = token.pos == "VERB" and token.dep not in ("amod", "compound") and not misread(graph.sentence, token.i)
        verb = verb and token.lemma not in graph.lexicon.words("unjudged")
        if verb or (token.pos == "NOUN" and graph.light_verb(token.i) is not None):
            yield token.i


def propose(graph: Graph, parties: Parties, senses: Senses, judge: Judge, *, least: float) -> Proposal | None:
    """Returns a row for the predicate that most surely tells an event; None where no type is at least so probable."""
    best: Proposal | None = None
    for i in candidates(graph):
        actor, recipient = sides(graph, parties, i)
        if not any(p.is_kind("political") for p in (*actor, *recipient)):
            continue
        found = judge.judge(features(graph, senses, i, actor=actor, recipient=recipient))
        if found.event != NO_EVENT and found.probability >= max(least, best.judgement.probability if best else 0.0):
            best = Proposal(i, proposed(graph, i, found.event), found)
    return best


def _classes(token: Token, senses: Senses) -> Mapping[str, float]:
    if token.pos == "VERB":
        return senses.of(token.lemma, "v")
    return senses.of(token.lemma, "n") if token.pos in ("NOUN", "ADJ") else {}


def _prepositional(graph: Graph, i: int) -> Iterator[tuple[str, int]]:
    for p in tree.kids(graph.sentence, i, ("prep", "agent", "dative")):
        for j in tree.kids(graph.sentence, p.i, ("pobj", "pcomp")):
            yield p.text.lower(), j.i
