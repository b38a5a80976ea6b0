"""Trains the judge of predicates that the lexicon does not know, and writes src/dateline/ontology/learned.

    python scripts/build_judge.py [WORDNET]     WordNet's files: /usr/share/wordnet, of Debian's package wordnet-base

Trained on training/*.tsv and the examples of the lexicon, both written for this project. Needs the extra `train`.
"""

from __future__ import annotations

import gzip
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from dateline.context import Context
from dateline.models.judge import NO_EVENT
from dateline.ontology.senses import Senses
from dateline.pipeline import read_page
from dateline.records import Page, PageKind, Reading, Sentence
from dateline.stages.code.fitting import graph_of
from dateline.stages.code.judged import candidates, features, sides
from dateline.stages.code.parties import Parties
from dateline.stages.code.records import Told

HERE = Path(__file__).parent.parent
TARGET = HERE / "src/dateline/ontology/learned"
# Weights of a word's first senses, as WordNet orders them by use.
SENSES = (1.0, 0.5, 0.3)
# What is derived from a verb is of its classes too, a little less ("deportation", "deport").
DERIVED = 0.7
RARE = 3
STRENGTH = 1.0
# Weight of what tells no event; of what stands beside a told event less, since it may tell another.
SILENT, BESIDE = 0.5, 0.125


class WordNet:
    """Verbs and nouns of WordNet with the classes that they belong to."""

    def __init__(self, folder: Path) -> None:
        self._senses: dict[tuple[str, str], list[str]] = {}
        self._pointers: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
        self._names: dict[tuple[str, str], str] = {}
        self._above: dict[tuple[str, str], frozenset[str]] = {}
        for pos, name in (("v", "verb"), ("n", "noun")):
            self._read(pos, folder, name)

    def _read(self, pos: str, folder: Path, name: str) -> None:
        for line in (folder / f"index.{name}").read_text(encoding="utf-8").splitlines():
            if not line.startswith(" "):
                parts = line.split()
                self._senses[pos, parts[0]] = parts[6 + int(parts[3]) :]
        for line in (folder / f"data.{name}").read_text(encoding="utf-8").splitlines():
            if line.startswith(" "):
                continue
            parts = line.split(" | ")[0].split()
            words = int(parts[3], 16)
            at = 4 + 2 * words
            count = int(parts[at])
            key = pos, parts[0]
            self._pointers[key] = [(parts[at + 1 + 4 * n], parts[at + 3 + 4 * n], parts[at + 2 + 4 * n]) for n in range(count)]
            first = parts[4].lower()
            number = self._senses[pos, first].index(parts[0]) + 1 if parts[0] in self._senses.get((pos, first), ()) else 0
            self._names[key] = f"{first}.{pos}.{number}"

    def above(self, pos: str, synset: str) -> frozenset[str]:
        """The names of a synset and of all that it is a kind of."""
        if (pos, synset) in self._above:
            return self._above[pos, synset]
        found = {self._names[pos, synset]}
        for kind, other_pos, other in self._pointers[pos, synset]:
            if kind in ("@", "@i") and other_pos == pos:
                found |= self.above(pos, other)
        return self._above.setdefault((pos, synset), frozenset(found))

    def classes(self, pos: str, lemma: str) -> dict[str, float]:
        """The classes of a lemma with their weights."""
        found: dict[str, float] = defaultdict(float)
        for weight, synset in zip(SENSES, self._senses.get((pos, lemma), ()), strict=False):
            for name in self.above(pos, synset):
                found[name] = max(found[name], weight)
            for kind, other_pos, other in self._pointers[pos, synset]:
                if kind == "+" and pos == "n" and other_pos == "v":
                    for name in self.above("v", other):
                        found[name] = max(found[name], round(weight * DERIVED, 2))
        return found

    def lines(self, keep: frozenset[str] | None = None) -> Iterator[tuple[str, str, str]]:
        """Part of speech, lemma and classes of every single word, as `Senses` reads them; with `keep`, only those classes."""
        for pos, lemma in sorted(self._senses):
            if "_" in lemma or any(c.isdigit() for c in lemma):
                continue
            classes = {n: w for n, w in self.classes(pos, lemma).items() if keep is None or n in keep}
            if classes:
                yield pos, lemma, " ".join(f"{name}={weight:g}" for name, weight in sorted(classes.items()))


