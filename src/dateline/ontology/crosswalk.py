"""PLOVER to CAMEO, by ``cameo_map.csv`` (facts of the PLOVER manual's crosswalk), with Goldstein's scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from dateline.errors import OntologyError
from dateline.ontology.layers import Cells, Layers, shown

FILE = "cameo_map.csv"
COLUMNS = (
    "cameo",
    "level",
    "plover_type",
    "plover_mode",
    "plover_contexts",
    "table_mode_not_in_2_0",
    "quad",
    "plover_score",
    "goldstein",
)


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


@lru_cache(maxsize=2)
def load_crosswalk(own: Path | None = None) -> tuple[Cameo, ...]:
    """Returns the rows of the crosswalk that have a PLOVER type, in file order, those of the user's folder `own` first.

    Raises:
        OntologyError: a row is broken.
    """
    rows = Layers(own).rows(FILE, COLUMNS, needed=("cameo", "plover_type"))
    return tuple(_cameo(row) for row in rows if row["plover_type"])


def _cameo(row: Cells) -> Cameo:
    try:
        return Cameo(
            code=row["cameo"],
            event=row["plover_type"],
            mode=row["plover_mode"],
            contexts=frozenset(row["plover_contexts"].replace(";", " ").replace("|", " ").split()),
            goldstein=float(row["goldstein"]) if row["goldstein"] else None,
        )
    except ValueError as error:
        raise OntologyError(f"{row.where}: goldstein is a number ({error})") from error


def cameo_of(event: str, modes: Sequence[str] = (), contexts: Sequence[str] = ()) -> Cameo | None:
    """Returns the CAMEO code nearest to a PLOVER type with its first mode and its contexts, None where there is none.

    Codes of the mode come first, else those without one; then the code that shares most contexts and asks for no other;
    then the most general.

    >>> cameo_of("COERCE", ["curfew"]).root
    '17'
    """
    rows = [row for row in load_crosswalk(shown()) if row.event == event]
    with_mode = [row for mode in modes for row in rows if row.mode == mode]
    chosen = with_mode or [row for row in rows if not row.mode] or rows
    wanted = frozenset(contexts)

    def fit(row: Cameo) -> tuple[int, int]:
        return len(row.contexts & wanted) - len(row.contexts - wanted), -len(row.code)

    return max(chosen, key=fit, default=None)
