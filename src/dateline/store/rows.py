"""Records as rows of the store's tables, and back."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar, cast

from dateline.ontology.agencies import credit
from dateline.records import (
    Attribution,
    CiteInfo,
    DateBasis,
    DateInfo,
    DateSense,
    Entity,
    Event,
    EventLocation,
    Hint,
    Issue,
    LineKind,
    MarkupLine,
    Page,
    PageKind,
    Reading,
    Reason,
    Size,
    Span,
    Speaker,
    Stance,
    Status,
    Story,
    TextInfo,
    to_json,
)
from dateline.text.sketch import sketch

Row = dict[str, Any]


def page_digest(page: Page) -> str:
    """Returns the SHA-256 of all of a page that its records depend on, so that a page read again is known."""
    parts = (page.text, page.date, page.kind, page.mention, page.context, page.declared, page.markup)
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()


def text_digest(page: Page) -> str:
    """Returns the SHA-256 of the page text in UTF-8."""
    return hashlib.sha256(page.text.encode("utf-8", "surrogatepass")).hexdigest()


def page_row(page: Page, run: str) -> Row:
    """Returns the row of table ``page``."""
    return {
        "id": page.id,
        "url": page.url,
        "fetched": page.fetched,
        "published": day(page.date),
        "sha256": text_digest(page),
        "text": page.text,
        "title": page.title,
        "kind": str(page.kind),
        "mention": page.mention,
        "context": page.context,
        "outlet": page.outlet,
        "language": page.language,
        "declared": [{"kind": kind, "value": value} for kind, value in page.declared],
        "markup": [{"start": m.start, "end": m.end, "kind": m.kind and str(m.kind), "kept": m.kept} for m in page.markup],
        "digest": page_digest(page),
        "run": run,
    }


def page_of(row: Row) -> Page:
    """Returns the page that a row of table ``page`` holds: what `page_row` was given."""
    published = row["published"]
    return Page(
        id=row["id"],
        text=row["text"],
        url=row["url"],
        date=published.isoformat() if published else None,
        title=row["title"],
        kind=PageKind(row["kind"]),
        mention=row["mention"],
        context=row["context"],
        outlet=row["outlet"],
        language=row["language"],
        fetched=row["fetched"],
        declared=tuple((d["kind"], d["value"]) for d in row["declared"]),
        markup=tuple(
            MarkupLine(start=m["start"], end=m["end"], kind=LineKind(m["kind"]) if m["kind"] else None, kept=m["kept"])
            for m in row["markup"]
        ),
    )


def story_rows(reading: Reading, run: str) -> Iterator[Row]:
    """Yields the rows of table ``story``; `copies` is the hash of the story's words until copies are sought."""
    dates = {date.story: date for date in reading.dates}
    for story in reading.stories:
        dated = dates.get(story.story)
        yield {
            "page": story.page,
            "story": story.story,
            "title": story.title,
            "published": day(dated.published) if dated else None,
            "first": day(dated.first) if dated else None,
            "last": day(dated.last) if dated else None,
            "basis": str(dated.basis) if dated else None,
            "complete": story.complete,
            "copies": copies(story, reading.page.text),
            "words": copies(story, reading.page.text),
            "sketch": sketch(" ".join(reading.page.text[start:end] for start, end in story.spans)),
            "credit": credit(reading.page.text, story.spans),
            "outlet": reading.page.outlet,
            "spans": [list(span) for span in story.spans],
            "entries": [{"start": e.start, "end": e.end, "time": e.time} for e in story.entries],
            "run": run,
            "rejected": [{"text": r.text, "why": r.why} for r in dated.rejected] if dated else [],
        }