def examples(context: Context) -> Iterator[tuple[str, str, str]]:
    """Type, sentence and trigger ("" where the coder's own record tells it) of all training sentences."""
    for path in sorted((HERE / "training").glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            event, text, trigger = line.split("\t")
            yield event, text, trigger
    for row in context.lexicon.rows:
        if row.event:
            yield row.event, row.example, ""
        elif not row.operator:
            yield NO_EVENT, row.example, ""


def samples(context: Context, senses: Senses) -> Iterator[tuple[str, dict[str, float], float]]:
    """Type, features and weight of the predicates of all training sentences; those beside the one that tells are no event."""
    for n, (event, text, trigger) in enumerate(examples(context)):
        reading = read_page(Page(id=f"t{n}", text=text, date="2024-03-04", kind=PageKind.SENTENCE), context)
        told = Told.of(reading)
        for sentence in reading.sentences:
            graph = graph_of(sentence, context.lexicon)
            parties = Parties(graph, told.mentions.get(sentence.index, {}), told.places_in(sentence))
            teller = _teller(reading, sentence, event, trigger)
            beside = [i for i in candidates(graph) if i != teller] if event == NO_EVENT or trigger else []
            for i in [*([] if teller is None else [teller]), *beside]:
                actor, recipient = sides(graph, parties, i)
                found = features(graph, senses, i, actor=actor, recipient=recipient)
                told_weight = 1.0 if i == teller else BESIDE
                yield event if i == teller else NO_EVENT, found, SILENT if event == NO_EVENT else told_weight


def _teller(reading: Reading, sentence: Sentence, event: str, trigger: str) -> int | None:
    """The token that tells the event of a training sentence."""
    if trigger:
        return next((t.i for t in sentence.tokens if t.text == trigger.split()[0]), None)
    starts = {e.predicate[0] for e in reading.events if e.event[0] == event}
    return next((t.i for t in sentence.tokens if t.start in starts), None)


def main() -> None:
    """Trains and writes."""
    net = WordNet(Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/wordnet"))
    context = Context()
    rows = list(samples(context, Senses({(pos, lemma): line for pos, lemma, line in net.lines()})))
    # Loaded only now: numpy takes one thread where the parser loads it first, and the parser is slow on several.
    import numpy as np
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    often = Counter(name for _, found, _ in rows for name in found)
    vectorizer = DictVectorizer(dtype=np.float32)
    matrix = vectorizer.fit_transform({k: v for k, v in found.items() if often[k] >= RARE} for _, found, _ in rows)
    model = LogisticRegression(C=STRENGTH, max_iter=300)
    model.fit(matrix, [event for event, _, _ in rows], sample_weight=[weight for _, _, weight in rows])
    names = vectorizer.get_feature_names_out().tolist()
    weights = np.vstack([model.coef_.T, model.intercept_])
    scale = float(np.abs(weights).max()) / 32000
    TARGET.mkdir(exist_ok=True)
    np.savez_compressed(
        TARGET / "judge.npz",
        features=np.array(names),
        types=np.array(model.classes_),
        weights=(weights / scale).round().astype(np.int16),
        scale=np.array(scale),
    )
    used = frozenset(name.partition(":")[2] for name in names)
    text = "".join("\t".join(line) + "\n" for line in net.lines(used))
    (TARGET / "senses.tsv.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
    print(f"{len(rows)} predicates, {len(names)} features, {len(used)} classes; {Counter(event for event, _, _ in rows)}")


if __name__ == "__main__":
    main()
