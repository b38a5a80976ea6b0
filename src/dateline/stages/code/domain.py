"""What a story and a sentence are about: PLOVER contexts, and whether the story is political news at all."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from dateline.records import Sentence

# A sentence needs one word of a context, a story two different ones for the story's context to be given to its events.
STORY_WORDS = 2
# Domains in which states and services act all the same, mostly for their own people.
MISHAPS = frozenset({"disaster", "accident", "health", "weather"})
# By sentence, its tokens that name whoever holds or seeks power.
Officials = Mapping[int, Collection[int]]
# Above this share of another domain who holds power is no sign of politics: a film may be full of generals.
PLAYED = 0.15
# One stray word of a domain is no domain: counted as if a political word (two for sport and markets) stood beside it.
DOUBT = 1


def lemmas(sentence: Sentence) -> set[str]:
    """Returns the sentence's lemmas, and pairs of neighbours joined by a hyphen."""
    words = [t.lemma for t in sentence.tokens]
    return set(words) | {f"{a}-{b}" for a, b in itertools.pairwise(words)}


def repeated_contexts(story: Counter[str], table: Mapping[str, frozenset[str]]) -> dict[str, int]:
    """Returns for each PLOVER context how many of its words the story repeats; `story` counts words by sentences."""
    often = {word for word, count in story.items() if count >= STORY_WORDS}
    return {context: len(cues & often) for context, cues in table.items()}


def contexts_of(words: set[str], repeated: Mapping[str, int], table: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """Returns the PLOVER contexts of a sentence, strongest first: by its own words and by those the story repeats."""
    scores: dict[str, int] = {}
    for context, cues in table.items():
        own, told = len(cues & words), repeated[context]
        if own or told >= STORY_WORDS:
            scores[context] = 2 * own + told
    return tuple(sorted(scores, key=lambda c: (-scores[c], c))[:4])


@dataclass(frozen=True, slots=True)
class Domain:
    """What a story is about, as shares from 0 to 1 against its political words: `apart` from politics (sport, markets,
    celebrities, fiction), or a `mishap` (disaster, accident, weather, illness). `politics` is the share of political words
    in all its words, one given for free, so that a short story is not judged by what it has no room to say."""

    apart: float
    mishap: float
    politics: float = 1.0

    @property
    def doubt(self) -> float:
        """How much of the story may be no politics at all, 0 to 1."""
        return max(self.apart, self.mishap)


# A story of fewer words (tokens) is judged by its whole page, where that is less political.
SHORT = 100


def politics_of(sentences: Iterable[Sentence], political: frozenset[str], officials: Officials) -> float:
    """Returns the share of political words, one given for free; who holds or seeks power is one by whatever name."""
    words = [(t.lemma in political or t.i in officials.get(s.index, ())) for s in sentences for t in s.tokens]
    return (sum(words) + DOUBT) / max(len(words), 1)


def domain_of(
    sentences: Sequence[Sentence], domains: Mapping[str, frozenset[str]], page: Sequence[Sentence] = (), *, officials: Officials
) -> Domain:
    """Returns the domain of a story by its words: for each share the strongest unpolitical domain counts. `officials` holds
    by sentence of the page the tokens that name bodies, holders and seekers of power."""
    words = Counter(token.lemma for sentence in sentences for token in sentence.tokens)
    counts = {domain: sum(words[w] for w in known if w in words) for domain, known in domains.items()}
    political = counts.pop("political", 0)
    counts.pop("crime", 0)  # states and courts act on crime: its events are judged by their sides alone
    most = max((count for domain, count in counts.items() if domain not in MISHAPS), default=0)
    apart = most / (most + political + 2 * DOUBT)
    mishap = sum(count for domain, count in counts.items() if domain in MISHAPS)
    acting: Officials = officials if apart < PLAYED else {}
    politics = politics_of(sentences, domains["political"], acting)
    if words.total() < SHORT and page:
        politics = min(politics, politics_of(page, domains["political"], acting))
    return Domain(apart, mishap / (mishap + political + DOUBT), politics)
