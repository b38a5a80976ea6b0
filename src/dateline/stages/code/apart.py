"""What a sentence tells as so long after or before something else: *nine days after it pledged ships*."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from dateline.records import DateBasis, TimeExpression
from dateline.stages.code.graph import Graph
from dateline.stages.code.sizes import count_of
from dateline.text import tree
from dateline.text.calendar import parse_day

# On which side of what is told beside it that lies which stands behind the word.
EARLIER_OR_LATER = {"after": -1, "before": 1}
# The same of words that end a time which is counted from another.
SINCE_THEN = {"before": -1, "earlier": -1, "after": 1, "later": 1}
DAYS = {"day": 1, "week": 7, "fortnight": 14}
# So long after or before is the same day, unless it is counted and is as long as a day.
WITHIN_A_DAY = {"minute": 24 * 60, "hour": 24}


@dataclass(frozen=True, slots=True)
class Stretch:
    """How far what stands behind token `word` lies from what is told beside it: `days` before it (negative) or after it; None
    where that is not told to the day. `top` heads what stands behind it; `ahead`: it comes later ("a week *before* it")."""

    word: int
    top: int
    days: int | None
    ahead: bool

    def holds(self, i: int, graph: Graph) -> bool:
        """Tells whether token `i` stands behind the word."""
        return i == self.top or any(t.i == self.top for t in tree.ancestors(graph.sentence, i))


def stretches(graph: Graph) -> list[Stretch]:
    """Returns the stretches of time that part what a sentence tells, in text order."""
    found = []
    for token in graph.tokens[1:]:
        unit = graph.tokens[token.i - 1]
        side = EARLIER_OR_LATER.get(token.text.lower())
        if side is not None and unit.lemma in graph.lexicon.words("stretches"):
            top = token.head if token.dep == "mark" else token.i
            found.append(Stretch(token.i, top, _days(graph, unit.i, side), side > 0))
    return found


def behind(graph: Graph, found: list[Stretch], i: int) -> Stretch | None:
    """Returns the stretch behind whose word token `i` stands, the nearest of several."""
    return next((stretch for stretch in reversed(found) if stretch.holds(i, graph)), None)


def _days(graph: Graph, unit: int, side: int) -> int | None:
    words = [t.text.lower() for t in tree.kids(graph.sentence, unit)]
    number = 1 if {"a", "the", "one"} & set(words) else count_of(graph, unit)
    lemma = graph.tokens[unit].lemma
    if lemma in WITHIN_A_DAY:
        return 0 if not isinstance(number, int) or number < WITHIN_A_DAY[lemma] else None
    about = any(t.dep in ("advmod", "quantmod", "amod") and t.i < unit for t in tree.kids(graph.sentence, unit))
    if about or not isinstance(number, int) or lemma not in DAYS:
        return None
    return side * number * DAYS[lemma]


def reckoned(graph: Graph, expression: TimeExpression, day: TimeExpression) -> TimeExpression | None:
    """Returns the day of a time that ends so long before or after `day`: *two days earlier, the day before*; else None."""
    end = next((t for t in graph.tokens[1:] if t.end == expression.end), None)
    side = SINCE_THEN.get(end.text.lower()) if end is not None else None
    if end is None or side is None or graph.tokens[end.i - 1].lemma not in DAYS:
        return None
    days = _days(graph, end.i - 1, side)
    found = None if days is None else moved(day, days)
    return found and replace(found, start=expression.start, end=expression.end, text=expression.text, sense=expression.sense)


def moved(expression: TimeExpression, days: int) -> TimeExpression | None:
    """Returns the day so many days after (negative: before) the day that is told; None where that is open."""
    day = parse_day(expression.first)
    if day is None:
        return None
    try:
        value = (day + timedelta(days=days)).isoformat()
    except OverflowError:
        return None
    return replace(expression, value=value, first=value, last=value, basis=DateBasis.RELATIVE, offset=None, later=None)
