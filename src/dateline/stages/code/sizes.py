"""How many died, were hurt, were arrested, or took part."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from dateline.records import Count, Token
from dateline.stages.code.acts import Act
from dateline.stages.code.graph import Graph
from dateline.stages.code.parsed import VERB_TAGS
from dateline.text import tree

UNITS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40,
    "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "dozen": 12, "hundred": 100, "thousand": 1000, "million": 1_000_000,
}  # fmt: skip
# Vague plurals as ranges: at least two of the unit, fewer than the next unit.
VAGUE = {
    "dozens": (24, 99),
    "scores": (40, 199),
    "hundreds": (200, 999),
    "thousands": (2000, 9999),
    "several": (3, 9),
    "tens": (20, 99),
}


@dataclass(frozen=True, slots=True)
class Counted:
    """A number told of an act, and the token of the noun or number that it stands with."""

    count: Count
    token: int


def counts_of(act: Act, graph: Graph) -> dict[str, Counted]:
    """Returns what is counted of `act`, by the name of the field of `Size`; the first count of each kind that is told."""
    found: dict[str, Counted] = {}
    for i in _verbs(act, graph):
        people = graph.subjects(i) if graph.tokens[i].lemma == "die" else graph.objects(i)
        counted = _first(graph, people)
        if counted is not None:
            for kind in _kinds(graph, i, people, act):
                found.setdefault(kind, counted)
    if act.event == "PROTEST" and (marching := _first(graph, [p.token for p in act.actor])):
        found["participants"] = marching
    return found


def _first(graph: Graph, heads: Iterable[int]) -> Counted | None:
    return next((Counted(count, i) for i in heads if (count := count_of(graph, i)) is not None), None)


def _kinds(graph: Graph, i: int, people: list[int], act: Act) -> list[str]:
    """What verb `i` did to the `people` that it counts: *dead*, *injured* or *arrested*."""
    lemma, known = graph.tokens[i].lemma, graph.lexicon.words
    if lemma == "leave":  # "left nine dead and two wounded"
        states = {t.lemma for t in tree.kids(graph.sentence, i, ("oprd", "ccomp", "acomp"))}
        states |= {t.lemma for j in people for t in tree.kids(graph.sentence, j, ("acl", "amod", "advmod"))}
        hurt = bool(states & known("hurting"))
        return ["dead"] * ("dead" in states) + ["injured"] * hurt
    shot = lemma == "shoot" and not any(t.text.lower() == "dead" for t in tree.kids(graph.sentence, i))
    if lemma in known("dying") and not shot:
        return ["dead"]
    if lemma in known("hurting"):
        return ["injured"]
    return ["arrested"] if lemma in known("arresting") and act.event == "COERCE" and "seize" not in act.modes else []


def _verbs(act: Act, graph: Graph) -> list[int]:
    """The act's predicate and the verbs of death and injury around it."""
    clause = tree.clause_head(graph.sentence, act.token)
    near = [act.token, clause, *(t.i for t in tree.kids(graph.sentence, clause, ("conj", "advcl", "relcl", "acl")))]
    near += [t.i for t in tree.kids(graph.sentence, act.token, ("conj", "advcl", "relcl", "acl"))]
    return [i for i in dict.fromkeys(near) if graph.tokens[i].pos in VERB_TAGS]


def count_of(graph: Graph, head: int) -> Count | None:
    """Returns the number that stands with noun `head`, or that it is itself; a range where that is told."""
    token = graph.tokens[head]
    text = _plain(token)
    if between := _range(graph, head):
        return between
    if text in VAGUE:
        return VAGUE[text]
    words = list(tree.kids(graph.sentence, head, ("nummod", "quantmod", "amod", "advmod", "compound", "det")))
    number: int | None = _number(text)
    for t in words:
        lowered = t.text.lower()
        if lowered in VAGUE:
            return VAGUE[lowered]
        if t.dep == "nummod" or (t.dep == "compound" and t.pos == "NUM"):
            number = _phrase_number(graph, t.i) if number is None else number
    if (
        number is None
        and token.pos in ("NOUN", "PROPN")
        and token.tag in ("NN", "NNP")
        and any(t.text.lower() in ("a", "an") for t in words)
    ):
        number = 1
    return number


def _range(graph: Graph, head: int) -> tuple[int, int] | None:
    """The range that stands with noun `head`: *between 10 and 15 soldiers*, *10 to 15 soldiers*, *tens of thousands*."""
    inside = set(tree.subtree(graph.sentence, head, without=("relcl", "acl", "advcl", "conj", "appos")))
    inside |= {j for t in tree.kids(graph.sentence, head, ("nummod",)) for j in tree.subtree(graph.sentence, t.i)}
    words = [_plain(graph.tokens[j]) for j in sorted(inside)]
    if "tens" in words and "thousands" in words:
        return (20_000, 99_999)
    if "hundreds" in words and "thousands" in words:
        return (200_000, 999_999)
    numbers = [(n, value) for n, w in enumerate(words) if (value := _number(w)) is not None]
    for (n, low), (m, high) in itertools.pairwise(numbers):
        joined = words[n + 1 : m] in (["to"], ["and"], ["-"], ["–"]) and (words[n + 1] != "and" or "between" in words[:n])
        if joined and low < high:
            return (low, high)
    return None


def _phrase_number(graph: Graph, i: int) -> int | None:
    product: int | None = None
    words = [_plain(graph.tokens[j]) for j in tree.subtree(graph.sentence, i)]
    for value in map(_number, words):
        if value is not None:
            product = value if product is None else product * value if value >= 100 or value == 12 else product + value
    return product // 2 if product is not None and "half" in words else product


def _plain(token: Token) -> str:
    """The word of a number without capitals and thousand separators."""
    return token.text.lower().replace(",", "")


def _number(text: str) -> int | None:
    if text in UNITS:
        return UNITS[text] if text not in ("a", "an") else None
    if re.fullmatch(r"\d{1,9}", text):
        return int(text)
    return sum(UNITS[p] for p in text.split("-")) if "-" in text and all(p in UNITS for p in text.split("-")) else None
