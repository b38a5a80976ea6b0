"""Runs the evaluation suites, and fails when a figure falls below its floor or the gold has changed unnoticed.

python evaluation/gate.py                 check every suite against floors.json
python evaluation/gate.py --list          also print what was missed, wrong and too much (not for quiet suites)
python evaluation/gate.py --update        raise floors to the present figures; never lowers one
python evaluation/gate.py --update --allow-regression "reason"    lowers them, and wants a CHANGELOG line
python evaluation/gate.py --report        write evaluation/REPORT.md
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tomllib
from pathlib import Path

from dateline.context import Context
from dateline.evaluate import GoldPage, Tally, load_gold, score
from dateline.pipeline import read_page
from dateline.records import Issue, Reading
from dateline.stages.ingest import page_from_html, page_from_text

HERE = Path(__file__).parent
FLOORS = HERE / "floors.json"
# A figure may wobble this much below its floor (parser builds differ between processors) before the gate fails.
TOLERANCE = 0.01
GATED = ("precision", "recall", "f1", "whole_recall", "stories", "keep_drop")


def read_gold_page(page: GoldPage, context: Context) -> Reading:
    """Returns the reading of a gold page's file."""
    data = page.path.read_bytes()
    make = page_from_html if page.path.suffix == ".html" else page_from_text
    made = make(data, id=page.page, date=page.date)
    if isinstance(made, Issue):
        raise SystemExit(f"{page.page} cannot be read: {made.reason}")
    return read_page(made, context)


def run_suite(suite: dict[str, str], context: Context) -> Tally:
    """Returns the tally of one suite."""
    gold = load_gold(HERE / suite["gold"], HERE / suite["pages"])
    return score(gold, lambda page: read_gold_page(page, context))


def gold_hash(suite: dict[str, str]) -> str:
    """Returns a hash of a suite's gold file and its pages."""
    digest = hashlib.sha256((HERE / suite["gold"]).read_bytes())
    for page in load_gold(HERE / suite["gold"], HERE / suite["pages"]):
        digest.update(page.path.read_bytes())
    return digest.hexdigest()[:16]


def main() -> int:
    """Runs the gate; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("suites", nargs="*", help="only these suites")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--allow-regression", metavar="REASON")
    parser.add_argument("--report", action="store_true")
    args = parser.parse_args()
    suites = tomllib.loads((HERE / "suites.toml").read_text(encoding="utf-8"))
    floors = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.is_file() else {}
    context, failures, tallies = Context(), [], {}
    for name, suite in suites.items():
        if (args.suites and name not in args.suites) or not (HERE / suite["gold"]).is_file():
            continue
        tally = tallies[name] = run_suite(suite, context)
        figures = tally.figures()
        now = {key: figures[key] for key in GATED} | {"gold": gold_hash(suite)}
        print(name, json.dumps({**now, "calibration_error": figures["calibration_error"], "fields": figures["fields"]}))
        if args.list and not suite.get("quiet"):
            print("\n".join(tally.notes))
        floor = floors.get(name, {})
        lower = [key for key in GATED if now[key] < floor.get(key, 0) - TOLERANCE]
        if args.update and (not lower or args.allow_regression):
            floors[name] = (
                now if args.allow_regression else {k: max(v, floor.get(k, v)) if k != "gold" else v for k, v in now.items()}
            )
        else:
            failures += [f"{name}: {key} is {now[key]}, its floor is {floor[key]}" for key in lower]
            if floor.get("gold") not in (None, now["gold"]):
                failures.append(f"{name}: the gold has changed; run evaluation/gate.py --update and say why in CHANGELOG.md")
    if args.update:
        FLOORS.write_text(json.dumps(floors, indent=2) + "\n", encoding="utf-8")
    if args.report:
        (HERE / "REPORT.md").write_text(report(suites, tallies), encoding="utf-8")
    print("\n".join(failures) or "the evaluation gate holds", file=sys.stderr)
    return 1 if failures else 0


def report(suites: dict[str, dict[str, str]], tallies: dict[str, Tally]) -> str:
    """Returns the report as Markdown: figures, fields, types, and a reliability table of confidences."""
    parts = ["# How well this version codes\n\nWritten by `python evaluation/gate.py --report`; do not edit.\n"]
    for name, tally in tallies.items():
        figures = tally.figures()
        parts.append(f"## {name}\n\n{suites[name]['about']}\n\n| figure | value |\n| --- | --- |")
        parts.append("\n".join(f"| {key} | {figures[key]} |" for key in (*GATED, "calibration_error")))
        parts.append(
            "\n| field | share right |\n| --- | --- |\n" + "\n".join(f"| {k} | {v} |" for k, v in figures["fields"].items())
        )
        parts.append("\n| type | wanted | missed | right | wrong |\n| --- | --- | --- | --- | --- |")
        for kind, counts in figures["types"].items():
            parts.append(
                "| " + " | ".join([kind, *(str(counts.get(k, 0)) for k in ("wanted", "missed", "right", "wrong"))]) + " |"
            )
        parts.append("\n| confidence | records | said | right |  |\n| --- | --- | --- | --- | --- |")
        parts.append("\n".join(reliability(tally)) + "\n")
    return "\n".join(parts)


def reliability(tally: Tally) -> list[str]:
    """Returns the rows of the reliability plot: per bin of confidence, records, mean confidence, share right."""
    rows = []
    for n in range(10):
        inside = [(c, good) for c, good in tally.sureness if min(9, int(c * 10)) == n]
        if inside:
            said, right = sum(c for c, _ in inside) / len(inside), sum(good for _, good in inside) / len(inside)
            rows.append(
                f"| {n / 10:.1f}-{(n + 1) / 10:.1f} | {len(inside)} | {said:.2f} | {right:.2f} | {'█' * round(20 * right)} |"
            )
    return rows


if __name__ == "__main__":
    sys.exit(main())
