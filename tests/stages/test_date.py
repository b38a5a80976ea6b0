"""Time expressions (tests/scenarios/dates.toml, and the examples of the patterns), and when a story was published."""

from __future__ import annotations

import tomllib
from datetime import date as Day
from itertools import pairwise
from pathlib import Path
from time import process_time
from types import SimpleNamespace
from typing import Any

import pytest

from dateline.context import Context
from dateline.records import (
    DateBasis,
    DateSense,
    Entry,
    Line,
    LineKind,
    Page,
    Reading,
    Story,
    StoryDate,
    TimeExpression,
)
from dateline.stages.date import date, main_story
from dateline.stages.date.expressions import Piece, read_expressions
from dateline.stages.date.find import load_rules
from dateline.stages.date.offices import Term, bounds_of
from dateline.text.calendar import close, close_value, interval_of, parse_day

SCENARIOS = tomllib.loads((Path(__file__).parent.parent / "scenarios/dates.toml").read_text(encoding="utf-8"))["scenario"]
EXAMPLES = [(row["name"], text, value) for row in load_rules() for text, value in row["examples"]]
JANUARY = Day(2024, 1, 22)


def expressions(text: str, published: Day | None = JANUARY) -> list[TimeExpression]:
    return list(read_expressions("page", 0, text, [Piece(0, len(text))], published))


@pytest.mark.parametrize("row", SCENARIOS, ids=lambda row: row["name"])
def test_scenario(row: dict[str, Any]) -> None:
    found = expressions(row["text"], parse_day(row.get("published")))
    said = [[e.text, e.value, *([e.first, e.last] if e.first else [])] for e in found]
    assert said == row["expect"]


@pytest.mark.parametrize(("rule", "text", "value"), EXAMPLES)
def test_example_of_the_patterns(rule: str, text: str, value: str) -> None:
    found = expressions(text)
    assert value in [e.value for e in found], rule


def test_every_rule_has_an_example() -> None:
    assert not [row["name"] for row in load_rules() if not row.get("examples")]


def test_offsets_count_in_the_page_text_despite_invisible_characters() -> None:
    text = "The en\u00advoy left on 3\u00a0May\u200b 2021 — or “yester\u00adday”."
    assert [text[e.start : e.end] for e in expressions(text)] == ["3\u00a0May\u200b 2021", "yester\u00adday"]


@pytest.mark.parametrize(
    ("text", "later"),
    [
        ("The council will meet on Friday.", "2024-01-26"),
        ("The vote is due on 4 November.", "2024-11-04"),
        ("Talks resume in March.", "2024-03"),
        ("Shops were looted over the weekend.", "2024-W04-WE"),
    ],
)
def test_the_coming_reading_is_kept_for_verbs_of_the_future(text: str, later: str) -> None:
    (found,) = expressions(text)
    assert found.later is not None
    assert (found.later.value, found.later.first) == (later, str((interval_of(later) or [None])[0]))


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("yesterday", "-1D"),
        ("last week", "-1W"),
        ("September last year", "-1Y"),
        ("this month", "0M"),
        ("two years ago", "-2Y"),
    ],
)
@pytest.mark.parametrize("published", [None, JANUARY])
def test_offset_from_the_publication(text: str, offset: str, published: Day | None) -> None:
    (found,) = expressions(f"It closed {text}.", published)
    assert (found.offset, found.basis) == (offset, DateBasis.RELATIVE)


def test_sense() -> None:
    text = "Shut since 2019, throughout 2021 and for the past two weeks; raided in 2022 and over the past three days."
    throughout = [e.text for e in expressions(text) if e.sense is DateSense.THROUGHOUT]
    assert throughout == ["2019", "2021", "the past two weeks"]


