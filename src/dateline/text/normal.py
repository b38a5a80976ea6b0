"""Text as the parser likes it, with a map back: typographic quotes straight, invisible characters gone."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

_SAME_LENGTH = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "\u00a0": " ", "\u202f": " ", "\t": " ", "\x00": " "}
)
# Halves of a character, as broken JSON has them; no UTF-8 and so no tokenizer takes them.
_SURROGATE = re.compile(r"[\ud800-\udfff]")
# Soft hyphens, zero-width characters and direction marks split words for a tokenizer but not for a reader.
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")


@dataclass(frozen=True, slots=True)
class NormalText:
    """Normalised text; `offsets[i]` is where its character i stands in the original (None: at i)."""

    text: str
    offsets: tuple[int, ...] | None = None

    def original(self, offset: int) -> int:
        """The offset in the original text of the character at `offset` (the text's length maps to its end)."""
        return offset if self.offsets is None else self.offsets[offset]


# "NAIROBI, June 25 (Wire) - ", "GOMA, Congo — ", "BEIJING/SEOUL (Agency) -- ": a place in capitals, perhaps its state, a day
# and an agency.
_DATELINE = re.compile(
    r"\s{0,4}[A-Z][A-Z.'’/ -]{2,40}"
    r"(?P<lands>(?:, ?[A-Z][\w.]{1,20}(?: (?:of )?(?:the )?[A-Z][\w.]{1,20}){0,2}){0,2})"
    r"(?:,? ?[A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?)?"
    r"(?: ?\([^()\n]{2,40}\))? ?(?:--|[-—–:])\s(?=\S)"
)
_PLACES = re.compile(r"\s*[A-Z][A-Z.'’/ -]{1,40}[A-Z]")
_PLACE = re.compile(r"[A-Z][A-Z.'’ -]*[A-Z]")


def dateline_end(text: str) -> int:
    """Returns where the story begins after a dateline at the start of `text`; 0 where there is none.

    >>> dateline_end("NAIROBI, June 25 (Wire) - Kenya recalled its envoy.")
    26
    """
    match = _DATELINE.match(text)
    return match.end() if match else 0


def dateline_places(text: str) -> list[tuple[int, int]]:
    """Returns where the places of the dateline at the start of `text` stand in it.

    >>> [text[a:b] for text in ["LIMA/QUITO, May 3 - Talks failed."] for a, b in dateline_places(text)]
    ['LIMA', 'QUITO']
    """
    end = dateline_end(text)
    match = _PLACES.match(text, 0, end) if end else None
    if match is None:
        return []
    return [(place.start(), place.end()) for place in _PLACE.finditer(match[0])]


def dateline_land(text: str) -> str:
    """Returns what stands after the place of the dateline at the start of `text` to say where that is, or an empty string.

    >>> dateline_land("GOMA, Democratic Republic of Congo, May 3 - Shells fell.")
    'Democratic Republic of Congo'
    """
    match = _DATELINE.match(text)
    return match["lands"].rpartition(",")[2].strip() if match else ""


def normalise(text: str, left_out: Callable[[str], Collection[int]] | None = None) -> NormalText:
    """Returns `text` as the parser likes it; `left_out` may say which characters of it to leave out too.

    >>> normalise("Mos\\u00adcow’s envoy").text
    "Moscow's envoy"
    """
    straight = _SURROGATE.sub("\ufffd", text.translate(_SAME_LENGTH))
    out = left_out(straight) if left_out is not None else ()
    if not out and not _INVISIBLE.intersection(straight):
        return NormalText(straight)
    kept = [i for i, char in enumerate(straight) if char not in _INVISIBLE and i not in out]
    return NormalText("".join(straight[i] for i in kept), (*kept, len(text)))
