from __future__ import annotations

import csv
import dataclasses
import datetime
import io
import re
import threading
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pyarrow.parquet as pq
import pytest
from fastapi.testclient import TestClient
from served import HERE, HOSTILE, add, make_event, make_reading, small_store

from dateline.records import Attribution, DateInfo, Entity, Entry, Size, Stance
from dateline.serve import charts, present
from dateline.serve.api import create_app
from dateline.serve.guard import HEADERS
from dateline.serve.queries import bars
from dateline.serve.site import bars_summary
from dateline.store.database import Access, connect
from dateline.store.store import Store, json_rows, rebuild_incidents

VIEWS = [
    "/",
    "/stories",
    "/stories/e1",
    "/dyads",
    "/dyads?a=PER",
    "/claims",
    "/review",
    "/about",
    "/e/e1",
    "/e/e3",
    "/page/p3?e=e3",
    "/?view=map",
]
FORMS = ["json", "csv", "parquet", "atom"]


class Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def elements(text: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Elements()
    parser.feed(text)
    return parser.found


@pytest.mark.parametrize("path", VIEWS)
def test_every_view_is_one_page_with_landmarks_and_nothing_of_a_hostile_page_runs(reader: TestClient, path: str) -> None:
    answer = reader.get(path)
    assert answer.status_code == 200
    tags = elements(answer.text)
    names = [tag for tag, _ in tags]
    assert names.count("h1") == names.count("main") == 1
    assert tags[[t for t, _ in tags].index("a")][1]["href"] == "#main"
    assert [a.get("src") for tag, a in tags if tag == "script"] == ["/static/dateline.js"]
    assert not [a for tag, a in tags if tag in ("iframe", "object", "embed") or "style" in a]
    assert not [name for _, a in tags for name in a if name.startswith("on")]
    assert not [a for _, a in tags for value in (a.get("href"), a.get("src")) if value and value.startswith("javascript")]
    assert all(
        value.startswith(("/", "#"))
        for tag, a in tags
        if tag in ("img", "link", "script")
        for value in [a.get("src") or a["href"] or ""]
    )
    ids = [a["id"] for _, a in tags if "id" in a]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/stories",
        "/e/e1",
        "/watch",
        "/now.json",
        "/now.csv?rows=all",
        "/dyads/chart.svg?a=PER",
        "/static/dateline.js",
        "/openapi.json",
        "/demo",
        "/nowhere",
        "/?limit=0",
    ],
)
def test_head_gives_what_get_gives_without_the_body(reader: TestClient, path: str) -> None:
    wanted, found = reader.get(path), reader.head(path)
    assert found.status_code == wanted.status_code
    assert found.headers == wanted.headers
    assert wanted.content
    assert not found.content


