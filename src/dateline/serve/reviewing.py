"""The Review view: one card at a time, decisions written to the store, agreement, exports."""

from __future__ import annotations

import datetime
import hashlib
import json
import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Annotated, Any, Literal
from urllib.parse import quote, urlencode

from fastapi import FastAPI, Form, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse

from dateline.records import Status
from dateline.serve import present
from dateline.serve.agreement import krippendorff_alpha, percent_agreement
from dateline.serve.decisions import FIELDS, REASONS, Decision, seen_by, standing
from dateline.serve.formats import FORMATS, Entry, Format, answer, write_csv
from dateline.serve.guard import (
    ACCESS,
    CODER,
    CODER_NAME,
    Seen,
    begin_review,
    check_write,
    coder_of,
    csrf_token,
    may_review,
    need_token,
    remember,
    reviewing_as,
    session_of,
)
from dateline.serve.pages import html, need_store, no_store
from dateline.serve.queries import in_pieces
from dateline.serve.site import Site
from dateline.serve.snapshot import SAMPLE_OF
from dateline.store.database import Access, connect
from dateline.store.rows import Row, event_record

COLUMNS = ("id", "event", "decision", "coder", "field", "old", "new", "time")
Order = Literal["unsure", "weighty", "random"]
ORDERS = {
    "unsure": "least sure first",
    "weighty": "most consequential first",
    "random": "a random 5%, for an honest error rate",
}
_ORDER_SQL = {
    "unsure": "abs(confidence - 0.5), n",
    "weighty": "abs(event_scale) * (1 + ln(origins)) * (1.2 - confidence) DESC, n",
    "random": "hash(id), n",
}


def add_routes(app: FastAPI, site: Site) -> None:
    """Adds the Review routes, and the form that shows the demonstration."""

    @app.get("/review", response_class=HTMLResponse, include_in_schema=False)
    def review(
        request: Request,
        order: Order = "unsure",
        event: Annotated[str, Query(max_length=60)] = "",
        said: Annotated[str, Query(max_length=80)] = "",
    ) -> Response:
        if not site.snapshot.version:
            return no_store(site, request)
        return review_page(site.seen_by(coder_of(request)), request, order, event, said)

    @app.post("/review", include_in_schema=False)
    def decide(
        request: Request,
        csrf: Annotated[str, Form(max_length=200)],
        decision: Annotated[Literal["accept", "reject", "edit", "skip", "undo"], Form()],
        event: Annotated[str, Form(max_length=60)] = "",
        field: Annotated[str, Form(max_length=20)] = "",
        new: Annotated[str, Form(max_length=200)] = "",
        order: Annotated[Order, Form()] = "unsure",
        back: bool = Form(default=False),
    ) -> Response:
        check_write(site, request, csrf)
        need_token(site, request)
        need_store(site)
        coder = coder_of(request)
        said = take(site.seen_by(coder), coder, decision, event, field, new)
        if back:
            return RedirectResponse(f"/e/{quote(event, safe='')}", status_code=303)
        query = {"order": order, "said": said}
        if decision == "edit" or decision == "undo":
            query["event"] = event if decision == "edit" else said.rpartition(" ")[2]
        return RedirectResponse(f"/review?{urlencode(query)}", status_code=303)

    @app.post("/review/coder", include_in_schema=False)
    def name_coder(
        request: Request,
        csrf: Annotated[str, Form(max_length=200)],
        coder: Annotated[str, Form(max_length=40)] = "",
        token: Annotated[str, Form(max_length=100)] = "",
        stop: bool = Form(default=False),
    ) -> Response:
        check_write(site, request, csrf)
        if stop:
            answer = RedirectResponse("/", status_code=303)
            answer.delete_cookie(CODER)
            return answer
        answer = RedirectResponse("/review", status_code=303)
        if CODER_NAME.fullmatch(coder.strip()):
            begin_review(answer, coder.strip())
        if token:
            answer.set_cookie(
                ACCESS,
                token if token.isascii() and token.isprintable() and ";" not in token else "",
                httponly=True,
                samesite="strict",
            )
        return answer

    @app.get(
        "/review.{form}",
        summary="Decisions; to one who reviews, those of others only on records that are decided",
        responses={404: {"description": "there is no store yet"}},
    )
    def decisions(request: Request, form: Format) -> Response:
        need_store(site)
        rows = [asdict(decision) for decision in shown_to(site, reviewing_as(request))]
        head = {"agreement": agreement(site)}
        return answer(request, form, rows, title="review", columns=COLUMNS, entry=_entry, head=head)

    @app.get("/review/gold.jsonl", summary="Decided records as gold rows", responses={404: {"description": "no store yet"}})
    def gold(site: Seen) -> Response:
        need_store(site)
        return StreamingResponse(_lines(gold_rows(site)), media_type="application/x-ndjson")

    @app.get(
        "/review/lexicon.csv", summary="Rules that reviewers found wanting", responses={404: {"description": "no store yet"}}
    )
    def lexicon(request: Request, site: Seen) -> Response:
        need_store(site)
        rows = lexicon_rows(site, shown_to(site, reviewing_as(request)))
        return StreamingResponse(write_csv(rows, LEXICON_COLUMNS), media_type=FORMATS["csv"])

    @app.post("/demo", include_in_schema=False)
    def demo(request: Request, csrf: Annotated[str, Form(max_length=200)]) -> Response:
        check_write(site, request, csrf)
        need_token(site, request)
        if not site.snapshot.version:
            start_demo(site)
        return RedirectResponse("/", status_code=303)


