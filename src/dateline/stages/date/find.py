"""Finding time expressions: the tables of ontology/dates as one regular expression, and what it matches."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from dateline.ontology.page.stamps import zone_names
from dateline.text.normal import normalise

_MACRO = re.compile(r"\{([a-z_]+)\}")
_BEHIND = re.compile(r"\(\?<=\\b\(\?:([a-z|]+)\) \)")
_WORD = re.compile(r"[^\W_]+")
# What is syntax in a pattern, not a word that it matches.
_SYNTAX = re.compile(r"\\.|\[[^\]]*\]|\(\?(?:[:!=]|<[!=])")
_KINDS = {
    name: 1 << bit
    for bit, name in enumerate(
        ("digit", "month", "weekday", "season", "part_of_day", "unit", "ordinal", "holiday", "era", "other")
    )
}
_DIGIT, _OTHER = _KINDS["digit"], _KINDS["other"]
# How far beyond its run a match may look for what must or must not follow.
_REACH = 40
_RUN_WORDS = 200
_LEFT = r"(?=\w)(?<![\w$£€#])(?<!\d[.,/:])"
_RIGHT = r"(?!\w)"
# Dashes of all kinds are hyphens here; letters beyond ASCII keep their case, so that lower case has the same length.
_PLAIN = {ord(dash): "-" for dash in "‐‑‒–—−"} | {ord("ʼ"): "'", ord("′"): "'"}
_LOWER = {c: c + 32 for c in range(65, 91)}
# A line wrapped by its sender goes on in the next: it is long, ends in a word or comma, and no empty line follows.
_WRAP = re.compile(r"(?<=[^\n]{50}[\w,;])\n(?=[a-z0-9A-Z])")


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of patterns.toml: how an expression is written and which reading gives its value."""

    name: str
    reads: str
    regex: re.Pattern[str]
    needs: int
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
    vague: frozenset[str]
    play: frozenset[str]
    count_nouns: frozenset[str]
    not_weekday_after: frozenset[str]
    not_weekday_before: frozenset[str]
    holiday: dict[str, dict[str, Any]]
    era: dict[str, tuple[int, int]]
    common_eras: frozenset[str]
    era_deeds: frozenset[str]
    era_edge: dict[str, str]


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
    """The compiled patterns. `known` gives the kinds of every word that a pattern can match, `fitting` the rules whose
    needs some kinds meet (filled as texts are read)."""

    rules: tuple[Rule, ...]
    words: Words
    known: dict[str, int]
    fitting: dict[int, tuple[Rule, ...]] = field(default_factory=dict)

    def find(self, plain: PlainText) -> Iterator[Match]:
        """Yields the matches in text order; none overlaps another."""
        low, at = plain.low, 0
        for starts, end, kinds in self._runs(low):
            rules = self._fitting(kinds)
            reach = min(len(low), end + _REACH)
            for start in starts:
                if start >= at and (match := _longest(rules, low, start, reach)):
                    yield match
                    at = match.end

    def _runs(self, low: str) -> Iterator[tuple[list[int], int, int]]:
        """The runs of words that the patterns know, those with a word that tells of time: where each word starts, where the
        run ends, and the kinds of word in it. A match never leaves its run; it is cut after 200 words, for broken pages."""
        known = self.known
        starts: list[int] = []
        end, kinds = -1, 0
        for found in _WORD.finditer(low):
            word = found[0]
            kind = known.get(word)
            if kind is None and "0" <= word[0] <= "9":
                kind = _DIGIT
            if kind is None or len(starts) > _RUN_WORDS:
                if kinds:
                    yield starts, end, kinds
                starts, kinds = [], 0
            if kind is not None:
                starts.append(found.start())
                kinds |= kind
                end = found.end()
        if kinds:
            yield starts, end, kinds

    def _fitting(self, kinds: int) -> tuple[Rule, ...]:
        rules = self.fitting.get(kinds)
        if rules is None:
            rules = self.fitting[kinds] = tuple(rule for rule in self.rules if not rule.needs & ~kinds)
        return rules


def _longest(rules: tuple[Rule, ...], low: str, start: int, reach: int) -> Match | None:
    length, best, best_rule = start, None, None
    for rule in rules:
        found = rule.regex.match(low, start, reach)
        if found and found.end() > length:
            length, best, best_rule = found.end(), found, rule
    if best is None or best_rule is None:
        return None
    groups = {name: text for name, text in best.groupdict().items() if text is not None}
    return Match(start, length, best_rule, groups, {name: best.span(name) for name in groups})


def plain_text(piece: str) -> PlainText:
    """Returns the piece with plain quotes, hyphens and blanks, and its copy in lower case."""
    if piece.isascii():
        text, offsets = piece.replace("\t", " ").replace("\x00", " "), None
    else:
        normal = normalise(piece)
        text, offsets = normal.text.translate(_PLAIN), normal.offsets
    if "\r" in text:
        text = text.replace("\r", " ")
    if "\n" in text:
        text = _WRAP.sub(" ", text)
    low = text.lower()
    return PlainText(text, low if len(low) == len(text) else text.translate(_LOWER), offsets)


