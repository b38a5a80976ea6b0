"""With what a phrase ends: a word of the tables, or a name that they do not have."""

from __future__ import annotations

from collections.abc import Sequence

from dateline.ontology.actors import CountryForm, Piece
from dateline.stages.resolve.composition import FILLERS, Phrase

_PARTICLES = frozenset(
    {"al", "el", "bin", "ben", "ibn", "ud", "ul", "de", "da", "di", "do", "dos", "del", "la", "le", "of", "-", "'", "."}
)
_PARTICLES |= {"van", "von", "der"}
_POSSESSIVES = ("'s", "’s", ",")


def head_of(phrase: Phrase, parts: list[Piece], high: int) -> tuple[Piece | None, int | None]:
    """The last piece, where the phrase ends with it; or where the unknown name starts with which the phrase ends."""
    end = parts[-1].end if parts else phrase.low
    rest = [phrase.words[i] for i in range(end, high)]
    content = [w for w in rest if w.lower() not in FILLERS]
    if not content:
        if not parts:
            return None, None
        return (None, _name_start(phrase, parts[-1].start)) if _ends_a_name(phrase, parts) else (parts[-1], None)
    if not _all_namelike(rest) or not content[0][:1].isupper():
        return None, None
    start = end
    if parts and rest[0] not in _POSSESSIVES and _starts_a_name(parts[-1]):
        start = _name_start(phrase, parts[-1].start)
    while phrase.words[start].lower() in FILLERS:
        start += 1
    return None, start


def _starts_a_name(piece: Piece) -> bool:
    """A country or a person known by a short name, before an unknown name, is part of it: *Jordan Lund*, *Juan Carlos Rey*."""
    if piece.rows and piece.rows[0].kind == "person":
        return True
    return (
        piece.country is not None
        and piece.country.form is not CountryForm.ADJECTIVE
        and piece.end - piece.start == 1
        and piece.role is None
    )


def _ends_a_name(phrase: Phrase, parts: list[Piece]) -> bool:
    """Whether the last word, a title or a one-word name to the tables, is a family name: *Mervyn King*, *Nadia Al-Sabah*."""
    last = parts[-1]
    if last.rows and last.role is None and last.country is None and last.end - last.start == 1:
        return _after_unknown(phrase, parts) and last.rows[0].kind != "person"
    if (
        last.role is None
        or last.rows
        or last.role.kind != "person"
        or last.role.weight != "strong"
        or last.end - last.start != 1
    ):
        return False
    before = phrase.words[last.start - 1] if last.start > phrase.low else ""
    covered = any(p.start < last.start <= p.end for p in parts[:-1])
    return (
        not covered
        and phrase.words[last.start][:1].isupper()
        and before[:1].isupper()
        and before.isalpha()
        and not before.isupper()
    )


def _after_unknown(phrase: Phrase, parts: list[Piece]) -> bool:
    at = parts[-1].start - 1
    while at > phrase.low and phrase.words[at].lower() in ("al", "-", "el"):
        at -= 1
    known = any(p.start <= at < p.end for p in parts[:-1])
    return at >= phrase.low and not known and phrase.words[at][:1].isupper() and phrase.words[at].lower() not in FILLERS


def _name_start(phrase: Phrase, at: int) -> int:
    while (
        at > phrase.low
        and (phrase.words[at - 1][:1].isupper() or phrase.words[at - 1] == "-")
        and phrase.words[at - 1].lower() not in FILLERS - {"-"}
    ):
        if any(p.end == at and (p.role or p.modifier or p.country or p.rows) for p in phrase.pieces):
            break
        at -= 1
    return at


def _all_namelike(words: Sequence[str]) -> bool:
    """Whether words may all stand in one name: capitalised, a particle, or after a hyphen (*Wan-su*)."""
    return all(
        word[:1].isupper() or word.lower() in _PARTICLES or word.lower() in FILLERS or (i > 0 and words[i - 1] in ("-", "–"))
        for i, word in enumerate(words)
    )


def joined(words: Sequence[str]) -> str:
    """Returns a name's tokens as written text, without articles and possessives."""
    text = ""
    kept = [w for w in words if w not in ("'s", "’s", ",", '"', "“", "”")]
    while kept and kept[0].lower() in FILLERS:
        kept = kept[1:]
    for word in kept:
        glued = not text or word == "-" or text.endswith("-") or word == "."
        text += word if glued else f" {word}"
    return text
