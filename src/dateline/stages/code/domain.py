"""What a story and a sentence are about: PLOVER contexts, and whether the story is political news at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from dateline.records import Sentence

# A sentence needs one word of a context, a story two different ones for the story's context to be given to its events.
STORY_WORDS = 2
# Domains in which states, courts and police act all the same; each event there is judged by its sides alone.
NEWSWORTHY = frozenset({"disaster", "accident", "crime", "health", "weather"})
# One stray word of a domain is no domain: counted as if two political words stood beside it.
DOUBT = 2


def lemmas(sentence: Sentence) -> set[str]:
    """Returns the sentence's lemmas, and pairs of neighbours joined by a hyphen."""
    words = [t.lemma for t in sentence.tokens]
    return set(words) | {f"{a}-{b}" for a, b in zip(words, words[1:], strict=False)}


def contexts_of(words: set[str], story: Counter[str], table: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """Returns the PLOVER contexts of a sentence, strongest first: by its own words and by those the story repeats."""
    scores: dict[str, int] = {}
    for context, cues in table.items():
        own = len(cues & words)
        told = sum(1 for cue in cues if story[cue] >= STORY_WORDS)
        if own or told >= STORY_WORDS:
            scores[context] = 2 * own + told
    return tuple(sorted(scores, key=lambda c: (-scores[c], c))[:4])


def unpolitical_share(sentences: Iterable[Sentence], domains: Mapping[str, frozenset[str]]) -> float:
    """Returns, from 0 to 1, how much more a story's words speak for one unpolitical domain than for politics."""
    words = Counter(token.lemma for sentence in sentences for token in sentence.tokens)
    counts = {domain: sum(words[w] for w in known if w in words) for domain, known in domains.items()}
    political = counts.pop("political", 0)
    other = max((count for domain, count in counts.items() if domain not in NEWSWORTHY), default=0)
    return other / (other + political + DOUBT)
