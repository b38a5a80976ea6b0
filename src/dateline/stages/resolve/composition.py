"""The phrase that names somebody, and what its parts say of whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from dateline.ontology.actors import ActorRow, CountryWord, Piece, Role
from dateline.records import Entity

# Prepositions whose object says whose the role is (*police in Kenya*); *to* and *on* name somebody else (*envoy to Poland*).
OWNER_PREPOSITIONS = frozenset({"of", "in", "from", "at", "for", "near", "inside", "across", "within", "by", "with"})
_NAME_PARTICLES = frozenset({"de", "del", "da", "do", "di", "la"})
_BREAKS = OWNER_PREPOSITIONS | {"to", "on", "against", "who", ","}
# Words that carry nothing where one asks with what a phrase ends.
FILLERS = frozenset({"the", "a", "an", "'s", "’s", "'", "’", "-", "–", '"', "“", "”", "‘", ".", ",", "and"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase over the tokens of one text: its core ``[low, high)`` and what hangs on it with a preposition or comma."""

    words: Sequence[str]
    pieces: Sequence[Piece]
    low: int
    high: int
    tails: tuple[tuple[str, int, int], ...] = ()


@dataclass(slots=True)
class Composition:
    """What the parts of a phrase say of whom it names. Never changed once made; not frozen, because thousands are made a story
    and freezing triples the cost of each. `rivals` are the rows of a name that bodies of several states share."""

    lands: tuple[CountryWord, ...] = ()
    sector: str = ""
    others: tuple[str, ...] = ()
    name: str = ""
    wikidata: str = ""
    office: str = ""
    role: Role | None = None
    row: ActorRow | None = None
    person: str = ""
    kind: str = ""
    own_country: bool = False
    titled: bool = False
    weak: bool = False
    rivals: tuple[ActorRow, ...] = ()
    span: tuple[int, int] = field(default=(0, 0))

    @property
    def known(self) -> bool:
        """Whether it says anything that an actor needs."""
        return bool(self.lands or self.sector or self.others)

    @property
    def plural(self) -> bool:
        """Whether the phrase names several."""
        return self.role is not None and not self.person and self.role.plural

    @property
    def animate(self) -> bool:
        """Whether it names a person or persons."""
        return bool(self.person) or self.kind == "person"

    def entities(self, text: str) -> tuple[Entity, ...]:
        """Returns the entities, one for each country (or one without), with `text` as written."""
        return tuple(self._entity(text, land) for land in self.lands or (None,))

    def _entity(self, text: str, land: CountryWord | None) -> Entity:
        others = self.others
        if land is not None and land.status == "entity" and "PRE" not in others:
            others = (*others, "PRE")
        name = self.name or (land.name if land is not None and self.role is None and not self.person else "") or self.person
        return Entity(
            entity_text=text,
            code=(land.code if land is not None else "") or None,
            sector=self.sector or None,
            other_sectors=others,
            identifier_text=name or None,
            identifier_id=self.wikidata or None,
            office=self.office or None,
        )


def ends_a_name(words: Sequence[str], start: int) -> bool:
    """Tells whether the word at `start` only ends a longer name: *Norte de Santander*."""
    return start > 1 and words[start - 1] in _NAME_PARTICLES and words[start - 2][:1].isupper()


def phrase_of(words: Sequence[str], pieces: Sequence[Piece]) -> Phrase:
    """Returns the phrase that a whole text is: its core up to the first comma or preposition outside a name, and tails."""
    covered = {i for piece in pieces for i in range(piece.start, piece.end) if piece.end - piece.start > 1}
    cuts = [i for i, word in enumerate(words) if i > 0 and i not in covered and word.lower() in _BREAKS]
    bounds = [*cuts, len(words)]
    tails = tuple((words[at].lower(), at + 1, end) for at, end in zip(cuts, bounds[1:], strict=True) if end > at + 1)
    return Phrase(words, pieces, 0, bounds[0], tails)
