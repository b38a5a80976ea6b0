"""The roles that rows name (docs/lexicon.md, Sides): who stands in them at a verb, an adjective or a noun."""

from __future__ import annotations

from dateline.stages.code.graph import Graph
from dateline.stages.code.harm import loses_life, met_by, tells_harm
from dateline.stages.code.nouns import modifiers
from dateline.stages.code.parsed import CLAUSES, NOUN_TAGS, VERB_TAGS, infinitive, is_time
from dateline.text import tree

# Types whose parties all act.
RECIPROCAL = frozenset({"CONSULT", "COOPERATE"})
# And those that one goes to: "spoke at a rally", but nobody takes part who voices alarm at a raid.
ATTENDED = RECIPROCAL | {"PROTEST"}


def in_role(graph: Graph, i: int, role: str, pos: str = "") -> list[int]:
    """Returns the tokens in `role` of the predicate at token `i`; `pos` is what its row takes it for."""
    if graph.tokens[i].pos in VERB_TAGS and not graph.is_deed(i):
        if pos == "a" and role == "subj":
            return graph.grammatical_subjects(i)
        return _verb_role(graph, i, role) if pos != "n" else _noun_role(graph, i, role)
    if graph.tokens[i].pos == "ADJ":
        return _adjective_role(graph, i, role)
    return _noun_role(graph, i, role)


def prep_near(graph: Graph, i: int, word: str) -> list[int]:
    """Returns the objects of the prepositions `word` of token `i`, of its objects, or of its verb: parsers hang them
    anywhere."""
    own = graph.prep(i, word)
    if named := [j for j in own if not is_time(graph.tokens[j])]:
        return named  # "sanctions on Sunday on four judges"
    if not graph.is_noun(i) and graph.tokens[i].pos in VERB_TAGS:
        return [j for o in graph.objects(i) for j in graph.prep(o, word)] or own
    light = graph.light_verb(i)
    found = [j for j in graph.prep(light, word) if j != i] if light is not None else _prep_above(graph, i, word)
    below = (k for j in _told_of(graph, i) for k in graph.prep(j, word)) if word != "of" else ()
    return found or list(below) or own or (_settled(graph, i, light) if word == "between" else [])


def _verb_role(graph: Graph, i: int, role: str) -> list[int]:
    match role:
        case "subj":
            return graph.subjects(i)
        case "obj":
            return graph.objects(i)
        case "iobj":
            return graph.indirect_objects(i)
        case "by":  # "refused a request by the president"
            return graph.agents(i) or ([] if graph.passive(i) else [j for o in graph.objects(i) for j in graph.agents(o)])
        case "doer":  # "died in an Israeli raid"
            return [k for j in graph.prep(i, "in") for own in ("by", "poss", "mod") for k in _noun_role(graph, j, own)]
        case "host":  # "barred from entering Kenya", "not allowed to land in Pristina"
            kept = _kept_from(graph, i)  # "prevented from docking by Egypt": parsers hang the doer on what is not done
            return [j for k in kept for j in graph.agents(k)] or [
                j for k in kept for j in (*graph.objects(k), *_grounds(graph, k))
            ]
        case "poss" | "mod":
            return []
    return prep_near(graph, i, role)


def _kept_from(graph: Graph, i: int) -> list[int]:
    """What verb `i` says that somebody may or may not do."""
    below = [p.i for p in tree.kids(graph.sentence, i, ("prep",)) if p.text.lower() == "from"]
    gerunds = [t.i for p in below for t in tree.kids(graph.sentence, p, ("pcomp", "pobj")) if t.tag == "VBG"]
    return gerunds + [t.i for t in tree.kids(graph.sentence, i, CLAUSES) if infinitive(graph.sentence, t.i)]


def _grounds(graph: Graph, i: int) -> list[int]:
    """Where verb `i` of moving goes."""
    return [j for word in ("in", "at", "into", "to", "on") for j in graph.prep(i, word)]


def _adjective_role(graph: Graph, i: int, role: str) -> list[int]:
    if role not in ("subj", "is"):
        return graph.prep(i, role)
    token = graph.tokens[i]
    if token.dep in ("acomp", "oprd", "conj") and graph.tokens[token.head].pos in VERB_TAGS:
        return graph.grammatical_subjects(token.head)
    if token.dep in ("amod", "acl", "relcl"):
        return [token.head] if role == "subj" else []  # "is": not of "the minister responsible for aid"
    return [t.i for t in tree.kids(graph.sentence, i, ("nsubj",))]


def _noun_role(graph: Graph, i: int, role: str) -> list[int]:
    match role:
        case "poss":
            return [j for t in tree.kids(graph.sentence, i, ("poss",)) for j in tree.conjuncts(graph.sentence, t.i)]
        case "is":  # "Japan is a donor to Chad"
            token = graph.tokens[tree.first_conjunct(graph.sentence, i)]
            said = token.dep == "attr" and graph.tokens[token.head].lemma in ("be", "become", "remain")
            return graph.subjects(token.head) if said else []
        case "mod":
            return modifiers(graph, i)
        case "subj":
            return _noun_subjects(graph, i)
        case "by":
            done = (t for t in tree.kids(graph.sentence, i, ("acl",)) if t.lemma not in graph.lexicon.words("getting_hold"))
            own = graph.agents(i) + [j for t in done for j in graph.agents(t.i)]
            own = own or [k for j in _told_of(graph, i) for k in graph.agents(j)]
            light = None if own else graph.light_verb(i)
            own = own if light is None else graph.agents(light)
            # "its arrest of a reporter": where *of* says who was arrested, the owner is who arrested
            return own or (_noun_role(graph, i, "poss") if graph.prep(i, "of") else [])
        case "obj":
            light = graph.light_verb(i)
            if light is not None and _receives(graph, i, light):
                return graph.subjects(light) or graph.objects(light)
            return met_by(graph, i) or _asked_by(graph, i)
        case "iobj":  # "gave Niger an ultimatum"
            light = graph.light_verb(i)
            return graph.indirect_objects(light) if light is not None else []
    return prep_near(graph, i, role)


