"""Statements within statements: which of them tell of a speaker of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dateline.stages.attribute.statement import Statement

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
