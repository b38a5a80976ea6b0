"""Cue words: the verbs, nouns, adjectives and phrases by which text says that somebody says, thinks or holds something.

The tables stand in the folder ``cues`` beside this module and need no Python to extend:

* ``verbs.csv``: `verb` (lemma), `content` (what it takes as content, alternatives with ``|``: ``that`` a clause, ``to`` an
  infinitive, ``ing`` a gerund, ``obj`` its object, or a preposition), `manner` and `stance`.
* ``nouns.csv`` and ``adjectives.csv``: the same without `manner`.
* ``phrases.csv``: prepositions that name the speaker (*according to*).
* ``documents.txt``: things that speak for whoever issued them; ``speakers.txt``: nouns for those who can be a source;
  ``silent.txt``: for what happens and says nothing; ``light_verbs.txt``: verbs that leave the saying to their noun.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from dateline.errors import ConfigError
from dateline.records import Stance

FOLDER = Path(__file__).parent / "cues"


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


def load_cues(folder: Path = FOLDER) -> CueTables:
    """Returns the cue tables in `folder`.

    >>> load_cues().verbs["vow"].stance.value
    'promises'

    Raises:
        ConfigError: a row names an unknown manner or stance, or a word twice.
    """
    phrases = _cues(folder / "phrases.csv", "phrase")
    return CueTables(
        verbs=_cues(folder / "verbs.csv", "verb"),
        nouns=_cues(folder / "nouns.csv", "noun"),
        adjectives=_cues(folder / "adjectives.csv", "adjective"),
        phrases={tuple(words.split()): cue for words, cue in phrases.items()},
        documents=_words(folder / "documents.txt"),
        speakers=_words(folder / "speakers.txt"),
        silent=_words(folder / "silent.txt"),
        light_verbs=_words(folder / "light_verbs.txt"),
    )


def _cues(path: Path, key: str) -> dict[str, Cue]:
    cues: dict[str, Cue] = {}
    for number, row in _rows(path):
        word = row[key]
        if word in cues:
            raise ConfigError(f"{path}:{number}: {word!r} stands there twice; keep one row")
        try:
            stance, manner = Stance(row["stance"]), Manner(row.get("manner") or "stand")
        except ValueError as error:
            raise ConfigError(
                f"{path}:{number}: {error}; expected one of the values that the file's other rows have"
            ) from error
        content = frozenset(part for part in (row.get("content") or "").split("|") if part)
        cues[word] = Cue(word=word, content=content, stance=stance, manner=manner)
    return cues


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from enumerate(csv.DictReader(file), start=2)


def _words(path: Path) -> frozenset[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
