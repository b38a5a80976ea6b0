"""The verbs that show a store: serve and mcp."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dateline.cli.verbs import say, verb
from dateline.config import Config


@verb
def serve(
    db: Annotated[Path | None, typer.Argument(metavar="[DB]", help="The DuckDB file; without one, a demonstration.")] = None,
    *,
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on; any but loopback needs a token to review.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port to listen on; 0: any free one.")] = 8000,
    name: Annotated[
        list[str] | None,
        typer.Option("--name", metavar="NAME", help="With --host: a name by which others reach it; may be given again."),
    ] = None,
    config: Config,
) -> None:
    """Show the web page and its API: what the store holds, live, with the words each record came from.

    Example: dateline serve news.duckdb
    """
    from dateline.serve.running import run_site

    run_site(db, host=host, port=port, names=name or (), config=config, say=say)


@verb
def mcp(
    db: Annotated[Path | None, typer.Argument(metavar="[DB]", help="The DuckDB file; without one, a demonstration.")] = None,
    *,
    config: Config,
) -> None:
    """Answer a program that speaks MCP (Model Context Protocol) on standard input and output: search, record, claims, dyad.

    Example: dateline mcp news.duckdb
    """
    from dateline.serve.mcp import run_mcp

    run_mcp(db, config=config)
