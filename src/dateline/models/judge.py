"""Judges: which PLOVER type a word of a sentence tells, and of which mode, by what speaks for it beside the lexicon.

numpy is loaded by what uses it, not with this module: the parser has to load it first (see `parser.one_thread`).
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from dateline.ontology.senses import Senses

# What a word is judged to be that tells no event.
NO_EVENT = "NONE"
REASONS = 3
# Clues whose parts are kept, some 300 bytes each: the web never stops bringing new ones.
MEMORY = 50_000


class Clue(NamedTuple):
    """Something that speaks for or against an event: a word in a `slot` beside the one that is judged, with its part of speech
    (``v`` or ``n``, see `Senses`), or what the slot alone says, such as ``with:up`` or ``row:AID``."""

    slot: str
    pos: str = ""
    lemma: str = ""
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Judgement:
    """How probable each type of a word is: `NO_EVENT` among them, from 0 to 1, together 1."""

    likelihoods: Mapping[str, float]

    @property
    def event(self) -> str:
        """The likeliest type, however improbable."""
        return max((name for name in self.likelihoods if name != NO_EVENT), key=self.likelihoods.__getitem__)

    @property
    def probability(self) -> float:
        """How probable the likeliest type is."""
        return self.likelihoods[self.event]

    @property
    def silent(self) -> float:
        """How probable it is that the word tells no event."""
        return self.likelihoods[NO_EVENT]


class Judge(Protocol):
    """Anything that names the type of a word from its clues."""

    def judge(self, clues: Sequence[Clue]) -> Judgement:
        """Returns how probable each type is."""
        ...

    def silent(self, clues: tuple[Clue, ...]) -> float:
        """Returns how probable it is that a word tells no event, by these clues alone; the same few are asked about often."""
        ...

    def knows(self, clue: Clue) -> bool:
        """Tells whether the clue was met often enough to weigh it."""
        ...

    def reasons(self, clues: Sequence[Clue], event: str) -> tuple[str, ...]:
        """Returns the clues that speak most for a type, the strongest first."""
        ...


def features(clue: Clue, senses: Senses) -> Iterator[tuple[str, float]]:
    """Yields the features that a clue stands for and their values: ``slot:class`` for each class of its word
    (``object:weapon.n.1``), or its slot."""
    if not clue.pos:
        yield clue.slot, clue.weight
        return
    for name, value in senses.of(clue.lemma, clue.pos).items():
        yield f"{clue.slot}:{name}", value * clue.weight


class LinearJudge:
    """A multinomial logistic model. `weights` is of shape (features, types), its last row the bias."""

    def __init__(self, names: Sequence[str], types: Sequence[str], weights: npt.NDArray[np.float32], senses: Senses) -> None:
        self._rows = {name: i for i, name in enumerate(names)}
        self._types = tuple(types)
        self._weights = weights
        self._senses = senses
        # words come back again and again, in the same slots
        self._part = lru_cache(maxsize=MEMORY)(self._find_part)
        self.silent = lru_cache(maxsize=MEMORY)(self._find_silent)

    def judge(self, clues: Sequence[Clue]) -> Judgement:
        """Returns how probable each type is."""
        return Judgement(dict(zip(self._types, self._likelihoods(clues).tolist(), strict=True)))

    def knows(self, clue: Clue) -> bool:
        """Tells whether the clue was met often enough to weigh it."""
        return any(name in self._rows for name, _ in features(clue, self._senses))

    def reasons(self, clues: Sequence[Clue], event: str) -> tuple[str, ...]:
        """Returns the clues that speak most for a type, the strongest first."""
        at = self._types.index(event)
        lead = {clue: float(part[at] - part.mean()) for clue in clues for part in (self._part(clue),)}
        strongest = sorted((clue for clue in lead if lead[clue] > 0), key=lead.__getitem__, reverse=True)[:REASONS]
        return tuple(f"{clue.slot}:{clue.lemma}" if clue.lemma else clue.slot for clue in strongest)

    def _likelihoods(self, clues: Sequence[Clue]) -> npt.NDArray[np.float32]:
        import numpy as np

        # slots that say something by themselves are single rows, and too many to keep
        alone = [self._rows[clue.slot] for clue in clues if not clue.pos and clue.slot in self._rows]
        scores: npt.NDArray[np.float32] = self._weights[alone].sum(axis=0)
        scores = np.add.reduce([scores, self._weights[-1], *(self._part(clue) for clue in clues if clue.pos)])
        scores = np.exp(scores - scores.max())
        likelihoods: npt.NDArray[np.float32] = scores / scores.sum()
        return likelihoods

    def _find_silent(self, clues: tuple[Clue, ...]) -> float:
        return float(self._likelihoods(clues)[self._types.index(NO_EVENT)])

    def _find_part(self, clue: Clue) -> npt.NDArray[np.float32]:
        """What one clue adds to the scores of the types."""
        import numpy as np

        rows_of = ((self._rows.get(name), value) for name, value in features(clue, self._senses))
        known = [(row, value) for row, value in rows_of if row is not None]
        rows, values = [row for row, _ in known], np.array([value for _, value in known], np.float32)
        return values @ self._weights[rows] if known else np.zeros_like(self._weights[-1])


def load_judge(senses: Senses, name: str = "judge") -> LinearJudge:
    """Returns the judge trained on training/ and the lexicon's examples by scripts/build_judge.py; with the name ``modes`` that
    of modes, trained on the latter alone, whose types are a type and a mode, such as ``ASSAULT drone``, or only a type."""
    import numpy as np

    packed = (resources.files("dateline.ontology") / "learned" / f"{name}.npz").read_bytes()
    with np.load(io.BytesIO(packed), allow_pickle=False) as arrays:
        weights = arrays["weights"].astype(np.float32) * np.float32(arrays["scale"])
        names = arrays["features"].tobytes().decode().split("\n")  # as an array of words the longest would set the size of all
        return LinearJudge(names, arrays["types"].tolist(), weights, senses)
