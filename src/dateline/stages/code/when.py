"""When an act happened: the time expression that hangs on it, read by tense, bounded by the story's date."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from dateline.records import DateInfo, DateSense, Sentence, Status, StoryDate, TimeExpression, Token
from dateline.stages.code.acts import SPOKEN, Act, any_akin
from dateline.stages.code.graph import VERB_TAGS, Graph
from dateline.stages.code.parties import Parties
from dateline.text import tree

ONE_YEAR_DAYS = 366


@dataclass(frozen=True, slots=True)
class When:
    """First and last day (None: open), how it is known, its sense, and whether it is history (over a year old)."""

    first: str | None
    last: str | None
    info: DateInfo
    sense: DateSense | None
    past: bool = False


def times_of(acts: list[Act], graph: Graph, parties: Parties, times: Iterable[TimeExpression]) -> dict[int, TimeExpression]:
    """Returns, by predicate token, the time expression that dates each act of the sentence."""
    owners: dict[int, TimeExpression] = {}
    shared: dict[int, TimeExpression] = {}
    tokens_of = {token: act.token for act in acts for token in act.tokens - act.content}
    inside = {token for act in acts for token in act.content} - tokens_of.keys()
    for expression in times:
        if expression.type in ("DURATION", "SET") and not expression.first:
            continue
        head = _head_of(graph.sentence, expression)
        if head is None or any(t.i in inside for t in tree.ancestors(graph.sentence, head)):
            continue  # "offered to meet on Thursday": the day is of what is offered
        found = _owners(head, graph, acts, tokens_of) or _said_by_itself(head, graph, parties, acts)
        for n, owner in enumerate(found):
            table = owners if n == 0 else shared
            if owner not in table or _finer(expression, table[owner]):
                table[owner] = expression
    return shared | owners


def _head_of(sentence: Sentence, expression: TimeExpression) -> int | None:
    inside = [t for t in sentence.tokens if t.start >= expression.start and t.end <= expression.end]
    if not inside:
        inside = [t for t in sentence.tokens if t.start < expression.end and expression.start < t.end]
    if not inside:
        return None
    indices = {t.i for t in inside}
    return next((t.i for t in inside if t.head not in indices), inside[-1].i)


def _owners(head: int, graph: Graph, acts: list[Act], tokens_of: dict[int, int]) -> list[int]:
    """Climbs from the expression to the nearest act; at a verb that names no act, to the acts whose clause it heads."""
    sentence = graph.sentence
    for token in [sentence.tokens[head], *tree.ancestors(sentence, head)]:
        if token.i in tokens_of:
            owner = tokens_of[token.i]
            return [owner, *_coordinated(owner, graph, tokens_of)]
        if token.pos in VERB_TAGS and not graph.misread(token.i):
            below = [a.token for a in acts if a.nominal and tree.clause_head(sentence, a.token) == token.i]
            controlled = [a.token for a in acts if _is_of(sentence.tokens[a.token], token.i)]
            if below or controlled:
                return below + controlled
            if beside := _coordinated(token.i, graph, tokens_of):
                return beside  # "In 2021 Minsk forced down a plane and arrested a journalist"
            if token.dep not in ("conj", "xcomp") and not (token.dep in ("acl", "relcl") and graph.infinitive(token.i)):
                return []  # of "approved a bid to join on Tuesday" the day is more often of the approval
    return []


def _is_of(token: Token, verb: int) -> bool:
    """Tells whether an act's verb goes on from another: "began to shell on Monday", "fired on Monday, wounding two"."""
    return token.head == verb and (token.dep == "xcomp" or (token.dep == "advcl" and token.tag == "VBG"))


def _said_by_itself(head: int, graph: Graph, parties: Parties, acts: list[Act]) -> list[int]:
    """The acts of speech that whoever does them tells of: "Mali condemned the raid, its spokesman said on Monday"."""
    for token in tree.ancestors(graph.sentence, head):
        if token.pos in VERB_TAGS and any(row.operator == "speech" for row in graph.matches.get(token.i, ())):
            told = {t.i for t in tree.kids(graph.sentence, token.i, ("ccomp",))}
            speakers = parties.at(graph.subjects(token.i))
            return [a.token for a in acts if a.token in told and a.event in SPOKEN and any_akin(a.actor, speakers)]
    return []


def _coordinated(owner: int, graph: Graph, tokens_of: dict[int, int]) -> list[int]:
    """Acts coordinated with the owner share its time ("Police raided the paper and arrested its editor on Monday")."""
    first = tree.first_conjunct(graph.sentence, owner)
    return [tokens_of[j] for j in tree.conjuncts(graph.sentence, first) if j != owner and j in tokens_of]


def _finer(new: TimeExpression, old: TimeExpression) -> bool:
    order = {"day": 0, "week": 1, "month": 2, "season": 3, "quarter": 3, "year": 4, "decade": 5, "century": 6}
    return order.get(new.granularity or "", 9) < order.get(old.granularity or "", 9)


def when(act: Act, expression: TimeExpression | None, story: StoryDate | None) -> When:
    """Returns when `act` happened, as far as its time expression and the story's date tell."""
    if expression is None or act.ahead:
        return When(None, None, DateInfo(), None)
    first, last, value = expression.first, expression.last, expression.value
    if expression.later is not None and act.status is Status.FUTURE:
        first, last, value = expression.later.first, expression.later.last, expression.later.value
    if value.endswith("_REF") and not first:
        return When(None, None, DateInfo(), None)
    info = DateInfo(
        text=expression.text,
        value=value,
        granularity=expression.granularity,
        basis=expression.basis,
        offset=expression.offset if not first else None,
    )
    return When(first, last or first, info, expression.sense, _is_past(last or first, story))


def _is_past(last: str | None, story: StoryDate | None) -> bool:
    """Tells whether a day lies more than a year before the story was, or can have been, published."""
    floor = story and (story.published or story.first)
    if not last or not floor:
        return False
    try:
        gap = datetime.date.fromisoformat(floor[:10]) - datetime.date.fromisoformat(last[:10])
    except ValueError:
        return False
    return gap.days > ONE_YEAR_DAYS
