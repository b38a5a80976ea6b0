"""Who speaks: the source of a cue, by the sentence's structure."""

from __future__ import annotations

from dateline.ontology.cues import CueTables
from dateline.records import Sentence
from dateline.text.tree import conjuncts, kid, kids, subtree

_RELATIVE = frozenset({"who", "which", "that", "whom"})
_UPWARD = frozenset({"conj", "xcomp", "advcl", "pcomp", "parataxis", "dep", "acl", "relcl", "ccomp", "prep", "csubj"})
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_LONGEST_CLIMB = 12


def subject(sentence: Sentence, verb: int, tables: CueTables) -> int | None:
    """Returns the token that heads the subject of a verb, also where another clause names it, or None."""
    if sentence.tokens[verb].dep == "advcl":
        verb = _aside_of(sentence, verb)
    for _ in range(_LONGEST_CLIMB):
        found = kid(sentence, verb, ("nsubj", "nsubjpass", "expl"))
        token = sentence.tokens[verb]
        if found is not None:
            return _antecedent(sentence, verb, found.i) if found.dep != "expl" else None
        if token.dep not in _UPWARD:
            return None
        if token.dep == "acl":
            return _infinitive_owner(sentence, verb, tables)
        if token.dep == "relcl":
            return token.head
        if token.dep == "xcomp" and sentence.tokens[token.head].lemma in tables.controlling:
            controlled = kid(sentence, token.head, ("dobj", "nsubjpass"))
            if controlled is not None:
                return controlled.i
        verb = token.head
        if sentence.tokens[verb].text.lower() == "as" and token.dep == "pcomp":
            quoted = kid(sentence, sentence.tokens[verb].head, ("dobj", "nsubjpass"))
            if quoted is not None:
                return quoted.i
        if sentence.tokens[verb].pos in ("NOUN", "PROPN", "PRON") and token.dep != "conj":
            return verb if token.tag in ("VBG", "VBZ", "VBD", "VBP") else None
    return None


def _aside_of(sentence: Sentence, verb: int) -> int:
    """The finite verb right before an aside ("said, citing officials, that ..."), which parsers hang on the wrong clause."""
    tokens = sentence.tokens
    if (
        verb > 2
        and tokens[verb].tag == "VBG"
        and tokens[verb - 1].text == ","
        and tokens[verb - 2].tag in ("VBD", "VBZ", "VBP")
    ):
        return verb - 2
    return verb


def _antecedent(sentence: Sentence, verb: int, found: int) -> int | None:
    if sentence.tokens[found].text.lower() not in _RELATIVE or sentence.tokens[found].tag == "DT":
        return found
    at = verb
    for _ in range(_LONGEST_CLIMB):
        if sentence.tokens[at].dep == "relcl":
            return sentence.tokens[at].head
        if sentence.tokens[at].dep not in ("conj", "xcomp", "ccomp"):
            break
        at = sentence.tokens[at].head
    return found


def relative_subject(sentence: Sentence, verb: int, head: int) -> tuple[int, ...]:
    """Returns the relative pronoun that stands for the source at the verb ("the envoy, who said"), where it is not the head."""
    found = kid(sentence, verb, ("nsubj", "nsubjpass"))
    if found is None or found.i == head or found.text.lower() not in _RELATIVE:
        return ()
    return (found.i,)


def _infinitive_owner(sentence: Sentence, verb: int, tables: CueTables) -> int | None:
    """Whose saying a clause on a noun is: "officials saying", "her decision to say"."""
    noun = sentence.tokens[verb].head
    if sentence.tokens[verb].tag == "VBG":
        return noun
    if sentence.tokens[verb].tag == "VB":
        owner = kid(sentence, noun, "poss")
        if owner is not None:
            return owner.i
        if sentence.tokens[noun].dep in ("dobj", "attr", "pobj"):
            above = sentence.tokens[noun].head
            if sentence.tokens[above].dep == "prep":
                above = sentence.tokens[above].head
            return subject(sentence, above, tables)
    return None


def agent(sentence: Sentence, verb: int) -> int | None:
    """Returns who does a passive verb ("cited by officials"), or None."""
    for by in kids(sentence, verb, ("agent", "prep")):
        if by.text.lower() == "by":
            found = kid(sentence, by.i, "pobj")
            if found is not None:
                return found.i
    return None


def owner(sentence: Sentence, noun: int, tables: CueTables) -> int | None:
    """Returns whose a noun such as *claim* or *statement* is: a possessor, or what hangs on it with by, from or of."""
    possessor = kid(sentence, noun, "poss")
    if possessor is not None and possessor.ent not in ("DATE", "TIME"):
        return possessor.i
    for word in ("by", "from"):
        for prep in kids(sentence, noun, ("prep", "agent")):
            if prep.text.lower() == word and (found := kid(sentence, prep.i, "pobj")) is not None:
                return found.i
    for clause in kids(sentence, noun, ("acl",)):
        if clause.lemma not in tables.passing_on and (found_agent := agent(sentence, clause.i)) is not None:
            return found_agent
    for modifier in kids(sentence, noun, ("amod", "compound", "nmod")):
        if modifier.ent in ("NORP", "GPE", "ORG", "PERSON"):
            return modifier.i
    return None


def source_tokens(sentence: Sentence, head: int) -> tuple[int, ...]:
    """Returns the tokens of a source from its first to its last: coordination and appositions in, clauses out."""
    barred = ("relcl", "acl", "advcl", "parataxis", "punct", "cc", "conj", "case", "prep", "ccomp")
    found: set[int] = set()
    for part in conjuncts(sentence, head):
        found.update(subtree(sentence, part, without=barred))
        for prep in kids(sentence, part, "prep"):
            if prep.text.lower() in ("of", "for", "at", "in", "with") and abs(prep.i - part) <= 2:
                found.update(subtree(sentence, prep.i, without=("relcl", "acl", "advcl", "parataxis")))
    run = range(min(found), max(found) + 1)
    return tuple(run)


def issuer(sentence: Sentence, document: int, tables: CueTables) -> int | None:
    """Returns who issued a document, as its phrase or its sentence tells: "a report by the union", "said in a statement"."""
    found = owner(sentence, document, tables)
    if found is not None:
        return found
    token = sentence.tokens[document]
    above = sentence.tokens[token.head]
    if token.dep == "dobj" and above.lemma in tables.light_verbs:
        return subject(sentence, above.i, tables)
    if token.dep == "pobj" and above.lemma in ("in", "through", "via") and above.dep == "prep":
        verb = sentence.tokens[above.head]
        if verb.lemma in tables.verbs and verb.tag.startswith("VB"):
            return subject(sentence, verb.i, tables)
    return None
