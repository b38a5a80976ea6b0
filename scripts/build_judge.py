"""Trains the judge of what words tell beside the lexicon, and writes src/dateline/ontology/learned.

    python scripts/build_judge.py [WORDNET]     WordNet's files: /usr/share/wordnet, of Debian's package wordnet-base

Trained on training/*.tsv, on the stories of training/stories and on the examples of the lexicon, all written for this project
(training/README.md says how they are marked). Needs the extra `train`.
"""

from __future__ import annotations

import gzip
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from dateline.config import Config
from dateline.context import Context
from dateline.models.judge import NO_EVENT, Clue, features
from dateline.ontology.senses import Senses
from dateline.pipeline import read_page
from dateline.records import Page, PageKind, Reading, Sentence
from dateline.stages.code.domain import domain_of
from dateline.stages.code.fitting import graph_of
from dateline.stages.code.judged import Weighing
from dateline.stages.code.parties import Parties
from dateline.stages.code.records import Told
from dateline.stages.code.telling import composed, told
from dateline.text.marked import DOUBTFUL, marked_stories

HERE = Path(__file__).parent.parent
TARGET = HERE / "src/dateline/ontology/learned"
# Weights of a word's first senses, as WordNet orders them by use.
SENSES = (1.0, 0.5, 0.3)
DAY = "2024-03-04"
# What is derived from a verb is of its classes too, a little less ("deportation", "deport").
DERIVED = 0.7
RARE = 10
STRENGTH = 0.1
# The same for modes, of which there are fewer examples.
MODE_RARE = 5
MODE_STRENGTH = 1.0
# Weight of what stands beside the told event of a single sentence: it may tell another.
BESIDE = 0.125
# Weight of single sentences, most of them written to be of seldom wording.
SINGLE = 0.5
# Weight of stories without politics, of which there are fewer than the web has.
TWICE = {"no_politics": 2.0, "hardly_politics": 2.0}
# How a noun hangs on a verb that may be marked in its stead.
OBJECTS = ("dobj", "nsubjpass")
# Words of the explanations of words that say nothing.
SMALL_WORDS = """
a an the of or to in with for and by from be is that as on at into it its something someone some one especially usually who
which are not make have cause state act person used use having being this any so than
"""
EMPTY = frozenset(SMALL_WORDS.split())


class WordNet:
    """Verbs and nouns of WordNet with the classes that they belong to."""

    def __init__(self, folder: Path) -> None:
        self._senses: dict[tuple[str, str], list[str]] = {}
        self._pointers: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
        self._names: dict[tuple[str, str], str] = {}
        self._above: dict[tuple[str, str], frozenset[str]] = {}
        self._glosses: dict[tuple[str, str], str] = {}
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
            entry, _, gloss = line.partition(" | ")
            parts = entry.split()
            self._glosses[pos, parts[0]] = gloss.split('; "')[0].lower()
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

    def explained(self, pos: str, lemma: str) -> dict[str, float]:
        """The words that explain a lemma, cut to seven letters, with their weights."""
        found: dict[str, float] = {}
        for weight, synset in zip(SENSES, self._senses.get((pos, lemma), ()), strict=False):
            for word in re.findall(r"[a-z]{3,}", self._glosses[pos, synset]):
                if word not in EMPTY:
                    stem = re.sub(r"(ing|ed|s)$", "", word)[:7]
                    found[stem] = max(found.get(stem, 0.0), weight)
        return found

    def lines(self, keep: frozenset[str] | None = None) -> Iterator[tuple[str, str, str]]:
        """Part of speech, lemma and classes of every single word, as `Senses` reads them; with `keep`, only those classes."""
        for pos, lemma in sorted(self._senses):
            if "_" in lemma or any(c.isdigit() for c in lemma):
                continue
            for kind, found in ((pos, self.classes(pos, lemma)), (pos.upper(), self.explained(pos, lemma))):
                classes = {n: w for n, w in found.items() if keep is None or n in keep}
                if classes:
                    yield kind, lemma, " ".join(f"{name}={weight:g}" for name, weight in sorted(classes.items()))


Sample = tuple[str, list[Clue], float]


