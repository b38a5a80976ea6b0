"""What keeps a page on this machine, and a stranger's words from doing anything: each line of it with a test that can fail."""

from __future__ import annotations

import asyncio
import csv
import io
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from served import HERE, HOSTILE, add, make_event, make_reading

from dateline.config import Config
from dateline.records import DateInfo, Entity, EventLocation, Reason, Speaker
from dateline.serve import running
from dateline.serve.api import create_app
from dateline.serve.demo import Demo
from dateline.serve.guard import ACCESS, HEADERS, MOST_BODY_BYTES
from dateline.serve.mcp import Tools
from dateline.serve.site import open_site
from dateline.serve.snapshot import QUERY_SECONDS, Snapshot

LAN = "http://192.0.2.7:8000"
Token = Callable[[], str]


def form_token(client: TestClient) -> str:
    return client.get("/review").text.partition('name="csrf" value="')[2].partition('"')[0]


@pytest.fixture
def wide(database: Path) -> FastAPI:
    return create_app(database, wide=True, names=["News.Example.org"], follow=False)


@pytest.fixture
def stranger(wide: FastAPI) -> Iterator[TestClient]:
    with TestClient(wide, base_url=LAN, headers={"accept": "text/html"}) as client:
        yield client


# Names


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "LOCALHOST.", "127.0.0.1:8000", "127.9.9.9", "[::1]:8000"])
def test_the_names_of_this_machine_are_answered(reader: TestClient, host: str) -> None:
    assert reader.get("/now.json", headers={"host": host}).status_code == 200


STRANGERS = [
    "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "testserver", "192.0.2.7", "0.0.0.0", "[::]",
    "[::ffff:192.0.2.7]", "", "[", "localhost@evil.example", "localhost/evil.example", "local host", "localhost:80:80",
    "localhost\u00e9",
]  # fmt: skip


@pytest.mark.parametrize("host", STRANGERS)
@pytest.mark.parametrize("path", ["/", "/now.json", "/e/e1.json", "/openapi.json", "/static/dateline.js", "/review"])
def test_a_name_pointed_here_from_elsewhere_gets_no_answer(reader: TestClient, host: str, path: str) -> None:
    answer = reader.get(path, headers={b"host": host.encode()})
    assert answer.status_code == 421
    assert "Police" not in answer.text


def test_two_names_at_once_get_no_answer(app: FastAPI) -> None:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"host", b"localhost"), (b"host", b"evil.example")]
    scope = {"type": "http", "method": "GET", "path": "/now.json", "query_string": b"", "headers": headers}
    asyncio.run(app(scope, receive, send))
    assert sent[0]["status"] == 421


def test_bound_wider_own_names_and_numbers_are_answered_and_no_others(stranger: TestClient) -> None:
    for host in ("192.0.2.7:8000", "[2001:db8::1]:8000", "news.example.org", "NEWS.example.org:8000", socket.gethostname()):
        assert stranger.get("/now.json", headers={"host": host}).status_code == 200, host
    for host in ("evil.example", "example.org", "x.news.example.org"):
        assert stranger.get("/now.json", headers={"host": host}).status_code == 421, host


# Binding and the token


