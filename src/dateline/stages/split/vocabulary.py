"""The words by which paragraphs are told to belong together: content words by their stem, names counted double."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dateline.ontology.page import load_words

_WORD = re.compile(r"[^\W\d_][^\W_]*(?:['’-][^\W_]+)*")
# Six letters join "minister" and "ministry", "strike" and "strikes", without a table of endings.
STEM = 6
NAME_WEIGHT = 2.0
# After these a capital opens a sentence and tells nothing.
_OPENS = frozenset(("", ".", "!", "?", '"', "“", ":"))
# English prose has more than a third of common words; so much of a page is read to see.
COMMON_SHARE = 0.15
FEWEST_WORDS = 40
SAMPLE = 20_000


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The weighted stems of each paragraph, and for each stem the paragraphs that hold it, as bits of a number.

    `foreign` tells that hardly any of the page's words are common ones of the language known here.
    """

    stems: tuple[dict[str, float], ...]
    holders: dict[str, int]
    foreign: bool

    def shared(self, i: int, others: int) -> float:
        """Returns the weight of the stems of paragraph `i` that stand in one of the paragraphs `others` (bits)."""
        return sum(weight for stem, weight in self.stems[i].items() if self.holders[stem] & others)

    def weight(self, i: int) -> float:
        """Returns the weight of all stems of paragraph `i`."""
        return sum(self.stems[i].values())


def read_vocabulary(paragraphs: Sequence[str]) -> Vocabulary:
    """Returns the vocabulary of the paragraphs of one page."""
    stems = tuple(_stems(text) for text in paragraphs)
    holders: dict[str, int] = {}
    for i, bag in enumerate(stems):
        for stem in bag:
            holders[stem] = holders.get(stem, 0) | 1 << i
    return Vocabulary(stems, holders, _is_foreign(paragraphs))


def _is_foreign(paragraphs: Sequence[str]) -> bool:
    words = " ".join(paragraphs)[:SAMPLE].lower().split()
    common = load_words("common")
    return len(words) >= FEWEST_WORDS and sum(word in common for word in words) < COMMON_SHARE * len(words)


def _stems(text: str) -> dict[str, float]:
    bag: dict[str, float] = {}
    common = load_words("common")
    for found in _WORD.finditer(text):
        word = found.group()
        low = word.lower().replace("’", "'").removesuffix("'s")
        if len(low) < 3 or low in common:
            continue
        name = word[0].isupper() and text[max(0, found.start() - 2) : found.start()].rstrip()[-1:] not in _OPENS
        stem = low[:STEM]
        bag[stem] = max(bag.get(stem, 0.0), NAME_WEIGHT if name else 1.0)
    return bag
