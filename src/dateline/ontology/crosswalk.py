"""PLOVER to CAMEO, by ``cameo_map.csv`` (facts of the PLOVER manual's crosswalk), with Goldstein's scale."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from dateline.errors import OntologyError

FILE = "cameo_map.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cameo:
    """One CAMEO code with the PLOVER type, mode and contexts it answers to, and its Goldstein score (None: none given)."""

    code: str
    event: str
    mode: str
    contexts: frozenset[str]
    goldstein: float | None

    @property
    def root(self) -> str:
        """The two-digit root code."""
        return self.code[:2]

    @property
    def base(self) -> str:
        """The code cut to three digits."""
        return self.code[:3]


@lru_cache(maxsize=1)
def load_crosswalk() -> tuple[Cameo, ...]:
    """Returns the rows of the crosswalk that have a PLOVER type, in file order.

    Raises:
        OntologyError: the file is broken.
    """
    text = (resources.files("dateline.ontology") / FILE).read_text(encoding="utf-8")
    try:
        return tuple(
            Cameo(
                code=row["cameo"],
                event=row["plover_type"],
                mode=row["plover_mode"],
                contexts=frozenset(row["plover_contexts"].replace(";", " ").replace("|", " ").split()),
                goldstein=float(row["goldstein"]) if row["goldstein"] else None,
            )
            for row in csv.DictReader(text.splitlines())
            if row["plover_type"]
        )
    except (KeyError, ValueError) as error:
        raise OntologyError(f"{FILE} is broken: {error}; install dateline again") from error


def cameo_of(event: str, modes: Sequence[str] = (), contexts: Sequence[str] = ()) -> Cameo | None:
    """Returns the CAMEO code nearest to a PLOVER type with its first mode and its contexts, None where there is none.

    Codes of the mode come first, else those without one; then the code that shares most contexts and asks for no other;
    then the most general.

    >>> cameo_of("COERCE", ["curfew"]).root
    '17'
    """
    rows = [row for row in load_crosswalk() if row.event == event]
    with_mode = [row for mode in modes for row in rows if row.mode == mode]
    chosen = with_mode or [row for row in rows if not row.mode] or rows
    wanted = frozenset(contexts)

    def fit(row: Cameo) -> tuple[int, int]:
        return len(row.contexts & wanted) - len(row.contexts - wanted), -len(row.code)

    return max(chosen, key=fit, default=None)
