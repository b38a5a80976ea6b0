"""code: who did what to whom, from parsed sentences, resolved mentions, places, times and attributions.

`acts` finds and composes what a sentence tells; `records` turns acts into event records. A headline is coded only
where its story does not tell the event.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from dateline.context import Context
from dateline.records import Event, Issue, LineKind, Reading, Sentence, Status
from dateline.stages.code.acts import Act
from dateline.stages.code.compose import Composer
from dateline.stages.code.confidence import features, probability
from dateline.stages.code.domain import Domain, contexts_of, domain_of, lemmas
from dateline.stages.code.graph import Graph
from dateline.stages.code.parties import Parties
from dateline.stages.code.records import Told, event_record
from dateline.stages.code.screen import is_told
from dateline.stages.code.settle import settle
from dateline.stages.code.taken_up import take_up
from dateline.stages.code.when import times_of, when
from dateline.stages.code.where import lend_places

HEADLINES = frozenset({LineKind.HEADLINE})


def code(reading: Reading, context: Context) -> Iterator[Event | Issue]:
    """Yields the page's event records in text order."""
    by_story: dict[int, list[Sentence]] = defaultdict(list)
    for sentence in reading.sentences:
        by_story[sentence.story].append(sentence)
    told = Told.of(reading)
    events = [event for sentences in by_story.values() for event in _story(sentences, reading.sentences, told, context)]
    yield from sorted(_numbered(events), key=lambda e: (e.text_info.start, e.predicate))


def _story(sentences: list[Sentence], page: tuple[Sentence, ...], told: Told, context: Context) -> list[Event]:
    lexicon = context.lexicon
    domain = domain_of(sentences, lexicon.domains, page)
    words = {s.index: lemmas(s) for s in sentences}
    repeated: Counter[str] = Counter(word for found in words.values() for word in found)
    body: list[Event] = []
    heads: list[Event] = []
    before: list[Act] = []
    for sequence, sentence in enumerate(sentences):
        contexts = contexts_of(words[sentence.index], repeated, context.contexts)
        for event in _sentence(sentence, sequence, told, context, contexts, domain, before):
            (heads if sentence.line_kind in HEADLINES else body).append(event)
    return list(lend_places(body + [head for head in heads if not any(_tells(event, head) for event in body)]))


def _tells(event: Event, head: Event) -> bool:
    """Tells whether a record of the body covers one of a headline: the same type, or a side in common."""
    codes = {e.code or e.identifier_text for e in (*event.actor, *event.recipient)}
    return event.event == head.event or any((e.code or e.identifier_text) in codes for e in (*head.actor, *head.recipient))


def _sentence(
    sentence: Sentence,
    sequence: int,
    told: Told,
    context: Context,
    contexts: tuple[str, ...],
    domain: Domain,
    before: list[Act],
) -> Iterator[Event]:
    graph = Graph(sentence, context.lexicon)
    if not graph.matches:
        return
    parties = Parties(graph, told.mentions.get(sentence.index, {}), told.places_in(sentence))
    acts = [
        act for act in settle(Composer(graph, parties, context.lexicon).acts(), context.lexicon) if is_told(act, graph, domain)
    ]
    for act in acts:
        take_up(act, graph, before)
    before += [act for act in acts if any(p.known() for p in act.actor)]
    times = times_of(acts, graph, told.times_in(sentence))
    for act in acts:
        moment = when(act, times.get(act.token), told.dates.get(sentence.story))
        if moment.past and act.status is Status.ACTUAL:
            act.status = Status.HISTORICAL
        found = features(act, sentence, max(domain.apart, domain.mishap), dated=moment.first is not None)
        if probability(found, context.confidence) >= context.config.min_confidence:
            yield event_record(act, graph, moment, told, context, sequence=sequence, contexts=contexts, found=found)


def _numbered(events: list[Event]) -> list[Event]:
    """Events without those whose id is there already (one predicate, one type: one record)."""
    return list({event.id: event for event in events}.values())


__all__ = ["Act", "code"]
