"""Where in a parsed sentence an actor may be mentioned: heads of noun phrases, modifiers that name one, pronouns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from dateline.ontology.actors import ActorTable, CountryForm, CountryWord, Piece
from dateline.records import Sentence, Token
from dateline.stages.resolve.composition import OWNER_PREPOSITIONS, Composition, Phrase, ends_a_name
from dateline.text.tree import SUBJECTS, kid, kids, subtree

PRONOUN_TAGS = frozenset({"PRP", "PRP$", "WP", "WP$", "WDT"})
PRONOUNS = frozenset(
    [
        "he",
        "him",
        "his",
        "himself",
        "she",
        "her",
        "hers",
        "herself",
        "it",
        "its",
        "itself",
        "they",
        "them",
        "their",
        "theirs",
        "themselves",
        "we",
        "us",
        "our",
        "ours",
        "ourselves",
        "i",
        "me",
        "my",
        "mine",
        "myself",
        "who",
        "whom",
        "whose",
        "which",
        "that",
    ]
)
_INSIDE = frozenset(
    {"compound", "amod", "nmod", "nummod", "npadvmod", "quantmod", "det", "predet", "punct", "case", "advmod", "nn"}
)
_BEFORE_NOUN = frozenset({"compound", "amod", "nmod", "poss"})
_STOPS = frozenset({",", ";", ":", "(", ")", "—", "--", "|", "/"})
_QUOTES = frozenset({'"', "``", "''", "“", "”", "'", "’", "‘"})
_BEHIND = frozenset({"relcl", "acl", "appos", "prep"})
_NOMINAL = frozenset({"NOUN", "PROPN"})
# A line of two words in capitals is one where a word is longer than abbreviations are.
LONGEST_ACRONYM = 5
HYPHENS = frozenset({"-", "–"})
_CLOCK = re.compile(r"\d{1,2}[.:]\d\d$")
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


def candidates(sentence: Sentence, pieces: list[Piece], never: frozenset[str]) -> list[Candidate]:
    """Returns the candidates of a sentence in the order of their heads. `never` are role words that before another noun name
    nobody (*spy satellite*)."""
    words = [t.text for t in sentence.tokens]
    piece_at = {i: p for p in pieces for i in range(p.start, p.end)}
    found: dict[int, Candidate] = {}
    for token in sentence.tokens:
        if token.tag in PRONOUN_TAGS and token.text.lower() in PRONOUNS and not is_abbreviation(token.text):
            found[token.i] = Candidate(token.i, token.i, token.i + 1, pronoun=token.text.lower())
        elif _is_head(sentence, token, piece_at):
            low = _left_edge(sentence, token.i, piece_at)
            high = _right_edge(token.i, piece_at)
            found[token.i] = Candidate(token.i, low, high, Phrase(words, pieces, low, high, _tails(sentence, token.i, high)))
    spans = [(c.low, c.high, c.head) for c in found.values() if c.phrase]
    for candidate in [*_modifiers(sentence, pieces, piece_at, words, spans, never), *_names(sentence, piece_at, words, spans)]:
        found.setdefault(candidate.head, candidate)
    return [found[head] for head in sorted(found)]


def _modifiers(
    sentence: Sentence,
    pieces: list[Piece],
    piece_at: dict[int, Piece],
    words: list[str],
    spans: list[tuple[int, int, int]],
    never: frozenset[str],
) -> Iterator[Candidate]:
    """Names, countries and roles before another noun: *Dutch aid*, *the Lima government*, *rebel attacks*."""
    heads = {head for _, _, head in spans}
    for piece in pieces:
        if any(i in heads for i in range(piece.start, piece.end)):
            continue
        head = _outer(sentence, piece)
        token = sentence.tokens[head]
        if not (piece.country or piece.rows):
            nominal = (
                token.pos in _NOMINAL
                and piece.role is not None
                and piece.role.weight == "strong"
                and piece.role.phrase not in never
            )
            if (
                not nominal
                or piece.role is None
                or piece.role.kind not in ("person", "body")
                or _before_name(sentence, piece, spans)
            ):
                continue
        person = bool(piece.rows) and piece.rows[0].kind == "person"
        low = _with_title(sentence, piece.start, piece_at) if person else _first_of_pair(words, piece, piece_at)
        yield Candidate(head, low, piece.end, Phrase(words, pieces, low, piece.end), modifier=True)


def _first_of_pair(words: list[str], piece: Piece, piece_at: dict[int, Piece]) -> int:
    """Where the states begin that hyphens join: *US-South Korean*."""
    low = piece.start
    while piece.country and low > 1 and words[low - 1] in HYPHENS and (before := piece_at.get(low - 2)) and before.country:
        low = before.start
    return low


def _before_name(sentence: Sentence, piece: Piece, spans: list[tuple[int, int, int]]) -> bool:
    """Whether a role is the title of a name, or part of a longer name of a role (*police officers*)."""
    for low, high, head in spans:
        if low <= piece.start and piece.end <= high:
            return sentence.tokens[head].pos == "PROPN" or piece.end == head
    return False


def _names(
    sentence: Sentence, piece_at: dict[int, Piece], words: list[str], spans: list[tuple[int, int, int]]
) -> Iterator[Candidate]:
    """Names of persons before a noun: *the Lund plan*, *Lund - Moreau talks*."""
    for token in sentence.tokens:
        if token.pos != "PROPN" or token.dep not in ("compound", "nmod", "poss") or token.i in piece_at:
            continue
        head = next((h for low, high, h in spans if low <= token.i < high), None)
        if head is not None and sentence.tokens[head].pos == "PROPN" and token.i + 1 <= head and not _hyphen(sentence, token.i):
            continue
        if token.i + 1 < len(words) and sentence.tokens[token.i + 1].pos == "PROPN" and not _hyphen(sentence, token.i):
            continue
        low = token.i
        while low > 0 and sentence.tokens[low - 1].pos == "PROPN" and low - 1 not in piece_at:
            low -= 1
        yield Candidate(token.i, low, token.i + 1, Phrase(words, (), low, token.i + 1), modifier=True)


def _hyphen(sentence: Sentence, i: int) -> bool:
    return i + 1 < len(sentence.tokens) and sentence.tokens[i + 1].text in ("-", "–")


def _is_head(sentence: Sentence, token: Token, piece_at: dict[int, Piece]) -> bool:
    piece = piece_at.get(token.i)
    if piece is not None and piece.end - piece.start > 1 and token.i != _outer(sentence, piece):
        return False
    if token.pos in _NOMINAL:
        return token.dep not in _INSIDE or _before_break(sentence, token)
    if token.dep in _INSIDE:
        return False
    of = [t for t in kids(sentence, token.i, ("prep",)) if t.text.lower() == "of"]
    if any(t.pos == "PRON" for prep in of for t in kids(sentence, prep.i, ("pobj",))):
        return False  # *two of them* are they
    if token.text.lower() in ("two", "both") or (token.pos in _NUMBERED and of):
        return True
    return _known(token, piece_at)


def _known(token: Token, piece_at: dict[int, Piece]) -> bool:
    """Whether a word that is no noun to the tagger is one to the tables (*the Dutch*, *the displaced*)."""
    piece = piece_at.get(token.i)
    if piece is None or token.pos in ("VERB", "AUX", "ADP", "ADV", "SCONJ") or token.i != piece.end - 1:
        return False
    return bool(
        piece.rows
        or piece.country
        or (piece.role and piece.role.kind not in ("quantity", "equipment") and token.dep not in ("acomp", "conj"))
    )


def _before_break(sentence: Sentence, token: Token) -> bool:
    """A compound that a comma or several words part from its head is a phrase of its own (a slip of the parser)."""
    if token.dep not in ("compound", "nmod") or token.head <= token.i:
        return False
    return any(sentence.tokens[i].text in _STOPS for i in range(token.i + 1, token.head))


def _left_edge(sentence: Sentence, head: int, piece_at: dict[int, Piece]) -> int:
    tokens = sentence.tokens
    left = any(child < head for child in sentence.children[head])
    inside = set(subtree(sentence, head, without=_BEHIND)) if left else set()
    piece = piece_at.get(head)
    low = min(head, piece.start) if piece is not None else head
    person = tokens[head].ent == "PERSON" or (piece is not None and bool(piece.rows) and piece.rows[0].kind == "person")
    while low > 0 and low - 1 in inside and tokens[low - 1].text not in _STOPS and not _parts(sentence, low - 1):
        if tokens[low - 1].dep == "cc" and (person or _ends_conjunct(sentence, low - 1, head)):
            break
        low -= 1
    if person:
        low = _with_title(sentence, low, piece_at)
    while low < head and (tokens[low].text in _QUOTES or _is_when(tokens[low], tokens[head])):
        low += 1
    piece = piece_at.get(low)
    return min(low, piece.start) if piece is not None and piece.rows else low


def _is_when(token: Token, head: Token) -> bool:
    """Whether a word before a name tells when: *Monday*, or the hour of a live blog's entry (*14:05 Biden and ...*)."""
    if token.ent == "DATE" and head.ent not in ("DATE", ""):
        return True
    return bool(_CLOCK.match(token.text)) and (":" in token.text or token.i == 0)


