"""Quotations without a cue: within a sentence ('The minister was "not at all impressed" by the offer.'), or right after one
that tells what somebody did ('Lund shook her head. "We never signed."')."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from dateline.ontology.cues import CueTables
from dateline.records import Sentence, Stance
from dateline.stages.attribute.quotes import Quote
from dateline.stages.attribute.sources import source_tokens, subject
from dateline.stages.attribute.statement import Statement
from dateline.stages.attribute.verbs import cue_tokens
from dateline.text.spans import overlap
from dateline.text.tree import ancestors, kid

# Shorter ones are titles, nicknames and words held at arm's length more often than speech.
_FEWEST_WORDS = 4
_OPENING = frozenset('"“„«')
_PERSONAL = frozenset({"he", "she", "they"})
# A quotation is right after a sentence where no more than these many characters, of white space, part them.
_NEAREST = 3


def fragment_statements(
    sentence: Sentence, statements: Sequence[Statement], quotes: Sequence[Quote], tables: CueTables
) -> Iterator[Statement]:
    """Yields a statement for each quotation inside the sentence that no other takes: its speaker is the subject."""
    for quote in quotes:
        if not sentence.start < quote.start < quote.end <= sentence.end:
            continue
        if any(overlap(span, quote.span) for s in statements for span in s.content):
            continue
        inside = [t for t in sentence.tokens if quote.start <= t.start < quote.end]
        words = [t for t in inside if t.pos != "PUNCT"]
        if len(words) < _FEWEST_WORDS or all(
            t.pos == "PROPN" or t.text[0].isupper() for t in words if t.pos not in ("ADP", "DET")
        ):
            continue
        verb = _verb_outside(sentence, {t.i for t in inside}, words[0].i)
        head = None if verb is None else subject(sentence, verb, tables)
        if verb is None or head is None or any(head == t.i for t in inside):
            continue
        yield Statement(
            sentence=sentence,
            cue=cue_tokens(sentence, verb),
            head=head,
            source=source_tokens(sentence, head),
            content=(quote.span,),
            stance=Stance.ASSERTS,
            speech=True,
            anchor=verb,
        )


def led_in(sentence: Sentence, text: str, persons: Container[tuple[int, int]]) -> Statement | None:
    """Returns a statement, its content still open, of whom a sentence without a cue speaks right before a quotation, or None.

    `text` is the page's; `persons` are the mentions of persons, by sentence and token.
    """
    after = text[sentence.end : sentence.end + _NEAREST + 1].lstrip()
    if not after or after[0] not in _OPENING:
        return None
    root = next((t for t in sentence.tokens if t.head == t.i and t.pos in ("VERB", "AUX")), None)
    head = None if root is None else kid(sentence, root.i, ("nsubj", "nsubjpass"))
    if root is None or head is None:
        return None
    if (sentence.index, head.i) not in persons and head.ent != "PERSON" and head.text.lower() not in _PERSONAL:
        return None
    return Statement(
        sentence=sentence,
        cue=cue_tokens(sentence, root.i),
        head=head.i,
        source=source_tokens(sentence, head.i),
        content=(),
        stance=Stance.ASSERTS,
        speech=True,
        told=True,
        reported=True,
        anchor=root.i,
    )


def _verb_outside(sentence: Sentence, inside: set[int], first: int) -> int | None:
    """The verb that governs a quotation from outside."""
    return next((t.i for t in ancestors(sentence, first) if t.i not in inside and t.pos in ("VERB", "AUX")), None)
