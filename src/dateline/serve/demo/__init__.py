"""The demonstration: pages of our own about invented events, coded on first use and kept in the cache folder."""

from __future__ import annotations

import datetime
import hashlib
import logging
import os
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dateline import __version__
from dateline.config import Config

if TYPE_CHECKING:
    from dateline.serve.site import Site

log = logging.getLogger("dateline")


def demo_rows() -> Iterator[dict[str, Any]]:
    """Yields the pages of the demonstration as rows of JSON Lines: one a report of a story, each outlet with its own title
    and opening, the agency's text below it or rewritten."""
    for source in sorted(resources.files("dateline.serve.demo").iterdir(), key=lambda item: item.name):
        if not source.name.endswith(".toml"):
            continue
        for number, story in enumerate(tomllib.loads(source.read_text(encoding="utf-8"))["story"]):
            yield from _reports(story, f"{source.name.removesuffix('.toml')}-{number + 1:02}")


def _reports(story: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
    day = story["date"]
    for report in story["report"]:
        outlet = report["outlet"]
        host = f"{outlet.lower().replace(' ', '-')}.example"
        published: datetime.date = report.get("date", day)
        text = "\n\n".join(part.strip() for part in (report["title"], report.get("text", ""), _body(story, report)) if part.strip())
        yield {
            "id": f"https://{host}/{published.isoformat()}/{name}",
            "url": f"https://{host}/{published.isoformat()}/{name}",
            "date": published.isoformat(),
            "title": report["title"],
            "outlet": outlet,
            "kind": "story",
            "text": text + "\n",
        }


def _body(story: dict[str, Any], report: dict[str, Any]) -> str:
    return "" if report.get("own") else str(story.get("text", ""))


class Demo:
    """The store of the demonstration: made by a process of its own, so that the page answers meanwhile."""

    def __init__(self, *, config: Config) -> None:
        import json

        from platformdirs import user_cache_path

        self.lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in demo_rows())
        digest = hashlib.sha256(f"{__version__} {config.hash} {self.lines}".encode()).hexdigest()[:12]
        folder = Path(os.environ.get("DATELINE_CACHE") or user_cache_path("dateline"))
        self.path = folder / f"demo-{digest}.duckdb"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, site: Site) -> None:
        """Makes the store in the background, if the cache does not hold it; goes on where an earlier start stopped."""
        done = self.path.with_suffix(".done")
        if done.is_file() and self.path.is_file():
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        site.building = True
        threading.Thread(target=self._make, args=(site, done), name="dateline-demo", daemon=True).start()

    def _make(self, site: Site, done: Path) -> None:
        pages = self.path.with_suffix(".jsonl")
        pages.write_text(self.lines, encoding="utf-8")
        for verb in (["ingest", str(self.path), str(pages)], ["link", str(self.path)]):
            self._process = subprocess.Popen(  # noqa: S603 - our own program, our own arguments
                [sys.executable, "-m", "dateline", *verb], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            if self._process.wait():
                log.warning("the demonstration could not be made: dateline %s ended with %s", verb[0], self._process.returncode)
                site.building = False
                return
        done.touch()
        pages.unlink(missing_ok=True)
        site.building = False

    def stop(self) -> None:
        """Stops the making of the store."""
        if self._process and self._process.poll() is None:
            self._process.terminate()
