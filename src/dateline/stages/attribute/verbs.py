"""Statements that a verb introduces: speech before, around or after it, and the attitudes and plans it reports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dateline.ontology.cues import Cue, CueTables, Manner
from dateline.records import Sentence, Span, Stance, Token
from dateline.stages.attribute.content import block_span, clause_content, object_content, that_clause
from dateline.stages.attribute.frames import Frame, cut_at, find_frame, quote_after, quoted_before, said_before, waits, without
from dateline.stages.attribute.quotes import Quote
from dateline.stages.attribute.sources import agent, relative_subject, source_tokens, subject
from dateline.stages.attribute.statement import Statement
from dateline.text.tree import kid, kids, subtree

_QUOTING = frozenset({"quote", "cite", "report"})
_NOBODY = frozenset({"nobody", "none", "noone"})
_MINDLESS = frozenset({"this", "that", "these", "those", "it", "which", "what", "nothing", "something", "everything", "there"})
_SAYING = (Manner.SPEECH, Manner.RELAY)


def verb_statements(sentence: Sentence, tables: CueTables, quotes: Sequence[Quote]) -> Iterator[Statement]:
    """Yields the statements whose cue is a verb of the tables."""
    for token in sentence.tokens:
        if not token.tag.startswith("VB"):
            continue
        particles = (t.text.lower() for t in kids(sentence, token.i, ("prep", "prt")) if t.i > token.i)
        cue = tables.verb(token.lemma, token.text.lower(), particles)
        if cue is None or token.dep in ("amod", "aux", "auxpass", "compound", "prep"):
            continue
        statement = _statement(sentence, token, cue, quotes, tables)
        if statement is not None:
            yield statement


def _statement(sentence: Sentence, verb: Token, cue: Cue, quotes: Sequence[Quote], tables: CueTables) -> Statement | None:
    passive = _passive(sentence, verb, tables)
    head = agent(sentence, verb.i) if passive else subject(sentence, verb.i, tables)
    frame = Frame(verb.i, verb.i, head) if cue.manner is Manner.STAND else find_frame(sentence, verb.i, head)
    found = _content(sentence, verb, cue, frame, quotes, tables, passive=passive)
    if found is None or _unnamed(sentence, verb):
        return None
    if frame.inserted and not passive:
        head = frame.head
    if head is not None and ((cue.manner in _SAYING and _nobody(sentence, head)) or _silent(sentence.tokens[head], tables)):
        return None
    if not passive and cue.manner in (Manner.STAND, Manner.THOUGHT) and not _minded(sentence, head):
        return None
    source = () if head is None else (*source_tokens(sentence, head), *relative_subject(sentence, verb.i, head))
    if frame.inserted:
        source = tuple(i for i in source if frame.low <= i <= frame.high)
    return Statement(
        sentence=sentence,
        cue=cue_tokens(sentence, verb.i),
        head=head,
        source=source,
        content=tuple(found.spans),
        stance=stance_of(sentence, verb.i, cue),
        speech=cue.manner is Manner.SPEECH,
        told=found.told and cue.manner in _SAYING,
        reported=found.told and (cue.manner is not Manner.STAND),
        open=found.waiting,
        anchor=verb.i,
        cut=cut_at(sentence, frame.low) if frame.inserted else None,
    )


def _unnamed(sentence: Sentence, verb: Token) -> bool:
    """Tells whether a verb only says that a source is not named ("who asked not to be identified", "declined to be named")."""
    ahead = sentence.tokens[verb.i + 1 : verb.i + 6]
    hidden = verb.lemma in ("decline", "refuse") or any(t.text.lower() == "not" for t in ahead)
    return hidden and any(t.lemma in ("name", "identify") and t.tag == "VBN" for t in ahead)


def _silent(token: Token, tables: CueTables) -> bool:
    """Tells whether a source is something that happens and says nothing."""
    return token.pos == "NOUN" and token.lemma in tables.silent


def _nobody(sentence: Sentence, head: int) -> bool:
    """Tells whether a source is denied: "nobody said", "no group has claimed"."""
    return sentence.tokens[head].lemma in _NOBODY or any(t.text.lower() == "no" for t in kids(sentence, head, ("det",)))


def _minded(sentence: Sentence, head: int | None) -> bool:
    """Tells whether a source can think and decide: not where there is none, nor where *this* or *it* is one."""
    return head is not None and sentence.tokens[head].text.lower() not in _MINDLESS


@dataclass(frozen=True, slots=True)
class _Found:
    """The spans of a content; whether it is a clause or quotation, and whether it is still to come."""

    spans: list[Span]
    told: bool = False
    waiting: bool = False


def _content(
    sentence: Sentence,
    verb: Token,
    cue: Cue,
    frame: Frame,
    quotes: Sequence[Quote],
    tables: CueTables,
    *,
    passive: bool,
) -> _Found | None:
    """What the verb takes as content here, or None."""
    if spans := _as_said(sentence, verb.i, cue) or _relayed(sentence, verb, cue, tables):
        return _Found(spans, told=True)
    if spans := _quoted_as(sentence, verb, frame, quotes, passive=passive) or _as_saying(sentence, verb, quotes, tables):
        return _Found(spans, told=True)
    speech = cue.manner is Manner.SPEECH
    saying = cue.manner in (Manner.SPEECH, Manner.THOUGHT)
    if frame.inserted and (spans := said_before(sentence, verb.i, frame, quotes, strict=True)):
        return _Found(spans, told=True)
    before = (
        said_before(sentence, verb.i, frame, quotes, strict=True) if speech and quoted_before(sentence, frame, quotes) else []
    )
    if spans := _clause(sentence, verb, cue, passive=passive):
        return _Found([*before, *spans], told=bool(before) or not _infinitive_only(sentence, verb.i, cue))
    if speech and (span := quote_after(sentence, frame, quotes)):
        return _Found([*(before or said_before(sentence, verb.i, frame, quotes, strict=True)), span], told=True)
    if saying and (before or not _has_object(sentence, verb, cue)):
        if spans := before or said_before(sentence, verb.i, frame, quotes, strict=not speech):
            return _Found(spans, told=True)
        if speech and waits(sentence, frame):
            return _Found([], told=True, waiting=True)
    if cue.manner is Manner.RELAY:
        return None
    if passive and "obj" in cue.content and agent(sentence, verb.i) is not None:
        span_found = block_span(sentence, _passive_subject(sentence, verb.i))
        if span_found is not None:
            return _Found([span_found])
    tokens = object_content(sentence, verb.i, cue.content) or _fronted(sentence, verb.i, cue.content)
    span_found = block_span(sentence, tokens)
    if span_found is None and speech and "that" in cue.content:
        span_found = block_span(sentence, that_clause(sentence, verb.i))
        if span_found is not None:
            return _Found([*before, span_found], told=True)
    if span_found is None:
        if before:
            return _Found(before, told=True)
        return _Found([], told=True, waiting=True) if speech and _stands_alone(sentence, verb) else None
    return _Found([*before, span_found], told=bool(before) or cue.stance is not Stance.ASSERTS)


def _stands_alone(sentence: Sentence, verb: Token) -> bool:
    """Tells whether a verb with a subject ends its sentence, so that its words stand in the one before ('"No!" she cried.')."""
    last = next((t for t in reversed(sentence.tokens) if t.text.strip() and t.pos != "PUNCT"), None)
    return last is verb and verb.dep == "ROOT" and kid(sentence, verb.i, "nsubj") is not None


def _has_object(sentence: Sentence, verb: Token, cue: Cue) -> bool:
    """Tells whether the verb has what it says as its object ("denied the charge"), and no quotation need be looked for."""
    if "obj" not in cue.content:
        return False
    found = kid(sentence, verb.i, "dobj")
    return found is not None and found.i > verb.i


def _clause(sentence: Sentence, verb: Token, cue: Cue, *, passive: bool) -> list[Span]:
    tokens = clause_content(sentence, verb.i, cue.content)
    if not tokens:
        return []
    runs = [_run(tokens)]
    if passive and sentence.tokens[tokens[0]].text.lower() != "that":
        runs.insert(0, _run(_passive_subject(sentence, verb.i)))
    return [span for run in runs if (span := block_span(sentence, run)) is not None]


def _infinitive_only(sentence: Sentence, verb: int, cue: Cue) -> bool:
    """Tells whether the verb has an infinitive for its content: what somebody is to do, not what somebody did."""
    clauses = list(kids(sentence, verb, ("ccomp", "xcomp")))
    if any("aux" in {t.dep for t in kids(sentence, c.i) if t.text.lower() == "have"} for c in clauses):
        return False
    return bool(clauses) and all(any(t.tag == "TO" for t in kids(sentence, c.i, "aux")) for c in clauses if c.i > verb)


def _passive(sentence: Sentence, verb: Token, tables: CueTables) -> bool:
    if verb.tag != "VBN":
        return verb.tag == "VBD" and _deemed(sentence, verb, tables)
    if kid(sentence, verb.i, ("auxpass", "nsubjpass", "agent")) is not None:
        return True
    if _deemed(sentence, verb, tables):
        return True
    return verb.dep in ("acl", "relcl", "advcl") and kid(sentence, verb.i, ("aux", "nsubj")) is None


def _deemed(sentence: Sentence, verb: Token, tables: CueTables) -> bool:
    """Tells whether a participle without auxiliary is a passive: "with the rebels believed to have left"."""
    if verb.lemma not in tables.deeming or kid(sentence, verb.i, ("aux", "dobj")) is not None:
        return False
    clause = kid(sentence, verb.i, "xcomp")
    return clause is not None and clause.i > verb.i and any(t.tag == "TO" for t in kids(sentence, clause.i, "aux"))


def _passive_subject(sentence: Sentence, verb: int) -> list[int]:
    found = kid(sentence, verb, ("nsubjpass", "nsubj"))
    if found is not None and found.i < verb:
        return [i for i in subtree(sentence, found.i) if i < verb]
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


def _as_said(sentence: Sentence, verb: int, cue: Cue) -> list[Span]:
    """Content of a clause with *as* ("as the envoy said"): all of the sentence but the clause itself."""
    if cue.manner is Manner.STAND:
        return []
    as_ = next((t for t in kids(sentence, verb, ("mark", "advmod", "prep")) if t.text.lower() == "as" and t.i < verb), None)
    if as_ is None or "that" not in cue.content or any(t.text.lower() != "it" for t in kids(sentence, verb, "dobj")):
        return []
    if clause_content(sentence, verb, cue.content) or object_content(sentence, verb, cue.content - {"obj"}):
        return []
    return without(sentence, subtree(sentence, verb))


def _relayed(sentence: Sentence, verb: Token, cue: Cue, tables: CueTables) -> list[Span]:
    """Content of "..., carried by the agency" and of "... said in a statement carried by the agency": what stands before."""
    if verb.tag != "VBN" or cue.manner is not Manner.RELAY:
        return []
    if agent(sentence, verb.i) is None or kid(sentence, verb.i, ("nsubjpass", "auxpass")) is not None:
        return []
    below = subtree(sentence, verb.i)
    noun = sentence.tokens[verb.head]
    stated = verb.dep == "acl" and noun.dep == "pobj" and noun.lemma in tables.documents
    if min(below) < 2 or not (sentence.tokens[min(below) - 1].text == "," or stated):
        return []
    if verb.dep == "acl" and noun.dep in ("nsubj", "nsubjpass"):
        return []
    span = block_span(sentence, range(0, min(below)))
    return [] if span is None else [span]


def _quoted_as(sentence: Sentence, verb: Token, frame: Frame, quotes: Sequence[Quote], *, passive: bool) -> list[Span]:
    """Content of "the agency quoted the mayor as saying ...": the mayor's saying, and what he says where it stands before."""
    saying = _saying_below(sentence, verb.i)
    if saying is None:
        return []
    as_ = sentence.tokens[saying].head
    run = range(as_, max(subtree(sentence, saying)) + 1)
    quoted = None if passive else kid(sentence, verb.i, "dobj")
    if quoted is not None and quoted.i < as_:
        run = range(min(subtree(sentence, quoted.i)), run.stop)
    runs = [range(0)] if not passive else [_run(_passive_subject(sentence, verb.i))]
    spans = [span for part in (*runs, run) if (span := block_span(sentence, part)) is not None]
    if clause_content(sentence, saying, frozenset({"that"})):
        return spans
    return [*said_before(sentence, verb.i, Frame(frame.low, run.stop - 1), quotes, strict=False)[:1], *spans]