@pytest.mark.parametrize(
    "text",
    ["yesterday", "last week", "September last year", "on Wednesday", "this month", "last night", "in the 12 days", "in May"],
)
def test_closing_an_open_expression_gives_what_it_would_have_had_at_once(text: str) -> None:
    (opened,), (known,) = expressions(f"It closed {text}.", None), expressions(f"It closed {text}.")
    closed = close(opened, JANUARY, JANUARY)
    assert (closed.value, closed.first, closed.last) == (known.value, known.first, known.last)


def test_closing_within_bounds_covers_every_possibility() -> None:
    (opened,) = expressions("They met on Wednesday.", None)
    closed = close(opened, Day(2024, 1, 22), Day(2024, 1, 25))
    assert (closed.first, closed.last, closed.basis) == ("2024-01-17", "2024-01-24", DateBasis.LINKED)


def test_an_open_value_without_a_calendar_stays_open() -> None:
    assert close_value("PXD", None, JANUARY) is None
    assert close_value("XXXX-02-30", None, JANUARY) is None


# When a story was published


def reading(*rows: tuple[LineKind, bool, str], cuts: tuple[int, ...] = (), **page: Any) -> Reading:
    """A page of these lines; the kept ones are one story, or several, each from one of the line numbers `cuts` on."""
    lines, at = [], 0
    for number, (kind, keep, text) in enumerate(rows):
        lines.append(Line(page="p", line=number, start=at, end=at + len(text), text=text, kind=kind, keep=keep))
        at += len(text) + 1
    starts = [0, *cuts, len(lines)]
    spans = [tuple((x.start, x.end) for x in lines[low:high] if x.keep) for low, high in pairwise(starts)]
    stories = tuple(Story(page="p", story=n, spans=s) for n, s in enumerate(s for s in spans if s))
    return Reading(page=Page(id="p", text="\n".join(text for _, _, text in rows), **page), lines=tuple(lines), stories=stories)


def dates(given: Reading, actors: object = None) -> list[StoryDate]:
    context = Context()
    context.__dict__["actors"] = actors
    return [row for row in date(given, context) if isinstance(row, StoryDate)]


BODY = (
    LineKind.BODY,
    True,
    "The harbour council voted on Tuesday to close the quay, officials said, after an accident.",
)
HEADLINE = (LineKind.HEADLINE, False, "Quay closed after accident")


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ((LineKind.DATE, False, "Published: 3 May 2024 10:15"), "2024-05-03"),
        ((LineKind.BYLINE, False, "By Tomas Reuel | May 3, 2024"), "2024-05-03"),
        ((LineKind.OTHER, False, "2024-05-03"), "2024-05-03"),
        ((LineKind.DATE, False, "View Date:2024-12-23 23:49:08"), None),
        ((LineKind.DATE, False, "Last updated 4 May 2024"), None),
        ((LineKind.LEGAL, False, "© 2024 Amsel Gazette, 3 May 2024"), None),
        ((LineKind.LINK_LIST, False, "- Storm hits coast, 3 May 2024"), None),
        ((LineKind.OTHER, False, "Trending 3 May 2024: storm hits coast"), None),
        ((LineKind.COMMENT, False, "Ada, 3 May 2024: well done"), None),
        ((LineKind.CAPTION, False, "The quay on 3 May 2024. Photo: Ines Vogt"), None),
    ],
)
def test_which_dates_of_a_page_date_its_story(line: tuple[LineKind, bool, str], published: str | None) -> None:
    (found,) = dates(reading(HEADLINE, line, BODY))
    assert found.published == published
    assert found.basis is (DateBasis.EXPLICIT if published else DateBasis.NONE)
    assert bool(found.rejected) == (published is None)


def test_a_labelled_date_is_believed_before_a_bare_one_and_a_near_one_before_a_far_one() -> None:
    bare, labelled = (LineKind.DATE, False, "1 May 2024"), (LineKind.DATE, False, "Published 3 May 2024")
    (found,) = dates(reading(labelled, bare, BODY))
    assert (found.published, found.rejected[0].text) == ("2024-05-03", "1 May 2024")
    (found,) = dates(reading((LineKind.DATE, False, "20 April 2024"), HEADLINE, bare, BODY))
    assert found.published == "2024-05-01"