@pytest.mark.parametrize(("host", "wider"), [("127.0.0.1", False), ("localhost", False), ("::1", False), ("0.0.0.0", True)])
def test_it_binds_to_loopback_unless_told_otherwise(
    host: str, wider: bool, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import inspect

    import uvicorn

    from dateline.cli.serve import serve

    assert inspect.signature(serve).parameters["host"].default == "127.0.0.1"
    bound: list[tuple[Any, str]] = []
    said: list[str] = []

    def run(self: uvicorn.Server, sockets: list[socket.socket]) -> None:
        bound.append((self.config.app.state.site, sockets[0].getsockname()[0]))  # type: ignore[union-attr]
        sockets[0].close()

    monkeypatch.setattr(uvicorn.Server, "run", run)
    running.run_site(database, host=host, port=0, config=Config(), say=said.append)
    [(site, address)] = bound
    assert site.wide is wider
    assert running.is_loopback(address) is not wider
    assert any(site.token in line for line in said) is wider


def decide(client: TestClient, **more: str) -> int:
    data = {"csrf": form_token(client), "decision": "accept", "event": "e1", **more}
    return client.post("/review", data=data, follow_redirects=False).status_code


@pytest.mark.parametrize("token", ["", "x", "wrong" * 10, "\u00e9", "a;b"])
def test_bound_wider_no_review_without_the_token(stranger: TestClient, token: str) -> None:
    assert decide(stranger) == 403
    stranger.post("/review/coder", data={"csrf": form_token(stranger), "coder": "A", "token": token})
    assert decide(stranger) == 403
    assert stranger.get("/review.json").json()["rows"] == []


def test_bound_wider_the_token_opens_review(stranger: TestClient, wide: FastAPI) -> None:
    token = wide.state.site.token
    assert len(token) >= 24
    assert token not in stranger.get("/review").text
    stranger.post("/review/coder", data={"csrf": form_token(stranger), "coder": "A", "token": token})
    assert decide(stranger) == 303


def test_bound_wider_nobody_starts_the_demonstration_without_the_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[object] = []
    monkeypatch.setattr("dateline.serve.reviewing.start_demo", started.append)
    app = create_app(tmp_path / "none.duckdb", wide=True, follow=False)
    with TestClient(app, base_url=LAN, headers={"accept": "text/html"}) as client:
        token = client.get("/").text.partition('name="csrf" value="')[2].partition('"')[0]
        assert client.post("/demo", data={"csrf": token}, follow_redirects=False).status_code == 403
        assert not started
        client.cookies.set(ACCESS, app.state.site.token)
        assert client.post("/demo", data={"csrf": token}, follow_redirects=False).status_code == 303
        assert started


def test_each_start_has_a_token_and_a_secret_of_its_own(database: Path) -> None:
    one, two = (create_app(database, follow=False).state.site for _ in range(2))
    assert one.token != two.token
    assert one.secret != two.secret


# Writes

WRITES = ["/review", "/review/coder", "/demo", "/watch", "/watch/remove"]
FORM = {"decision": "accept", "event": "e1", "coder": "A", "url": "https://h.example/", "hook": "x"}


def every_write(app: FastAPI) -> set[str]:
    found = set()
    for route in app.routes:
        methods = getattr(route, "methods", None) or set()
        if methods - {"GET", "HEAD", "OPTIONS"}:
            found.add(str(getattr(route, "path", "")))
    return found


def test_every_write_is_tested_here(app: FastAPI) -> None:
    assert every_write(app) == set(WRITES)


@pytest.mark.parametrize("path", WRITES)
@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://localhost:9999"},
        {"origin": "null"},
        {"origin": "http://["},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_write_from_another_origin_is_turned_away(client: TestClient, path: str, headers: dict[str, str]) -> None:
    data = {"csrf": form_token(client), **FORM}
    assert client.post(path, data=data, headers=headers).status_code == 403
    assert client.get("/review.json").json()["rows"] == []


@pytest.mark.parametrize("path", WRITES)
def test_a_write_needs_the_token_of_this_browser(client: TestClient, path: str) -> None:
    assert client.post(path, data=FORM).status_code == 422
    assert client.post(path, data={**FORM, "csrf": "wrong"}).status_code == 403
    other = TestClient(client.app, base_url=HERE)
    assert client.post(path, data={**FORM, "csrf": form_token(other)}).status_code == 403
    good = form_token(client)
    client.cookies.clear()
    assert client.post(path, data={**FORM, "csrf": good}).status_code == 403
    assert client.get("/review.json").json()["rows"] == []


@pytest.mark.parametrize("path", WRITES)
def test_a_write_by_json_or_by_an_address_is_none(client: TestClient, path: str) -> None:
    good = form_token(client)
    assert client.post(path, json={"csrf": good, **FORM}).status_code == 422
    client.get(f"{path}?csrf={good}&decision=accept&event=e1")
    assert client.get("/review.json").json()["rows"] == []


def test_cookies_are_kept_from_scripts_and_other_sites(stranger: TestClient) -> None:
    given = [stranger.get("/review").headers["set-cookie"]]
    data = {"csrf": form_token(stranger), "coder": "A", "token": "x"}
    given += stranger.post("/review/coder", data=data, follow_redirects=False).headers.get_list("set-cookie")
    assert len(given) == 3
    for cookie in given:
        assert "httponly" in cookie.lower()
        assert "samesite=strict" in cookie.lower()


@pytest.mark.parametrize("told", [True, False])
def test_a_body_too_large_is_ended_whether_its_length_is_told_or_not(client: TestClient, told: bool) -> None:
    pieces = 0

    def endless() -> Iterator[bytes]:
        nonlocal pieces
        yield b"csrf="
        for pieces in range(10_000):  # noqa: B007 - how far it came
            yield b"x" * 4096

    if told:
        answer = client.post("/review", content=b"csrf=" + b"x" * MOST_BODY_BYTES)
    else:
        answer = client.post("/review", content=endless(), headers={"content-type": "application/x-www-form-urlencoded"})
        assert pieces
    assert answer.status_code in (413, 422)
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert client.post("/review", content=b"csrf=" + b"x" * MOST_BODY_BYTES, headers=form).status_code == 413


# What a page of ours may load, and what a stranger's words may become

PAGES = ["/", "/stories", "/dyads?a=PER", "/claims", "/review", "/about", "/e/e3", "/page/p3?e=e3"]
OTHERS = [
    "/now.json",
    "/now.csv",
    "/live?since=0",
    "/dyads/chart.svg?a=PER",
    "/static/dateline.js",
    "/nowhere",
    "/now.json?limit=0",
]


@pytest.mark.parametrize("path", [*PAGES, *OTHERS])
def test_every_answer_has_the_strict_headers(reader: TestClient, path: str) -> None:
    headers = reader.get(path).headers
    assert {name: headers[name] for name in HEADERS} == HEADERS


def test_the_policy_lets_nothing_in_from_elsewhere_and_nothing_inline() -> None:
    policy = dict(part.strip().split(" ", 1) for part in HEADERS["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert {value for name, value in policy.items()} == {"'none'", "'self'"}
    assert policy["form-action"] == "'self'"


@pytest.mark.parametrize("path", PAGES)
def test_no_page_breaks_its_own_policy(reader: TestClient, path: str) -> None:
    text = reader.get(path).text
    assert not re.findall(r"<script(?![^>]*\ssrc=)", text)
    assert not re.findall(r"<style|\sstyle=|\son\w+=\"|javascript:", re.sub(r"&[a-z#0-9]+;", "", text.replace(HOSTILE, "")))
    for address in re.findall(r"<(?:script|link|img|iframe|form)[^>]*\s(?:src|href|action)=\"([^\"]*)\"", text):
        assert address.startswith(("/", "#"))
        assert not address.startswith("//")


@pytest.fixture(scope="module")
def formulas(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    path = tmp_path_factory.mktemp("formulas") / "news.duckdb"
    readings = []
    for number, start in enumerate(("=", "+", "-", "@", "\t=", "\r=", "\n=", "  =", "＝")):
        bad, id = f'{start}HYPERLINK("http://evil.example")', f"f{number}"
        event = make_event(id, f"p{number}", bad, actor=(Entity(entity_text=bad),), event_text=(bad,), link=id)
        readings.append(make_reading(number, bad, event, outlet=bad, title=bad))
    add(path, *readings)
    with TestClient(create_app(path, follow=False), base_url=HERE) as client:
        token = form_token(client)
        client.post("/review", data={"csrf": token, "decision": "reject", "event": "f0", "new": "=1+1"})
        client.post("/review", data={"csrf": token, "decision": "edit", "event": "f1", "field": "actor", "new": "@SUM(A1)"})
        yield client


TABLES = [
    "/now.csv", "/now.csv?rows=all", "/claims.csv", "/claims.csv?rows=all", "/stories.csv", "/stories/f1.csv", "/dyads.csv",
    "/dyads.csv?a=PER", "/review.csv", "/review/lexicon.csv",
]  # fmt: skip


@pytest.mark.parametrize("path", TABLES)
def test_no_cell_of_a_table_is_a_formula(formulas: TestClient, path: str) -> None:
    rows = list(csv.reader(io.StringIO(formulas.get(path).text)))
    assert rows
    for value in (value for row in rows[1:] for value in row):
        plain = re.fullmatch(r"-?[0-9.]+", value)
        assert plain or not value.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝")), value
    if path in ("/now.csv", "/claims.csv", "/stories.csv", "/review.csv"):
        assert "'" in "".join(value[:1] for row in rows for value in row)


EVERY_FIELD = f"{HOSTILE} {{{{7*7}}}} \u202e\x00\x1b[2J</title></text><svg onload=alert(3)>"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    path = tmp_path_factory.mktemp("hostile") / "news.duckdb"
    bad = Entity(entity_text=EVERY_FIELD, identifier_text=EVERY_FIELD, office=EVERY_FIELD)
    place = EventLocation(text=EVERY_FIELD, name=EVERY_FIELD, lat=1.0, lon=2.0)
    event = make_event(
        "h1", "p1", EVERY_FIELD, actor=(bad, Entity(entity_text="x", code="PER")), recipient=(bad,), event_text=(EVERY_FIELD,),
        event_loc=place, reasons=(Reason(field="event", rule=EVERY_FIELD),), link="h1",
        attribution=(Speaker(entity_text=EVERY_FIELD, cue=EVERY_FIELD),), date_info=DateInfo(text=EVERY_FIELD),
    )  # fmt: skip
    add(path, make_reading(1, EVERY_FIELD, event, outlet=EVERY_FIELD, title=EVERY_FIELD, url="javascript:alert(1)"))
    with TestClient(create_app(path, follow=False), base_url=HERE, headers={"accept": "text/html"}) as client:
        client.post("/review", data={"csrf": form_token(client), "decision": "reject", "event": "h1", "new": EVERY_FIELD[:200]})
        client.post("/review", data={"csrf": form_token(client), "decision": "undo"})
        yield client


ASKED = "?q=%3Cscript%3Ealert(1)%3C/script%3E"
HOSTILE_PAGES = [
    "/", "/?view=map", "/?e=h1", "/stories", "/stories/h1", "/dyads", "/dyads?a=PER", "/dyads?a=%3Cscript%3E&b=%22%3E",
    "/claims", "/claims?sort=event", "/review?event=h1", "/review?said=%3Cscript%3E", "/about", "/e/h1", "/e/h1?part=1",
    "/page/p1?e=h1", "/live?since=0&story=h1", f"/{ASKED}", f"/stories{ASKED}", f"/claims{ASKED}", f"/dyads{ASKED}",
    "/watch?feed=/now.atom?q=%3Cscript%3E", "/?from=%3Cscript%3E", "/e/%3Cscript%3E",
]  # fmt: skip


@pytest.mark.parametrize("path", HOSTILE_PAGES)
def test_hostile_words_in_every_field_stay_words(hostile: TestClient, path: str) -> None:
    answer = hostile.get(path)
    text = str(answer.json()["html"]) if "json" in answer.headers["content-type"] else answer.text
    assert not re.findall(r"<script>|<img src=x|<svg onload|</text>|href=\"javascript", text)
    assert len(re.findall("<title>", text)) == len(re.findall("</title>", text))


def test_hostile_words_in_other_forms_stay_words(hostile: TestClient) -> None:
    for path in ("/now.atom", "/claims.atom", "/stories.atom", "/stories/h1.atom", "/review.atom", "/now.graphml"):
        tags = {child.tag.rpartition("}")[2] for child in ElementTree.fromstring(hostile.get(path).content).iter()}
        assert not tags & {"script", "img", "svg"}, path
        assert "javascript:" not in "".join(re.findall(r'href="([^"]*)"', hostile.get(path).text)), path
    for path in ("/now.json", "/now.geojson", "/claims.json", "/stories.json", "/e/h1.json", "/review.json"):
        answer = hostile.get(path)
        assert answer.json()
        assert answer.headers["x-content-type-options"] == "nosniff"
    slides = hostile.get("/now.timelinejs.json").json()["events"]
    assert slides
    assert "<script" not in str([slide["text"] for slide in slides])
    for chart in ("/dyads/chart.svg?a=PER", "/dyads/chart.vl.json?a=PER", "/now/chart.svg", "/now/chart.vl.json"):
        assert not re.search("script>|onload|alert", hostile.get(chart).text), chart


def test_hostile_words_reach_a_model_as_quotes_only(hostile: TestClient) -> None:
    tools = Tools(hostile.app.state.site)  # type: ignore[attr-defined]
    for answer in (tools.search(), tools.record("h1"), tools.claims(), tools.dyad(a="PER")):
        rows = answer.get("rows", [answer])
        plain = [{name: value for name, value in row.items() if name not in ("quoted", "note")} for row in rows]
        assert not re.search("alert|calc", str(plain))


# Limits


def test_a_query_ends_when_its_time_is_over(reader: TestClient) -> None:
    snapshot: Snapshot = reader.app.state.site.snapshot  # type: ignore[attr-defined]
    slow = "SELECT count(*) AS n FROM range(100000000) a, range(1000) b WHERE a.range % 7 = b.range % 5"
    with pytest.raises(Exception, match=r"longer than 0\.2 seconds"):
        list(snapshot.stream(slow, limit_seconds=0.2))


def test_a_view_that_takes_too_long_says_so(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from dateline.errors import TooSlow

    def slow(*given: object, **named: object) -> Any:
        raise TooSlow("the query took longer than 10 seconds; narrow it with a filter")

    monkeypatch.setattr(client.app.state.site.queries, "events", slow)  # type: ignore[attr-defined]
    for path in ("/now.json", "/?q=police"):
        answer = client.get(path)
        assert answer.status_code == 503
        assert "narrow it with a filter" in answer.text


@pytest.mark.parametrize("path", ["/now", "/claims"])
@pytest.mark.parametrize("form", ["json", "csv", "parquet", "atom"])
def test_all_rows_at_once_have_a_limit_and_no_question_without_one(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, path: str, form: str
) -> None:
    limits = []
    ask = Snapshot.stream

    def stream(self: Snapshot, *given: Any, **named: Any) -> Iterator[dict[str, Any]]:
        limits.append(named.get("limit_seconds", QUERY_SECONDS))
        return ask(self, *given, **named)

    monkeypatch.setattr(Snapshot, "stream", stream)
    assert client.get(f"{path}.{form}?rows=all").status_code == 200
    assert limits
    assert max(limits) <= QUERY_SECONDS
    monkeypatch.setattr("dateline.serve.pages.MOST_EXPORTED", 2)
    answer = client.get(f"{path}.{form}?rows=all")
    assert answer.status_code == 422
    assert "at most 2 are given at once; add a filter" in answer.text
    assert client.get(f"{path}.{form}?rows=all&q=denied").status_code == 200


SIZES = [
    "limit=501", "limit=-1", "q=" + "x" * 121, "actor=" + "x" * 121, "&".join(["type=X"] * 21), "&".join(["actor="] * 21),
    "cursor=" + "1" * 100, "from=99999-01-01", "to=0", "q=a&q=b",
]  # fmt: skip


@pytest.mark.parametrize("query", SIZES)
@pytest.mark.parametrize("path", ["/", "/now.csv", "/claims.json", "/stories.atom", "/dyads.parquet", "/live"])
def test_what_is_asked_has_a_size(reader: TestClient, path: str, query: str) -> None:
    assert reader.get(f"{path}?{query}").status_code == 422


INJECTIONS = [
    "'",
    "' OR 1=1 --",
    '"; DROP TABLE e; --',
    "%",
    "_",
    "\\",
    "\x00",
    "); SELECT * FROM read_text('/etc/passwd') --",
    "🗞️",
]


@pytest.mark.parametrize("words", INJECTIONS)
def test_words_are_never_part_of_the_sql(reader: TestClient, words: str) -> None:
    for name in ("q", "actor", "recipient", "holder", "type", "source", "status", "confidence", "review", "run"):
        answer = reader.get("/now.json", params={name: words})
        assert answer.status_code == 200, (name, answer.text)
        expected = {"e3"} if name == "q" and words == "'" else set()
        assert {row["id"] for row in answer.json()["rows"]} == expected, name
    assert reader.get("/dyads.json", params={"a": words, "b": words}).json()["rows"] == []
    assert reader.get(f"/e/{quote(words, safe='')}.json").status_code == 404
    assert len(reader.get("/now.json").json()["rows"]) == 3


# The reading copy


def test_a_reading_copy_is_gone_when_its_process_is(database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def left(then: str) -> int:
        program = f"""if True:
            import os, signal
            from pathlib import Path
            from dateline.serve.running import ended_by
            from dateline.serve.snapshot import Snapshot

            snapshot = Snapshot(Path({str(database)!r}))
            with ended_by(("SIGTERM", "SIGHUP"), snapshot.remove):
                {then}
            """
        place = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder))
        subprocess.run([sys.executable, "-c", program], check=False, timeout=60, env={**os.environ, **place})
        return len(list(folder.iterdir()))

    folder = tmp_path / "temporary"
    folder.mkdir()
    assert left("pass") == 0
    for name in ("SIGTERM", "SIGHUP") if os.name == "posix" else ():
        assert left(f"signal.raise_signal(signal.{name})") == 0, name
    assert left("os._exit(1)") == 1, "one that is killed cannot remove it"
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    in_use = [Snapshot(database), Snapshot(database)]
    assert len(list(folder.iterdir())) == 2, "the next removes it, and none that is in use"
    for snapshot in in_use:
        snapshot.close()
    assert list(folder.iterdir()) == []


def test_a_demonstration_that_cannot_be_kept_is_not_awaited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_CACHE", str(tmp_path))
    demo = Demo(config=Config())
    demo.path.with_suffix(".jsonl").mkdir()
    site = open_site(demo.path, demo=True)
    demo.start(site)
    for thread in threading.enumerate():
        if thread.name == "dateline-demo":
            thread.join(timeout=30)
    assert not site.building
