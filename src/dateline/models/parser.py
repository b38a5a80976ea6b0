"""The parser behind a Protocol: text in, tokens with dependencies out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Protocol

from dateline.errors import ConfigError
from dateline.records import Token

if TYPE_CHECKING:
    from spacy.tokens import Span as SpacySpan
    from spacy.tokens import Token as SpacyToken

# A sentence's tokens with offsets in the text that was given; `i` and `head` count within the sentence.
ParsedSentence = tuple[Token, ...]

# Verbs whose inflected forms the model's lemmatizer misreads: the lemma it gives -> the verb.
MISREAD = {
    "cordone": "cordon", "deregistere": "deregister", "fin": "fine", "instal": "install", "jeered": "jeer",
    "lambast": "lambaste", "overflew": "overfly", "phishe": "phish", "rap": "rape", "retook": "retake",
    "snip": "snipe", "stag": "stage", "tasere": "taser", "teargasse": "teargas", "wag": "wage",
    "waterboarde": "waterboard", "wiretappe": "wiretap",
}  # fmt: skip


class Parser(Protocol):
    """Anything that splits and parses texts."""

    def parse(self, texts: Iterable[str]) -> Iterator[list[ParsedSentence]]:
        """Yields, for each text in order, its sentences."""
        ...


class SpacyParser:
    """A spaCy pipeline; the CLEAR dependencies of its English models are what `dateline.text.tree` reads.

    Raises:
        ConfigError: the model package is not installed.
    """

    def __init__(self, model: str) -> None:
        import spacy

        try:
            self._nlp = spacy.load(model)
        except OSError as error:
            raise ConfigError(f"expected the spaCy model {model!r} to be installed; type: pip install {model.replace('_', '-')}") from error

    def parse(self, texts: Iterable[str]) -> Iterator[list[ParsedSentence]]:
        """Yields, for each text in order, its sentences."""
        for doc in self._nlp.pipe(texts, batch_size=64):
            yield [_tokens(sent) for sent in doc.sents]


def _tokens(sent: SpacySpan) -> ParsedSentence:
    first = sent.start
    return tuple(
        Token(t.i - first, t.text, _lemma(t), t.pos_, t.tag_, t.dep_, t.head.i - first, t.ent_type_, t.idx, t.idx + len(t))
        for t in sent
    )


def _lemma(token: SpacyToken) -> str:
    lemma = token.lemma_.lower()
    return MISREAD.get(lemma, lemma) if token.pos_ == "VERB" else lemma
