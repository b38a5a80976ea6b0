"""Titles of office holders whose dates bound a text's own."""

from __future__ import annotations

import re

OFFICES = (
    "President", "Vice President", "Prime Minister", "Deputy Prime Minister", "Chancellor", "Premier", "Foreign Minister",
    "Defense Minister", "Defence Minister", "Secretary of State", "Secretary of Defense", "Secretary-General", "Secretary General",
    "King", "Queen", "Emir", "Supreme Leader", "Pope", "Foreign Secretary", "Home Secretary", "Defence Secretary",
)  # fmt: skip
# A title, then one to four capitalised words; bounded repetition, so that no text makes it slow.
TITLE = re.compile(
    rf"\b(?P<title>{'|'.join(re.escape(o) for o in sorted(OFFICES, key=len, reverse=True))}) "
    r"(?P<name>[A-Z][\w'’-]{1,30}(?: (?:[a-z]{2,3}[ -])?[A-Z][\w'’-]{0,30}){0,3})"
)
