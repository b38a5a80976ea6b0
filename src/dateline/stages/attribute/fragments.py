"""Quotations within a sentence that has no cue for them: 'The minister was "not at all impressed" by the offer.'"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dateline.records import Sentence, Stance
from dateline.stages.attribute.quotes import Quote
from dateline.stages.attribute.sources import source_tokens, subject
from dateline.stages.attribute.statement import Statement
from dateline.stages.attribute.verbs import cue_tokens
from dateline.text.spans import overlap
from dateline.text.tree import ancestors

# Shorter ones are titles, nicknames and words held at arm's length more often than speech.
_FEWEST_WORDS = 4


def fragment_statements(sentence: Sentence, statements: Sequence[Statement], quotes: Sequence[Quote]) -> Iterator[Statement]:
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
        head = None if verb is None else subject(sentence, verb)
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


def _verb_outside(sentence: Sentence, inside: set[int], first: int) -> int | None:
    """The verb that governs a quotation from outside."""
    return next((t.i for t in ancestors(sentence, first) if t.i not in inside and t.pos in ("VERB", "AUX")), None)
