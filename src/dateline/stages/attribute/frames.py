"""The frame of a saying: speaker, verb, listener, time and place; what stands before it, around it and after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dateline.records import Sentence, Span
from dateline.stages.attribute.content import block_span, is_mark
from dateline.stages.attribute.quotes import Quote
from dateline.text.tree import kids, subtree

_FRAME = frozenset({"dobj", "dative", "prep", "npadvmod", "advmod", "agent", "prt", "neg", "aux", "auxpass", "oprd"})
_ADJUNCTS = frozenset({"prep", "advmod", "npadvmod", "cc", "mark", "advcl", "punct", "aux", "intj", "preconj"})
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_STOPS = frozenset({",", "?", "!", "—", "--", "–", "-", "...", "…", ".", ")", ";"})
_DASHES = frozenset({",", "--", "—", "–", "-", "…", "..."})
_NAMING = frozenset({"DET", "ADJ", "NOUN", "PROPN", "PRON", "NUM", "ADP", "PART", "CCONJ"})
_LONGEST_NAMING = 14
_LISTENED = frozenset({"tell"})


@dataclass(frozen=True, slots=True)
class Frame:
    """The tokens from `low` to `high`; `head` is the speaker's head token where the order of the words shows it, and
    `inserted` tells that the words show a frame set off from what is said ("..., the envoy said on Monday, ...")."""

    low: int
    high: int
    head: int | None = None
    inserted: bool = False


def find_frame(sentence: Sentence, verb: int, head: int | None) -> Frame:
    """Returns the frame of a verb of saying: as the words stand where they show it, else by dependencies."""
    shown = _inserted(sentence, verb)
    if shown is not None:
        return shown
    parts = {verb}
    if head is not None:
        parts.update(i for i in subtree(sentence, head) if i != verb)
    for child in kids(sentence, verb, _FRAME):
        if child.i > verb or child.dep in ("aux", "auxpass", "neg", "advmod") or child.ent in ("DATE", "TIME"):
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
    return Frame(low, high, head)


def _inserted(sentence: Sentence, verb: int) -> Frame | None:
    """A frame that commas or quotation marks set off: ", the envoy said on Monday," or "..., a statement said."

    Parsers often lose such a frame in long sentences, while its words and tags are plain.
    """
    tokens = sentence.tokens
    if tokens[verb].tag not in FINITE and not (tokens[verb].tag == "VBN" and verb and tokens[verb - 1].lemma == "have"):
        return None
    low = verb
    while low > 0 and tokens[low - 1].pos in ("AUX", "ADV") and tokens[low - 1].tag != "MD":
        low -= 1
    speaker = low
    low = _naming_start(sentence, low, verb)
    if low == speaker and low > 2 and tokens[low - 1].text == ",":
        # "the speaker, Ana Doll, announced": a name and its apposition
        low = _naming_start(sentence, low - 1, verb)
        low = _naming_start(sentence, low - 1, verb) if tokens[low - 1].text == "," else speaker
    if low == speaker or low < 2 or not (tokens[low - 1].text in _DASHES or is_mark(tokens[low - 1])):
        return None
    said = is_mark(tokens[low - 1]) or any(t.tag in FINITE or t.tag == "VB" for t in tokens[:low])
    if tokens[low].pos in ("ADP", "CCONJ") or tokens[low].tag in ("WDT", "WP", "WRB") or not said:
        return None
    high = _end_of_inserted(sentence, verb)
    head = _naming_head(sentence, low, speaker)
    return None if high is None or head is None else Frame(low, high, head, inserted=True)


def _naming_start(sentence: Sentence, low: int, verb: int) -> int:
    tokens = sentence.tokens
    while low > 0 and verb - low <= _LONGEST_NAMING and tokens[low - 1].pos in _NAMING and not is_mark(tokens[low - 1]):
        low -= 1
    return low


def _end_of_inserted(sentence: Sentence, verb: int) -> int | None:
    tokens = sentence.tokens
    at = verb + 1
    listened = tokens[verb].lemma in _LISTENED
    while at < len(tokens) and not (tokens[at].text in _STOPS or tokens[at].text in (":", '"') or is_mark(tokens[at])):
        first_after = at == verb + 1
        if tokens[at].tag in FINITE or tokens[at].text.lower() in ("that", "whether", "if"):
            return None
        if (
            first_after
            and not listened
            and tokens[at].pos not in ("ADP", "ADV", "SCONJ")
            and tokens[at].ent not in ("DATE", "TIME")
        ):
            return None
        at += 1
    if at < len(tokens) and (tokens[at].text == ":" or is_mark(tokens[at])):
        return None
    return at - 1


def _naming_head(sentence: Sentence, low: int, speaker: int) -> int | None:
    """The head of a name or noun phrase by the order of its words: the last noun before a preposition."""
    found = None
    for token in sentence.tokens[low:speaker]:
        if (token.pos == "ADP" or token.text in (",", "and", "or")) and found is not None:
            break
        if token.pos in ("NOUN", "PROPN", "PRON"):
            found = token.i
    return found


def quoted_before(sentence: Sentence, frame: Frame, quotes: Sequence[Quote]) -> bool:
    """Tells whether a quotation closes right before the frame."""
    if frame.low == 0:
        return False
    previous = sentence.tokens[frame.low - 1]
    return is_mark(previous) and any(q.end == previous.end for q in quotes)


def said_before(sentence: Sentence, verb: int, frame: Frame, quotes: Sequence[Quote], *, strict: bool) -> list[Span]:
    """Returns what is said before the frame, and after it where the frame interrupts it.

    With `strict`, a clause must stand before it by its dependencies, or a quotation.
    """
    tokens = sentence.tokens
    if frame.low == 0:
        return []
    start = _start(sentence, frame, quotes)
    quoted = quoted_before(sentence, frame, quotes)
    if _adjunct(sentence, start, frame, quotes, quoted=quoted):
        return []
    if not quoted and tokens[frame.low - 1].text not in _STOPS:
        return []
    fits = _clause_before if strict else _said_before
    if not quoted and not frame.inserted and not fits(sentence, verb, frame.low):
        return []
    span = block_span(sentence, range(start, frame.low))
    if span is None:
        return []
    after = _resumes(sentence, verb, frame.high, quotes, quoted=quoted)
    more = None if after is None else block_span(sentence, range(after, len(tokens)))
    return [span] if more is None else [span, more]


def _start(sentence: Sentence, frame: Frame, quotes: Sequence[Quote]) -> int:
    """Where what is said before a frame starts: at the sentence's start, after a semicolon, or at a quotation after a colon."""
    tokens = sentence.tokens
    for i in range(frame.low - 1, 0, -1):
        if any(q.start <= tokens[i].start < q.end for q in quotes):
            continue
        if tokens[i].text == ";" and i < frame.low - 1:
            return i + 1
        if tokens[i].text == ":" and any(q.start == tokens[i + 1].start for q in quotes):
            return i + 1
    return 0


