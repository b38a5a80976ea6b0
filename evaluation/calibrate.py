"""Fits the weights of the confidence model on the gold that is looked at, and writes src/dateline/ontology/confidence.toml.

    python evaluation/calibrate.py [--write]

Logistic regression with an L2 penalty, by plain gradient descent: a dozen features, a few hundred records.
"""

from __future__ import annotations

import argparse
import math
import tomllib

from dateline.context import Context
from dateline.evaluate import calibration_error
from dateline.stages.code.confidence import probability, read
from gate import HERE, run_suite

TARGET = HERE.parent / "src/dateline/ontology/confidence.toml"
# The suites that are looked at.
SUITES = ("dev", "wire")
STEPS, RATE, PENALTY = 4000, 0.5, 0.003
# An actor that no source gives never makes a record surer, whatever a few hundred records say.
RECALLED = -0.1


def fit(rows: list[tuple[dict[str, float], bool]]) -> dict[str, float]:
    """Returns the weights that make the rows most likely."""
    names = sorted({name for found, _ in rows for name in found})
    weights = dict.fromkeys(names, 0.0)
    for _ in range(STEPS):
        slope = dict.fromkeys(names, 0.0)
        for found, good in rows:
            z = sum(weights[n] * v for n, v in found.items())
            miss = 1 / (1 + math.exp(-z)) - good
            for n, v in found.items():
                slope[n] += miss * v / len(rows)
        for n in names:
            weights[n] -= RATE * (slope[n] + (PENALTY * weights[n] if n != "bias" else 0.0))
        weights["recalled"] = min(weights.get("recalled", 0.0), RECALLED)
    return weights


def main() -> None:
    """Fits, prints, and on request writes the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    suites = tomllib.loads((HERE / "suites.toml").read_text(encoding="utf-8"))
    context = Context()
    judged = [record for name in SUITES for record in run_suite(suites[name], context).judged]
    rows = [(read(next(r.rule for r in e.reasons if r.field == "confidence")), good) for e, good in judged]
    weights = fit(rows)
    error = calibration_error([(probability(found, weights), good) for found, good in rows])
    lines = "".join(f"{name} = {value:.3f}\n" for name, value in weights.items())
    print(f"{len(rows)} records, calibration error {error}\n{lines}")
    if args.write:
        head = (
            "# Weights of the logistic model in stages/code/confidence.py, fitted by evaluation/calibrate.py\n"
            "# on evaluation/gold/dev.jsonl and wire.jsonl.\n"
        )
        TARGET.write_text(f"{head}[weights]\n{lines}", encoding="utf-8")


if __name__ == "__main__":
    main()
