"""Whole pages of our own: what is inside and outside the stories, how many there are, and where entries start."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from dateline.context import Context
from dateline.pipeline import read_page
from dateline.records import LineKind, Page, PageKind, Reading
from dateline.stages.ingest import page_from_html

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


LIVE = Path(__file__).parent.parent.parent / "evaluation" / "gold" / "live"
LIVE_ROWS = [
    row
    for line in (LIVE / "entries.jsonl").read_text(encoding="utf-8").splitlines()
    if not (row := json.loads(line)).get("held")
]


@pytest.mark.parametrize("row", LIVE_ROWS, ids=lambda row: row["page"].removesuffix(".txt"))
def test_live_blogs_in_many_shapes(row: dict) -> None:
    text = (LIVE / row["page"]).read_text(encoding="utf-8")
    reading = read_page(Page(id="l", text=text, date=row.get("date")), Context(), last="split")
    assert len(reading.stories) == 1
    found = [(text[: e.start].count("\n") + 1, (e.time or "")[:16]) for e in reading.stories[0].entries]
    assert [line for line, _ in found] == [entry["line"] for entry in row["entries"]]
    timed = [(entry["line"], entry["time"][:16]) for entry in row["entries"] if "time" in entry]
    assert timed == [(line, time) for line, time in found if any(line == want for want, _ in timed)]


POSTS = [
    ("2024-05-07T18:05:00Z", "14.05 EDT", "Ferries sail again", "2024-05-07T14:05-04:00"),
    ("2024-05-07T16:30:00.000Z", "2h ago", "Union accepts offer of the company", "2024-05-07T16:30+00:00"),
    ("2024-05-07T12:10:00+02:00", "12:10", "Talks go on", "2024-05-07T12:10+02:00"),
    ("2024-05-06T23:40:00Z", "23h", "Night without a deal", "2024-05-06T23:40+00:00"),
]


def test_time_elements_date_their_entries() -> None:
    told = (
        "The islands had been cut off since Monday of last week, and clinics were running out of medicine, the ministry said."
    )
    items = "".join(
        f"<article><header><time datetime='{moment}'>{shown}</time><h2>{head}</h2></header>"
        f"<p>{told}</p><button>Share</button></article>"
        for moment, shown, head, _ in POSTS
    )
    index = "".join(f"<li><time datetime='{moment}'>{shown}</time> {head}</li>" for moment, shown, head, _ in POSTS)
    markup = f"<html><body><main><h1>Ferry strike live: islands cut off</h1><ul>{index}</ul>{items}</main></body></html>"
    page = page_from_html(markup.encode(), id="h")
    assert isinstance(page, Page)
    reading = read_page(page, Context(), last="split")
    (story,) = reading.stories
    assert [entry.time for entry in story.entries] == [time for *_, time in POSTS]
    assert [page.text[e.start : e.end].splitlines()[1] for e in story.entries] == [head for _, _, head, _ in POSTS]


def test_clock_times_of_readers_are_no_entries() -> None:
    story = (
        "The premier of Ostland has signed the fishing accord, and her government will send it to parliament this week. " * 8
    )
    remarks = "".join(
        f"reader{n}\n{10 + n}:15\nI have waited for this for many years and I do not believe a word.\n" for n in range(6)
    )
    reading = read_page(Page(id="c", text=f"{story}\nComments (6)\n{remarks}"), Context(), last="split")
    assert reading.stories[0].entries == ()
    assert not inside(reading, "I do not believe a word")


def live(stamps: list[str], *, above: str = "", **page: str) -> list[str | None]:
    """The times of the entries of a live blog with these stamps, newest first."""
    told = "The islands had been cut off for a week, and clinics were running out of medicine, the ministry said."
    items = "\n".join(f"{stamp}\nNews number {i} of the day\n{told}" for i, stamp in enumerate(stamps))
    text = f"Ferry strike live: islands cut off\n{above}\nFollow the latest here.\n{items}"
    (story,) = read_page(Page(id="a", text=text, **page), Context(), last="split").stories
    return [entry.time for entry in story.entries]


@pytest.mark.parametrize(
    ("stamps", "page", "days"),
    [
        (["5m ago", "2h ago", "19 hours ago"], {"fetched": "2024-06-20T19:00:00Z"}, ["20", "20", None]),
        (["5m ago", "2h ago", "22 hours ago"], {"fetched": "2024-06-20T19:00:00Z"}, ["20", "20", "19"]),
        (["5m ago", "2h ago"], {"above": "Updated 20 June 2024 18:20 BST"}, ["20", "20"]),
        (["5m ago", "2h ago"], {"above": "View Date:2024-06-20 18:40:11"}, ["20", "20"]),
        (["20 June 2024 18:05", "2h ago", "3h ago", "20 June 2024 14:05"], {}, ["20", "20", "20", "20"]),
        (["1h ago\n20 June 2024 18:05", "2h ago"], {}, ["20", "20"]),
        (["5m ago", "2h ago"], {"date": "2024-06-20"}, [None, None]),
        (["5m ago", "2h ago"], {}, [None, None]),
    ],
    ids=["fetched", "fetched, the day before", "updated", "viewed", "between", "one with both", "a day is not enough", "open"],
)
def test_stamps_of_age_give_a_day_where_it_can_be_told(stamps: list[str], page: dict[str, str], days: list[str | None]) -> None:
    found = live(stamps, **page)
    assert [time and time[8:10] for time in found] == days
    assert all(time is None or "T" not in time for time, stamp in zip(found, stamps, strict=True) if "June" not in stamp)


STAMPS = [
    ("{h}:{m} , Ana Petrova", "a name behind it"),
    ("{h}:{m}Ana Petrova", "a name run together with it"),
    ("{h}:{m} (IST)Jun 20", "a zone that is not known"),
    ("{h}{m} hrs", "no colon"),
    ("{h}:{m} Paris time", "the time of a place"),
    ("20/06/24 {h}:{m}", "a year of two figures"),
    ("20.06. {h}:{m}", "no year"),
    ("Posted at {h}:{m} 20 Jun20 Jun", "a day run together with itself"),
]


@pytest.mark.parametrize(("form", "name"), STAMPS, ids=[name for _, name in STAMPS])
def test_forms_of_stamps(form: str, name: str) -> None:
    found = live([form.format(h=h, m="05") for h in (18, 16, 11)], date="2024-06-20")
    assert [time and time[:16] for time in found] == ["2024-06-20T18:05", "2024-06-20T16:05", "2024-06-20T11:05"]


def test_lists_of_other_news_and_embedded_posts_are_no_entries() -> None:
    stamps = ["18.05", "16.30\nHelena Marsh\n@hmarsh\nNot one word from the company.\n1:44 PM · Jun 20, 2024", "14.10", "11.00"]
    above = "18.05\nNews number 0 of the day\n14.10\nNews number 2 of the day\nShow only these entries\nShow all"
    assert [time and time[11:] for time in live(stamps, above=above, date="2024-06-20")] == ["18:05", "16:30", "14:10", "11:00"]


@pytest.mark.parametrize("menu", ["Live", "LIVE", "Live news", "Live updates: storm hits the coast", "Newsticker", "Sort by"])
@pytest.mark.parametrize("form", ["{} {}", "{}\n{}"], ids=["in the line", "over the line"])
@pytest.mark.parametrize("below", [True, False], ids=["below", "above"])
def test_an_article_beside_a_list_of_news_is_no_live_blog(menu: str, form: str, below: bool) -> None:
    news = "\n".join(
        form.format(clock, f"Ferries to the outer islands sail again after {n} days of strike")
        for n, clock in enumerate(["18:05", "17:40", "16:20", "15:10", "14:00"])
    )
    body = (
        "Premier of Ostland signs fishing accord with neighbours\nBy Ana Petrova\n20 June 2024 18:05\n"
        "The premier of Ostland has signed the fishing accord, and her government will send it to parliament this week.\n"
        "The accord limits the catch of cod and herring for ten years, and it sets up a joint court for disputes of crews.\n"
        "What the accord says\n"
        "Boats of more than 24 metres may fish only outside the twelve-mile zone, and must carry an observer on board.\n"
        "What comes next\n"
        "Parliament will debate the accord on Thursday, and a vote is expected before the summer break, her spokesman said."
    )
    parts = [f"Home\n{menu}\nSport", body, f"Latest news\n{news}"] if below else [f"Home\n{menu}\nLatest news\n{news}", body]
    reading = read_page(Page(id="n", text="\n".join([*parts, "About us"])), Context(), last="split")
    assert [story.entries for story in reading.stories] == [()]
