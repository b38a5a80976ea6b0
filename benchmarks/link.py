"""Times linking a store of generated events, and then a thousand more, and measures the memory.

python benchmarks/link.py [--events 1000000] [--db FILE]

Sides, days and places are drawn with the skew of news: a few pairs of states in most events, most events without a day of their
own, several accounts of one incident. A tenth of all events are of one type between the same two sides. Beside each event is a
hint on a page of its own. Figures for the machine at hand go to benchmarks/REPORT.md by hand.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path

from dateline.run.link import link_store
from dateline.store.database import Access, connect
from dateline.store.store import Store

# One row an account; several accounts share an incident number `i`, from which sides, day and town follow.
FILL = """
WITH a AS (
    SELECT n, hash(n // 3) AS i, hash(n, 1) AS h FROM range($start::BIGINT, $stop::BIGINT) t(n)
),
b AS (
    SELECT *,
        -- the cube of an even number: low numbers are common
        CASE WHEN n % 30 < 3 THEN 900 ELSE (pow((i % 1000) / 1000.0, 3) * 150)::INT END AS one,
        CASE WHEN n % 30 < 3 THEN 901 ELSE (pow(((i >> 10) % 1000) / 1000.0, 3) * 150)::INT END AS two,
        ((i >> 20) % 730)::INT AS day,
        CASE WHEN n % 30 < 3 THEN 1 ELSE (pow(((i >> 32) % 1000) / 1000.0, 2) * 20)::INT END AS kind
    FROM a
)
SELECT
    $letter || lpad(n::VARCHAR, 9, '0') AS id, $letter || (n // 4) AS page, 0 AS story,
    ['CONSULT', 'ASSAULT', 'ACCUSE', 'AGREE', 'AID', 'COERCE', 'PROTEST', 'REQUEST', 'SANCTION', 'THREATEN', 'REJECT',
     'SUPPORT', 'COOPERATE', 'MOBILIZE', 'CONCEDE', 'RETREAT', 'CONSULT', 'ASSAULT', 'CONSULT', 'ACCUSE',
     'AID'][kind + 1] AS "type",
    1 AS quad_code, 0.0 AS event_scale,
    CASE WHEN h % 3 = 0 THEN DATE '2023-01-01' + day END AS date, date AS enddate,
    'actual' AS status, 0.8 AS confidence,
    'word' || (i % 9973) || ' street' || ((i >> 7) % 997) || ' crowd of people near the river bridge said number' || (h % 7)
        || ' officials told reporters afterwards term' || (h % 999) || ' item' || ((h >> 9) % 999) AS text,
    0 AS sequence, 0 AS "start", 10 AS "end", 'r' AS run, ["type"] AS event, [] AS mode, [] AS context, [] AS event_text,
    [{'entity_text': 'A' || one, 'code': 'C' || one, 'sector': ['GOV', 'MIL', NULL][(h % 3)::INT + 1], 'other_sectors': [],
      'identifier_text': CASE WHEN h % 2 = 0 THEN 'N' || one END, 'identifier_id': NULL, 'office': NULL}] AS actor,
    CASE WHEN h % 7 = 0 THEN [] ELSE [{'entity_text': 'B' || two, 'code': 'C' || two, 'sector': 'GOV', 'other_sectors': [],
      'identifier_text': NULL, 'identifier_id': NULL, 'office': NULL}] END AS recipient,
    [] AS attribution,
    {'text': NULL, 'value': NULL, 'granularity': NULL, 'basis': 'none', 'offset': NULL} AS date_info,
    CASE WHEN h % 2 = 0 THEN {'text': 'T', 'name': 'T' || (i % 40), 'code': 'C' || two, 'lat': 0, 'lon': 0, 'geonameid': 1,
        'resolution': 4} END AS event_loc,
    {'published': (DATE '2023-01-01' + day + (h % 3)::INT)::VARCHAR} AS cite_info,
    [0, 1] AS predicate, [] AS reasons
FROM b
"""
EVENTS = f"INSERT INTO event BY NAME {FILL}"
HINTS = f"INSERT INTO hint BY NAME SELECT *, (1 + hash(id) % 5) / 10 AS likely FROM ({FILL})"  # noqa: S608
STORIES = """
INSERT INTO story BY NAME
SELECT DISTINCT ON (page) page, 0 AS story, cite_info.published::DATE AS published, true AS complete, page AS copies,
    [] AS spans, [] AS entries, 'r' AS run
FROM (SELECT page, cite_info FROM event UNION ALL SELECT page, cite_info FROM hint) WHERE page NOT IN (SELECT page FROM story)
"""


def main() -> None:
    """Fills a store, links it, adds a thousand events and links these, and prints how long that took and how much memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--db", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = Store(args.db or Path(folder) / "big.duckdb")
        fill(store, 0, args.events)
        report("all", store)
        fill(store, args.events, args.events + 1000)
        report("a thousand more", store)
        report("nothing new", store)


def fill(store: Store, start: int, stop: int) -> None:
    """Adds the events of these numbers, and as many hints."""
    numbers = {"start": start, "stop": stop}
    with connect(store.path, Access.WRITE) as connection:
        connection.execute(EVENTS, {**numbers, "letter": "e"})
        connection.execute(HINTS, {**numbers, "letter": "h"})
        connection.execute(STORIES)


def report(name: str, store: Store) -> None:
    """Links what is not linked, and prints what that took; memory is the most so far."""
    started, busy = time.monotonic(), time.process_time()
    incidents = link_store(store)
    seconds, busy = time.monotonic() - started, time.process_time() - busy
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{name}: {incidents} incidents, {seconds:.0f} s, {busy:.0f} s of processor time, at most {memory:.0f} MB", flush=True
    )


if __name__ == "__main__":
    main()
