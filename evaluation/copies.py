"""Measures whether copies are found: scraper copies are made of the project's own pages and sought among all of them.

python evaluation/copies.py [--list] [--seed N]

A scraper copy has the real body in another site's furniture: other navigation, teasers of other stories, vote counters, a false
date; some lose their last paragraphs, their line breaks or their quotation marks, and some quote the body in a longer text of
their own.
Two pages are a pair if their main stories are copies of one text.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from dateline.context import Context
from dateline.pipeline import read_page
from dateline.records import Page, Reading
from dateline.run.copies import find_copies
from dateline.store.segments import reading_row, write_segment
from dateline.store.store import RunInfo, Store

HERE = Path(__file__).parent
FOLDERS = (HERE / "gold" / "pages", HERE.parent / "tests" / "pages", HERE.parent / "src" / "dateline" / "samples")
FLOOR = 0.95
COPIES_EACH = 4
SAME = {"scraper-copy": "prisoner-swap"}  # a sample that is a copy of another
SITES = ("CoinHarbor", "Daily Lantern", "Nine O'Clock Wire", "TradeKite", "Globe Ledger", "MetroSun24")
SECTIONS = ("Scams", "Finance", "World", "My", "Invest", "Stocks")
TEASERS = (
    "Ten kitchen gadgets that save you an hour a day",
    "Why the Lynx's goalkeeper says she is done with penalties",
    "Storm closes three ski lifts in the Tatra mountains",
    "Singer cancels tour after fall from stage",
    "The best trail shoes of the season, tested",
    "How to read your electricity bill in five minutes",
    "Man rescued from well after two days thanks his dog",
    "Lottery winner found the ticket in a library book",
    "What to plant in a shady balcony box",
    "Cyclist wins mountain stage in the rain",
)


def main() -> int:
    """Prints precision, recall and F1 of pairs of copies; returns 1 if F1 is below the floor."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    context, rng = Context(), random.Random(args.seed)
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "copies.duckdb")
        truth = fill(store, context, rng)
        find_copies(store)
        rows = store.query(
            "SELECT page, arg_max(copies, len(sketch)) AS copies, arg_max(origin, len(sketch)) AS origin"
            " FROM story GROUP BY page"
        )
        found = {row["page"]: (row["copies"], row["origin"]) for row in rows}
    wanted, got = pairs({p: t for p, (t, _) in truth.items()}), pairs({p: found.get(p, (p, p))[0] for p in truth})
    f1 = report("copies", wanted, got)
    report("origins", pairs({p: o for p, (_, o) in truth.items()}), pairs({p: found.get(p, (p, p))[1] for p in truth}))
    if args.list:
        print("missed", sorted(wanted - got)[:20])
        print("wrong", sorted(got - wanted)[:20])
    return 0 if f1 >= FLOOR else 1


def pairs(groups: dict[str, str]) -> set[tuple[str, str]]:
    """Returns the pairs of pages that share a group."""
    return {(a, b) for a, b in combinations(sorted(groups), 2) if groups[a] == groups[b]}


def report(name: str, wanted: set[tuple[str, str]], got: set[tuple[str, str]]) -> float:
    """Prints the figures of one kind of pairs and returns F1."""
    right = len(wanted & got)
    precision, recall = right / max(1, len(got)), right / max(1, len(wanted))
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    print(f"{name}: wanted {len(wanted)} pairs, found {len(got)}, precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}")
    return f1


