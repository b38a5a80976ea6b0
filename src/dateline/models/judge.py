"""Judges: which PLOVER type a word of a sentence tells, by what speaks for it beside the lexicon.

numpy is loaded by what uses it, not with this module: the parser has to load it first (see `parser.one_thread`).
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from dateline.ontology.senses import Senses

# What a word is judged to be that tells no event.
NO_EVENT = "NONE"
REASONS = 3


class Clue(NamedTuple):
    """Something that speaks for or against an event: a word in a `slot` beside the one that is judged, with its part of speech
    (``v`` or ``n``, see `Senses`), or what the slot alone says, such as ``with:up`` or ``row:AID``."""

    slot: str
    pos: str = ""
    lemma: str = ""
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Judgement:
    """The likeliest type of a word, how probable it is, how probable it is that the word tells no event (both 0 to 1), and
    the clues that spoke most for the type, the strongest first."""

    event: str
    probability: float
    silent: float
    reasons: tuple[str, ...]


class Judge(Protocol):
    """Anything that names the type of a word from its clues."""

    def judge(self, clues: Iterable[Clue]) -> Judgement:
        """Returns the likeliest type, however improbable."""
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
        self._events = [i for i, name in enumerate(types) if name != NO_EVENT]
        self._weights = weights
        self._senses = senses
        self._parts: dict[Clue, npt.NDArray[np.float32]] = {}  # words come back again and again, in the same slots

    def judge(self, clues: Iterable[Clue]) -> Judgement:
        """Returns the likeliest type, however improbable."""
        import numpy as np

        held = list(clues)
        parts = np.array([self._part(clue) for clue in held] or [np.zeros_like(self._weights[-1])])
        scores = parts.sum(axis=0) + self._weights[-1]
        likelihoods = np.exp(scores - scores.max())
        likelihoods /= likelihoods.sum()
        best = max(self._events, key=likelihoods.__getitem__)
        lead = parts[:, best] - parts.mean(axis=1)
        strongest = [held[i] for i in np.argsort(-lead)[:REASONS] if i < len(held) and lead[i] > 0]
        reasons = tuple(f"{clue.slot}:{clue.lemma}" if clue.lemma else clue.slot for clue in strongest)
        probability = float(likelihoods[best])
        silent = float(1 - likelihoods[self._events].sum())
        return Judgement(self._types[best], probability, silent, reasons)

    def _part(self, clue: Clue) -> npt.NDArray[np.float32]:
        """What one clue adds to the scores of the types."""
        import numpy as np

        found = self._parts.get(clue)
        if found is None:
            known = [(self._rows[name], value) for name, value in features(clue, self._senses) if name in self._rows]
            rows, values = [row for row, _ in known], np.array([value for _, value in known], np.float32)
            found = self._parts[clue] = values @ self._weights[rows] if known else np.zeros_like(self._weights[-1])
        return found


def load_judge(senses: Senses) -> LinearJudge:
    """Returns the judge trained on training/ and the lexicon's examples by scripts/build_judge.py."""
    import numpy as np

    packed = (resources.files("dateline.ontology") / "learned" / "judge.npz").read_bytes()
    with np.load(io.BytesIO(packed), allow_pickle=False) as arrays:
        weights = arrays["weights"].astype(np.float32) * np.float32(arrays["scale"])
        return LinearJudge(arrays["features"].tolist(), arrays["types"].tolist(), weights, senses)