def test_headers_let_nothing_in_from_elsewhere(reader: TestClient) -> None:
    for path in ("/", "/now.json", "/static/dateline.js", "/nowhere"):
        headers = reader.get(path).headers
        for name, value in HEADERS.items():
            assert headers[name] == value
    policy = HEADERS["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


def test_a_name_that_points_here_from_elsewhere_gets_no_answer(reader: TestClient) -> None:
    assert reader.get("/", headers={"host": "evil.example"}).status_code == 421


@pytest.mark.parametrize("path", ["/now", "/claims", "/stories", "/dyads", "/review"])
@pytest.mark.parametrize("form", FORMS)
def test_every_view_in_every_form(reader: TestClient, path: str, form: str) -> None:
    answer = reader.get(f"{path}.{form}")
    assert answer.status_code == 200
    assert answer.content


def test_all_forms_hold_the_same_rows(reader: TestClient) -> None:
    ids = [row["id"] for row in reader.get("/now.json").json()["rows"]]
    assert sorted(ids) == ["e1", "e2", "e3"]
    assert [row["id"] for row in csv.DictReader(io.StringIO(reader.get("/now.csv").text))] == ids
    assert pq.read_table(io.BytesIO(reader.get("/now.parquet").content)).column("id").to_pylist() == ids
    feed = ElementTree.fromstring(reader.get("/now.atom").text)
    found = [entry.findtext("{*}id") or "" for entry in feed.iter("{http://www.w3.org/2005/Atom}entry")]
    assert [link.rpartition("/")[2] for link in found] == ids
    page = reader.get("/").text
    assert [id for id in ids if f'id="e-{id}"' in page] == ids
    assert [row["id"] for row in reader.get("/now.json?rows=all").json()["rows"]] == ids


def test_no_cell_of_a_csv_is_a_formula(reader: TestClient) -> None:
    for path in ("/now.csv", "/claims.csv", "/stories.csv", "/now.csv?rows=all"):
        for row in csv.reader(io.StringIO(reader.get(path).text)):
            for value in row:
                assert not value.startswith(("=", "@", "\t")), path
                assert not value.startswith(("+", "-")) or float(value)


def test_a_feed_is_plain_text_whatever_the_page_says(reader: TestClient) -> None:
    feed = ElementTree.fromstring(reader.get("/now.atom").text)
    assert {child.tag.rpartition("}")[2] for child in feed.iter()} <= {
        "feed", "id", "title", "updated", "author", "name", "generator", "link", "entry", "content",
    }  # fmt: skip
    assert HOSTILE in "".join(feed.itertext())


def test_pages_follow_each_other_by_cursor_and_nothing_is_told_twice(reader: TestClient) -> None:
    ids: list[str] = []
    path = "/now.json?limit=1"
    for _ in range(5):
        answer = reader.get(path)
        ids += [row["id"] for row in answer.json()["rows"]]
        if "next" not in answer.links:
            break
        path = answer.links["next"]["url"]
    assert ids == [row["id"] for row in reader.get("/now.json").json()["rows"]]


FILTERS = {
    "actor=PER": {"e1", "e2"},
    "recipient=ECU": {"e3"},
    "type=CONSULT": {"e3"},
    "type=CONSULT&type=ASSAULT": {"e1", "e2", "e3"},
    "status=negated": {"e2"},
    "source=Hill Times": {"e2"},
    "confidence=low": {"e3"},
    "from=2024-03-05": {"e3"},
    "to=2024-03-05": {"e1", "e2"},
    "q=NURSE": {"e1"},
    "q=%25": set(),
    "key=1": {"e1", "e2"},
    "holder=a nurse": {"e1"},
    "review=rejected": set(),
    "run=r1": {"e1", "e2", "e3"},
    "by=report&from=2024-03-11": {"e3"},
    "actor=' OR 1=1 --": set(),
    "from=&to=&q=": {"e1", "e2", "e3"},
}


@pytest.mark.parametrize(("query", "expected"), FILTERS.items())
def test_filters(reader: TestClient, query: str, expected: set[str]) -> None:
    assert {row["id"] for row in reader.get(f"/now.json?{query}").json()["rows"]} == expected
    assert reader.get(f"/?{query}").status_code == 200


@pytest.mark.parametrize("query", ["from=soon", "limit=0", "limit=100000", "cursor=x", "by=size", "q=" + "x" * 500])
def test_what_cannot_be_asked_is_said_so(reader: TestClient, query: str) -> None:
    answer = reader.get(f"/?{query}")
    assert answer.status_code == 422
    assert "<h1>" in answer.text


def test_when_nothing_matches_the_filter_that_removed_most_is_named(reader: TestClient) -> None:
    text = reader.get("/?q=zzz&type=ASSAULT").text
    assert "“words: zzz” removed the most: without it there are 2" in text
    assert 'href="/?type=ASSAULT"' in text


def test_the_drawer_shows_the_words_and_the_rule(reader: TestClient) -> None:
    text = reader.get("/e/e1").text
    for part in (
        "assault:shoot at",
        "Police shot at marchers, a nurse said.",
        "relative to the report",
        "run r1",
        "Hill Times",
    ):
        assert part in text, part
    assert reader.get("/e/nothing").status_code == 404
    assert reader.get("/e/e1.json").json()["id"] == "e1"


def test_claims_set_a_denial_beside_what_it_denies(reader: TestClient) -> None:
    text = reader.get("/claims").text
    assert "Side by side" in text
    rows = reader.get("/claims.json").json()["rows"]
    assert any("denied e2" in row["later"] for row in rows)


def test_in_every_view_the_filter_that_removed_most_can_be_taken_off(reader: TestClient) -> None:
    for path, words in (("/stories", "without it there is 1 story."), ("/claims", "without it there are 2 claims.")):
        text = reader.get(f"{path}?q=zzz&actor=PER").text
        assert f"“words: zzz” removed the most: {words}" in text
        assert f'href="{path}?actor=PER"' in text


def test_claims_by_event_stand_under_what_they_are_about(reader: TestClient) -> None:
    rows = reader.get("/claims.json?sort=event").json()["rows"]
    days = [row["event_date"] or "" for row in rows]
    assert days == sorted(days, reverse=True)
    assert len(set(days)) > 1
    text = reader.get("/claims?sort=event").text
    assert text.count('<h2 class="about">') == len({(row["later"] and "e1") or row["id"] for row in rows})
    assert "About no event" in text


def test_stories_say_why(reader: TestClient) -> None:
    text = reader.get("/stories").text
    assert "Why here" in text
    assert re.search(r"ASSAULT \([^)]+\), whether it happened", text)
    assert 'href="/e/e2" data-drawer>denied</a> (1 text)' in text


def test_chart_as_svg_and_spec(reader: TestClient) -> None:
    assert reader.get("/now/chart.svg?type=ASSAULT").text.startswith("<svg")
    assert reader.get("/now/chart.png?theme=dark").content.startswith(b"\x89PNG")
    bars = reader.get("/now/chart.vl.json").json()["data"]["values"]
    assert (bars[0]["first"], sum(bar["count"] for bar in bars)) == ("2024-03-03", 3)
    assert reader.get("/now/chart.svg?q=zzz").status_code == 404
    assert reader.get("/dyads/chart.svg?a=PER").text.startswith("<svg")
    assert reader.get("/dyads/chart.vl.json?a=PER&theme=dark").json()["vconcat"]
    assert reader.get("/dyads/chart.svg?a=XXX").status_code == 404


def test_live_gives_what_came_since_and_nothing_twice(database: Path) -> None:
    app = create_app(database, follow=False)
    with TestClient(app, base_url=HERE) as client:
        first = client.get("/live?since=0").json()
        assert first["count"] == 3
        quiet = client.get(f"/live?since={first['since']}")
        assert quiet.json()["count"] == 0
        tag = {"If-None-Match": quiet.headers["etag"]}
        assert client.get(f"/live?since={first['since']}", headers=tag).status_code == 304
        text = "Troops left Quito."
        add(database, make_reading(4, text, make_event("e4", "p4", text, link="i4")), run="r2")
        assert app.state.site.snapshot.refresh()
        came = client.get(f"/live?since={first['since']}", headers=tag).json()
        assert came["count"] == 1
        assert 'id="e-e4"' in came["html"]


def test_live_on_a_story_gives_what_belongs_to_it(database: Path) -> None:
    app = create_app(database, follow=False)
    with TestClient(app, base_url=HERE) as client:
        page = client.get("/stories/e1", headers={"accept": "text/html"}).text
        since = page.partition('data-since="')[2].partition('"')[0]
        assert 'data-live="/live?story=e1"' in page
        for number, link, text in ((4, "i1", "Police shot at marchers again."), (5, "i5", "Ships left the harbour.")):
            event = make_event(f"e{number}", f"p{number}", text, link=link)
            add(database, make_reading(number, text, event), run=f"r{number}")
        assert app.state.site.snapshot.refresh()
        came = client.get(f"/live?story=e1&since={since}").json()
        assert (came["count"], 'id="e-e4"' in came["html"], "<h4" in came["html"]) == (1, True, True)
        assert client.get(f"/live?since={since}").json()["count"] == 2


def test_a_page_that_comes_again_is_not_new(database: Path) -> None:
    app = create_app(database, follow=False)
    with TestClient(app, base_url=HERE) as client:
        since = client.get("/live?since=0").json()["since"]
        text = "Police shot at marchers, a nurse said."
        add(database, make_reading(1, text, make_event("e1", "p1", text, confidence=0.9)), run="r2")
        assert app.state.site.snapshot.refresh()
        assert client.get(f"/live?since={since}").json()["count"] == 0
        assert client.get("/e/e1.json").json()["confidence"] == 0.9


def test_no_key_has_two_meanings_and_the_list_names_all(reader: TestClient) -> None:
    script = reader.get("/static/dateline.js").text
    pressed = re.findall(r'case "([^"]+)":', script.partition("function key(")[2].partition("\n  }")[0])
    reviewing = re.findall(r'data-key="(.)"', reader.get("/review").text)
    views = re.findall(r"(\w): \"/", script.partition("const VIEWS")[2].partition(";")[0])
    assert len(set(pressed)) == len(pressed) > 8
    assert not set(pressed) & set(reviewing)
    assert len(set(reviewing)) == 5
    assert sorted(views) == sorted(re.findall(r'data-go="(.)"', reader.get("/").text))
    listed = re.findall(r"<kbd>([^<]+)</kbd>", reader.get("/").text.partition('id="keys"')[2])
    assert sorted(listed) == sorted([*pressed, *reviewing, *views])


def test_no_database_tells_the_two_commands(tmp_path: Path) -> None:
    with TestClient(
        create_app(tmp_path / "none.duckdb", follow=False), base_url=HERE, headers={"accept": "text/html"}
    ) as client:
        for path in ("/", "/claims", "/stories", "/dyads", "/review", "/about"):
            assert "dateline ingest none.duckdb" in client.get(path).text
        assert client.get("/now.json").status_code == 404
        small_store(tmp_path / "none.duckdb")
        client.app.state.site.snapshot.refresh()  # type: ignore[attr-defined]
        assert 'id="e-e1"' in client.get("/").text


def test_readers_go_on_while_the_store_is_written(database: Path) -> None:
    app = create_app(database, follow=False)
    with TestClient(app, base_url=HERE) as client:
        answers: list[int] = []

        def read() -> None:
            answers.extend(client.get(path).status_code for path in ("/", "/claims", "/e/e1", "/now.csv"))

        with connect(database, Access.WRITE) as writer:
            writer.begin()
            writer.execute("UPDATE event SET confidence = 0.5")
            readers = [threading.Thread(target=read) for _ in range(10)]
            for reader in readers:
                reader.start()
            for reader in readers:
                reader.join()
            writer.commit()
        assert answers == [200] * 40


def test_what_reports_differ_in_and_issues_follow_the_store(database: Path) -> None:
    app = create_app(database, follow=False)
    asked = {
        "incident": "SELECT id, disputed FROM incident WHERE len(disputed) > 0 ORDER BY id",
        "issue": "SELECT page, stage, reason FROM issue ORDER BY ALL",
    }

    def told() -> list[object]:
        return [app.state.site.snapshot.rows(text.replace("incident", "dispute")) for text in asked.values()]

    def kept() -> list[object]:
        with connect(database, Access.READ) as store:
            return [list(json_rows(store.execute(text))) for text in asked.values()]

    assert told() == kept()
    before = kept()
    text = "Police shot at marchers and killed nine of them."
    with connect(database, Access.WRITE) as store:
        store.execute("DELETE FROM incident")  # the next load makes them anew
    add(database, make_reading(5, text, make_event("e5", "p5", text, size=Size(dead=9))), run="r5")
    app.state.site.snapshot.refresh()
    assert told() == kept() != before
    add(database, make_reading(9, "Still nothing of note."), run="r6")
    app.state.site.snapshot.refresh()
    assert told() == kept()
    Store(database).forget("p5")
    with connect(database, Access.WRITE) as store:
        store.execute("DELETE FROM incident")
        rebuild_incidents(store)
    app.state.site.snapshot.refresh()
    assert told() == kept()
    assert told()[0] == before[0]


def test_a_facet_of_claims_keeps_stance_and_order(reader: TestClient) -> None:
    text = reader.get("/claims?stance=asserts&sort=holder").text
    rail = [str(a["href"]) for tag, a in elements(text.partition('class="rail"')[2].partition("</aside>")[0]) if tag == "a"]
    facets = [address for address in rail if address.startswith("/claims") and "stance=" in address]
    assert any("source=" in address for address in facets)
    assert any("type=" in address for address in facets)
    assert all("sort=holder" in address for address in facets)
    assert 'type="hidden" name="sort" value="holder"' in text
    other = reader.get("/claims?stance=asserts&stance=denies").text
    assert 'href="/claims?stance=denies"' in other  # turns off the one and leaves the other


def test_a_facet_shows_the_chosen_first_and_folds_what_is_rare(tmp_path: Path) -> None:
    database = small_store(tmp_path / "news.duckdb")
    readings = [
        make_reading(
            n, f"Reader {n} spoke.", make_event(f"e{n}", f"p{n}", f"Reader {n} spoke.", link=f"i{n}"), outlet=f"Outlet {n}"
        )
        for n in range(20, 40)
    ]
    add(database, *readings, run="r2")
    with TestClient(create_app(database, follow=False), base_url=HERE, headers={"accept": "text/html"}) as client:
        for query, folded in (("", 11), ("?source=Outlet+39", 11)):
            part = client.get(f"/{query}").text.partition('id="f-source"')[2].partition("</section>")[0]
            assert f"<summary>{folded} more</summary>" in part
            assert part.count("source=") + part.count("Remove: ") >= 23
        assert part.index("Outlet 39") < part.index("Coast Post")


def test_a_claim_that_is_a_deed_leads_to_its_record(tmp_path: Path) -> None:
    text = "The mayor accused the army of theft."
    said = Attribution(
        page="p50",
        story=0,
        source=((0, 9),),
        cue=((10, 17),),
        content=((18, 35),),
        entity=Entity(entity_text="The mayor", sector="GOV"),
        stance=Stance.ACCUSES,
    )
    event = make_event("e50", "p50", text, event=("ACCUSE",), mode=("allege",), quad_code=3, predicate=(10, 17), attribution=())
    reading = dataclasses.replace(make_reading(50, text, event), attributions=(said,))
    database = small_store(tmp_path / "news.duckdb")
    add(database, reading, run="r2")
    with TestClient(create_app(database, follow=False), base_url=HERE, headers={"accept": "text/html"}) as client:
        [row] = client.get("/claims.json?type=ACCUSE").json()["rows"]
        assert (row["holder"], row["events"], row["event_date"]) == ("the mayor", [], "2024-03-03")
        assert 'href="/e/e50" data-drawer' in client.get("/claims?stance=accuses").text


def test_days_of_a_chart_begin_where_their_bars_do(reader: TestClient) -> None:
    for path, name in (("/now/chart.vl.json", "first"), ("/dyads/chart.vl.json?a=PER&which=coverage", "week")):
        spec = reader.get(path).json()
        x = spec["encoding"]["x"]
        days = {datetime.datetime.fromtimestamp(at / 1000, datetime.UTC).date().isoformat() for at in x["axis"]["values"]}
        assert x["scale"]["type"] == "utc"
        assert days <= {value[name] for value in spec["data"]["values"]}


def drawn_width(svg: str) -> float:
    """The width of the widest bar in a chart."""
    bars = re.findall(r'aria-roledescription="bar" d="M([\d.]+),[-\d.]+h([\d.]+)', svg)
    return max(float(width) for _, width in bars)


@pytest.mark.parametrize("path", ["/dyads/chart.svg?a=PER", "/now/chart.svg?type=ASSAULT"])
def test_one_bar_is_not_as_wide_as_the_page(reader: TestClient, path: str) -> None:
    assert drawn_width(reader.get(path).text) < charts.WIDTH / 10


def test_a_histogram_of_one_bar_is_narrow(reader: TestClient) -> None:
    page = reader.get("/?type=ASSAULT").text
    assert page.count('class="bar') == 1
    assert 'class="histogram few"' in page
    assert '<svg width="40"' in page
    assert "2 dated records, all on Sun 3 Mar 2024." in page


def test_few_weeks_are_told_as_weeks_and_one_as_one(reader: TestClient) -> None:
    page = " ".join(reader.get("/dyads?a=PER").text.split())
    assert "1 event in 1 week, " in page
    assert "It is the week from Mon 26 Feb 2024." in page
    assert "<title>2024-02-26 to 2024-03-03: 1</title>" in page


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[TestClient]:
    """A client of a store with no page in it."""
    database = tmp_path / "bare.duckdb"
    with connect(database, Access.WRITE):
        pass
    with TestClient(create_app(database, follow=False), base_url=HERE, headers={"accept": "text/html"}) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/", "<pre>dateline ingest bare.duckdb pages/</pre>"),
        ("/stories", "<pre>dateline ingest bare.duckdb pages/</pre>"),
        ("/claims", "No attributed statement is in this store yet."),
        ("/dyads", '<a href="/">All events</a>'),
        ("/review", "There is no record to review yet."),
    ],
)
def test_an_empty_store_says_so_and_leads_on(bare: TestClient, path: str, words: str) -> None:
    page = bare.get(path).text
    assert words in page
    assert "0 events" not in page
    assert "random sample of 0" not in page


