"""Titles of office holders whose dates bound a text's own."""

from __future__ import annotations

import re

OFFICES = (
    "President", "Vice President", "Prime Minister", "Deputy Prime Minister", "Chancellor", "Premier", "Foreign Minister",
    "Defense Minister", "Defence Minister", "Secretary of State", "Secretary of Defense", "Secretary-General",
    "Secretary General", "leader", "King", "Queen", "Emir", "Supreme Leader", "Pope", "Foreign Secretary", "Home Secretary",
    "Defence Secretary",
)  # fmt: skip
_WORD = r"[A-Z](?:[\w-]|['’](?!s\b)){0,30}"
# A title, then one to four capitalised words (and name particles); bounded repetition, so that no text makes it slow.
TITLE = re.compile(
    rf"\b(?P<title>{'|'.join(re.escape(o) for o in sorted(OFFICES, key=len, reverse=True))}) "
    rf"(?P<name>{_WORD}(?: (?:(?:al|el|bin|ibn|von|van|der|den|de|da|di|dos|del|la|le|ben|abu|ul)[ -])?{_WORD}){{0,3}})"
)
