"""Cue words: the verbs, nouns, adjectives and phrases by which text says that somebody says, thinks or holds something.

The tables stand in the folder ``cues`` beside this module and need no Python to extend:

* ``verbs.csv``: `verb` (lemma), `content` (what it takes as content, alternatives with ``|``: ``that`` a clause, ``to`` an
  infinitive, ``ing`` a gerund, ``obj`` its object, or a preposition), `manner` and `stance`.
* ``nouns.csv`` and ``adjectives.csv``: the same without `manner`.
* ``phrases.csv``: prepositions that name the speaker (*according to*).
* ``documents.txt``: things that speak for whoever issued them; ``speakers.txt``: nouns for those who can be a source;
  ``silent.txt``: for what happens and says nothing; ``light_verbs.txt``: verbs that leave the saying to their noun;
  ``controlling.txt``: verbs whose object does what the infinitive says; ``deeming.txt``: verbs that are passive before an
  infinitive; ``passing_on.txt``: what others do to a document than who issued it.

A user's folder may hold a folder ``cues`` of the same form: its row of a word goes before the package's, and one without a
stance says that the word is no cue.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from dateline.errors import OntologyError
from dateline.ontology.layers import Layers, read_csv
from dateline.records import Stance

_FURTHER_COLUMNS = ("content", "manner", "stance")


class Manner(StrEnum):
    """How a verb reports: speech may follow or interrupt what is said; relay passes on what others say."""

    SPEECH = "speech"
    THOUGHT = "thought"
    STAND = "stand"
    FINDING = "finding"
    RELAY = "relay"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """One row of the cue tables."""

    word: str
    content: frozenset[str]
    stance: Stance
    manner: Manner = Manner.STAND


@dataclass(frozen=True, slots=True, kw_only=True)
class CueTables:
    """All cue words, keyed by lemma (adjectives by form, phrases by their words)."""

    verbs: dict[str, Cue]
    nouns: dict[str, Cue]
    adjectives: dict[str, Cue]
    phrases: dict[tuple[str, ...], Cue]
    documents: frozenset[str]
    speakers: frozenset[str]
    silent: frozenset[str]
    light_verbs: frozenset[str]
    controlling: frozenset[str]
    deeming: frozenset[str]
    passing_on: frozenset[str]

    def verb(self, lemma: str, form: str, particles: Iterable[str] = ()) -> Cue | None:
        """Returns the row of a verb with one of its particles or prepositions (*call for*), else of the verb by its lemma, or
        by its form where the lemmatiser cut a final *e* ("hoped" as *hop*)."""
        for particle in particles:
            if (phrasal := self.verbs.get(f"{lemma} {particle}")) is not None:
                return phrasal
        found = self.verbs.get(lemma)
        if found is not None or len(form) < 4:
            return found
        return self.verbs.get(form[:-3] + "e" if form.endswith("ing") else form[:-1] if form[-1] in "sd" else form)


def load_cues(own: Path | None = None) -> CueTables:
    """Returns the package's cue tables with those of the user's folder `own` over them.

    >>> load_cues().verbs["vow"].stance.value
    'promises'

    Raises:
        OntologyError: a row names an unknown manner or stance, or a file has a word twice.
    """
    layers = Layers(own)
    phrases = _cues(layers, "cues/phrases.csv", "phrase")
    return CueTables(
        verbs=_cues(layers, "cues/verbs.csv", "verb"),
        nouns=_cues(layers, "cues/nouns.csv", "noun"),
        adjectives=_cues(layers, "cues/adjectives.csv", "adjective"),
        phrases={tuple(words.split()): cue for words, cue in phrases.items()},
        documents=layers.words("cues/documents.txt"),
        speakers=layers.words("cues/speakers.txt"),
        silent=layers.words("cues/silent.txt"),
        light_verbs=layers.words("cues/light_verbs.txt"),
        controlling=layers.words("cues/controlling.txt"),
        deeming=layers.words("cues/deeming.txt"),
        passing_on=layers.words("cues/passing_on.txt"),
    )


def _cues(layers: Layers, pattern: str, key: str) -> dict[str, Cue]:
    cues: dict[str, Cue | None] = {}
    for path in layers.files(pattern):
        in_file: set[str] = set()
        for row in read_csv(path, (key, *_FURTHER_COLUMNS), needed=(key, "stance")):
            word = row[key]
            if word in in_file:
                raise OntologyError(f"{row.where}: {word!r} stands there twice; keep one row")
            in_file.add(word)
            if word in cues:
                continue
            content = frozenset(part for part in row["content"].split("|") if part)
            if row["stance"]:
                stance, manner = _named(Stance, row["stance"], row.where), _named(Manner, row["manner"] or "stand", row.where)
                cues[word] = Cue(word=word, content=content, stance=stance, manner=manner)
            else:
                cues[word] = None
    return {word: cue for word, cue in cues.items() if cue is not None}


Named = TypeVar("Named", bound=StrEnum)


def _named(kind: type[Named], value: str, where: str) -> Named:
    try:
        return kind(value)
    except ValueError:
        known = ", ".join(kind)
        raise OntologyError(f"{where}: expected a {kind.__name__.lower()}, one of {known}; found {value!r}") from None
