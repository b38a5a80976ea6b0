"""code: who did what to whom, from parsed sentences, resolved mentions, places, times and attributions.

A headline is coded only where its story does not tell the event. Where to look, in the order in which a sentence passes
through:

- the sentence: `parsed` (what the parse says by itself), `graph` (subjects, objects, light verbs), `clauses`, `modality`
  (conditions, negation, futures), `nouns`, `harm`, `roles` (who stands in a role that rows name), `content` (what stands
  inside operators);
- the lexicon's rows: `fitting` (which rows fit the words), `parties` and `recipients` (who stands on their sides),
  `requirements` (what rows ask of these), `choice` (which row each predicate takes);
- the acts: `acts` (what they are), `plain` (what a row tells by itself), `operators` (what an operator makes of what it
  holds), `compose` (all acts of a sentence), `settle` and `screen` (what happened of what is told), `taken_up` and
  `lent` (what only other sentences say), `apart` (what lies days apart), `judged` (where no row tells anything);
- the records: `when`, `alongside` (the day of what is told with something dated), `where`, `sizes`, `domain`, `confidence` and
  `reasons` fill what `records` writes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from dateline.context import Context
from dateline.models.judge import Judgement
from dateline.records import Entity, Event, Hint, Issue, LineKind, Reading, Sentence, Status
from dateline.stages.code.acts import Act
from dateline.stages.code.compose import Composer
from dateline.stages.code.confidence import features, probability
from dateline.stages.code.domain import Domain, contexts_of, domain_of, lemmas, repeated_contexts
from dateline.stages.code.fitting import graph_of
from dateline.stages.code.graph import Graph
from dateline.stages.code.judged import SURE, Weighing
from dateline.stages.code.lent import focus_of, lend_recipient
from dateline.stages.code.modality import combine
from dateline.stages.code.parties import Parties
from dateline.stages.code.records import Told, event_record, retyped
from dateline.stages.code.screen import DOUBTFUL, is_told
from dateline.stages.code.settle import COOPERATIVE, settle
from dateline.stages.code.taken_up import take_up
from dateline.stages.code.when import times_of, when
from dateline.stages.code.where import lend_places

HEADLINES = frozenset({LineKind.HEADLINE})
# What somebody only has a mind or the means to do is none of these, nor a promise of it: "all that we can to support them".
KINDLY = COOPERATIVE | {"RETREAT"}
# How sure a record is that another story bears out (evaluation/incidents.py).
HINTED = 0.6


def code(reading: Reading, context: Context) -> Iterator[Event | Hint | Issue]:
    """Yields the page's event records in text order, then what is only hinted at."""
    by_story: dict[int, list[Sentence]] = defaultdict(list)
    for sentence in reading.sentences:
        by_story[sentence.story].append(sentence)
    told = Told.of(reading)
    found = [record for sentences in by_story.values() for record in _story(sentences, reading.sentences, told, context)]
    events = _numbered(record for record in found if isinstance(record, Event))
    yield from sorted(events.values(), key=lambda e: (e.text_info.start, e.predicate))
    hints = {hint.record.id: hint for hint in found if isinstance(hint, Hint)}
    yield from (hint for key, hint in hints.items() if key not in events)


@dataclass(frozen=True, slots=True)
class Around:
    """What a story tells of each of its sentences: its domain, how often it repeats words of each context, the acts before."""

    domain: Domain
    repeated: Mapping[str, int]
    focus: Entity | None = None
    before: list[Act] = field(default_factory=list)


def _story(sentences: list[Sentence], page: tuple[Sentence, ...], told: Told, context: Context) -> Iterator[Event | Hint]:
    words = Counter(word for sentence in sentences for word in lemmas(sentence))
    around = Around(
        domain=domain_of(sentences, context.lexicon.domains, page, officials=told.officials),
        repeated=repeated_contexts(words, context.contexts),
        focus=focus_of(m for s in sentences for m in told.mentions.get(s.index, {}).values()),
    )
    body: list[Event] = []
    heads: list[Event] = []
    for sequence, sentence in enumerate(sentences):
        for record in _sentence(sentence, sequence, told, context, around):
            if isinstance(record, Hint):
                yield record
            else:
                (heads if sentence.line_kind in HEADLINES else body).append(record)
    yield from lend_places(body + [head for head in heads if not any(_tells(event, head) for event in body)])


def _tells(event: Event, head: Event) -> bool:
    """Tells whether a record of the body covers one of a headline: the same type, or a side in common."""
    codes = {e.code or e.identifier_text for e in (*event.actor, *event.recipient)}
    return event.event == head.event or any((e.code or e.identifier_text) in codes for e in (*head.actor, *head.recipient))


