"""Counts the records that dateline makes of pages on which nothing political happens: every one of them is false.

python evaluation/silence.py                  records per thousand words, over all pages of evaluation/silence
python evaluation/silence.py --half a         only the half that rules may be tuned on
python evaluation/silence.py --half b         only the half that is looked at for figures
python evaluation/silence.py --list           also each record of half a with its sentence and rules (half b stays unseen)
python evaluation/silence.py --most 1         exit with 1 where there are more records per thousand words than that
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from dateline.context import Context
from dateline.pipeline import read_page
from dateline.records import Entity, Event, Issue, Reading
from dateline.stages.ingest import page_from_text

PAGES = Path(__file__).parent / "silence"


def half(name: str) -> list[Path]:
    """Returns the pages of half "a" or "b" (every other page in the order of their names) or of "all"."""
    paths = sorted(PAGES.glob("*.txt"))
    return {"a": paths[0::2], "b": paths[1::2]}.get(name, paths)


def read_file(path: Path, context: Context) -> Reading:
    """Returns the reading of one page of the corpus."""
    made = page_from_text(path.read_bytes(), id=path.stem, date=None)
    if isinstance(made, Issue):
        raise SystemExit(f"{path.name} cannot be read: {made.reason}")
    return read_page(made, context)


def name(entity: Entity) -> str:
    """Returns an entity's words with its code and sector."""
    return f"{entity.entity_text} [{entity.code or '-'} {entity.sector or '-'}]"


def describe(event: Event, reading: Reading) -> str:
    """Returns a false record in lines: what was coded, the rules that made it, the sentence."""
    sentence = next((s.text for s in reading.sentences if s.start <= event.predicate[0] < s.end), "")
    rules = "\n".join(f"    {r.field}: {r.rule}" for r in event.reasons)
    actors, recipients = ("+".join(map(name, side)) or "-" for side in (event.actor, event.recipient))
    return f"{reading.page.id}: {event.event} {actors} > {recipients} ({event.status})\n    {sentence}\n{rules}"


def main() -> int:
    """Counts; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=("a", "b", "all"), default="all")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--most", type=float, metavar="RATE")
    args = parser.parse_args()
    context, words, records, open_pages = Context(), 0, 0, half("a")
    for path in half(args.half):
        reading = read_file(path, context)
        words += len(reading.page.text.split())
        records += len(reading.events)
        if args.list and path in open_pages:
            print("".join(f"{describe(event, reading)}\n" for event in reading.events), end="")
    rate = 1000 * records / words
    print(f"{records} records in {words} words of half {args.half}: {rate:.2f} per thousand")
    return 1 if args.most is not None and rate > args.most else 0


if __name__ == "__main__":
    sys.exit(main())
