"""Which acts are told as events, and which are only mentioned in passing or belong to no politics."""

from __future__ import annotations

from dateline.records import Status
from dateline.stages.code.acts import Act
from dateline.stages.code.domain import Domain
from dateline.stages.code.graph import Graph
from dateline.stages.code.parsed import is_time
from dateline.stages.code.parties import OFFICIAL
from dateline.text import tree

# Above this share of unpolitical domain words only what two official bodies do to each other is told: in a match report
# a country is a team (chosen on our own gold pages).
APART = 0.6
# Above this share of mishap words only what passes between two political sides is told, not a service at its work.
MISHAP = 0.6
# Below this share of political words likewise: our own political pages have 5 to 15 in 100, pages of sport, gardening,
# fiction and the like 0 to 2, of crime somewhat more (evaluation/silence, half a).
FAINT = 0.023
# Deeds that nobody does by accident: told even where nobody is named (plover rule "no-actor").
UNMISTAKABLE = frozenset(
    {"curfew", "martial-law", "explosives", "suicide-attack", "aerial", "drone", "heavy-weapons", "unconventional", "abduct"}
    | {"demo", "obstruct", "riot", "strike", "sexual"}
)
# And those that are so only as verbs: "the internet was shut down", but "fears of a crackdown".
DELIBERATE = frozenset({"withhold", "censor", "restrict", "seize", "arrest", "deport", "beat", "torture", "access"})
# Where a story may be of another domain, a deed with nobody named is not told.
DOUBTFUL = 0.3
# A fine for one of these, from nobody in particular, is everyday justice.
ORDINARY = frozenset({"CVL", "UNK"})
# What is done to bodies and in the open is told of private people too.
BODILY = frozenset({"ASSAULT", "PROTEST", "COERCE", "SANCTION"})
# What is done, as opposed to said.
DONE = BODILY | {"RETREAT", "CONCEDE", "MOBILIZE"}
# What is only not given is told where somebody denies it.
BACKING = frozenset({"SUPPORT", "AGREE", "COOPERATE"})
# Help that passes between sides; from civilians to a hospital it is no event.
EXCHANGES = frozenset({"AID", "COOPERATE"})


def is_told(act: Act, graph: Graph, domain: Domain, *, sure: bool = False) -> bool:
    """Tells whether `act` is an event worth a record: a political side, and, unless that is `sure`, more than the name of a
    topic."""
    known = [p for p in act.sides if p.known()]
    if _is_staged(act, graph):
        return False
    if domain.apart > APART and sum(p.entity.sector in OFFICIAL for p in known) < 2:
        return False
    political = {p.key[:2] for p in known if p.is_kind("political") or p.is_kind("armed")}
    if (domain.mishap > MISHAP or domain.politics < FAINT) and len(political) < 2 and not _helps_abroad(act, domain):
        return False
    if not known:
        doubtful = domain.doubt >= DOUBTFUL
        if act.event == "CONCEDE" and act.row.operator == "stopping" and not act.nominal:
            return act.status is Status.ACTUAL and not doubtful  # "the curfew was lifted"
        unmistakable = UNMISTAKABLE if act.nominal else UNMISTAKABLE | DELIBERATE
        return bool(act.modes) and act.modes[0] in unmistakable and not doubtful and _is_clause(act, graph)
    reporters = [p for p in known if p.entity.sector == "JRN"]
    if act.event == "CONSULT" and reporters and len(known) - len(reporters) < 2:
        return False  # what is told to reporters is no meeting
    if act.event == "CONSULT" and not act.nominal and not act.modes and _is_alone(act, graph):
        return False
    private = all(p.entity.sector in ORDINARY and not p.entity.code for p in known)
    if private and act.event not in BODILY:
        return False  # what private people agree, ask or say among themselves
    driven_out = "expel" in act.modes and any(p.entity.code for p in known)
    if act.event == "SANCTION" and not act.actor and not driven_out and all(p.entity.sector in ORDINARY for p in known):
        return False
    if act.status is Status.NEGATED and act.event in BACKING and not act.governed and not act.speakers:
        return False
    if act.event in EXCHANGES and not any(p.is_kind("political") or p.is_kind("armed") or p.entity.code for p in act.actor):
        return False
    return not act.nominal or act.governed or sure or _noun_tells(act, graph)


