"""Universal tags and lemmas of spaCy tokens, looked up by what they depend on.

The attribute ruler and the lemmatizer of an English model look at a word, its tag and sometimes its dependency, but do so
anew for every token (1.2 of 11 s on 58,000 tokens). Here each combination is asked once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.tokens import Doc

# What this class understands of a pattern; a ruler with other keys is left to spaCy.
_KEYS = frozenset({"TAG", "LOWER", "DEP", "IS_SPACE"})
_TESTS = frozenset({"IN", "NOT_IN", "REGEX"})
_ATTRS = frozenset({"POS", "MORPH", "LEMMA", "DEP", "TAG"})
# Stands for every word or dependency that no rule names.
_OTHER = "\0"

# Verbs whose inflected forms the model's lemmatizer misreads: the lemma it gives -> the verb.
MISREAD = {
    "cordone": "cordon", "deregistere": "deregister", "fin": "fine", "hop": "hope", "instal": "install", "jeered": "jeer",
    "lambast": "lambaste", "overflew": "overfly", "phishe": "phish", "rap": "rape", "retook": "retake",
    "snip": "snipe", "stag": "stage", "tasere": "taser", "teargasse": "teargas", "wag": "wage",
    "waterboarde": "waterboard", "wiretappe": "wiretap",
}  # fmt: skip
# Verbs in -ie; all others that the lemmatizer gives that ending are verbs in -y.
IN_IE = frozenset({"belie", "die", "lie", "overlie", "sortie", "stymie", "tie", "underlie", "untie", "vie"})
# A token as its rules see it: word in lower case, tag, dependency, whether it is white space.
Seen = tuple[str, str, str, bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """One pattern of the attribute ruler: conditions on one or two words, which of them it changes, and what it sets."""

    number: int
    pattern: list[dict[str, Any]]
    index: int
    attrs: dict[str, str]


class Attributes:
    """Looks up universal tag and lemma; `fits` tells whether the model's rules are of the kind that this class knows."""

    def __init__(self, ruler: Any, lemmatizer: Any) -> None:
        self._lemmatizer = lemmatizer
        known = lemmatizer.lookups.get_table("lemma_index", {})
        for pos in list(known):
            known[pos] = frozenset(known[pos])  # spaCy looks for a word in a list of thousands
        self._rules = [
            Rule(number, pattern, entry["index"] % len(pattern), entry["attrs"])
            for number, entry in enumerate(ruler.patterns)
            for pattern in entry["patterns"]
        ]
        conditions = [keys for rule in self._rules for keys in rule.pattern]
        self._words = _values(conditions, "LOWER")
        self._deps = _values(conditions, "DEP")
        self._regexes = [re.compile(keys["LOWER"]["REGEX"]) for keys in conditions if "REGEX" in _test(keys, "LOWER")]
        self._applied: dict[Seen, tuple[dict[str, str], tuple[Rule, ...]]] = {}
        self._special: dict[str, str] = {}
        self._lemmas: dict[tuple[str, str, str], str] = {}

    @staticmethod
    def fits(ruler: Any, lemmatizer: Any) -> bool:
        """Tells whether all rules look at one or two words by keys that are known here, and lemmas come from rules."""
        known = all(
            len(pattern) in (1, 2)
            and set(entry["attrs"]) <= _ATTRS
            and all(set(keys) <= _KEYS and all(set(_test(keys, key)) <= _TESTS for key in keys) for keys in pattern)
            for entry in ruler.patterns
            for pattern in entry["patterns"]
        )
        return known and lemmatizer.mode == "rule" and not lemmatizer.overwrite

    def read(self, doc: Doc, words: Sequence[str], seen: Sequence[Seen]) -> list[dict[str, str]]:
        """Returns what the rules say of each token of `doc`, with its ``LEMMA``; `words` are the tokens as they are written,
        `seen` is what the rules see of them."""
        found = []
        pairs: dict[int, list[Rule]] = {}
        for i, token in enumerate(seen):
            attrs, opened = self._alone(token)
            for rule in opened:
                if i + 1 < len(seen) and _matches(rule.pattern[1], seen[i + 1]):
                    pairs.setdefault(i + rule.index, []).append(rule)
            found.append(attrs)
        for i, rules in pairs.items():
            found[i] = _merged([*self._single(seen[i]), *rules])
        return [
            attrs if "LEMMA" in attrs else {**attrs, "LEMMA": self._lemma(doc, i, word, attrs)}
            for i, (word, attrs) in enumerate(zip(words, found, strict=True))
        ]

    def _alone(self, token: Seen) -> tuple[dict[str, str], tuple[Rule, ...]]:
        """What the rules of one word say of a token, and the rules of two words that it may begin."""
        word, tag, dep, space = token
        key = (self._specially(word), tag, dep if dep in self._deps else _OTHER, space)
        known = self._applied.get(key)
        if known is None:
            opened = tuple(rule for rule in self._rules if len(rule.pattern) == 2 and _matches(rule.pattern[0], key))
            known = self._applied[key] = _merged(self._single(key)), opened
        return known

    def _specially(self, word: str) -> str:
        """The word, or what stands for all words that no rule names."""
        special = self._special.get(word)
        if special is None:
            named = word in self._words or any(regex.search(word) for regex in self._regexes)
            special = self._special[word] = word if named else _OTHER
        return special

    def _single(self, token: Seen) -> list[Rule]:
        return [rule for rule in self._rules if len(rule.pattern) == 1 and _matches(rule.pattern[0], token)]

    def _lemma(self, doc: Doc, i: int, word: str, attrs: dict[str, str]) -> str:
        pos, morph = attrs.get("POS", ""), attrs.get("MORPH", "")
        key = (word, pos, morph)
        lemma = self._lemmas.get(key)
        if lemma is None:
            token: Any = doc[i]
            token.pos_ = pos
            token.set_morph("" if morph == "_" else morph)
            lemma = self._lemmas[key] = str(self._lemmatizer.lemmatize(token)[0])
        return lemma