def fill(store: Store, context: Context, rng: random.Random) -> dict[str, tuple[str, str]]:
    """Stores the project's pages and their copies; returns, by page, the text and the origin of its main story."""
    store.start_run(RunInfo(run="r", verb="ingest", inputs=(), version="0", codebook="0", config="0"))
    readings, truth = [], {}
    for path in sorted(p for folder in FOLDERS for p in folder.glob("*.txt")):
        page = Page(id=f"{path.parent.name}/{path.name}", text=path.read_text(encoding="utf-8"))
        reading = read_page(page, context, last="date")
        body = main_body(reading)
        if len(" ".join(body).split()) < 80:
            continue
        same = SAME.get(path.stem, path.stem)
        truth[page.id] = (same, same)
        readings.append(reading)
        for n, (text, whole) in enumerate(scraped(body, rng)):
            copy = Page(id=f"{page.id}#{n}", text=text)
            readings.append(read_page(copy, context, last="date"))
            truth[copy.id] = (same if whole else f"{same}#{n}", same)
    write_segment((reading_row(reading, "r") for reading in readings), store.segments)
    store.load(run="r")
    return truth


def main_body(reading: Reading) -> list[str]:
    """Returns the paragraphs of the main story of a page, none if it has several."""
    if not reading.stories:
        return []
    sizes = {story: sum(end - start for start, end in story.spans) for story in reading.stories}
    story = max(sizes, key=lambda story: sizes[story])
    if sizes[story] < 0.8 * sum(sizes.values()):
        return []  # a digest has no main story
    return [line.text for line in reading.lines if line.keep and any(s <= line.start < e for s, e in story.spans)]


def scraped(body: list[str], rng: random.Random) -> Iterator[tuple[str, bool]]:
    """Yields texts of scraper pages with the body, and whether each is a copy (else it quotes the body in its own text)."""
    for n in range(COPIES_EACH):
        inner = list(body)
        if n % 2 and len(inner) > 4:
            inner = inner[: -max(1, len(inner) // 6)]
        if n == 2:
            inner = [line.replace("“", '"').replace("”", '"').replace("’", "'") for line in inner]
        yield furnished(inner, rng), True
    words = 1.5 * sum(len(line.split()) for line in body)
    own = []
    while sum(len(line.split()) for line in own) < words:
        own.append(own_sentence(rng))
    share = -(-len(own) // len(body))
    woven = [line for n, quoted in enumerate(body) for line in (quoted, " ".join(own[n * share : (n + 1) * share])) if line]
    yield furnished(woven, rng), False


def own_sentence(rng: random.Random) -> str:
    """Returns a sentence of made-up letters: no two share a run of words but by chance."""
    who, *rest = (rng.choice(LETTERS[n % 3]) for n in range(9))
    return f"The {who} {rest[2]} " + " ".join(f"{rng.choice(LINKS)} {rest[n]}" for n in (0, 3, 1, 4, 6, 7)) + "."


LETTERS = (
    ("baker", "reader", "pilot", "pupil", "ferryman", "teacher", "printer", "miller", "gardener", "sailor", "librarian"),
    ("umbrella", "bell", "map", "press", "mill", "weir", "room", "ferry", "gate", "hill", "bridge", "chapel", "lantern"),
    ("found", "painted", "sold", "counted", "mended", "drew", "lost", "weighed", "carried", "hid", "lent", "measured"),
)
LINKS = ("and", "with", "near", "under", "beside", "behind", "above", "for", "against", "without", "past", "over", "from")


def furnished(body: list[str], rng: random.Random) -> str:
    """Returns the body in the furniture of a scraper site, with a false date."""
    site, teasers = rng.choice(SITES), rng.sample(TEASERS, 7)
    day = (
        f"20{rng.randint(22, 26)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02} 0{rng.randint(1, 9)}:1{rng.randint(0, 9)}:22"
    )
    head = [f"Current:Home > {rng.choice(SECTIONS)}{body[0][:70]}-{site}", body[0][:70], f"View Date:{day}"]
    tail = [
        f"veryGood! ({rng.randint(2, 99)})",
        "Related",
        *(f"- {t}" for t in teasers[:4]),
        "Ranking",
        *(f"- {t}" for t in teasers[4:]),
    ]
    return "\n".join([*head, *body, *tail]) + "\n"


if __name__ == "__main__":
    sys.exit(main())
