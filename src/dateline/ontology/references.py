"""The definite descriptions of ``actors/references.toml``, which stand for somebody named earlier in a story."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

_FILE = Path(__file__).with_name("actors") / "references.toml"


@dataclass(frozen=True, slots=True)
class References:
    """Phrases without their article, by what they stand for; `codes` of organisations, `directions` word -> codes, `combining`
    word -> code."""

    any_pair: frozenset[str]
    sides: frozenset[str]
    people: frozenset[str]
    country: frozenset[str]
    organisation: frozenset[str]
    codes: frozenset[str]
    group: frozenset[str]
    relation: frozenset[str]
    relations: frozenset[str]
    counterpart: frozenset[str]
    moving: frozenset[str]
    sending: frozenset[str]
    attacks: frozenset[str]
    never_before_noun: frozenset[str]
    directions: dict[str, tuple[str, ...]]
    combining: dict[str, str]


def load_references(path: Path = _FILE) -> References:
    """Returns the package's descriptions."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return References(
        any_pair=frozenset(data["pairs"]["any"]),
        sides=frozenset(data["pairs"]["sides"]),
        people=frozenset(data["pairs"]["people"]),
        country=frozenset(data["country"]["words"]),
        organisation=frozenset(data["organisation"]["words"]),
        codes=frozenset(data["organisation"]["codes"]),
        group=frozenset(data["group"]["words"]),
        relation=frozenset(data["relation"]["words"]),
        relations=frozenset(data["relations"]["words"]),
        counterpart=frozenset(data["counterpart"]["words"]),
        moving=frozenset(data["moving"]["verbs"]),
        sending=frozenset(data["sending"]["verbs"]),
        attacks=frozenset(data["attacks"]["words"]),
        never_before_noun=frozenset(data["modifiers"]["never"]),
        directions={word: tuple(codes) for word, codes in data["directions"].items()},
        combining=data["combining"],
    )
