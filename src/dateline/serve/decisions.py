"""What reviewers decided, and what it changes: the store keeps every record as coded, the reading copy shows it as decided."""

from __future__ import annotations

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
    """Returns the decisions that a coder may see: the coder's own, and those of others on records that the coder has decided
    on. Who knows what others decided does not decide freely."""
    decided = {d.event for d in standing(d for d in decisions if d.coder == coder)}
    return [d for d in decisions if d.coder == coder or d.event in decided]


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


def all_decisions(cursor: duckdb.DuckDBPyConnection) -> dict[str, list[Decision]]:
    """Returns the rows of table ``review`` by event."""
    rows = cursor.execute(
        'SELECT id, event, decision, coder, field, "old", "new", strftime("time", \'%Y-%m-%dT%H:%M:%S.%f\') FROM review'
    ).fetchall()
    found: dict[str, list[Decision]] = {}
    for id, event, decision, coder, field, old, new, time in rows:
        made = Decision(id=id, event=event, decision=decision, coder=coder, field=field, old=old, new=new, time=time)
        found.setdefault(event, []).append(made)
    return found


def apply_reviews(cursor: duckdb.DuckDBPyConnection) -> None:
    """Changes table ``e`` of the reading copy as the decisions in its table ``review`` say."""
    from dateline.ontology.layers import shown
    from dateline.ontology.plover import load_plover

    decided = all_decisions(cursor)
    if not decided:
        return
    plover = load_plover(shown())
    for event, decisions in decided.items():
        status, edits = outcome(decisions)
        if status != "none":
            cursor.execute("UPDATE e SET review = ? WHERE id = ? AND review <> ?", [status, event, status])
        for field, value in edits.items():
            _edit(cursor, event, field, value, plover)


def _edit(cursor: duckdb.DuckDBPyConnection, event: str, field: str, value: str, plover: Any) -> None:
    match field:
        case "type" if value in plover.types:
            row = [value, [value], plover.quad(value), plover.scale(value), event]
            cursor.execute(
                'UPDATE e SET "type" = ?, event = ?, mode = [], quad_code = ?, event_scale = ? WHERE id = ? AND "type" <> ?',
                [*row, value],
            )
        case "status":
            cursor.execute("UPDATE e SET status = ? WHERE id = ?", [value, event])
        case "date":
            text = (
                "UPDATE e SET date = TRY_CAST(? AS DATE), eday = coalesce(TRY_CAST(? AS DATE), DATE '0001-01-01') WHERE id = ?"
            )
            cursor.execute(text, [value, value, event])
        case "enddate":
            cursor.execute("UPDATE e SET enddate = TRY_CAST(? AS DATE) WHERE id = ?", [value, event])
        case "country":
            cursor.execute("UPDATE e SET country = nullif(?, '') WHERE id = ?", [value, event])
        case "actor" | "recipient":
            entities = [_entity(part) for part in value.split(";") if part.strip()]
            kind = "STRUCT(entity_text VARCHAR, code VARCHAR, sector VARCHAR, other_sectors VARCHAR[], identifier_text VARCHAR,"
            kind += " identifier_id VARCHAR, office VARCHAR)[]"
            keys = list(dict.fromkeys(entity["code"] or str(entity["entity_text"])[:60].lower() for entity in entities))
            cursor.execute(
                f"UPDATE e SET {field} = CAST(? AS {kind}), {field}s = ? WHERE id = ?",  # noqa: S608 - one of two names
                [entities, keys, event],
            )
            cursor.execute("UPDATE e SET dyads = dyads_of(actors, recipients) WHERE id = ?", [event])
        case _:
            return


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
