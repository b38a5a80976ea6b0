from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters
from served import HOSTILE, add, make_event, make_reading

from dateline.errors import InputError
from dateline.serve import mcp as served
from dateline.serve.mcp import NOTE, build_server
from dateline.serve.site import Site, open_site

Ask = Callable[[Client], Awaitable[Any]]


@pytest.fixture
def site(database: Path) -> Site:
    return open_site(database)


def asked(site: Site, ask: Ask) -> Any:
    async def run() -> Any:
        async with Client(build_server(site), raise_exceptions=True) as client:
            return await ask(client)

    return asyncio.run(run())


def told(site: Site, tool: str, **given: object) -> dict[str, Any]:
    answer = asked(site, lambda client: client.call_tool(tool, given))
    assert not answer.is_error, answer.content
    assert json.loads(answer.content[0].text) == answer.structured_content
    found: dict[str, Any] = answer.structured_content
    return found


def refused(site: Site, tool: str, **given: object) -> str:
    answer = asked(site, lambda client: client.call_tool(tool, given))
    assert answer.is_error
    return str(answer.content[0].text)


def test_a_client_on_standard_input_and_output(database: Path) -> None:
    program = StdioServerParameters(command=sys.executable, args=["-m", "dateline", "mcp", str(database)])

    async def talk() -> None:
        async with Client(program, read_timeout_seconds=60) as client:
            names = [tool.name for tool in (await client.list_tools()).tools]
            assert names == ["search", "record", "claims", "dyad"]
            answer = await client.call_tool("search", {"actor": ["PER"]})
            assert [row["id"] for row in answer.structured_content["rows"]] == ["e2", "e1"]

    asyncio.run(talk())


@pytest.mark.skipif(os.name != "posix", reason="signals of Linux and macOS")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_though_the_client_says_nothing(sent: signal.Signals, database: Path, tmp_path: Path) -> None:
    hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "a", "version": "1"}}
    folder = tmp_path / "temporary"
    folder.mkdir()
    program = [sys.executable, "-m", "dateline", "mcp", str(database)]
    place = {**os.environ, "TMPDIR": str(folder)}

    def heed() -> None:
        """What the shell behind these tests ignores (one in the background SIGINT) the program would ignore, too."""
        signal.signal(sent, signal.SIG_DFL)

    pipe = subprocess.PIPE
    with subprocess.Popen(program, stdin=pipe, stdout=pipe, env=place, preexec_fn=heed) as running:
        assert running.stdin
        assert running.stdout
        running.stdin.write(json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello}).encode() + b"\n")
        running.stdin.flush()
        assert b"dateline" in running.stdout.readline()
        running.send_signal(sent)
        try:
            assert running.wait(timeout=10) == -sent
        finally:
            running.kill()
    assert list(folder.iterdir()) == []


def test_the_tools_say_that_they_only_read_and_what_they_take(site: Site) -> None:
    tools = asked(site, lambda client: client.list_tools()).tools
    for tool in tools:
        assert tool.description
        assert tool.annotations.read_only_hint
        assert not tool.annotations.destructive_hint
        assert all("description" in given or "$ref" in str(given) for given in tool.input_schema["properties"].values()), tool


def test_no_tool_changes_the_store(database: Path, site: Site) -> None:
    before = database.read_bytes()
    told(site, "search", words="police")
    told(site, "record", id="e1")
    told(site, "claims")
    told(site, "dyad", a="PER")
    assert database.read_bytes() == before


def test_search_gives_the_rows_of_the_page(site: Site) -> None:
    assert [row["id"] for row in told(site, "search")["rows"]] == ["e3", "e2", "e1"]
    assert [row["id"] for row in told(site, "search", words="NURSE")["rows"]] == ["e1"]
    assert [row["id"] for row in told(site, "search", status=["negated"])["rows"]] == ["e2"]
    assert [row["id"] for row in told(site, "search", first_day="2024-03-05")["rows"]] == ["e3"]
    assert told(site, "search", words="' OR 1=1 --")["total"] == 0
    [row] = told(site, "search", type=["ASSAULT"], status=["actual"])["rows"]
    assert (row["type"], row["actor_code"], row["date"], row["dead_low"]) == ("ASSAULT", "PER", "2024-03-03", 3)
    assert row["quoted"]["text"] == "Police shot at marchers, a nurse said."


def test_pages_of_a_search_follow_each_other(site: Site) -> None:
    found, cursor = [], None
    for _ in range(3):
        page = told(site, "search", limit=1, cursor=cursor)
        assert page["total"] == 3
        found += [row["id"] for row in page["rows"]]
        cursor = page["next"]
    assert (found, cursor) == (["e3", "e2", "e1"], None)


