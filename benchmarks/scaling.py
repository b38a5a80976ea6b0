"""Two workers against one: pages a second of a whole ingest, by the clock. For a machine with nothing else to do.

python benchmarks/scaling.py [PAGES] [--cluster]     1500 generated pages unless told otherwise; --cluster: also on Ray

Each run codes the same pages into a store of its own. What a run costs before its first page (starting processes, loading the
model) is measured by a run of a few pages with as many workers, and taken off: it is the same for a million.
"""

from __future__ import annotations

import argparse
import json
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


def seconds(rows: Path, folder: Path, workers: int, *more: str) -> float:
    """Returns how long an ingest takes."""
    store = folder / f"{rows.stem}-{workers}{''.join(more)}.duckdb"
    command = [sys.executable, "-m", "dateline", "ingest", str(store), str(rows), "--workers", str(workers), *more]
    begun = time.perf_counter()
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    return time.perf_counter() - begun


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
            rates, how = [], " ".join(more) or "processes:"
            for workers in (1, 2):
                start, whole = (seconds(rows, folder, workers, *more) for rows in (few, many))
                rates.append((asked.pages - FEW) / (whole - start))
                print(f"{how} {workers} worker(s): {whole:.1f} s, {start:.1f} s to start; {rates[-1]:.1f} pages/s", flush=True)
            print(f"{how} two workers against one: {rates[1] / rates[0]:.2f}", flush=True)


if __name__ == "__main__":
    main()
