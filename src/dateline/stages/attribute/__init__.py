"""attribute: finds who says what, with what words, in direct, indirect, mixed and free quotation."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import groupby, takewhile

from dateline.context import Context
from dateline.records import Attribution, Issue, Reading, Sentence
from dateline.stages.attribute.fragments import fragment_statements
from dateline.stages.attribute.labels import label_statement
from dateline.stages.attribute.nesting import drop_idle, origins
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
        speakers = Speakers(reading, story, context.cues)
        for statement in drop_idle(story_statements(reading, sentences, context), speakers.same):
            yield speakers.attribution(statement)


def story_statements(reading: Reading, sentences: Iterable[Sentence], context: Context) -> list[Statement]:
    """Returns one story's statements in the order of their cues, those within others included."""
    statements: list[Statement] = []
    lines: list[tuple[int, list[Quote]]] = []
    for line, group in groupby(sentences, key=lambda s: s.line):
        of_line = list(group)
        quotes = find_quotes(reading.page.text, start=of_line[0].start, end=of_line[-1].end)
        ends = [q.end for q in quotes]
        labelled = label_statement(of_line, quotes, reading, context.cues, first=not lines)
        statements += [] if labelled is None else [labelled]
        lines.append((line, quotes))
        for sentence in of_line:
            near = _near(quotes, ends, sentence)
            found = origins(_sentence_statements(sentence, context, near), context.cues)
            settled = settle(found, near)
            statements += [*settled, *fragment_statements(sentence, settled, near)]
    statements = join_quotes(statements, lines, reading.page.text)
    return sorted(statements, key=lambda s: s.place)


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
