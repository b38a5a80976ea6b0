"""Words that mark furniture, bylines, datelines and stamps on news pages, read from the TOML files beside this one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from dateline.records import LineKind

WORD = re.compile(r"[^\W_]+")
# So much of a line is read to see whether it says that the page is a live blog.
LONGEST_HEAD = 300


@dataclass(frozen=True, slots=True)
class Cue:
    """One table of cues.toml: what kind of line its words make, where they must stand, and what the line opens.

    `keys` holds, by `opening`, how its phrases begin (`start`, `whole`), or the longest word of each (`any`, `end`): a line
    without one of them need not be searched. None: any line must be.
    """

    kind: LineKind
    where: str
    heads: str | None
    max_words: int
    pattern: re.Pattern[str]
    keys: frozenset[str] | None


@cache
def load_cues() -> tuple[Cue, ...]:
    """Returns the cues in file order; patterns are for lower-cased text with straight quotes and single spaces."""
    tables = tomllib.loads(files(__package__).joinpath("cues.toml").read_text(encoding="utf-8"))["cue"]
    return tuple(
        Cue(
            kind=LineKind(table["kind"]),
            where=table["where"],
            heads=table.get("heads"),
            max_words=table.get("max_words", 8),
            pattern=_pattern(table["words"], table["where"]),
            keys=_keys(table["words"], table["where"]),
        )
        for table in tables
    )


@cache
def load_words(name: str) -> frozenset[str]:
    """Returns one of the lists of words.toml: ``function`` or ``common``.

    >>> "the" in load_words("function")
    True
    """
    lists = tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))
    return frozenset(lists[name].split())


def opening(text: str) -> str:
    """Returns what a lower-case text begins with: its first word, ``0`` for a number, else its first character.

    >>> opening("share this"), opening("12 comments"), opening("(reporting by")
    ('share', '0', '(')
    """
    if text[:1].isdigit():
        return "0"
    word = WORD.match(text)
    return word.group() if word else text[:1]


def _keys(words: list[str], where: str) -> frozenset[str] | None:
    phrases = [phrase.replace("’", "'") for phrase in words]
    if where in ("any", "end"):
        return frozenset(max(WORD.findall(phrase), key=len, default="") for phrase in phrases)
    if any(phrase.startswith("*") for phrase in phrases):
        return None
    return frozenset("0" if phrase.startswith("#") else opening(phrase) for phrase in phrases)


@dataclass(frozen=True, slots=True)
class LiveCues:
    """What live.toml says: patterns of a title or first line and the strings that it needs, patterns of an address and of a
    line that parts entries."""

    title: re.Pattern[str]
    needs: tuple[str, ...]
    url: re.Pattern[str]
    separator: re.Pattern[str]


@cache
def load_live_cues() -> LiveCues:
    """Returns the marks of live blogs; title and address patterns are for lower-case text."""
    tables = tomllib.loads(files(__package__).joinpath("live.toml").read_text(encoding="utf-8"))
    return LiveCues(
        title=re.compile("|".join(tables["cues"])),
        needs=tuple(tables["needs"]),
        url=re.compile("|".join(tables["urls"])),
        separator=re.compile(tables["separators"]),
    )


def calls_itself_live(url: str | None, heads: Iterable[str]) -> bool:
    """Tells whether the address of a page, its title or one of its first lines says that it is a live blog.

    >>> calls_itself_live(None, ["Harbour strike live: talks go on"])
    True
    """
    cues = load_live_cues()
    if url and cues.url.search(url.lower()):
        return True
    lows = (head[:LONGEST_HEAD].lower() for head in heads)
    return any(any(need in low for need in cues.needs) and cues.title.search(low) for low in lows)


def _pattern(words: list[str], where: str) -> re.Pattern[str]:
    body = "|".join(_phrase(phrase) for phrase in sorted(words, key=len, reverse=True))
    return re.compile(f"(?:{body})" if where != "whole" else f"(?:{body})[:.…»›>]?")


def _phrase(phrase: str) -> str:
    escaped = re.escape(phrase.strip().replace("’", "'")).replace(r"\ ", " ")
    escaped = escaped.replace(r"\#", r"\d[\d,.:/k]*").replace(r"\*", r"[^\s:]+(?: [^\s:]+){0,3}")
    before = r"(?<!\w)" if phrase[0].isalnum() else ""
    after = r"(?!\w)" if phrase[-1].isalnum() else ""
    return before + escaped + after
