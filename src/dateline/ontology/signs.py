"""Which words of a text may tell an event, say that somebody says something, or name a side: asked before parsing.

A word counts if one of its possible lemmas does, so that nothing is missed that the coder would find in the parsed text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache

from dateline.ontology.actors import ActorTable
from dateline.ontology.cues import CueTables
from dateline.ontology.predicates import ANY, Lexicon, Predicate

# How many words are kept with their signs: nearly all words of a text are among the commonest, odd ones never end.
KNOWN_WORDS = 20_000
# Verbs that stand in every other sentence: with them, a row is known by the other words that it asks for.
EVERYWHERE = frozenset({"be", "have", "do", "go", "come", "get", "make", "take", "give", "put"})
_WORD = re.compile(r"[^\W\d_]+")
_QUOTED = re.compile(r"[\"“”„«»:‘’]")


# What a word may do: tell an event, say that something is said, name a side, or speak of politics. Plain bits, since
# they are asked for each word of a page.
NONE, EVENT, CUE, SIDE, POLITICAL = 0, 1, 2, 4, 8


class Signs:
    """The signs of words, from the lexicon, the cue tables and the actor tables. `lemmas` gives a word's possible lemmas."""

    def __init__(
        self, lexicon: Lexicon, cues: CueTables, actors: ActorTable, *, lemmas: Callable[[str], Collection[str]]
    ) -> None:
        self._lemmas = lemmas
        self._actors = actors
        told = (word for row in lexicon.rows if row.operator != "speech" for word in _telling(row, lexicon))
        self._events = _parts(told)
        spoken = (row.trigger for row in lexicon.rows if row.operator == "speech")
        phrases = (words[0] for words in cues.phrases)
        self._cues = _parts((*spoken, *cues.verbs, *cues.nouns, *cues.adjectives, *phrases, *cues.documents))
        self._political = lexicon.domains.get("political", frozenset())
        self.word = lru_cache(maxsize=KNOWN_WORDS)(self._read)

    def of(self, text: str) -> int:
        """Returns the signs that the words of `text` have, together; quotation marks and colons are signs of speech."""
        found = NONE
        for word in _WORD.findall(text):
            found |= self.word(word)
        return found | CUE if _QUOTED.search(text) else found

    def each(self, text: str) -> Iterator[tuple[str, int]]:
        """Yields each word of `text`, in lower case, with its signs."""
        for word in _WORD.findall(text):
            yield word.lower(), self.word(word)

    def _read(self, word: str) -> int:
        """Returns the signs of one word."""
        form = word.lower()
        lemmas = {form, *self._lemmas(word)}
        # The forms that a cue verb is found by where the lemmatizer cut a final e (see `CueTables.verb`).
        if form.endswith("ing"):
            lemmas.add(form[:-3] + "e")
        elif form[-1] in "sd":
            lemmas.add(form[:-1])
        found = NONE
        if lemmas & self._events:
            found |= EVENT
        if lemmas & self._cues:
            found |= CUE
        if lemmas & self._political:
            found |= POLITICAL
        if self._is_side(word, lemmas):
            found |= SIDE
        return found

    def _is_side(self, word: str, lemmas: set[str]) -> bool:
        if word[0].isupper() and self._actors.country(word) is not None:
            return True
        roles = (self._actors.role(lemma) for lemma in lemmas)
        return any(role is not None and role.sector for role in roles)


def load_signs(
    lexicon: Lexicon, cues: CueTables, actors: ActorTable, *, lemmas: Callable[[str], Collection[str] | None]
) -> Signs | None:
    """Returns the signs of words, None where `lemmas` cannot say which lemmas a word may have."""
    if lemmas("") is None:
        return None
    return Signs(lexicon, cues, actors, lemmas=lambda word: lemmas(word) or ())


def _telling(row: Predicate, lexicon: Lexicon) -> Iterable[str]:
    """The words of which one must be there for `row` to match: its trigger, or what is rarer."""
    if row.trigger == ANY:
        return row.words[:1]
    if row.trigger.startswith("@"):
        return lexicon.word_class(row.trigger[1:])
    if row.trigger not in EVERYWHERE or not row.specificity:
        return (row.trigger,)
    if held := row.objects or row.subjects or tuple(allowed for _, allowed in row.prep_objects):
        return held[0]
    return row.words[:1]


def _parts(patterns: Iterable[str]) -> frozenset[str]:
    """The first words of phrases (*call for*), and the parts of what is written with a hyphen."""
    found: set[str] = set()
    for pattern in patterns:
        first = pattern.split(" ")[0]
        found.update(word for word in _WORD.findall(first) if len(word) > 1)  # "e-mail" is not "e"
        found.add(first.replace("-", ""))
    return frozenset(found)