def test_a_record_that_is_not_there_is_told_beside_the_next_to_review(reader: TestClient) -> None:
    page = reader.get("/review?event=zzz").text
    assert "There is no such record" in page
    assert 'aria-label="Record under review"' in page
    assert "You have decided on every record" not in page


def test_an_unknown_address_is_told_in_words(reader: TestClient) -> None:
    assert "There is no such address here." in reader.get("/nowhere").text
    assert reader.get("/nowhere.json").json() == {"detail": "there is no such address here"}


def test_stories_lead_on_to_earlier_ones(tmp_path: Path) -> None:
    database = small_store(tmp_path / "news.duckdb")
    old = make_event("e70", "p70", "Police shot.", date="2023-05-01", enddate="2023-05-01", link="i70")
    add(database, make_reading(70, "Police shot.", old, date="2023-05-02", title="Long before"), run="r2")
    with TestClient(create_app(database, follow=False), base_url=HERE, headers={"accept": "text/html"}) as client:
        page = client.get("/stories").text
        assert "Long before" not in page
        assert '<a class="button" href="/stories?to=2023-05-02">Earlier stories</a>' in page
        page = client.get("/stories?to=2023-05-02").text
        assert "Long before" in page
        assert "Earlier stories" not in page
        assert "Earlier stories" not in client.get("/stories?from=2024-01-01").text


