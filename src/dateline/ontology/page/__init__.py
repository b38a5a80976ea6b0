"""Words that mark furniture, bylines, datelines and stamps on news pages, read from the TOML files beside this one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, cached_property
from importlib.resources import files
from itertools import chain

from dateline.records import LineKind

WORD = re.compile(r"[^\W_]+")
# So much of a line is read to see whether it says that the page is a live blog.
LONGEST_HEAD = 300
# Words that must end a line are looked for in so many characters.
LAST_CHARACTERS = 40


@dataclass(frozen=True, slots=True)
class Cue:
    """One table of cues.toml: what kind of line its words make, where they must stand, and what the line opens."""

    kind: LineKind
    where: str
    heads: str | None
    max_words: int

    def stands(self, pattern: re.Pattern[str], low: str) -> bool:
        """Tells whether words of the cue, a pattern, stand in a lower-case line where they must."""
        if self.where == "whole":
            return pattern.fullmatch(low) is not None
        if self.where == "start":
            return pattern.match(low) is not None
        if self.where == "end":
            return any(found.end() >= len(low) - 1 for found in pattern.finditer(low, max(0, len(low) - LAST_CHARACTERS)))
        return pattern.search(low) is not None


class Phrases:
    """Phrases of one cue that share a key; compiled when a line first has that key."""

    def __init__(self, number: int, words: list[str], where: str) -> None:
        self.number = number
        self._words, self._where = words, where

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The phrases as one pattern, for lower-cased text with straight quotes and single spaces."""
        return _pattern(self._words, self._where)


@dataclass(frozen=True, slots=True)
class CueTable:
    """The cues in file order, and their phrases by what a line must have for them: how it begins, as `opening` tells
    ("*": anyhow), or one of its words."""

    cues: tuple[Cue, ...]
    openings: dict[str, list[Phrases]]
    words: dict[str, list[Phrases]]

    def find(self, low: str, length: int) -> tuple[Cue, ...]:
        """Returns the cues of a line in lower case, with straight quotes and single spaces, that has `length` words."""
        if not low:
            return ()
        found: set[int] = set()
        keyed = [self.openings.get(opening(low), ()), self.openings.get("*", ())]
        keyed += [self.words[word] for word in self.words.keys() & set(WORD.findall(low))]
        for phrases in chain.from_iterable(keyed):
            cue = self.cues[phrases.number]
            if length <= cue.max_words and phrases.number not in found and cue.stands(phrases.pattern, low):
                found.add(phrases.number)
        return tuple(self.cues[number] for number in sorted(found))


@cache
def load_cues() -> CueTable:
    """Returns the cues of cues.toml.

    >>> [cue.kind.value for cue in load_cues().find("share this article", 3)]
    ['share', 'share']
    """
    tables = tomllib.loads(files(__package__).joinpath("cues.toml").read_text(encoding="utf-8"))["cue"]
    openings: dict[str, list[Phrases]] = {}
    words: dict[str, list[Phrases]] = {}
    cues = []
    for number, table in enumerate(tables):
        cues.append(Cue(LineKind(table["kind"]), table["where"], table.get("heads"), table.get("max_words", 8)))
        index = words if table["where"] in ("any", "end") else openings
        for key, phrases in _by_key(table["words"], table["where"]).items():
            index.setdefault(key, []).append(Phrases(number, phrases, table["where"]))
    return CueTable(tuple(cues), openings, words)


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


def _by_key(words: list[str], where: str) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for phrase in words:
        plain = phrase.replace("’", "'")
        if where in ("any", "end"):
            key = max(WORD.findall(plain), key=len)
        else:
            key = "*" if plain.startswith("*") else "0" if plain.startswith("#") else opening(plain)
        groups.setdefault(key, []).append(phrase)
    return groups


@dataclass(frozen=True, slots=True)
class LiveCues:
    """What live.toml says: patterns of a title or first line, of a label, and the strings that they need, patterns of an
    address and of a line that parts entries."""

    title: re.Pattern[str]
    label: re.Pattern[str]
    needs: tuple[str, ...]
    url: re.Pattern[str]
    separator: re.Pattern[str]


@cache
def load_live_cues() -> LiveCues:
    """Returns the marks of live blogs; title and address patterns are for lower-case text."""
    tables = tomllib.loads(files(__package__).joinpath("live.toml").read_text(encoding="utf-8"))
    return LiveCues(
        title=re.compile("|".join(tables["cues"])),
        label=re.compile("|".join(tables["labels"])),
        needs=tuple(tables["needs"]),
        url=re.compile("|".join(tables["urls"])),
        separator=re.compile(tables["separators"]),
    )


class Told(IntEnum):
    """How a page says that it is a live blog: not at all, by a label that menus have as well, in so many words, which a link to
    another page may be, or by its address, its title or more than one line."""

    NOT = 0
    LABEL = 1
    PLAINLY = 2
    SURELY = 3


def calls_itself_live(url: str | None, title: str | None, heads: Iterable[str]) -> Told:
    """Returns how the address of a page, its title and its first lines say that it is a live blog.

    >>> calls_itself_live(None, None, ["Harbour strike live: talks go on"])
    <Told.PLAINLY: 2>
    """
    cues = load_live_cues()
    if (url and cues.url.search(url.lower())) or (title and _how(title, cues) is Told.PLAINLY):
        return Told.SURELY
    told = Told.NOT
    for head in heads:
        how = _how(head, cues)
        if how is told is Told.PLAINLY:
            return Told.SURELY
        told = max(told, how)
    return told


def _how(head: str, cues: LiveCues) -> Told:
    low = head[:LONGEST_HEAD].lower()
    if not any(need in low for need in cues.needs):
        return Told.NOT
    if cues.title.search(low):
        return Told.PLAINLY
    return Told.LABEL if cues.label.search(low) else Told.NOT


def _pattern(words: list[str], where: str) -> re.Pattern[str]:
    body = "|".join(_phrase(phrase) for phrase in sorted(words, key=len, reverse=True))
    return re.compile(f"(?:{body})" if where != "whole" else f"(?:{body})[:.…»›>]?")


def _phrase(phrase: str) -> str:
    escaped = re.escape(phrase.strip().replace("’", "'")).replace(r"\ ", " ")
    escaped = escaped.replace(r"\#", r"\d[\d,.:/k]*").replace(r"\*", r"[^\s:]+(?: [^\s:]+){0,3}")
    before = r"(?<!\w)" if phrase[0].isalnum() else ""
    after = r"(?!\w)" if phrase[-1].isalnum() else ""
    return before + escaped + after