def test_a_day_in_the_head_of_the_page_is_that_of_the_visit() -> None:
    menu = [(LineKind.NAVIGATION, False, f"Section {number}") for number in range(9)]
    (found,) = dates(reading((LineKind.DATE, False, "Monday, June 10, 2024"), *menu, HEADLINE, BODY))
    assert (found.published, found.last) == (None, "2024-06-10")


def test_year_and_time_of_day_run_together() -> None:
    (found,) = dates(reading(HEADLINE, (LineKind.DATE, False, "Published Fri, May 3 20244:29 PM"), BODY))
    assert found.published == "2024-05-03"


def test_a_date_after_the_visit_is_not_believed() -> None:
    view = (LineKind.DATE, False, "Viewed: 1 May 2024")
    (found,) = dates(reading(view, HEADLINE, (LineKind.DATE, False, "3 May 2024"), BODY))
    assert (found.published, found.last) == (None, "2024-05-01")


def test_view_and_update_bound_a_story() -> None:
    (viewed,) = dates(reading((LineKind.DATE, False, "View Date:2024-12-23 23:49:08"), BODY))
    assert (viewed.published, viewed.last) == (None, "2024-12-23")
    assert "upper bound" in viewed.rejected[0].why
    (updated,) = dates(reading(HEADLINE, (LineKind.DATE, False, "Updated May 4, 2024"), BODY))
    assert (updated.published, updated.last) == (None, "2024-05-04")


def test_dateline_below_the_headline() -> None:
    text = "PORT AMSEL, May 3, 2024 (Wire) - The council voted on Tuesday to close the quay."
    (found,) = dates(reading((LineKind.HEADLINE, True, "Quay closed"), (LineKind.BODY, True, text)))
    assert found.published == "2024-05-03"


def test_ambiguous_order_bounds_the_story_unless_the_page_settles_it() -> None:
    line = (LineKind.DATE, False, "03/05/2024")
    (found,) = dates(reading(HEADLINE, line, BODY))
    assert (found.published, found.first, found.last) == (None, "2024-03-05", "2024-05-03")
    (found,) = dates(reading(HEADLINE, line, BODY, (LineKind.LINK_LIST, False, "Storm, 25/04/2024")))
    assert found.published == "2024-05-03"


def test_declared_and_url_dates() -> None:
    (found,) = dates(reading(BODY, declared=(("updated", "2024-05-05"), ("published", "2024-05-03T08:00:00+02:00"))))
    assert found.published == "2024-05-03"
    (found,) = dates(reading(BODY, url="https://example.org/news/2024/05/03/quay"))
    assert found.published == "2024-05-03"


def test_the_given_date_holds_for_the_main_story_only() -> None:
    teaser = (LineKind.BODY, True, "The observatory yesterday showed its first images.")
    main, other = dates(reading(BODY, teaser, cuts=(1,), date="2024-01-22"))
    assert (main.published, main.basis) == ("2024-01-22", DateBasis.PUBLICATION)
    assert (other.published, other.last, other.basis) == (None, "2024-01-22", DateBasis.NONE)


def test_expressions_of_another_story_stay_open() -> None:
    teaser = (LineKind.BODY, True, "The observatory yesterday showed its first images.")
    rows = list(date(reading(BODY, teaser, cuts=(1,), date="2024-01-22"), Context()))
    values = [(row.story, row.value) for row in rows if isinstance(row, TimeExpression)]
    assert values == [(0, "2024-01-16"), (1, "XXXX-XX-XX")]


def test_a_date_that_differs_from_the_given_one_is_rejected() -> None:
    (found,) = dates(reading(HEADLINE, (LineKind.DATE, False, "Published 3 May 2024"), BODY, date="2024-05-04"))
    assert found.published == "2024-05-04"
    assert "2024-05-04" in found.rejected[0].why


