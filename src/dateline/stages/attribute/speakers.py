"""Speakers: from the words that name a source to the entity behind them."""

from __future__ import annotations

from dateline.records import Attribution, Entity, Mention, Reading, Sentence, Span
from dateline.stages.attribute.statement import Statement
from dateline.text.tree import phrase, span_of


class Speakers:
    """Resolves the speakers of one story by the actor mentions that stand there."""

    def __init__(self, reading: Reading, story: int) -> None:
        self._text = reading.page.text
        self._page = reading.page.id
        self._story = story
        self._mentions: dict[tuple[int, int], Mention] = {(m.sentence, m.head): m for m in reading.mentions if m.story == story}

    def attribution(self, statement: Statement) -> Attribution:
        """Returns the record of a statement."""
        sentence = statement.sentence
        entities = () if statement.head is None else self._entities(sentence, statement.head)
        return Attribution(
            page=self._page,
            story=self._story,
            source=tuple(_runs(sentence, statement.source)),
            cue=tuple(_runs(sentence, statement.cue)),
            content=statement.content,
            entity=entities[0] if entities else None,
            others=entities[1:],
            stance=statement.stance,
        )

    def same(self, one: Statement, other: Statement) -> bool:
        """Tells whether two statements have one speaker, as far as pronouns tell."""
        if one.head is None or other.head is None:
            return False
        token = one.sentence.tokens[one.head]
        if token.pos != "PRON":
            return token.text == other.sentence.tokens[other.head].text
        mention = self._mentions.get((one.sentence.index, one.head))
        if mention is None or not mention.entities:
            return True
        return mention.entities[0].identifier_text == self._entities(other.sentence, other.head)[0].identifier_text

    def _entities(self, sentence: Sentence, head: int) -> tuple[Entity, ...]:
        mention = self._mentions.get((sentence.index, head))
        if mention is not None and mention.entities:
            return mention.entities
        start, end = phrase(sentence, head)
        return (Entity(entity_text=self._text[start:end]),)


def _runs(sentence: Sentence, tokens: tuple[int, ...]) -> list[Span]:
    runs: list[list[int]] = []
    for i in tokens:
        if runs and i == runs[-1][-1] + 1:
            runs[-1].append(i)
        else:
            runs.append([i])
    return [span_of(sentence, run) for run in runs]
