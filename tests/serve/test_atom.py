"""Every feed is one by RFC 4287, whatever the pages say: by a grammar, by the rules no grammar can say, and to a reader."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import feedparser  # type: ignore[import-untyped]
import pytest
from fastapi.testclient import TestClient
from lxml import etree  # type: ignore[import-untyped]
from served import HERE, HOSTILE, add, make_event, make_reading, small_store

from dateline.records import Entity
from dateline.serve.api import create_app
from dateline.serve.formats import Entry, write_atom

GRAMMAR = etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))
ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = [
    "/now.atom",
    "/now.atom?rows=all&q=marchers&actor=PER&by=report",
    "/now.atom?q=%20%22%3C%3E%26%25&from=2024-01-01",
    "/claims.atom",
    "/claims.atom?stance=asserts&holder=a%20nurse",
    "/stories.atom",
    "/stories/e1.atom",
    "/dyads.atom",
    "/dyads.atom?a=PER",
    "/dyads.atom?a=a%20nurse&b=100%25%20%3C%22%26",
    "/review.atom",
    "/now.atom?q=nothingofthekind",
]
# What a page could be called. Signs that XML cannot hold at all, its own signs, text of both directions, nothing, much.
TITLES = {
    "e6": "a\x00b\x08c\x0bd\x1fe\ufffef\uffff",
    "e7": "</title></entry><entry>]]>&amp;&lt;script&gt;",
    "e8": "\u202eabc\u2066 שלום العالم 🗞️ e\u0301",
    "e9": " \n\t ",
    "e10": "x" * 20_000,
    "e11": "<![CDATA[<b>bold</b>]]><?php echo 1 ?><!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>",
}


@pytest.fixture(scope="module")
def feeds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    path = small_store(tmp_path_factory.mktemp("feeds") / "news.duckdb")
    readings = []
    for number, (id, title) in enumerate(TITLES.items(), start=60):
        text = f"Police shot. {title}"
        event = make_event(id, f"p{number}", text, actor=(Entity(entity_text=title),), link=id)
        readings.append(make_reading(number, text, event, title=title, outlet=title))
    add(path, *readings, run="r2")
    with TestClient(create_app(path, follow=False), base_url=HERE) as client:
        client.get("/review")
        token = client.get("/review").text.partition('name="csrf" value="')[2].partition('"')[0]
        client.post("/review", data={"csrf": token, "decision": "reject", "event": "e2", "new": HOSTILE[:100]})
        client.post("/review", data={"csrf": token, "decision": "accept", "event": "e2"})
        yield client


def checked(body: bytes) -> etree._Element:
    feed = etree.parse(io.BytesIO(body), etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
    assert GRAMMAR.validate(feed), GRAMMAR.error_log
    ids = [found.text for found in feed.iterfind(f"{ATOM}entry/{ATOM}id")]
    assert len(ids) == len(set(ids)), "two entries of one id are one entry (4.1.2)"
    [own] = [link.get("href") for link in feed.iterfind(f"{ATOM}link") if link.get("rel") == "self"]
    assert own
    for entry in feed.iterfind(f"{ATOM}entry"):
        links = [(link.get("rel", "alternate"), link.get("type")) for link in entry.iterfind(f"{ATOM}link")]
        assert len(links) == len(set(links))
        assert entry.find(f"{ATOM}content") is not None or "alternate" in dict(links)
    moments = [found.text or "" for found in feed.iterfind(f"{ATOM}entry/{ATOM}updated")]
    assert feed.findtext(f"{ATOM}updated") == max(moments, default=feed.findtext(f"{ATOM}updated"))
    return feed


@pytest.mark.parametrize("path", FEEDS)
def test_every_feed_is_valid(feeds: TestClient, path: str) -> None:
    answer = feeds.get(path)
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = checked(answer.content)
    own = next(link.get("href") for link in feed.iterfind(f"{ATOM}link"))
    assert feeds.get(own).content == answer.content, "its own address leads to it"
    rows = feeds.get(path.replace(".atom", ".json")).json()["rows"]
    assert len(feed.findall(f"{ATOM}entry")) == len(rows)


@pytest.mark.parametrize("path", FEEDS)
def test_a_reader_of_feeds_reads_every_feed(feeds: TestClient, path: str) -> None:
    read = feedparser.parse(feeds.get(path).content)
    assert not read.bozo, read.get("bozo_exception")
    assert read.version == "atom10"
    assert read.feed.title
    for entry in read.entries:
        assert entry.id.startswith(HERE)
        assert entry.link.startswith(HERE)
        assert entry.updated_parsed


def test_hostile_titles_come_out_as_the_text_they_are(feeds: TestClient) -> None:
    feed = checked(feeds.get("/stories.atom").content)
    found = [(entry.findtext(f"{ATOM}id", ""), entry.findtext(f"{ATOM}title")) for entry in feed.iter(f"{ATOM}entry")]
    titles = {id.rpartition("/")[2]: title for id, title in found}
    assert titles["e3"] == HOSTILE
    assert titles["e7"] == TITLES["e7"]
    assert titles["e8"] == TITLES["e8"]
    assert titles["e11"] == TITLES["e11"]
    assert titles["e6"] == "a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf\ufffd"
    assert {element.tag for element in feed.iter()} <= {
        ATOM + name for name in ("feed", "id", "title", "updated", "author", "name", "generator", "link", "entry", "content")
    }


def test_an_entry_leads_to_its_record(feeds: TestClient) -> None:
    read = feedparser.parse(feeds.get("/now.atom").content)
    for entry in read.entries:
        assert feeds.get(entry.link.removeprefix(HERE)).status_code == 200


def test_the_id_of_an_entry_stays_when_others_come(feeds: TestClient) -> None:
    few, many = (feedparser.parse(feeds.get(f"/claims.atom?limit={n}").content) for n in (1, 50))
    assert few.entries[0].id in [entry.id for entry in many.entries]


BROKEN = {
    "no id": ("<id>http://h/f</id>", ""),
    "an id that is relative": ("<id>http://h/f</id>", "<id>/f</id>"),
    "an address with a blank": ("<id>http://h/f</id>", "<id>http://h/a b</id>"),
    "no title": ("<title>t</title>", ""),
    "two titles": ("<title>t</title>", "<title>t</title><title>t</title>"),
    "a day for a moment": ("<updated>2024-03-04T00:00:00Z</updated>", "<updated>2024-03-04</updated>"),
    "a moment with no offset": ("<updated>2024-03-04T00:00:00Z</updated>", "<updated>2024-03-04T00:00:00</updated>"),
    "no author": ("<author><name>dateline</name></author>", ""),
    "an element of no feed": ("</feed>", "<description/></feed>"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_the_grammar_finds_what_is_no_feed(what: str) -> None:
    good = b"".join(write_atom([], title="t", base="http://h", path="/f")).decode().replace("1970-01-01", "2024-03-04")
    checked(good.encode())
    old, new = BROKEN[what]
    assert old in good
    assert not GRAMMAR.validate(etree.fromstring(good.replace(old, new, 1).encode()))


def test_two_entries_at_one_address_are_two() -> None:
    both = [Entry(id=id, title="t", path="/e/e1", updated="2024-03-04T00:00:00Z", text="") for id in ("c1", "c 2#")]
    feed = checked(b"".join(write_atom(both, title="t", base=HERE, path="/claims.atom")))
    assert [found.text for found in feed.iterfind(f"{ATOM}entry/{ATOM}id")] == [f"{HERE}/e/e1#c1", f"{HERE}/e/e1#c%202%23"]
