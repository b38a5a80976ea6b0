"""Scores the sentences of evaluation/sentences: has each a record of its type?

python evaluation/sentences.py            the development half, by type
python evaluation/sentences.py --list     also each sentence that has no record of its type, and what it has
python evaluation/sentences.py --test     the half that is looked at for figures only

Each line is TYPE, sentence, actor words, recipient words; two types right by the codebook are joined with a bar. The sentences
were written from the codebook without a look at the lexicon, with wording that is ordinary but seldom: they say which words
are missing, not how often a page is coded right (`gate.py` says that).
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from dateline.context import Context
from dateline.pipeline import read_page
from dateline.records import Event, Page, PageKind

SENTENCES = Path(__file__).parent / "sentences"
# Relative days need a day; which one does not matter here.
DAY = "2024-06-05"


def told(text: str, context: Context) -> tuple[Event, ...]:
    """Returns the records of one sentence."""
    return read_page(Page(id="sentence", text=text, kind=PageKind.SENTENCE, date=DAY), context, last="code").events


def main() -> int:
    """Prints the share of sentences with a record of their type; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--test", action="store_true")
    options = parser.parse_args()
    context, right, all_of = Context(), Counter[str](), Counter[str]()
    for line in (SENTENCES / ("test.tsv" if options.test else "dev.tsv")).read_text(encoding="utf-8").splitlines():
        types, text, *_ = line.split("\t")
        wanted = types.split("|")
        found = {event.event[0] for event in told(text, context)}
        all_of[wanted[0]] += 1
        right[wanted[0]] += bool(found & set(wanted))
        if options.list and not options.test and not found & set(wanted):
            print(f"{types}  {text}  -> {', '.join(sorted(found)) or 'none'}")
    for name in sorted(all_of):
        print(f"{name:10} {right[name] / all_of[name]:.2f}")
    print(f"{'all':10} {right.total() / all_of.total():.2f} of {all_of.total()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