def _parts(sentence: Sentence, i: int) -> bool:
    """Whether a dash has space on both sides, and so joins nothing: *Police sent to Haiti - minister*."""
    tokens = sentence.tokens
    if tokens[i].text not in HYPHENS or i == 0 or i + 1 >= len(tokens):
        return False
    return tokens[i - 1].end < tokens[i].start and tokens[i].end < tokens[i + 1].start


def _with_title(sentence: Sentence, low: int, piece_at: dict[int, Piece]) -> int:
    """Takes in the first names, title and country that the parser left outside: *Commission President | Ursula von der ...*."""
    while low > 0:
        piece = piece_at.get(low - 1)
        if (
            piece is not None
            and (piece.country or piece.rows or piece.role or piece.modifier)
            and sentence.tokens[low - 1].pos != "VERB"
        ):
            low = piece.start
        elif piece is None and sentence.tokens[low - 1].ent == "PERSON" and sentence.tokens[low - 1].pos == "PROPN":
            low -= 1
        else:
            break
    return low


def _right_edge(head: int, piece_at: dict[int, Piece]) -> int:
    piece = piece_at.get(head)
    high = max(head + 1, piece.end) if piece is not None else head + 1
    return high


def _tails(sentence: Sentence, head: int, high: int) -> tuple[tuple[str, int, int], ...]:
    tails = []
    for prep in kids(sentence, head, ("prep", "agent")):
        word = prep.text.lower()
        if prep.i < high or word not in OWNER_PREPOSITIONS or kid(sentence, prep.i, ("pcomp",)):
            continue
        inside = [i for i in subtree(sentence, prep.i, without=("relcl", "acl", "advcl", "appos")) if i > prep.i]
        end = prep.i + 1
        while end in inside and (sentence.tokens[end].text not in _STOPS or _in_list(sentence, end)):
            end += 1
        if end > prep.i + 1:
            tails.append((word, prep.i + 1, end))
    return tuple(tails)


