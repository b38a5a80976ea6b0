"""Verbs that are written with a hyphen, which a parser takes apart: *court-martialled*, *re-imposed*."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from dateline.ontology.predicates import Lexicon

_COMPOUND = re.compile(r"(?<![\w-])(?P<first>[A-Za-z]{2,12})[-\u2010\u2011](?P<verb>[a-z]{3,20})(?![\w-])")


class Compounds:
    """Says what to leave out of a text so that the parser reads such a verb as one word; `lemmas` gives a word's lemmas."""

    def __init__(self, lexicon: Lexicon, *, lemmas: Callable[[str], Collection[str] | None]) -> None:
        self._lemmas = lemmas
        self._verbs = {trigger for pos, trigger in lexicon.by_trigger if pos == "v"} | lexicon.words("light")
        self._prefixes = lexicon.words("prefixes")

    def left_out(self, text: str) -> frozenset[int]:
        """Returns the offsets of the hyphens of verbs that the lexicon knows as one word (*tear-gassed*), and of the prefixes
        of those that it knows without (*re-arrested*)."""
        if "-" not in text and "\u2010" not in text and "\u2011" not in text:
            return frozenset()
        out: set[int] = set()
        for match in _COMPOUND.finditer(text):
            first, verb = match["first"].lower(), match["verb"]
            bare = {lemma for lemma in self._lemmas(verb) or () if lemma != verb}
            bare |= {lemma[:-1] for lemma in bare if lemma[-2:] == lemma[-1:] * 2}  # "martialled"
            if verb.endswith(("ed", "ing")) and any(first + lemma in self._verbs for lemma in bare):
                out.add(match.start("verb") - 1)
            elif first in self._prefixes and not verb.endswith(("s", "er", "est")) and bare & self._verbs:
                out.update(range(match.start(), match.start("verb")))
        return frozenset(out)