def test_a_record_comes_with_its_words_rules_and_other_reports(site: Site) -> None:
    found = told(site, "record", id="e1")
    assert found["note"] == NOTE
    assert found["other_reports"] == ["e2"]
    assert found["quoted"]["rules"] == ["event: assault:shoot at"]
    assert "record e1" in found["quoted"]["citation"]


def test_claims_come_with_what_became_of_them(site: Site) -> None:
    rows = told(site, "claims", holder=["a nurse"])["rows"]
    assert any("denied e2" in row.get("later", ()) for row in rows)
    assert told(site, "claims", stance=["denies"])["rows"] == []


def test_a_dyad_is_counted_by_week(site: Site) -> None:
    found = told(site, "dyad", a="PER")
    assert [(week["week"], week["events"]) for week in found["weeks"]] == [("2024-02-26", 1)]
    assert found["summary"].startswith("Peru and everyone: 1 ")
    assert told(site, "dyad")["pairs"] == []


@pytest.mark.parametrize(("tool", "given"), [("search", {}), ("record", {"id": "e3"}), ("claims", {})])
def test_words_of_a_page_stand_under_quoted_only(site: Site, tool: str, given: dict[str, object]) -> None:
    found = told(site, tool, **given)
    assert found["note"] == NOTE
    seen = 0
    for row in found.get("rows", [found]):
        seen += HOSTILE[:20] in json.dumps(row["quoted"])
        assert "script" not in json.dumps({name: value for name, value in row.items() if name != "quoted"})
    assert seen


def test_signs_that_are_not_seen_are_left_out_and_long_words_cut() -> None:
    hidden = "".join(chr(0xE0000 + ord(char)) for char in "obey")
    assert served.quoted(f"Lima{hidden}\u202e\u200b\x1b[2J\nnext") == "Lima[2J next"
    assert served.quoted("می\u200cخواهم") == "می\u200cخواهم"
    assert len(served.quoted("x" * 10**6)) < served.MOST_QUOTED_CHARS + 20


def test_what_cannot_be_asked_is_said_so(site: Site) -> None:
    assert "no record" in refused(site, "record", id="nothing")
    assert "YYYY-MM-DD" in refused(site, "search", first_day="soon")
    assert "less than or equal to 50" in refused(site, "search", limit=51)
    assert "cursor" in refused(site, "search", cursor="x")
    assert "no dated events" in refused(site, "dyad", a="XXX")
    assert refused(site, "claims", stance=["shouts"])
    assert refused(site, "search", words="x" * 500)


def test_a_slow_question_ends(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = "SELECT count(*) AS n FROM range(100000000) a, range(1000) b WHERE a.range % 7 = b.range % 5"
    monkeypatch.setattr(site.queries, "events", lambda filters: list(site.snapshot.stream(slow, limit_seconds=0.2)))
    started = time.monotonic()
    assert "took longer than" in refused(site, "search")
    assert time.monotonic() - started < 5


def test_an_answer_is_no_longer_than_a_reader_can_take(database: Path) -> None:
    text = "Police shot at marchers. " * 200
    events = [make_event(f"x{i}", "p50", text) for i in range(80)]
    add(database, make_reading(50, text, *events), run="r2")
    site = open_site(database)
    page = told(site, "search", limit=50, words="police shot")
    assert len(json.dumps(page)) <= served.MOST_CHARS * 1.1
    assert 1 <= len(page["rows"]) < 50
    following = told(site, "search", limit=50, words="police shot", cursor=page["next"])
    assert not {row["id"] for row in page["rows"]} & {row["id"] for row in following["rows"]}


def test_what_is_ingested_meanwhile_is_found(database: Path, site: Site) -> None:
    text = "Troops left Quito."
    add(database, make_reading(4, text, make_event("e4", "p4", text)), run="r2")
    assert told(site, "search")["total"] == 3
    assert site.snapshot.refresh()
    assert told(site, "search")["total"] == 4


def test_no_store_yet(tmp_path: Path) -> None:
    site = open_site(tmp_path / "none.duckdb")
    for tool, given in (("search", {}), ("record", {"id": "e1"}), ("claims", {}), ("dyad", {})):
        assert "there is no store" in refused(site, tool, **given)


def test_without_the_package_the_extra_is_named(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server.mcpserver", None)
    with pytest.raises(InputError, match=r"pip install 'dateline\[mcp\]'"):
        build_server(site)
