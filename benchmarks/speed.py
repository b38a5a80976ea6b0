"""Processor time of the whole flow, by stage, beside a bare spaCy pass over the same texts in one run.

python benchmarks/speed.py FILE.jsonl [N]     rows with `text` and optional `kind`
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from itertools import islice
from pathlib import Path

from dateline.config import Config
from dateline.models.parser import one_thread
from dateline.pipeline import STAGES, read_page, run_stage
from dateline.records import Page, PageKind, Reading
from dateline.run.work import shared_context


def main() -> None:
    """Prints words, seconds of both, their ratio and the seconds of each stage."""
    with Path(sys.argv[1]).open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in islice(lines, int(sys.argv[2]) if len(sys.argv) > 2 else None)]
    context = shared_context(Config())
    one_thread()  # before spaCy loads numpy: threads that wait for each other count as processor time
    import spacy

    nlp = spacy.load(context.config.model)
    begun = time.process_time()
    list(nlp.pipe([row["text"] for row in rows]))
    bare = time.process_time() - begun
    for row in rows[:3]:  # tables are loaded before the clock runs
        read_page(Page(id="warm", text=row["text"]), context)
    spent: Counter[str] = Counter()
    for number, row in enumerate(rows):
        reading = Reading(page=Page(id=str(number), text=row["text"], kind=PageKind(row.get("kind") or "page")))
        for stage in STAGES:
            begun = time.process_time()
            reading = run_stage(stage, reading, context)
            spent[stage.name] += time.process_time() - begun
    total = sum(spent.values())
    words = sum(len(row["text"].split()) for row in rows)
    print(f"{words} words; bare {bare:.1f} s; dateline {total:.1f} s; ratio {total / bare:.2f}")
    print({name: round(seconds, 2) for name, seconds in spent.items()})
    engine = {name: round(spent[name] / spent["parse"], 2) for name in ("resolve", "place", "attribute", "code")}
    print(f"to the parser's time these add {sum(engine.values()):.2f}, of it {engine}")


if __name__ == "__main__":
    main()
