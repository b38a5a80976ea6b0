"""Where in a parsed sentence an actor may be mentioned: heads of noun phrases, modifiers that name one, pronouns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dateline.ontology.actors import ActorTable, Piece
from dateline.records import Sentence, Token
from dateline.stages.resolve.compose import OWNER_PREPOSITIONS, Phrase
from dateline.text.tree import kids, subtree

PRONOUNS = frozenset(
    "he him his himself she her hers herself it its itself they them their theirs themselves we us our ours ourselves i me my "
    "mine myself who whom whose which that".split()
)
_INSIDE = frozenset({"compound", "amod", "nmod", "nummod", "npadvmod", "quantmod", "det", "predet", "punct", "case", "advmod", "nn"})
_STOPS = frozenset({",", ";", ":", "(", ")", '"', "``", "''", "—", "“", "”", "--", "|", "/"})
_NUMBERED = frozenset({"NUM", "DET", "ADJ", "PRON"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place where an actor may be mentioned: the head token, its tokens ``[low, high)``, and its phrase where it has one.
    `modifier` is true for what stands before another noun."""

    head: int
    low: int
    high: int
    phrase: Phrase | None = None
    modifier: bool = False
    pronoun: str = ""


def candidates(sentence: Sentence, pieces: list[Piece]) -> Iterator[Candidate]:
    """Yields the candidates of a sentence in the order of their heads."""
    words = [t.text for t in sentence.tokens]
    piece_at = {i: p for p in pieces for i in range(p.start, p.end)}
    found: dict[int, Candidate] = {}
    covered: set[int] = set()
    for token in sentence.tokens:
        if token.tag in ("PRP", "PRP$", "WP", "WP$", "WDT") and token.lemma and token.text.lower() in PRONOUNS and not token.text.isupper():
            found[token.i] = Candidate(token.i, token.i, token.i + 1, pronoun=token.text.lower())
        elif _is_head(sentence, token, piece_at):
            low = _left_edge(sentence, token.i, piece_at)
            high = _right_edge(sentence, token.i, piece_at)
            found[token.i] = Candidate(token.i, low, high, Phrase(words, pieces, low, high, _tails(sentence, token.i, high)))
            covered.update(range(low, high))
    for piece in pieces:
        if (piece.country or piece.rows or piece.role) and not any(i in found and not found[i].modifier for i in range(piece.start, piece.end)):
            head = _outer(sentence, piece)
            if head not in found:
                phrase = Phrase(words, pieces, piece.start, piece.end)
                found[head] = Candidate(head, piece.start, piece.end, phrase, modifier=True)
    yield from (found[head] for head in sorted(found))


def _is_head(sentence: Sentence, token: Token, piece_at: dict[int, Piece]) -> bool:
    if token.pos in ("NOUN", "PROPN"):
        if token.dep not in _INSIDE:
            return True
        return _before_break(sentence, token)
    if token.pos in _NUMBERED and token.dep not in _INSIDE:
        return any(True for t in kids(sentence, token.i, "prep") if t.text.lower() == "of") or _known(token, piece_at)
    return _known(token, piece_at) and token.dep not in _INSIDE


def _known(token: Token, piece_at: dict[int, Piece]) -> bool:
    piece = piece_at.get(token.i)
    return piece is not None and bool(piece.rows or piece.country or (piece.role and piece.role.kind != "quantity")) and token.pos not in ("VERB", "AUX", "ADP")


def _before_break(sentence: Sentence, token: Token) -> bool:
    """A compound that a comma or several words part from its head is a phrase of its own (a slip of the parser)."""
    if token.dep not in ("compound", "nmod") or token.head <= token.i:
        return False
    return any(sentence.tokens[i].text in _STOPS for i in range(token.i + 1, token.head))


def _left_edge(sentence: Sentence, head: int, piece_at: dict[int, Piece]) -> int:
    inside = set(subtree(sentence, head, without=("relcl", "acl", "appos", "prep")))
    low = head
    while low > 0 and low - 1 in inside and sentence.tokens[low - 1].text not in _STOPS and not _ends_conjunct(sentence, low - 1, head):
        low -= 1
    piece = piece_at.get(low)
    return min(low, piece.start) if piece is not None and piece.rows else low


def _ends_conjunct(sentence: Sentence, at: int, head: int) -> bool:
    """Whether the word before belongs to another coordinated noun phrase below the same head."""
    token = sentence.tokens[at]
    return token.dep == "cc" and token.head == head and any(True for t in kids(sentence, head, "conj") if t.i < at)


def _right_edge(sentence: Sentence, head: int, piece_at: dict[int, Piece]) -> int:
    piece = piece_at.get(head)
    high = max(head + 1, piece.end) if piece is not None else head + 1
    return high


def _tails(sentence: Sentence, head: int, high: int) -> tuple[tuple[str, int, int], ...]:
    tails = []
    for prep in kids(sentence, head, ("prep", "agent")):
        word = prep.text.lower()
        if prep.i < high or word not in OWNER_PREPOSITIONS:
            continue
        inside = [i for i in subtree(sentence, prep.i, without=("relcl", "acl", "advcl", "appos")) if i > prep.i]
        end = prep.i + 1
        while end in inside and sentence.tokens[end].text not in _STOPS:
            end += 1
        if end > prep.i + 1:
            tails.append((word, prep.i + 1, end))
    return tuple(tails)


def _outer(sentence: Sentence, piece: Piece) -> int:
    """The token of a piece whose head lies outside it, from the right."""
    for i in range(piece.end - 1, piece.start - 1, -1):
        head = sentence.tokens[i].head
        if not piece.start <= head < piece.end or head == i:
            if sentence.tokens[i].text not in ("'s", "’s", "'", ".", "-"):
                return i
    return piece.end - 1


def pieces_of(sentence: Sentence, table: ActorTable) -> list[Piece]:
    """Returns what the tables know of the sentence's words."""
    return table.pieces([t.text for t in sentence.tokens])
