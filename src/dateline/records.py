"""Every record that dateline passes between its stages, and nothing else.

All records are frozen, slotted dataclasses. Unless a docstring says otherwise, offsets are half-open
``(start, end)`` pairs counted in Unicode code points of the page text (``Page.text``).

`to_json` turns a record into the JSON shape that `docs/data-model.md` describes: unknown scalars are left out,
lists are always there, enums become their value. A field whose metadata says ``internal`` is not printed.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field, fields
from enum import StrEnum

Span = tuple[int, int]
Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

INTERNAL = {"internal": True}


class PageKind(StrEnum):
    """What a row holds: a raw page, one clean story, one sentence, or one actor mention."""

    PAGE = "page"
    STORY = "story"
    SENTENCE = "sentence"
    MENTION = "mention"


class LineKind(StrEnum):
    """What a line of a page is."""

    HEADLINE = "headline"
    BODY = "body"
    KEY_POINT = "key-point"
    ENTRY_TIME = "entry-time"
    CAPTION = "caption"
    BYLINE = "byline"
    DATELINE = "dateline"
    DATE = "date"
    NAVIGATION = "navigation"
    LINK_LIST = "link-list"
    ADVERT = "advert"
    SHARE = "share"
    COMMENT = "comment"
    LEGAL = "legal"
    OTHER = "other"


class Status(StrEnum):
    """PLOVER's auxiliary modes, and ``alleged``; defined in docs/gold.md."""

    ACTUAL = "actual"
    ALLEGED = "alleged"
    FUTURE = "future"
    HYPOTHETICAL = "hypothetical"
    NEGATED = "negated"
    HISTORICAL = "historical"


class Stance(StrEnum):
    """How a speaker stands to what is said."""

    ASSERTS = "asserts"
    DENIES = "denies"
    ACCUSES = "accuses"
    THREATENS = "threatens"
    PROMISES = "promises"
    ASKS = "asks"
    DOUBTS = "doubts"


class DateBasis(StrEnum):
    """What a date rests on."""

    EXPLICIT = "explicit"
    RELATIVE = "relative"
    PUBLICATION = "publication"
    LINKED = "linked"
    NONE = "none"


class DateSense(StrEnum):
    """Whether an event happened on some day of its interval or all through it."""

    WITHIN = "within"
    THROUGHOUT = "throughout"


class MentionKind(StrEnum):
    """The form in which an actor is mentioned."""

    NAME = "name"
    NOUN = "noun"
    PRONOUN = "pronoun"
    ADJECTIVE = "adjective"


