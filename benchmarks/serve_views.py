"""Times every view of the page over a generated store: server time of the whole answer and of its first byte, in one process
over HTTP, first uncached (each asked once with a filter of its own) and then as asked again, with the processor time of all
threads and the load of the machine. Then many readers ask at once while `dateline ingest` writes into the store.

Run: python benchmarks/serve_views.py --events 100000 [--store /tmp/big.duckdb] [--readers 50]
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import json
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import duckdb
import uvicorn
from fastapi import FastAPI

from dateline import __version__
from dateline.serve.api import create_app
from dateline.serve.formats import EVENT_FORMATS, FORMATS
from dateline.serve.guard import CODER
from dateline.serve.queries import Queries
from dateline.serve.site import Site
from dateline.store.database import Access, connect

# What is asked of each view: {n} and {day} make each question one that was not asked before.
VIEWS = {
    "Now": "/",
    "Now, words": "/?q={n}x",
    "Now, actor and type": "/?actor=C0{n}&type=ASSAULT",
    "Now, by report": "/?by=report",
    "Now, key events": "/?key=1&source=Outlet 1{n}",
    "Now, days": "/?from=2024-03-{day}&to=2024-03-31",
    "Now, an older page": "/?cursor=2024-03-{day}.{n}00000",
    "Now, map": "/?view=map&actor=C0{n}",
    "Now, drawer open": "/?e={event}",
    "Now, chart": "/now/chart.svg?actor=C0{n}",
    "Stories": "/stories",
    "Stories, days": "/stories?from=2024-12-{day}&to=2024-12-31",
    "Stories, actor": "/stories?actor=C0{n}",
    "Story": "/stories/{event}",
    "Dyads": "/dyads",
    "Dyads, days": "/dyads?from=2024-01-{day}",
    "Dyads, pair": "/dyads?a=C0{n}&b=C10",
    "Dyads, one and all": "/dyads?a=C0{n}",
    "Dyads, chart": "/dyads/chart.svg?a=C0{n}&b=C10",
    "Dyads, coverage": "/dyads/chart.svg?a=C0{n}&b=C10&which=coverage",
    "Claims": "/claims",
    "Claims, by holder": "/claims?sort=holder",
    "Claims, by event": "/claims?sort=event",
    "Claims, one holder": "/claims?holder=C0{n}",
    "Claims, stance": "/claims?stance=asserts&holder=C1{n}",
    "Claims, type and actor": "/claims?type=ASSAULT&actor=C0{n}",
    "Claims, words": "/claims?q=number {n}7",
    "Claims, an older page": "/claims?cursor=2024-03-{day}.c",
    "Review": "/review",
    "Review, weighty": "/review?order=weighty",
    "Review, random": "/review?order=random",
    "Review, gold pages": "/review/gold.jsonl",
    "Review, lexicon": "/review/lexicon.csv",
    "About": "/about",
    "Drawer": "/e/{event}?part=1",
    "Record": "/e/{event}",
    "Saved copy": "/page/p1{n}7",
    "Watch": "/watch",
    "live": "/live?since=1",
    **{f"now.{form}": f"/now.{form}?actor=C0{{n}}" for form in EVENT_FORMATS},
    **{f"stories.{form}": f"/stories.{form}?actor=C0{{n}}" for form in FORMATS},
    **{f"dyads.{form}": f"/dyads.{form}?a=C0{{n}}" for form in FORMATS},
    **{f"claims.{form}": f"/claims.{form}?actor=C0{{n}}" for form in FORMATS},
    **{f"review.{form}": f"/review.{form}" for form in FORMATS},
}
# The same as asked by one who reviews blind, for whom no count is made beforehand.
BLIND = (
    "Now", "Now, actor and type", "Stories", "Story", "Dyads", "Dyads, pair", "Claims", "Claims, one holder", "Review", "About",
)  # fmt: skip
# ruff: noqa: E501 - SQL, one column after another
GENERATE = """
INSERT INTO run BY NAME SELECT 'r1' AS run, 'ingest' AS verb, ['x'] AS inputs, now()::TIMESTAMP AS started,
    now()::TIMESTAMP AS finished, '0' AS version, '2' AS codebook, 'c' AS config;
