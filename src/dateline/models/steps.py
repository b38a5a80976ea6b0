"""spaCy's small English models, step by step: what its pipes do one token at a time is done for a batch at once."""

from __future__ import annotations

import itertools
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
Row = npt.NDArray[np.uint64]


class Steps:
    """The pipeline of spaCy's small English models, step by step."""

    PIPES = ("tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "ner")

    def __init__(self, nlp: Language, entities: EntityDecoder, attributes: Attributes) -> None:
        self._pipes: list[Any] = [nlp.get_pipe(name) for name in self.PIPES[:3]]
        self._entities = entities
        self._attributes = attributes
        self._strings = _Strings(nlp.vocab.strings)

    @classmethod
    def of(cls, nlp: Language) -> Steps | None:
        """Returns the steps of a pipeline, None where it is built otherwise."""
        if tuple(nlp.pipe_names) != cls.PIPES:
            return None
        ruler, lemmatizer, recogniser = (nlp.get_pipe(name) for name in cls.PIPES[3:])
        if not EntityDecoder.fits(recogniser) or not Attributes.fits(ruler, lemmatizer):
            return None
        return cls(nlp, EntityDecoder(recogniser), Attributes(ruler, lemmatizer))

    def read(self, docs: list[Doc]) -> Iterator[list[tuple[Token, ...]]]:
        """Yields the sentences of each of `docs`."""
        for pipe in self._pipes:
            pipe.set_annotations(docs, pipe.predict(docs))
        rows: list[Row] = [doc.to_array(COLUMNS).astype(np.uint64, copy=False) for doc in docs]
        spaces = [row[:, 6].astype(bool) for row in rows]
        labels = self._entities.labels(
            docs, np.concatenate([row[:, 5].astype(np.int64) for row in rows]), np.concatenate(spaces)
        )
        at = 0
        for doc, row in zip(docs, rows, strict=True):
            yield self._sentences(doc, row, labels[at : at + len(doc)])
            at += len(doc)

    def _sentences(self, doc: Doc, row: Row, ents: list[str]) -> list[tuple[Token, ...]]:
        strings, text = self._strings, doc.text
        tags = [strings[key] for key in row[:, 0].tolist()]
        deps = [strings[key] for key in row[:, 1].tolist()]
        lowers = [strings[key] for key in row[:, 2].tolist()]
        heads = row[:, 3].astype(np.int64).tolist()  # relative
        begins = row[:, 4].tolist()
        ends = (row[:, 4] + row[:, 7]).tolist()
        starts = [i for i, value in enumerate(row[:, 5].astype(np.int64).tolist()) if value == 1 or i == 0]
        seen = list(zip(lowers, tags, deps, row[:, 6].astype(bool).tolist(), strict=True))
        read = self._attributes.read(doc, seen)
        sentences = []
        for first, last in itertools.pairwise([*starts, len(doc)]):
            tokens = []
            for i in range(first, last):
                attrs = read[i]
                pos = attrs.get("POS", "")
                lemma, tag, dep = corrected(attrs["LEMMA"], pos), attrs.get("TAG") or tags[i], attrs.get("DEP") or deps[i]
                begin, end = begins[i], ends[i]
                head = i + heads[i] - first
                tokens.append(Token(i - first, text[begin:end], lemma, pos, tag, dep, head, ents[i], begin, end))
            sentences.append(tuple(tokens))
        return sentences


class _Strings(dict[int, str]):
    """The strings of spaCy's hashes that tokens have, looked up once."""

    def __init__(self, store: StringStore) -> None:
        super().__init__({0: ""})
        self._store = store

    def __missing__(self, key: int) -> str:
        self[key] = self._store[key]
        return self[key]