def _in_list(sentence: Sentence, comma: int) -> bool:
    """Whether a comma only parts what is listed: *ministers of Peru, Chile and Bolivia*."""
    token = sentence.tokens[comma]
    return token.text == "," and any(t.i > comma for t in kids(sentence, token.head, ("conj",)))


def _outer(sentence: Sentence, piece: Piece) -> int:
    """The token of a piece whose head lies outside it, from the right."""
    for i in range(piece.end - 1, piece.start - 1, -1):
        head = sentence.tokens[i].head
        outside = not piece.start <= head < piece.end or head == i
        if outside and sentence.tokens[i].text not in ("'s", "’s", "'", ".", "-"):
            return i
    return piece.end - 1


def pieces_of(sentence: Sentence, table: ActorTable, *, acronyms: frozenset[str]) -> list[Piece]:
    """Returns what the tables know of the sentence's words; in a line of capitals only `acronyms` are abbreviations."""
    words = [t.text for t in sentence.tokens]
    shouted = is_shouted(words)
    kept: list[Piece] = []
    for piece in table.pieces(words):
        word = words[piece.start]
        if piece.rows and piece.end == piece.start + 1:
            if ends_a_name(words, piece.start):
                piece = replace(piece, rows=())
            elif shouted and word not in acronyms:
                piece = replace(piece, rows=tuple(row for row in piece.rows if word not in (row.name, *row.aliases)))
        if piece.country and _is_surname(sentence, piece, kept):
            piece = replace(piece, country=None)
        if (piece.role and _is_hour(words, piece)) or not (piece.rows or piece.country or piece.role or piece.modifier):
            continue
        if (first := _combined(words, piece, table.references.combining, table)) and not (kept and kept[-1].end == first.end):
            kept.append(first)
        kept.append(piece)
    return _with_people(sentence, kept, table)


def _with_people(sentence: Sentence, pieces: Sequence[Piece], table: ActorTable) -> list[Piece]:
    """The pieces, and for numbers and quantities that stand for people that they do."""
    counts = {p.start: p for p in pieces if p.role is not None and p.role.kind == "quantity" and p.end == p.start + 1}
    inside = {i for p in pieces for i in range(p.start, p.end)} - counts.keys()
    people = {
        t.i: Piece(t.i, t.i + 1, role=table.role("people"))
        for t in sentence.tokens
        if (t.i in counts or (t.pos == "NUM" and t.i not in inside)) and _are_people(sentence, t, table.references.suffering)
    }
    return (
        sorted([*(p for p in pieces if p.start not in people), *people.values()], key=lambda p: p.start)
        if people
        else [*pieces]
    )


