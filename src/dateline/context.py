"""What every stage may read: settings and data files, each loaded when first asked for and never changed. Every table of
the package has the user's of the same name layered over it."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from dateline.config import Config
from dateline.errors import ConfigError, OntologyError

if TYPE_CHECKING:
    from dateline.models.judge import Judge
    from dateline.models.parser import Parser
    from dateline.ontology.actors import ActorTable
    from dateline.ontology.compounds import Compounds
    from dateline.ontology.cues import CueTables
    from dateline.ontology.places import Gazetteer
    from dateline.ontology.plover import Plover
    from dateline.ontology.predicates import Lexicon
    from dateline.ontology.senses import Senses
    from dateline.ontology.signs import Signs


class Context:
    """Settings, lexicons, tables and models, shared read-only by all stages of one run.

    Data are attributes loaded on first use, so that a verb pays only for what it needs.
    """

    def __init__(self, config: Config | None = None) -> None:
        self.config = config or Config()

    @cached_property
    def own(self) -> Path | None:
        """The folder of the user's own tables, which are layered over the package's.

        Raises:
            ConfigError: there is no such folder.
        """
        if self.config.ontology_dir is None:
            return None
        folder = Path(self.config.ontology_dir)
        if not folder.is_dir():
            raise ConfigError(f"expected a folder at {folder} (setting ontology_dir); docs/lexicon.md shows what it may hold")
        return folder

    @cached_property
    def parser(self) -> Parser:
        """The dependency parser and entity tagger."""
        from dateline.models.parser import SpacyParser

        return SpacyParser(self.config.model)

    @cached_property
    def plover(self) -> Plover:
        """The event types, modes, contexts, scores and rules of PLOVER, and the user's."""
        from dateline.ontology.plover import load_plover

        return load_plover(self.own)

    @cached_property
    def lexicon(self) -> Lexicon:
        """The predicates."""
        from dateline.ontology.predicates import load_lexicon

        return load_lexicon(self.own)

    @cached_property
    def judge(self) -> Judge:
        """The model that weighs what predicates tell."""
        from dateline.models.judge import load_judge

        return load_judge(self.senses)

    @cached_property
    def modes(self) -> Judge:
        """The model that weighs of which mode what the judge finds is."""
        from dateline.models.judge import load_judge

        return load_judge(self.senses, "modes")

    @cached_property
    def senses(self) -> Senses:
        """What verbs and nouns are a kind of."""
        from dateline.ontology.senses import load_senses

        return load_senses()

    @cached_property
    def contexts(self) -> dict[str, frozenset[str]]:
        """The words that speak for each context.

        Raises:
            OntologyError: the ontology has no context of a name.
        """
        from dateline.ontology.layers import Layers

        lists = Layers(self.own).word_lists("contexts.toml")
        if unknown := sorted(lists.keys() - self.plover.contexts.keys()):
            raise OntologyError(
                f'contexts.toml: no context {unknown[0]!r}; add [contexts] {unknown[0]} = "..." to your plover.toml'
            )
        return lists

    @cached_property
    def confidence(self) -> dict[str, float]:
        """The weights of the confidence model."""
        from dateline.ontology.layers import Layers

        return {name: float(weight) for name, weight in Layers(self.own).toml("confidence.toml")["weights"].items()}

    @cached_property
    def cues(self) -> CueTables:
        """The words by which text says that somebody says something."""
        from dateline.ontology.cues import load_cues

        return load_cues(self.own)

    @cached_property
    def signs(self) -> Signs | None:
        """What words may do, by which text is screened before parsing; None where the parser's lemmas cannot be foretold."""
        from dateline.ontology.signs import load_signs

        return load_signs(self.lexicon, self.cues, self.actors, lemmas=self.parser.lemmas)

    @cached_property
    def compounds(self) -> Compounds:
        """The verbs that are written with a hyphen."""
        from dateline.ontology.compounds import Compounds

        return Compounds(self.lexicon, lemmas=self.parser.lemmas)

    @cached_property
    def actors(self) -> ActorTable:
        """Countries, roles and dated names."""
        from dateline.ontology.actors import load_actors

        return load_actors(self.own)

    @cached_property
    def places(self) -> Gazetteer:
        """Place names with coordinates."""
        from dateline.ontology.places import Gazetteer

        return Gazetteer(self.own)
