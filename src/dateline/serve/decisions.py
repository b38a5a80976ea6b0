"""What reviewers decided, and what it changes: the store keeps every record as coded, the reading copy shows it as decided, and
to a coder who reviews blind, what others decided only after that coder's own verdict."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

DECISIONS = ("accept", "reject", "edit", "skip", "undo")
FIELDS = ("type", "status", "date", "enddate", "actor", "recipient", "country")
REASONS = ("no event", "wrong type", "wrong actor or recipient", "wrong date", "not news", "double", "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One row of table ``review``; `undo` names the decision it takes back in `old`."""

    id: str
    event: str
    decision: str
    coder: str
    field: str | None = None
    old: str | None = None
    new: str | None = None
    time: str = ""


def standing(decisions: Iterable[Decision]) -> list[Decision]:
    """Returns the decisions that stand, oldest first: those taken back, skips and undos themselves are left out."""
    ordered = sorted(decisions, key=lambda d: (d.time, d.id))
    undone = {d.old for d in ordered if d.decision == "undo"}
    return [d for d in ordered if d.id not in undone and d.decision in ("accept", "reject", "edit")]


def seen_by(decisions: Sequence[Decision], coder: str) -> list[Decision]:
    """Returns the decisions that a coder may see: the coder's own, and those of others on records that the coder accepted or
    rejected. Who knows what others decided does not decide freely. Who is no coder (an empty name) sees all."""
    judged = judged_by(d for d in decisions if d.coder == coder)
    return [d for d in decisions if not coder or d.coder == coder or d.event in judged]


def judged_by(decisions: Iterable[Decision]) -> set[str]:
    """Returns the records on which the decisions come to a verdict; an edit alone is work not done yet."""
    return {d.event for d in standing(decisions) if d.decision != "edit"}


def outcome(decisions: Sequence[Decision]) -> tuple[str, dict[str, str]]:
    """Returns what the standing decisions on one event come to: its review status, and the edited fields.

    The last word counts, whoever said it: ``none``, ``accepted``, ``rejected`` or ``edited``.
    """
    status = "none"
    edits: dict[str, str] = {}
    for decision in standing(decisions):
        if decision.decision == "edit" and decision.field in FIELDS:
            edits[decision.field] = decision.new or ""
            status = "edited"
        elif decision.decision == "accept":
            status = "edited" if edits else "accepted"
        elif decision.decision == "reject":
            status = "rejected"
    return status, edits


# Table `decided` of snapshot_reviews.sql: a field that was not edited has nothing.
_ENTITY = {
    **dict.fromkeys(("entity_text", "code", "sector", "identifier_text", "identifier_id", "office"), "VARCHAR"),
    "other_sectors": ["VARCHAR"],
}
_DECIDED = {
    **dict.fromkeys(("event", "coder", "review", "type", "status", "date", "enddate", "country"), "VARCHAR"),
    **{"judged": "BOOLEAN", "quad_code": "INTEGER", "event_scale": "DOUBLE"},
    **{"actor": [_ENTITY], "actors": ["VARCHAR"], "recipient": [_ENTITY], "recipients": ["VARCHAR"]},
}
_EVERYBODY = "*"


def decided(cursor: duckdb.DuckDBPyConnection) -> None:
    """Makes table ``decided`` of the reviews of the pages in table ``changed``: a row for each coder of a record, and one for
    all together."""
    rows = [
        _decided(event, coder, own)
        for event, decisions in _of_changed(cursor).items()
        for coder in (_EVERYBODY, *dict.fromkeys(d.coder for d in standing(decisions)))
        if (own := decisions if coder == _EVERYBODY else [d for d in decisions if d.coder == coder])
    ]
    text = "CREATE OR REPLACE TEMP TABLE decided AS SELECT unnest(from_json(?::JSON, ?), max_depth := 2)"
    cursor.execute(text, [json.dumps(rows), json.dumps([_DECIDED])])


def _of_changed(cursor: duckdb.DuckDBPyConnection) -> dict[str, list[Decision]]:
    rows = cursor.execute(
        'SELECT r.id, r.event, r.decision, r.coder, r.field, r."old", r."new", r."time"::VARCHAR'
        " FROM review r JOIN e ON e.id = r.event WHERE e.page IN (SELECT page FROM changed)"
    ).fetchall()
    found: dict[str, list[Decision]] = {}
    for id, event, decision, coder, field, old, new, time in rows:
        made = Decision(id=id, event=event, decision=decision, coder=coder, field=field, old=old, new=new, time=time)
        found.setdefault(event, []).append(made)
    return found


def _decided(event: str, coder: str, decisions: Sequence[Decision]) -> dict[str, Any]:
    status, edits = outcome(decisions)
    row: dict[str, Any] = {"event": event, "coder": coder, "review": status, "judged": event in judged_by(decisions)}
    for field, value in edits.items():
        row |= _edited(field, value)
    return row


def _edited(field: str, value: str) -> dict[str, Any]:
    """The columns that an edit of one field changes."""
    from dateline.ontology.layers import shown
    from dateline.ontology.plover import load_plover

    if field in ("actor", "recipient"):
        entities = [_entity(part) for part in value.split(";") if part.strip()]
        keys = dict.fromkeys(entity["code"] or str(entity["entity_text"])[:60].lower() for entity in entities)
        return {field: entities, f"{field}s": list(keys)}
    if field == "type":
        plover = load_plover(shown())
        known = value in plover.types
        return {"type": value, "quad_code": plover.quad(value), "event_scale": plover.scale(value)} if known else {}
    return {field: value}


def _entity(text: str) -> dict[str, object]:
    """One edited side: ``words``, or ``CODE words``."""
    first, _, rest = text.strip().partition(" ")
    code = first if len(first) == 3 and first.isupper() and first.isalpha() else None
    return {
        "entity_text": (rest or first) if code else text.strip(),
        "code": code,
        "sector": None,
        "other_sectors": [],
        "identifier_text": None,
        "identifier_id": None,
        "office": None,
    }
