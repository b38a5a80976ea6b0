"""From acts to event records."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar

from dateline.context import Context
from dateline.records import (
    Attribution,
    CiteInfo,
    Entity,
    Event,
    EventLocation,
    Mention,
    MentionKind,
    Page,
    Place,
    Reading,
    Sentence,
    Size,
    Speaker,
    Stance,
    StoryDate,
    TextInfo,
    TimeExpression,
)
from dateline.stages.code.acts import Act
from dateline.stages.code.graph import Graph
from dateline.stages.code.parties import OFFICIAL
from dateline.stages.code.reasons import reasons_of
from dateline.stages.code.sizes import counts_of
from dateline.stages.code.when import When
from dateline.stages.code.where import location
from dateline.text import spans, tree

# The first sentence begins within so many characters of its dateline's place.
DATELINE_CHARS = 80
# No name of a place is longer.
DATELINE_SPAN = DATELINE_CHARS + 100
# *There* is a place named at most so many characters before: in this sentence or the last two.
THERE_SPAN = 400
# A story is set in a country if it names so many of its towns, and of all that it names so large a part.
FEWEST_TOWNS = 2
MOST_TOWNS = 0.75
# Statements are looked up by blocks of the page of this size: some ten sentences.
BLOCK_CHARS = 1000


class Placed(Protocol):
    """A record that stands somewhere in the page text."""

    @property
    def start(self) -> int:
        """Where it starts."""
        ...


P = TypeVar("P", bound=Placed)


class InOrder(Generic[P]):
    """Records by where they start, looked up without going through all of the page's."""

    def __init__(self, records: Iterable[P]) -> None:
        self._records = sorted(records, key=lambda record: record.start)
        self._starts = [record.start for record in self._records]

    def starting(self, low: int, high: int) -> list[P]:
        """Returns the records that start from `low` to before `high`, in text order."""
        return self._records[bisect_left(self._starts, low) : bisect_left(self._starts, high)]