def _as_saying(sentence: Sentence, verb: Token, quotes: Sequence[Quote], tables: CueTables) -> list[Span]:
    """Content of *saying* in "..., the agency quoted the mayor as saying": what stands before the agency."""
    if verb.dep != "pcomp" or sentence.tokens[verb.head].text.lower() != "as":
        return []
    above = sentence.tokens[verb.head].head
    if clause_content(sentence, verb.i, frozenset({"that"})) or _saying_below(sentence, above) != verb.i:
        return []
    frame = find_frame(sentence, above, subject(sentence, above, tables))
    return said_before(sentence, above, frame, quotes, strict=False)[:1]


def _saying_below(sentence: Sentence, verb: int) -> int | None:
    if sentence.tokens[verb].lemma not in _QUOTING:
        return None
    for as_ in kids(sentence, verb, "prep"):
        if as_.text.lower() == "as" and (saying := kid(sentence, as_.i, "pcomp")) is not None and saying.tag == "VBG":
            return saying.i
    return None


def _run(tokens: Sequence[int]) -> range:
    return range(tokens[0], tokens[-1] + 1) if tokens else range(0)


def _fronted(sentence: Sentence, verb: int, wanted: frozenset[str]) -> list[int]:
    """The pronoun that stands for the content: "what the envoy said", "which they rejected"."""
    if not wanted & {"obj", "that"}:
        return []
    for child in kids(sentence, verb, ("dobj", "attr")):
        if child.i < verb and child.tag in ("WDT", "WP"):
            return [child.i]
    return []
