"""Judges: which PLOVER type a predicate is of that the lexicon does not know.

numpy is loaded by what uses it, not with this module: the parser has to load it first (see `parser.one_thread`).
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

# What a predicate is judged to be that tells no event.
NO_EVENT = "NONE"


@dataclass(frozen=True, slots=True)
class Judgement:
    """The likeliest type of a predicate, how probable it is (0 to 1), and the features that spoke for it, strongest first."""

    event: str
    probability: float
    reasons: tuple[str, ...]


class Judge(Protocol):
    """Anything that names the type of a predicate from its features."""

    def judge(self, features: Mapping[str, float]) -> Judgement:
        """Returns the likeliest type, `NO_EVENT` for none."""
        ...


class LinearJudge:
    """A multinomial logistic model. `weights` is of shape (features, types), its last row the bias."""

    def __init__(self, features: Sequence[str], types: Sequence[str], weights: npt.NDArray[np.float32]) -> None:
        self._rows = {name: i for i, name in enumerate(features)}
        self._types = tuple(types)
        self._weights = weights

    def judge(self, features: Mapping[str, float]) -> Judgement:
        """Returns the likeliest type, `NO_EVENT` for none."""
        import numpy as np

        known = [(name, value) for name, value in features.items() if name in self._rows]
        parts = self._weights[[self._rows[name] for name, _ in known]] * np.array([v for _, v in known], np.float32)[:, None]
        scores = parts.sum(axis=0) + self._weights[-1]
        likelihoods = np.exp(scores - scores.max())
        best = int(scores.argmax())
        lead = parts[:, best] - parts.mean(axis=1)
        strongest = [known[i][0] for i in np.argsort(-lead)[:3] if lead[i] > 0]
        return Judgement(self._types[best], float(likelihoods[best] / likelihoods.sum()), tuple(strongest))


def load_judge() -> LinearJudge:
    """Returns the judge trained on training/sentences.tsv and the lexicon's examples by scripts/build_judge.py."""
    import numpy as np

    packed = (resources.files("dateline.ontology") / "learned" / "judge.npz").read_bytes()
    with np.load(io.BytesIO(packed), allow_pickle=False) as arrays:
        scale = float(arrays["scale"])
        return LinearJudge(
            arrays["features"].tolist(), arrays["types"].tolist(), arrays["weights"].astype(np.float32) * np.float32(scale)
        )
