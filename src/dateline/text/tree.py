"""Walking a parsed sentence: children, phrases, coordination. Knows dependencies, no politics."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from dateline.records import Sentence, Span, Token

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass"})
CLAUSES = frozenset({"ccomp", "xcomp", "advcl", "acl", "relcl", "pcomp", "csubj", "csubjpass", "parataxis"})


def kids(sentence: Sentence, i: int, deps: Container[str] | None = None) -> Iterator[Token]:
    """Yields the children of token `i` in text order, only those with one of the dependencies `deps` if given."""
    for child in sentence.children[i]:
        token = sentence.tokens[child]
        if deps is None or token.dep in deps:
            yield token


def kid(sentence: Sentence, i: int, deps: Container[str]) -> Token | None:
    """Returns the first child of token `i` with one of the dependencies `deps`, or None."""
    return next(kids(sentence, i, deps), None)


def subtree(sentence: Sentence, i: int, *, without: Iterable[str] = ()) -> list[int]:
    """Returns the indices of token `i` and all below it, sorted; branches with a dependency in `without` are left out."""
    barred = frozenset(without)
    found, todo = [], [i]
    while todo:
        at = todo.pop()
        found.append(at)
        todo.extend(c for c in sentence.children[at] if sentence.tokens[c].dep not in barred)
    return sorted(found)


def span_of(sentence: Sentence, indices: Iterable[int]) -> Span:
    """Returns the span in the page text from the first to the last of the tokens `indices`."""
    tokens = [sentence.tokens[i] for i in indices]
    return min(t.start for t in tokens), max(t.end for t in tokens)


def phrase(sentence: Sentence, i: int) -> Span:
    """Returns the span of the noun phrase that token `i` heads: without relative clauses, appositions,
    coordination and leading or trailing punctuation."""
    indices = subtree(sentence, i, without=("relcl", "appos", "conj", "cc", "acl", "advcl", "parataxis"))
    head = indices.index(i)
    low, high = head, head
    while low > 0 and indices[low - 1] == indices[low] - 1:
        low -= 1
    while high + 1 < len(indices) and indices[high + 1] == indices[high] + 1:
        high += 1
    run = indices[low : high + 1]
    while len(run) > 1 and sentence.tokens[run[0]].pos == "PUNCT" and run[0] != i:
        run = run[1:]
    while len(run) > 1 and sentence.tokens[run[-1]].pos == "PUNCT" and run[-1] != i:
        run = run[:-1]
    return span_of(sentence, run)


def conjuncts(sentence: Sentence, i: int) -> list[int]:
    """Returns token `i` and all tokens coordinated below it (*Canada and the EU* -> both), in text order. Without a
    conjunction anywhere the parser has only strung phrases together, and `i` stands alone."""
    found, todo, joined = [], [i], False
    while todo:
        at = todo.pop()
        found.append(at)
        joined = joined or kid(sentence, at, ("cc",)) is not None
        todo.extend(t.i for t in kids(sentence, at, ("conj",)))
    return sorted(found) if joined else [i]


def first_conjunct(sentence: Sentence, i: int) -> int:
    """Returns the token that heads the coordination in which token `i` stands (itself where there is none)."""
    seen = 0
    while sentence.tokens[i].dep == "conj" and seen < len(sentence.tokens):
        i = sentence.tokens[i].head
        seen += 1
    return i


def undergoes(sentence: Sentence, i: int, verbs: Container[str]) -> bool:
    """Tells whether one of `verbs` (lemmas) is done to token `i` or its coordination: as its object, or as the subject of its
    passive."""
    token = sentence.tokens[first_conjunct(sentence, i)]
    return token.dep in ("dobj", "nsubjpass") and sentence.tokens[token.head].lemma in verbs


def ancestors(sentence: Sentence, i: int) -> Iterator[Token]:
    """Yields the heads above token `i`, nearest first."""
    while sentence.tokens[i].head != i:
        i = sentence.tokens[i].head
        yield sentence.tokens[i]


def clause_head(sentence: Sentence, i: int) -> int:
    """Returns the nearest verb or clause root at or above token `i`."""
    if sentence.tokens[i].pos in ("VERB", "AUX"):
        return i
    for token in ancestors(sentence, i):
        if token.pos in ("VERB", "AUX"):
            return token.i
        i = token.i
    return i
