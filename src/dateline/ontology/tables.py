"""Small word and weight tables of the package."""

from __future__ import annotations

import tomllib
from pathlib import Path

FOLDER = Path(__file__).parent


def word_table(name: str) -> dict[str, frozenset[str]]:
    """Returns the lists of the TOML file `name` in this folder as sets."""
    return {key: frozenset(words) for key, words in tomllib.loads((FOLDER / name).read_text(encoding="utf-8")).items()}


def weights(name: str) -> dict[str, float]:
    """Returns the ``[weights]`` of the TOML file `name` in this folder."""
    table = tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))
    return {key: float(value) for key, value in table["weights"].items()}
