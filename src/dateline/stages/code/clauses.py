"""What a clause is: a condition, a question, a statement, or what is to come."""

from __future__ import annotations

from dateline.records import Token
from dateline.stages.code.graph import Graph
from dateline.stages.code.parsed import infinitive
from dateline.text import tree


def opens_with(graph: Graph, i: int, words: str) -> bool:
    """Tells whether the clause of verb `i` is opened by a word of this list of the grammar, as by *when* or *after*."""
    openers = tree.kids(graph.sentence, i, ("mark", "advmod"))
    return any(t.text.lower() in graph.lexicon.words(words) for t in openers)


def is_condition(graph: Graph, i: int) -> bool:
    """Tells whether clause `i` is a condition: "if it buys", "unless it pays", "should it buy"."""
    known = graph.lexicon.words
    if any(m.text.lower() in known("condition") for m in tree.kids(graph.sentence, i, ("mark", "advmod"))):
        return True
    subject = tree.kid(graph.sentence, i, tree.SUBJECTS)
    first = next(tree.kids(graph.sentence, i, ("aux", "auxpass")), None)
    return subject is not None and first is not None and first.i < subject.i and first.text.lower() in known("inverted")


def conditions(graph: Graph, i: int) -> list[Token]:
    """Returns the clauses that say on what condition verb `i` is done."""
    return [t for t in tree.kids(graph.sentence, i, ("advcl",)) if is_condition(graph, t.i)]


def is_question(graph: Graph, i: int, j: int) -> bool:
    """Tells whether clause `j` is a question that verb `i` puts: "asked whether", "asked why", ' "Why?" asked'."""
    if graph.tokens[j].dep not in ("ccomp", "pcomp"):
        return False
    if any(t.text == "?" for t in graph.tokens[j:i]):
        return True
    opening = (t for t in tree.kids(graph.sentence, j, ("mark", "advmod", "nsubj", "nsubjpass", "dobj", "attr", "pobj")))
    return any(t.text.lower() in ("whether", "if") or t.tag in ("WRB", "WP", "WP$") for t in opening if i < t.i <= j)


def states(graph: Graph, j: int) -> bool:
    """Tells whether clause `j` says what is, was or will be ("that it was"), not what is to be ("that it leave")."""
    if graph.tokens[j].dep != "ccomp":
        return False
    helping = list(tree.kids(graph.sentence, j, ("aux", "auxpass")))
    if any(t.text.lower() in graph.lexicon.words("necessary") for t in helping):
        return False
    # "that they leave" is what is to be, "that they are leaving" is not
    return graph.tokens[j].tag in ("VBZ", "VBD", "MD") or any(t.tag in ("VBP", "VBZ", "VBD", "MD") for t in helping)


def is_ahead(graph: Graph, j: int) -> bool:
    """Tells whether clause `j` says what will or would be."""
    ahead = graph.lexicon.words("future") | graph.lexicon.words("future_in_past")
    return any(t.text.lower() in ahead for t in tree.kids(graph.sentence, j, ("aux",)))


def is_open(graph: Graph, j: int) -> bool:
    """Tells whether clause `j` says what will, would, may or must be, not what is."""
    return any(t.tag == "MD" for t in tree.kids(graph.sentence, j, ("aux",)))


def about_to(graph: Graph, i: int) -> int | None:
    """Returns the verb that *be going* only says is to come ("is going to sign")."""
    token = graph.tokens[i]
    if token.tag != "VBG" or token.lemma not in graph.lexicon.words("going") or not tree.kid(graph.sentence, i, ("aux",)):
        return None
    near = (t for t in tree.kids(graph.sentence, i, ("xcomp", "advcl")) if infinitive(graph.sentence, t.i))
    return next((t.i for t in near if graph.tokens[i + 1].tag == "TO" and graph.tokens[i + 1].head == t.i), None)