def _asked_by(graph: Graph, i: int) -> list[int]:
    """Who does what somebody asked for: "Kenya sent troops at the request of Haiti"."""
    token = graph.tokens[i]
    prep = graph.tokens[token.head]
    asked = token.dep == "pobj" and prep.text.lower() == "at" and token.lemma in graph.lexicon.words("asking")
    return graph.subjects(prep.head) if asked and graph.tokens[prep.head].pos in VERB_TAGS else []


def _receives(graph: Graph, i: int, light: int) -> bool:
    """Tells whether the subject of light verb `light` is the one to whom noun `i` is done."""
    if graph.tokens[light].lemma in graph.lexicon.words("receiving"):
        return True
    token = graph.tokens[i]
    if token.dep != "pobj":
        return False
    word = graph.tokens[token.head].text.lower()
    kept = word == "in" and token.lemma in graph.lexicon.word_class("prisons")  # "is in detention"
    return kept or word in graph.lexicon.words("receiving_preposition")


def _noun_subjects(graph: Graph, i: int) -> list[int]:
    light = graph.light_verb(i)
    if light is not None:
        return [] if _receives(graph, i, light) else _doers(graph, light, i)
    token = graph.tokens[tree.first_conjunct(graph.sentence, i)]
    prep = graph.tokens[token.head]
    word = prep.text.lower()
    takes_part = (
        word in graph.lexicon.words("taking_part")
        or (word in graph.lexicon.words("attending") and _is_one_of(graph, i, ATTENDED))
        or (word in graph.lexicon.words("meeting_before") and _is_one_of(graph, i, RECIPROCAL))
    )
    if token.dep == "pobj" and takes_part:
        verb = graph.tokens[prep.head]
        blamed = (
            word == "for" and not _is_one_of(graph, i, RECIPROCAL) and tree.kid(graph.sentence, verb.i, ("dobj",)) is not None
        )
        if verb.pos in VERB_TAGS and not (tells_harm(graph, verb.i) or loses_life(graph, verb.i)) and not blamed:
            return graph.subjects(verb.i)  # not of "punished Mali for its crackdown"
    return []


def _doers(graph: Graph, light: int, i: int) -> list[int]:
    """The subjects of a light verb; where a noun hands over to noun `i`, whoever does either or owns it ("its launch of
    an attack")."""
    if not graph.is_noun(light):
        return graph.subjects(light)
    return graph.agents(light) or graph.agents(i) or [t.i for t in tree.kids(graph.sentence, light, ("poss",))]


def _is_one_of(graph: Graph, i: int, events: frozenset[str]) -> bool:
    """Whether noun `i` names something of these types: what sides do together, as talks."""
    return any(row.event in events for row in graph.lexicon.candidates("n", graph.tokens[i].lemma))


def _settled(graph: Graph, i: int, light: int | None) -> list[int]:
    """Between whom the dispute is that noun `i`, done by verb `light`, is to settle ("efforts to end the rift between")."""
    hosts = [i, *([] if light is None else [light])]
    aims = (t for host in hosts for t in tree.kids(graph.sentence, host, ("acl", "advcl")) if infinitive(graph.sentence, t.i))
    return [k for t in aims for j in graph.objects(t.i) for k in graph.prep(j, "between")]


def _told_of(graph: Graph, i: int) -> list[int]:
    """What stands after *of* behind event noun `i`: parsers hang on it what else is said of the noun ("the rescue of the
    hostages by Nigerian troops")."""
    return graph.prep(i, "of") if i in graph.matches and graph.is_noun(i) else []


def _prep_above(graph: Graph, i: int, word: str) -> list[int]:
    """Objects of the prepositions `word` that the parser hung above noun `i` though they say more of it: "clashes erupted
    between", "halted aid to", "a suspension of aid to"."""
    token = graph.tokens[tree.first_conjunct(graph.sentence, i)]
    above = graph.tokens[token.head]
    if above.pos in VERB_TAGS and token.dep in ("nsubj", "nsubjpass"):
        return graph.prep(above.i, word) if above.lemma in graph.lexicon.words("happening") else []
    if token.dep == "pobj" and above.text.lower() == "of" and graph.tokens[above.head].pos in NOUN_TAGS:
        above = graph.tokens[above.head]
    elif above.pos not in VERB_TAGS or token.dep != "dobj":
        return []
    asks = any(word in row.prepositions for row in graph.matches.get(above.i, ()) if not row.operator)
    return [] if asks else [j for j in graph.prep(above.i, word) if j > i]
