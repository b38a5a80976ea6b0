"""Bytes, HTML and rows as they come: what becomes a page, what becomes an issue, and nothing hangs."""

from __future__ import annotations

import json
import time

import pytest

from dateline.records import Issue, IssueReason, LineKind, Page, PageKind
from dateline.stages.ingest import page_from_html, page_from_row, page_from_text

SENTENCE = "The envoys of Ostland left the café in Tarvik – without a deal."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings(encoding: str) -> None:
    page = page_from_text((SENTENCE * 3).encode(encoding), id="t")
    assert isinstance(page, Page)
    assert page.text == SENTENCE * 3


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_english_without_any_accent_in_utf_16_without_a_mark(encoding: str) -> None:
    page = page_from_text("Troops left Lima. ".encode(encoding) * 9, id="t", encoding="utf-8")
    assert isinstance(page, Page)
    assert page.text == "Troops left Lima. " * 9


def test_text_is_otherwise_unchanged() -> None:
    page = page_from_text(b"one\r\ntwo\x00three\r\n", id="t")
    assert isinstance(page, Page)
    assert page.text == "one\r\ntwo\x00three\r\n"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", IssueReason.EMPTY),
        (b"\x00\x00 \n", IssueReason.EMPTY),
        (b"\xef\xbb\xbf \n", IssueReason.EMPTY),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), IssueReason.BINARY),
        (bytes(range(256)) * 40, IssueReason.BINARY),
    ],
)
def test_what_is_no_text(data: bytes, reason: IssueReason) -> None:
    found = page_from_text(data, id="t")
    assert isinstance(found, Issue)
    assert found.reason is reason


def test_broken_utf8_is_read_as_utf8() -> None:
    page = page_from_text(SENTENCE.encode() * 5 + b"\xff", id="t")
    assert isinstance(page, Page)
    assert page.text.startswith(SENTENCE)


HTML = """<!doctype html><html lang="en"><head><title>Talks end - Tarvik Times</title><meta charset="utf-8">
<meta property="og:site_name" content="Tarvik Times"><meta property="article:published_time" content="2024-03-05T10:00:00+01:00">
<script type="application/ld+json">{"datePublished": "2024-03-05T10:00:00+01:00", "dateModified": "2024-03-06"}</script>
<script>document.write("<p>never shown</p>")</script></head><body class="has-sidebar"><nav><ul><li><a href="/">Home</a></li></ul></nav>
<article><h1>Talks end without a deal</h1><p class="byline">By Ana Petrova</p><figure><figcaption>Envoys arrive.</figcaption></figure>
<p>Envoys of the two states left the capital on Tuesday after <b>three</b> days of talks, officials said.</p>
<ul class="key-points"><li>No deal was signed</li></ul><div style="display: none">hidden words</div></article>
<div id="comments"><p>Well, who would have thought so.</p></div><footer>Copyright Tarvik Times</footer></body></html>"""  # noqa: E501


def test_html_lines_and_kinds() -> None:
    page = page_from_html(HTML.encode(), id="h", url="https://tarvik.example/2024/03/05/talks")
    assert isinstance(page, Page)
    kinds = {page.text[line.start : line.end]: line.kind for line in page.markup}
    assert kinds["Home"] is LineKind.NAVIGATION
    assert kinds["Talks end without a deal"] is LineKind.HEADLINE
    assert kinds["By Ana Petrova"] is LineKind.BYLINE
    assert kinds["Envoys arrive."] is LineKind.CAPTION
    assert kinds["No deal was signed"] is LineKind.KEY_POINT
    assert kinds["Well, who would have thought so."] is LineKind.COMMENT
    assert kinds["Envoys of the two states left the capital on Tuesday after three days of talks, officials said."] is None
    assert "never shown" not in page.text
    assert "hidden words" not in page.text


def test_html_states_dates_title_and_outlet() -> None:
    page = page_from_html(HTML.encode(), id="h", url="https://tarvik.example/2024/03/05/talks")
    assert isinstance(page, Page)
    assert (page.title, page.outlet, page.language) == ("Talks end - Tarvik Times", "Tarvik Times", "en")
    assert page.declared == (("published", "2024-03-05T10:00:00+01:00"), ("updated", "2024-03-06"), ("url", "2024-03-05"))
    assert page.date is None


def test_html_charset_is_read() -> None:
    page = page_from_html(b"<html><head><meta charset='iso-8859-2'></head><body><p>\xb3\xf3d\xbc</p></body></html>", id="h")
    assert isinstance(page, Page)
    assert page.text == "łódź"


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 100_000 + "the talks ended" + "</div>" * 100_000,
        "<p>" + "word " * 2_000_000,
        "<p>x" * 100_000,
        "<a class='x y'>t</a>" * 50_000,
        "<" * 300_000,
        "<div " * 100_000,
        "<script>" + "a<b>" * 200_000,
        "<!--" * 100_000,
    ],
    ids=["deep", "long", "unclosed", "inline", "less-than", "attributes", "script", "comments"],
)
def test_hostile_html_is_quick(markup: str) -> None:
    began = time.perf_counter()
    found = page_from_html(markup.encode(), id="h")
    assert isinstance(found, (Page, Issue))
    assert time.perf_counter() - began < 15


def test_deep_html_keeps_its_text() -> None:
    found = page_from_html(("<div>" * 100_000 + "the talks ended").encode(), id="h")
    assert isinstance(found, Page)
    assert "the talks ended" in found.text


