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
    """Yields the pages of the demonstration as rows of JSON Lines. A story's text is an agency's; the outlets under ``wire``
    print it word for word, the others have reports of their own, with the agency's text below where they say so. A page is
    given whole, with what stands around its story."""
    for source in sorted(resources.files("dateline.serve.demo").iterdir(), key=lambda item: item.name):
        if not source.name.endswith(".toml"):
            continue
        given = tomllib.loads(source.read_text(encoding="utf-8"))
        name = source.name.removesuffix(".toml")
        for number, story in enumerate(given.get("story", []), start=1):
            yield from _reports(story, f"{name}-{number:02}")
        for number, page in enumerate(given.get("page", []), start=1):
            made = _page(page["date"], page["outlet"], page["title"], page["text"], f"{name}-{number:02}")
            yield {**made, "kind": "page", "text": page["text"].lstrip()}


def _reports(story: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
    for outlet in story["wire"]:
        yield _page(story["date"], outlet, story["title"], story["text"], name)
    for report in story.get("report", []):
        text = report["text"] + ("\n" + story["text"] if report.get("with_wire") else "")
        yield _page(report.get("date", story["date"]), report["outlet"], report["title"], text, name)


def _page(day: datetime.date, outlet: str, title: str, text: str, name: str) -> dict[str, Any]:
    url = f"https://{outlet.lower().replace(' ', '-')}.example/{day.isoformat()}/{name}"
    words = "\n\n".join(line.strip() for line in (title, *text.splitlines()) if line.strip()) + "\n"
    row = {"id": url, "url": url, "date": day.isoformat(), "title": title, "outlet": outlet}
    return {**row, "kind": "story", "language": "en", "text": words}


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
        try:
            self._code(done)
        except OSError as error:
            log.warning("the demonstration could not be made: %s", error)
        site.building = False

    def _code(self, done: Path) -> None:
        pages = self.path.with_suffix(".jsonl")
        pages.write_text(self.lines, encoding="utf-8")
        for verb in (["ingest", str(self.path), str(pages)], ["link", str(self.path)]):
            self._process = subprocess.Popen(  # noqa: S603 - our own program, our own arguments
                [sys.executable, "-m", "dateline", *verb], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            if self._process.wait():
                log.warning("the demonstration could not be made: dateline %s ended with %s", verb[0], self._process.returncode)
                return
        done.touch()
        pages.unlink(missing_ok=True)

    def stop(self) -> None:
        """Stops the making of the store."""
        if self._process and self._process.poll() is None:
            self._process.terminate()
