"""Nouns that take up what was told before: "rejected the demand", "condemned the move"."""

from __future__ import annotations

from dateline.stages.code.acts import Act, any_akin
from dateline.stages.code.graph import Graph
from dateline.stages.code.parsed import NOUN_TAGS, VERB_TAGS
from dateline.stages.code.parties import Party
from dateline.stages.code.roles import prep_near
from dateline.text import tree

# Types whose other side is who did what they are about.
ABOUT = frozenset({"ACCUSE", "REJECT", "SUPPORT", "AGREE", "PROTEST"})
# How many acts back a noun reaches.
REACH = 6
DETERMINERS = frozenset({"the", "that", "this", "these", "those", "such"})


def take_up(act: Act, graph: Graph, before: list[Act]) -> None:
    """Gives `act`, where it names no other side, that of the act before which its definite object noun takes up."""
    if act.event not in ABOUT or any(p.known() for p in act.recipient) or not act.actor:
        return
    noun = next((n for n in _objects(act, graph) if takes_up(graph, n)), None)
    if noun is None:
        return
    lemma = graph.tokens[noun].lemma
    earlier = [a for a in reversed(before[-REACH:]) if a.actor and not any_akin(a.actor, act.actor)]
    asked = lemma in graph.lexicon.words("asking")
    fitting = [a for a in earlier if a.event in ("REQUEST", "THREATEN")] if asked else earlier
    offered = lemma in graph.lexicon.words("offering")
    if offered:
        fitting = [a for a in earlier if a.event == "AGREE"] or earlier
    if fitting:
        act.recipient = [Party(p.entity, noun, p.person, False) for p in fitting[0].actor]
        act.rules.append(f"{lemma} takes up an earlier {fitting[0].event}")


def _objects(act: Act, graph: Graph) -> list[int]:
    if graph.tokens[act.token].pos in VERB_TAGS:
        return [*graph.objects(act.token), *graph.prep(act.token, "to"), *graph.prep(act.token, "against")]
    return [j for word in ("of", "over", "about", "for", "at") for j in prep_near(graph, act.token, word)]


def takes_up(graph: Graph, i: int) -> bool:
    """Tells whether noun `i` stands, with a definite article, for an event told before."""
    token = graph.tokens[i]
    words = {t.text.lower() for t in tree.kids(graph.sentence, i, ("det",))}
    return (
        token.pos in NOUN_TAGS
        and bool(words & DETERMINERS)
        and (i in graph.matches or token.lemma in graph.lexicon.words("taking_up"))
    )
