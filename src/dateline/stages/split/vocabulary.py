"""The words by which paragraphs are told to belong together: content words by their stem, names counted double."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d_][^\W_]*(?:['’-][^\W_]+)*")
_NOT_CONTENT = frozenset(
    "the of and to in a an that for is was on with as it at by from be has have had are were not but his her its their they he she we i "
    "you this who which will would said been or after when than about more also into out up there if can could what over no one all so "
    "some other than them between before while against during most many much very just like make made makes making say says saying told "
    "new year years last first time times people two three four five those these where how only even then because such being through may "
    "might should must still since well back way get gets got did does do done our your my me him us any each both few own same too under "
    "upon without within around among another per according including toward towards whether yet ever never always often next week weeks "
    "month months day days today yesterday tomorrow monday tuesday wednesday thursday friday saturday sunday january february march april "
    "june july august september october november december here now going goes went come came take took taken know known think thought "
    "want wanted need needed see seen look good great big little long high low part number several later early earlier already though "
    "although however meanwhile once again percent million billion thousand hundred mr mrs ms dr it's that's don't didn't isn't i'm we're "
    "they're can't won't wasn't doesn't there's he's she's you're we've i've something nothing everything someone anything really".split()
)
# Six letters join "minister" and "ministry", "strike" and "strikes", without a table of endings.
STEM = 6
NAME_WEIGHT = 2.0


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The weighted stems of each paragraph, and for each stem the paragraphs that hold it, as bits of a number."""

    stems: tuple[dict[str, float], ...]
    holders: dict[str, int]

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
    return Vocabulary(stems, holders)


def _stems(text: str) -> dict[str, float]:
    bag: dict[str, float] = {}
    for found in _WORD.finditer(text):
        word = found.group()
        low = word.lower().replace("’", "'").removesuffix("'s")
        if len(low) < 3 or low in _NOT_CONTENT:
            continue
        before = text[max(0, found.start() - 2) : found.start()].rstrip()[-1:]
        name = word[0].isupper() and before not in ("", ".", "!", "?", '"', "“", ":")
        stem = low[:STEM]
        bag[stem] = max(bag.get(stem, 0.0), NAME_WEIGHT if name else 1.0)
    return bag
