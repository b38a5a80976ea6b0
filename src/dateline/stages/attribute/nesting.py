"""Statements within statements: which of them tell of a speaker of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from dateline.ontology.cues import CueTables
from dateline.records import Sentence, Token
from dateline.stages.attribute.sources import owner, source_tokens
from dateline.stages.attribute.statement import Statement
from dateline.text.tree import kid, kids

_NAMES = frozenset({"PERSON", "ORG", "GPE", "NORP"})
_CITING = frozenset({"cite", "quote"})
SameSpeaker = Callable[[Statement, Statement], bool]


def drop_idle(statements: Sequence[Statement], same: SameSpeaker) -> list[Statement]:
    """Returns the statements without those inside another that add no speaker to a chain.

    What a speaker reports of somebody's words stays ("Oslo said Lima denied the plan"). The speaker's own "we think", and
    wishes and plans that are told at second hand, go: they are what is said, and the coder reads them as such.
    """
    kept: list[Statement] = []
    for statement, outer in zip(statements, _outer(statements), strict=True):
        if outer is None or (statement.told and not same(statement, outer) and _named(statement)):
            kept.append(statement)
    return kept


def _named(statement: Statement) -> bool:
    """Tells whether the speaker is named; within a quotation "I" and "they" are not."""
    if statement.head is None:
        return False
    return not statement.quoted or statement.sentence.tokens[statement.head].pos == "PROPN"


def _outer(statements: Sequence[Statement]) -> list[Statement | None]:
    """For each statement, in the order of the text, the one with the shortest span of content around its cue."""
    spans = sorted((start, end, n) for n, s in enumerate(statements) for start, end in s.content)
    outer: list[Statement | None] = []
    active: list[tuple[int, int, int]] = []
    following = 0
    for n, statement in enumerate(statements):
        at = statement.place
        while following < len(spans) and spans[following][0] <= at:
            active.append(spans[following])
            following += 1
        active = [span for span in active if span[1] > at]
        around = [span for span in active if span[2] != n and span[0] <= at]
        shortest = min(around, key=lambda span: span[1] - span[0], default=None)
        outer.append(None if shortest is None else statements[shortest[2]])
    return outer


def origins(statements: Sequence[Statement], tables: CueTables) -> list[Statement]:
    """Returns one sentence's statements with those who are cited made sources of what is said.

    "Radio Lima said, citing officials, that the port was closed": the officials say so, and the radio says that they do.
    """
    done = list(statements)
    for n, citing in enumerate(statements):
        sentence = citing.sentence
        cue = sentence.tokens[citing.anchor]
        cited = kid(sentence, cue.i, ("dobj",)) if cue.lemma in _CITING and cue.tag == "VBG" else None
        if cited is None or not (cited.ent in _NAMES or cited.lemma in tables.speakers or _is_report(sentence, cited, tables)):
            continue
        place = next((m for m, s in enumerate(done) if s.told and m != n and s.head == citing.head and s.content), None)
        if place is None:
            continue
        source = source_tokens(sentence, cited.i)
        aside = (cue.start, sentence.tokens[source[-1]].end)
        said = done[place]
        done[n] = replace(citing, head=cited.i, source=source, content=said.content, told=True, reported=True)
        done[place] = replace(said, content=(*said.content, aside))
    return done


def _is_report(sentence: Sentence, noun: Token, tables: CueTables) -> bool:
    """Tells whether a noun is a document that somebody issued: "a report by the union", not "the release of prisoners"."""
    if noun.lemma not in tables.documents:
        return False
    return owner(sentence, noun.i, tables) is not None or any(
        t.text.lower() in ("a", "an") for t in kids(sentence, noun.i, ("det",))
    )
