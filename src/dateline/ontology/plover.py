"""PLOVER 2.0 looked up: event types, modes, scores, quad classes, contexts, sectors and rules of ``plover.toml``.

A user's ``plover.toml`` may add types, modes, contexts and sectors of its own, and say anew what it names again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from dateline.errors import OntologyError
from dateline.ontology.layers import Layers

FILE = "plover.toml"
_TYPE_KEYS = frozenset({"like", "quad", "score", "score_printed", "recipient_required", "definition", "modes"})
_MODE_KEYS = frozenset({"score", "score_printed", "definition", "implies_context"})
_TYPE_NAME, _MODE_NAME = re.compile(r"[A-Z][A-Z0-9_]*"), re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """One mode of an event type. `score` is None where PLOVER prints none; `implies_context` names a context or is None."""

    name: str
    definition: str
    score: float | None = None
    implies_context: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventType:
    """One event type with its modes, in the order of the file: PLOVER's 16, then the user's own. `like` is the type of
    PLOVER whose rules hold for one of the user's; None for PLOVER's, and for one that stands by itself."""

    name: str
    quad: int
    score: float
    recipient_required: bool
    definition: str
    modes: Mapping[str, Mode]
    like: str | None = None


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

    def __init__(self, data: Mapping[str, Any], *, file: Path | str = FILE) -> None:
        try:
            self.version: str = data["version"]
            self.quads: Mapping[int, str] = {int(number): name for number, name in data["quads"].items()}
            self.types: Mapping[str, EventType] = {
                name: _event_type(name, spec, data, f"{file}: types.{name}") for name, spec in data["types"].items()
            }
            self.contexts: Mapping[str, str] = data["contexts"]
            self.sectors: Mapping[str, str] = data["sectors"]
            self.organisations: Mapping[str, str] = data["organisations"]
            self.auxiliary: Mapping[str, str] = data["auxiliary"]
            self.partially_recognised: Mapping[str, str] = data["partially_recognised"]
            self.rules: Mapping[str, str] = data["rules"]
        except (KeyError, TypeError, ValueError) as error:
            raise OntologyError(f"{file} is broken at {error}; docs/lexicon.md shows what it should hold") from error

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


def load_plover(own: Path | None = None) -> Plover:
    """Returns the ontology that comes with the package, with the ``plover.toml`` of the user's folder `own` over it.

    Raises:
        OntologyError: a file is broken; the message names the type or mode, and what was expected.
    """
    layers = Layers(own)
    return Plover(layers.toml(FILE), file=next(layers.files(FILE), FILE))


def _event_type(name: str, given: Mapping[str, Any], data: Mapping[str, Any], where: str) -> EventType:
    like = given.get("like")
    if like is not None and (like not in data["types"] or "like" in data["types"][like]):
        raise OntologyError(f"{where}: like should be one of PLOVER's types, found {like!r}")
    kin = data["types"][like] if like else {}
    spec = {key: kin[key] for key in ("quad", "score", "recipient_required") if key in kin} | {"modes": {}} | dict(given)
    _check(_TYPE_NAME.fullmatch(name), where, "a type's name in capitals", name)
    _check_keys(spec, _TYPE_KEYS, where)
    _check(str(spec.get("quad")) in data["quads"], where, "quad = 1, 2, 3 or 4 (or like = a type)", spec.get("quad"))
    _check_score(spec.get("score"), where)
    _check(isinstance(spec.get("definition"), str), where, 'definition = "what it covers"', spec.get("definition"))
    modes = {mode: _mode(mode, of_mode, data, f"{where}.modes.{mode}") for mode, of_mode in spec["modes"].items()}
    return EventType(
        name=name,
        quad=spec["quad"],
        score=spec["score"],
        recipient_required=spec.get("recipient_required", False),
        definition=spec["definition"],
        modes=MappingProxyType(modes),
        like=like,
    )


def _mode(name: str, spec: Mapping[str, Any], data: Mapping[str, Any], where: str) -> Mode:
    context = spec.get("implies_context")
    _check(_MODE_NAME.fullmatch(name), where, "a mode's name in lower case, with hyphens", name)
    _check_keys(spec, _MODE_KEYS, where)
    if "score" in spec:
        _check_score(spec["score"], where)
    _check(isinstance(spec.get("definition"), str), where, 'definition = "what it covers"', spec.get("definition"))
    _check(context is None or context in data["contexts"], where, "implies_context = one of [contexts]", context)
    return Mode(name=name, definition=spec["definition"], score=spec.get("score"), implies_context=context)


def _check_keys(spec: Mapping[str, Any], known: frozenset[str], where: str) -> None:
    for key in spec:
        _check(key in known, where, f"only {', '.join(sorted(known - {'score_printed'}))}", key)


def _check_score(score: object, where: str) -> None:
    good = isinstance(score, (int, float)) and not isinstance(score, bool) and -10 <= score <= 10
    _check(good, where, "score = a number from -10 to 10", score)


def _check(good: object, where: str, expected: str, found: object) -> None:
    if not good:
        raise OntologyError(f"{where}: expected {expected}; found {found!r}")
