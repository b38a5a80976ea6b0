"""attribute: finds who says what, with what words, in direct, indirect, mixed and free quotation."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from itertools import groupby, takewhile

from dateline.context import Context
from dateline.records import Attribution, Issue, Reading, Sentence
from dateline.stages.attribute.fragments import fragment_statements, led_in
from dateline.stages.attribute.labels import label_statement
from dateline.stages.attribute.nesting import drop_idle, origins
from dateline.stages.attribute.nouns import adjective_statements, noun_statements, phrase_statements
from dateline.stages.attribute.quotes import Quote, find_quotes
from dateline.stages.attribute.quoting import join_quotes, settle
from dateline.stages.attribute.speakers import Speakers
from dateline.stages.attribute.statement import Statement
from dateline.stages.attribute.verbs import verb_statements
from dateline.text.spans import within_any


def attribute(reading: Reading, context: Context) -> Iterator[Attribution | Issue]:
    """Yields the attributed statements of the page, story by story, in the order of their cues.

    Source, cue and content are spans in the page text. The content of a chain's outer statement contains the inner one.
    """
    for story, sentences in groupby(reading.sentences, key=lambda s: s.story):
        speakers = Speakers(reading, story, context.cues)
        for statement in drop_idle(story_statements(reading, sentences, context), speakers.same):
            yield speakers.attribution(statement)


def story_statements(reading: Reading, sentences: Iterable[Sentence], context: Context) -> list[Statement]:
    """Returns one story's statements in the order of their cues, those within others included."""
    text = reading.page.text
    persons = {(m.sentence, m.head) for m in reading.mentions if m.person}
    statements: list[Statement] = []
    quotes_of: list[list[Quote]] = []
    for number, sentences_of in enumerate(_paragraphs(text, sentences)):
        quotes = find_quotes(text, start=sentences_of[0].start, end=sentences_of[-1].end)
        found = [*_paragraph_statements(sentences_of, quotes, reading, context, persons=persons, first=number == 0)]
        statements += [replace(s, paragraph=number) for s in sorted(found, key=lambda s: s.at)]
        quotes_of.append(quotes)
    return sorted(join_quotes(statements, quotes_of, text), key=lambda s: s.place)


def _paragraphs(text: str, sentences: Iterable[Sentence]) -> Iterator[list[Sentence]]:
    """Yields the sentences that stand between two line ends of the page text."""
    paragraph: list[Sentence] = []
    for sentence in sentences:
        if paragraph and "\n" in text[paragraph[-1].end : sentence.start]:
            yield paragraph
            paragraph = []
        paragraph.append(sentence)
    if paragraph:
        yield paragraph


def _paragraph_statements(
    sentences: list[Sentence],
    quotes: list[Quote],
    reading: Reading,
    context: Context,
    *,
    persons: Collection[tuple[int, int]],
    first: bool,
) -> Iterator[Statement]:
    ends = [q.end for q in quotes]
    labelled = label_statement(sentences, quotes, reading, context.cues, first=first)
    for number, sentence in enumerate(sentences):
        near = _near(quotes, ends, sentence)
        found = origins(_sentence_statements(sentence, context, near), context.cues)
        settled = settle(found, near)
        if (
            number == 0
            and labelled is not None
            and not any(s.told and within_any(s.content, labelled.cue_span) for s in settled)
        ):
            yield labelled
        yield from settled
        if not any(s.speech and s.head is not None for s in settled) and not any(q.start < sentence.end <= q.end for q in near):
            tentative = led_in(sentence, reading.page.text, persons)
            if tentative is not None:
                yield tentative
        yield from fragment_statements(sentence, settled, near, context.cues)


def _near(quotes: list[Quote], ends: list[int], sentence: Sentence) -> list[Quote]:
    """The quotations that share text with a sentence; by bisection, since a page may be one line."""
    first = bisect_right(ends, sentence.start)
    return list(takewhile(lambda q: q.start < sentence.end, quotes[first : first + len(sentence.tokens)]))


def _sentence_statements(sentence: Sentence, context: Context, quotes: list[Quote]) -> list[Statement]:
    cues = context.cues
    return [
        *verb_statements(sentence, cues, quotes),
        *noun_statements(sentence, cues),
        *adjective_statements(sentence, cues),
        *phrase_statements(sentence, cues),
    ]