def test_a_dyad_with_no_dated_event_lists_the_others(tmp_path: Path) -> None:
    database = small_store(tmp_path / "news.duckdb")
    tonga = (Entity(entity_text="Tonga", code="TON"),)
    undated = make_event("e80", "p80", "Tonga shot.", actor=tonga, date=None, enddate=None, date_info=DateInfo(), link="i80")
    add(database, make_reading(80, "Tonga shot.", undated), run="r2")
    with TestClient(create_app(database, follow=False), base_url=HERE, headers={"accept": "text/html"}) as client:
        page = client.get("/dyads?a=TON").text
        assert "No dated event between Tonga and anybody." in page
        assert 'id="e-e80"' in page


def test_watching_leads_back_to_the_list(reader: TestClient) -> None:
    for feed, back in (("/now.atom?type=ASSAULT", "/?type=ASSAULT"), ("/claims.atom", "/claims")):
        assert f'<a href="{back}">Back to the list</a>' in reader.get("/watch", params={"feed": feed}).text


def test_what_removing_a_filter_brings_back_has_a_unit(reader: TestClient) -> None:
    assert "without it there are 2 records." in reader.get("/?type=ASSAULT&q=zzzz").text


def test_what_a_chart_leaves_out_is_told(tmp_path: Path) -> None:
    database = small_store(tmp_path / "news.duckdb")
    undated = make_event("e60", "p60", "Police shot.", date=None, enddate=None, date_info=DateInfo(), link="i60")
    add(database, make_reading(60, "Police shot.", undated), run="r2")
    with TestClient(create_app(database, follow=False), base_url=HERE, headers={"accept": "text/html"}) as client:
        assert "Not drawn: 1 record with no day known, or one far from these." in client.get("/").text
        assert "Not drawn" not in client.get("/?from=2024-01-01").text
        assert "the chart leaves out 1 record with no day known" in " ".join(client.get("/dyads?a=PER").text.split())


