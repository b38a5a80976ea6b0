"""Whether a predicate is said to have happened: its auxiliaries, negation, conditions and hedging adverbs."""

from __future__ import annotations

from dateline.records import Status
from dateline.stages.code.clauses import about_to, is_condition
from dateline.stages.code.graph import Graph
from dateline.stages.code.parsed import VERB_TAGS, infinitive
from dateline.text import tree

# The left status under the right one: what a clause is when its governor is of the second kind.
_RANK = {Status.ACTUAL: 0, Status.HISTORICAL: 0, Status.FUTURE: 1, Status.ALLEGED: 2, Status.HYPOTHETICAL: 3, Status.NEGATED: 4}


def combine(inner: Status, outer: Status) -> Status:
    """Returns the status of something that is itself `inner` inside something `outer`: the less certain wins.

    >>> combine(Status.ACTUAL, Status.ALLEGED)
    <Status.ALLEGED: 'alleged'>
    """
    return inner if _RANK[inner] >= _RANK[outer] else outer


def status_of(graph: Graph, i: int) -> Status:
    """Returns the status that the words around predicate `i` give it, apart from operators."""
    token = graph.tokens[i]
    if graph.is_noun(i):
        status = _noun_status(graph, i)
        light = graph.light_verb(i)
        if light is None:
            return status
        return combine(status, _noun_status(graph, light) if graph.is_noun(light) else _verb_status(graph, light, 0))
    if token.pos == "ADJ":
        verb = token.head
        return _verb_status(graph, verb, 0) if graph.tokens[verb].pos in VERB_TAGS else Status.ACTUAL
    return _verb_status(graph, i, 0)


def will_not(graph: Graph, i: int) -> bool:
    """Tells whether verb `i` is something its subject says it will not do."""
    words = {t.text.lower() for t in tree.kids(graph.sentence, i, ("aux",))}
    head = graph.tokens[i].head
    if about_to(graph, head) == i:
        return _negated(graph, head)  # "is not going to sign"
    if not words and graph.tokens[i].dep == "conj":  # "will neither sign nor pay"
        words = {t.text.lower() for t in tree.kids(graph.sentence, head, ("aux",))}
    future = graph.lexicon.words("future") | graph.lexicon.words("future_in_past")
    return bool(words & future) and _negated(graph, i)


def may(graph: Graph, i: int) -> bool:
    """Tells whether verb `i` is something its subject may or could do, which under a condition is a threat or an offer."""
    return any(t.text.lower() in graph.lexicon.words("optional") for t in tree.kids(graph.sentence, i, ("aux",)))


def is_necessary(graph: Graph, i: int) -> bool:
    """Tells whether verb `i` is something its subject must or should do."""
    words = {t.text.lower() for t in tree.kids(graph.sentence, i, ("aux",))}
    return (bool(words & graph.lexicon.words("necessary")) and not is_condition(graph, i)) or (
        graph.tokens[i].lemma in ("need", "have")
        and any(infinitive(graph.sentence, t.i) for t in tree.kids(graph.sentence, i, ("xcomp",)))
    )


def _noun_status(graph: Graph, i: int) -> Status:
    known = graph.lexicon.words
    words = {t.text.lower() for t in tree.kids(graph.sentence, i, ("amod", "det", "neg", "compound"))}
    if words & known("negative"):
        return Status.NEGATED
    if words & known("possibly"):
        return Status.HYPOTHETICAL
    if words & known("alleged_adjective"):
        return Status.ALLEGED
    if words & known("future_adjective"):
        return Status.FUTURE
    return Status.ACTUAL


def _verb_status(graph: Graph, i: int, depth: int) -> Status:
    sentence, token, known = graph.sentence, graph.tokens[i], graph.lexicon.words
    status = Status.ACTUAL
    auxiliaries = list(tree.kids(sentence, i, ("aux", "auxpass")))
    words = {t.text.lower() for t in auxiliaries}
    if words & known("future"):
        status = Status.FUTURE
    elif words & known("possible"):
        status = Status.HYPOTHETICAL
    elif words & known("future_in_past") and token.tag in ("VB", "VBN"):
        status = Status.FUTURE if _reported(graph, i) and "have" not in words else Status.HYPOTHETICAL
    adverbs = {t.text.lower() for t in tree.kids(sentence, i, ("neg", "advmod", "preconj", "cc"))}
    marks = {t.text.lower() for t in tree.kids(sentence, i, ("mark", "advmod"))}
    subjects = tree.kids(sentence, i, ("nsubj", "nsubjpass"))
    none = any(
        t.text.lower() in ("neither", "no") for s in subjects for t in tree.kids(sentence, s.i, ("cc", "det", "preconj"))
    )
    if none or _negated(graph, i):
        status = combine(status, Status.NEGATED)
    if adverbs & known("alleged"):
        status = combine(status, Status.ALLEGED)
    if adverbs & known("possibly") or marks & known("condition"):
        status = combine(status, Status.HYPOTHETICAL)
    if depth > 6:
        return status
    head = graph.tokens[token.head]
    if token.dep == "xcomp" and head.lemma == "be" and infinitive(graph.sentence, i):
        status = combine(status, Status.FUTURE)  # "is to visit"
    if about_to(graph, head.i) == i:
        return combine(combine(status, Status.FUTURE), _verb_status(graph, head.i, depth + 1))
    alike = token.tag == head.tag or (head.tag == "VB" and token.text.lower() == token.lemma)  # "might quit and shut it"
    if token.dep == "conj" and head.pos in VERB_TAGS and not words and alike:
        return combine(status, _verb_status(graph, head.i, depth + 1) if not _negated(graph, head.i) else status)
    if token.dep == "advcl" and marks & known("standing"):
        return status
    if token.dep == "advcl" and words <= {"to"} and token.tag in ("VBG", "VBN", "VB"):
        above = next((t for t in tree.ancestors(sentence, i) if t.pos in VERB_TAGS), None)
        if above is not None:
            return combine(status, _verb_status(graph, above.i, depth + 1))
    return status


def _negated(graph: Graph, i: int) -> bool:
    """Tells whether verb `i` has a negation of its own: "not, never", "neither signed nor paid", "nor did it sign"."""
    sentence, token = graph.sentence, graph.tokens[i]
    words = tree.kids(sentence, i, ("neg", "advmod", "preconj", "cc"))
    if any(t.dep == "neg" or t.text.lower() in ("never", "neither", "nor") for t in words if t.i < i or t.dep == "neg"):
        return True
    before = tree.kids(sentence, token.head, ("cc",)) if token.dep == "conj" else ()
    return any(t.text.lower() == "nor" and token.head < t.i < i for t in before)


def _reported(graph: Graph, i: int) -> bool:
    """Tells whether clause `i` stands under a past verb of speech or thought, where *would* is a future told in the past."""
    token = graph.tokens[i]
    if token.dep == "ccomp":
        return graph.tokens[token.head].tag in ("VBD", "VBN")
    return token.dep == "ROOT" or token.dep == "relcl"