def _merged(rules: list[Rule]) -> dict[str, str]:
    """What rules set, later ones over earlier ones."""
    merged: dict[str, str] = {}
    for rule in sorted(rules, key=lambda rule: rule.number):
        merged.update(rule.attrs)
    return merged


def _test(keys: dict[str, Any], key: str) -> dict[str, Any]:
    """The condition on `key` in spaCy's long form."""
    condition = keys.get(key, {})
    return condition if isinstance(condition, dict) else {"IN": [condition]}


def _values(conditions: list[dict[str, Any]], key: str) -> frozenset[str]:
    tests = [_test(keys, key) for keys in conditions]
    return frozenset(value for test in tests for value in (*test.get("IN", ()), *test.get("NOT_IN", ())))


def _matches(keys: dict[str, Any], token: Seen) -> bool:
    word, tag, dep, space = token
    values: dict[str, str | bool] = {"LOWER": word, "TAG": tag, "DEP": dep, "IS_SPACE": space}
    return all(_passes(_test(keys, key), values[key]) for key in keys)


def _passes(test: dict[str, Any], value: str | bool) -> bool:
    return (
        ("IN" not in test or value in test["IN"])
        and ("NOT_IN" not in test or value not in test["NOT_IN"])
        and ("REGEX" not in test or re.search(test["REGEX"], str(value)) is not None)
    )


def corrected(lemma: str, pos: str) -> str:
    """Returns the lemma in lower case, and without the slips of the model's lemmatizer.

    >>> corrected("overflew", "VERB"), corrected("decertifie", "VERB")
    ('overfly', 'decertify')
    """
    lemma = lemma.lower()
    return respelt(lemma) if pos == "VERB" else lemma


def respelt(lemma: str) -> str:
    """Returns the lemma of a verb without the slips of the model's lemmatizer."""
    if lemma.endswith("ie") and lemma not in IN_IE:  # *decertified*, of which it knows no verb
        return f"{lemma[:-2]}y"
    return MISREAD.get(lemma, lemma)
