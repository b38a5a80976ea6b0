"""Speakers set before or after a colon: "Ruiz: Troops will stay", 'Minister: "We are ready"', "Troops will stay: Ruiz"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from dateline.ontology.cues import CueTables
from dateline.records import LineKind, Reading, Sentence, Span, Stance, Token
from dateline.stages.attribute.content import block_span, is_mark
from dateline.stages.attribute.frames import FINITE
from dateline.stages.attribute.quotes import Quote
from dateline.stages.attribute.statement import Statement

# A longer run before a colon is a clause that announces something, not a name.
_LONGEST_LABEL = 9
_LONGEST_HEADLINE = 250
# How far below a label its name must come again: about the length of a long story.
_NEAR_CHARS = 20_000
_SHORTEST_SAID = 2
_TRAILING = frozenset({":", "-", "–", "—", "--"})
_NAMES = frozenset({"PERSON", "ORG", "GPE", "NORP"})


def label_statement(
    sentences: Sequence[Sentence], quotes: Sequence[Quote], reading: Reading, tables: CueTables, *, first: bool
) -> Statement | None:
    """Returns the statement of a line whose speaker stands before a colon, or behind one at its end, or None.

    `sentences` and `quotes` are those of one line; `first` tells that it opens its story and so may be a headline.
    """
    sentence = sentences[0]
    short = sentences[-1].end - sentence.start <= _LONGEST_HEADLINE
    headline = short and (first or sentence.line_kind is LineKind.HEADLINE)
    colon = next((t.i for t in sentence.tokens[: _LONGEST_LABEL + 2] if t.text == ":"), None)
    said = None if colon is None else _said_after(sentence, colon, sentences[-1].end)
    quote = None if said is None else next((q.span for q in quotes if q.start == said[0]), None)
    quoted = quote is not None
    if colon is not None and (found := _label(sentence, range(0, colon), reading, tables, quoted=quoted)) is not None:
        shouted = all(_shouted(sentence, i) for i in found)
        if said is not None and (headline or quoted or shouted):
            return _statement(sentence, found, colon, quote or said, told=quoted or shouted)
    if headline and len(sentences) == 1:
        return _trailing(sentence, reading, tables)
    return None


def _trailing(sentence: Sentence, reading: Reading, tables: CueTables) -> Statement | None:
    """The statement of a headline that ends in its speaker, after a colon, or after a dash if that is no name: those of papers
    stand there too."""
    tokens = sentence.tokens
    apart = (t.i for t in reversed(tokens) if t.text in _TRAILING and (t.text == ":" or _stands_apart(sentence, t)))
    last = next(apart, None)
    if (
        last is None
        or (tokens[last].text != ":" and not _common(tokens[last + 1 :]))
        or not any(t.tag in FINITE or t.tag in ("VB", "VBN", "VBG") for t in tokens[:last])
    ):
        return None
    found = _label(sentence, range(last + 1, len(tokens)), reading, tables)
    said = block_span(sentence, range(0, last))
    return None if found is None or said is None else _statement(sentence, found, last, said, told=True)


def _stands_apart(sentence: Sentence, dash: Token) -> bool:
    """Tells whether a dash has space before it, and joins no two words: *asylum-seekers*."""
    return dash.i > 0 and sentence.tokens[dash.i - 1].end < dash.start


def _common(tokens: Sequence[Token]) -> bool:
    """Tells whether words hold no name."""
    words = [t.text for t in tokens if t.text.strip() and t.text != "."]
    return bool(words) and all(word.islower() for word in words)


def _label(sentence: Sentence, run: range, reading: Reading, tables: CueTables, *, quoted: bool = False) -> list[int] | None:
    """The tokens of a name or noun phrase that fills a run and can speak, or None; `quoted`: what it labels is a quotation."""
    tokens = sentence.tokens
    found = [i for i in run if tokens[i].text.strip() and not is_mark(tokens[i]) and tokens[i].text != "."]
    if quoted:  # 'Lund on strikes: "Nobody wins"'
        found = list(takewhile(lambda i: tokens[i].text.lower() not in ("on", "after"), found))
    if not found or len(found) > _LONGEST_LABEL or any(tokens[i].pos in ("VERB", "AUX") for i in found):
        return None
    head = tokens[found[-1]]
    if head.ent in _NAMES or any(tokens[i].ent in ("PERSON", "ORG") for i in found) or head.lemma in tables.speakers:
        return found
    if quoted and head.pos in ("PROPN", "NOUN") and head.text[:1].isupper():
        return found
    name = head.text.capitalize() if _shouted(sentence, head.i) else head.text
    if head.pos == "PROPN" and reading.page.text.find(name, sentence.end, sentence.end + _NEAR_CHARS) >= 0:
        return found
    if head.lemma in tables.documents or any(m.sentence == sentence.index and m.head in found for m in reading.mentions):
        return found
    return None


def _shouted(sentence: Sentence, i: int) -> bool:
    """Tells whether a word stands in capitals, as the speakers of a transcript do."""
    word = sentence.tokens[i].text
    return word.isupper() and len(word) > 2


def _said_after(sentence: Sentence, colon: int, end: int) -> Span | None:
    after = [t for t in sentence.tokens[colon + 1 :] if t.text.strip()]
    if len(after) < _SHORTEST_SAID and end <= sentence.end:
        return None
    start = after[0].start if after else sentence.end
    return (start, end) if start < end else None


def _statement(sentence: Sentence, found: list[int], colon: int, said: Span, *, told: bool) -> Statement:
    return Statement(
        sentence=sentence,
        cue=(colon,),
        head=_head(sentence, found),
        source=tuple(range(found[0], found[-1] + 1)),
        content=(said,),
        stance=Stance.ASSERTS,
        speech=told,
        told=True,
        reported=True,
        anchor=colon,
    )


def _head(sentence: Sentence, found: list[int]) -> int:
    """The token that heads the label: the one whose own head stands outside it."""
    inside = set(found)
    nouns = [i for i in found if sentence.tokens[i].pos in ("NOUN", "PROPN", "PRON")] or found
    return next(
        (i for i in reversed(nouns) if sentence.tokens[i].head not in inside or sentence.tokens[i].head == i), nouns[-1]
    )
