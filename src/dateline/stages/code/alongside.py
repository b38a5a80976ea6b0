"""What is told along with something that has a day, and so was done on it: "died on Friday when rebels shelled the town"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from dateline.records import DateSense, Status, StoryDate, TimeExpression, Token
from dateline.stages.code.acts import Act
from dateline.stages.code.clauses import opens_with
from dateline.stages.code.graph import Graph
from dateline.stages.code.parsed import VERB_TAGS, head_of, infinitive
from dateline.text import tree
from dateline.text.calendar import interval_of

# Deeds that news tells within hours of what led to them: "were detained on Monday after they blocked the road".
BODILY = frozenset({"ASSAULT", "COERCE", "PROTEST"})
# Three steps lead from a day to whatever else was done on it: "came on Monday for talks, after which he said ...".
STEPS = 3


def at_once(
    acts: list[Act],
    graph: Graph,
    times: Iterable[TimeExpression],
    dated: Mapping[int, TimeExpression],
    story: StoryDate | None,
) -> dict[int, TimeExpression]:
    """Returns the times of acts that have none of their own, from what each is told along with, by predicate token."""
    days = _days_of_verbs(graph, times)
    found: dict[int, TimeExpression] = {}
    for _ in range(STEPS):
        known = {**dated, **found}
        new = {i: day for act in acts for i, day in _beside(act, acts, graph, known, days) if i not in known}
        new |= {act.token: day for act in acts if act.token not in known and (day := _named_before(act, graph, times))}
        new |= {act.token: day for act in acts if act.token not in known and (day := _since(act, graph, days, story))}
        if not new:
            break
        found |= new
    return found


def clause_of(graph: Graph, act: Act) -> Token:
    """Returns the head of the clause that an act is told in, the first of those joined to it."""
    return graph.tokens[tree.first_conjunct(graph.sentence, tree.clause_head(graph.sentence, act.token))]


def is_opened_by(graph: Graph, clause: Token, words: str) -> bool:
    """Tells whether a clause in the past is opened by one of these words of the grammar, as by *when* or *after*."""
    return clause.dep == "advcl" and _is_past(clause) and opens_with(graph, clause.i, words)


def _is_past(clause: Token) -> bool:
    return clause.tag in ("VBD", "VBN")


def _days_of_verbs(graph: Graph, times: Iterable[TimeExpression]) -> dict[int, TimeExpression]:
    """The day that is told right with each verb, whether or not it names an act."""
    found: dict[int, TimeExpression] = {}
    for expression in times:
        at = head_of(graph.sentence, expression) if expression.granularity == "day" else None
        if at is None:
            continue
        head = graph.tokens[at]
        above = graph.tokens[head.head]
        if head.dep == "pobj" and above.text.lower() == "on":
            above = graph.tokens[above.head]
        if above.pos in VERB_TAGS and above.dep != "relcl":
            found.setdefault(above.i, expression)
    return found


def _beside(
    act: Act, acts: list[Act], graph: Graph, known: Mapping[int, TimeExpression], days: Mapping[int, TimeExpression]
) -> Iterable[tuple[int, TimeExpression]]:
    """The days of an act and of those that it is told along with, as far as one has its from the other."""
    clause = clause_of(graph, act)
    verb = _first_of_its_doer(graph, _governor(graph, clause))
    main = [a for a in acts if _main_verb(graph, a) == verb and a.behind is None]
    day = next((known[a.token] for a in main if a.token in known), None) or days.get(verb)
    if is_opened_by(graph, clause, "afterwards"):
        if not tree.kid(graph.sentence, clause.i, ("aux",)) and day is not None and _is_near(act, main, day):
            yield act.token, day
    elif clause.dep == "advcl" and (clause.tag == "VBG" or is_opened_by(graph, clause, "meanwhile")):
        if day is not None and day.granularity == "day":
            yield act.token, day
        if (own := known.get(act.token)) is not None and own.granularity == "day":
            yield from ((a.token, own) for a in main)
    elif _goes_on_in(act, clause, graph):
        if day is not None and day.granularity == "day":
            yield act.token, day
    elif (meanwhile := _opening(graph, clause, days)) is not None and act.behind is None:
        yield act.token, meanwhile
    elif (own := known.get(act.token)) is not None and (over := _after_talks(act, graph, own)) is not None:
        there = (a for a in acts if a is not act and _main_verb(graph, a) == over and a.behind is None)
        yield from ((a.token, own) for a in there if not a.nominal or tree.clause_head(graph.sentence, a.token) in a.tokens)


def _opening(graph: Graph, clause: Token, days: Mapping[int, TimeExpression]) -> TimeExpression | None:
    """The day of what somebody does meanwhile, told before it: "Speaking in Lima on Monday, the envoy accused"."""
    opening = (t for t in tree.kids(graph.sentence, clause.i, ("advcl",)) if t.tag == "VBG" and t.i < clause.i)
    alone = (t for t in opening if not tree.kid(graph.sentence, t.i, ("aux", "mark")))
    return next((days[t.i] for t in alone if t.i in days), None)


def _governor(graph: Graph, clause: Token) -> int:
    """The verb over a clause: over an infinitive the one that is told ("marched to denounce the bill, blocking the road"), and
    over what tells of a noun that of its own clause ("Tuesday's march in Lima, where officers fired")."""
    above = graph.tokens[clause.head]
    if clause.dep in ("relcl", "pcomp"):
        return tree.clause_head(graph.sentence, above.i)
    while infinitive(graph.sentence, above.i) and above.dep in ("advcl", "xcomp"):
        above = graph.tokens[above.head]
    return above.i


def _first_of_its_doer(graph: Graph, verb: int) -> int:
    """The first of the joined verbs that share the subject of a verb: "on Monday Serbia hit back" is not of what Kosovo did."""
    while graph.tokens[verb].dep == "conj" and not tree.kid(graph.sentence, verb, tree.SUBJECTS):
        verb = graph.tokens[verb].head
    return verb


def _main_verb(graph: Graph, act: Act) -> int:
    return _first_of_its_doer(graph, tree.clause_head(graph.sentence, act.token))


def _is_near(act: Act, main: list[Act], day: TimeExpression) -> bool:
    """Tells whether what led to something is of its time: of its year, and if both are deeds of the body, of its day."""
    bodily = bool(main) and all(a.event in BODILY for a in (act, *main))
    return day.granularity == "year" or (day.granularity == "day" and bodily and act.behind is None)


def _goes_on_in(act: Act, clause: Token, graph: Graph) -> bool:
    """Tells whether an act was done in what is told over it: "a march in Lima, where officers fired tear gas", "used batons to
    disperse them", "hit back by shelling it"."""
    if clause.dep == "pcomp":
        return graph.tokens[clause.head].text.lower() == "by"
    if clause.dep == "xcomp":
        return act.status is Status.ACTUAL and not act.purpose and not act.ahead
    if clause.dep != "relcl" or not _is_past(clause) or _is_perfect(graph, clause):
        return False
    if any(t.text.lower() == "where" for t in tree.kids(graph.sentence, clause.i, ("advmod",))):
        return graph.tokens[clause.head].i + 1 < clause.i and graph.tokens[clause.head + 1].text == ","
    below = (t for p in tree.kids(graph.sentence, clause.i, ("prep",)) for t in tree.kids(graph.sentence, p.i, ("pobj",)))
    inside = graph.lexicon.words("held_in")
    return any(t.text.lower() == "which" and graph.tokens[t.head].text.lower() in inside for t in below)