INSERT INTO page BY NAME SELECT 'p' || i AS id, 'https://site' || (i % 40) || '.example/' || i AS url, '' AS fetched,
    DATE '2024-01-01' + (i % 366)::INTEGER AS published, md5(i::VARCHAR) AS sha256, repeat('The text of page ' || i || '. ', 60) AS text,
    'Report ' || i AS title, 'page' AS kind, 'Outlet ' || (i % 40) AS outlet, 'en' AS language, [] AS declared, [] AS markup,
    md5(i::VARCHAR) AS digest, 'r1' AS run FROM range($pages) t(i);
INSERT INTO story BY NAME SELECT id AS page, 0 AS story, title, published, true AS complete, left(sha256, 16) AS copies,
    outlet, [[0, 100]] AS spans, [] AS entries, 'r1' AS run FROM page;
CREATE TEMP TABLE kind AS SELECT * FROM (VALUES
    (0, 'AGREE', 1, 2.5), (1, 'CONSULT', 1, 4.0), (2, 'SUPPORT', 1, 5.0), (3, 'AID', 2, 8.0), (4, 'REQUEST', 3, -1.0),
    (5, 'ACCUSE', 3, -3.0), (6, 'REJECT', 3, -4.0), (7, 'THREATEN', 3, -6.0), (8, 'PROTEST', 4, -6.5), (9, 'ASSAULT', 4, -9.0)) t(k, name, quad, scale);
