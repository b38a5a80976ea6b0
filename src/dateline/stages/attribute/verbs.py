"""Statements that a verb introduces: speech before, around or after it, and the attitudes and plans it reports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dateline.ontology.cues import Cue, CueTables, Manner
from dateline.records import Sentence, Span, Stance, Token
from dateline.stages.attribute.content import block_span, clause_content, is_mark, object_content
from dateline.stages.attribute.quotes import Quote
from dateline.stages.attribute.sources import agent, relative_subject, source_tokens, subject
from dateline.stages.attribute.statement import Statement
from dateline.text.tree import kid, kids, subtree

_FRAME = frozenset({"dobj", "dative", "prep", "npadvmod", "advmod", "agent", "prt", "neg", "aux", "auxpass", "oprd"})
_ADJUNCTS = frozenset({"prep", "advmod", "npadvmod", "cc", "mark", "advcl", "punct", "aux", "intj", "preconj"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_STOPS = frozenset({",", "?", "!", "—", "--", "–", "-", "...", "…", ".", ")", ";"})


def verb_statements(sentence: Sentence, tables: CueTables, quotes: Sequence[Quote]) -> Iterator[Statement]:
    """Yields the statements whose cue is a verb of the tables."""
    for token in sentence.tokens:
        cue = tables.verbs.get(token.lemma) if token.tag.startswith("VB") and token.pos in ("VERB", "AUX") else None
        if cue is not None and token.dep not in ("amod", "aux", "auxpass", "compound", "prep"):
            statement = _statement(sentence, token, cue, quotes)
            if statement is not None:
                yield statement


def _statement(sentence: Sentence, verb: Token, cue: Cue, quotes: Sequence[Quote]) -> Statement | None:
    passive = _passive(sentence, verb)
    head = agent(sentence, verb.i) if passive else subject(sentence, verb.i)
    frame = _frame(sentence, verb.i, head)
    found = _content(sentence, verb, cue, frame, quotes, passive)
    if found is None:
        return None
    if head is None and not passive and cue.manner in (Manner.STAND, Manner.THOUGHT):
        return None
    return Statement(
        sentence=sentence,
        cue=cue_tokens(sentence, verb.i),
        head=head,
        source=() if head is None else (*source_tokens(sentence, head), *relative_subject(sentence, verb.i, head)),
        content=tuple(found.spans),
        stance=stance_of(sentence, verb.i, cue),
        speech=cue.manner is Manner.SPEECH,
        told=found.told and cue.manner in (Manner.SPEECH, Manner.RELAY),
        open=found.waiting,
        anchor=verb.i,
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """The spans of a content; whether it is a clause or quotation, and whether it is still to come."""

    spans: list[Span]
    told: bool = False
    waiting: bool = False


def _content(sentence: Sentence, verb: Token, cue: Cue, frame: range, quotes: Sequence[Quote], passive: bool) -> _Found | None:
    """What the verb takes as content here, or None."""
    if spans := _as_said(sentence, verb.i, cue) or _relayed(sentence, verb, cue):
        return _Found(spans, told=True)
    if spans := _clause(sentence, verb, cue, passive):
        return _Found(spans, told=True)
    speech = cue.manner is Manner.SPEECH
    if speech and (span := _quote_after(sentence, frame, quotes)):
        return _Found([*_before(sentence, verb.i, frame, quotes, strict=True), span], told=True)
    if cue.manner in (Manner.SPEECH, Manner.THOUGHT) and (spans := _before(sentence, verb.i, frame, quotes, strict=not speech)):
        return _Found(spans, told=True)
    if speech and _waits(sentence, frame):
        return _Found([], told=True, waiting=True)
    if passive and "obj" in cue.content and agent(sentence, verb.i) is not None:
        span_found = block_span(sentence, _passive_subject(sentence, verb.i))
        if span_found is not None:
            return _Found([span_found])
    tokens = object_content(sentence, verb.i, cue.content) or _fronted(sentence, verb.i, cue.content)
    span_found = block_span(sentence, tokens)
    return None if span_found is None else _Found([span_found], told=cue.stance is not Stance.ASSERTS)


def _clause(sentence: Sentence, verb: Token, cue: Cue, passive: bool) -> list[Span]:
    tokens = clause_content(sentence, verb.i, cue.content)
    if not tokens:
        return []
    runs = [range(tokens[0], tokens[-1] + 1)]
    if passive and sentence.tokens[tokens[0]].text.lower() != "that":
        runs.insert(0, range(0))
        below = _passive_subject(sentence, verb.i)
        if below:
            runs[0] = range(below[0], below[-1] + 1)
    return [span for run in runs if (span := block_span(sentence, run)) is not None]


def _passive(sentence: Sentence, verb: Token) -> bool:
    if verb.tag != "VBN":
        return False
    if kid(sentence, verb.i, ("auxpass", "nsubjpass", "agent")) is not None:
        return True
    return verb.dep in ("acl", "relcl") and kid(sentence, verb.i, ("aux", "nsubj")) is None


def _passive_subject(sentence: Sentence, verb: int) -> list[int]:
    found = kid(sentence, verb, "nsubjpass")
    if found is not None:
        return subtree(sentence, found.i, without=("relcl",))
    if sentence.tokens[verb].dep == "acl":
        noun = sentence.tokens[verb].head
        return [i for i in subtree(sentence, noun) if i <= noun]
    return []


def cue_tokens(sentence: Sentence, verb: int) -> tuple[int, ...]:
    """Returns the verb with its auxiliaries, negation and particles, as far as they stand together."""
    parts = {verb} | {t.i for t in kids(sentence, verb, ("aux", "auxpass", "neg", "prt", "advmod"))}
    low = high = verb
    while low - 1 in parts:
        low -= 1
    while high + 1 in parts and sentence.tokens[high + 1].dep == "prt":
        high += 1
    return tuple(range(low, high + 1))


def stance_of(sentence: Sentence, head: int, cue: Cue) -> Stance:
    """Returns the cue's stance; a negated assertion is a doubt, a negated doubt or denial an assertion."""
    if kid(sentence, head, "neg") is None:
        return cue.stance
    if cue.stance is Stance.ASSERTS:
        return Stance.DOUBTS
    return Stance.ASSERTS if cue.stance in (Stance.DOUBTS, Stance.DENIES) else cue.stance


