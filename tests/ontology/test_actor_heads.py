"""Every state has a head of state and one of government at any time since 2000, but where heads.toml says why not."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from dateline.ontology.actors import BODIES, FOLDER, read_rows

SAID: dict[str, Any] = tomllib.loads(Path(__file__).with_name("heads.toml").read_text(encoding="utf-8"))
SINCE, UNTIL = date(2000, 1, 1), date.fromisoformat(SAID["known_until"])
LONGEST = timedelta(days=SAID["longest_gap_days"])
Term = tuple[date, date]


def first_day(moment: str) -> date:
    parts = [int(part) for part in moment.split("-")]
    return date(*[*parts, 1, 1][:3])


def day_after(moment: str) -> date:
    """The day after a day; the first of the next month or year for a month or a year."""
    parts = [int(part) for part in moment.split("-")]
    if len(parts) == 3:
        return date(*parts)
    return date(parts[0] + parts[1] // 12, parts[1] % 12 + 1, 1) if len(parts) == 2 else date(parts[0] + 1, 1, 1)


def held(of: str) -> dict[str, list[Term]]:
    """The terms of all heads, by state."""
    offices, terms = set(SAID["offices"][of]), dict[str, list[Term]]()
    for _, row in read_rows(FOLDER / "people.csv"):
        if row.office in offices:
            span = first_day(row.start) if row.start else date.min, day_after(row.end) if row.end else date.max
            terms.setdefault(row.code, []).append(span)
    return terms


def excused(of: str) -> dict[str, list[Term]]:
    """The times for which heads.toml gives a reason, by state."""
    terms = dict[str, list[Term]]()
    for group in SAID["without"]:
        if group["of"] == of:
            terms |= {code: [(date.min, date.max)] for code in group["codes"]}
    for group in SAID["gap"]:
        for code, start, end in group["spans"] if group["of"] == of else ():
            span = first_day(start) if start else date.min, day_after(end) if end else date.max
            terms.setdefault(code, []).append(span)
    return terms


def gaps(terms: Iterable[Term]) -> list[str]:
    """The times since 2000, longer than a change of office takes, that no term covers."""
    found, reached = [], SINCE
    for start, end in [*sorted(terms), (UNTIL, UNTIL)]:
        if min(start, UNTIL) - reached > LONGEST:
            found.append(f"{reached} to {start}")
        reached = max(reached, end)
    return found


def states() -> list[str]:
    with (FOLDER / "countries.csv").open(encoding="utf-8", newline="") as handle:
        return [row["code"] for row in csv.DictReader(handle) if row["code"] not in BODIES | {"ATA"}]


@pytest.mark.parametrize("of", ["state", "government"])
def test_no_gap_between_heads(of: str) -> None:
    terms, reasons = held(of), excused(of)
    found = {code: gaps([*terms.get(code, ()), *reasons.get(code, ())]) for code in states()}
    assert {code: spans for code, spans in found.items() if spans} == {}


@pytest.mark.parametrize("of", ["state", "government"])
def test_no_reason_is_needless(of: str) -> None:
    terms = held(of)
    assert [code for code in excused(of) if not gaps(terms.get(code, ()))] == []


def test_the_check_sees_a_gap() -> None:
    terms = [(date.min, date(2009, 3, 2)), (date(2010, 1, 1), date(2011, 5, 4)), (date(2011, 6, 1), date.max)]
    assert gaps(terms) == ["2009-03-02 to 2010-01-01"]
    assert gaps([]) == [f"{SINCE} to {UNTIL}"]
