"""Finding time expressions: the tables of ontology/dates as one regular expression, and what it matches."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from dateline.text.normal import normalise

_MACRO = re.compile(r"\{([a-z_]+)\}")
_BEHIND = re.compile(r"\(\?<=\\b\(\?:([a-z|]+)\) \)")
_NAMED = re.compile(r"\(\?P<\w+>")
_BACK = re.compile(r"\(\?P=(\w+)\)")
_LEFT = r"(?<![\w$£€#])(?<!\d[.,/:])"
_RIGHT = r"(?!\w)"
# Dashes of all kinds are hyphens here; letters beyond ASCII keep their case, so that lower case has the same length.
_PLAIN = {ord(dash): "-" for dash in "‐‑‒–—−"} | {ord("\r"): " ", ord("ʼ"): "'", ord("′"): "'"}
_LOWER = {c: c + 32 for c in range(65, 91)}
# A line wrapped by its sender goes on in the next: it is long, ends in a word or comma, and no empty line follows.
_WRAP = re.compile(r"(?<=[^\n]{50}[\w,;])\n(?=[a-z0-9A-Z])")


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of patterns.toml: how an expression is written and which reading gives its value."""

    name: str
    reads: str
    regex: re.Pattern[str]
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """The tables of words.toml, holidays.toml and eras.toml, each from the written form to what it means."""

    month: dict[str, int]
    weekday: dict[str, int]
    season: dict[str, str]
    part_of_day: dict[str, str]
    unit: dict[str, str]
    number: dict[str, float]
    ordinal: dict[str, int]
    decade: dict[str, int]
    zone: dict[str, str]
    vague: frozenset[str]
    count_nouns: frozenset[str]
    not_weekday_after: frozenset[str]
    not_weekday_before: frozenset[str]
    holiday: dict[str, dict[str, Any]]
    era: dict[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Match:
    """One match: offsets in the plain text it was found in, its rule and the words of its named groups."""

    start: int
    end: int
    rule: Rule
    words: dict[str, str] = field(default_factory=dict)
    at: dict[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlainText:
    """A piece of text as the patterns like it. `text` keeps capitals, `low` has none; both have the same length."""

    text: str
    low: str
    offsets: tuple[int, ...] | None

    def original(self, offset: int) -> int:
        """Returns the offset in the piece that was given."""
        return offset if self.offsets is None else self.offsets[offset]


@dataclass(frozen=True, slots=True)
class Finder:
    """The compiled patterns."""

    rules: tuple[Rule, ...]
    any_rule: re.Pattern[str]
    words: Words

    def find(self, plain: PlainText, *, start: int = 0, end: int | None = None) -> Iterator[Match]:
        """Yields the matches in text order; none overlaps another."""
        end = len(plain.low) if end is None else end
        at = start
        while found := self.any_rule.search(plain.low, at, end):
            match = self._longest(plain.low, found.start(), end)
            if match is None:
                at = found.start() + 1
                continue
            yield match
            at = match.end

    def _longest(self, low: str, start: int, end: int) -> Match | None:
        best: tuple[int, Rule, re.Match[str]] | None = None
        for rule in self.rules:
            found = rule.regex.match(low, start, end)
            if found and (best is None or found.end() > best[0]):
                best = (found.end(), rule, found)
        if best is None:
            return None
        groups = {name: text for name, text in best[2].groupdict().items() if text is not None}
        return Match(start, best[0], best[1], groups, {name: best[2].span(name) for name in groups})


def plain_text(piece: str) -> PlainText:
    """Returns the piece with plain quotes, hyphens and blanks, and its copy in lower case."""
    normal = normalise(piece)
    text = _WRAP.sub(" ", normal.text.translate(_PLAIN))
    return PlainText(text, text.translate(_LOWER), normal.offsets)


@cache
def finder() -> Finder:
    """Returns the patterns of ontology/dates, compiled once."""
    words_table, patterns = _load("words"), _load("patterns")
    words = _words(words_table)
    macros = _macros(words_table, patterns["macro"], words)
    rules, plain = [], []
    for row in patterns["rule"]:
        source = _expand(row["pattern"], macros)
        rules.append(Rule(row["name"], row["reads"], re.compile(f"{_LEFT}(?:{source}){_RIGHT}"), row.get("value")))
        plain.append(_without_groups(source))
    return Finder(tuple(rules), re.compile(f"{_LEFT}(?:{'|'.join(plain)}){_RIGHT}"), words)


def load_rules() -> list[dict[str, Any]]:
    """Returns the rows of patterns.toml as they stand, examples included."""
    rows: list[dict[str, Any]] = _load("patterns")["rule"]
    return rows


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads((files("dateline.ontology") / "dates" / f"{name}.toml").read_text(encoding="utf-8"))


def _words(table: dict[str, Any]) -> Words:
    return Words(
        month=table["month"] | table["month_short"],
        weekday=table["weekday"] | table["weekday_short"],
        season=table["season"],
        part_of_day=table["part_of_day"],
        unit=table["unit"],
        number=table["number"] | table["single"],
        ordinal=table["ordinal"],
        decade=table["decade"],
        zone=table["zone"],
        vague=frozenset(table["vague"]["words"]),
        count_nouns=frozenset(table["count_nouns"]["words"]),
        not_weekday_after=frozenset(table["weekday_names"]["after"]),
        not_weekday_before=frozenset(table["weekday_names"]["before"]),
        holiday={name: row for row in _load("holidays")["holiday"] for name in row["names"]},
        era={name: tuple(row["years"]) for row in _load("eras")["era"] for name in row["names"]},
    )


def _macros(table: dict[str, Any], macros: dict[str, str], words: Words) -> dict[str, str]:
    """Every table as alternatives (long ones first), and the macros, which may use both."""
    sources = {name: list(rows.get("words", rows)) for name, rows in table.items()}
    sources |= {"holiday": list(words.holiday), "era": list(words.era)}
    alternatives = {
        name: "(?:" + "|".join(re.escape(form).replace("\\ ", " ") for form in sorted(forms, key=len, reverse=True)) + ")"
        for name, forms in sources.items()
    }
    alternatives["unit"] = alternatives["unit"].replace("century", "centur(?:y|ie)")
    for name, source in macros.items():
        alternatives[name] = _expand(source, alternatives)
    return alternatives


def _expand(source: str, macros: dict[str, str]) -> str:
    source = _MACRO.sub(lambda found: macros[found[1]], source)
    return _BEHIND.sub(lambda found: "(?:" + "|".join(rf"(?<=\b{word} )" for word in found[1].split("|")) + ")", source)


def _without_groups(source: str) -> str:
    """The pattern without names, for the alternation of all; what a back reference repeats may be anything short."""
    return _NAMED.sub("(?:", _BACK.sub("[/.]", source))
