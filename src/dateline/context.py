"""What every stage may read: settings and data files, each loaded when first asked for and never changed."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from dateline.config import Config

if TYPE_CHECKING:
    from dateline.models.parser import Parser
    from dateline.ontology.actors import ActorTable
    from dateline.ontology.cues import CueTables
    from dateline.ontology.places import Gazetteer
    from dateline.ontology.plover import Plover
    from dateline.ontology.predicates import Lexicon
    from dateline.ontology.signs import Signs


class Context:
    """Settings, lexicons, tables and models, shared read-only by all stages of one run.

    Data are attributes loaded on first use, so that a verb pays only for what it needs.
    """

    def __init__(self, config: Config | None = None) -> None:
        self.config = config or Config()

    @cached_property
    def parser(self) -> Parser:
        """The dependency parser and entity tagger."""
        from dateline.models.parser import SpacyParser

        return SpacyParser(self.config.model)

    @cached_property
    def plover(self) -> Plover:
        """The event types, modes, contexts, scores and rules of PLOVER."""
        from dateline.ontology.plover import load_plover

        return load_plover()

    @cached_property
    def lexicon(self) -> Lexicon:
        """The predicates, with the user's layered over them."""
        from dateline.ontology.predicates import load_lexicon

        return load_lexicon(Path(self.config.ontology_dir) if self.config.ontology_dir else None)

    @cached_property
    def contexts(self) -> dict[str, frozenset[str]]:
        """The words that speak for each PLOVER context."""
        from dateline.ontology.tables import word_table

        return word_table("contexts.toml")

    @cached_property
    def confidence(self) -> dict[str, float]:
        """The weights of the confidence model."""
        from dateline.ontology.tables import weights

        return weights("confidence.toml")

    @cached_property
    def cues(self) -> CueTables:
        """The words by which text says that somebody says something."""
        from dateline.ontology.cues import load_cues

        return load_cues()

    @cached_property
    def signs(self) -> Signs | None:
        """What words may do, by which text is screened before parsing; None where the parser's lemmas cannot be foretold."""
        from dateline.ontology.signs import load_signs

        return load_signs(self.lexicon, self.cues, self.actors, lemmas=self.parser.lemmas)

    @cached_property
    def actors(self) -> ActorTable:
        """Countries, roles and dated names, with the user's layered over them."""
        from dateline.ontology.actors import load_actors

        return load_actors(Path(self.config.actors_dir) if self.config.actors_dir else None)

    @cached_property
    def places(self) -> Gazetteer:
        """Place names with coordinates."""
        from dateline.ontology.places import Gazetteer

        return Gazetteer()
