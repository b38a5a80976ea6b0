from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import dateline

# What a verb must not pay for: loaded by the first call that needs it.
HEAVY = ("spacy", "duckdb", "pyarrow", "trafilatura", "rich", "typer", "pandas", "numpy")

PUBLIC = [
    "Config",
    "ConfigError",
    "Database",
    "DatelineError",
    "Entity",
    "Event",
    "InputError",
    "Issue",
    "OntologyError",
    "Page",
    "Pipeline",
    "StoreError",
    "__version__",
    "code",
    "load_config",
    "open",
    "to_json",
]


def loaded_after(statement: str) -> set[str]:
    report = f"{statement}\nimport sys\nprint(*[m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", report], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


def test_public_names_are_pinned_and_all_there() -> None:
    assert dateline.__all__ == PUBLIC
    for name in PUBLIC:
        assert getattr(dateline, name) is not None


def test_import_is_light() -> None:
    assert loaded_after("import dateline") == set()


def test_a_name_that_is_not_there() -> None:
    assert not hasattr(dateline, "nothing_of_the_kind")


def test_coding_needs_no_database() -> None:
    assert not loaded_after("import dateline; dateline.code('Lima is a city.')") & {"duckdb", "pyarrow", "pandas"}


def test_command_line_loads_no_model_before_it_needs_one() -> None:
    assert not loaded_after("import dateline.cli") & {"spacy", "duckdb", "pyarrow", "trafilatura", "pandas"}


def test_the_map_of_the_coder_names_every_module() -> None:
    from dateline.stages import code

    modules = {path.stem for path in Path(code.__file__).parent.glob("*.py")} - {"__init__"}
    assert set(re.findall(r"`(\w+)`", code.__doc__ or "")) == modules
