"""A sentence that the parser hung on a noun gets its main verb back; one that has none stays as it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dateline.records import Token
from dateline.stages.parse.headless import (
    with_bearers,
    with_infinitives,
    with_main_verb,
    with_participles,
    with_second,
    with_told,
    with_verbs,
)


def sentence(*words: tuple[str, str, str, str, int]) -> tuple[Token, ...]:
    """Tokens of (text, universal tag, Penn tag, dependency, head)."""
    return tuple(
        Token(i, text, text.lower(), pos, tag, dep, head, "", 10 * i, 10 * i + len(text))
        for i, (text, pos, tag, dep, head) in enumerate(words)
    )


# As the small model read it: "evicted" is no participle here.
EVICTED = (
    ("Tanzania", "PROPN", "NNP", "nsubj", 1),
    ("evicted", "VERB", "VBD", "amod", 3),
    ("Maasai", "PROPN", "NNP", "compound", 3),
    ("herders", "NOUN", "NNS", "ROOT", 3),
    (".", "PUNCT", ".", "punct", 3),
)


def test_the_verb_behind_the_first_noun_phrase_heads_the_sentence():
    subject, verb, _, thing, stop = with_main_verb(sentence(*EVICTED))
    assert (verb.dep, verb.head, verb.tag) == ("ROOT", 1, "VBD")
    assert (subject.dep, subject.head) == ("nsubj", 1)
    assert (thing.dep, thing.head) == ("dobj", 1)
    assert stop.head == 1


# "paraded" is no participle where nothing else is a verb.
PARADED = (
    ("Militiamen", "NOUN", "NNS", "ROOT", 0),
    ("paraded", "VERB", "VBN", "acl", 0),
    ("with", "ADP", "IN", "prep", 1),
    ("rifles", "NOUN", "NNS", "pobj", 2),
    (".", "PUNCT", ".", "punct", 0),
)


def test_the_only_verb_of_a_sentence_heads_it():
    subject, verb, *_, stop = with_main_verb(sentence(*PARADED))
    assert (verb.dep, verb.head, verb.tag) == ("ROOT", 1, "VBD")
    assert (subject.dep, subject.head) == ("nsubj", 1)
    assert stop.head == 1


# "offered" is what Chad did, not the talks that it hosted.
OFFERED = (
    ("Chad", "PROPN", "NNP", "ROOT", 0),
    (",", "PUNCT", ",", "punct", 0),
    ("which", "PRON", "WDT", "nsubj", 3),
    ("hosted", "VERB", "VBD", "relcl", 0),
    ("talks", "NOUN", "NNS", "dobj", 3),
    (",", "PUNCT", ",", "punct", 4),
    ("offered", "VERB", "VBN", "acl", 4),
    ("rice", "NOUN", "NN", "dobj", 6),
    (".", "PUNCT", ".", "punct", 0),
)


def test_a_verb_behind_a_relative_clause_heads_the_sentence():
    tokens = with_main_verb(sentence(*OFFERED))
    assert [(t.dep, t.head) for t in tokens if t.i in (0, 3, 6, 8)] == [("nsubj", 6), ("relcl", 0), ("ROOT", 6), ("punct", 6)]


@pytest.mark.parametrize(
    "words",
    [
        EVICTED[:4],  # a headline has no full stop
        (*PARADED[:2], PARADED[4]),
        (PARADED[0], PARADED[4], ("shot", "VERB", "VBN", "acl", 0)),
        (
            ("The", "DET", "DT", "det", 2),
            ("evicted", "VERB", "VBN", "amod", 2),
            ("herders", "NOUN", "NNS", "ROOT", 2),
            EVICTED[4],
        ),
        (("They", "PRON", "PRP", "nsubj", 1), ("left", "VERB", "VBD", "ROOT", 1), (".", "PUNCT", ".", "punct", 1)),
        (),
    ],
    ids=["headline", "men killed", "verb last", "real participle", "has a verb", "empty"],
)
def test_others_stay_as_they_are(words):
    tokens = sentence(*words)
    assert with_main_verb(tokens) == tokens


# "resign" is tagged as a noun behind "demanded that".
RESIGN = (
    ("Officers", "NOUN", "NNS", "nsubj", 1),
    ("demanded", "VERB", "VBD", "ROOT", 1),
    ("ministers", "NOUN", "NNS", "nsubj", 3),
    ("resign", "NOUN", "NN", "ccomp", 1),
)
# A noun that has a determiner is one: "made him a millionaire".
MILLIONAIRE = (
    ("Oil", "NOUN", "NN", "nsubj", 1),
    ("made", "VERB", "VBD", "ROOT", 1),
    ("him", "PRON", "PRP", "nsubj", 4),
    ("a", "DET", "DT", "det", 4),
    ("millionaire", "NOUN", "NN", "ccomp", 1),
)


def test_a_noun_that_has_a_subject_is_a_verb():
    *rest, verb = with_verbs(sentence(*RESIGN))
    assert (verb.pos, verb.tag, verb.dep) == ("VERB", "VBP", "ccomp")
    assert [t.pos for t in rest] == ["NOUN", "VERB", "NOUN"]


def test_a_noun_with_a_determiner_stays_one():
    tokens = sentence(*MILLIONAIRE)
    assert with_verbs(tokens) == tokens


# As the small model read it: the shells fired nobody.
FIRED = (
    ("Shells", "NOUN", "NNS", "nsubj", 1),
    ("fired", "VERB", "VBD", "ROOT", 1),
    ("from", "ADP", "IN", "prep", 1),
    ("Syria", "PROPN", "NNP", "pobj", 2),
    ("killed", "VERB", "VBD", "conj", 1),
    ("two", "NUM", "CD", "dobj", 4),
    (".", "PUNCT", ".", "punct", 1),
)


def test_the_first_of_two_verbs_that_nothing_joins_is_a_participle():
    subject, fired, origin, _, killed, _, stop = with_participles(sentence(*FIRED))
    assert (killed.dep, killed.head) == ("ROOT", 4)
    assert (subject.dep, subject.head) == ("nsubj", 4)
    assert (fired.tag, fired.dep, fired.head) == ("VBN", "acl", 0)
    assert (origin.head, stop.head) == (1, 4)


@pytest.mark.parametrize(
    "words",
    [
        (("They", "PRON", "PRP", "nsubj", 1), *FIRED[1:]),
        (*FIRED[:3], ("and", "CCONJ", "CC", "cc", 1), *FIRED[4:]),
        (FIRED[0], FIRED[1], ("guns", "NOUN", "NNS", "dobj", 1), *FIRED[3:]),
    ],
)
def test_verbs_that_are_joined_or_whose_object_is_told_stay(words):
    assert with_participles(sentence(*words)) == sentence(*words)


def test_a_verb_below_a_to_taken_for_a_preposition_is_an_infinitive():
    _, threatening, to, assault, *_ = with_infinitives(
        sentence(
            ("admitted", "VERB", "VBD", "ROOT", 0),
            ("threatening", "VERB", "VBG", "xcomp", 0),
            ("to", "PART", "TO", "prep", 1),
            ("assault", "VERB", "VB", "pobj", 2),
            ("him", "PRON", "PRP", "dobj", 3),
        )
    )
    assert (to.dep, to.head) == ("aux", assault.i)
    assert (assault.dep, assault.head) == ("xcomp", threatening.i)


# "was convicted of infecting pigs and sentenced": as read, of infecting and sentenced.
CONVICTED = (
    ("Rask", "PROPN", "NNP", "nsubjpass", 2),
    ("was", "AUX", "VBD", "auxpass", 2),
    ("convicted", "VERB", "VBN", "ROOT", 2),
    ("of", "ADP", "IN", "prep", 2),
    ("infecting", "VERB", "VBG", "pcomp", 3),
    ("pigs", "NOUN", "NNS", "dobj", 4),
    ("and", "CCONJ", "CC", "cc", 4),
    ("sentenced", "VERB", "VBN", "conj", 4),
)


def test_a_participle_joined_to_a_gerund_is_the_second_of_the_verb_above():
    convicted, second = 2, 7
    assert with_second(sentence(*CONVICTED))[second].head == convicted
    alike = tuple(replace(t, text="selling", tag="VBG") if t.i == second else t for t in sentence(*CONVICTED))
    assert with_second(alike) == alike


# "told mayors that the levy rose": as read, a levy that rose mayors.
TOLD = (
    ("Rask", "PROPN", "NNP", "nsubj", 1),
    ("told", "VERB", "VBD", "ROOT", 1),
    ("mayors", "NOUN", "NNS", "dobj", 1),
    ("that", "PRON", "WDT", "dobj", 6),
    ("the", "DET", "DT", "det", 5),
    ("levy", "NOUN", "NN", "nsubj", 6),
    ("rose", "VERB", "VBD", "relcl", 2),
)


def told(verb: str, lemma: str) -> tuple[Token, ...]:
    return tuple(replace(t, text=verb, lemma=lemma) if t.i == 1 else t for t in sentence(*TOLD))


def test_a_clause_with_a_subject_of_its_own_behind_who_is_told_is_what_is_said():
    tokens = with_told(told("told", "tell"))
    assert [(tokens[i].dep, tokens[i].head) for i in (3, 6)] == [("mark", 6), ("ccomp", 1)]
    chosen = told("met", "meet")
    assert with_told(chosen) == chosen


# "the mayor of Puno, Ana Lund": as read, a name of the town.
MAYOR = (
    ("mayor", "NOUN", "NN", "ROOT", 0),
    ("of", "ADP", "IN", "prep", 0),
    ("Puno", "PROPN", "NNP", "pobj", 1),
    (",", "PUNCT", ",", "punct", 2),
    ("Ana", "PROPN", "NNP", "compound", 5),
    ("Lund", "PROPN", "NNP", "appos", 2),
)


@pytest.mark.parametrize(("label", "head"), [("PERSON", 0), ("GPE", 2)])
def test_a_name_beside_a_place_is_that_of_who_holds_the_office_there(label: str, head: int):
    town, name = 2, 5
    tokens = [replace(t, ent="GPE" if t.i == town else label if t.i == name else "") for t in sentence(*MAYOR)]
    assert with_bearers(tuple(tokens))[name].head == head
