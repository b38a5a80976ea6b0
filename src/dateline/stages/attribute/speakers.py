"""Speakers: from the words that name a source to the entity behind them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dateline.ontology.cues import CueTables
from dateline.records import Attribution, Entity, Mention, Reading, Sentence, Span, Token
from dateline.stages.attribute.sources import issuer
from dateline.stages.attribute.statement import Statement
from dateline.text.spans import within_any
from dateline.text.tree import conjuncts, kids, phrase, span_of

_HE = frozenset({"he", "she"})
_PLACES = frozenset({"GPE", "LOC", "FAC", "ORG", "DATE"})


class Speakers:
    """Resolves the speakers of one story by the actor mentions that stand there, and documents by those who issued them."""

    def __init__(self, reading: Reading, story: int, tables: CueTables) -> None:
        self._text = reading.page.text
        self._page = reading.page.id
        self._story = story
        self._tables = tables
        self._mentions: dict[tuple[int, int], Mention] = {(m.sentence, m.head): m for m in reading.mentions if m.story == story}
        self._issued: dict[str, tuple[Entity, ...]] = {}
        self._unread: Iterator[Sentence] = (s for s in reading.sentences if s.story == story)
        self._read_up_to = -1
        self._last: Entity | None = None

    def attribution(self, statement: Statement) -> Attribution:
        """Returns the record of a statement."""
        sentence = statement.sentence
        entities = () if statement.head is None else self._speakers(statement, statement.head)
        return Attribution(
            page=self._page,
            story=self._story,
            source=tuple(_runs(sentence, statement.source)),
            cue=tuple(_runs(sentence, statement.cue)),
            content=statement.content,
            entity=entities[0] if entities else None,
            others=entities[1:],
            stance=statement.stance,
            reported=statement.reported,
        )

    def same(self, one: Statement, other: Statement) -> bool:
        """Tells whether two statements have one speaker, as far as pronouns tell."""
        if one.head is None or other.head is None:
            return False
        token = one.sentence.tokens[one.head]
        if token.pos != "PRON":
            return token.text == other.sentence.tokens[other.head].text
        if token.head in other.cue and token.dep in ("dobj", "nsubjpass"):
            return False
        mention = self._mentions.get((one.sentence.index, one.head))
        if mention is None or not mention.entities:
            return True
        return _key(mention.entities[0]) == _key(self._entities(other.sentence, other.head)[0])

    def _speakers(self, statement: Statement, head: int) -> tuple[Entity, ...]:
        """Who makes a statement; *he* behind what is said is the last who spoke, not whoever it tells of ("Guards confiscated
        rifles, he added")."""
        sentence, entities = statement.sentence, self._entities(statement.sentence, head)
        he = sentence.tokens[head].text.lower() in _HE
        if he and self._last is not None and any(_key(e) in self._told_of(statement, head) for e in entities):
            entities = (self._last,)
        if statement.told and len(entities) == 1 and (he or sentence.tokens[head].tag in ("NN", "NNP")):
            self._last = entities[0]
        return entities

    def _told_of(self, statement: Statement, head: int) -> set[tuple[str | None, str | None, str]]:
        """Those of whom a statement tells in the words before its speaker, other than by a pronoun."""
        sentence = statement.sentence
        before = [t for t in sentence.tokens[:head] if t.pos != "PRON" and within_any(statement.content, (t.start, t.end))]
        found = (self._mentions.get((sentence.index, t.i)) for t in before)
        return {_key(e) for mention in found if mention is not None for e in mention.entities}

    def _entities(self, sentence: Sentence, head: int) -> tuple[Entity, ...]:
        found: list[Entity] = []
        for part in conjuncts(sentence, head):
            found += [e for e in self._of_head(sentence, part) if e not in found]
        name = self._name_beside(sentence, head) if len(found) == 1 and found[0].identifier_text is None else None
        return tuple(found) if name is None else (replace(found[0], identifier_text=name),)

    def _name_beside(self, sentence: Sentence, head: int) -> str | None:
        """The name of a speaker who is told by what they are: "the press association, ANP, said", "its owner, Musa Bello"."""
        if not sentence.tokens[head].text.islower():
            return None
        named = next((t for t in kids(sentence, head, ("appos",)) if t.pos == "PROPN" and t.ent in ("PERSON", "ORG")), None)
        named = named or self._person_beside(sentence, head)
        if named is None or named.i < head:
            return None
        start, end = phrase(sentence, named.i)
        name = self._text[start:end]
        return name if all(word[:1].isupper() for word in name.split()) else None

    def _person_beside(self, sentence: Sentence, head: int) -> Token | None:
        """A full name that the parser hung on the last word of an office: "the mayor of Kherson, Roman Mrochko, said"."""
        ofs = (t for t in kids(sentence, head, ("prep",)) if t.text.lower() == "of")
        held = (t for of in ofs for t in kids(sentence, of.i, ("pobj",)))
        named = (t for noun in held for t in kids(sentence, noun.i, ("appos",)) if t.pos == "PROPN" and t.ent not in _PLACES)
        return next((t for t in named if any(kids(sentence, t.i, ("compound",)))), None)

    def _of_head(self, sentence: Sentence, head: int) -> tuple[Entity, ...]:
        mention = self._mentions.get((sentence.index, head))
        if mention is not None and mention.entities:
            return mention.entities
        start, end = phrase(sentence, head)
        as_written = (Entity(entity_text=self._text[start:end].removesuffix("'s").removesuffix("’s")),)
        named = (sentence.tokens[head], *kids(sentence, head, ("compound",)))
        if not any(t.lemma in self._tables.documents for t in named):
            return as_written
        by = issuer(sentence, head, self._tables)
        if by is not None and by != head:
            mention = self._mentions.get((sentence.index, by))
            return mention.entities if mention is not None and mention.entities else as_written
        self._read(sentence.index)
        return self._issued.get(sentence.tokens[head].lemma, as_written)

    def _read(self, index: int) -> None:
        """Notes who issued the documents of the story's sentences before sentence `index`: "the statement" is theirs."""
        while self._read_up_to < index - 1:
            sentence = next(self._unread, None)
            if sentence is None:
                return
            self._read_up_to = sentence.index
            for token in sentence.tokens:
                if token.pos != "NOUN" or token.lemma not in self._tables.documents:
                    continue
                by = issuer(sentence, token.i, self._tables)
                mention = None if by is None else self._mentions.get((sentence.index, by))
                if mention is not None and mention.entities:
                    self._issued[token.lemma] = mention.entities


def _key(entity: Entity) -> tuple[str | None, str | None, str]:
    return entity.code, entity.sector, entity.identifier_text or entity.entity_text


def _runs(sentence: Sentence, tokens: tuple[int, ...]) -> list[Span]:
    runs: list[list[int]] = []
    for i in tokens:
        if runs and i == runs[-1][-1] + 1:
            runs[-1].append(i)
        else:
            runs.append([i])
    return [span_of(sentence, run) for run in runs]
