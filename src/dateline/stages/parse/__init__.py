"""parse: the kept lines of each story become sentences of tokens with dependencies, those that can tell something."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from dateline.context import Context
from dateline.models.parser import ParsedSentence
from dateline.records import Entry, Issue, IssueReason, Reading, Sentence, Token
from dateline.stages.parse.headless import mended
from dateline.stages.parse.pieces import Piece, is_endless, pieces_of
from dateline.stages.parse.screen import screened
from dateline.text.normal import NormalText, normalise

_WORD = re.compile(r"[^\W\d_]{2}")


def parse(reading: Reading, context: Context) -> Iterator[Sentence | Issue]:
    """Yields the sentences of the page's stories. A sentence never crosses a line of the page, a dateline is no part of one.

    With the setting `screen`, stories and lines that can hold no event are left out.
    """
    most = context.config.max_sentence_tokens
    pieces = [piece for piece in screened(pieces_of(reading), reading, context) if _has_words(reading, piece)]
    for piece in pieces:
        if is_endless(reading.page.text[piece.start : piece.end], most):
            yield _too_long(reading, piece)
    pieces = [piece for piece in pieces if not is_endless(reading.page.text[piece.start : piece.end], most)]
    texts = [normalise(reading.page.text[piece.start : piece.end], context.compounds.left_out) for piece in pieces]
    index = 0
    entries = {story.story: _Entries(story.entries) for story in reading.stories}
    parsed = context.parser.parse(text.text for text in texts)
    for piece, text, sentences in zip(pieces, texts, parsed, strict=True):
        for tokens in sentences:
            if not any(token.pos != "SPACE" for token in tokens):
                continue
            if len(tokens) > most:
                yield _too_long(reading, piece)
                continue
            yield _sentence(reading, piece, index, mended(tokens), text, entries[piece.story])
            index += 1


def _has_words(reading: Reading, piece: Piece) -> bool:
    """Tells whether a piece has a word at all: a line of marks is thousands of sentences to a parser, and says nothing."""
    return _WORD.search(reading.page.text, piece.start, piece.end) is not None


def _too_long(reading: Reading, piece: Piece) -> Issue:
    return Issue(stage="parse", reason=IssueReason.SENTENCE_TOO_LONG, page=reading.page.id, span=(piece.start, piece.end))


class _Entries:
    """The entries of a live blog, looked up by offset."""

    def __init__(self, entries: tuple[Entry, ...]) -> None:
        self._by_start = sorted((entry.start, entry.end, number) for number, entry in enumerate(entries))
        self._starts = [start for start, _, _ in self._by_start]

    def at(self, offset: int) -> int | None:
        """Returns the number of the entry that holds `offset`, None outside of all."""
        place = bisect_right(self._starts, offset) - 1
        if place < 0:
            return None
        _, end, number = self._by_start[place]
        return number if offset < end else None


def _sentence(
    reading: Reading, piece: Piece, index: int, tokens: ParsedSentence, text: NormalText, entries: _Entries
) -> Sentence:
    placed = tuple(_placed(tokens, text, piece.start))
    children: list[list[int]] = [[] for _ in placed]
    for token in placed:
        if token.head != token.i:
            children[token.head].append(token.i)
    words = [t for t in placed if t.pos != "SPACE"]
    start, end = words[0].start, words[-1].end
    return Sentence(
        page=reading.page.id,
        story=piece.story,
        index=index,
        start=start,
        end=end,
        text=reading.page.text[start:end],
        line=piece.line.line,
        line_kind=piece.line.kind,
        entry=entries.at(start),
        tokens=placed,
        children=tuple(map(tuple, children)),
    )


def _placed(tokens: ParsedSentence, text: NormalText, offset: int) -> Iterator[Token]:
    """The tokens with offsets in the page text."""
    for t in tokens:
        if text.offsets is None:
            start, end = offset + t.start, offset + t.end
        else:
            start, end = offset + text.original(t.start), offset + text.original(t.end - 1) + 1
        yield Token(t.i, t.text, t.lemma, t.pos, t.tag, t.dep, t.head, t.ent, start, end)