def _frame(sentence: Sentence, verb: int, head: int | None) -> range:
    """The run of tokens around the verb that name speaker, listener, time and place of the saying."""
    parts = {verb}
    if head is not None:
        parts.update(i for i in subtree(sentence, head) if i != verb)
    for child in kids(sentence, verb, _FRAME):
        parts.update(subtree(sentence, child.i))
    n = len(sentence.tokens)
    low = high = verb
    while low > 0 and (low - 1 in parts or (sentence.tokens[low - 1].text == "," and low - 2 in parts)):
        low -= 1
    while high + 1 < n and (
        high + 1 in parts
        or (sentence.tokens[high + 1].text == "," and high + 2 in parts and not is_mark(sentence.tokens[high + 2]))
    ):
        high += 1
    return range(low, high + 1)


def _as_said(sentence: Sentence, verb: int, cue: Cue) -> list[Span]:
    """ "As the envoy said, ...": all of the sentence but the clause itself."""
    if cue.manner not in (Manner.SPEECH, Manner.THOUGHT, Manner.FINDING, Manner.RELAY):
        return []
    as_ = next((t for t in kids(sentence, verb, ("mark", "advmod", "prep")) if t.text.lower() == "as" and t.i < verb), None)
    if as_ is None or clause_content(sentence, verb, cue.content) or kid(sentence, verb, "dobj") is not None:
        return []
    return without(sentence, subtree(sentence, verb))


def _relayed(sentence: Sentence, verb: Token, cue: Cue) -> list[Span]:
    """ "..., carried by the agency": what stands before the comma."""
    if cue.manner is not Manner.RELAY or verb.tag != "VBN" or agent(sentence, verb.i) is None:
        return []
    if kid(sentence, verb.i, ("nsubjpass", "auxpass")) is not None:
        return []
    below = subtree(sentence, verb.i)
    if min(below) < 2 or sentence.tokens[min(below) - 1].text != ",":
        return []
    span = block_span(sentence, range(0, min(below)))
    return [] if span is None else [span]


