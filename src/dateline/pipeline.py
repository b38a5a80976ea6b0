"""The flow, in order, as data: what each stage is called, what it adds to a `Reading`, which table keeps it.

A stage is a pure function ``(reading, context) -> iterator of records and issues``; it reads what earlier stages
found and adds its own records. `read_page` runs them; a stage that fails on a page becomes an issue of that page.
"""

from __future__ import annotations

import dataclasses
import importlib
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dateline.context import Context
from dateline.errors import DatelineError
from dateline.records import (
    Attribution,
    Event,
    Hint,
    Issue,
    IssueReason,
    Line,
    Mention,
    Page,
    Place,
    Reading,
    Sentence,
    Story,
    StoryDate,
    TimeExpression,
)

log = logging.getLogger("dateline")

StageFunction = Callable[[Reading, Context], Iterator[object]]


@dataclass(frozen=True, slots=True)
class Stage:
    """One row of the flow: `gives` names the fields of `Reading` it fills, `table` the store's table (or None)."""

    name: str
    function: str
    gives: str
    table: str | None
    does: str


STAGES = (
    Stage("clean", "dateline.stages.clean:clean", "lines", None, "gives each line a kind, keeps story text"),
    Stage("split", "dateline.stages.split:split", "stories", "story", "finds the stories and live-blog entries of a page"),
    Stage("date", "dateline.stages.date:date", "times dates", None, "reads time expressions, dates each story"),
    Stage("parse", "dateline.stages.parse:parse", "sentences", None, "splits sentences and parses them"),
    Stage("resolve", "dateline.stages.resolve:resolve", "mentions", None, "says who each actor mention is"),
    Stage("place", "dateline.stages.place:place", "places", None, "gives place names coordinates"),
    Stage("attribute", "dateline.stages.attribute:attribute", "attributions", "claim", "finds who says what"),
    Stage("code", "dateline.stages.code:code", "events hints", "event", "codes the events"),
    Stage("link", "dateline.stages.link:link", "events", "incident", "links records of one event"),
)

_FIELDS: dict[type, str] = {
    Line: "lines",
    Story: "stories",
    TimeExpression: "times",
    StoryDate: "dates",
    Sentence: "sentences",
    Mention: "mentions",
    Place: "places",
    Attribution: "attributions",
    Event: "events",
    Hint: "hints",
}


def read_page(page: Page, context: Context, *, last: str = "link") -> Reading:
    """Returns what the stages up to and including `last` find on one page. Never raises for what is on the page."""
    reading = Reading(page=page)
    if len(page.text) > context.config.max_page_chars:
        detail = f"{len(page.text)} characters; the setting max_page_chars allows {context.config.max_page_chars}"
        issue = Issue(stage="ingest", reason=IssueReason.TOO_LARGE, page=page.id, detail=detail)
        return dataclasses.replace(reading, issues=(issue,))
    for stage in STAGES:
        reading = run_stage(stage, reading, context)
        if stage.name == last:
            break
    return reading


def run_stage(stage: Stage, reading: Reading, context: Context) -> Reading:
    """Returns `reading` with the records and issues of one stage added."""
    found: dict[str, list[object]] = {name: [] for name in stage.gives.split()}
    issues = list(reading.issues)
    try:
        for record in _function(stage)(reading, context):
            if isinstance(record, Issue):
                issues.append(record)
            else:
                found[_FIELDS[type(record)]].append(record)
    except DatelineError:
        raise
    except Exception as error:
        log.debug("%s failed on %s", stage.name, reading.page.id, exc_info=True)
        detail = f"{type(error).__name__}: {error}"
        issues.append(Issue(stage=stage.name, reason=IssueReason.STAGE_FAILED, page=reading.page.id, detail=detail))
    fields = {name: tuple(records) for name, records in found.items()}
    return dataclasses.replace(reading, issues=tuple(issues), **fields)  # type: ignore[arg-type]  # keyed by _FIELDS


def _function(stage: Stage) -> StageFunction:
    module, _, name = stage.function.partition(":")
    function: StageFunction = getattr(importlib.import_module(module), name)
    return function
