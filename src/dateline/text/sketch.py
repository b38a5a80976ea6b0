"""Sketches of texts, by which copies and quotations are found without the texts. Knows no politics.

A sketch is a fixed sample of the hashes of a text's runs of four words. Because every text is sampled by the same rule, the
share of one text that stands in another can be read from their sketches, which minimum hashes of a fixed number do not give:
they tell how alike two texts are as wholes, and so miss a short text inside a long one.
"""

from __future__ import annotations

import hashlib
import re

# Words in a run: three make chance agreements ("the prime minister said"), five lose too much to an editor's hand.
RUN = 4
# One run in so many is kept: a story of 400 words has a sketch of some 100 numbers.
KEEP_ONE_IN = 4
# A sketch is no longer than this, however long the text: what follows is rarely a story.
MOST = 2000
_WORD = re.compile(r"\w+")


def sketch(text: str) -> list[int]:
    """Returns the sketch of `text`: sorted numbers below 2**63.

    >>> a = "Crews put out a fire at the harbour of Arica on Monday, and nobody was hurt, the port office said."
    >>> sketch(a) == sketch(a.upper().replace(",", " -")) != sketch(a[30:])
    True
    """
    words = _WORD.findall(text.casefold())
    found = set()
    for run in zip(*(words[n:] for n in range(RUN)), strict=False):
        number = int.from_bytes(hashlib.blake2b(" ".join(run).encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
        if number % KEEP_ONE_IN == 0:
            found.add(number >> 1)
            if len(found) == MOST:
                break
    return sorted(found)