def singles(context: Context) -> Iterator[tuple[str, str, str]]:
    """Type, sentence and trigger ("" where the coder's own record tells it) of the training sentences that stand alone."""
    for path in sorted((HERE / "training").glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            event, text, trigger = line.split("\t")
            yield event, text, trigger
    for row in context.lexicon.rows:
        if row.event:
            yield row.event, row.example, ""
        elif not row.operator:
            yield NO_EVENT, row.example, ""


def single_samples(context: Context, senses: Senses) -> Iterator[Sample]:
    """Type, clues and weight of the words of single sentences; those beside the one that tells are no event. What the
    lexicon says of them is left out, since its rows were written beside some of these sentences."""
    for n, (event, text, trigger) in enumerate(singles(context)):
        reading = read_page(Page(id=f"t{n}", text=text, date=DAY, kind=PageKind.SENTENCE), context)
        for sentence, weighing in weighings(reading, context, senses):
            teller = _teller(reading, sentence, event, trigger)
            beside = event == NO_EVENT or trigger
            for i in dict.fromkeys([*([] if teller is None else [teller]), *weighing.candidates()]):
                if i == teller or beside:
                    weight = 1.0 if i == teller else 0.5 if event == NO_EVENT else BESIDE
                    yield event if i == teller else NO_EVENT, list(weighing.clues(i, lexicon=False)), SINGLE * weight


def _teller(reading: Reading, sentence: Sentence, event: str, trigger: str) -> int | None:
    """The token that tells the event of a training sentence."""
    if trigger:
        return next((t.i for t in sentence.tokens if t.text == trigger.split()[0]), None)
    starts = {e.predicate[0] for e in reading.events if e.event[0] == event}
    return next((t.i for t in sentence.tokens if t.start in starts), None)


def story_samples(context: Context, senses: Senses) -> Iterator[Sample]:
    """Type, clues and weight of the words of the training stories."""
    for path in sorted((HERE / "training" / "stories").glob("*.txt")):
        for n, story in enumerate(marked_stories(path.read_text(encoding="utf-8"))):
            all_marks = (mark for sentence in story.sentences for mark in sentence.marks)
            marks = {at: "" if mark.sign == DOUBTFUL else mark.event for mark in all_marks for at in mark.at}
            reading = read_page(Page(id=f"{path.stem}-{n}", text=story.text, date=DAY, kind=PageKind.STORY), context)
            for sentence, weighing in weighings(reading, context, senses):
                for i in weighing.candidates():
                    event = marks.get(sentence.tokens[i].start) or _shared(sentence, weighing, i, marks)
                    if event:
                        yield event, list(weighing.clues(i)), TWICE.get(path.stem, 1.0)


def _shared(sentence: Sentence, weighing: Weighing, i: int, marks: dict[int, str]) -> str:
    """The type of an unmarked word: that of the verb or object beside it where it tells the same ("declared a state of
    emergency" is marked at either), "" where the word itself is in doubt, or no event."""
    token = sentence.tokens[i]
    if token.start in marks:
        return ""
    beside = [sentence.tokens[token.head]] if token.dep in OBJECTS else []
    beside += [t for t in sentence.tokens if t.head == i and t.dep in OBJECTS]
    types = {row.event for row in weighing.graph.matches.get(i, ())}
    return next((marks[t.start] for t in beside if marks.get(t.start) in types - {""}), NO_EVENT)


def weighings(reading: Reading, context: Context, senses: Senses) -> Iterator[tuple[Sentence, Weighing]]:
    """Yields the sentences of a reading with what the coder has ready for the judge."""
    page = Told.of(reading)
    domain = domain_of(reading.sentences, context.lexicon.domains, reading.sentences, officials=page.officials)
    for sentence in reading.sentences:
        graph = graph_of(sentence, context.lexicon)
        parties = Parties(graph, page.mentions.get(sentence.index, {}), page.places_in(sentence))
        yield sentence, Weighing(graph, parties, senses, told(*composed(graph, parties), graph, domain), domain)


def vector(clues: list[Clue], senses: Senses) -> dict[str, float]:
    """The features of the clues, summed."""
    found: dict[str, float] = defaultdict(float)
    for clue in clues:
        for name, value in features(clue, senses):
            found[name] += value
    return dict(found)


def mode_samples(context: Context, senses: Senses) -> Iterator[Sample]:
    """Type and mode, clues and weight of the words that tell the lexicon's examples, of the types that have modes."""
    moded = {row.event for row in context.lexicon.rows if row.mode}
    for n, row in enumerate(context.lexicon.rows):
        if row.event not in moded or row.operator:
            continue
        reading = read_page(Page(id=f"m{n}", text=row.example, date=DAY, kind=PageKind.SENTENCE), context)
        modes = {e.predicate[0]: e.mode for e in reading.events if e.event[0] == row.event}
        for sentence, weighing in weighings(reading, context, senses):
            for i in (t.i for t in sentence.tokens if t.start in modes and t.i in weighing.acts):
                label = " ".join((row.event, *modes[sentence.tokens[i].start][:1]))
                yield label, list(weighing.clues(i, lexicon=False)), 1.0


def main() -> None:
    """Trains and writes."""
    net = WordNet(Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/wordnet"))
    context = Context(Config(learned=0.0))
    senses = Senses({(pos, lemma): line for pos, lemma, line in net.lines()})
    TARGET.mkdir(exist_ok=True)
    samples = [*story_samples(context, senses), *single_samples(context, senses)]
    names = train("judge", samples, senses, rare=RARE, strength=STRENGTH)
    names += train("modes", [*mode_samples(context, senses)], senses, rare=MODE_RARE, strength=MODE_STRENGTH)
    used = frozenset(name.partition(":")[2] for name in names)
    text = "".join("\t".join(line) + "\n" for line in net.lines(used))
    (TARGET / "senses.tsv.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
    print(f"{len(used)} classes")


def train(file: str, samples: list[Sample], senses: Senses, *, rare: int, strength: float) -> list[str]:
    """Trains a model on the samples, writes it to `file`.npz and returns the names of its features."""
    # Loaded only now: numpy takes one thread where the parser loads it first, and the parser is slow on several.
    import numpy as np
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    vectors = [vector(clues, senses) for _, clues, _ in samples]
    often = Counter(name for found in vectors for name in found)
    vectorizer = DictVectorizer(dtype=np.float32)
    matrix = vectorizer.fit_transform({k: v for k, v in found.items() if often[k] >= rare} for found in vectors)
    model = LogisticRegression(C=strength, max_iter=300)
    model.fit(matrix, [event for event, _, _ in samples], sample_weight=[weight for _, _, weight in samples])
    names: list[str] = vectorizer.get_feature_names_out().tolist()
    weights = np.vstack([model.coef_.T, model.intercept_])
    scale = float(np.abs(weights).max()) / 32000
    np.savez_compressed(
        TARGET / f"{file}.npz",
        features=np.frombuffer("\n".join(names).encode(), np.uint8),
        types=np.array(model.classes_),
        weights=(weights / scale).round().astype(np.int16),
        scale=np.array(scale),
    )
    print(f"{file}: {len(samples)} words, {len(names)} features; {Counter(event for event, _, _ in samples)}")
    return names


if __name__ == "__main__":
    main()
