"""Whole pages of our own: what is inside and outside the stories, how many there are, and where entries start."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from dateline.context import Context
from dateline.pipeline import read_page
from dateline.records import LineKind, Page, PageKind, Reading

PAGES = Path(__file__).parent.parent / "pages"
NAMES = sorted(path.stem for path in PAGES.glob("*.txt"))


def read(name: str) -> tuple[Reading, dict]:
    expected = json.loads((PAGES / f"{name}.json").read_text(encoding="utf-8"))
    text = (PAGES / f"{name}.txt").read_text(encoding="utf-8")
    return read_page(Page(id=name, text=text, date=expected.get("date")), Context(), last="split"), expected


def inside(reading: Reading, phrase: str) -> bool:
    at = reading.page.text.index(phrase)
    spans = [span for story in reading.stories for span in story.spans]
    return any(start <= at and at + len(phrase) <= end for start, end in spans)


@pytest.mark.parametrize("name", NAMES)
def test_stories(name: str) -> None:
    reading, expected = read(name)
    assert not reading.issues
    assert [phrase for phrase in expected["keep"] if not inside(reading, phrase)] == []
    assert [phrase for phrase in expected["drop"] if inside(reading, phrase)] == []
    assert len(reading.stories) == expected["stories"]
    if "complete" in expected:
        assert [story.complete for story in reading.stories] == expected["complete"]
    if "titles" in expected:
        assert [story.title for story in reading.stories] == expected["titles"]


@pytest.mark.parametrize("name", NAMES)
def test_entries(name: str) -> None:
    reading, expected = read(name)
    text = reading.page.text
    entries = [entry for story in reading.stories for entry in story.entries]
    found = [(text[e.start : e.start + len(want[0])], e.time) for e, want in zip(entries, expected["entries"], strict=False)]
    assert found == [tuple(want) for want in expected["entries"]]
    assert len(entries) == len(expected["entries"])


@pytest.mark.parametrize(
    "name", [name for name in NAMES if "published" in json.loads((PAGES / f"{name}.json").read_text("utf-8"))]
)
def test_published(name: str) -> None:
    page, expected = read(name)[0].page, read(name)[1]
    assert read_page(page, Context(), last="date").dates[0].published == expected["published"]


def test_clean_text_is_one_story() -> None:
    text = "Envoys met in Tarvik.\nShare this article\nA frog was found in the southern highlands."
    reading = read_page(Page(id="s", text=text, kind=PageKind.STORY), Context(), last="split")
    assert [line.kind for line in reading.lines] == [LineKind.BODY] * 3
    assert len(reading.stories) == 1
    assert inside(reading, "Share this article")


def test_one_line_for_the_whole_page() -> None:
    sentences = [
        "Ministers from six states met in Tarvik on Monday to talk about the drought, the host government said.",
        "They agreed to send water trucks to the border and to share what the dams still hold.",
        "The drought has ruined the harvest in two of the states, and farmers there have blocked roads in protest.",
    ]
    body = " ".join(sentences * 9)
    text = f"{body} Related: Ten tips for a dry garden Copyright © 2024 The Tarvik Times. All rights reserved."
    reading = read_page(Page(id="o", text=text), Context(), last="split")
    assert len(reading.stories) == 1
    assert inside(reading, sentences[0])
    assert not inside(reading, "All rights reserved")


@pytest.mark.parametrize(
    "text",
    [
        "\x00\x00 broken \x00 page\n" * 20,
        "a" * 2_000_000,
        "word " * 200_000,
        "\n" * 100_000 + "x",
        "The talks ended on Monday without a deal, officials said.\n" * 5000,
        "10:15 a.m.\n" * 5000,
        "___\n" * 5000,
        "Home > " * 20_000,
        "»" * 50_000,
    ],
    ids=["nul", "one-word", "one-line", "blank", "same-line", "stamps", "separators", "breadcrumb", "marks"],
)
def test_bad_input_is_quick(text: str) -> None:
    began = time.perf_counter()
    reading = read_page(Page(id="b", text=text), Context(), last="split")
    assert time.perf_counter() - began < 10
    assert not [issue for issue in reading.issues if issue.reason == "stage-failed"]


def test_entries_of_a_page_that_lost_its_line_breaks() -> None:
    text, expected = (PAGES / "quake_live.txt").read_text(encoding="utf-8"), read("quake_live")[1]
    reading = read_page(Page(id="q", text=" ".join(text.split())), Context(), last="split")
    assert len(reading.stories) == 1
    assert [entry.time for entry in reading.stories[0].entries] == [when for _, when in expected["entries"]]
