"""All acts of a sentence: what the lexicon's rows tell, what the judge adds to it and takes from it, and what is hinted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import reduce

from dateline.context import Context
from dateline.ontology.predicates import Predicate
from dateline.records import Status
from dateline.stages.code.acts import Act
from dateline.stages.code.compose import Composer
from dateline.stages.code.domain import Domain
from dateline.stages.code.graph import Graph
from dateline.stages.code.judged import SURE, Weighing
from dateline.stages.code.modality import combine
from dateline.stages.code.parties import Parties
from dateline.stages.code.screen import APART, DOUBTFUL, is_told
from dateline.stages.code.settle import COOPERATIVE, joined, settle

# What somebody only has a mind or the means to do is none of these, nor a promise of it: "all that we can to support them".
KINDLY = COOPERATIVE | {"RETREAT"}


def composed(graph: Graph, parties: Parties) -> tuple[list[Act], list[Act]]:
    """Returns the acts that the rows in `graph.matches` make of a sentence, and of them apart those wanted or a condition."""
    found = Composer(parties).acts() if graph.matches else []
    plain = [act for act in found if not act.aside]
    meant = [act for act in found if act.aside and not (act.purpose and not act.governed and act.event in KINDLY)]
    aside = [replace(act, status=combine(act.status, Status.FUTURE)) for act in meant]
    return settle(plain, graph.lexicon), settle(aside, graph.lexicon)


def told(plain: list[Act], aside: list[Act], graph: Graph, domain: Domain, *, sure: frozenset[int] = frozenset()) -> list[Act]:
    """Returns which of these acts a sentence tells; where it tells none, those that are wanted or a condition. Nouns at the
    tokens `sure` tell an event wherever they stand."""
    found = ([act for act in acts if is_told(act, graph, domain, sure=act.token in sure)] for acts in (plain, aside))
    return next(filter(None, found), [])


class Telling:
    """The acts of one sentence: `acts` are what it tells, `hints` what it may tell if another story does, with their `types`.

    The rows by which the judge finds `acts` are left in `graph.matches`.
    """

    def __init__(self, graph: Graph, parties: Parties, domain: Domain, context: Context) -> None:
        self._graph = graph
        self._parties = parties
        self._domain = domain
        self._context = context
        self._plain, aside = composed(graph, parties)
        self.acts = told(self._plain, aside, graph, domain)
        self.hints: list[Act] = []
        settings = context.config
        if not settings.learned:
            return
        self._weighing = Weighing(graph, parties, context.senses, self.acts, domain)
        self._judgements = dict(self._weighing.judgements(context.judge))
        self._add(least=max(settings.learned, SURE) if domain.doubt >= DOUBTFUL else settings.learned)
        self.acts = [left for act in self.acts if (left := self._left_of(act)) is not None]
        if settings.hinted and domain.apart <= APART:
            self.hints = self._hinted()

    def _add(self, *, least: float) -> None:
        """Adds the acts that the judge finds to be at least so probable, and says of each act what the judge makes of it."""
        proposals = self._weighing.proposals(self._judgements, least=least)
        if proposals:
            self._plain, aside = self._composed_with(proposals)
            sure = frozenset(i for i in proposals if self._judgements[i].probability >= SURE)
            self.acts = told(self._plain, aside, self._graph, self._domain, sure=sure)
        for act in self.acts:
            if act.token in proposals:
                act.judged = True
                act.rules.append(self._weighing.rule(act.token, self._judgements[act.token], self._context.judge))
                if not act.modes and (mode := self._weighing.mode(act.token, act.event, self._context.modes)):
                    act.modes.append(mode)
            if act.token in self._judgements:
                act.likely = self._judgements[act.token].likelihoods.get(act.event)

    def _left_of(self, act: Act) -> Act | None:
        """What the judge leaves of an act: of one told by two predicates what the other tells, where one of them tells none."""
        if not self._is_silenced(act):
            return act
        kept = [part for part in act.joined if part.token != act.token and not self._is_silenced(part)]
        left = reduce(joined, kept) if kept else None
        return replace(left, actor=act.actor, recipient=act.recipient, tokens=act.tokens) if left else None

    def _is_silenced(self, act: Act) -> bool:
        """Tells whether the judge finds that the words of an act tell none."""
        found, least = self._judgements.get(act.token), self._context.config.silenced
        return found is not None and self._weighing.silences(act, found, self._context.judge, least=least)

    def _hinted(self) -> list[Act]:
        """What the sentence makes of words that the judge finds possible, and what it made of others that is not told."""
        least, matches = self._context.config.hinted, self._graph.matches
        taken = {i for act in self.acts for i in (act.token, *act.tokens)}
        possible = {i: found for i, found in self._judgements.items() if found.probability >= least and i not in taken}
        proposals = self._weighing.proposals(possible, least=least)
        plain = self._composed_with(proposals)[0] if proposals else self._plain
        self._graph.fit(matches)
        hints = [act for act in plain if act.token not in taken]
        for act in hints:
            act.types = self._weighing.types(act, self._judgements.get(act.token), least=least)
            act.rules.append("possible by its words, and told outright by another story")
        return [act for act in hints if act.types]

    def _composed_with(self, rows: Mapping[int, Predicate]) -> tuple[list[Act], list[Act]]:
        """What the sentence makes of rows of the judge beside those of the lexicon."""
        self._graph.fit({**self._graph.matches, **{i: (row,) for i, row in rows.items()}})
        return composed(self._graph, self._parties)
