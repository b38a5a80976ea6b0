"""Entity labels of a spaCy entity recogniser, decoded for a whole batch at once.

spaCy's own decoder walks token by token and takes the interpreter's lock for every move it considers, which made it the
dearest part of a parse (5.3 of 11 s on 58,000 tokens; here 0.9 s). Outside an entity the scores of a token depend on that
token alone, so they are one matrix product for all tokens; only tokens inside an entity are walked, all entities abreast.
The weights are the model's and the result is the same (tests/models/test_parser.py compares the two).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from spacy.tokens import Doc

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

# What a score becomes that a move must not have.
_NEVER = np.float32(-np.inf)


class EntityDecoder:
    """Decodes one entity recogniser; `fits` tells whether it is of the kind that this class knows."""

    def __init__(self, recogniser: Any) -> None:
        model = recogniser.model
        self._tok2vec = model.get_ref("tok2vec")
        lower, upper = model.get_ref("lower"), model.get_ref("upper")
        weights = lower.get_param("W")
        self._features, self._hidden, self._pieces, inputs = weights.shape
        self._lower = np.ascontiguousarray(weights.reshape(-1, inputs).T)
        self._bias = lower.get_param("b").reshape(-1)
        self._pad = lower.get_param("pad").reshape(self._features, -1)
        self._upper = np.ascontiguousarray(upper.get_param("W").T)
        self._upper_bias = upper.get_param("b")
        names = [recogniser.moves.get_class_name(i) for i in range(recogniser.moves.n_moves)]
        self._labels = [name[2:] for name in names]
        self._begins = np.array([name[:2] == "B-" and len(name) > 2 for name in names])
        self._units = np.array([name[:2] == "U-" and len(name) > 2 for name in names])
        self._out = names.index("O")
        self._open: dict[int, tuple[int, int]] = {
            i: (names.index("I" + names[i][1:]), names.index("L" + names[i][1:]))
            for i, begins in enumerate(self._begins.tolist())
            if begins
        }

    @staticmethod
    def fits(recogniser: Any) -> bool:
        """Tells whether the recogniser reads three tokens a step, greedily, through a maxout layer and an output layer."""
        model = recogniser.model
        if model.name != "parser_model" or recogniser.cfg.get("beam_width", 1) != 1 or not model.attrs.get("has_upper"):
            return False
        weights = model.get_ref("lower").get_param("W")
        return weights.ndim == 4 and weights.shape[0] == 3 and weights.shape[2] > 1 and not model.attrs.get("unseen_classes")

    def labels(self, docs: Sequence[Doc], starts: Ints, spaces: npt.NDArray[np.bool_]) -> list[str]:
        """Returns the entity label (empty: none) of each token of all `docs`, one after the other.

        `starts` is 1 where a token starts a sentence, `spaces` true where it is white space.
        """
        lengths = np.array([len(doc) for doc in docs])
        total = int(lengths.sum())
        labels = [""] * total
        if not total:
            return labels
        cached = (self._tok2vec.predict(docs) @ self._lower).reshape(total, self._features, -1)
        ends = np.zeros(total, dtype=bool)  # tokens after which no entity goes on
        ends[np.cumsum(lengths[lengths > 0]) - 1] = True
        ends[:-1] |= starts[1:] == 1
        closed = self._closed(cached, ends, spaces)
        begun = np.flatnonzero(self._begins[closed])
        last = self._walk(cached, begun, closed[begun], ends)
        at = 0
        for start in np.flatnonzero(closed != self._out):
            if start < at:
                continue
            at = last.get(int(start), int(start)) + 1
            labels[start:at] = [self._labels[closed[start]]] * (at - int(start))
        return labels

    def _closed(self, cached: Floats, ends: npt.NDArray[np.bool_], spaces: npt.NDArray[np.bool_]) -> Ints:
        """The best move of each token where no entity is open."""
        scores = self._scores(cached[:, 0] + (self._pad[1] + self._pad[2]))
        allowed = self._begins | self._units
        allowed[self._out] = True
        scores[:, ~allowed] = _NEVER
        scores[np.ix_(ends, self._begins)] = _NEVER
        scores[np.ix_(spaces, self._begins | self._units)] = _NEVER
        best: Ints = scores.argmax(axis=1)
        return best

    def _walk(self, cached: Floats, begun: Ints, moves: Ints, ends: npt.NDArray[np.bool_]) -> dict[int, int]:
        """The last token of each entity that begins at a token of `begun`, all walked one token a step."""
        last: dict[int, int] = {}
        inside = np.array([self._open[int(m)][0] for m in moves], dtype=np.int64)
        closing = np.array([self._open[int(m)][1] for m in moves], dtype=np.int64)
        start, at = begun, begun + 1
        while len(start):
            scores = self._scores(cached[at, 0] + cached[start, 1] + cached[at - 1, 2])
            rows = np.arange(len(start))
            goes_on = (scores[rows, inside] > scores[rows, closing]) & ~ends[at]
            for first, end in zip(start[~goes_on].tolist(), at[~goes_on].tolist(), strict=True):
                last[first] = end
            start, at, inside, closing = start[goes_on], at[goes_on] + 1, inside[goes_on], closing[goes_on]
        return last

    def _scores(self, summed: Floats) -> Floats:
        pieces = (summed + self._bias).reshape(len(summed), self._hidden, self._pieces)
        hidden = pieces[:, :, 0]
        for n in range(1, self._pieces):  # numpy takes long to find the largest of two
            hidden = np.maximum(hidden, pieces[:, :, n])
        scores: Floats = hidden @ self._upper + self._upper_bias
        return scores
