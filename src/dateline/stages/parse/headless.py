"""Verbs that the parser took for other words: a participle ("Tanzania evicted herders", read as evicted herders), a noun
("demanded that the government resign"), or for what they are not ("shells fired from Syria killed two": they did not fire); and
names of persons that it hung on the place beside them ("the mayor of Puno, Ana Lund": who is called so is the mayor), or that
are a town's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from dateline.models.parser import ParsedSentence
from dateline.records import Token
from dateline.text.tree import SUBJECTS

NOUNS = frozenset({"NOUN", "PROPN"})
FINITE = frozenset({"VBD", "VBP", "VBZ", "MD"})
PARTICIPLES = frozenset({"VBD", "VBN"})
# As what a second verb hangs on the participle that was taken for the first, and what may stand between the two.
SECOND = frozenset({"conj", "advcl", "ccomp", "dep", "parataxis"})
LOOSE = frozenset({"prep", "agent", "npadvmod", "advmod", "prt"})
# Verbs that say something to somebody: "told mayors that the levy would rise".
TELLING = frozenset({"tell", "inform", "assure", "warn", "remind", "notify", "convince", "persuade"})
# Verbs of what is hardly done to a person: "shelled Sumy", "besieged Lund".
OVERRUNNING = frozenset({
    "annex", "besiege", "blockade", "bomb", "bombard", "encircle", "invade", "loot", "occupy", "overrun", "pound", "ravage",
    "recapture", "retake", "shell", "storm",
})  # fmt: skip
# Verbs with two objects: "gave Benin 40 lorries".
GIVING = frozenset({"give", "grant", "hand", "lend", "offer", "promise", "sell", "send"})
# Of what an office is: "the mayor of Puno, the envoy to Chad"; the names of these are no persons'.
OFFICE_OF = frozenset({"of", "to", "for", "in", "at"})
PLACES_AND_BODIES = frozenset({"GPE", "LOC", "ORG", "FAC", "NORP"})
# As what a word heads a clause, and how a noun and a plural are tagged that are verbs.
HEADING = frozenset({"ROOT", "ccomp", "advcl", "relcl", "xcomp"})
AS_VERB = {"NN": "VBP", "NNS": "VBZ"}


def mended(tokens: ParsedSentence) -> ParsedSentence:
    """Returns the tokens of a sentence with the verbs and names put right that the parser commonly misreads."""
    for mend in (
        with_verbs,
        with_fronted,
        with_infinitives,
        with_participles,
        with_main_verb,
        with_second,
        with_told,
        with_bearers,
        with_owners,
        with_towns,
        with_receivers,
    ):
        tokens = mend(tokens)
    return tokens


def with_verbs(tokens: ParsedSentence) -> ParsedSentence:
    """Returns the tokens; a noun that heads a clause and has a subject, or an infinitive's *to*, is a verb.

    Where something *is* a noun, the verb heads the clause.
    """
    held: dict[int, set[str]] = {}
    for t in tokens:
        if t.dep in ("nsubj", "aux") and t.i < t.head:
            held.setdefault(t.head, set()).add(t.tag)
    nouns = {t.head for t in tokens if t.dep in ("det", "poss", "amod", "nummod", "compound")}  # "made him a millionaire"
    verbs = {i for i in held.keys() - nouns if tokens[i].tag in AS_VERB and tokens[i].dep in HEADING}
    return tuple(
        replace(t, pos="VERB", tag="VB" if held[t.i] & {"TO", "MD"} else AS_VERB[t.tag]) if t.i in verbs else t for t in tokens
    )


def with_fronted(tokens: ParsedSentence) -> ParsedSentence:
    """Returns the tokens; a verb that has no subject has the noun phrase right before it, which was joined to the name in the
    phrase that opens the sentence ("At a summit in Lima, the envoys of Chad met": no Lima called the envoys)."""
    named = [t for t in tokens if t.dep == "appos" and t.pos in NOUNS]
    if not named:
        return tokens
    finite = {t.head for t in tokens if t.dep in ("aux", "auxpass") and t.tag in FINITE}
    finite |= {t.i for t in tokens if t.tag in FINITE}
    told = {t.head for t in tokens if t.dep in SUBJECTS or t.dep == "expl"}
    subjects: dict[int, int] = {}
    for verb in (t for t in tokens if t.pos == "VERB" and t.dep in HEADING and t.i in finite and t.i not in told):
        if (subject := next((t for t in named if t.i < verb.i and _opens(t, verb, tokens)), None)) is not None:
            subjects[subject.i] = verb.i
    passive = {t.head for t in tokens if t.dep == "auxpass"}
    return _hung(tokens, subjects, {i: "nsubjpass" if verb in passive else "nsubj" for i, verb in subjects.items()})


def _opens(noun: Token, verb: Token, tokens: ParsedSentence) -> bool:
    """Tells whether a noun phrase fills the words between a comma and a verb, and hangs in the phrase before the comma."""
    below = _below(noun.i, tokens)
    first, last = min(below), max(below)
    above = tokens[noun.head]
    while above.head not in (above.i, verb.i):
        above = tokens[above.head]
    helping = all(t.head == verb.i and t.dep in ("aux", "auxpass", "advmod", "neg") for t in tokens[last + 1 : verb.i])
    fronted = above.head == verb.i and above.dep == "prep" and above.i < first
    return fronted and helping and tokens[first - 1].text == ","


def _below(i: int, tokens: ParsedSentence) -> set[int]:
    """Token `i` and all that hang on it."""
    found, size = {i}, 0
    while size < len(found):
        size = len(found)
        found |= {t.i for t in tokens if t.head in found}
    return found


def with_main_verb(tokens: ParsedSentence) -> ParsedSentence:
    """Returns the tokens; of a full sentence that hangs on a noun, with the verb behind that noun's phrase as its head.

    A headline (no full stop at its end) may well be a noun and its participle, and is left as it is.
    """
    root = next((t for t in tokens if t.head == t.i), None)
    if root is None or root.pos not in NOUNS or not any(t.text == "." for t in tokens[-2:]):
        return tokens
    verb = next((t for t in tokens if t.tag in PARTICIPLES and _is_main(t, root, tokens)), None)
    if verb is None:
        return tokens
    subject = root.i if root.i < verb.i else verb.i - 1
    return tuple(_moved(t, verb, root, subject) for t in tokens)


def _is_main(verb: Token, root: Token, tokens: ParsedSentence) -> bool:
    """Tells whether participle `verb` stands between its object and a noun phrase, which a comma may close, or behind the noun
    of a sentence that has no other verb."""
    if verb.i == 0 or any(t.head == verb.i and t.dep in ("auxpass", "aux", "agent") for t in tokens):
        return False
    before = tokens[verb.i - 1]
    if verb.dep == "acl":  # "a league official here called the vote a sham", "militiamen paraded with rifles"
        aside = _is_relative(tokens[verb.head], tokens)  # "Chad, which hosted the talks, offered to": read as talks offered
        rest = (t for t in tokens if t.i != verb.i and not _is_relative(t, tokens))
        alone = not any(t.tag in FINITE for t in rest) and any(t.text != "." for t in tokens[verb.i + 1 :])
        taking = any(t.head == verb.i and t.dep == "dobj" for t in tokens)
        far = verb.tag == "VBD" and root.i < verb.i  # "Talks on the terms of a loan resumed": read as a loan resumed
        return (verb.head == root.i and (alone or taking)) or ((aside or far) and alone and root.i < verb.i)
    closed = before.text == "," and root.i < verb.i - 1
    between = tokens[verb.i + 1 : verb.head]
    return (
        verb.dep == "amod"
        and verb.head > verb.i
        and (before.pos in NOUNS or closed)
        and all(t.dep in ("compound", "amod", "nummod", "nmod", "punct") for t in between)
    )


def with_infinitives(tokens: ParsedSentence) -> ParsedSentence:
    """Returns the tokens; a verb with an object below a *to* that was taken for a preposition is its infinitive ("pleaded
    guilty to threatening to kill him": nobody killed)."""
    acting = {t.head for t in tokens if t.dep == "dobj"}
    acting |= {t.head for t in tokens if t.dep == "conj" and t.i in acting}
    over = {t.head: t.i for t in tokens if t.tag == "VB" and t.dep == "pobj" and t.i in acting and tokens[t.head].tag == "TO"}
    below = {verb: tokens[to].head for to, verb in over.items()}
    return tuple(
        replace(t, dep="xcomp", head=below[t.i])
        if t.i in below
        else replace(t, dep="aux", head=over[t.i])
        if t.i in over
        else t
        for t in tokens
    )


def with_participles(tokens: ParsedSentence) -> ParsedSentence:
    """Returns the tokens; of two finite verbs that nothing joins, the first is a participle on their subject ("shells
    fired from Syria killed two")."""
    for first in tokens:
        if first.tag == "VBD":
            second = next((t for t in tokens if t.head == first.i and _is_second(t, first, tokens)), None)
            if second is not None:
                tokens = tuple(_parted(t, first, second) for t in tokens)
    return tokens


def _is_second(verb: Token, first: Token, tokens: ParsedSentence) -> bool:
    """Tells whether `verb` is what the subject right before `first` does, with a phrase and no word that joins them between."""
    subject = tokens[first.i - 1] if first.i else first
    if verb.tag != "VBD" or verb.dep not in SECOND or verb.i < first.i or tokens[verb.i - 1].tag in ("CC", ","):
        return False
    if subject.pos not in NOUNS or (subject.head, subject.dep) != (first.i, "nsubj"):
        return False
    between = tokens[first.i + 1 : verb.i]
    told = {t.dep for t in between if t.head == first.i}
    return bool(told & {"prep", "agent"}) and told <= LOOSE and not any(t.head == verb.i for t in between)


def _parted(token: Token, first: Token, second: Token) -> Token:
    """The token with its place in the clause that `second` heads, where `first` is a participle on its subject."""
    if token.i == first.i:
        return replace(token, tag="VBN", dep="acl", head=first.i - 1)
    if token.i == second.i:
        return replace(token, dep=first.dep, head=second.i if first.head == first.i else first.head)
    inside = first.i < token.i < second.i
    return replace(token, head=second.i) if token.head == first.i and not inside else token


def with_second(tokens: ParsedSentence) -> ParsedSentence:
    """Returns the tokens; a participle or past tense that was joined to a word in -ing is joined to the verb above that which
    has its form ("convicted of infecting children and sentenced": who was convicted was sentenced)."""
    joined = (t for t in tokens if t.dep == "conj" and t.tag in PARTICIPLES)
    return _hung(tokens, {t.i: verb for t in joined if (verb := _verb_of_its_form(t, tokens)) is not None})


def _verb_of_its_form(second: Token, tokens: ParsedSentence) -> int | None:
    """The verb above the word in -ing to which `second` is joined, if it has the form of `second`, which has no subject,
    auxiliary or article of its own."""
    first = tokens[second.head]
    if first.dep not in ("pcomp", "pobj") or not first.text.endswith("ing"):
        return None
    above = first
    while above.head != above.i and (above.pos not in ("VERB", "AUX") or above.i == first.i):
        above = tokens[above.head]
    own = any(t.head == second.i and t.dep in ("nsubj", "nsubjpass", "aux", "auxpass", "det") for t in tokens)
    return above.i if above.tag in PARTICIPLES and above.i < second.i and not own else None


def with_told(tokens: ParsedSentence) -> ParsedSentence:
    """Returns the tokens; a clause with *that* and a subject of its own, behind those to whom somebody says something, is what
    is said ("told a meeting of mayors that the levy would rise": no levy that rose a meeting)."""
    said: dict[int, int] = {}
    for clause in tokens:
        heard = tokens[clause.head]
        told = tokens[heard.head]
        if clause.dep == "relcl" and heard.dep == "dobj" and told.lemma in TELLING and told.pos == "VERB":
            below = [t for t in tokens if t.head == clause.i]
            that = next((t for t in below if t.text.lower() == "that" and t.dep in ("dobj", "mark")), None)
            subject = next((t for t in below if t.dep in ("nsubj", "nsubjpass")), None)
            if that is not None and subject is not None and that.i < subject.i:
                said |= {clause.i: told.i, that.i: clause.i}
    return _hung(tokens, said, {i: "ccomp" if tokens[i].dep == "relcl" else "mark" for i in said})


def with_bearers(tokens: ParsedSentence) -> ParsedSentence:
    """Returns the tokens; a person's name in apposition to the place or body that a noun is of stands beside the noun."""
    bearers = {t.i: _office(t, tokens) for t in tokens if t.dep == "appos" and t.ent == "PERSON"}
    return _hung(tokens, {i: head for i, head in bearers.items() if head != tokens[i].head})


def with_owners(tokens: ParsedSentence) -> ParsedSentence:
    """Returns the tokens; of two names that each have an owner, the first is no owner of the second ("Norway's Equinor and
    Poland's Orlen signed": read as Orlen of Norway's Equinor and of Poland)."""
    owned = {t.head for t in tokens if t.dep == "poss"}
    marked = {t.head for t in tokens if t.dep == "case"}
    for first in tokens:
        if first.dep == "poss" and first.i in owned and first.i not in marked:
            owner = next((t for t in tokens if t.head == first.i and t.dep == "conj" and t.i in marked), None)
            second = tokens[first.head]
            if owner is not None and owner.i < second.i:
                heads = {first.i: first.i if second.head == second.i else second.head, owner.i: second.i, second.i: first.i}
                tokens = _hung(tokens, heads, {first.i: second.dep, owner.i: "poss", second.i: "conj"})
    return tokens


def with_towns(tokens: ParsedSentence) -> ParsedSentence:
    """Returns the tokens; a person's name to which is done what is done to places is a place's ("shelled Sumy")."""
    struck = {
        t.i
        for t in tokens
        if t.ent == "PERSON" and t.dep in ("dobj", "nsubjpass") and t.pos == "PROPN" and tokens[t.head].lemma in OVERRUNNING
    }
    if not struck:
        return tokens
    named = struck | {t.i for t in tokens if t.ent == "PERSON" and t.dep == "compound" and t.head in struck}
    return tuple(replace(t, ent="GPE") if t.i in named else t for t in tokens)


def with_receivers(tokens: ParsedSentence) -> ParsedSentence:
    """Returns the tokens; a country's name between a verb of giving and what is given is who gets it ("gave Benin 40 lorries",
    read as 40 lorries of Benin)."""
    given = {t.i for t in tokens if t.dep == "dobj" and tokens[t.head].lemma in GIVING}
    taking = {t.head for t in tokens if t.dep == "dative"}
    heads = {
        t.i: tokens[t.head].head
        for t in tokens
        if t.ent == "GPE" and t.dep in ("nmod", "compound") and t.head in given and tokens[t.head].head not in taking
        if tokens[t.head].head < t.i and not any(w.pos != "PROPN" for w in tokens[tokens[t.head].head + 1 : t.i])
        if tokens[t.i + 1].tag in ("CD", "DT", "JJ", "JJR", "PRP$")
    }
    return _hung(tokens, heads, dict.fromkeys(heads, "dative"))


def _is_relative(token: Token, tokens: ParsedSentence) -> bool:
    """Tells whether a token stands in a relative clause."""
    while token.head != token.i:
        if token.dep == "relcl":
            return True
        token = tokens[token.head]
    return False


def _hung(tokens: ParsedSentence, heads: Mapping[int, int], deps: Mapping[int, str] = MappingProxyType({})) -> ParsedSentence:
    """The tokens with some hung on other heads, by other dependencies where `deps` gives them."""
    if not heads:
        return tokens
    return tuple(replace(t, head=heads[t.i], dep=deps.get(t.i, t.dep)) if t.i in heads else t for t in tokens)


def _office(name: Token, tokens: ParsedSentence) -> int:
    """The noun whose bearer `name` is: above the place or body that it was hung on, else what it hangs on."""
    above = tokens[name.head]
    if above.ent not in PLACES_AND_BODIES or tokens[name.i - 1].dep not in ("compound", "punct"):
        return name.head
    while above.dep == "pobj" and tokens[above.head].text in OFFICE_OF and tokens[tokens[above.head].head].pos in NOUNS:
        above = tokens[tokens[above.head].head]
    return above.i if above.pos == "NOUN" else name.head


def _moved(token: Token, verb: Token, root: Token, subject: int) -> Token:
    """The token with its place in the sentence that `verb` heads."""
    if token.i == verb.i:
        return replace(token, tag="VBD", pos="VERB", dep="ROOT", head=verb.i)
    if token.i == subject:
        return replace(token, dep="nsubj", head=verb.i)
    if token.i == verb.head and verb.dep == "amod":
        return replace(token, dep="dobj", head=verb.i)
    if token.head == root.i and token.i > verb.i:
        return replace(token, head=verb.i)
    return token
