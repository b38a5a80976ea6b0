"""What is said: the tokens and spans that a cue takes as its content."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dateline.records import Sentence, Span, Token
from dateline.text.tree import kid, kids, subtree

_MARKS = frozenset({'"', "''", "``", "'", "“", "”", "‘", "’"})
_TRIM = frozenset({",", ".", ";", ":", "-", "--", "—", "–", "―", "(", ")", "and", "but", "…"})
_FARTHEST_THAT = 20
_FOLLOWERS = frozenset({"prep", "xcomp", "ccomp", "advcl", "oprd", "acomp", "dobj", "attr", "dative", "prt", "agent", "acl"})
_TIME_ENTITIES = frozenset({"DATE", "TIME"})


def is_mark(token: Token) -> bool:
    """Tells whether a token is a quotation mark, and no apostrophe: "the herders' union"."""
    written = token.text in _MARKS and token.dep != "case"
    return written and token.pos in ("PUNCT", "PART", "NOUN", "X", "SYM", "CCONJ", "VERB", "PROPN")


def clause_content(sentence: Sentence, verb: int, wanted: frozenset[str]) -> list[int]:
    """Returns the tokens, after the verb, of the clause or infinitive that it takes."""
    tokens: list[int] = []
    for child in kids(sentence, verb, ("ccomp", "xcomp", "advcl", "conj")):
        below = _after_aside(sentence, child.i, [i for i in subtree(sentence, child.i) if i > verb])
        if child.i < verb or not below:
            continue
        if child.dep == "ccomp":
            fits = "that" in wanted or ("to" in wanted and _infinitive(sentence, child.i))
        elif child.dep == "xcomp":
            fits = _xcomp_fits(sentence, child, wanted)
        elif child.dep == "advcl":
            fits = _advcl_fits(sentence, verb, child, wanted)
        else:
            fits = bool(tokens) and "that" in wanted and any(t.text.lower() == "that" for t in kids(sentence, child.i, "mark"))
        if fits:
            tokens += below
    return _to_semicolon(sentence, sorted(tokens))


def _to_semicolon(sentence: Sentence, tokens: list[int]) -> list[int]:
    """The tokens before a semicolon outside quotation marks: what follows it is another statement."""
    marks = 0
    for place, i in enumerate(tokens):
        marks += is_mark(sentence.tokens[i])
        if sentence.tokens[i].text == ";" and marks % 2 == 0 and place:
            return tokens[:place]
    return tokens


def that_clause(sentence: Sentence, verb: int) -> list[int]:
    """Returns the tokens from a later *that* on, where the parser lost its clause ("said in a note, kept secret, that ...") or
    hung it on the noun before ("said in a report that ...")."""
    tokens = sentence.tokens
    aside = {noun.i for prep in kids(sentence, verb, ("prep",)) for noun in kids(sentence, prep.i, ("pobj",))}
    for token in tokens[verb + 1 : verb + _FARTHEST_THAT]:
        if token.text.lower() != "that" or token.tag != "IN":
            continue
        if token.i == verb + 1 or tokens[token.i - 1].text == "," or token.i - 1 in aside:
            return _to_semicolon(sentence, list(range(token.i, len(tokens))))
    return []


def _after_aside(sentence: Sentence, clause: int, below: list[int]) -> list[int]:
    """The tokens of a clause from its *that* on, where an aside stands before it ("said, citing officials, that ...")."""
    that = next((t.i for t in kids(sentence, clause, "mark") if t.text.lower() == "that"), None)
    if that is None or not below or sentence.tokens[that - 1].text != ",":
        return below
    return [i for i in below if i >= that]


def _xcomp_fits(sentence: Sentence, child: Token, wanted: frozenset[str]) -> bool:
    if _infinitive(sentence, child.i):
        return "to" in wanted
    if child.tag == "VBG":
        return "ing" in wanted
    return "that" in wanted or "obj" in wanted


def _advcl_fits(sentence: Sentence, verb: int, child: Token, wanted: frozenset[str]) -> bool:
    if sentence.tokens[max(min(subtree(sentence, child.i)) - 1, 0)].text == ",":
        return False
    mark = kid(sentence, child.i, "mark")
    if mark is not None:
        return mark.text.lower() in ("that", "whether") and "that" in wanted
    return "to" in wanted and _infinitive(sentence, child.i) and child.i - verb <= 4


def _infinitive(sentence: Sentence, verb: int) -> bool:
    return any(t.tag == "TO" for t in kids(sentence, verb, "aux"))


def object_content(sentence: Sentence, head: int, wanted: frozenset[str]) -> list[int]:
    """Returns the tokens of the object or prepositional object that the cue at `head` takes, and what follows it."""
    children = [c for c in kids(sentence, head) if c.i > head]
    for place, child in enumerate(children):
        start = _content_start(sentence, child, wanted)
        if start is None:
            continue
        tokens = [i for i in subtree(sentence, child.i) if i >= start]
        for follower in children[place + 1 :]:
            below = subtree(sentence, follower.i)
            if follower.dep not in _FOLLOWERS or sentence.tokens[min(below) - 1].text in (",", ";", "—", "--", "-"):
                break
            if follower.dep == "prep" and _temporal(sentence, follower.i):
                continue
            tokens += below
        return _contiguous(tokens)
    return _below_object(sentence, children, wanted)


def _below_object(sentence: Sentence, children: list[Token], wanted: frozenset[str]) -> list[int]:
    """Content that the parser hung on the object: "accused the neighbour of working with rebels". Where the cue takes nothing
    else, a noun will do: "accused the army of torture"."""
    for child in children:
        if child.dep != "dobj" or "obj" in wanted:
            continue
        for prep in kids(sentence, child.i, ("prep",)):
            inside = [i for i in subtree(sentence, prep.i) if i > prep.i]
            fits = prep.text.lower() in wanted and (len(wanted) == 1 or kid(sentence, prep.i, ("pcomp",)) is not None)
            if fits and inside:
                return _contiguous(inside)
    return []


def _content_start(sentence: Sentence, child: Token, wanted: frozenset[str]) -> int | None:
    """Where content begins in one child of a cue, or None where it is no content."""
    if child.dep in ("dobj", "attr", "oprd"):
        return min(subtree(sentence, child.i)) if "obj" in wanted else None
    word = child.text.lower()
    if child.dep in ("prep", "agent", "dative", "prt") and word in wanted and word not in ("to", "that", "obj", "ing"):
        inside = [i for i in subtree(sentence, child.i) if i > child.i]
        return min(inside) if inside and not _temporal(sentence, child.i) else None
    if child.dep in ("prep", "dative") and word == "to" and "to" in wanted:
        inside = [i for i in subtree(sentence, child.i) if i > child.i]
        return min(inside) if inside else None
    return None


def _temporal(sentence: Sentence, prep: int) -> bool:
    below = [sentence.tokens[i] for i in subtree(sentence, prep) if i != prep]
    return bool(below) and len(below) <= 4 and all(t.ent in _TIME_ENTITIES for t in below if t.pos != "DET")


def _contiguous(tokens: Iterable[int]) -> list[int]:
    ordered = sorted(set(tokens))
    return list(range(ordered[0], ordered[-1] + 1)) if ordered else []


def block_span(sentence: Sentence, tokens: Sequence[int]) -> Span | None:
    """Returns the span of a run of tokens without the punctuation and conjunctions at its ends; quotation marks stay.

    A mark just outside the run belongs to it when its partner stands inside.
    """
    run = [i for i in tokens if sentence.tokens[i].text.strip()]
    while run and sentence.tokens[run[0]].text in _TRIM and sentence.tokens[run[0]].pos == "PUNCT":
        run.pop(0)
    while run and sentence.tokens[run[-1]].text in _TRIM and sentence.tokens[run[-1]].text not in ("and", "but"):
        run.pop()
    if not any(sentence.tokens[i].pos != "PUNCT" for i in run):
        return None
    return sentence.tokens[run[0]].start, sentence.tokens[run[-1]].end
