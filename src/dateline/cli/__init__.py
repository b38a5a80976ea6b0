"""The command line: thin verbs over the functions of the same name. Data on standard output, all else on standard error."""

from __future__ import annotations

from dateline.cli import actors, database, gold, lookup, pages, serve, watch
from dateline.cli.verbs import app, main

__all__ = ["actors", "app", "database", "gold", "lookup", "main", "pages", "serve", "watch"]
