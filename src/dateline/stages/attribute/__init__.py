"""attribute: finds who says what, with what words, in direct, indirect, mixed and free quotation."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from dateline.context import Context
from dateline.records import Attribution, Issue, Reading, Sentence
from dateline.stages.attribute.nouns import adjective_statements, noun_statements, phrase_statements
from dateline.stages.attribute.quotes import Quote, find_quotes
from dateline.stages.attribute.quoting import join_quotes, settle
from dateline.stages.attribute.speakers import Speakers
from dateline.stages.attribute.statement import Statement
from dateline.stages.attribute.verbs import verb_statements


def attribute(reading: Reading, context: Context) -> Iterator[Attribution | Issue]:
    """Yields the attributed statements of the page, story by story, in the order of their cues.

    Source, cue and content are spans in the page text. The content of a chain's outer statement contains the inner one.
    """
    for story, sentences in groupby(reading.sentences, key=lambda s: s.story):
        speakers = Speakers(reading, story)
        for statement in _story_statements(reading, list(sentences), context):
            yield speakers.attribution(statement)


def _story_statements(reading: Reading, sentences: list[Sentence], context: Context) -> list[Statement]:
    statements: list[Statement] = []
    lines: list[list[Quote]] = []
    for _, group in groupby(sentences, key=lambda s: s.line):
        of_line = list(group)
        quotes = find_quotes(reading.page.text, start=of_line[0].start, end=of_line[-1].end)
        lines.append(quotes)
        for sentence in of_line:
            statements += settle(_sentence_statements(sentence, context, quotes), quotes)
    return join_quotes(statements, lines, sentences)


def _sentence_statements(sentence: Sentence, context: Context, quotes: list[Quote]) -> list[Statement]:
    cues = context.cues
    return [
        *verb_statements(sentence, cues, quotes),
        *noun_statements(sentence, cues),
        *adjective_statements(sentence, cues),
        *phrase_statements(sentence, cues),
    ]
