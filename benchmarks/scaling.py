"""Two workers against one: pages a second of a whole ingest, by the clock. For a machine with nothing else to do; on a busy one
the processor time tells how many times one worker two can be at most.

python benchmarks/scaling.py [PAGES] [--cluster]     1500 generated pages unless told otherwise; --cluster: also on Ray

Each run codes the same pages into a store of its own. What a run costs before its first page (starting processes, loading the
model) is measured by a run of a few pages with as many workers, and taken off: it is the same for a million.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from memory import generated

FEW = 16


def rows_file(folder: Path, count: int) -> Path:
    """Writes generated pages as JSON Lines and returns the path."""
    path = folder / f"{count}.jsonl"
    rows = [{"id": page.id, "text": page.text, "date": page.date} for page in generated(count)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def seconds(rows: Path, folder: Path, workers: int, *more: str) -> tuple[float, float]:
    """Returns how long an ingest takes, by the clock and in processor time of all its processes."""
    store = folder / f"{rows.stem}-{workers}{''.join(more)}.duckdb"
    command = [sys.executable, "-m", "dateline", "ingest", str(store), str(rows), "--workers", str(workers), *more]
    begun, busy = time.perf_counter(), _busy()
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    return time.perf_counter() - begun, _busy() - busy


def _busy() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Prints the seconds and rate of one worker and of two, and how they compare."""
    options = argparse.ArgumentParser()
    options.add_argument("pages", nargs="?", type=int, default=1500)
    options.add_argument("--cluster", action="store_true")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        few, many = rows_file(folder, FEW), rows_file(folder, asked.pages)
        for more in ((), ("--cluster", "local")) if asked.cluster else ((),):
            rates, costs, how = [], [], " ".join(more) or "processes:"
            for workers in (1, 2):
                (start, started), (whole, busy) = (seconds(rows, folder, workers, *more) for rows in (few, many))
                rates.append((asked.pages - FEW) / (whole - start))
                costs.append((busy - started) / (asked.pages - FEW))
                rate = f"{rates[-1]:.1f} pages/s, {costs[-1] * 1000:.1f} ms of processor time a page"
                print(f"{how} {workers} worker(s): {whole:.1f} s, {start:.1f} s to start; {rate}", flush=True)
            most = 2 * costs[0] / costs[1]
            print(f"{how} two workers against one: {rates[1] / rates[0]:.2f}; {most:.2f} by processor time", flush=True)


if __name__ == "__main__":
    main()
