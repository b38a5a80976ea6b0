"""Who is killed or hurt, where the sentence says it beside the predicate: "three died when police fired"."""

from __future__ import annotations

from dateline.stages.code.clauses import opens_with
from dateline.stages.code.graph import Graph
from dateline.stages.code.parsed import VERB_TAGS
from dateline.text import tree


def tells_harm(graph: Graph, i: int) -> bool:
    """Tells whether token `i` is a word of death or injury."""
    lemma = graph.tokens[i].lemma
    return lemma in graph.lexicon.words("dying") or lemma in graph.lexicon.words("hurting")


def harm_in(graph: Graph, i: int) -> int | None:
    """Returns the word of death or injury that event noun `i` hangs on: "killed in a raid", "hurt during the raid"."""
    token = graph.tokens[i]
    prep = graph.tokens[token.head]
    harm = graph.tokens[prep.head]
    apart = prep.i > 0 and graph.tokens[prep.i - 1].lemma in graph.lexicon.words("stretches")  # "died, two days after a raid"
    return harm.i if token.dep == "pobj" and tells_harm(graph, harm.i) and not apart else None


def harmed(graph: Graph, i: int) -> list[int]:
    """Returns whom the verb of death or injury was done to that the clause at verb `i` explains: "three died when police
    fired", "hurt in an attack in which gunmen fired"."""
    token = graph.tokens[i]
    harm: int | None = None
    if token.dep in ("advcl", "relcl") and opens_with(graph, i, "meanwhile"):
        harm = next((t.i for t in tree.ancestors(graph.sentence, i) if t.pos in VERB_TAGS), None)
    elif token.dep == "relcl" and graph.prep(i, "in") and graph.is_noun(token.head):
        harm = harm_in(graph, token.head)
    if harm is None or graph.agents(harm):
        return []
    if loses_life(graph, harm):
        return graph.subjects(harm)
    if not tells_harm(graph, harm):
        return []
    return graph.objects(harm) if graph.passive(harm) else [] if graph.objects(harm) else graph.subjects(harm)


def loses_life(graph: Graph, i: int) -> bool:
    """Tells whether verb `i` says that somebody lost their life or part of their body ("lost their lives, a leg")."""
    lost = {graph.tokens[j].lemma for j in graph.objects(i)} if graph.tokens[i].lemma == "lose" else set()
    return bool(lost & (graph.lexicon.word_class("limbs") | {"life"}))


def met_by(graph: Graph, i: int) -> list[int]:
    """Returns whom noun `i` is said to have met: "the raid in which two died", "killed in a raid", "sanctions hit two
    banks"."""
    for clause in tree.kids(graph.sentence, i, ("relcl",)):
        inside = any(
            graph.tokens[j].text.lower() in ("which", "where") and graph.tokens[j].dep in ("pobj", "advmod")
            for j in tree.subtree(graph.sentence, clause.i)
        )
        if tells_harm(graph, clause.i) and inside:
            return graph.objects(clause.i) or graph.subjects(clause.i)
    token = graph.tokens[tree.first_conjunct(graph.sentence, i)]
    if (harm := harm_in(graph, token.i)) is not None:
        return graph.objects(harm) or graph.subjects(harm)
    verb = graph.tokens[token.head]
    return graph.objects(verb.i) if token.dep == "nsubj" and verb.lemma in graph.lexicon.words("meeting") else []
