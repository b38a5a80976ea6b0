"""Whether a text is English, by the small words that no English text does without. Knows no politics."""

from __future__ import annotations

import re

# Small words of English that are no small words of its neighbours: not "a", "in", "is", "was", "he", "at", "it" or "but".
_SMALL = frozenset(
    {"the", "of", "and", "to", "that", "with", "for", "from", "by", "has", "have", "had", "were", "been", "this", "which",
     "who", "said", "says", "their", "they", "its", "his", "her", "would", "will", "could", "after", "before", "about",
     "than", "when", "what", "into", "more", "also", "not", "are", "be", "as", "an", "or", "over", "out",
     "up", "there", "she", "we", "you"}
)  # fmt: skip
# Of running English words some 30% are among them, of lists of headlines some 12%; of other languages in Latin letters at
# most 3% (Dutch and Danish have "over" and "of").
SMALL_SHARE = 0.05
# Shorter texts say too little either way.
FEWEST_WORDS = 40
# Scripts without spaces have few words, but long ones.
FEWEST_LETTERS = 200
SAMPLE_CHARS = 20_000
_WORD = re.compile(r"[^\W\d_]+")


def looks_english(text: str) -> bool:
    """Tells whether a text may be English: true for all that is too short to tell.

    >>> looks_english("Polizei und Feuerwehr waren am Montag im Einsatz, teilte die Stadt mit. " * 5)
    False
    >>> looks_english("Police and firefighters were out on Monday, the city said. " * 5)
    True
    """
    middle = max(0, len(text) // 2 - SAMPLE_CHARS // 2)
    words = _WORD.findall(text[middle : middle + SAMPLE_CHARS].lower())
    if len(words) < FEWEST_WORDS and sum(map(len, words)) < FEWEST_LETTERS:
        return True
    return sum(word in _SMALL for word in words) >= SMALL_SHARE * len(words)
