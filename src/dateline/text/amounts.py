"""How many of something, as a reader says it."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """Returns a number of things in words.

    >>> counted(1, "story"), counted(2000, "story"), counted(0, "page")
    ('1 story', '2,000 stories', '0 pages')
    """
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else plural}"
