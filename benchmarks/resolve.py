"""What the actor table and the resolving of a long story cost: processor time and memory.

python benchmarks/resolve.py [WORDS]     of the demonstration's pages, joined to one story of so many words (5,000)
"""

from __future__ import annotations

import gc
import sys
import time
import tracemalloc

from dateline.config import Config
from dateline.context import Context
from dateline.ontology.actors import load_actors
from dateline.pipeline import STAGES, read_page, run_stage
from dateline.records import Page, PageKind
from dateline.serve.demo import demo_rows

ROUNDS = 5


def main() -> None:
    """Prints the table's load time and memory, and the time of each of the stages between parsing and coding."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    seconds = min(_seconds(load_actors) for _ in range(ROUNDS))
    gc.collect()
    tracemalloc.start()
    table = load_actors()
    _ = (
        table.city("Lima"),
        table.find("Nobody Known"),
        table.by_sound("Nobodyknown"),
        table.spellings,
    )  # laid out when first asked
    size = tracemalloc.get_traced_memory()[0] / 2**20
    tracemalloc.stop()
    print(f"actor table: {len(table.rows)} rows, {seconds:.2f} s, {size:.0f} MB")
    context = Context(Config(screen=False))
    page = Page(id="long", text=_story(wanted), kind=PageKind.STORY, date="2025-03-03")
    reading = read_page(page, context, last="parse")
    words = sum(len(s.text.split()) for s in reading.sentences)
    for stage in STAGES[4:-2]:
        after = run_stage(stage, reading, context)
        best = min(_seconds(lambda at=stage, before=reading: run_stage(at, before, context)) for _ in range(ROUNDS))
        print(f"{stage.name}: {words} words, {1000 * best:.0f} ms")
        reading = after


def _seconds(work: object) -> float:
    assert callable(work)
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _story(words: int) -> str:
    paragraphs: dict[str, None] = {}
    for row in demo_rows():
        paragraphs |= dict.fromkeys(row["text"].split("\n\n"))
    parts, count = [], 0
    while count < words:
        for paragraph in paragraphs:
            parts.append(paragraph)
            count += len(paragraph.split())
            if count >= words:
                break
    return "\n\n".join(parts)


if __name__ == "__main__":
    main()
