"""The one verb that uses the network: watch."""

from __future__ import annotations

from typing import Annotated

import typer

from dateline.cli.verbs import NOTHING_READ, Database, say, verb
from dateline.config import Config
from dateline.errors import InputError


@verb
def watch(
    db: Database,
    feeds: Annotated[list[str], typer.Argument(metavar="FEED...", help="URLs of RSS or Atom feeds.")],
    *,
    every: Annotated[float, typer.Option("--every", min=1, metavar="MINUTES", help="How often a feed is asked.")] = 15,
    once: Annotated[bool, typer.Option("--once", help="Ask every feed once, then stop.")] = False,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Also ask machines in private networks, such as this one.")
    ] = False,
    config: Config,
) -> None:
    """Ask feeds for news and code what is new, until stopped. Robots.txt is kept to; hosts are left alone in between.

    Example: dateline watch news.duckdb https://example.org/feed.xml
    """
    from dateline.cli.database import tell
    from dateline.run.fetch import Fetcher
    from dateline.run.watch import watch as run

    for feed in feeds:
        if not feed.startswith(("http://", "https://")):
            raise InputError(f"expected the URL of a feed (http or https), found {feed!r}")
    fetcher = Fetcher(allow_private=allow_private)
    rounds = 1 if once else None
    if not run(db, feeds, config=config, fetcher=fetcher, every_seconds=every * 60, rounds=rounds, tell=tell):
        say("nothing could be read")
        raise typer.Exit(NOTHING_READ)
