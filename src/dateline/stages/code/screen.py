"""Which acts are told as events, and which are only mentioned in passing or belong to no politics."""

from __future__ import annotations

from dateline.stages.code.acts import Act
from dateline.stages.code.graph import Graph
from dateline.stages.code.parties import OFFICIAL
from dateline.text import tree

# Prepositions with which an event noun says that something took place ("after a summit", "during the raid").
TEMPORAL = frozenset({"after", "before", "during", "following", "since", "amid", "until", "upon"})
# Above this share of unpolitical domain words only what two official bodies do to each other is told: in a match report
# a country is a team (chosen on our own gold pages).
UNPOLITICAL = 0.6


def is_told(act: Act, graph: Graph, unpolitical: float) -> bool:
    """Tells whether `act` is an event worth a record: it has a political side, and a noun tells it rather than names a topic."""
    known = [p for p in act.sides if p.known()]
    if not known:
        return False
    if unpolitical > UNPOLITICAL and sum(p.entity.sector in OFFICIAL for p in known) < 2:
        return False
    return not act.nominal or _noun_tells(act, graph)


def _noun_tells(act: Act, graph: Graph) -> bool:
    if act.light or len([p for p in act.sides if p.known()]) > 1:
        return True
    token = graph.tokens[tree.first_conjunct(graph.sentence, act.token)]
    head = graph.tokens[token.head]
    if token.dep == "pobj" and head.text.lower() in TEMPORAL:
        return True
    return token.dep in ("nsubj", "nsubjpass", "ROOT") and bool(act.actor)
