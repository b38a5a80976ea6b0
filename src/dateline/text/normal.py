"""Text as the parser likes it, with a map back: typographic quotes straight, invisible characters gone."""

from __future__ import annotations

from dataclasses import dataclass

_SAME_LENGTH = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "\u00a0": " ", "\u202f": " ", "\t": " ", "\x00": " "})
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


def normalise(text: str) -> NormalText:
    """Returns `text` as the parser likes it.

    >>> normalise("Mos\\u00adcow’s envoy").text
    "Moscow's envoy"
    """
    straight = text.translate(_SAME_LENGTH)
    if not _INVISIBLE.intersection(straight):
        return NormalText(straight)
    kept = [i for i, char in enumerate(straight) if char not in _INVISIBLE]
    return NormalText("".join(straight[i] for i in kept), (*kept, len(text)))