def start_demo(site: Site) -> None:
    """Shows the demonstration instead of the store that is not there."""
    from dateline.config import load_config
    from dateline.serve.demo import Demo
    from dateline.serve.snapshot import Snapshot

    demo = Demo(config=load_config())
    site.demo = True
    site.change(Snapshot(demo.path), database=demo.path)
    demo.start(site)
    site.snapshot.refresh()
    site.snapshot.follow()


def take(site: Site, coder: str, decision: str, event: str, field: str, new: str) -> str:
    """Writes one decision and returns what to tell the reviewer.

    Raises:
        HTTPException: 404 for no such record, 422 for an edit that cannot be.
    """
    old: str | None = None
    if decision == "undo":
        last = [d for d in _decisions_of(site, coder) if d.decision != "undo"]
        taken_back = {d.old for d in _decisions_of(site, coder) if d.decision == "undo"}
        open_ones = [d for d in last if d.id not in taken_back]
        if not open_ones:
            return "nothing to undo"
        event, old, field, new = open_ones[-1].event, open_ones[-1].id, "", ""
    row = site.queries.event(event)
    if row is None:
        raise HTTPException(404, "there is no such record; it may have been coded anew meanwhile")
    if decision == "edit":
        new = new.strip()
        _check_edit(field, new)
        old = _value_of(row, field)
    made = Decision(
        id=secrets.token_hex(8),
        event=event,
        decision=decision,
        coder=coder,
        field=field if decision == "edit" else None,
        old=old,
        new=new[:200] if decision in ("edit", "reject") else None,
    )
    write(site, made)
    return {"undo": f"took back the decision on {event}", "skip": "skipped", "edit": f"{field} changed"}.get(
        decision, f"{decision}ed"
    )


def _check_edit(field: str, new: str) -> None:
    match field:
        case "type":
            good = new in present.event_types()
        case "status":
            good = new in list(Status)
        case "date" | "enddate":
            good = _is_day(new)
        case "country":
            good = not new or re.fullmatch(r"[A-Z]{3}", new) is not None
        case _:
            good = field in FIELDS
    if not good:
        raise HTTPException(422, f"{new!r} is no value for {field or 'a field'}")


