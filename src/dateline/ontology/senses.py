"""Classes of words: what a verb or noun is a kind of, by WordNet (docs/lexicon.md, What the lexicon does not know)."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from importlib import resources

NOTHING: Mapping[str, float] = {}
# What a noun is a kind of that names what somebody does; one derived from a verb is of verbs' classes too.
DEEDS = frozenset({"act.n.2", "event.n.1", "communication.n.2"})
OF_VERBS = ".v."


class Senses:
    """The classes of words, each with a weight from 0 to 1: how usual the sense is by which the word belongs to it.

    Names of classes are WordNet's: ``expel.v.3`` is the third sense of the verb *expel*, and all that is a kind of it.
    """

    def __init__(self, lines: Mapping[tuple[str, str], str]) -> None:
        self._lines = lines
        self._read: dict[tuple[str, str], Mapping[str, float]] = {}
        self._deeds: dict[str, bool] = {}

    def of(self, lemma: str, pos: str) -> Mapping[str, float]:
        """Returns the classes of a lemma; `pos` is ``v`` or ``n``, ``V`` or ``N`` for the words that explain it. Words that are
        not known have none."""
        key = (pos, lemma)
        found = self._read.get(key)
        if found is None:
            line = self._lines.get(key)
            found = NOTHING if line is None else {name: float(w) for name, w in (part.split("=") for part in line.split(" "))}
            if line is not None:
                self._read[key] = found
        return found

    def is_deed(self, lemma: str) -> bool:
        """Tells whether a noun may name what somebody does."""
        found = self._deeds.get(lemma)
        if found is None:
            found = any(name in DEEDS or OF_VERBS in name for name in self.of(lemma, "n"))
            if ("n", lemma) in self._lines:
                self._deeds[lemma] = found
        return found


def load_senses() -> Senses:
    """Returns the classes that the judge knows weights for (made by scripts/build_judge.py)."""
    packed = (resources.files("dateline.ontology") / "learned" / "senses.tsv.gz").read_bytes()
    rows = (line.split("\t") for line in gzip.decompress(packed).decode("utf-8").splitlines())
    return Senses({(pos, lemma): classes for pos, lemma, classes in rows})
