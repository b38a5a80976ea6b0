"""The persons of one story: who they are by their fullest introduction, and whom a family name means."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from dateline.ontology.actors import OFFICE_SECTORS
from dateline.ontology.names import alike, fold, skeleton
from dateline.stages.resolve.composition import Composition


@dataclass(slots=True)
class Person:
    """One person of the story: all that its text and the table say, how often full names and family names meant them."""

    name: str
    words: tuple[str, ...]
    who: Composition
    count: int = 0
    gender: str = ""
    last: int = field(default=-1)
    aliases: tuple[str, ...] = ()


class People:
    """The persons met so far, and those whose introduction comes later."""

    def __init__(self) -> None:
        self._persons: list[Person] = []
        self._by_word: dict[str, list[Person]] = {}

    def introduce(self, name: str, who: Composition, gender: str = "") -> Person:
        """Adds what a mention by full name says, to the person where already known; `gender`: f, m or open."""
        words = tuple(fold(name).split())
        person = self.match(name) if len(words) > 1 else self._exact(words) or self._titled(name, who)
        if person is None:
            person = Person(name, words, who)
            self._persons.append(person)
            for word in {*words, *(skeleton(w) for w in words if len(w) > 4)}:
                self._by_word.setdefault(word, []).append(person)
        else:
            person.who = _merged(person.who, who)
            if len(words) > len(person.words):
                person.words, person.name = words, name
        person.count += 1
        person.gender = person.gender or gender
        return person

    def also_known_as(self, alias: str, person: Person) -> None:
        """Adds another name of a person: *alias "Cobra"*."""
        for word in fold(alias).split()[:3]:
            self._by_word.setdefault(word, []).append(person)
            person.aliases += (word,)

    def _exact(self, words: tuple[str, ...]) -> Person | None:
        return next((p for p in self._by_word.get(words[0], ()) if p.words == words), None) if words else None

    def _titled(self, name: str, who: Composition) -> Person | None:
        """Whom a title and a family name mean: who was introduced with that title, in full or in part (*Secretary Lund*)."""
        known, title = self.match(name), who.role.phrase if who.role is not None else ""
        if known is None or not title:
            return None
        held = (known.who.office, known.who.role.phrase if known.who.role is not None else "")
        return known if any(title in office for office in held) else None

    def match(self, name: str) -> Person | None:
        """Returns the person a name means: the same full name in any romanisation, or the weightiest of a family name."""
        words = tuple(fold(name).split())
        if not words:
            return None
        if not self._persons:
            return None
        near = [
            *self._by_word.get(words[-1], ()),
            *self._by_word.get(skeleton(words[-1]), ()),
            *self._by_word.get(words[0], ()),
        ]
        fits = [p for p in near if _same(words, p.words) or (p.aliases and set(words) <= set(p.aliases))]
        return max(fits, key=lambda p: (p.words == words, p.count + 2 * _official(p.who), p.last), default=None)


def _official(who: Composition) -> bool:
    return bool(who.office) or who.sector in OFFICE_SECTORS


def _same(said: tuple[str, ...], known: tuple[str, ...]) -> bool:
    if said == known:
        return True
    if len(said) == 1:
        return said[0] in (known[-1], known[0]) or (len(said[0]) > 4 and _variants(said[0], known[-1]))
    if len(known) == 1:
        return False
    if set(said) <= set(known) or set(known) <= set(said):
        return said[-1] == known[-1] or said[0] == known[0]
    return _variants(" ".join(said), " ".join(known))


def _variants(one: str, other: str) -> bool:
    """Whether two names are romanisations of one."""
    return skeleton(one) == skeleton(other) and alike(one, other)


def _merged(old: Composition, new: Composition) -> Composition:
    """`old` with what it lacks from `new`."""
    if not old.sector and new.sector:
        old = replace(old, sector=new.sector, others=new.others, office=new.office or old.office, role=new.role or old.role)
    if not old.lands and new.lands:
        old = replace(old, lands=new.lands)
    return replace(old, office=old.office or new.office, name=old.name or new.name, wikidata=old.wikidata or new.wikidata)
