"""What a story and a sentence are about: PLOVER contexts, and whether the story is political news at all."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dateline.records import Sentence

# A sentence needs one word of a context, a story two different ones for the story's context to be given to its events.
STORY_WORDS = 2
# Domains in which states and services act all the same, mostly for their own people.
MISHAPS = frozenset({"disaster", "accident", "health", "weather"})
# One stray word of a domain is no domain: counted as if a political word (two for sport and markets) stood beside it.
DOUBT = 1


def lemmas(sentence: Sentence) -> set[str]:
    """Returns the sentence's lemmas, and pairs of neighbours joined by a hyphen."""
    words = [t.lemma for t in sentence.tokens]
    return set(words) | {f"{a}-{b}" for a, b in itertools.pairwise(words)}


def contexts_of(words: set[str], story: Counter[str], table: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """Returns the PLOVER contexts of a sentence, strongest first: by its own words and by those the story repeats."""
    scores: dict[str, int] = {}
    for context, cues in table.items():
        own = len(cues & words)
        told = sum(1 for cue in cues if story[cue] >= STORY_WORDS)
        if own or told >= STORY_WORDS:
            scores[context] = 2 * own + told
    return tuple(sorted(scores, key=lambda c: (-scores[c], c))[:4])


@dataclass(frozen=True, slots=True)
class Domain:
    """What a story is about, as shares from 0 to 1 against its political words: `apart` from politics (sport, markets,
    celebrities, fiction), or a `mishap` (disaster, accident, weather, illness)."""

    apart: float
    mishap: float


def domain_of(sentences: Iterable[Sentence], domains: Mapping[str, frozenset[str]]) -> Domain:
    """Returns the domain of a story by its words: for each share the strongest unpolitical domain counts."""
    words = Counter(token.lemma for sentence in sentences for token in sentence.tokens)
    counts = {domain: sum(words[w] for w in known if w in words) for domain, known in domains.items()}
    political = counts.pop("political", 0)
    counts.pop("crime", 0)  # states and courts act on crime: its events are judged by their sides alone
    apart = max((count for domain, count in counts.items() if domain not in MISHAPS), default=0)
    mishap = sum(count for domain, count in counts.items() if domain in MISHAPS)
    return Domain(apart / (apart + political + 2 * DOUBT), mishap / (mishap + political + DOUBT))
