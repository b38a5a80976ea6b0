"""What a page costs: processor seconds of a worker, and the bytes that are moved and kept. For docs/cluster.md.

python benchmarks/sizing.py INPUT... [--times N]     files as `dateline code` takes them, read N times over (1)
"""

from __future__ import annotations

import argparse
import gzip
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from dateline.cluster.work import pack_batches
from dateline.config import Config
from dateline.records import Page
from dateline.run.ingest import KEEP
from dateline.run.inputs import read_pages
from dateline.run.work import batches, code_batch, shared_context
from dateline.store.segments import keep_segment, pack_segment, reading_row
from dateline.store.store import Store

MANY = 100_000_000


def main() -> None:
    """Prints the figures of a page, and what they come to for a hundred million."""
    options = argparse.ArgumentParser()
    options.add_argument("inputs", nargs="+")
    options.add_argument("--times", type=int, default=1)
    asked = options.parse_args()
    found = [page for page in read_pages(asked.inputs) if isinstance(page, Page)]
    pages = [replace(page, id=f"{n}/{page.id}") for n in range(asked.times) for page in found]
    text = "\n".join(page.text for page in found).encode()
    moved = sum(len(batch["pages"]) for batch in pack_batches(pages))
    context = shared_context(Config())
    _ = context.parser, context.signs, context.places
    begun = time.process_time()
    packed = [
        pack_segment(reading_row(reading, "sizing") for reading in code_batch(batch, config=Config(), keep=KEEP))
        for batch in batches(pages)
    ]
    coding = (time.process_time() - begun) / len(pages)
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "sizing.duckdb")
        for segment in packed:
            keep_segment(segment, store.segments)
        begun = time.process_time()
        store.load()
        loading = (time.process_time() - begun) / len(pages)
        kept = store.path.stat().st_size / len(pages)
    words = sum(len(page.text.split()) for page in pages) / len(pages)
    print(
        f"{len(pages)} pages of {words:.0f} words: {coding * 1000:.0f} ms of a core to code one, {1 / coding:.1f} pages/s/core"
    )
    print(f"text {len(text) / len(found):.0f} bytes a page ({len(gzip.compress(text)) / len(found):.0f} with gzip)")
    print(f"sent to workers {moved / len(pages):.0f}, sent back {sum(map(len, packed)) / len(pages):.0f} bytes a page")
    print(f"loading {loading * 1000:.1f} ms of a core, {kept:.0f} bytes in the store a page")
    hours = MANY * coding / 3600
    print(f"{MANY:,} pages: {hours:,.0f} core hours to code, {MANY * loading / 3600:,.0f} hours to load by one process")


if __name__ == "__main__":
    main()
