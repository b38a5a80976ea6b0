"""Whose or what a noun is, and what it brings, by the words that hang on it."""

from __future__ import annotations

from dateline.stages.code.graph import Graph
from dateline.text import tree

# Classes of the words for what carries goods: "lorries with tents".
CARRYING = ("vehicles", "vessels", "aircraft", "loads")


def modifiers(graph: Graph, i: int) -> list[int]:
    """Returns what stands before noun `i` and says whose or what kind it is; of a participle, who does it ("rebel-held")."""
    found = []
    for t in tree.kids(graph.sentence, i, ("compound", "amod", "nmod")):
        found += tree.conjuncts(graph.sentence, t.i)
        if t.lemma in graph.lexicon.words("doing"):
            found += [held.i for held in tree.kids(graph.sentence, t.i, ("npadvmod", "nmod"))]
    return found


def makers(graph: Graph, i: int) -> list[int]:
    """Returns who made, sent, fired or paid for noun `i`, or is blamed for it, by a participle on it: "a plan proposed by the
    envoy", "rice sent from Doha", "a raid blamed on Tehran"."""
    told = list(tree.kids(graph.sentence, i, ("acl",)))
    made = [t.i for t in told if t.lemma in graph.lexicon.words("making")]
    sent = [j for i in made if graph.tokens[i].lemma in graph.lexicon.words("sending") for j in _sources(graph, i)]
    return [j for i in made for j in graph.agents(i)] + sent + [j for t in told for j in _blamed(graph, t.i)]


def _blamed(graph: Graph, i: int) -> list[int]:
    """On whom participle `i` lays its noun: "a raid blamed on Tehran", "an attack attributed to Kyiv"."""
    if graph.tokens[i].lemma not in graph.lexicon.words("blaming"):
        return []
    return [j for word in ("on", "to") for j in graph.prep(i, word)]


def _sources(graph: Graph, i: int) -> list[int]:
    return [j for word in ("from", "through") for j in graph.prep(i, word)]


def on_board(graph: Graph, i: int, depth: int = 0) -> list[int]:
    """Returns what vehicle, ship or plane `i` has on board: "lorries with tents", "a convoy of lorries loaded with flour"."""
    if not graph.sentence.children[i]:
        return []
    called = {graph.tokens[i].lemma, *(t.lemma for t in tree.kids(graph.sentence, i, ("appos",)))}  # "a navy Hercules"
    if depth > 2 or all(called.isdisjoint(graph.lexicon.word_class(name)) for name in CARRYING):
        return []
    clauses = [t.i for t in tree.kids(graph.sentence, i, ("acl", "relcl")) if t.lemma in graph.lexicon.words("loading")]
    held = [j for host in (i, *clauses) for word in ("with", "of") for j in graph.prep(host, word)]
    held += [j for clause in clauses if not graph.passive(clause) for j in graph.objects(clause)]
    return held + [k for j in held for k in on_board(graph, j, depth + 1)]
