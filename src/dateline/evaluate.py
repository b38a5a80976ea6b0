"""Scores this version on gold pages: `dateline evaluate GOLD`, and the gate of the project itself.

A gold file holds one page a line (docs/gold.md): its file name, the publication date to pass, and the events that a
person coded. A record can match a gold event when its sentence holds the event's phrase (`at`) and its type is one of
the accepted ones; pairs are taken best first. Records matched to optional events, and records of headlines, are not scored.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dateline.config import Config, load_config
from dateline.errors import InputError
from dateline.records import Entity, Event, Issue, Reading

_FOLD = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "—": "-", "–": "-", "\u00a0": " "})
# In these types all parties may stand in `actor` (plover rule "reciprocal").
MERGED = frozenset({"CONSULT", "COOPERATE", "ASSAULT", "AGREE", "SUPPORT"})
BINS = 10


@dataclass(frozen=True, slots=True)
class GoldEvent:
    """One hand-coded event; a field that is None is not scored (docs/gold.md)."""

    at: str
    types: tuple[str, ...]
    modes: tuple[str, ...] = ()
    actor: tuple[str, ...] | None = None
    recipient: tuple[str, ...] | None = None
    dates: tuple[tuple[str | None, str | None], ...] | None = None
    place: str | None = None
    status: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class GoldPage:
    """One hand-coded page; `date` is the publication date to code it with."""

    page: str
    path: Path
    date: str | None
    stories: int | None
    headlines: tuple[str, ...]
    keep: tuple[str, ...]
    drop: tuple[str, ...]
    events: tuple[GoldEvent, ...]


@dataclass(slots=True)
class Tally:
    """Counts over pages; `figures` turns them into ratios."""

    found: int = 0
    wanted: int = 0
    right: int = 0
    scored: int = 0
    whole: int = 0
    fields: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    types: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    stories: list[int] = field(default_factory=lambda: [0, 0])
    phrases: list[int] = field(default_factory=lambda: [0, 0])
    sureness: list[tuple[float, bool]] = field(default_factory=list)
    judged: list[tuple[Event, bool]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def figures(self) -> dict[str, float | dict[str, float] | dict[str, dict[str, int]]]:
        """Returns precision, recall, f1, whole_recall, the share right per field, counts per type, and calibration error."""
        precision, recall = _ratio(self.right, self.scored), _ratio(self.found, self.wanted)
        return {
            "precision": precision,
            "recall": recall,
            "f1": round(2 * precision * recall / (precision + recall), 3) if precision + recall else 0.0,
            "whole_recall": _ratio(self.whole, self.wanted),
            "stories": _ratio(*self.stories),
            "keep_drop": _ratio(*self.phrases),
            "calibration_error": calibration_error(self.sureness),
            "fields": {name: _ratio(*counts) for name, counts in sorted(self.fields.items())},
            "types": {name: dict(counts) for name, counts in sorted(self.types.items())},
        }


def evaluate(gold: Path, *, pages: Path | None = None, config: Config | None = None) -> Tally:
    """Returns the tally of the gold file `gold`, its pages read through all stages as ``dateline code`` reads them.

    Raises:
        InputError: the gold file or one of its pages cannot be read.
    """
    from dateline.pipeline import read_page
    from dateline.run.inputs import Source, read_source
    from dateline.run.work import shared_context

    context = shared_context(config or load_config())

    def read(page: GoldPage) -> Reading:
        found = next(read_source(Source(page.page, page.path), date=page.date))
        if isinstance(found, Issue):
            raise InputError(
                f"expected a page in {page.path}, found it {found.reason}; mend the file or take its row out of {gold}"
            )
        return read_page(found, context)

    if not (wanted := load_gold(gold, pages)):
        raise InputError(f"expected gold pages in {gold}, found none; docs/gold.md shows the form")
    return score(wanted, read)


def figure_rows(tally: Tally) -> Iterator[dict[str, str | int | float]]:
    """Yields the tally as rows of one form, each a ratio of counts: `part` is ``all``, ``type`` or ``field``; of what was
    `wanted`, so much was `found` (`recall`); of what was `coded`, so much is `right` (`precision`)."""
    precision, recall = _ratio(tally.right, tally.scored), _ratio(tally.found, tally.wanted)
    yield {
        "part": "all",
        "name": "events",
        **_share(tally.found, tally.wanted),
        "coded": tally.scored,
        "right": tally.right,
        "precision": precision,
        "f1": round(2 * precision * recall / (precision + recall), 3) if precision + recall else 0.0,
        "calibration_error": calibration_error(tally.sureness),
    }
    yield {"part": "all", "name": "whole", **_share(tally.whole, tally.wanted)}
    yield {"part": "all", "name": "stories", **_share(*tally.stories)}
    yield {"part": "all", "name": "keep_drop", **_share(*tally.phrases)}
    for name, counts in sorted(tally.types.items()):
        wanted, coded = counts["wanted"], counts["right"] + counts["wrong"]
        kind = {"coded": coded, "right": counts["right"], "precision": _ratio(counts["right"], coded)}
        yield {"part": "type", "name": name, **_share(wanted - counts["missed"], wanted), **kind}
    for name, (found, wanted) in sorted(tally.fields.items()):
        yield {"part": "field", "name": name, **_share(found, wanted)}


def _share(found: int, wanted: int) -> dict[str, int | float]:
    return {"wanted": wanted, "found": found, "recall": _ratio(found, wanted)}


def load_gold(path: Path, pages: Path | None = None) -> list[GoldPage]:
    """Returns the gold pages of a JSON Lines file; page files are looked up in `pages`, or beside the gold file.

    Raises:
        InputError: the file is not there, a line is no JSON, or a page file is missing.
    """
    folder = pages or path.parent
    found = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise InputError(f"expected a gold file at {path}: {error.strerror}; docs/gold.md shows the form") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            page = _gold_page(row, folder)
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            raise InputError(f"{path} line {number} is no gold page ({error}); docs/gold.md shows the form") from error
        if not page.path.is_file():
            raise InputError(f"{path} line {number}: expected the page file {page.path}; give its folder with --pages DIR")
        found.append(page)
    return found


def _gold_page(row: Mapping[str, object], folder: Path) -> GoldPage:
    return GoldPage(
        page=str(row["page"]),
        path=folder / str(row["page"]),
        date=str(row["date"]) if row.get("date") else None,
        stories=int(str(row["stories"])) if row.get("stories") else None,
        headlines=_strings(row.get("headlines")),
        keep=_strings(row.get("keep")),
        drop=_strings(row.get("drop")),
        events=tuple(_gold_event(e) for e in _list(row["events"])),
    )


def _gold_event(row: object) -> GoldEvent:
    if not isinstance(row, dict):
        raise TypeError(f"an event should be an object, found {row!r}")
    dates: tuple[tuple[str | None, str | None], ...] | None = None
    if "date" in row:
        given = row["date"] or [None, None]
        pairs = given if isinstance(given[0], list) else [given]
        dates = tuple((pair[0], pair[1]) for pair in pairs)
    return GoldEvent(
        at=row["at"],
        types=_strings(row["event"]),
        modes=_strings(row.get("mode")),
        actor=_strings(row["actor"]) if row.get("actor") is not None else None,
        recipient=_strings(row["recipient"]) if row.get("recipient") is not None else None,
        dates=dates,
        place=row.get("place"),
        status=_strings(row.get("status")),
        sources=_strings(row.get("sources")),
        optional=bool(row.get("optional")),
    )


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else [] if value is None else [value]


def _strings(value: object) -> tuple[str, ...]:
    return tuple(str(v) for v in _list(value))


def score(gold: Iterable[GoldPage], coder: Callable[[GoldPage], Reading]) -> Tally:
    """Returns the tally over all pages; `coder` reads one page through all stages."""
    tally = Tally()
    for page in gold:
        _score_page(page, coder(page), tally)
    return tally


def _score_page(page: GoldPage, reading: Reading, tally: Tally) -> None:
    heads = [_fold(h) for h in page.headlines]
    records = [e for e in reading.events if not any(h in _fold(e.text) and len(e.text) < 2 * len(h) for h in heads)]
    pairs = _match(page.events, records)
    matched = set(pairs.values())
    for n, gold in enumerate(page.events):
        if gold.optional:
            continue
        tally.wanted += 1
        counts = tally.types[gold.types[0]]
        counts["wanted"] += 1
        if n not in pairs:
            counts["missed"] += 1
            tally.notes.append(f"{page.page} MISS {gold.types[0]} | {gold.at}")
            continue
        tally.found += 1
        record = records[pairs[n]]
        marks = compare(gold, record)
        tally.whole += _is_whole(gold, marks)
        for name, mark in marks.items():
            tally.fields[name][0] += mark
            tally.fields[name][1] += 1
        if wrong := [name for name, mark in marks.items() if not mark]:
            tally.notes.append(f"{page.page} FIELD {','.join(wrong)} | {gold.at}")
    for n, record in enumerate(records):
        optional = any(page.events[g].optional for g, r in pairs.items() if r == n)
        if not optional:
            tally.scored += 1
            tally.right += n in matched
            tally.types[record.event[0]]["right" if n in matched else "wrong"] += 1
            tally.sureness.append((record.confidence, n in matched))
            tally.judged.append((record, n in matched))
        if n not in matched:
            tally.notes.append(f"{page.page} EXTRA {record.event[0]} {record.event_text} | {record.text[:100]}")
    _score_text(page, reading, tally)


def _score_text(page: GoldPage, reading: Reading, tally: Tally) -> None:
    if page.stories is not None:
        tally.stories[0] += len(reading.stories) == page.stories
        tally.stories[1] += 1
    text = reading.page.text
    inside = bytearray(len(text))
    for story in reading.stories:
        for start, end in story.spans:
            inside[start:end] = b"\1" * (end - start)
    for phrases, wanted in ((page.keep, True), (page.drop, False)):
        for phrase in phrases:
            at = text.find(phrase)
            kept = 2 * sum(inside[at : at + len(phrase)]) > len(phrase)
            tally.phrases[0] += kept == wanted and at >= 0
            tally.phrases[1] += 1
            if kept != wanted or at < 0:
                tally.notes.append(f"{page.page} TEXT {'keep' if wanted else 'drop'} | {phrase}")


def _match(golds: Sequence[GoldEvent], records: Sequence[Event]) -> dict[int, int]:
    """Pairs of gold event and record, the heaviest first, each used once."""
    weights: list[tuple[float, int, int]] = []
    for g, gold in enumerate(golds):
        at = _fold(gold.at)
        for r, record in enumerate(records):
            if at in _fold(record.text) and record.event[0] in gold.types:
                said = _fold(" ".join(record.event_text))
                near = bool(said) and (at in said or any(_fold(t) in at for t in record.event_text if t))
                weights.append((1000 * near + 100 * (not gold.optional) + 10 + sum(compare(gold, record).values()), g, r))
    pairs: dict[int, int] = {}
    used: set[int] = set()
    for _, g, r in sorted(weights, key=lambda w: (-w[0], w[1], w[2])):
        if g not in pairs and r not in used:
            pairs[g] = r
            used.add(r)
    return pairs


def compare(gold: GoldEvent, record: Event) -> dict[str, bool]:
    """Returns, field by field, whether the record says what gold says; fields that gold leaves open are absent."""
    marks: dict[str, bool] = {}
    actors, recipients = list(record.actor), list(record.recipient)
    merge = record.event[0] in MERGED
    if merge and gold.actor is not None and gold.recipient is None and len(gold.actor) > 1:
        actors, recipients = actors + recipients, []
    if merge and gold.actor is not None and gold.recipient is not None and not recipients and len(actors) > 1:
        marks["actor"], marks["actor_sector"] = _side(actors, gold.actor + gold.recipient)
        marks["recipient"], marks["recipient_sector"] = marks["actor"], marks["actor_sector"]
    else:
        if gold.actor is not None:
            marks["actor"], marks["actor_sector"] = _side(actors, gold.actor)
        if gold.recipient is not None:
            marks["recipient"], marks["recipient_sector"] = _side(recipients, gold.recipient)
    if gold.modes:
        marks["mode"] = bool(set(record.mode[:2]) & set(gold.modes))
    if gold.dates is not None:
        marks["date"] = (record.date, record.enddate or record.date) in gold.dates
    if gold.place:
        marks["place"] = record.event_loc is not None and record.event_loc.code == gold.place
    if gold.status:
        marks["status"] = str(record.status) in gold.status
    if gold.sources:
        chain = record.attribution
        marks["sources"] = len(chain) <= len(gold.sources) + 2 and all(any(_named(e, s) for e in chain) for s in gold.sources)
    return marks


def _side(entities: Sequence[Entity], wanted: Sequence[str]) -> tuple[bool, bool]:
    """(every wanted side is there and no other, their sectors are right too)"""
    rows = [[_entity(e, w) for w in wanted] for e in entities]
    codes = all(any(h[0] for h in row) for row in rows) and all(any(row[n][0] for row in rows) for n in range(len(wanted)))
    return codes, codes and all(any(row[n][1] for row in rows) for n in range(len(wanted)))


def _entity(entity: Entity, wanted: str) -> tuple[bool, bool]:
    code, _, sector = wanted.partition("/")
    right = entity.code == code if _is_code(code) else _fold(code) in _fold(entity.entity_text)
    return right, right and (not sector or sector in (entity.sector, *entity.other_sectors))


def _named(entity: Entity, wanted: str) -> bool:
    if _is_code(wanted):
        return entity.code == wanted
    return _fold(wanted) in _fold(entity.entity_text) or _fold(wanted) in _fold(entity.identifier_text or "")


def _is_whole(gold: GoldEvent, marks: Mapping[str, bool]) -> bool:
    names = ["actor", "recipient", "status", "date", "sources"]
    codes = [sorted(w.partition("/")[0] for w in side or ()) for side in (gold.actor, gold.recipient)]
    if codes[0] and codes[0] == codes[1]:  # one country on both sides: sectors tell who is who
        names += ["actor_sector", "recipient_sector"]
    return all(marks.get(name, True) for name in names)


def calibration_error(pairs: Sequence[tuple[float, bool]]) -> float:
    """Returns the expected calibration error over ten bins of (confidence, was it right)."""
    total = 0.0
    for n in range(BINS):
        inside = [(c, good) for c, good in pairs if min(BINS - 1, int(c * BINS)) == n]
        if inside:
            total += abs(sum(c for c, _ in inside) - sum(good for _, good in inside))
    return round(total / len(pairs), 3) if pairs else 0.0


def _is_code(wanted: str) -> bool:
    return re.fullmatch(r"[A-Z]{3}", wanted) is not None


def _fold(text: str) -> str:
    return re.sub(r"\s+", " ", text.translate(_FOLD)).strip().lower()


def _ratio(a: int, b: int) -> float:
    return round(a / b, 3) if b else 0.0