@cache
def finder() -> Finder:
    """Returns the patterns of ontology/dates, compiled once."""
    words_table, patterns = _load("words"), _load("patterns")
    words = _words(words_table)
    macros = _macros(words_table, patterns["macro"], words)
    rules = []
    for row in patterns["rule"]:
        source = _expand(row["pattern"], macros)
        needs = sum(_KINDS[kind] for kind in row.get("needs", "").split())
        rules.append(Rule(row["name"], row["reads"], re.compile(f"{_LEFT}(?:{source}){_RIGHT}"), needs, row.get("value")))
    return Finder(tuple(rules), words, _vocabulary(words_table, patterns, words))


def _vocabulary(table: dict[str, Any], patterns: dict[str, Any], words: Words) -> dict[str, int]:
    """Every word that a pattern can match, with its plural and singular, and its kinds; 0 for what tells nothing of time."""
    glue, skipped = set(table["glue"]["words"]), {"glue", "count_nouns", "weekday_names", "play", "era_deeds"}
    forms = " ".join([*(form for name, rows in table.items() if name not in skipped for form in rows.get("words", rows)),
                      *zone_names()])  # fmt: skip
    sources = _MACRO.sub(" ", " ".join([*patterns["macro"].values(), *(row["pattern"] for row in patterns["rule"])]))
    found = re.findall(r"[a-z]+", f"{forms} {_SYNTAX.sub(' ', sources)}")
    known = {
        form: 0 if form in glue else _OTHER for word in found for form in (word, word + "s", word.removesuffix("s")) if form
    }
    kinds = (("month", words.month), ("weekday", words.weekday), ("season", words.season), ("unit", words.unit))
    for kind, names in kinds:
        for name in list(names):
            for form in (name, name + "s"):
                known[form] = known.get(form, 0) | _KINDS[kind]
    known |= {f"{form}long": _KINDS["unit"] for unit in words.unit for form in (unit, unit + "s")}
    for name in words.ordinal:
        for form in name.split("-"):
            known[form] = known.get(form, 0) | _KINDS["ordinal"]
    for name in words.part_of_day:
        for form in name.split():
            known[form] = known.get(form, 0) | _KINDS["part_of_day"]
    for kind, text in (("holiday", " ".join(words.holiday)), ("era", " ".join(words.era))):
        for form in _WORD.findall(text):
            if not form[0].isdigit():
                known[form] = known.get(form, 0) | (0 if form in glue else _KINDS[kind])
    known |= dict.fromkeys(("century", "centuries", "millennium"), _KINDS["unit"])
    known["nighttime"] = _KINDS["part_of_day"]
    known |= {f"{letter}{number}": _DIGIT for letter in "qh" for number in range(1, 5)}
    return {form: kinds & ~_OTHER or kinds for form, kinds in known.items()}


def load_rules() -> list[dict[str, Any]]:
    """Returns the rows of patterns.toml as they stand, examples included."""
    rows: list[dict[str, Any]] = _load("patterns")["rule"]
    return rows


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads((files("dateline.ontology") / "dates" / f"{name}.toml").read_text(encoding="utf-8"))


def _words(table: dict[str, Any]) -> Words:
    eras = _load("eras")["era"]
    return Words(
        month=table["month"] | table["month_short"],
        weekday=table["weekday"] | table["weekday_short"],
        season=table["season"],
        part_of_day=table["part_of_day"],
        unit=table["unit"],
        number=table["number"] | table["single"],
        ordinal=table["ordinal"],
        decade=table["decade"],
        vague=frozenset(table["vague"]["words"]),
        play=frozenset(table["play"]["words"]),
        count_nouns=frozenset(table["count_nouns"]["words"]),
        not_weekday_after=frozenset(table["weekday_names"]["after"]),
        not_weekday_before=frozenset(table["weekday_names"]["before"]),
        holiday={name: row for row in _load("holidays")["holiday"] for name in row["names"]},
        era={name: tuple(row["years"]) for row in eras for name in (*row.get("names", ()), *row.get("common", ()))},
        common_eras=frozenset(name for row in eras for name in row.get("common", ())),
        era_deeds=frozenset(table["era_deeds"]["words"]),
        era_edge=table["era_edge"],
    )


def _macros(table: dict[str, Any], macros: dict[str, str], words: Words) -> dict[str, str]:
    """Every table as alternatives (long ones first), and the macros, which may use both."""
    sources = {name: list(rows.get("words", rows)) for name, rows in table.items()}
    sources |= {"holiday": list(words.holiday), "era": list(words.era), "zone": zone_names()}
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
