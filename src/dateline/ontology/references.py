"""The words of ``actors/references.toml``, by which a story tells whom a phrase means, and the given names of women and men."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dateline.errors import OntologyError
from dateline.ontology.layers import Layers
from dateline.ontology.names import fold

FILE = "actors/references.toml"
GIVEN_NAMES = "actors/given_names.toml"


@dataclass(frozen=True, slots=True)
class References:
    """The lists of the file; `codes` are of organisations, `directions` word -> codes, `combining` word -> code,
    `genders` given name or title -> f or m. Descriptions
    are without their article; tuples are of endings or beginnings."""

    any_pair: frozenset[str]
    sides: frozenset[str]
    people: frozenset[str]
    country: frozenset[str]
    organisation: frozenset[str]
    codes: frozenset[str]
    group: frozenset[str]
    relation: frozenset[str]
    relations: frozenset[str]
    friends: frozenset[str]
    counterpart: frozenset[str]
    comrades: frozenset[str]
    areas: frozenset[str]
    beside_places: frozenset[str]
    standing: frozenset[str]
    moving: frozenset[str]
    sending: frozenset[str]
    attacks: frozenset[str]
    suffering: frozenset[str]
    undergone: frozenset[str]
    never_before_noun: frozenset[str]
    directions: dict[str, tuple[str, ...]]
    combining: dict[str, str]
    settlers: dict[str, str]
    hubs: frozenset[str]
    envoys: frozenset[str]
    hosting: frozenset[str]
    dress: frozenset[str]
    speaking_for: frozenset[str]
    foreign_links: frozenset[str]
    serving: frozenset[str]
    aliases: tuple[tuple[str, ...], ...]
    several: tuple[str, ...]
    women: tuple[str, ...]
    men: tuple[str, ...]
    genders: dict[str, str]
    chief_offices: tuple[str, ...]
    single_offices: frozenset[str]
    high_offices: tuple[str, ...]
    titles: frozenset[str]
    speech: frozenset[str]
    answers: frozenset[str]
    judgements: frozenset[str]
    impersonal: frozenset[str]
    personal: frozenset[str]


def load_references(layers: Layers) -> References:
    """Returns the package's words with those of the user's folder over them.

    Raises:
        OntologyError: the user's file is no TOML, or has something else where a list of words should be.
    """
    data = layers.toml(FILE)

    def words(section: str, name: str = "words") -> frozenset[str]:
        return frozenset(_listed(data[section], name, f"{layers.folders[0] / FILE}: [{section}]"))

    return References(
        any_pair=words("pairs", "any"),
        sides=words("pairs", "sides"),
        people=words("pairs", "people"),
        country=words("country"),
        organisation=words("organisation"),
        codes=words("organisation", "codes"),
        group=words("group"),
        relation=words("relation"),
        relations=words("relations"),
        friends=words("relations", "unnamed"),
        counterpart=words("counterpart"),
        comrades=words("comrades"),
        areas=words("places", "areas"),
        beside_places=words("places", "beside"),
        standing=words("places", "standing"),
        moving=words("moving", "verbs"),
        sending=words("sending", "verbs"),
        attacks=words("attacks"),
        suffering=words("suffering", "verbs"),
        undergone=words("suffering", "undergone"),
        never_before_noun=words("modifiers", "never"),
        directions={word: tuple(codes) for word, codes in data["directions"].items()},
        combining=data["combining"],
        settlers=data["settlers"],
        hubs=words("places", "hubs"),
        envoys=words("envoys"),
        hosting=words("hosting", "verbs"),
        dress=words("dress"),
        speaking_for=words("speaking_for"),
        foreign_links=words("foreign_links"),
        serving=words("serving", "verbs"),
        aliases=tuple(sorted((tuple(phrase.split()) for phrase in words("aliases")), reverse=True)),
        several=tuple(words("several", "endings")),
        women=tuple(words("gender", "women")),
        men=tuple(words("gender", "men")),
        genders=_genders(layers)
        | dict.fromkeys(words("gender", "titles_of_women"), "f")
        | dict.fromkeys(words("gender", "titles_of_men"), "m"),
        chief_offices=tuple(words("offices", "chief")),
        single_offices=words("offices", "chief") | words("offices", "single"),
        high_offices=tuple(words("offices", "chief") | words("offices", "high")),
        titles=words("offices", "titles"),
        speech=words("pronouns", "speech"),
        answers=words("pronouns", "answers"),
        judgements=words("pronouns", "judgements"),
        impersonal=words("pronouns", "impersonal"),
        personal=words("pronouns", "personal"),
    )


def _genders(layers: Layers) -> dict[str, str]:
    """Returns the given names in lower case without accents, with f or m; the lists of each are by where they are given."""
    data, where = layers.toml(GIVEN_NAMES), f"{layers.folders[0] / GIVEN_NAMES}"
    groups = ((letter, data[section], section) for letter, section in (("f", "women"), ("m", "men")))
    return {
        fold(name): letter
        for letter, lists, section in groups
        for region in lists
        for name in _listed(lists, region, f"{where}: [{section}]")
    }


def _listed(section: Mapping[str, Any], name: str, where: str) -> list[str]:
    words = section.get(name) if isinstance(section, dict) else None
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise OntologyError(f'{where} should hold a list of words: {name} = ["word"]')
    return words
