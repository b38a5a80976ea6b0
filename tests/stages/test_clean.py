"""Kinds of lines, one behaviour a row, and lines that cover the page."""

from __future__ import annotations

import itertools

import pytest

from dateline.context import Context
from dateline.records import Line, LineKind, Page, Reading
from dateline.stages.clean import clean
from dateline.stages.ingest import page_from_html

STORY = [
    "The foreign ministers of Ostland and Varland met in Tarvik on Wednesday to talk about fishing rights, officials said.",
    "They agreed that boats of both countries may work in the strait from the first of May, under the eyes of inspectors.",
    "The quarrel began when the coast guard of Varland seized two trawlers and held their crews for nine weeks.",
]


def lines_of(text: str) -> list[Line]:
    return [line for line in clean(Reading(page=Page(id="p", text=text)), Context()) if isinstance(line, Line)]


@pytest.mark.parametrize(
    ("furniture", "kind"),
    [
        ("Photo: Jan Kral/Wire", LineKind.CAPTION),
        ("Read also: Fishermen block the harbour of Tarvik", LineKind.LINK_LIST),
        ("Share this article", LineKind.SHARE),
        ("veryGood! (31)", LineKind.SHARE),
        ("Advertisement", LineKind.ADVERT),
        ("Sign up for our newsletter to get the day's news", LineKind.ADVERT),
        ("We use cookies to improve your visit. Accept all", LineKind.LEGAL),
        ("© 2024 The Tarvik Times. All rights reserved.", LineKind.LEGAL),
        ("Home > World > Fishing", LineKind.NAVIGATION),
        ("By Tomas Reuter", LineKind.BYLINE),
        ("Published 14 February 2024 9:30 am", LineKind.DATE),
        ("Tags: Ostland, fishing, Varland", LineKind.NAVIGATION),
        ("___", LineKind.OTHER),
    ],
)
def test_furniture_inside_a_story(furniture: str, kind: LineKind) -> None:
    found = lines_of("\n".join([STORY[0], STORY[1], furniture, STORY[2]]))
    assert [line.keep for line in found] == [True, True, False, True]
    assert found[2].kind is kind


def test_key_points_are_kept() -> None:
    found = lines_of("\n".join(["WHAT TO KNOW:", "— Ministers meet in Tarvik.", *STORY]))
    assert all(line.keep for line in found)
    assert found[0].kind is LineKind.KEY_POINT


def test_comments_end_the_story() -> None:
    remark = "I have fished there for thirty years and never saw an inspector, so good luck with that to all of them."
    found = lines_of("\n".join([*STORY * 2, "Comments (2)", "oldsalt", "3 hours ago", remark, "Reply"]))
    assert [line.keep for line in found] == [True] * 6 + [False] * 5


def test_lines_run_together_are_cut() -> None:
    glued = STORY[1] + "Current:Home > MarketsFishing deal reached"
    found = lines_of("\n".join([STORY[0], glued, STORY[2]]))
    parts = [line for line in found if line.line == 1]
    assert parts[0].text == STORY[1]
    assert parts[0].keep
    assert not any(line.keep for line in parts[1:])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_offsets_are_those_of_the_page(end: str) -> None:
    text = end.join(["Home", "", *STORY, "  Share this article  "])
    found = lines_of(text)
    assert [text[line.start : line.end] for line in found] == [line.text for line in found]
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    covered = "".join(line.text for line in found)
    assert "".join(covered.split()) == "".join(text.split())
    assert found[1].line == 2


def test_markup_outweighs_words() -> None:
    items = "".join(f"<p>{text}</p>" for text in STORY)
    blurb = "The minister of fisheries resigned on Monday after his own boat was found in closed waters, his office said."
    markup = f"<html><body><article><h1>Deal on fishing</h1>{items}<div class='related-stories'><p>{blurb}</p></div></article></body></html>"  # noqa: E501
    page = page_from_html(markup.encode(), id="h")
    assert isinstance(page, Page)
    found = {line.text: line for line in clean(Reading(page=page), Context()) if isinstance(line, Line)}
    assert [found[text].keep for text in STORY] == [True, True, True]
    assert not found[blurb].keep
    assert found[blurb].kind is LineKind.LINK_LIST
    assert found["Deal on fishing"].kind is LineKind.HEADLINE


def test_news_between_kickers_is_not_lost() -> None:
    kickers = ["OSTLAND", "VARLAND", "NORLAND", "KALVO", "ESTVALE"]
    teasers = [f"{text.removesuffix('.')} and more than" for text in (*STORY, *STORY[:2])]
    parts = [f"{kicker}\nShort line here\nPhoto: EPA\n{text}" for kicker, text in zip(kickers, teasers, strict=True)]
    found = lines_of("\n".join([*parts, "SIGN UP FOR OUR DAILY BRIEFING"]))
    assert [text for text in teasers if not any(line.text == text and line.keep for line in found)] == []
    assert not any(line.keep for line in found if line.text.startswith(("Photo", "SIGN UP")))


@pytest.mark.parametrize("menu", [5, 40])
def test_one_sentence_under_a_menu_is_kept(menu: int) -> None:
    items = ["Home", "World", "Sport", "Opinion", "Weather"] * (menu // 5)
    found = lines_of(
        "\n".join([*items, "The army of Varland seized the airport of Norhaven on Monday, officials said.", *items])
    )
    assert [line.text[:8] for line in found if line.keep] == ["The army"]


def test_menus_and_notices_alone_are_no_news() -> None:
    notices = ["We use cookies to improve your visit and to show you what you may like.", "© 2024 The Tarvik Times."]
    assert not any(line.keep for line in lines_of("\n".join(["Home", "World", *notices, "Sign up for our newsletter."])))


@pytest.mark.parametrize("place", ["Tarvik, 3 May 2024", "NORHAVEN, Varland, May 3, 2024", "Port Amsel — 3 May 2024"])
def test_a_dateline_of_its_own(place: str) -> None:
    found = lines_of("\n".join(["Deal on fishing in the strait", place, *STORY]))
    assert found[1].kind is LineKind.DATELINE


def test_points_without_full_stops_are_key_points() -> None:
    points = ["Ministers meet in Tarvik", "Varland frees two trawlers", "Inspectors to watch the strait"]
    found = lines_of("\n".join(["Menu", "Key points", *points, *STORY]))
    assert [line.kind for line in found[2:5]] == [LineKind.KEY_POINT] * 3
    assert all(line.keep for line in found[1:])


def test_items_have_the_kind_of_their_section() -> None:
    items = ["Army seizes airport of Norhaven", "Storm kills eleven in the south"]
    remark = "I have fished there for years and never saw an inspector, so good luck."
    found = lines_of("\n".join([*STORY * 2, "Ranking", *items, "Comments (1)", "oldsalt", remark]))
    assert [line.kind for line in found[7:9]] == [LineKind.LINK_LIST] * 2
    assert [line.kind for line in found[10:12]] == [LineKind.COMMENT] * 2