def _is_day(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return not text
    return True


def _value_of(row: Row, field: str) -> str:
    if field in ("actor", "recipient"):
        return "; ".join(" ".join(p for p in (e["code"], e["entity_text"]) if p) for e in row[field])
    return str(row[field] or "")


def write(site: Site, decision: Decision) -> None:
    """Writes one decision through a short connection, and brings the reading copy up to it."""
    with site.snapshot.store_lock:
        with connect(site.database, Access.WRITE) as connection:
            connection.execute(
                'INSERT INTO review (id, event, decision, coder, field, "old", "new", "time")'
                " VALUES (?, ?, ?, ?, ?, ?, ?, now()::TIMESTAMP)",
                [decision.id, decision.event, decision.decision, decision.coder, decision.field, decision.old, decision.new],
            )
        site.snapshot.refresh()


def _decisions_of(site: Site, coder: str) -> list[Decision]:
    rows = site.queries.rows('SELECT * FROM review WHERE coder = ? ORDER BY "time", id', [coder])
    return [Decision(**row) for row in rows]


def shown_to(site: Site, coder: str) -> list[Decision]:
    """Returns the decisions that a coder may see, oldest first; an empty name is one who does not review."""
    return seen_by([Decision(**row) for row in site.queries.rows('SELECT * FROM review ORDER BY "time", id')], coder)


def next_card(site: Site, coder: str, order: Order) -> Row | None:
    """Returns the record to review next: one this coder has not decided on or skipped."""
    decisions = _decisions_of(site, coder)
    undone = {d.old for d in decisions if d.decision == "undo"}
    seen = {d.event for d in decisions if d.decision != "undo" and d.id not in undone}
    sample = f"hash(id) % {SAMPLE_OF:d} = 0" if order == "random" else "true"
    # Among the first so many and one there is one not seen, if there is any; ids are read of these only.
    first = f"SELECT n FROM e WHERE {sample} ORDER BY {_ORDER_SQL[order]} LIMIT {len(seen) + 1:d}"  # noqa: S608
    text = f"SELECT id FROM e WHERE n IN ({first}) ORDER BY {_ORDER_SQL[order]}"  # noqa: S608
    queue = site.queries.kept(("queue", order, len(seen)), lambda: [row["id"] for row in site.queries.rows(text)])
    return next((site.queries.event(id) for id in queue if id not in seen), None)


def why_next(row: Row, order: Order) -> str:
    """Returns why this card comes now."""
    return {
        "unsure": f"the coder gave it {row['confidence']:.2f}, as near to a coin toss as any that you have not seen",
        "weighty": f"scale {row['event_scale']:g}, {row['origins']} independent source(s), confidence {row['confidence']:.2f}",
        "random": "drawn by chance: one record in twenty, the same for every coder",
    }[order]


def review_page(site: Site, request: Request, order: Order, event: str, said: str) -> Response:
    """Returns the Review view."""
    from dateline.serve.evidence import drawer

    coder = coder_of(request)
    session = session_of(request)
    asked = site.queries.event(event) if event else None
    row = asked or next_card(site, coder, order)
    mine = _decisions_of(site, coder)
    own = [d for d in standing(mine) if row and d.event == row["id"]]
    context = site.frame(
        "review",
        "Review",
        here=str(request.url),
        csrf=csrf_token(site, session),
        coder=coder,
        allowed=may_review(site, request),
        wide=site.wide,
        order=order,
        orders=ORDERS,
        d=drawer(site, row["id"], coder=coder, close="/review") if row else None,
        own=own,
        reason_why=why_next(row, order) if row and not asked else "",
        field_values=[(name, _value_of(row, name)) for name in FIELDS] if row else [],
        reasons=REASONS,
        types=list(present.event_types()),
        statuses=[str(s) for s in Status],
        said=said or ("There is no such record; it may have been coded anew under another id." if event and not asked else ""),
        counts=counts(site),
        agreement=agreement(site),
        formats={name: f"/review.{name}" for name in FORMATS},
        filters=None,
    )
    answer = html(site, "review.html", context)
    remember(answer, session)
    if may_review(site, request):
        begin_review(answer, coder)
    return answer


def counts(site: Site) -> dict[str, Any]:
    """Returns how much is reviewed, and the share of the random sample that was accepted, with how many that rests on."""
    rows = site.queries.rows(
        "SELECT name, value, count FROM facet_count WHERE name IN ('review', 'sample') ORDER BY count DESC, value"
    )
    by_status = {row["value"]: row["count"] for row in rows if row["name"] == "review"}
    sample = {row["value"]: row["count"] for row in rows if row["name"] == "sample"}
    decided = sum(n for name, n in sample.items() if name != "none")
    good = sample.get("accepted", 0)
    return {
        "by_status": by_status,
        "sample": sum(sample.values()),
        "decided": decided,
        "accepted": good,
        "share": f"{good / decided:.0%}" if decided else None,
    }


def agreement(site: Site) -> list[Row]:
    """Returns, for the decision and each field, how many records have two coders, percent agreement and Krippendorff's alpha.

    The value of a coder for a field is the one edited, else the coded one, for records that the coder did not reject.
    """
    return site.queries.kept(("agreement",), lambda: _agreement(site))


def _agreement(site: Site) -> list[Row]:
    names = ", ".join(f'"{name}"' for name in ("id", "coder", "review", *FIELDS))
    units: dict[str, dict[str, dict[str, str]]] = {name: {} for name in ("decision", *FIELDS)}
    of_coders = f"SELECT {names} FROM coded WHERE coder NOT IN ('', '*')"  # noqa: S608
    for row in site.queries.rows(f"{of_coders} QUALIFY count(*) OVER (PARTITION BY n) > 1"):
        units["decision"].setdefault(row["id"], {})[row["coder"]] = row["review"]
        for field in FIELDS if row["review"] != "rejected" else ():
            units[field].setdefault(row["id"], {})[row["coder"]] = _value_of(row, field)
    found = []
    for name, values in units.items():
        double = {event: given for event, given in values.items() if len(given) > 1}
        if double:
            alpha, percent = krippendorff_alpha(double), percent_agreement(double)
            found.append({"field": name, "records": len(double), "percent": percent, "alpha": alpha})
    return found


def gold_rows(site: Site) -> Iterator[Row]:
    """Yields pages with their decided records: a page as ``dateline evaluate`` reads it, the records as they stand."""
    pages = site.queries.rows("SELECT DISTINCT page FROM e WHERE review IN ('accepted', 'edited') ORDER BY page")
    for some in in_pieces([row["page"] for row in pages]):
        marks = ", ".join("?" * len(some))
        found = f"SELECT id FROM e WHERE page IN ({marks}) AND review IN ('accepted', 'edited')"  # noqa: S608
        records: dict[str, list[Row]] = {}
        for row in sorted(
            site.queries.by_ids([row["id"] for row in site.queries.rows(found, some)]), key=lambda row: int(row["n"])
        ):
            records.setdefault(row["page"], []).append({k: v for k, v in event_record(row).items() if k != "cite_info"})
        text = f"SELECT id, url, published AS date, kind, title, text FROM page WHERE id IN ({marks}) ORDER BY id"  # noqa: S608
        for page in site.queries.rows(text, some):
            yield {**{k: v for k, v in page.items() if v is not None}, "events": records[page["id"]]}


LEXICON_COLUMNS = ("rule", "words", "decision", "field", "old", "new", "reason", "sentence", "event")


def lexicon_rows(site: Site, shown: Iterable[Decision]) -> Iterator[Row]:
    """Yields what was rejected or edited, with the rule that gave it: where the lexicon may want a row or lose one."""
    by: dict[str, list[Decision]] = {}
    for made in shown:
        by.setdefault(made.event, []).append(made)
    records = {row["id"]: row for some in in_pieces(list(by)) for row in site.queries.by_ids(some)}
    for event, decisions in by.items():
        record = records.get(event)
        if record is None:
            continue
        rules = "; ".join(dict.fromkeys(r["rule"] for r in record["reasons"] or [] if r["field"] in ("event", "mode")))
        for decision in standing(decisions):
            if decision.decision in ("reject", "edit"):
                yield {
                    "rule": rules,
                    "words": " … ".join(record["event_text"]),
                    "decision": decision.decision,
                    "field": decision.field,
                    "old": decision.old,
                    "new": decision.new if decision.decision == "edit" else None,
                    "reason": decision.new if decision.decision == "reject" else None,
                    "sentence": record["text"],
                    "event": event,
                }


def _lines(rows: Iterable[Row]) -> Iterator[bytes]:
    for row in rows:
        yield (json.dumps(row, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def _entry(row: Row) -> Entry:
    return Entry(
        id=row["id"],
        title=f"{row['coder']}: {row['decision']} {row['event']}",
        path=f"/e/{row['event']}#{hashlib.sha256(row['id'].encode()).hexdigest()[:8]}",
        updated=row["time"][:19] + "Z",
        text=" ".join(str(row[name]) for name in ("field", "old", "new") if row[name]),
    )
