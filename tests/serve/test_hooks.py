"""Watching: the feed's address, and webhooks told of what comes, by a receiver that listens on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from served import HERE, HOSTILE, add, make_event, make_reading

from dateline.run.fetch import Fetcher
from dateline.serve.api import create_app
from dateline.serve.hooks import GIVE_UP_AFTER, MOST_HOOKS, Hooks


class Receiver:
    def __init__(self) -> None:
        self.status = 204
        self.got: list[dict[str, Any]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                outer.got.append({"path": self.path, "kind": self.headers["content-type"], **json.loads(body)})
                self.send_response(outer.status)
                if outer.status == 302:
                    self.send_header("Location", "/elsewhere")
                self.end_headers()

            def log_message(self, *given: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/in?key=1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()
    yield found
    found.server.shutdown()
    found.server.server_close()


def arrive(app: FastAPI, database: Path, number: int, **changes: Any) -> None:
    text = f"Troops left Quito, report {number}."
    add(database, make_reading(number, text, make_event(f"n{number}", f"p{number}", text, **changes)), run=f"r{number}")
    assert app.state.site.snapshot.refresh()


def add_hook(client: TestClient, url: str, feed: str = "/now.atom") -> int:
    page = client.get("/watch", params={"feed": feed}).text
    token = page.partition('name="csrf" value="')[2].partition('"')[0]
    query = page.partition('name="query" value="')[2].partition('"')[0].replace("&amp;", "&")
    return client.post("/watch", data={"csrf": token, "url": url, "query": query}, follow_redirects=False).status_code


def test_a_webhook_is_told_what_comes_under_its_question_and_once(
    app: FastAPI, client: TestClient, database: Path, receiver: Receiver
) -> None:
    hooks: Hooks = app.state.hooks
    assert add_hook(client, receiver.url, "/now.atom?type=ASSAULT&status=actual&status=alleged&limit=3") == 303
    assert hooks.tell() == 0, "what was there before is not new"
    arrive(app, database, 20, event=("CONSULT",), mode=())
    assert hooks.tell() == 0
    arrive(app, database, 21)
    assert hooks.tell() == 1
    assert hooks.tell() == 0
    [told] = receiver.got
    assert (told["path"], told["kind"]) == ("/in?key=1", "application/json")
    assert told["watch"] == "type=ASSAULT&status=actual&status=alleged&limit=3"
    assert told["records"] == [client.get("/now.json?q=report 21").json()["rows"][0]]
    assert "told of 1 at" in client.get("/watch").text


def test_of_much_that_comes_at_once_a_webhook_is_told_all(
    app: FastAPI, client: TestClient, database: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dateline.serve.hooks.MOST_RECORDS", 2)
    add_hook(client, receiver.url)
    for number in (31, 32, 33):
        arrive(app, database, number)
    assert [app.state.hooks.tell() for _ in range(3)] == [1, 1, 0]
    assert [[record["id"] for record in told["records"]] for told in receiver.got] == [["n31", "n32"], ["n33"]]


def test_webhooks_stay_when_the_page_is_started_anew(
    app: FastAPI, client: TestClient, database: Path, receiver: Receiver
) -> None:
    add_hook(client, receiver.url)
    path = database.with_name("news.duckdb.hooks.json")
    assert path.stat().st_mode & 0o077 == 0, "an address is often a password"
    again = create_app(database, follow=False)
    assert again.state.hooks.tell() == 0
    arrive(again, database, 22)
    assert again.state.hooks.tell() == 1
    assert [record["id"] for record in receiver.got[0]["records"]] == ["n22"]


def test_a_receiver_that_fails_is_asked_again_later_and_then_left_alone(
    app: FastAPI, client: TestClient, database: Path, receiver: Receiver
) -> None:
    hooks: Hooks = app.state.hooks
    now = 0.0
    hooks.clock = lambda: now
    add_hook(client, receiver.url)
    receiver.status = 500
    arrive(app, database, 23)
    hooks.tell()
    hooks.tell()
    assert len(receiver.got) == 1, "not at once"
    receiver.status = 200
    now += 60
    assert hooks.tell() == 1
    receiver.status = 302
    arrive(app, database, 24)
    for _ in range(GIVE_UP_AFTER + 3):
        now += 10_000
        hooks.tell()
    assert len(receiver.got) == 2 + GIVE_UP_AFTER
    assert {told["path"] for told in receiver.got} == {"/in?key=1"}, "redirects are not followed"
    assert "left alone until the next start" in client.get("/watch").text


def test_a_webhook_is_removed(app: FastAPI, client: TestClient, receiver: Receiver) -> None:
    add_hook(client, receiver.url)
    page = client.get("/watch").text
    token, hook = (page.rpartition(f'name="{name}" value="')[2].partition('"')[0] for name in ("csrf", "hook"))
    assert client.post("/watch/remove", data={"csrf": token, "hook": hook}).status_code == 200
    assert receiver.url not in client.get("/watch").text
    assert not app.state.hooks.hooks


@pytest.mark.parametrize(
    "url",
    ["", "javascript:alert(1)", "file:///etc/passwd", "ftp://h/", "http://", "http://u:p@h/", "http://h/a b", "http://h/\nb"],
)
def test_what_is_no_address_is_refused(client: TestClient, url: str) -> None:
    assert add_hook(client, url) == 422


def test_there_is_an_end_to_webhooks(client: TestClient) -> None:
    for number in range(MOST_HOOKS):
        assert add_hook(client, f"http://h.example/{number}") == 303
    assert add_hook(client, "http://h.example/more") == 422


def test_bound_wider_a_webhook_needs_the_token_and_stays_out_of_private_networks(database: Path, receiver: Receiver) -> None:
    app = create_app(database, wide=True, follow=False)
    app.state.hooks.add(receiver.url, "")
    with TestClient(app, base_url="http://192.0.2.7", headers={"accept": "text/html"}) as client:
        token = client.get("/review").text.partition('name="csrf" value="')[2].partition('"')[0]
        assert client.post("/watch", data={"csrf": token, "url": receiver.url}).status_code == 403
        assert receiver.url not in client.get("/watch").text
        arrive(app, database, 25)
        assert app.state.hooks.tell() == 0
    assert not receiver.got
    assert "private address" in next(iter(app.state.hooks.hooks.values())).said
    assert create_app(database, follow=False).state.hooks.fetcher.allow_private


@pytest.mark.parametrize(
    "text", ["", "no json", "[1]", '[{"id": "x"}]', "{}", "[" * 5000, '[{"id": "x", "url": "http://h/", "query": "to=soon"}]']
)
def test_a_file_that_is_broken_stops_nothing(database: Path, text: str) -> None:
    database.with_name("news.duckdb.hooks.json").write_text(text)
    with TestClient(create_app(database, follow=False), base_url=HERE) as client:
        assert client.get("/watch").status_code == 200


STRANGE = ["//evil.example/x.atom", "http://evil.example/now.atom", "/now.json", "javascript:x.atom", "/../x.atom"]


@pytest.mark.parametrize("feed", STRANGE)
def test_only_a_feed_of_ours_is_shown(client: TestClient, feed: str) -> None:
    assert client.get("/watch", params={"feed": feed}).status_code == 422


def test_the_page_shows_any_feed_and_its_words_escaped(client: TestClient) -> None:
    page = client.get("/watch", params={"feed": f"/now.atom?q={HOSTILE.replace('&', '')}"}).text
    assert "<script>alert" not in page
    assert "http://localhost/now.atom?q=" in page
    assert "Add webhook" not in client.get("/watch", params={"feed": "/claims.atom?stance=denies"}).text


def test_posting_sends_what_it_is_given(receiver: Receiver) -> None:
    assert Fetcher(allow_private=True).post(receiver.url, b'{"a": 1}', kind="application/json").status == 204
    assert receiver.got == [{"path": "/in?key=1", "kind": "application/json", "a": 1}]


@pytest.mark.parametrize(
    "path", ["/?type=ASSAULT&limit=1", "/stories", "/dyads?a=PER", "/claims?sort=holder", "/stories/e1", "/review"]
)
def test_every_view_leads_to_its_watch(client: TestClient, path: str) -> None:
    feed = client.get(path).text.partition('href="/watch?feed=')[2].partition('"')[0]
    page = client.get(f"/watch?feed={feed}")
    assert page.status_code == 200
    address = page.text.partition(f'<p><a href="{HERE}')[2].partition('"')[0].replace("&amp;", "&")
    assert address.startswith(path.partition("?")[0].replace("/", "/now", len(path.partition("?")[0]) == 1))
    assert client.get(address).headers["content-type"].startswith("application/atom+xml")


def test_a_feed_starts_at_the_first_page(client: TestClient) -> None:
    page = client.get("/watch", params={"feed": "/now.atom?cursor=2024-03-04.2&type=ASSAULT"}).text
    assert f'href="{HERE}/now.atom?type=ASSAULT"' in page
