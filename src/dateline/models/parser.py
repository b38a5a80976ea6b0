"""The parser behind a Protocol: text in, tokens with dependencies out."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from dateline.errors import ConfigError
from dateline.models.attributes import corrected, respelt
from dateline.records import Token

if TYPE_CHECKING:
    from spacy.tokens import Span as SpacySpan

# A sentence's tokens with offsets in the text that was given; `i` and `head` count within the sentence.
ParsedSentence = tuple[Token, ...]

# Texts are parsed together up to so many characters: what the layers hold at a time grows with them (some 5 KB a character).
BATCH_CHARS = 40_000
# The model is loaded anew, which takes 0.3 s, when it has met so many words. It keeps each, the web never stops bringing
# them, and the tables of spaCy's memory zones, which are for this, grow all the same.
MAX_NEW_WORDS = 20_000
# What says how many threads the matrix products of numpy may take, by the library that it was built with: those of several
# workers fight for the cores (two processes took five times the time of one).
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def one_thread() -> None:
    """Lets numpy take one thread where it is loaded after this, here or in processes started here, if not told otherwise."""
    for name in THREADS:
        os.environ.setdefault(name, "1")


class Parser(Protocol):
    """Anything that splits and parses texts."""

    def parse(self, texts: Iterable[str]) -> Iterator[list[ParsedSentence]]:
        """Yields, for each text in order, its sentences."""
        ...

    def lemmas(self, word: str) -> frozenset[str] | None:
        """Returns the lemmas that tokens of this word can have, None where they cannot be foretold."""
        ...


class SpacyParser:
    """A spaCy pipeline; the CLEAR dependencies of its English models are what `dateline.text.tree` reads.

    Where the pipeline is built like spaCy's own small models, entities, universal tags and lemmas are decoded by
    `entities` and `attributes`, with the model's weights and rules; any other pipeline runs as it is.

    Raises:
        ConfigError: the model package is not installed.
    """

    def __init__(self, model: str) -> None:
        self._model = model
        self._lock = threading.Lock()
        self._load()
        self._endings, self._exceptions = _lemma_rules(dict(self._nlp.pipeline).get("lemmatizer"))

    def _load(self) -> None:
        one_thread()
        import spacy
        from thinc.api import NumpyOps

        from dateline.models.steps import Steps

        try:
            self._nlp = spacy.load(self._model)
        except OSError as error:
            raise ConfigError(
                f"expected the spaCy model {self._model!r} to be installed; type: pip install {self._model.replace('_', '-')}"
            ) from error
        ops = NumpyOps(use_blis=False)  # numpy's matrix product: 95 against 29 GFLOPS on an AMD EPYC with the blis wheel
        for _, pipe in self._nlp.pipeline:
            network = getattr(pipe, "model", None)
            if network is not None and isinstance(network.ops, NumpyOps):
                network._to_ops(ops)
        self._fast = Steps.of(self._nlp)
        self._most_words = len(self._nlp.vocab) + MAX_NEW_WORDS

    def lemmas(self, word: str) -> frozenset[str] | None:
        """Returns the lemmas that tokens of this word can have, None where the model's lemmas come from no rules."""
        if self._endings is None:
            return None
        word = word.lower()
        found = {word, *(word[: len(word) - len(old)] + new for old, new in self._endings if word.endswith(old))}
        for exceptions in self._exceptions:
            found.update(exceptions.get(word, ()))
        return frozenset(found | set(map(respelt, found)))

    def parse(self, texts: Iterable[str]) -> Iterator[list[ParsedSentence]]:
        """Yields, for each text in order, its sentences."""
        for batch in _batches(texts):
            with self._lock:  # one thread loads the model anew
                read = self._read(batch)
            yield from read

    def _read(self, texts: list[str]) -> list[list[ParsedSentence]]:
        if len(self._nlp.vocab) >= self._most_words:
            del self._nlp, self._fast
            gc.collect()  # a pipeline refers to itself: without this, two are in memory
            self._load()
        docs = [self._nlp.make_doc(text) for text in texts]
        if self._fast is not None:
            return list(self._fast.read(docs, texts))
        return [[_tokens(sent) for sent in doc.sents] for doc in self._nlp.pipe(docs, batch_size=len(docs))]


def _lemma_rules(lemmatizer: Any) -> tuple[list[tuple[str, str]] | None, list[Mapping[str, list[str]]]]:
    """How a lemmatizer by rules changes the ends of words, and its exceptions; None where it has no rules."""
    if lemmatizer is None or lemmatizer.mode != "rule":
        return None, []
    rules = lemmatizer.lookups.get_table("lemma_rules", {})
    exceptions = lemmatizer.lookups.get_table("lemma_exc", {})
    endings = {(old, new) for table in rules.values() for old, new in table}
    by_form: list[Mapping[str, list[str]]] = [
        dict(exceptions[pos]) for pos in ("verb", "noun", "adj", "adv") if pos in exceptions
    ]
    return sorted((str(old), str(new)) for old, new in endings), by_form


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    chars = 0
    for text in texts:
        if batch and chars + len(text) > BATCH_CHARS:
            yield batch
            batch, chars = [], 0
        batch.append(text)
        chars += len(text)
    if batch:
        yield batch


def _tokens(sent: SpacySpan) -> ParsedSentence:
    first = sent.start
    return tuple(
        Token(
            t.i - first,
            t.text,
            corrected(t.lemma_, t.pos_),
            t.pos_,
            t.tag_,
            t.dep_,
            t.head.i - first,
            t.ent_type_,
            t.idx,
            t.idx + len(t),
        )
        for t in sent
    )
