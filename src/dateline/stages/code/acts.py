"""Acts: events as one sentence tells them, before they become records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dateline.ontology.predicates import Predicate
from dateline.records import Speaker, Status
from dateline.stages.code.parties import Party, unique

# Types that are done by words against another.
SPOKEN = frozenset({"ACCUSE", "REQUEST", "REJECT", "THREATEN"})


@dataclass(slots=True)
class Act:
    """One event in one sentence.

    `token` is its predicate, `row` the lexicon row that named it, `rules` what changed it. What is `aside` counts only where
    the sentence tells nothing else; what a clause of its own tells `apart` no operator touches. `behind` is the word that
    parts it by a stretch of time from what is told beside it, `about` the noun by which it speaks of what was told before,
    `joined` are the acts of one event that it was made of, `likely` how probable the judge finds its type (None: it was not
    asked); `judged`: the judge found it, not the lexicon. What its words only hint at has the `types` that it may be of, with
    how probable each is.
    """

    token: int
    row: Predicate
    event: str
    modes: list[str]
    actor: list[Party]
    recipient: list[Party]
    status: Status
    speakers: list[Speaker] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    tokens: set[int] = field(default_factory=set)
    content: set[int] = field(default_factory=set)
    ahead: bool = False
    nominal: bool = False
    light: bool = False
    purpose: bool = False
    aside: bool = False
    governed: bool = False
    apart: bool = False
    behind: int | None = None
    beside: Act | None = None
    joined: tuple[Act, ...] = ()
    about: str = ""
    likely: float | None = None
    judged: bool = False
    types: Mapping[str, float] = field(default_factory=dict)

    @property
    def sides(self) -> list[Party]:
        """All parties of the act."""
        return unique([*self.actor, *self.recipient])


def any_akin(one: Iterable[Party], two: Iterable[Party]) -> bool:
    """Tells whether two sides share a country or organisation, or without a code a name."""
    return any(p.entity.code == q.entity.code if p.entity.code or q.entity.code else p.key == q.key for p in one for q in two)
