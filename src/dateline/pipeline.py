"""The flow, in order, as data: what each stage is called, what it adds to a `Reading`, which table keeps it.

A stage is a pure function ``(reading, context) -> iterator of records and issues``; it reads what earlier stages
found and adds its own records. `read_page` runs them; a stage that fails on a page becomes an issue of that page.
"""

from __future__ import annotations

import dataclasses
import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dateline.context import Context
from dateline.records import Issue, IssueReason, Page, Reading

StageFunction = Callable[[Reading, Context], Iterator[object]]


@dataclass(frozen=True, slots=True)
class Stage:
    """One row of the flow: `gives` names the field of `Reading` it fills, `table` the store's table (or None)."""

    name: str
    function: str
    gives: str
    table: str | None
    does: str


STAGES = (
    Stage("clean", "dateline.stages.clean:clean", "lines", None, "gives each line a kind, keeps story text"),
    Stage("split", "dateline.stages.split:split", "stories", "story", "finds the stories and live-blog entries of a page"),
    Stage("date", "dateline.stages.date:date", "times+dates", None, "reads time expressions, dates each story"),
    Stage("parse", "dateline.stages.parse:parse", "sentences", None, "splits sentences and parses them"),
    Stage("resolve", "dateline.stages.resolve:resolve", "mentions", None, "says who each actor mention is"),
    Stage("place", "dateline.stages.place:place", "places", None, "gives place names coordinates"),
    Stage("attribute", "dateline.stages.attribute:attribute", "attributions", "claim", "finds who says what"),
    Stage("code", "dateline.stages.code:code", "events", "event", "codes the events"),
    Stage("link", "dateline.stages.link:link", "events", "incident", "links records of one event"),
)
