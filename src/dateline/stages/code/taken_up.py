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
    """Gives `act`, where it names no other side, that of the act before which its definite object noun takes up, or which was
    about the same noun."""
    if act.event not in ABOUT or not act.actor:
        return
    objects = [n for n in _objects(act, graph) if graph.tokens[n].pos in NOUN_TAGS]
    act.about = graph.tokens[objects[0]].lemma if objects else ""
    noun = next((n for n in objects if _is_definite(graph, n)), None)
    if noun is None or any(p.known() for p in act.recipient):
        return
    lemma, earlier = graph.tokens[noun].lemma, before[-REACH:][::-1]
    judged = next((a for a in earlier if a.about == lemma and any(p.known() for p in a.recipient)), None)
    others = [a for a in earlier if a.actor and not any_akin(a.actor, act.actor)]
    found = judged or (_meant(noun, graph, others) if takes_up(graph, noun) else None)
    if found is not None:
        who = [p for p in (found.recipient if judged else found.actor) if not any_akin([p], act.actor)]
        act.recipient = [Party(p.entity, noun, p.person, False) for p in who]
        act.rules.append(f"{lemma} takes up an earlier {found.event}")


def _meant(noun: int, graph: Graph, earlier: list[Act]) -> Act | None:
    """The act that a noun stands for: of what may be meant the latest; of a noun that tells of one type, one of that type."""
    lemma, own = graph.tokens[noun].lemma, {row.event for row in graph.matches.get(noun, ())}
    asked, offered = (lemma in graph.lexicon.words(words) for words in ("asking", "offering"))
    types = {"REQUEST", "THREATEN"} if asked else {"AGREE"} if offered else own
    fitting = [a for a in earlier if a.event in types] or (
        [] if asked else [a for a in earlier if a.event not in ABOUT or not own]
    )
    return next(iter(fitting), None)


def _objects(act: Act, graph: Graph) -> list[int]:
    if graph.tokens[act.token].pos in VERB_TAGS:
        return [*graph.objects(act.token), *graph.prep(act.token, "to"), *graph.prep(act.token, "against")]
    return [j for word in ("of", "over", "about", "for", "at") for j in prep_near(graph, act.token, word)]


def takes_up(graph: Graph, i: int) -> bool:
    """Tells whether noun `i` stands, with a definite article, for an event told before."""
    token = graph.tokens[i]
    told = i in graph.matches or token.lemma in graph.lexicon.words("taking_up")
    return token.pos in NOUN_TAGS and told and _is_definite(graph, i)


def _is_definite(graph: Graph, i: int) -> bool:
    return any(t.text.lower() in DETERMINERS for t in tree.kids(graph.sentence, i, ("det",)))
