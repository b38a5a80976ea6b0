"""Memory of a worker over many pages that it has never seen: what it holds after each ten thousand of them.

python benchmarks/memory.py [PAGES] [SECONDS]     100000 pages unless told otherwise; stops earlier after so many seconds

The pages are short and generated; each has names and numbers of its own, so that whatever is kept by word would grow.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from dateline.config import Config
from dateline.records import Page
from dateline.run.ingest import BatchStorer
from dateline.run.work import batches

SENTENCES = (
    "Police in {place} arrested {n} members of {group} on {day}, {person} said.",
    "{person} of {group} met the mayor of {place} on {day} to discuss the {thing}.",
    "Residents of {place} bought {n} tons of {thing} last year, a report by {group} found.",
    "At least {n} people were killed when rebels shelled {place} on {day}, officials said.",
    "France condemned the attack on {place} and called for talks with {group}.",
    "The {thing} festival in {place} drew {n} visitors, and {person} sang.",
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SYLLABLES = ("ka", "lo", "mir", "sen", "tar", "vik", "du", "bor", "ne", "sha", "ul", "pe", "gri", "zan")


def generated(count: int) -> Iterator[Page]:
    """Yields pages of three to five sentences."""
    chance = random.Random(7)

    def name(syllables: int = 6) -> str:
        return "".join(chance.choices(SYLLABLES, k=syllables)).capitalize()

    for number in range(count):
        words = {"place": name(), "group": f"{name()} {name()}", "person": f"{name()} {name()}", "thing": name().lower()}
        sentences = chance.sample(SENTENCES, chance.randint(3, 5))
        text = " ".join(s.format(n=chance.randint(2, 9999), day=chance.choice(DAYS), **words) for s in sentences)
        yield Page(id=f"page-{number}", text=text, date="2024-03-04")


def held_mb() -> float:
    """Returns what this process holds of the machine's memory now (elsewhere than on Linux: at most so far)."""
    status = Path("/proc/self/status")
    if status.is_file():
        [line] = [line for line in status.read_text().splitlines() if line.startswith("VmRSS:")]
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Prints pages, megabytes held and processor seconds, and how fast the memory grows after the first tenth."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    until = time.monotonic() + (float(sys.argv[2]) if len(sys.argv) > 2 else float("inf"))
    step = max(count // 10, 8)
    seen: list[tuple[int, float]] = []
    with tempfile.TemporaryDirectory() as folder:
        worker = BatchStorer(Config(), Path(folder), "memory")
        work = batches(generated(count))
        while time.monotonic() < until and (pages := sum(worker(batch)[0] for batch in islice(work, step // 8))):
            done = pages + (seen[-1][0] if seen else 0)
            seen.append((done, held_mb()))
            print(f"{done} pages  {seen[-1][1]:.0f} MB  {time.process_time():.0f} s of processor time", flush=True)
            for segment in Path(folder).iterdir():
                segment.unlink()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    (first, before), (last, after) = seen[0], seen[-1]
    growth = (after - before) / max(last - first, 1) * 10_000
    print(f"peak {peak:.0f} MB; {growth:+.1f} MB each 10,000 pages after the first {first}")


if __name__ == "__main__":
    main()
