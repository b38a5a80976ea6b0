"""The command line: one verb, one function of the same name. Data on standard output, all else on standard error."""

from __future__ import annotations

from dateline.cli.app import main

__all__ = ["main"]