def test_live_blog_entries_count_from_their_own_day() -> None:
    text = "The crane fell yesterday.\nDivers came today."
    story = Story(page="p", story=0, spans=((0, 25), (26, 44)), entries=(
        Entry(start=0, end=25, time="2024-05-04T09:00"), Entry(start=26, end=44, time="2024-05-03T21:00"),
    ))  # fmt: skip
    rows = list(date(Reading(page=Page(id="p", text=text), stories=(story,)), Context()))
    assert [row.value for row in rows if isinstance(row, TimeExpression)] == ["2024-05-03", "2024-05-03"]


def test_a_live_blog_of_very_many_entries_takes_time_in_proportion() -> None:
    line, n = "The crane fell yesterday.\n", 20_000
    spans = tuple((i * len(line), (i + 1) * len(line) - 1) for i in range(n))
    entries = tuple(Entry(start=start, end=end, time="2024-05-04T09:00") for start, end in spans)
    story = Story(page="p", story=0, spans=spans, entries=entries)
    began = process_time()
    rows = list(date(Reading(page=Page(id="p", text=line * n), stories=(story,)), Context()))
    assert process_time() - began < 20
    assert {row.value for row in rows if isinstance(row, TimeExpression)} == {"2024-05-03"}


def offices(*terms: tuple[str, str, str | None]) -> object:
    def office_terms(text: str) -> list[tuple[int, int, str, str | None, str]]:
        return [(text.find(n), text.find(n) + len(n), first, last, n) for n, first, last in terms if n in text]

    return SimpleNamespace(office_terms=office_terms)


def test_an_office_taken_later_than_the_given_date_contradicts_it() -> None:
    teaser = (LineKind.BODY, True, "President Ilse Brandt opened the fair.")
    table = offices(("President Ilse Brandt", "2025-03-14", None))
    _, other = dates(reading(BODY, teaser, cuts=(1,), date="2024-01-22"), table)
    assert (other.first, other.last) == ("2025-03-14", None)
    assert "took office on 2025-03-14" in other.rejected[0].why


def test_a_former_holder_sets_no_bound() -> None:
    text = (LineKind.BODY, True, "The former President Ilse Brandt opened the fair.")
    (found,) = dates(reading(text), offices(("President Ilse Brandt", "2005-03-14", "2012-03-14")))
    assert found.first is None


def test_of_several_terms_the_one_that_the_others_allow() -> None:
    first, second = Term("President X", Day(2017, 1, 20), Day(2021, 1, 20)), Term("President X", Day(2025, 1, 20), None)
    newer = Term("Premier Y", Day(2024, 10, 1), None)
    assert bounds_of([([first, second], True)]).first == Day(2017, 1, 20)
    assert bounds_of([([first, second], True), ([newer], True)]).first == Day(2025, 1, 20)


def test_main_story_is_the_first_long_complete_one() -> None:
    def story(number: int, length: int, complete: bool = True) -> Story:
        return Story(page="p", story=number, spans=((number * 1000, number * 1000 + length),), complete=complete)

    assert main_story([story(0, 60, complete=False), story(1, 500), story(2, 700)]) == 1
    assert main_story([story(0, 100), story(1, 900)]) == 1


def test_a_page_without_a_story_gives_nothing() -> None:
    assert list(date(Reading(page=Page(id="p", text="")), Context())) == []


@pytest.mark.parametrize(
    "unit",
    ["the early ", "1 ", "1-", "3, ", "May ", "Monday ", "one hundred ", "\n", " ", "2024 ", "the end of ", "a day "],
)
def test_broken_pages_take_time_in_proportion_to_their_length(unit: str) -> None:
    def seconds(length: int) -> float:
        start = process_time()
        expressions(unit * (length // len(unit)))
        return process_time() - start

    seconds(2_000)
    assert seconds(40_000) < 2.0
