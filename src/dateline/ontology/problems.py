"""What is wrong with a table, as the verbs that check print it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """An error must be mended; a warning may be meant."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One problem of a table: where it stands, whose row it is, what is wrong, and what to do."""

    level: Level
    file: str
    line: int
    name: str
    problem: str
    do: str
