"""The sample pages, read by all stages: what each was written to show holds.

What the stages before the parser find stands in golden/samples.json. ``python tests/test_samples.py`` (``just golden``)
writes it anew; look at the difference before you commit it.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from dateline.config import Config
from dateline.records import Event, Issue, Reading, Status
from dateline.run.api import Pipeline
from dateline.run.inputs import read_pages

GOLDEN = Path(__file__).parent / "golden/samples.json"
PAGES = {page.id: page for page in read_pages(["sample:"]) if not isinstance(page, Issue)}
SETTINGS = Config()


@lru_cache
def sample(name: str) -> Reading:
    """The reading of a sample, named with or without its ending; its settings are the defaults, whatever the user's are."""
    page = next(page for page in PAGES.values() if name in (page.id, Path(page.id).stem))
    return Pipeline(SETTINGS).read(page)


def events(name: str, *words: str) -> list[Event]:
    """The records of a sample whose sentence holds one of the words; with none, all."""
    return [event for event in sample(name).events if not words or any(word in event.text for word in words)]


def outline(reading: Reading) -> dict[str, Any]:
    """What stages find that need no parser, as a person can check it."""
    dates = {date.story: date for date in reading.dates}
    return {
        "dropped": [line.text for line in reading.lines if not line.keep and line.text.strip()],
        "stories": [
            {
                "begins": reading.page.text[story.spans[0][0] :][:40],
                "ends": reading.page.text[: story.spans[-1][1]].rstrip()[-40:],
                "complete": story.complete,
                "entries": [entry.time for entry in story.entries],
                "published": dates[story.story].published if story.story in dates else None,
            }
            for story in reading.stories
        ],
    }


@lru_cache
def golden() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(GOLDEN.read_text(encoding="utf-8"))
    return found


def test_the_golden_file_knows_every_page() -> None:
    assert list(golden()) == list(PAGES)


@pytest.mark.parametrize("page", PAGES)
def test_lines_stories_and_dates(page: str) -> None:
    assert outline(sample(page)) == golden()[page], "if this is right, type: just golden"


@pytest.mark.parametrize("page", PAGES)
def test_every_sample_but_sports_gives_records(page: str) -> None:
    assert bool(sample(page).events) == (page != "sports.txt")
    assert not sample(page).issues


def test_words_come_from_the_page() -> None:
    for page in ("digest", "live-blog", "harbour-protest", "prisoner-swap"):
        reading = sample(page)
        for event in reading.events:
            assert reading.page.text[event.text_info.start : event.text_info.end] == event.text


def test_a_digest_dates_only_its_own_story() -> None:
    stories = sample("digest").stories
    assert [story.complete for story in stories] == [True, False, False, False, False]
    assert {event.date for event in sample("digest").events if event.story} <= {None}
    assert any(event.date == "2024-02-26" and event.enddate == "2024-03-03" for event in events("digest", "last week"))


def test_a_live_blog_has_entries_with_times() -> None:
    story = sample("live-blog").stories[0]
    assert "2024-03-15T17:20+00:00" in [entry.time for entry in story.entries]
    denied = events("live-blog", "Georgia’s border police have denied")
    assert [(event.event, event.status) for event in denied] == [(("ASSAULT",), Status.NEGATED)]


def test_a_copy_says_the_same_and_believes_no_false_date() -> None:
    told = [(event.event, event.mode, event.text) for event in events("prisoner-swap")]
    copied = [(event.event, event.mode, event.text) for event in events("scraper-copy")]
    assert copied == told
    assert not any((event.date or "").startswith("2025") for event in events("scraper-copy"))
    assert sample("scraper-copy").dates[0].published is None


def test_a_stories_own_day_dates_what_happened_on_thursday() -> None:
    assert {event.date for event in events("prisoner-swap", "on Thursday")} == {"2024-03-21"}


def test_furniture_of_html_gives_nothing() -> None:
    text = sample("harbour-protest").page.text
    told = " ".join(event.text for event in events("harbour-protest"))
    for words in ("smugglers", "bribes", "cousin", "send in the army"):
        assert words not in told
    assert "dataLayer" not in text
    fired = events("harbour-protest", "fired tear gas")[0]
    assert (fired.event, fired.mode, fired.date) == (("ASSAULT",), ("crowd-control",), "2024-03-12")


def test_accounts_of_one_clash_keep_their_numbers() -> None:
    dead = [
        event.size.dead for page in ("clash-agency", "clash-daily") for event in events(page) if event.size and event.size.dead
    ]
    assert dead == [7, 13]
    assert events("clash-agency")[0].date == events("clash-daily")[0].date == "2024-04-08"


def test_background_is_not_told_as_news() -> None:
    assert {event.date[:4] for event in events("background") if event.date} <= {"1932", "1934", "1935", "1938", "1972", "2016"}
    assert {event.status for event in events("background", "could order", "might refuse")} == {Status.HYPOTHETICAL}


def test_without_any_date_dates_stay_open() -> None:
    found = events("undated")
    assert found
    assert not any(event.date for event in found)
    assert "-2W" in {event.date_info.offset for event in found}


def test_a_chain_of_speakers() -> None:
    chain = events("statement-chain", "Thailand had agreed")[0].attribution
    assert [(speaker.code, speaker.cue) for speaker in chain] == [("KHM", "told"), ("LAO", "according to")]


def test_what_is_only_considered_is_no_sanction() -> None:
    assert not [event for event in events("court-sanctions", "is considering") if event.status is Status.ACTUAL]


if __name__ == "__main__":
    GOLDEN.parent.mkdir(exist_ok=True)
    found = {page: outline(sample(page)) for page in PAGES}
    GOLDEN.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