def test_the_newest_days_are_drawn_however_old_the_oldest_are() -> None:
    background = {datetime.date(year, 1, 1): 1 for year in (1932, 1934, 1972)}
    news = {datetime.date(2024, 3, day): 4 for day in range(1, 10)}
    drawn = bars(background | news, most=60)
    assert (drawn[0].first, drawn[0].last, sum(bar.count for bar in drawn)) == (min(news), min(news), 36)

    century = {datetime.date(year, 6, 1): 1 for year in range(1925, 2025)}
    drawn = bars(century, most=60)
    assert (drawn[0].first.year, drawn[-1].last) == (1965, datetime.date(2024, 12, 31))
    assert bars_summary(drawn).startswith("60 dated records by year from Fri 1 Jan 1965 to Tue 31 Dec 2024")


def test_the_words_of_a_role_are_words_and_no_part_of_others() -> None:
    row = {
        "text": "The other crew left, he said.",
        "start": 0,
        "predicate": [],
        "event_text": ["left"],
        "date_info": None,
        "event_loc": None,
        "actor": [{"entity_text": "crew"}],
        "recipient": [],
        "attribution": [{"entity_text": "he", "cue": "said"}],
    }
    marked = {layer["label"]: [piece for piece in layer["pieces"] if piece[1]] for layer in present.layers(row)}
    assert marked == {
        "actor": [("crew", True)],
        "according to": [("he", True)],
        "reporting words": [("said", True)],
        "what happened": [("left", True)],
    }
    [layer] = [layer for layer in present.layers(row) if layer["label"] == "according to"]
    assert layer["pieces"][0] == ("The other crew left, ", False)


