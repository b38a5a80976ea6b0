"""PLOVER 2.0 looked up: event types, modes, scores, quad classes, contexts, sectors and rules of ``plover.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from types import MappingProxyType
from typing import Any

from dateline.errors import OntologyError

FILE = "plover.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """One mode of an event type. `score` is None where PLOVER prints none; `implies_context` names a context or is None."""

    name: str
    definition: str
    score: float | None = None
    implies_context: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventType:
    """One of the 16 event types with its modes, in the order of the file."""

    name: str
    quad: int
    score: float
    recipient_required: bool
    definition: str
    modes: Mapping[str, Mode]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One thing to look up: `kind` is type, mode, context, sector, organisation, auxiliary, quad or rule; a mode's
    `name` is ``TYPE/mode``. `quad` and `score` are there for types and modes."""

    name: str
    kind: str
    quad: int | None
    score: float | None
    definition: str


class Plover:
    """The ontology, read-only.

    Attributes:
        version: what PLOVER calls this version.
        types: event types by name.
        contexts, sectors, organisations, auxiliary, rules: definition by name (`organisations` are the codes that stand
            for no state: IGO, UNO and so on).
        partially_recognised: name of a breakaway area to the ISO code of the country it formally belongs to.
        quads: quad class number to its name.
    """

    def __init__(self, data: Mapping[str, Any]) -> None:
        try:
            self.version: str = data["version"]
            self.quads: Mapping[int, str] = {int(number): name for number, name in data["quads"].items()}
            self.types: Mapping[str, EventType] = {name: _event_type(name, spec) for name, spec in data["types"].items()}
            self.contexts: Mapping[str, str] = data["contexts"]
            self.sectors: Mapping[str, str] = data["sectors"]
            self.organisations: Mapping[str, str] = data["organisations"]
            self.auxiliary: Mapping[str, str] = data["auxiliary"]
            self.partially_recognised: Mapping[str, str] = data["partially_recognised"]
            self.rules: Mapping[str, str] = data["rules"]
        except (KeyError, TypeError, ValueError) as error:
            raise OntologyError(f"{FILE} is broken at {error}; install dateline again") from error

    def quad(self, event: str) -> int:
        """Returns the quad class, 1 to 4, of an event type.

        >>> load_plover().quad("ASSAULT")
        4
        """
        return self.types[event].quad

    def scale(self, event: str, modes: Sequence[str] = ()) -> float:
        """Returns the conflict-cooperation score of a type with its modes: that of the first mode that has one, else
        the type's own. Unknown modes are passed over.

        >>> load_plover().scale("CONSULT", ["visit"]), load_plover().scale("PROTEST", ["vandalize"])
        (4.0, -5.0)
        """
        known = self.types[event]
        scores = (known.modes[mode].score for mode in modes if mode in known.modes)
        return next((score for score in scores if score is not None), known.score)

    def implied_contexts(self, event: str, modes: Sequence[str]) -> tuple[str, ...]:
        """Returns the contexts that the modes bring with them.

        >>> load_plover().implied_contexts("COERCE", ["cyber"])
        ('cyber',)
        """
        known = self.types[event].modes
        implied = (known[mode].implies_context for mode in modes if mode in known)
        return tuple(dict.fromkeys(context for context in implied if context))

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """Everything that can be looked up, types with their modes first."""
        return tuple(self._terms())

    def find(self, word: str) -> list[Term]:
        """Returns the terms whose name or definition holds `word` (any case); names that are the word come first.

        >>> [term.name for term in load_plover().find("tear gas")]
        ['ASSAULT/crowd-control']
        """
        wanted = word.casefold()
        hits = [term for term in self.terms if wanted in term.name.casefold() or wanted in term.definition.casefold()]
        return sorted(hits, key=lambda term: wanted not in (term.name.casefold(), term.name.casefold().rpartition("/")[2]))

    def _terms(self) -> Iterator[Term]:
        for event in self.types.values():
            yield Term(name=event.name, kind="type", quad=event.quad, score=event.score, definition=event.definition)
            for mode in event.modes.values():
                name, score = f"{event.name}/{mode.name}", self.scale(event.name, [mode.name])
                yield Term(name=name, kind="mode", quad=event.quad, score=score, definition=mode.definition)
        named = {
            "context": self.contexts,
            "sector": self.sectors,
            "organisation": self.organisations,
            "auxiliary": self.auxiliary,
            "rule": self.rules,
        }
        for kind, table in named.items():
            for name, definition in table.items():
                yield Term(name=name, kind=kind, quad=None, score=None, definition=definition)


def load_plover() -> Plover:
    """Returns the ontology that comes with the package.

    Raises:
        OntologyError: the data file is not there or broken.
    """
    try:
        return Plover(tomllib.loads((resources.files("dateline.ontology") / FILE).read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise OntologyError(f"{FILE} cannot be read: {error}; install dateline again") from error


def _event_type(name: str, spec: Mapping[str, Any]) -> EventType:
    modes = {
        mode: Mode(
            name=mode,
            definition=given["definition"],
            score=given.get("score"),
            implies_context=given.get("implies_context"),
        )
        for mode, given in spec.get("modes", {}).items()
    }
    return EventType(
        name=name,
        quad=spec["quad"],
        score=spec["score"],
        recipient_required=spec["recipient_required"],
        definition=spec["definition"],
        modes=MappingProxyType(modes),
    )