def _is_staged(act: Act, graph: Graph) -> bool:
    """Tells whether an act is told in a work of fiction, or an attack on nobody in an exercise (no "assault on a beach")."""
    above = [graph.tokens[act.token], *tree.ancestors(graph.sentence, act.token)]
    clauses = [t.i for t in above if t.i == act.token or t.dep in ("ROOT", "ccomp", "conj")]
    around = [*above[1:], *(graph.tokens[j] for i in clauses for j in graph.prep(i, "in"))]
    if any(t.pos == "NOUN" and t.lemma in graph.lexicon.words("fiction") for t in around):
        return True
    if act.event != "ASSAULT" or any(p.known() for p in act.recipient):
        return False
    inside = {j for word in ("in", "during") for j in graph.prep(act.token, word)}
    played = {k for j in inside for k in (j, *graph.prep(j, "of"))}
    return any(graph.tokens[j].lemma in graph.lexicon.word_class("exercise") for j in played)


def _is_alone(act: Act, graph: Graph) -> bool:
    """Tells whether one person does what a verb says and nobody else stands beside it ("talked about the border"); whoever
    somebody meets or talks to may be unknown."""
    party = act.sides[0]
    one = len(act.sides) == 1 and party.person and graph.tokens[party.token].tag not in ("NNS", "NNPS")
    return one and not any((*graph.objects(act.token), *graph.prep(act.token, "with"), *graph.prep(act.token, "to")))


def _helps_abroad(act: Act, domain: Domain) -> bool:
    """Tells whether an act is help that one country has from another in a mishap, whoever brings it ("Dutch tents")."""
    return domain.mishap >= DOUBTFUL and act.event == "AID" and len({p.entity.code for p in act.sides} - {None}) > 1


def _is_clause(act: Act, graph: Graph) -> bool:
    """Tells whether the act is a verb, the noun that a verb is about ("a car bomb exploded"), or one with a day of its own."""
    token = graph.tokens[_heading(act.token, graph)]
    return (
        not act.nominal
        or is_dated(act.token, graph)
        or (token.dep in ("nsubj", "nsubjpass") and graph.tokens[token.head].lemma != "be")
    )


def _noun_tells(act: Act, graph: Graph) -> bool:
    if act.light or len([p for p in act.sides if p.known()]) > 1:
        return True
    if act.event == "PROTEST" and any(p.known() for p in act.actor) and not act.governed:
        return True  # "broke up a march by nurses"
    if is_dated(act.token, graph) and any(p.known() for p in (act.sides if act.event in BODILY else act.actor)):
        return True  # "this week's promise by the government": what has a day of its own was done
    token = graph.tokens[_heading(act.token, graph)]
    head = graph.tokens[token.head]
    if token.dep == "pobj" and head.text.lower() in graph.lexicon.words("temporal"):
        return True
    return token.dep in ("nsubj", "nsubjpass", "ROOT") or _is_given(act, token.i, graph)


def _is_given(act: Act, i: int, graph: Graph) -> bool:
    """Tells whether a sentence takes for granted that the noun's deed was done: it is what somebody acts in spite of or feels
    about; worries over it are of what may come, and what somebody is condemned over is no event beside that."""
    token = graph.tokens[i]
    prep = graph.tokens[token.head]
    if prep.text.lower() == "over" and graph.tokens[prep.head].lemma not in graph.lexicon.words("resenting"):
        return False
    return act.event in DONE and token.dep == "pobj" and prep.text.lower() in graph.lexicon.words("given")


def _heading(i: int, graph: Graph) -> int:
    """The noun at whose place event noun `i` stands: "three weeks" of "three weeks of rioting"."""
    token = graph.tokens[tree.first_conjunct(graph.sentence, i)]
    of = graph.tokens[token.head]
    lasting = graph.tokens[of.head].lemma in graph.lexicon.words("stretches")
    return of.head if token.dep == "pobj" and of.text.lower() == "of" and lasting else token.i


def is_dated(i: int, graph: Graph) -> bool:
    """Tells whether noun `i` has a day or week of its own ("yesterday's strike", "the apology on Monday")."""
    hosts = (i, *(t.i for t in tree.kids(graph.sentence, i, ("acl",))))  # "the cheque announced on Tuesday"
    below = (graph.tokens[j] for k in hosts for j in tree.subtree(graph.sentence, k, without=tree.CLAUSES) if j not in hosts)
    return any(is_time(t) for t in below)