class Statements:
    """What is said on a page, looked up by the offset of what is told, without going through all of it."""

    def __init__(self, attributions: Iterable[Attribution]) -> None:
        self._blocks: dict[int, dict[int, Attribution]] = defaultdict(dict)
        for number, attribution in enumerate(a for a in attributions if a.reported):
            for start, end in attribution.content:
                for block in range(start // BLOCK_CHARS, max(start, end - 1) // BLOCK_CHARS + 1):
                    self._blocks[block][number] = attribution

    def over(self, at: int) -> list[Attribution]:
        """Returns the statements whose content holds offset `at`, the smallest content first."""
        near = self._blocks.get(at // BLOCK_CHARS, {}).values()
        over = [a for a in near if any(start <= at < end for start, end in a.content)]
        return sorted(over, key=lambda a: sum(end - start for start, end in a.content))


# Sectors of those whose doings are politics; police and courts are also in every story of crime.
POWERS = (OFFICIAL | {"REB", "PRM"}) - {"COP", "JUD"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What earlier stages found on a page, laid out for look-up by sentence and story."""

    page: Page
    mentions: Mapping[int, Mapping[int, Mention]]
    times: InOrder[TimeExpression]
    dates: Mapping[int, StoryDate]
    titles: Mapping[int, str | None]
    places: InOrder[Place]
    statements: Statements
    firsts: Mapping[int, int]
    settings: Mapping[int, Place]
    officials: Mapping[int, Collection[int]]
    text_hash: str

    @classmethod
    def of(cls, reading: Reading) -> Told:
        """Returns the layout of one reading."""
        mentions: dict[int, dict[int, Mention]] = defaultdict(dict)
        for mention in reading.mentions:
            mentions[mention.sentence][mention.head] = mention
        firsts: dict[int, int] = {}
        for sentence in reading.sentences:
            firsts[sentence.story] = min(sentence.start, firsts.get(sentence.story, sentence.start))
        return cls(
            page=reading.page,
            mentions=mentions,
            times=InOrder(reading.times),
            dates={d.story: d for d in reading.dates},
            titles={s.story: s.title for s in reading.stories},
            places=InOrder(reading.places),
            statements=Statements(reading.attributions),
            firsts=firsts,
            settings=_settings(reading),
            officials={at: _officials(found.values()) for at, found in mentions.items()},
            text_hash=hashlib.sha256(reading.page.text.encode("utf-8", "surrogatepass")).hexdigest(),
        )

    def times_in(self, sentence: Sentence) -> list[TimeExpression]:
        """The time expressions inside a sentence."""
        return self.times.starting(sentence.start, sentence.end)

    def places_in(self, sentence: Sentence) -> list[Place]:
        """The places inside a sentence."""
        return self.places.starting(sentence.start, sentence.end)

    def place_there(self, sentence: Sentence) -> list[Place]:
        """The place that *there* stands for in a sentence, at its offsets: the last named before it in the story, and of
        those around it in one state the finest."""
        there = next((t for t in sentence.tokens if t.dep == "advmod" and t.text.lower() == "there"), None)
        if there is None:
            return []
        first = self.firsts.get(sentence.story, 0)
        before = self.places.starting(max(first, there.start - THERE_SPAN), there.start)
        meant = max((p for p in before if p.code == before[-1].code), key=lambda p: (p.resolution or 0, p.start), default=None)
        return [] if meant is None else [replace(meant, start=there.start, end=there.end, text=there.text)]

    def dateline_place(self, sentence: Sentence) -> Place | None:
        """Where the story of a sentence was filed."""
        first = self.firsts.get(sentence.story, 0)
        before = self.places.starting(first - DATELINE_SPAN, first)
        return before[-1] if before and first - before[-1].end < DATELINE_CHARS else None

    def speakers_of(self, at: int) -> list[Speaker]:
        """Who says what stands at offset `at`, nearest first (the smallest content first)."""
        over = self.statements.over(at)
        return [_speaker(a, self.page.text) for a in over if a.entity is not None or a.source]


def event_record(
    act: Act,
    graph: Graph,
    moment: When,
    told: Told,
    context: Context,
    *,
    sequence: int,
    contexts: tuple[str, ...],
    focus: Entity | None,
    confidence: float,
    grounds: str,
) -> Event:
    """Returns the record of one act; `grounds` are what its `confidence` was reckoned from, as `explain` shows it."""
    sentence, token = graph.sentence, graph.tokens[act.token]
    mode = tuple(act.modes)
    plover = context.plover
    mentions = told.mentions.get(sentence.index, {})
    places = [*told.places_in(sentence), *told.place_there(sentence)]
    place, placed_by = location(
        act, graph, places, mentions, told.dateline_place(sentence), told.settings.get(sentence.story), focus
    )
    speakers = _chain(act, told.speakers_of(token.start))
    predicate = (token.start, token.end)
    story_date = told.dates.get(sentence.story)
    counts = counts_of(act, graph)
    return Event(
        id=_identity(told, act, predicate, plover.version),
        page=told.page.id,
        story=sentence.story,
        entry=sentence.entry,
        event=(act.event,),
        mode=mode,
        context=contexts,
        quad_code=plover.quad(act.event),
        event_scale=plover.scale(act.event, mode),
        actor=tuple(p.entity for p in act.actor),
        recipient=tuple(p.entity for p in act.recipient),
        date=moment.first,
        enddate=moment.last,
        date_info=moment.info,
        date_sense=moment.sense if moment.first else None,
        event_loc=_named(place, context),
        event_text=_words(act, graph),
        size=Size(**{kind: counted.count for kind, counted in counts.items()}) if counts else None,
        status=act.status,
        attribution=speakers,
        confidence=confidence,
        text=sentence.text,
        text_info=TextInfo(sequence=sequence, start=sentence.start, end=sentence.end),
        cite_info=_cite(told, sentence, story_date, context),
        predicate=predicate,
        reasons=reasons_of(
            act,
            graph,
            moment,
            mentions,
            speakers=speakers,
            place=placed_by if place is not None else None,
            counts=counts,
            contexts=contexts,
            confidence=grounds,
        ),
    )


def retyped(event: Event, act: Act, kind: str, told: Told, context: Context) -> Event:
    """Returns the record of an act as one of another type, `kind`."""
    plover = context.plover
    return replace(
        event,
        id=_identity(told, replace(act, event=kind), event.predicate, plover.version),
        event=(kind,),
        mode=(),
        quad_code=plover.quad(kind),
        event_scale=plover.scale(kind, ()),
    )


def _settings(reading: Reading) -> dict[int, Place]:
    """A place of each story in the country in which nearly all the towns and provinces lie that it names."""
    starts = [sentence.start for sentence in reading.sentences]
    named: dict[int, dict[str, dict[str, Place]]] = defaultdict(lambda: defaultdict(dict))
    for place in reading.places:
        at = bisect_left(starts, place.start + 1) - 1
        if at >= 0 and place.code and (place.resolution or 0) > 1:
            named[reading.sentences[at].story][place.code].setdefault(place.name, place)
    found: dict[int, Place] = {}
    for story, codes in named.items():
        best = max(codes.values(), key=len)
        if len(best) >= FEWEST_TOWNS and len(best) >= MOST_TOWNS * sum(map(len, codes.values())):
            found[story] = next(iter(best.values()))
    return found


def _officials(mentions: Iterable[Mention]) -> frozenset[int]:
    """The heads of the mentions, but for pronouns, of bodies, holders and seekers of power and of who fights for it."""
    named = (m for m in mentions if m.kind is not MentionKind.PRONOUN)
    return frozenset(m.head for m in named if any(e.code and e.sector in POWERS for e in m.entities))


def _named(place: EventLocation | None, context: Context) -> EventLocation | None:
    """The place; one that is only the country of a side, with that country's name."""
    if place is None or place.name or not place.code:
        return place
    return replace(place, name=context.actors.country_name(place.code))


def _identity(told: Told, act: Act, predicate: tuple[int, int], ontology: str) -> str:
    parts = (told.page.id, told.text_hash, act.event, act.row.operator or "", str(predicate), ontology)
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:20]


def _words(act: Act, graph: Graph) -> tuple[str, ...]:
    """The words that report the event: predicate, particles, and what its pattern asked for, as written."""
    sentence = graph.sentence
    indices = set(act.tokens)
    for i in (act.token,):
        indices |= {j for j in graph.objects(i) if abs(j - i) < 8} if not act.nominal else set()
    low, high = tree.span_of(sentence, indices)
    return (sentence.text[low - sentence.start : high - sentence.start],)


def _chain(act: Act, over: list[Speaker]) -> tuple[Speaker, ...]:
    """The operators' speakers, then those of the statements around the act, each once. Who denies an accusation of which he is
    the one accused denies what he is accused of, not that somebody accuses him."""
    accused = {p.entity.code for p in act.recipient} - {None} if act.event == "ACCUSE" else set()
    chain: dict[tuple[str | None, str], Speaker] = {}
    for speaker in [*act.speakers, *(s for s in over if s.stance is not Stance.DENIES or s.code not in accused)]:
        chain.setdefault((speaker.code, speaker.identifier_text or speaker.entity_text.lower()), speaker)
    return tuple(chain.values())


def _speaker(attribution: Attribution, text: str) -> Speaker:
    cue = " ".join(text[start:end] for start, end in spans.merge(attribution.cue)) or None
    if attribution.entity is not None:
        return Speaker.of(attribution.entity, cue=cue, stance=attribution.stance)
    start, end = attribution.source[0]
    return Speaker(entity_text=text[start:end], cue=cue, stance=attribution.stance)


def _cite(told: Told, sentence: Sentence, date: StoryDate | None, context: Context) -> CiteInfo:
    from dateline import __version__

    page = told.page
    return CiteInfo(
        url=page.url,
        title=told.titles.get(sentence.story) or page.title,
        publication=page.outlet,
        language=page.language or "en",
        published=date.published if date else None,
        codebook=f"PLOVER {context.plover.version}",
        coder="dateline",
        version=__version__,
        config=context.config.hash,
    )