INSERT INTO event BY NAME SELECT md5('e' || i) AS id, 'p' || (i // $each) AS page, 0 AS story, name AS "type", quad AS quad_code,
    scale AS event_scale, d AS date, d AS enddate, 'within' AS date_sense, ['actual', 'alleged', 'future'][1 + (i % 3)] AS status,
    (hash(i) % 100) / 100 AS confidence, a AS country, 10.0 AS lat, 20.0 AS lon,
    'The delegation of number ' || i || ' met the other side in town number ' || (i % 977) || ' on Tuesday.' AS text, 0 AS sequence,
    0 AS "start", 80 AS "end", 'i' || (i // 3) AS link, 'r1' AS run, [name] AS event, [] AS mode, [] AS context, ['met'] AS event_text,
    [{entity_text: a, code: a, sector: 'GOV', other_sectors: [], identifier_text: a, identifier_id: NULL, office: NULL}] AS actor,
    [{entity_text: b, code: b, sector: 'GOV', other_sectors: [], identifier_text: b, identifier_id: NULL, office: NULL}] AS recipient,
    CASE WHEN i % 2 = 0 THEN [] ELSE [{entity_text: b, code: b, sector: 'GOV', other_sectors: [], identifier_text: b,
        identifier_id: NULL, office: NULL, cue: 'said', stance: 'asserts', date: NULL}] END AS attribution,
    {text: 'Tuesday', "value": d::VARCHAR, granularity: 'day', basis: 'relative', "offset": NULL} AS date_info, NULL AS event_loc, NULL AS size,
    {sequence: 0, "start": 0, "end": 80} AS text_info,
    {url: NULL, title: NULL, publication: NULL, language: 'en', published: NULL, codebook: '2', coder: NULL, version: '0', config: 'c'} AS cite_info,
    [0, 3] AS predicate, [{field: 'event', rule: 'generated', span: [0, 3]}] AS reasons
FROM (SELECT i, DATE '2024-01-01' + ((i // $each) % 366)::INTEGER AS d,
    printf('C%02d', (hash(i, 1) % 100 * (hash(i, 2) % 100) // 100)::INTEGER) AS a,
    printf('C%02d', (hash(i, 3) % 100 * (hash(i, 4) % 100) // 100)::INTEGER) AS b FROM range($events) t(i)) x
    JOIN kind ON k = (hash(x.i, 5) % 10)::INTEGER;
INSERT INTO claim BY NAME SELECT 'c' || left(id, 15) AS id, page, story, 'asserts' AS stance, attribution[1].entity_text AS source_text,
    'said' AS cue_text, text AS content_text, 'r1' AS run, [[0, 3]] AS source, [[4, 8]] AS cue, [[9, 80]] AS content,
    {entity_text: attribution[1].entity_text, code: attribution[1].code, sector: 'GOV', other_sectors: [], identifier_text: NULL,
     identifier_id: NULL, office: NULL} AS entity, [id] AS events FROM event WHERE len(attribution) > 0;
INSERT INTO incident BY NAME SELECT link AS id, any_value("type") AS "type", min(date) AS "first", max(enddate) AS "last",
    list(DISTINCT country) AS sides, count(DISTINCT page) AS origins, count(*) AS records,
    CASE WHEN hash(link) % 3 = 0 THEN [{field: 'status', accounts: [{"value": 'asserted', origins: 1, events: [min(id)]},
        {"value": 'denied', origins: 1, events: [max(id)]}]}] ELSE [] END AS disputed FROM event GROUP BY link;
INSERT INTO linked BY NAME SELECT id, page, "type" AS family, run, $version AS version, link AS part, 0 AS low, 0 AS place,
    [] AS blocks FROM event;
INSERT INTO issue BY NAME SELECT id AS page, 'parse' AS stage, 'sentence-too-long' AS reason, '' AS detail, run FROM page
    WHERE hash(id) % 5 = 0;
INSERT INTO review BY NAME SELECT md5(id || coder) AS id, id AS event, decision, coder,
    CASE WHEN decision = 'edit' THEN 'type' END AS field, CASE WHEN decision = 'edit' THEN 'ASSAULT' END AS "new",
    now()::TIMESTAMP AS "time"
FROM (SELECT id, coder, ['accept', 'accept', 'reject', 'edit'][1 + (hash(id || coder) % 4)::INTEGER] AS decision
    FROM event, (VALUES ('ann'), ('bob')) x (coder) WHERE hash(id, 6) % 2000 = 0);
"""


def generate(path: Path, events: int) -> None:
    """Writes a store of so many events, ten a page, linked, one in two thousand reviewed by two coders."""
    named = {"events": events, "pages": max(events // 10, 1), "each": 10, "version": __version__}
    with connect(path, Access.WRITE) as connection:
        for statement in duckdb.extract_statements(GENERATE):
            connection.execute(statement, {name: named[name] for name in statement.named_parameters})


def ask(port: int, path: str, *, coder: str = "") -> tuple[int, float, float]:
    """Returns status, milliseconds to the first byte, and milliseconds to the last; `coder` is who asks, if one who reviews."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Accept": "text/html", **({"Cookie": f"{CODER}={coder.encode().hex()}"} if coder else {})}
    start = time.perf_counter()
    connection.request("GET", quote(path, safe="/?=&%"), headers=headers)
    answer = connection.getresponse()
    answer.read(1)
    first = time.perf_counter()
    answer.read()
    connection.close()
    return answer.status, (first - start) * 1000, (time.perf_counter() - start) * 1000


def ingest(store: Path) -> None:
    """Codes the pages of the demonstration into the store, under ids that it does not know yet."""
    from dateline.serve.demo import demo_rows

    pages = store.with_suffix(".jsonl")
    rows = [{**row, "id": f"{row['id']}?{time.time_ns()}"} for row in demo_rows()]
    pages.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    subprocess.run([sys.executable, "-m", "dateline", "ingest", str(store), str(pages)], check=True, capture_output=True)


def crowd(port: int, readers: int, write: Callable[[], None]) -> int:
    """Has many readers ask at once and again until a writer has written, says how it went, and returns how many failed."""
    answers: list[tuple[int, float, float]] = []
    paths = ["/", "/claims", "/stories", "/dyads", "/live?since=1", "/about"]

    failed: list[BaseException] = []
    written = threading.Event()

    def read(number: int) -> None:
        for i in itertools.count():
            answers.append(ask(port, paths[(number + i) % len(paths)]))
            if i >= 5 and written.is_set():
                return
            time.sleep(1)  # a reader reads

    def wrote() -> None:
        try:
            write()
        except subprocess.CalledProcessError as error:
            failed.append(error)
            print(error.stderr.decode()[-2000:])
        finally:
            written.set()

    threads = [threading.Thread(target=read, args=(n,)) for n in range(readers)]
    writer = threading.Thread(target=wrote)
    start = time.perf_counter()
    for thread in (writer, *threads):
        thread.start()
    for thread in (*threads, writer):
        thread.join()
    bad = [status for status, _, _ in answers if status != 200]
    times = sorted(total for _, _, total in answers)
    median, most = statistics.median(times), times[-1]
    seconds = time.perf_counter() - start
    print(
        f"{readers} readers, {len(answers)} answers in {seconds:.1f} s beside an ingest ({'failed' if failed else 'done'}):"
        f" {len(bad)} failed, median {median:.0f} ms, longest {most:.0f} ms"
    )
    return len(bad) + len(failed)


def main() -> None:
    """Runs it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--store", type=Path, default=Path("tmp/serve-benchmark.duckdb"))
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--readers", type=int, default=50)
    given = parser.parse_args()
    if not given.store.is_file():
        generate(given.store, given.events)
    start = time.perf_counter()
    app = create_app(given.store)
    print(f"reading copy made in {time.perf_counter() - start:.1f} s, {given.store.stat().st_size / 1e6:.0f} MB store")
    site = app.state.site
    assert site.queries.value("SELECT count(*) FROM dyad_count") > 100
    with served(app) as port:
        measure(port, site, given.rounds)
        before = site.queries.counted("records")
        failures = crowd(port, given.readers, lambda: ingest(given.store))
        until = time.monotonic() + 60
        while site.queries.counted("records") == before and time.monotonic() < until:
            time.sleep(0.5)
        print(f"{site.queries.counted('records') - before} records arrived on the page; load {os.getloadavg()[0]:.1f}")
    sys.exit(1 if failures else 0)


@contextmanager
def served(app: FastAPI) -> Iterator[int]:
    """Yields the port of the application, and ends its server in good order."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=5))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        while not server.started:
            time.sleep(0.05)
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


def measure(port: int, site: Site, rounds: int) -> None:
    """Prints the times of each view, for all and for one who reviews blind."""
    [row] = site.queries.rows("SELECT id FROM e LIMIT 1 OFFSET 1000")
    print(f"{'view':28}{'uncached':>10}{'first byte':>12}{'processor':>11}{'again':>8}   ms, medians of {rounds}")
    for name, coder in [*((name, "") for name in VIEWS), *((name, "cyd") for name in BLIND)]:
        paths = [VIEWS[name].format(n=n % 10, day=10 + n, event=row["id"]) for n in range(rounds)]
        fresh = []
        for one in paths:
            site.queries = Queries(site.snapshot)  # forgets what it worked out
            site.snapshot.forget()
            used = time.process_time()
            fresh.append((*ask(port, one, coder=coder), (time.process_time() - used) * 1000))
        again = [ask(port, paths[0], coder=coder)[2] for _ in range(rounds + 1)][1:]
        assert {status for status, *_ in fresh} == {200}, (name, fresh)
        first, whole, used = (statistics.median(column) for column in list(zip(*fresh, strict=True))[1:])
        shown = f"{name}{', blind' if coder else ''}"
        print(
            f"{shown:28}{whole:10.0f}{first:12.0f}{used:11.0f}{statistics.median(again):8.0f}   load {os.getloadavg()[0]:.1f}"
        )


if __name__ == "__main__":
    main()
