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
  `lent` (what only other sentences say), `apart` (what lies days apart), `judged` (where no row tells anything),
  `telling` (all of these);
- the records: `when`, `alongside` (the day of what is told with something dated), `where`, `sizes`, `domain`, `confidence` and
  `reasons` fill what `records` writes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from dateline.context import Context
from dateline.records import Entity, Event, Hint, Issue, LineKind, Reading, Sentence, Status
from dateline.stages.code.acts import Act
from dateline.stages.code.confidence import features, probability, written
from dateline.stages.code.domain import Domain, contexts_of, domain_of, lemmas, repeated_contexts
from dateline.stages.code.fitting import graph_of
from dateline.stages.code.lent import focus_of, lend_recipient
from dateline.stages.code.parties import Parties
from dateline.stages.code.records import Told, event_record, retyped
from dateline.stages.code.taken_up import take_up
from dateline.stages.code.telling import Telling
from dateline.stages.code.when import times_of, when
from dateline.stages.code.where import lend_places

HEADLINES = frozenset({LineKind.HEADLINE})
# How sure a record is that another story bears out (evaluation/incidents.py).
HINTED = 0.7
# From how probable a type on a hint is likely.
LIKELY = 0.3


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
        for record in Coding(sentence, sequence, told, context, around).found():
            if isinstance(record, Hint):
                yield record
            else:
                (heads if sentence.line_kind in HEADLINES else body).append(record)
    yield from lend_places(body + [head for head in heads if not any(_tells(event, head) for event in body)])


def _tells(event: Event, head: Event) -> bool:
    """Tells whether a record of the body covers one of a headline: the same type, or a side in common."""
    codes = {e.code or e.identifier_text for e in (*event.actor, *event.recipient)}
    return event.event == head.event or any((e.code or e.identifier_text) in codes for e in (*head.actor, *head.recipient))


class Coding:
    """One sentence on its way to records."""

    def __init__(self, sentence: Sentence, sequence: int, told: Told, context: Context, around: Around) -> None:
        self._graph = graph_of(sentence, context.lexicon)
        self._mentions = told.mentions.get(sentence.index, {})
        self._parties = Parties(self._graph, self._mentions, told.places_in(sentence))
        self._sequence = sequence
        self._told = told
        self._context = context
        self._around = around

    def found(self) -> Iterator[Event | Hint]:
        """Yields the records of the sentence, then what it hints at."""
        telling = Telling(self._graph, self._parties, self._around.domain, self._context)
        acts, before = telling.acts, self._around.before
        for act in (*acts, *telling.hints):
            take_up(act, self._graph, before)
            lend_recipient(act, self._graph, before, self._around.focus, self._mentions)
        before.extend(act for act in acts if any(p.known() for p in act.actor))
        yield from (event for _, event in self._recorded(acts))
        for act, event in self._recorded(telling.hints, beside=acts):
            for kind, likely in act.types.items():
                if _can_be_met(event, likely):
                    yield Hint(record=retyped(event, act, kind, self._told, self._context), likely=likely)

    def _recorded(self, acts: list[Act], *, beside: Iterable[Act] = ()) -> Iterator[tuple[Act, Event]]:
        """Each of the acts with its record, dated as it stands `beside` others."""
        if not acts:
            return
        graph, told, around, context = self._graph, self._told, self._around, self._context
        sentence = graph.sentence
        published = told.dates.get(sentence.story)
        times = times_of([*beside, *acts], graph, self._parties, told.times_in(sentence), published)
        contexts = contexts_of(lemmas(sentence), around.repeated, context.contexts)
        for act in acts:
            moment = when(act, times.get(act.token), published)
            if moment.past and act.status is Status.ACTUAL:
                act.status = Status.HISTORICAL
            dated, recalled = moment.first is not None, context.actors.recalled
            found = features(act, sentence, around.domain.doubt, dated=dated, recalled=recalled)
            confidence = HINTED if act.types else probability(found, context.confidence)
            if confidence >= context.config.min_confidence:
                yield (
                    act,
                    event_record(
                        act,
                        graph,
                        moment,
                        told,
                        context,
                        sequence=self._sequence,
                        contexts=contexts,
                        focus=around.focus,
                        confidence=confidence,
                        grounds=written(found),
                    ),
                )


def _can_be_met(event: Event, likely: float) -> bool:
    """Tells whether a hint says enough for another story to bear it out: its day, its town, or who did it to whom; of one
    that is likely, one side is enough. The others are half of all, and hardly ever met (decision 15)."""
    town = event.event_loc is not None and (event.event_loc.resolution or 0) > 1
    told = bool(event.actor) + bool(event.recipient)
    return event.date is not None or town or told > 1 or (told > 0 and likely >= LIKELY)


def _numbered(events: Iterable[Event]) -> dict[str, Event]:
    """Events by their ids (one predicate, one type: one record)."""
    return {event.id: event for event in events}


__all__ = ["Act", "code"]