def test_rows() -> None:
    row = {"text": "Envoys met.", "id": 7, "date": "2024-03-05T10:00:00Z", "title": None, "kind": "story", "else": 1}
    page = page_from_row(row, id="f#1")
    assert isinstance(page, Page)
    assert (page.id, page.date, page.title, page.kind, page.text) == ("7", "2024-03-05", None, PageKind.STORY, "Envoys met.")
    mention = page_from_row(
        {"mention": "the envoy of Ostland", "context": "He left.", "kind": None}, id="f#2", date="2024-01-02"
    )
    assert isinstance(mention, Page)
    assert (mention.kind, mention.mention, mention.context, mention.date) == (
        PageKind.MENTION,
        "the envoy of Ostland",
        "He left.",
        "2024-01-02",
    )
    markup = page_from_row({"html": HTML, "url": "https://tarvik.example/x"}, id="f#3")
    assert isinstance(markup, Page)
    assert markup.outlet == "Tarvik Times"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({}, IssueReason.BROKEN_ROW),
        ({"text": None, "html": None}, IssueReason.BROKEN_ROW),
        ({"text": ["a"]}, IssueReason.BROKEN_ROW),
        ({"text": "a", "date": "yesterday"}, IssueReason.BROKEN_ROW),
        ({"text": "a", "date": "2024-02-30"}, IssueReason.BROKEN_ROW),
        ({"text": "a", "kind": "poem"}, IssueReason.BROKEN_ROW),
        ({"text": "a", "kind": ["page"]}, IssueReason.BROKEN_ROW),
        ({"text": "  "}, IssueReason.EMPTY),
    ],
)
def test_broken_rows(row: dict[str, object], reason: IssueReason) -> None:
    found = page_from_row(row, id="f#1")
    assert isinstance(found, Issue)
    assert found.reason is reason


def live_page(block: str, items: str) -> Page:
    """A page with a JSON-LD block, a list of its entries, and the entries."""
    head = f"<head><title>Harbour</title><script type='application/ld+json'>{block}</script></head>"
    page = page_from_html(f"<html>{head}<body><main><h1>Harbour strike</h1>{items}</main></body></html>".encode(), id="h")
    assert isinstance(page, Page)
    return page


UPDATES = [
    ("2024-05-07T18:05:00Z", "Ferries sail again", "The first ferry has left with 300 passengers, the company says."),
    (
        "2024-05-07T16:30:00+02:00",
        "",
        "The union has accepted six percent over two years, its leader told members on the quay.",
    ),
    ("2024-05-06T23:40:00Z", "Night without a deal", "Negotiators have gone home for the night, a spokesman said."),
]


def entries_of(page: Page) -> list[tuple[str, str]]:
    """Where the markup says that entries start, by their first words, and when they were posted."""
    found = ((int(kind.removeprefix("entry ")), moment) for kind, moment in page.declared if kind.startswith("entry "))
    return [(page.text[at : at + 8], moment) for at, moment in found]


def test_entries_that_json_ld_tells_of_are_found_in_the_text() -> None:
    told = [{"@type": "BlogPosting", "headline": h, "articleBody": f"<p>{b}</p>", "datePublished": d} for d, h, b in UPDATES]
    blog = {"@type": ["LiveBlogPosting"], "datePublished": "2024-05-06T06:00:00Z", "liveBlogUpdate": told}
    index = "".join(f"<li>{head}</li>" for _, head, _ in UPDATES)
    items = "".join(f"<h2>{head}</h2><p>{body}</p>" for _, head, body in UPDATES)
    page = live_page(json.dumps([{"@graph": [blog]}]), f"<ul>{index}</ul>{items}")
    assert entries_of(page) == list(zip(["Ferries ", "The unio", "Night wi"], [d for d, _, _ in UPDATES], strict=True))
    assert page.declared[0] == ("published", "2024-05-06T06:00:00Z")
    assert page.text.rindex("Ferries sail") == int(page.declared[1][0].removeprefix("entry "))


def test_entries_that_microdata_tells_of() -> None:
    entry = "<div itemprop='liveBlogUpdate' itemscope><meta itemprop='datePublished' content='{}'><h2>{}</h2><p>{}</p></div>"
    page = live_page("{}", "".join(entry.format(*update) for update in UPDATES))
    assert entries_of(page) == list(zip(["Ferries ", "The unio", "Night wi"], [d for d, _, _ in UPDATES], strict=True))
    assert not [kind for kind, _ in page.declared if kind == "published"]


@pytest.mark.parametrize(
    "block",
    [
        "[" * 300_000,
        '{"a":' * 100_000 + "1" + "}" * 100_000,
        "[" + "1," * 900_000 + "1]",
        '{"@type": ["LiveBlogPosting", 5, null], "liveBlogUpdate": [1, null, {"headline": {"a": 1}, "datePublished": 7}]}',
        '{"@type": "LiveBlogPosting", "liveBlogUpdate": {"headline": "\\u0000\\ud800", "datePublished": "soon"}, "name": []}',
        '{"@type": "LiveBlogPosting", "liveBlogUpdate": ['
        + ",".join(['{"articleBody": "The ferry has left.", "datePublished": "2024-05-07T18:05Z"}'] * 30_000)
        + "]}",
        '{"@type": "LiveBlogPosting", "datePublished": ' + "9" * 100_000 + "}",
    ],
    ids=["deep", "deep objects", "wide", "types", "characters", "many", "number"],
)
def test_hostile_json_ld_is_passed_over_quickly(block: str) -> None:
    began = time.process_time()
    page = live_page(block, "<p>The ferry has left.</p>" * 2000)
    assert len(entries_of(page)) <= 2000
    assert time.process_time() - began < 10