def _sentence(sentence: Sentence, sequence: int, told: Told, context: Context, around: Around) -> Iterator[Event | Hint]:
    graph = graph_of(sentence, context.lexicon)
    parties = Parties(graph, told.mentions.get(sentence.index, {}), told.places_in(sentence))
    acts, hinted = _weighed(told_acts(graph, parties, context, around.domain), graph, parties, context, around.domain)
    for act in (*acts, *hinted):
        take_up(act, graph, around.before)
        lend_recipient(act, graph, around.before, around.focus, told.mentions.get(sentence.index, {}))
    around.before.extend(act for act in acts if any(p.known() for p in act.actor))
    published = told.dates.get(sentence.story)
    times = times_of(acts, graph, parties, told.times_in(sentence), published) if acts else {}
    if hinted:
        among = times_of([*acts, *hinted], graph, parties, told.times_in(sentence), published)
        times |= {act.token: among[act.token] for act in hinted if act.token in among}
    contexts = contexts_of(lemmas(sentence), around.repeated, context.contexts) if acts or hinted else ()
    doubt = max(around.domain.apart, around.domain.mishap)
    for act in (*acts, *hinted):
        moment = when(act, times.get(act.token), published)
        if moment.past and act.status is Status.ACTUAL:
            act.status = Status.HISTORICAL
        given = features(act, sentence, doubt, dated=moment.first is not None, recalled=context.actors.recalled)
        sure = HINTED if act.types else probability(given, context.confidence)
        if sure < context.config.min_confidence:
            continue
        record = event_record(
            act, graph, moment, told, context, sequence=sequence, contexts=contexts, focus=around.focus, found=given
        )
        if not act.types:
            yield record
        for kind, likely in act.types.items():
            yield Hint(record=replace(retyped(record, act, kind, told, context), confidence=HINTED), likely=likely)


def told_acts(
    graph: Graph, parties: Parties, context: Context, domain: Domain, *, sure: frozenset[int] = frozenset()
) -> list[Act]:
    """Returns the acts that the rows of the lexicon tell in a sentence; where they tell none, those that are wanted or a
    condition. Nouns at the tokens `sure` tell an event wherever they stand."""
    found = Composer(parties).acts() if graph.matches else []
    plain = [act for act in found if not act.aside]
    meant = [act for act in found if act.aside and not (act.purpose and not act.governed and act.event in KINDLY)]
    aside = [replace(act, status=combine(act.status, Status.FUTURE)) for act in meant]
    settled = (settle(acts, context.lexicon) for acts in (plain, aside))
    told = ([act for act in acts if is_told(act, graph, domain, sure=act.token in sure)] for acts in settled)
    return next(filter(None, told), [])


def _weighed(acts: list[Act], graph: Graph, parties: Parties, context: Context, domain: Domain) -> tuple[list[Act], list[Act]]:
    """The acts of a sentence with those that the judge finds beside the lexicon, and without those that it finds to be none;
    and those that it only finds possible."""
    settings = context.config
    if not settings.learned:
        return acts, []
    judge = context.judge
    weighing = Weighing(graph, parties, context.senses, acts, domain)
    judgements = dict(weighing.judgements(judge))
    doubtful = max(domain.apart, domain.mishap) >= DOUBTFUL
    proposals = weighing.proposals(judgements, least=max(settings.learned, SURE) if doubtful else settings.learned)
    rules = {i: weighing.rule(i, judgements[i], judge) for i in proposals}
    if proposals:
        graph.matches = {**graph.matches, **{i: (row,) for i, row in proposals.items()}}
        sure = frozenset(i for i in proposals if judgements[i].probability >= SURE)
        acts = told_acts(graph, parties, context, domain, sure=sure)
    for act in acts:
        if act.token in proposals:
            act.judged = True
            act.rules.append(rules[act.token])
            if not act.modes and (mode := weighing.mode(act.token, act.event, context.modes)):
                act.modes.append(mode)
        if act.token in judgements:
            act.likely = judgements[act.token].likelihoods.get(act.event)
    told = [
        act
        for act in acts
        if act.token not in judgements or not weighing.silences(act, judgements[act.token], judge, least=settings.silenced)
    ]
    if doubtful or not settings.hinted:
        return told, []
    taken = {i for act in acts for i in (act.token, *act.tokens)}
    possible = {i: found for i, found in judgements.items() if found.probability >= settings.hinted and i not in taken}
    return told, [*_hinted(possible, weighing, parties, context, domain)]


def _hinted(
    possible: Mapping[int, Judgement], weighing: Weighing, parties: Parties, context: Context, domain: Domain
) -> Iterator[Act]:
    """Yields what words would tell that the judge finds possible, wherever they stand, each with its types."""
    if not possible:
        return
    graph, least = weighing.graph, context.config.hinted
    matches = graph.matches
    graph.matches = {**matches, **{i: (row,) for i, row in weighing.proposals(possible, least=least).items()}}
    for act in told_acts(graph, parties, context, domain, sure=frozenset(possible)):
        if act.token in possible:
            act.types = weighing.types(act, possible[act.token], least=least)
            act.rules.append("possible by its words, and told outright by another story")
            yield act
    graph.matches = matches


def _numbered(events: Iterable[Event]) -> dict[str, Event]:
    """Events by their ids (one predicate, one type: one record)."""
    return {event.id: event for event in events}


__all__ = ["Act", "code"]
