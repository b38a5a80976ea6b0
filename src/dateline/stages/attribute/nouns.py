"""Statements that a noun, an adjective or a preposition introduces: *his claim that*, *is sure that*, *according to*."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dateline.ontology.cues import Cue, CueTables
from dateline.records import Sentence, Span, Stance, Token
from dateline.stages.attribute.content import block_span, clause_content, object_content
from dateline.stages.attribute.frames import cut_at, without
from dateline.stages.attribute.sources import owner, source_tokens, subject
from dateline.stages.attribute.statement import Statement
from dateline.stages.attribute.verbs import cue_tokens, stance_of
from dateline.text.tree import kid, kids, subtree

_COPULAS = frozenset({"be", "feel", "seem", "remain", "become", "sound", "appear", "look", "stay"})


def noun_statements(sentence: Sentence, tables: CueTables) -> Iterator[Statement]:
    """Yields the statements whose cue is a noun with content and a speaker."""
    for token in sentence.tokens:
        cue = tables.nouns.get(token.lemma) if token.pos == "NOUN" else None
        if cue is None:
            continue
        light = _light_verb(sentence, token, tables)
        head = owner(sentence, token.i, tables)
        if light is not None:
            head = subject(sentence, light, tables) if head is None or head == token.i else head
        tokens = _noun_content(sentence, token, cue.content)
        span = block_span(sentence, tokens)
        if head is None or span is None or head == token.i:
            continue
        words = cue_tokens(sentence, light) if light is not None else ()
        told = sentence.tokens[tokens[0]].text.lower() == "that" or cue.stance in (Stance.ACCUSES, Stance.DENIES)
        yield Statement(
            sentence=sentence,
            cue=tuple(sorted({*words, token.i})),
            head=head,
            source=source_tokens(sentence, head),
            content=(span,),
            stance=stance_of(sentence, light if light is not None else token.i, cue),
            told=told,
            reported=told,
            anchor=token.i,
        )


def _light_verb(sentence: Sentence, noun: Token, tables: CueTables) -> int | None:
    above = sentence.tokens[noun.head]
    if noun.dep in ("dobj", "attr") and (above.lemma in tables.light_verbs or above.lemma == "be"):
        return above.i
    return None


def _noun_content(sentence: Sentence, noun: Token, wanted: frozenset[str]) -> list[int]:
    for clause in kids(sentence, noun.i, ("acl", "relcl", "ccomp", "xcomp")):
        if clause.i < noun.i:
            continue
        below = subtree(sentence, clause.i)
        first = sentence.tokens[below[0]]
        infinitive = clause.tag == "VB" and any(t.tag == "TO" for t in kids(sentence, clause.i, "aux"))
        if infinitive and "to" in wanted:
            return below
        subject_of_clause = kid(sentence, clause.i, ("nsubj", "nsubjpass", "expl"))
        if (
            first.text.lower() == "that"
            and subject_of_clause is not None
            and first.i != subject_of_clause.i
            and "that" in wanted
        ):
            return below
    return object_content(sentence, noun.i, wanted - {"obj"})


def adjective_statements(sentence: Sentence, tables: CueTables) -> Iterator[Statement]:
    """Yields the statements whose cue is an adjective after a copula."""
    for token in sentence.tokens:
        if token.pos not in ("ADJ", "VERB") or token.dep in ("amod", "aux"):
            continue
        cue = tables.adjectives.get(token.text.lower())
        if cue is None:
            continue
        above = sentence.tokens[token.head]
        copula = above.i if token.dep in ("acomp", "oprd") and above.lemma in _COPULAS else token.i
        if copula == token.i and kid(sentence, token.i, "auxpass") is None:
            continue
        head = subject(sentence, copula, tables)
        wanted = cue.content
        tokens = clause_content(sentence, token.i, wanted | {"ing"}) or object_content(sentence, token.i, wanted)
        if not tokens and copula != token.i:
            tokens = [i for i in clause_content(sentence, copula, wanted) if i > token.i]
        span = block_span(sentence, tokens)
        if head is None or span is None:
            continue
        yield Statement(
            sentence=sentence,
            cue=tuple(sorted({*cue_tokens(sentence, copula), token.i})),
            head=head,
            source=source_tokens(sentence, head),
            content=(span,),
            stance=stance_of(sentence, copula, cue),
            reported=kid(sentence, token.i, "ccomp") is not None or kid(sentence, copula, "ccomp") is not None,
            anchor=token.i,
        )


def phrase_statements(sentence: Sentence, tables: CueTables) -> Iterator[Statement]:
    """Yields the statements whose speaker a phrase names: *according to Lima, in the view of Lima, in Lima's view*."""
    lowered = [t.text.lower() for t in sentence.tokens]
    for words, cue in tables.phrases.items():
        for at in range(len(lowered) - len(words)):
            if lowered[at] != words[0] or tuple(lowered[at : at + len(words)]) != words:
                continue
            last = at + len(words) - 1
            found = kid(sentence, last, ("pobj",)) or kid(sentence, at, ("pobj",))
            if found is not None:
                phrase = [i for i in subtree(sentence, found.i) if i > last]
                yield from _by_phrase(sentence, cue, range(at, last + 1), found.i, [at, *phrase])
    for noun in sentence.tokens:
        above = sentence.tokens[noun.head]
        cue_of = tables.phrases.get((above.text.lower(), "the", noun.text.lower(), "of")) if noun.dep == "pobj" else None
        possessor = kid(sentence, noun.i, ("poss",)) if cue_of is not None else None
        if cue_of is not None and possessor is not None:
            yield from _by_phrase(sentence, cue_of, (above.i, noun.i), possessor.i, subtree(sentence, above.i))


def _by_phrase(sentence: Sentence, cue: Cue, words: Sequence[int], head: int, phrase: Sequence[int]) -> Iterator[Statement]:
    """The statement of a phrase that holds the tokens `phrase`, its speaker among them: the sentence without it."""
    at = min(phrase)
    content = _main_part(sentence, at, max(phrase), without(sentence, phrase))
    if content:
        yield Statement(
            sentence=sentence,
            cue=tuple(words),
            head=head,
            source=source_tokens(sentence, head),
            content=tuple(content),
            stance=cue.stance,
            speech=True,
            told=True,
            reported=True,
            cut=cut_at(sentence, at) if at else None,
            anchor=words[0],
        )


def _main_part(sentence: Sentence, low: int, high: int, spans: list[Span]) -> list[Span]:
    """The content without what a conjunction adds after the phrase: "..., according to the poll, but she lost"."""
    after = [t for t in sentence.tokens[high + 1 :] if t.text != "," and t.text.strip()]
    joined = bool(after) and low > 0 and (after[0].pos == "CCONJ" or after[0].text.lower() == "while")
    return spans[:1] if joined else spans
