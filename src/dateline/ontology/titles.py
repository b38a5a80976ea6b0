"""Titles of office holders whose dates bound a text's own."""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORD = r"[A-Z](?:[\w-]|['’](?!s\b)){0,30}"
_PARTICLE = r"(?:al|el|bin|ibn|von|van|der|den|de|da|di|dos|del|la|le|ben|abu|ul)[ -]"


def titled_name(titles: Iterable[str]) -> re.Pattern[str]:
    """Returns the pattern of one of `titles`, then one to four capitalised words (and name particles); bounded repetition, so
    that no text makes it slow.

    >>> titled_name(["President", "Vice President"]).search("with Vice President Ana de Lund in Oslo").groups()
    ('Vice President', 'Ana de Lund')
    """
    longest_first = sorted(titles, key=lambda title: (-len(title), title))
    written = "|".join(map(re.escape, longest_first)) or r"(?!)"  # without titles nothing is one
    return re.compile(rf"\b(?P<title>{written}) (?P<name>{_WORD}(?: (?:{_PARTICLE})?{_WORD}){{0,3}})")
