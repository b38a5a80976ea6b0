"""Megabytes of plain text that clean, split and date read in a second of processor time on one core, by stage.

python benchmarks/reading.py                  over our own pages: gold, live blogs, pages without news, test pages
python benchmarks/reading.py --rounds 5       each page read five times (three by default), the best round counts
python benchmarks/reading.py --least 0.5      exit with 1 where it is slower than that
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

from dateline.context import Context
from dateline.pipeline import STAGES, Stage, run_stage
from dateline.records import Issue, Page, Reading
from dateline.stages.ingest import page_from_text

ROOT = Path(__file__).parent.parent
FOLDERS = ("evaluation/gold/pages", "evaluation/gold/live", "evaluation/silence", "tests/pages")
READ = ("clean", "split", "date")


def pages() -> list[Page]:
    """Returns our own pages of plain text."""
    paths = [path for folder in FOLDERS for path in sorted((ROOT / folder).glob("*.txt"))]
    made = (page_from_text(path.read_bytes(), id=path.stem, date=None) for path in paths)
    return [page for page in made if not isinstance(page, Issue)]


def read_all(given: list[Page], stages: list[Stage], context: Context) -> Counter[str]:
    """Returns the seconds of processor time that each stage took for all pages."""
    spent: Counter[str] = Counter()
    for page in given:
        reading = Reading(page=page)
        for stage in stages:
            begun = time.process_time()
            reading = run_stage(stage, reading, context)
            spent[stage.name] += time.process_time() - begun
    return spent


def main() -> int:
    """Measures; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--least", type=float, metavar="MB", default=0.0)
    args = parser.parse_args()
    given, context = pages(), Context()
    stages = [stage for stage in STAGES if stage.name in READ]
    read_all(given[:3], stages, context)  # tables are read and patterns compiled once
    size = sum(len(page.text.encode()) for page in given) / 1e6
    best = min((read_all(given, stages, context) for _ in range(args.rounds)), key=lambda spent: spent.total())
    print(f"{len(given)} pages, {size:.2f} MB: {size / best.total():.2f} MB/s; seconds per MB:", end=" ")
    print(", ".join(f"{name} {best[name] / size:.2f}" for name in READ))
    return 0 if size / best.total() >= args.least else 1


if __name__ == "__main__":
    sys.exit(main())