def test_an_entry_of_a_live_blog_tells_its_time(tmp_path: Path) -> None:
    text = "Police shot at marchers."
    reading = make_reading(60, text, make_event("e60", "p60", text, entry=1))
    entries = (Entry(start=0, end=9, time="2024-03-04T18:40"), Entry(start=10, end=24, time="2024-03-04T07:05"))
    story = dataclasses.replace(reading.stories[0], entries=entries)
    database = small_store(tmp_path / "news.duckdb")
    add(database, dataclasses.replace(reading, stories=(story,)), run="r2")
    with TestClient(create_app(database, follow=False), base_url=HERE, headers={"accept": "text/html"}) as client:
        item = client.get("/").text.partition('id="e-e60"')[2].partition("</article>")[0]
        assert "Mon 4 Mar 2024 at 07:05" in item


def test_a_file_that_is_no_store_is_not_said_to_be_missing(tmp_path: Path) -> None:
    database = tmp_path / "notes.duckdb"
    database.write_text("no store")
    with TestClient(create_app(database, follow=False), base_url=HERE, headers={"accept": "text/html"}) as client:
        shown = client.get("/").text
        said = client.get("/now.json").json()["detail"]
    assert re.search(r"The store could not be read at \d\d:\d\d: expected a DuckDB file", shown)
    assert "expected a DuckDB file" in said
    assert "There is no database" not in shown
    assert "ingest notes.duckdb" not in shown
    assert "ingest news.duckdb" in shown
