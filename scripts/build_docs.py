#!/usr/bin/env python3
"""Writes the generated parts of docs/: the CLI reference, the codebook and the data model; ``--check`` only compares.

python scripts/build_docs.py [--check]
"""

from __future__ import annotations

import dataclasses
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.main import get_command

import dateline.records as records
from dateline.cli import app
from dateline.ontology.plover import Plover, load_plover
from dateline.pipeline import STAGES
from dateline.store.database import sql
from dateline.store.export import FORMATS

DOCS = Path(__file__).resolve().parent.parent / "docs"
NOTE = "<!-- Written by scripts/build_docs.py; change the code or the data it is made from, not this file. -->\n"


def cli_reference() -> Iterator[str]:
    """Yields the text of docs/cli-reference.md: the help of every verb, and the export formats."""
    group = get_command(app)
    yield "# Command line\n"
    yield "Data goes to standard output, everything else to standard error: a table on a terminal, JSON Lines when piped."
    yield "Exit status 0: done (what was not coded is counted on standard error); 1: nothing could be read; 2: misuse.\n"
    yield from options(group)
    for name, command in sorted(group.commands.items()):  # type: ignore[attr-defined]
        yield f"## {name}\n\n{inspect.cleandoc(command.help)}\n"
        yield from options(command)
    yield "## Stages\n"
    yield from table(("stage", "what it does"), ((f"`{stage.name}`", stage.does) for stage in STAGES))
    yield "## Export formats\n"
    for fmt in FORMATS.values():
        yield f"### {fmt.name}\n\n{fmt.note}\n"
        yield from table(("column", "meaning"), ((f"`{name}`", text) for name, text in fmt.columns.items() if name))


def codebook() -> Iterator[str]:
    """Yields the text of docs/codebook.md: everything of the ontology."""
    plover = load_plover()
    yield f"# Codebook: PLOVER {plover.version}\n"
    yield "Event types and modes with quad class and conflict-cooperation score. `dateline ontology WORD` looks these up.\n"
    yield from event_types(plover)
    named = {
        "Contexts": plover.contexts,
        "Sectors": plover.sectors,
        "Codes that stand for no state": plover.organisations,
        "Rules": plover.rules,
    }
    for title, terms in named.items():
        yield f"## {title}\n"
        yield from table(("name", "meaning"), ((f"`{name}`", text) for name, text in terms.items()))


def event_types(plover: Plover) -> Iterator[str]:
    """Yields a section for each event type."""
    for event in plover.types.values():
        yield f"## {event.name}\n\n{event.definition}\n"
        yield f"Quad class {event.quad} ({plover.quads[event.quad].replace('_', ' ')}), score {event.score:g}.\n"
        modes = ((f"`{m.name}`", f"{plover.scale(event.name, [m.name]):g}", m.definition) for m in event.modes.values())
        if event.modes:
            yield from table(("mode", "score", "meaning"), modes)


def data_model() -> Iterator[str]:
    """Yields the text of docs/data-model.md: every record and enumeration, and the tables of the store."""
    yield "# Data model\n"
    yield inspect.cleandoc(records.__doc__ or "") + "\n"
    for name, kind in vars(records).items():
        if not inspect.isclass(kind) or kind.__module__ != records.__name__:
            continue
        yield f"## {name}\n\n{inspect.cleandoc(kind.__doc__ or '')}\n"
        if dataclasses.is_dataclass(kind):
            fields = [f for f in dataclasses.fields(kind) if not f.metadata.get("internal")]
            yield from table(("field", "type"), ((f"`{f.name}`", f"`{f.type}`") for f in fields))
        else:
            yield ", ".join(f"`{member.value}`" for member in kind) + "\n"  # type: ignore[attr-defined]
    yield "## The store\n\n```sql"
    yield sql("schema.sql").rstrip()
    yield "```\n"


def options(command: Any) -> Iterator[str]:
    """Yields a table of a verb's arguments and options; made here, since Typer's own help changes with its version."""
    rows = []
    for param in command.params:
        if param.param_type_name == "argument":
            rows.append((f"`{param.metavar or param.name.upper()}`", param.help or ""))
        elif param.name not in ("help", "install_completion", "show_completion"):
            value = f" {param.metavar}" if param.metavar and not getattr(param, "is_flag", False) else ""
            rows.append((f"`{', '.join(param.opts)}{value}`", param.help or ""))
    yield from table(("argument or option", "meaning"), iter(rows))


def table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    """Yields a Markdown table."""
    yield "| " + " | ".join(head) + " |\n|" + " --- |" * len(head)
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |"
    yield ""


PAGES = {"cli-reference.md": cli_reference, "codebook.md": codebook, "data-model.md": data_model}


def main() -> int:
    """Writes or checks all pages; returns the exit status."""
    stale = []
    for name, build in PAGES.items():
        text = NOTE + "\n".join(build())
        path = DOCS / name
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8")
        elif not path.is_file() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
    if stale:
        print(f"docs/ is behind the code: {', '.join(stale)}; type: python scripts/build_docs.py", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