def without(sentence: Sentence, barred: Sequence[int]) -> list[Span]:
    """Returns the spans of the sentence's tokens that are not between the first and last of `barred`."""
    low, high = min(barred), max(barred)
    runs = (range(0, low), range(high + 1, len(sentence.tokens)))
    return [span for run in runs if (span := block_span(sentence, run)) is not None]


def _quote_after(sentence: Sentence, frame: range, quotes: Sequence[Quote]) -> Span | None:
    """The quotation that opens right after the frame, with what of the sentence follows it unbroken."""
    at = frame.stop
    tokens = sentence.tokens
    while at < len(tokens) and tokens[at].text in (",", ":", "that") and not is_mark(tokens[at]):
        at += 1
    if at >= len(tokens):
        return None
    quote = next((q for q in quotes if q.start <= tokens[at].start < q.end and q.start >= tokens[at - 1].end), None)
    if quote is not None:
        return quote.span
    if tokens[at - 1].text == ":" and at > frame.stop:
        return block_span(sentence, range(at, len(tokens)))
    return None


def _before(sentence: Sentence, verb: int, frame: range, quotes: Sequence[Quote], *, strict: bool) -> list[Span]:
    """What is said before the frame, and after it where the frame interrupts it."""
    low = frame.start
    tokens = sentence.tokens
    if low == 0:
        return []
    previous = tokens[low - 1]
    quoted = is_mark(previous) and any(q.end == previous.end for q in quotes)
    if not quoted and previous.text not in _STOPS:
        return []
    said = _clause_before if strict else _said_before
    if not quoted and not said(sentence, verb, low):
        return []
    span = block_span(sentence, range(0, low))
    if span is None:
        return []
    spans = [span]
    after = _resumes(sentence, verb, frame.stop - 1, quotes)
    if after is not None and (more := block_span(sentence, range(after, len(tokens)))) is not None:
        spans.append(more)
    return spans


def _clause_before(sentence: Sentence, verb: int, low: int) -> bool:
    return any(t.dep in ("ccomp", "parataxis") for t in kids(sentence, verb) if t.i < low) or (
        sentence.tokens[verb].dep in ("parataxis",) and sentence.tokens[verb].head < low
    )


def _said_before(sentence: Sentence, verb: int, low: int) -> bool:
    """Tells whether what stands before the frame is a clause, not an adjunct of the verb."""
    if any(t.dep not in _ADJUNCTS for t in kids(sentence, verb) if t.i < low and max(subtree(sentence, t.i)) < low + 1):
        return True
    token = sentence.tokens[verb]
    return token.dep in ("parataxis", "ccomp", "dep")


def _resumes(sentence: Sentence, verb: int, high: int, quotes: Sequence[Quote]) -> int | None:
    """Where what is said goes on after the frame, or None."""
    tokens = sentence.tokens
    at = high + 1
    while at < len(tokens) and tokens[at].text in (",", "--", "—", "–", "-", "…", "..."):
        at += 1
    if at >= len(tokens) - 1 or at == high + 1:
        return None
    if any(q.start <= tokens[at].start < q.end and q.start >= tokens[high].end for q in quotes):
        return at
    if tokens[verb].dep != "ROOT" and tokens[verb].head > high:
        return at
    return at if tokens[at].tag in _FINITE else None


def _waits(sentence: Sentence, frame: range) -> bool:
    """Tells whether the sentence ends in a colon right after the frame: the words come in the next."""
    last = [t for t in sentence.tokens if t.text.strip()][-1]
    return last.text == ":" and last.i >= frame.stop - 1


def _fronted(sentence: Sentence, verb: int, wanted: frozenset[str]) -> list[int]:
    """ "What the envoy said", "which they rejected": the pronoun stands for the content."""
    if not wanted & {"obj", "that"}:
        return []
    for child in kids(sentence, verb, ("dobj", "attr")):
        if child.i < verb and child.tag in ("WDT", "WP"):
            return [child.i]
    return []
