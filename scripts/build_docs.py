#!/usr/bin/env python3
"""Writes the generated parts of docs/; ``--check`` only compares.

    python scripts/build_docs.py [--check]

The CLI reference and the codebook are made whole. In the other pages, what stands between a line
``<!-- NAME: written by scripts/build_docs.py -->`` and ``<!-- end -->`` is made by the part of that name.
"""

from __future__ import annotations

import dataclasses
import inspect
import json
import re
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

from typer.main import get_command

import dateline.records as records
from dateline.cli import app
from dateline.config import Config, Ranking
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
    yield "Exit status 0: done (what was not coded is counted on standard error); 1: nothing could be read; 2: misuse;"
    yield "130: stopped by Ctrl-C.\n"
    yield from options(group)
    for name, command in sorted(group.commands.items()):  # type: ignore[attr-defined]
        yield f"## {name}\n\n{inspect.cleandoc(command.help)}\n"
        verbs = getattr(command, "commands", {})
        if not verbs:
            yield from options(command)
        for part, verb in verbs.items():
            yield f"### {name} {part}\n\n{inspect.cleandoc(verb.help)}\n"
            yield from options(verb)
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
        "Auxiliary modes": plover.auxiliary,
        "Contexts": plover.contexts,
        "Sectors": plover.sectors,
        "Codes that stand for no state": plover.organisations,
        "Areas coded as part of another state": plover.partially_recognised,
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


def record_tables() -> Iterator[str]:
    """Yields a section for every record that stages pass on; the event record and the issue have their own tables by hand."""
    for kind in classes():
        if dataclasses.is_dataclass(kind) and kind is not records.Event:
            yield f"### {kind.__name__}\n\n{paragraphs(kind)}\n"
            fields = [f for f in dataclasses.fields(kind) if not f.metadata.get("internal")]
            yield from table(("field", "type"), ((f"`{f.name}`", f"`{f.type}`") for f in fields))


def enumerations() -> Iterator[str]:
    """Yields a table of the words that fields of a fixed vocabulary may hold."""
    enums = [kind for kind in classes() if issubclass(kind, StrEnum)]
    rows = ((f"`{kind.__name__}`", paragraphs(kind), ", ".join(f"`{member.value}`" for member in kind)) for kind in enums)
    yield from table(("name", "what it says", "values"), rows)


def classes() -> Iterator[type]:
    """Yields the classes of records.py, in order."""
    for kind in vars(records).values():
        if inspect.isclass(kind) and kind.__module__ == records.__name__:
            yield kind


def paragraphs(thing: object) -> str:
    """Returns a docstring with its indentation gone, and double backticks made single."""
    return inspect.cleandoc(inspect.getdoc(thing) or "").replace("``", "`")


def store_schema() -> Iterator[str]:
    """Yields the schema of the store, which explains itself."""
    yield "```sql\n" + sql("schema.sql").rstrip() + "\n```\n"


def settings() -> Iterator[str]:
    """Yields a table of the settings: names, defaults, and what the docstring of `Config` says of each."""
    rows = []
    for kind, at in ((Config, ""), (Ranking, "ranking.")):
        defaults = {f.name: f.default for f in dataclasses.fields(kind)}
        for name, text in re.findall(r"^    (\w+): (.+)$", inspect.getdoc(kind) or "", re.MULTILINE):
            value = defaults[name]
            shown = "not set" if value is None else "below" if isinstance(value, Ranking) else f"`{json.dumps(value)}`"
            rows.append((f"`{at}{name}`", shown, text.replace("``", "`")))
    yield from table(("setting", "default", "meaning"), rows)


def stages() -> Iterator[str]:
    """Yields a table of the flow."""
    rows = ((f"`{s.name}`", s.does, f"`{s.gives}`", f"`{s.table}`" if s.table else "") for s in STAGES)
    yield from table(("stage", "what it does", "gives", "table"), rows)


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


PAGES = {"cli-reference.md": cli_reference, "codebook.md": codebook}
PARTS = {
    "records": record_tables,
    "enumerations": enumerations,
    "store": store_schema,
    "settings": settings,
    "stages": stages,
}
REGION = re.compile(r"(<!-- (\w+): written by scripts/build_docs\.py -->\n).*?(<!-- end -->)", re.DOTALL)


def built() -> Iterator[tuple[Path, str]]:
    """Yields every page that holds something generated, and what it should hold."""
    for name, build in PAGES.items():
        yield DOCS / name, NOTE + "\n".join(build())
    for path in sorted(DOCS.rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        if path.name not in PAGES and REGION.search(text):
            yield path, REGION.sub(lambda found: found[1] + "\n" + "\n".join(PARTS[found[2]]()) + "\n" + found[3], text)
    report = (DOCS.parent / "evaluation/REPORT.md").read_text(encoding="utf-8")
    yield DOCS.parent / "src/dateline/serve/scores.json", json.dumps(scores(report), indent=1) + "\n"


def scores(report: str) -> list[dict[str, object]]:
    """Returns the suites of the evaluation report with their tables, each under its first heading, for About this data."""
    found: list[dict[str, object]] = []
    for section in report.split("\n## ")[1:]:
        name, _, rest = section.partition("\n")
        blocks = [block.splitlines() for block in rest.strip().split("\n\n")]
        suite: dict[str, object] = {"suite": name.strip(), "about": " ".join(blocks[0])}
        for block in blocks[1:]:
            head, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in block)
            suite[head[0]] = [dict(zip(filter(None, head), row, strict=False)) for row in rows]
        found.append(suite)
    return found


def stale_pages() -> list[str]:
    """Returns the names of the pages that are behind the code."""
    return [path.name for path, text in built() if not path.is_file() or path.read_text(encoding="utf-8") != text]


def main() -> int:
    """Writes or checks all pages; returns the exit status."""
    if "--check" not in sys.argv:
        for path, text in built():
            path.write_text(text, encoding="utf-8")
        return 0
    stale = stale_pages()
    if stale:
        print(f"docs/ is behind the code: {', '.join(stale)}; type: python scripts/build_docs.py", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