def _after_talks(act: Act, graph: Graph, day: TimeExpression) -> int | None:
    """The verb of what was done at or after a meeting that has a day: "ordered a truce after talks in Samarkand on Friday", or
    at a protest: "detained 37 people during Tuesday's march"."""
    token = graph.tokens[tree.first_conjunct(graph.sentence, act.token)]
    above = graph.tokens[token.head]
    during = graph.lexicon.words("held_in")
    words = {"CONSULT": during | {"after", "following"}, "PROTEST": during}.get(act.event, frozenset())
    near = day.granularity in ("day", "week")
    if not act.nominal or not near or token.dep != "pobj" or above.text.lower() not in words:
        return None
    verb = graph.tokens[tree.clause_head(graph.sentence, above.i)]
    if infinitive(graph.sentence, verb.i) and verb.dep == "xcomp":  # "agreed to open it after a meeting on Sunday"
        verb = graph.tokens[verb.head]
    return _first_of_its_doer(graph, verb.i)


def _named_before(act: Act, graph: Graph, times: Iterable[TimeExpression]) -> TimeExpression | None:
    """The time right before the *when* of an act's clause: "shut since December, when gunmen stormed it"."""
    clause = clause_of(graph, act)
    when = next((t for t in tree.kids(graph.sentence, clause.i, ("advmod",)) if t.text.lower() == "when"), None)
    if when is None or not _is_past(clause) or when.i < 2:
        return None
    before = graph.tokens[when.i - 2] if graph.tokens[when.i - 1].text == "," else graph.tokens[when.i - 1]
    told = next((e for e in times if e.first and e.type != "DURATION" and e.start <= before.start < e.end), None)
    days = interval_of(told.value) if told is not None else None
    if told is None or days is None:
        return told
    return replace(told, first=days[0].isoformat(), last=days[1].isoformat(), sense=DateSense.WITHIN)


def _since(act: Act, graph: Graph, days: Mapping[int, TimeExpression], story: StoryDate | None) -> TimeExpression | None:
    """The time from the day of something else until now: "have been arrested since the rallies began on Thursday"."""
    clause = clause_of(graph, act)
    begun = (t for t in tree.kids(graph.sentence, clause.i, ("advcl",)) if opens_with(graph, t.i, "from_then"))
    day = next((days[t.i] for t in begun if t.i in days), None)
    if day is None or day.first is None or story is None or not story.published or not _is_perfect(graph, clause):
        return None
    last = max(story.published[:10], day.first)
    return replace(day, last=last, sense=DateSense.WITHIN, later=None)


def _is_perfect(graph: Graph, clause: Token) -> bool:
    return any(t.lemma == "have" for t in tree.kids(graph.sentence, clause.i, ("aux",)))