def _adjunct(sentence: Sentence, start: int, frame: Frame, quotes: Sequence[Quote], *, quoted: bool) -> bool:
    """Tells whether what stands before a frame only says when or where ("When talks failed, she said")."""
    tokens = sentence.tokens
    while start < frame.low and (tokens[start].dep == "cc" or not tokens[start].text.strip()):
        start += 1
    first = tokens[start]
    if quoted:
        opened = next((q.start for q in quotes if q.end == tokens[frame.low - 1].end), first.start)
        leading = first.pos in ("ADP", "SCONJ") or first.tag in ("VBG", "VBN")
        return (
            leading
            and first.start != opened
            and not any(t.tag in FINITE for t in tokens[start : frame.low] if t.start < opened)
        )
    subordinate = first.tag == "WRB" or (first.dep == "mark" and first.text.lower() not in ("that", "whether"))
    return subordinate and sum(t.text == "," for t in tokens[start : frame.low]) == 1


def _clause_before(sentence: Sentence, verb: int, low: int) -> bool:
    token = sentence.tokens[verb]
    clauses = any(t.dep in ("ccomp", "parataxis") for t in kids(sentence, verb) if t.i < low)
    return clauses or (token.dep == "parataxis" and token.head < low)


def _said_before(sentence: Sentence, verb: int, low: int) -> bool:
    """Tells whether what stands before the frame is a clause, not an adjunct of the verb."""
    if any(t.dep not in _ADJUNCTS for t in kids(sentence, verb) if t.i < low and max(subtree(sentence, t.i)) < low + 1):
        return True
    return sentence.tokens[verb].dep in ("parataxis", "ccomp", "dep")


def _resumes(sentence: Sentence, verb: int, high: int, quotes: Sequence[Quote], *, quoted: bool) -> int | None:
    """Where what is said goes on after the frame, or None."""
    tokens = sentence.tokens
    at = high + 1
    while at < len(tokens) and tokens[at].text in _DASHES:
        at += 1
    if at >= len(tokens) - 1 or at == high + 1:
        return None
    if any(q.start <= tokens[at].start < q.end and q.start >= tokens[high].end for q in quotes):
        return at
    token = tokens[at]
    if token.tag in FINITE or (token.dep == "cc" and not quoted):
        return at
    if token.tag in ("VBG", "VBN", "WP", "WDT", "CC") or (token.pos == "ADP" and token.text.lower() in ("in", "at")):
        return None
    return at if not quoted and (token.pos in ("ADP", "SCONJ") or tokens[verb].head > high) else None


def quote_after(sentence: Sentence, frame: Frame, quotes: Sequence[Quote]) -> Span | None:
    """Returns the quotation that opens right after the frame, or what follows its colon."""
    at = frame.high + 1
    tokens = sentence.tokens
    while at < len(tokens) and tokens[at].text in (",", ":", "that") and not is_mark(tokens[at]):
        at += 1
    if at >= len(tokens):
        return None
    quote = next((q for q in quotes if q.start <= tokens[at].start < q.end and q.start >= tokens[at - 1].end), None)
    if quote is not None:
        return quote.span
    if tokens[at - 1].text == ":" and at > frame.high + 1:
        return block_span(sentence, range(at, len(tokens)))
    return None


def waits(sentence: Sentence, frame: Frame) -> bool:
    """Tells whether the sentence ends in a colon right after the frame: the words come in the next."""
    last = [t for t in sentence.tokens if t.text.strip()][-1]
    return last.text == ":" and last.i >= frame.high


def cut_at(sentence: Sentence, low: int) -> int:
    """Returns where the text before the frame that starts at token `low` ends, its last comma or dash left out."""
    while low > 1 and (sentence.tokens[low - 1].text in _DASHES or not sentence.tokens[low - 1].text.strip()):
        low -= 1
    return sentence.tokens[low - 1].end


def without(sentence: Sentence, barred: Sequence[int]) -> list[Span]:
    """Returns the spans of the sentence's tokens that are not between the first and last of `barred`."""
    low, high = min(barred), max(barred)
    runs = (range(0, low), range(high + 1, len(sentence.tokens)))
    return [span for run in runs if (span := block_span(sentence, run)) is not None]
