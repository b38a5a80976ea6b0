"""What the parse of one sentence says by itself: no word list, no row of the lexicon."""

from __future__ import annotations

import calendar

from dateline.records import Sentence, TimeExpression, Token
from dateline.text import tree

WEEKDAYS = frozenset(day.lower() for day in calendar.day_name)
RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
NOUN_TAGS = frozenset({"NOUN", "PROPN"})
VERB_TAGS = frozenset({"VERB", "AUX"})
FINITE = frozenset({"VBZ", "VBP", "VBD", "MD"})
# Clauses below a verb that a preposition may open ("called for Hungary to free the editor").
CLAUSES = frozenset({"advcl", "xcomp", "ccomp"})


def infinitive(sentence: Sentence, i: int) -> bool:
    """Tells whether verb `i` is an infinitive with *to*."""
    return any(t.tag == "TO" for t in tree.kids(sentence, i, ("aux",)))


def fused(sentence: Sentence, i: int) -> bool:
    """Tells whether a gerund hangs on its own object ("denied opening fire", parsed as one noun)."""
    token = sentence.tokens[i]
    return token.tag == "VBG" and token.dep in ("compound", "amod") and token.head == i + 1


def misread(sentence: Sentence, i: int) -> bool:
    """Tells whether a participle on a noun was read as a clause ("fired at striking workers", "returned looted art")."""
    token = sentence.tokens[i]
    if token.tag in ("VBN", "VBD") and token.dep in CLAUSES and token.head == i - 1:
        held = {t.dep for t in tree.kids(sentence, i)}
        return "dobj" in held and not held & {"aux", "auxpass", "nsubj", "mark", "neg"}
    return token.tag == "VBG" and token.dep == "pcomp" and sentence.tokens[token.head].text.lower() in ("at", "against")


def is_object_gap(sentence: Sentence, i: int) -> bool:
    """Tells whether the noun of relative clause `i` is what its verb is done to ("the village they burned")."""
    subjects = list(tree.kids(sentence, i, ("nsubj", "nsubjpass")))
    return bool(subjects) and subjects[0].lemma not in RELATIVE and not _gap_in_phrase(sentence, i)


def _gap_in_phrase(sentence: Sentence, i: int) -> bool:
    """Tells whether clause `i` says where, when or in what its verb is done ("an attack in which gunmen fired")."""
    near = tree.kids(sentence, i, ("advmod", "prep"))
    words = [t.text.lower() for p in near for t in (p, *tree.kids(sentence, p.i, ("pobj",))) if p.i < i]
    return any(word in ("which", "whom", "where", "when") for word in words)


def unbroken(sentence: Sentence, i: int, j: int) -> bool:
    """Tells whether no comma or bracket parts token `i` from token `j` after it ("called him a traitor")."""
    return not any(t.tag in (",", "-LRB-", ":") for t in sentence.tokens[i:j])


def is_time(token: Token) -> bool:
    """Tells whether a noun is a day or hour, by the tagger or by its own word ("set a deadline on Friday")."""
    return token.ent in ("DATE", "TIME") or token.text.lower() in WEEKDAYS


def is_money(sentence: Sentence, i: int) -> bool:
    """Tells whether token `i` is a sum of money that is written in signs: "$500,000, £2bn"."""
    return sentence.tokens[i].pos in ("NUM", *NOUN_TAGS) and any(t.tag == "$" for t in tree.kids(sentence, i))


def head_of(sentence: Sentence, expression: TimeExpression) -> int | None:
    """Returns the token of a time expression that hangs on what is outside it, or None where none of it is in the sentence."""
    inside = [t for t in sentence.tokens if t.start >= expression.start and t.end <= expression.end]
    if not inside:
        inside = [t for t in sentence.tokens if t.start < expression.end and expression.start < t.end]
    if not inside:
        return None
    indices = {t.i for t in inside}
    return next((t.i for t in inside if t.head not in indices), inside[-1].i)
