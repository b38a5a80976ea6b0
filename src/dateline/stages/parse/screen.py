"""Which pieces are worth parsing: those of stories that may be political, with a word that tells or says something.

Words are judged by `dateline.ontology.signs`, from the text alone. What is left out costs a look-up for each word instead of
a parse; benchmarks/REPORT.md says what is saved and what is lost by it.
"""

from __future__ import annotations

from collections.abc import Iterable

from dateline.context import Context
from dateline.ontology.signs import CUE, EVENT, POLITICAL, SIDE, Signs
from dateline.records import LineKind, PageKind, Reading
from dateline.stages.parse.pieces import Piece

# A story may be political news if it has so many different words of politics and words of politics or names of sides are
# this share of its words; or if they are so many that it needs no word of politics. Chosen so that, of the records of ordinary
# pages coded without screening, all but those made of no news at all stay.
POLITICAL_WORDS = 2
SHARE = 0.025
LARGE_SHARE = 0.07
# A story of fewer words needs only a side: it costs little, and has no room for more.
SHORT = 100
TELLING = EVENT | CUE


def screened(pieces: list[Piece], reading: Reading, context: Context) -> list[Piece]:
    """Returns the pieces that can hold an event or say who somebody is.

    A page's story without politics is left out as a whole. Rows that are given as a story or a sentence are judged by line
    only: their claims are wanted, whatever they are about.
    """
    signs = context.signs if context.config.screen else None
    if signs is None:
        return pieces
    text = reading.page.text
    if reading.page.kind is PageKind.PAGE:
        political = {story for story, own in _by_story(pieces).items() if may_be_political(_texts(own, text), signs)}
        pieces = [piece for piece in pieces if piece.story in political]
    return [piece for piece in pieces if _may_tell(piece, text, signs)]


def may_be_political(texts: Iterable[str], signs: Signs) -> bool:
    """Tells whether a story of these texts may be news of politics."""
    words = sided = 0
    politics: set[str] = set()
    found = 0
    for text in texts:
        for word, sign in signs.each(text):
            words += 1
            found |= sign
            sided += bool(sign & (SIDE | POLITICAL))
            if sign & POLITICAL:
                politics.add(word)
    if not found & EVENT or not found & SIDE:
        return False
    share = sided / words
    return words < SHORT or share >= LARGE_SHARE or (share >= SHARE and len(politics) >= POLITICAL_WORDS)


def _may_tell(piece: Piece, text: str, signs: Signs) -> bool:
    """Tells whether a piece has a word that tells or says something, or may say who somebody is."""
    if piece.line.kind is LineKind.HEADLINE:
        return True
    found = signs.of(text[piece.start : piece.end])
    return bool(found & (TELLING | SIDE))


def _by_story(pieces: Iterable[Piece]) -> dict[int, list[Piece]]:
    stories: dict[int, list[Piece]] = {}
    for piece in pieces:
        stories.setdefault(piece.story, []).append(piece)
    return stories


def _texts(pieces: Iterable[Piece], text: str) -> list[str]:
    return [text[piece.start : piece.end] for piece in pieces]
