"""spaCy's small English models, step by step: what its pipes do one token at a time is done for a batch at once."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from dateline.models.attributes import Attributes, corrected
from dateline.models.entities import EntityDecoder
from dateline.records import Token

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.strings import StringStore
    from spacy.tokens import Doc

# What is read of a spaCy token: see `Steps._sentences`.
COLUMNS: list[int | str] = ["TAG", "DEP", "LOWER", "HEAD", "IDX", "SENT_START", "IS_SPACE", "LENGTH"]
# Those of a token that say how it is written and where it stands.
WRITTEN = [2, 4, 7]
Row = npt.NDArray[np.uint64]
# The initials of a body that the models know well: other initials are read as they read these (*ECOWAS imposed* was read as
# a word in -ing, *UNDP* and *SADC* as plurals).
INITIALS = re.compile(r"(?<!\w)[A-Z]{3,8}(?!\w)")
KNOWN_INITIALS = "NATO"


class Steps:
    """The pipeline of spaCy's small English models, step by step."""

    PIPES = ("tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "ner")

    def __init__(self, nlp: Language, entities: EntityDecoder, attributes: Attributes) -> None:
        self._pipes: list[Any] = [nlp.get_pipe(name) for name in self.PIPES[:3]]
        self._entities = entities
        self._attributes = attributes
        self._strings = _Strings(nlp.vocab.strings)
        self._initials = _Initials(nlp)

    @classmethod
    def of(cls, nlp: Language) -> Steps | None:
        """Returns the steps of a pipeline, None where it is built otherwise."""
        if tuple(nlp.pipe_names) != cls.PIPES:
            return None
        ruler, lemmatizer, recogniser = (nlp.get_pipe(name) for name in cls.PIPES[3:])
        if not EntityDecoder.fits(recogniser) or not Attributes.fits(ruler, lemmatizer):
            return None
        return cls(nlp, EntityDecoder(recogniser), Attributes(ruler, lemmatizer))

    def read(self, docs: list[Doc], texts: list[str]) -> Iterator[list[tuple[Token, ...]]]:
        """Yields the sentences of each of `docs`; `texts` are what they were made of."""
        read = list(map(self._initials.known, docs, texts))
        for pipe in self._pipes:
            pipe.set_annotations(read, pipe.predict(read))
        rows = [_row(doc, other) for doc, other in zip(docs, read, strict=True)]
        spaces = [row[:, 6].astype(bool) for row in rows]
        labels = self._entities.labels(
            read, np.concatenate([row[:, 5].astype(np.int64) for row in rows]), np.concatenate(spaces)
        )
        at = 0
        for doc, text, row in zip(docs, texts, rows, strict=True):
            yield self._sentences(doc, text, row, labels[at : at + len(doc)])
            at += len(doc)

    def _sentences(self, doc: Doc, text: str, row: Row, ents: list[str]) -> list[tuple[Token, ...]]:
        strings = self._strings
        tags = [strings[key] for key in row[:, 0].tolist()]
        deps = [strings[key] for key in row[:, 1].tolist()]
        lowers = [strings[key] for key in row[:, 2].tolist()]
        heads = row[:, 3].astype(np.int64).tolist()  # relative
        begins = row[:, 4].tolist()
        ends = (row[:, 4] + row[:, 7]).tolist()
        starts = [i for i, value in enumerate(row[:, 5].astype(np.int64).tolist()) if value == 1 or i == 0]
        seen = list(zip(lowers, tags, deps, row[:, 6].astype(bool).tolist(), strict=True))
        words = [text[begin:end] for begin, end in zip(begins, ends, strict=True)]
        read = self._attributes.read(doc, words, seen)
        sentences = []
        for first, last in itertools.pairwise([*starts, len(doc)]):
            tokens = []
            for i in range(first, last):
                attrs = read[i]
                pos = attrs.get("POS", "")
                lemma, tag, dep = corrected(attrs["LEMMA"], pos), attrs.get("TAG") or tags[i], attrs.get("DEP") or deps[i]
                head = i + heads[i] - first
                tokens.append(Token(i - first, words[i], lemma, pos, tag, dep, head, ents[i], begins[i], ends[i]))
            sentences.append(tuple(tokens))
        return sentences


def _row(doc: Doc, read: Doc) -> Row:
    """The columns of a text's tokens, of which those of the reading are taken from `read`."""
    row: Row = read.to_array(COLUMNS).astype(np.uint64, copy=False)
    if read is not doc:
        row[:, WRITTEN] = doc.to_array([COLUMNS[i] for i in WRITTEN])
    return row


class _Initials:
    """Finds the initials of bodies: words in capitals that stand alone and are no verb, adjective or adverb of the language."""

    def __init__(self, nlp: Language) -> None:
        index = nlp.get_pipe("lemmatizer").lookups.get_table("lemma_index", {})  # type: ignore[attr-defined]
        self._words = frozenset(nlp.Defaults.stop_words - {"who"}).union(
            *(index.get(pos, ()) for pos in ("verb", "adj", "adv"))
        )

    def known(self, doc: Doc, text: str) -> Doc:
        """Returns the text with known initials in the place of others; the text itself where it has none."""
        if INITIALS.search(text) is None:
            return doc
        words = [token.text for token in doc]
        found = [i for i, word in enumerate(words) if INITIALS.fullmatch(word) and self._alone(words, i)]
        if not found:
            return doc
        for i in found:
            words[i] = KNOWN_INITIALS
        return type(doc)(doc.vocab, words=words, spaces=[bool(token.whitespace_) for token in doc])

    def _alone(self, words: list[str], i: int) -> bool:
        beside = [words[j] for j in (i - 1, i + 1) if 0 <= j < len(words)]
        return words[i].lower() not in self._words and not any(len(word) > 1 and word.isupper() for word in beside)


class _Strings(dict[int, str]):
    """The strings of spaCy's hashes that tokens have, looked up once."""

    def __init__(self, store: StringStore) -> None:
        super().__init__({0: ""})
        self._store = store

    def __missing__(self, key: int) -> str:
        self[key] = self._store[key]
        return self[key]