def copies(story: Story, text: str) -> str:
    """Returns the id that stories with the same words share."""
    words = " ".join(text[start:end] for start, end in story.spans).casefold().split()
    return hashlib.sha256(" ".join(words).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def event_row(event: Event, run: str) -> Row:
    """Returns the row of table ``event``."""
    row = cast(Row, to_json(event))
    place = event.event_loc
    return {
        **row,
        "type": event.event[0],
        "date": day(event.date),
        "enddate": day(event.enddate),
        "country": place.code if place else None,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "sequence": event.text_info.sequence,
        "start": event.text_info.start,
        "end": event.text_info.end,
        "size": _size(event.size),
        "run": run,
        "predicate": list(event.predicate),
        "reasons": [{"field": r.field, "rule": r.rule, "span": r.span and list(r.span)} for r in event.reasons],
    }


def hint_row(hint: Hint, run: str) -> Row:
    """Returns the row of table ``hint``."""
    return {**event_row(dataclasses.replace(hint.record, link=None), run), "likely": hint.likely}


def _size(size: Size | None) -> Row | None:
    if size is None:
        return None
    values = {f.name: getattr(size, f.name) for f in dataclasses.fields(size)}
    return {name: [value, value] if isinstance(value, int) else value and list(value) for name, value in values.items()}


# Columns of table event that repeat what the record's own structures hold, or that are no part of the printed record.
_NOT_IN_RECORD = frozenset(
    {"type", "country", "lat", "lon", "sequence", "start", "end", "run", "predicate", "reasons", "linked_from"}
)
_RECORD_ORDER = tuple(f.name for f in dataclasses.fields(Event))


def event_record(row: Row) -> Row:
    """Returns the event record, as ``dateline code`` prints it, of a row of table ``event``."""
    record = {name: row[name] for name in _RECORD_ORDER if name in row and name not in _NOT_IN_RECORD}
    if size := record.get("size"):
        record["size"] = {name: pair[0] if pair[0] == pair[1] else list(pair) for name, pair in size.items() if pair}
    return cast(Row, _without_nulls(record))


def event_of(row: Row) -> Event:
    """Returns the event that a row of table ``event`` holds: what `event_row` was given."""
    reasons = tuple(Reason(**{**given, "span": given["span"] and tuple(given["span"])}) for given in row["reasons"])
    return dataclasses.replace(event_of_record(event_record(row)), predicate=tuple(row["predicate"]), reasons=reasons)


def event_of_record(record: Row) -> Event:
    """Returns the event of a record as ``dateline code`` prints it; `predicate` and `reasons` are no part of a record."""
    lists = ("event", "mode", "context", "event_text")
    built: Row = {
        **{name: value for name, value in record.items() if not isinstance(value, (dict, list))},
        **{name: tuple(record[name]) for name in lists},
        "actor": tuple(_entity(Entity, given) for given in record["actor"]),
        "recipient": tuple(_entity(Entity, given) for given in record["recipient"]),
        "attribution": tuple(_entity(Speaker, given) for given in record["attribution"]),
        "date_info": DateInfo(**{**record["date_info"], "basis": DateBasis(record["date_info"]["basis"])}),
        "event_loc": EventLocation(**record["event_loc"]) if record.get("event_loc") else None,
        "size": Size(**{n: tuple(v) if isinstance(v, list) else v for n, v in record["size"].items()})
        if "size" in record
        else None,
        "status": Status(record["status"]),
        "date_sense": DateSense(record["date_sense"]) if "date_sense" in record else None,
        "text_info": TextInfo(**record["text_info"]),
        "cite_info": CiteInfo(**record["cite_info"]),
        "predicate": (0, 0),
    }
    return Event(**built)


AnyEntity = TypeVar("AnyEntity", bound=Entity)


def _entity(kind: type[AnyEntity], given: Row) -> AnyEntity:
    stance = {"stance": Stance(given["stance"])} if given.get("stance") else {}
    return kind(**{**given, **stance, "other_sectors": tuple(given["other_sectors"])})


def _without_nulls(value: object) -> object:
    if isinstance(value, dict):
        return {name: _without_nulls(item) for name, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_nulls(item) for item in value]
    return value.isoformat() if isinstance(value, (datetime.date, datetime.datetime)) else value


def claim_rows(reading: Reading, run: str) -> Iterator[Row]:
    """Yields the rows of table ``claim``: every attributed statement, with the ids of the events in it."""
    seen = set()
    for said in reading.attributions:
        spans = (said.source, said.cue, said.content)
        claim_id = hashlib.sha256(repr((said.page, said.story, spans, str(said.stance))).encode()).hexdigest()[:16]
        if claim_id not in seen:
            seen.add(claim_id)
            yield _claim(said, reading, claim_id, run)


def _claim(said: Attribution, reading: Reading, claim_id: str, run: str) -> Row:
    def words(spans: Iterable[Span]) -> str:
        return " … ".join(reading.page.text[start:end] for start, end in spans)

    def inside(span: Span) -> bool:
        return any(start <= span[0] and span[1] <= end for start, end in said.content)

    return {
        "id": claim_id,
        "page": said.page,
        "story": said.story,
        "stance": str(said.stance),
        "source_text": words(said.source),
        "cue_text": words(said.cue),
        "content_text": words(said.content),
        "run": run,
        "source": [list(span) for span in said.source],
        "cue": [list(span) for span in said.cue],
        "content": [list(span) for span in said.content],
        "entity": to_json(said.entity) if said.entity else None,
        "events": [event.id for event in reading.events if event.story == said.story and inside(event.predicate)],
    }


def issue_row(issue: Issue, run: str) -> Row:
    """Returns the row of table ``issue``."""
    return {
        "page": issue.page,
        "stage": issue.stage,
        "reason": str(issue.reason),
        "span": list(issue.span) if issue.span else None,
        "detail": issue.detail,
        "run": run,
    }


def day(text: str | None) -> datetime.date | None:
    """Returns the day that an ISO 8601 day or time names, None where it names none.

    >>> day("2024-03-04T10:00"), day("2024-03")
    (datetime.date(2024, 3, 4), None)
    """
    try:
        return datetime.date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None