class IssueReason(StrEnum):
    """Why something was not coded; every value stands in docs/data-model.md."""

    UNREADABLE = "unreadable"
    EMPTY = "empty"
    TOO_LARGE = "too-large"
    BINARY = "binary"
    BROKEN_ROW = "broken-row"
    ENCODING = "encoding"
    NOT_ENGLISH = "not-english"
    NO_STORY = "no-story"
    STAGE_FAILED = "stage-failed"
    SENTENCE_TOO_LONG = "sentence-too-long"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkupLine:
    """What HTML says of one line of the extracted text: its span, the kind its markup suggests, and whether a
    main-text extractor kept it (None where it does not say)."""

    start: int
    end: int
    kind: LineKind | None = None
    kept: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One input page. `text` is what all offsets count in; `date` is the day of publication that the user or the
    row gives (ISO 8601 day), never a guess; `declared` are dates that the page's own metadata states, as
    ``(kind, ISO 8601)`` with kinds ``published``, ``updated``, ``url``, ``line N`` for the moment that a ``time`` element
    states in the line that starts at offset N, and ``entry N`` for when the live-blog entry was posted that starts there."""

    id: str
    text: str
    url: str | None = None
    date: str | None = None
    title: str | None = None
    kind: PageKind = PageKind.PAGE
    mention: str | None = None
    context: str | None = None
    outlet: str | None = None
    language: str | None = None
    fetched: str | None = None
    declared: tuple[tuple[str, str], ...] = ()
    markup: tuple[MarkupLine, ...] = field(default=(), metadata=INTERNAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """Something that was not coded: at which stage, why, and where (`span` None: the whole page)."""

    stage: str
    reason: IssueReason
    page: str
    span: Span | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a page (or a part of one, where lines were run together): its kind, and whether it is story text."""

    page: str
    line: int
    start: int
    end: int
    text: str
    kind: LineKind
    keep: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a live blog. `time` is ISO 8601 with the day, with an offset only where the page states one."""

    start: int
    end: int
    time: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One story of a page, in page order from 0. `complete` is false for a teaser that is cut off."""

    page: str
    story: int
    spans: tuple[Span, ...]
    title: str | None = None
    complete: bool = True
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DateReading:
    """One reading of a time expression: TIMEX3 value with its first and last day (ISO 8601), None where open."""

    value: str
    first: str | None = None
    last: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeExpression:
    """One time expression.

    `type` and `value` are TIMEX3 (DATE, TIME, DURATION, SET). `first`/`last` bound it in days, both None where open.
    `offset` is the distance from the publication date for relative ones (``-1D``). `anchor` is what it was computed
    from: an ISO day, or None. `later` is the other reading of a weekday, month or the like when the verb
    is in the future ("will meet on Friday"); the coder picks by tense.
    """

    page: str
    story: int
    start: int
    end: int
    text: str
    type: str
    value: str
    first: str | None = None
    last: str | None = None
    anchor: str | None = None
    offset: str | None = None
    granularity: str | None = None
    basis: DateBasis = DateBasis.EXPLICIT
    sense: DateSense = DateSense.WITHIN
    later: DateReading | None = field(default=None, metadata=INTERNAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedDate:
    """A date on the page that is not the story's publication date, and why."""

    text: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryDate:
    """When a story was published: the day if known, else bounds (`first`, `last`) as far as evidence goes."""

    page: str
    story: int
    published: str | None = None
    first: str | None = None
    last: str | None = None
    basis: DateBasis = DateBasis.NONE
    rejected: tuple[RejectedDate, ...] = ()


@dataclass(frozen=True, slots=True)
class Token:
    """One token of a parsed sentence. `i` and `head` index the sentence's tokens (the root is its own head);
    `pos` is the universal tag, `tag` the Penn tag, `dep` the CLEAR dependency, `ent` the OntoNotes entity label."""

    i: int
    text: str
    lemma: str
    pos: str
    tag: str
    dep: str
    head: int
    ent: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One parsed sentence; `index` counts sentences of the page, `line` is the `Line.line` it stands in."""

    page: str
    story: int
    index: int
    start: int
    end: int
    text: str
    line: int
    line_kind: LineKind
    entry: int | None
    tokens: tuple[Token, ...] = field(metadata=INTERNAL)
    children: tuple[tuple[int, ...], ...] = field(metadata=INTERNAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """Who: `entity_text` as written, country or organisation `code`, `sector`, and the canonical name where known."""

    entity_text: str
    code: str | None = None
    sector: str | None = None
    other_sectors: tuple[str, ...] = ()
    identifier_text: str | None = None
    identifier_id: str | None = None
    office: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker(Entity):
    """An entity that says something: the reporting words, its stance, and when it said so."""

    cue: str | None = None
    stance: Stance = Stance.ASSERTS
    date: str | None = None

    @classmethod
    def of(cls, entity: Entity, *, cue: str | None, stance: Stance) -> Speaker:
        """Returns the entity as a link of an attribution chain."""
        return cls(**{f.name: getattr(entity, f.name) for f in fields(Entity)}, cue=cue, stance=stance)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One actor mention. `head` is the token index in sentence `sentence`; `entities` holds several for *the two*,
    *they* and the like, in story order, and none for a pronoun that stays open."""

    page: str
    story: int
    sentence: int
    head: int
    start: int
    end: int
    text: str
    kind: MentionKind
    entities: tuple[Entity, ...]
    person: bool = False
    antecedent: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place name with its coordinates. `resolution`: 1 country, 2 province, 3 district, 4 city, 5 below."""

    page: str
    start: int
    end: int
    text: str
    name: str
    code: str | None = None
    lat: float | None = None
    lon: float | None = None
    geonameid: int | None = None
    resolution: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """One attributed statement: who (`source`), with what words (`cue`), says what (`content`), as lists of spans.

    `reported` is false where the content is only what the source wants, does or is for or against ("backed the ceasefire",
    "plans to leave"): the source does not say that it happened.
    """

    page: str
    story: int
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    entity: Entity | None = None
    stance: Stance = Stance.ASSERTS
    others: tuple[Entity, ...] = field(default=(), metadata=INTERNAL)
    reported: bool = field(default=True, metadata=INTERNAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class DateInfo:
    """The words a date came from, its TIMEX3 value, granularity, basis, and (open dates) offset from publication."""

    text: str | None = None
    value: str | None = None
    granularity: str | None = None
    basis: DateBasis = DateBasis.NONE
    offset: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLocation:
    """Where; `code` is the country, `resolution` as in `Place`."""

    text: str
    name: str | None = None
    code: str | None = None
    lat: float | None = None
    lon: float | None = None
    geonameid: int | None = None
    resolution: int | None = None


Count = int | tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How many; a pair is ``[low, high]``."""

    dead: Count | None = None
    injured: Count | None = None
    arrested: Count | None = None
    participants: Count | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextInfo:
    """Which sentence of the story, and its span in the page text."""

    sequence: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CiteInfo:
    """Where the record comes from and what made it."""

    url: str | None = None
    title: str | None = None
    publication: str | None = None
    language: str | None = None
    published: str | None = None
    codebook: str | None = None
    coder: str | None = None
    version: str | None = None
    config: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Which entry, operator, table or model gave one field of a record, and the words it read."""

    field: str
    rule: str
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event record; the fields are those of docs/data-model.md, in its order."""

    id: str
    page: str
    story: int
    entry: int | None = None
    event: tuple[str, ...]
    mode: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    quad_code: int
    event_scale: float
    actor: tuple[Entity, ...] = ()
    recipient: tuple[Entity, ...] = ()
    date: str | None = None
    enddate: str | None = None
    date_info: DateInfo
    date_sense: DateSense | None = None
    event_loc: EventLocation | None = None
    event_text: tuple[str, ...]
    size: Size | None = None
    status: Status
    attribution: tuple[Speaker, ...] = ()
    confidence: float
    text: str
    text_info: TextInfo
    cite_info: CiteInfo
    link: str | None = None
    predicate: Span = field(metadata=INTERNAL)
    reasons: tuple[Reason, ...] = field(default=(), metadata=INTERNAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """What would be a record if another story told the same event outright: its own words do not bear it out. `likely` is how
    probable the judge finds its type, 0 to 1; words that may tell several types are a hint of each."""

    record: Event
    likely: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that the stages have found on one page so far; each stage adds its own field and changes no other."""

    page: Page
    lines: tuple[Line, ...] = ()
    stories: tuple[Story, ...] = ()
    times: tuple[TimeExpression, ...] = ()
    dates: tuple[StoryDate, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    mentions: tuple[Mention, ...] = ()
    places: tuple[Place, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    events: tuple[Event, ...] = ()
    hints: tuple[Hint, ...] = ()
    issues: tuple[Issue, ...] = ()


def to_json(record: object) -> Json:
    """Returns the JSON shape of a record (see the module docstring).

    >>> to_json(Entity(entity_text="Lima", code="PER"))
    {'entity_text': 'Lima', 'code': 'PER', 'other_sectors': []}
    """
    if isinstance(record, StrEnum):
        return str(record)
    if dataclasses.is_dataclass(record):
        pairs = ((f.name, getattr(record, f.name)) for f in dataclasses.fields(record) if not f.metadata.get("internal"))
        return {name: to_json(value) for name, value in pairs if value is not None}
    if isinstance(record, (list, tuple)):
        return [to_json(item) for item in record]
    if record is None or isinstance(record, (bool, int, float, str)):
        return record
    raise TypeError(f"no JSON shape for {type(record).__name__}")
