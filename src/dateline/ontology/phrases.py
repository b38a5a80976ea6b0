"""A record told as a sentence, for people: who did what to whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from dateline.errors import OntologyError
from dateline.ontology.layers import Layers, shown
from dateline.records import Entity, Event, Status

_HOW = {
    Status.FUTURE: "{who} will {base}",
    Status.HYPOTHETICAL: "{who} may {base}",
    Status.NEGATED: "{who} did not {base}",
    Status.ALLEGED: "{who} allegedly {past}",
}
_PLAIN = "{who} {past}"
# Words that say nothing out of their sentence: the name they stand for is told instead.
_PRONOUNS = frozenset(
    [
        "he",
        "she",
        "it",
        "they",
        "him",
        "her",
        "them",
        "his",
        "its",
        "their",
        "i",
        "we",
        "you",
        "us",
        "our",
        "who",
        "which",
        "that",
        "this",
        "these",
        "those",
    ]
)
# Words with which a count begins, that are small within a sentence whatever stood at the head of theirs.
_COUNTS = frozenset(
    {"a", "an", "the", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}
    | {"tens", "dozens", "scores", "hundreds", "thousands", "several", "some", "many", "more", "most", "both", "other"}
    | {"about", "around", "nearly", "almost", "over", "up"}
)


@lru_cache(maxsize=2)
def load_phrases(own: Path | None = None) -> Mapping[str, Mapping[str, str]]:
    """Returns the phrases of ``phrases.toml`` by TYPE or TYPE/mode, those of the user's folder `own` over the package's.

    Raises:
        OntologyError: a phrase lacks one of its words.
    """
    phrases = Layers(own).toml("phrases.toml")
    for key, words in phrases.items():
        if not isinstance(words, dict) or not all(isinstance(words.get(part), str) for part in ("past", "base")):
            raise OntologyError(
                f'phrases.toml: expected "{key}" = {{ past = "...", base = "...", to = "..." }}, found {words!r}'
            )
    return phrases


def tell(event: Event) -> str:
    """Returns one record as a sentence without a full stop.

    The words are PLOVER's type and mode put plainly, not the page's; `event_text` has those.
    """
    return phrase(
        event.event[0],
        event.mode,
        actors=[entity_name(entity) for entity in event.actor],
        recipients=[entity_name(entity) for entity in event.recipient],
        status=event.status,
    )


def phrase(
    event: str, modes: Sequence[str] = (), *, actors: Sequence[str], recipients: Sequence[str] = (), status: Status | str
) -> str:
    """Returns who did what to whom. A type without a phrase is told by its name, as if that were a regular verb.

    >>> phrase("CONSULT", ["visit"], actors=["Lima's envoy"], recipients=["Quito"], status="future")
    "Lima's envoy will visit Quito"
    >>> phrase("ASSAULT", [], actors=[], recipients=["the mayor"], status="actual")
    'somebody attacked the mayor'
    >>> phrase("ASSAULT", actors=[], recipients=["Two soldiers"], status="actual")
    'somebody attacked two soldiers'
    >>> phrase("LITIGATE", actors=["Lima"], recipients=["Quito"], status="actual")
    'Lima litigated Quito'
    >>> phrase("COERCE", ["arrest"], actors=["the navy"], status="negated")
    'the navy did not arrest people'
    """
    phrases = load_phrases(shown())
    words = next((phrases[key] for key in (*(f"{event}/{mode}" for mode in modes), event) if key in phrases), None)
    if words is None:
        base = event.lower().replace("_", " ")
        words = {"past": base + ("d" if base.endswith("e") else "ed"), "base": base}
    who = listed(actors) or "somebody"
    said = _HOW.get(Status(status), _PLAIN).format(who=who, past=words["past"], base=words["base"])
    whom = [name[:1].lower() + name[1:] if name.partition(" ")[0].lower() in _COUNTS else name for name in recipients]
    rest = (words.get("to", ""), listed(whom)) if recipients else (words.get("whom", ""),)
    return " ".join(part for part in (said, *rest) if part)


def entity_name(entity: Entity) -> str:
    """Returns what to call an entity out of its sentence: its words, or its name where the words are a pronoun.

    >>> entity_name(Entity(entity_text="she", identifier_text="Mara Oduya"))
    'Mara Oduya'
    """
    if entity.identifier_text and entity.entity_text.casefold() in _PRONOUNS:
        return entity.identifier_text
    return " ".join(entity.entity_text.split()) or entity.identifier_text or "somebody"


def listed(names: Sequence[str]) -> str:
    """Returns names as English lists them.

    >>> listed(["Quito", "Lima", "La Paz"])
    'Quito, Lima and La Paz'
    """
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