def _are_people(sentence: Sentence, token: Token, suffering: frozenset[str]) -> bool:
    """Whether a number stands for people: to so many is done what is done to people (*two were killed, police arrested six*);
    *the two* are two of whom the story told."""
    if token.ent not in ("", "CARDINAL") or token.dep not in ("nsubjpass", "dobj") or token.text.lower() == "both":
        return False
    above, beside = sentence.tokens[token.head], kids(sentence, token.i, ("prep", "det", "quantmod", "compound", "nummod"))
    told = any(t.text.lower() == "of" or (t.dep == "det" and token.text.lower() == "two") for t in beside)
    return above.lemma in suffering and above.pos == "VERB" and not told


def _is_surname(sentence: Sentence, piece: Piece, before: Sequence[Piece]) -> bool:
    """Whether the word for a country is somebody's family name: *Michael Jordan*, *Mark Cuban*, not *King Jordan*."""
    if piece.start == 0 or piece.end != piece.start + 1 or (before and before[-1].end == piece.start):
        return False
    first, last = sentence.tokens[piece.start - 1], sentence.tokens[piece.start]
    return first.ent == last.ent == "PERSON" and first.dep == "compound" and first.head == last.i


def _combined(words: Sequence[str], piece: Piece, combining: Mapping[str, str], table: ActorTable) -> Piece | None:
    """What stands for a state before a hyphen and the country of `piece`: *Franco-German*."""
    hyphen = piece.start - 1
    if piece.country is None or hyphen < 1 or words[hyphen] not in HYPHENS:
        return None
    code = combining.get(words[hyphen - 1].lower())
    land = CountryWord(code, table.country_name(code) or "", CountryForm.ADJECTIVE) if code else None
    return Piece(hyphen - 1, hyphen, country=land) if land is not None else None


def _is_hour(words: Sequence[str], piece: Piece) -> bool:
    """*8 p.m.* is no prime minister."""
    hour = words[piece.start].lower().replace(".", "") in ("pm", "am") and piece.end == piece.start + 1
    return hour and (words[piece.start].islower() or (piece.start > 0 and words[piece.start - 1][:1].isdigit()))


def is_shouted(words: Sequence[str]) -> bool:
    """Tells whether words stand in a line of capitals."""
    if any(w.islower() for w in words):
        return False
    letters = [w for w in words if w.isalpha()]
    wordy = len(letters) > 2 or any(len(w) > LONGEST_ACRONYM for w in letters)
    return len(letters) > 1 and wordy and all(w.isupper() for w in letters)


def acronyms_of(sentences: Iterable[Sentence]) -> frozenset[str]:
    """Returns the words in capitals that stand among other words."""
    lines = ([t.text for t in sentence.tokens] for sentence in sentences)
    return frozenset(w for words in lines if not is_shouted(words) for w in words if w.isupper())


def _ends_conjunct(sentence: Sentence, at: int, head: int) -> bool:
    """Whether the word at `at` joins another noun phrase to this one, and no modifier (*U.S. and Japanese officials*)."""
    return sentence.tokens[at].head == head and any(t.i < at for t in kids(sentence, head, "conj"))


def first_of(sentence: Sentence, head: int) -> Token:
    """Returns the noun that heads the coordination in which token `head` stands."""
    token = sentence.tokens[head]
    for _ in sentence.tokens:
        if token.dep != "conj" or sentence.tokens[token.head].pos in ("VERB", "AUX"):
            break
        token = sentence.tokens[token.head]
    return token


def noun_above(sentence: Sentence, head: int) -> int:
    """Returns the noun before which token `head` stands, or itself: *Oman* of *Oman's new fleet* stands before *fleet*."""
    token = sentence.tokens[head]
    for _ in sentence.tokens:
        if token.dep not in _BEFORE_NOUN:
            break
        token = sentence.tokens[token.head]
    return token.i


def preposition(sentence: Sentence, head: int) -> str:
    """Returns the preposition that governs token `head` or its coordination, or an empty string."""
    token = first_of(sentence, head)
    above = sentence.tokens[token.head]
    return above.text.lower() if token.dep == "pobj" and above.pos in ("ADP", "SCONJ") else ""


def is_subject(sentence: Sentence, head: int) -> bool:
    """Tells whether token `head` or its coordination is a subject."""
    return first_of(sentence, head).dep in SUBJECTS


def apposed(sentence: Sentence, head: int, read: Iterable[tuple[Candidate, Composition | None]]) -> Composition | None:
    """Returns what an apposition to the name at token `head` says of its bearer."""
    token = sentence.tokens[head]
    near = {c.i for c in kids(sentence, head, ("appos",))} | ({token.head} if token.dep == "appos" else set())
    if not near:
        return None
    fits = (said for other, said in read if other.head in near and said is not None)
    return next((said for said in fits if not said.person and said.role is not None and said.known), None)


def is_abbreviation(word: str) -> bool:
    """Tells *US*, *IT* and *WHO* from pronouns: all capitals, but for *I*."""
    return len(word) > 1 and word.isupper()
