"""Takes screenshots of every view, light and dark, at two widths, and of the printed briefing, into the ignored folder
screenshots/, to be looked at. Serves the store itself, and beside it a place without one and one that cannot be read.

Needs, beside the package: apt-get install chromium chromium-driver; pip install 'dateline[test]' pypdfium2
Run: python scripts/screenshots.py news.duckdb [--only stories]
"""

from __future__ import annotations

import argparse
import base64
import json
import socket
import sys
import tempfile
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

from dateline.serve.api import create_app

try:
    import pypdfium2
except ImportError:
    pypdfium2 = None

FOLDER = Path("screenshots")
VIEWS = {
    "now": "/",
    "now-key": "/?key=1",
    "now-drawer": "/?e={event}",
    "now-map": "/?view=map",
    "now-table": "/?show=table",
    "now-download": "/?show=download",
    "now-filtered": "/?actor={a}&type=ACCUSE&confidence=high&by=report",
    "nothing": "/?q=zzzz&type=ASSAULT",
    "stories": "/stories",
    "stories-nothing": "/stories?q=zzzz&actor={a}",
    "story": "/stories/{story}",
    "dyads": "/dyads",
    "dyad": "/dyads?a={a}&b={b}",
    "dyad-table": "/dyads?a={a}&b={b}&show=table",
    "dyad-download": "/dyads?a={a}&b={b}&show=download",
    "dyad-everyone": "/dyads?a={a}",
    "dyad-nothing": "/dyads?a={a}&b=ISL&type=YIELD",
    "claims": "/claims",
    "claims-event": "/claims?sort=event&stance=denies",
    "claims-nothing": "/claims?q=zzzz&type=ASSAULT",
    "review": "/review",
    "event": "/e/{event}",
    "saved": "/page/{page}?e={event}",
    "about": "/about",
    "missing": "/e/nothing",
    "invalid": "/?limit=0",
    "watch": "/watch?feed=/now.atom?type=ASSAULT",
}
PRINTED = ("now-key", "stories", "story", "dyad", "claims", "event")
# Longer pages are cut: what comes after looks as what came before.
MOST_PIXELS = 2400


@contextmanager
def served(database: Path, *, demo: bool = False, failure: str | None = None) -> Iterator[str]:
    """Yields the address of a site over a store."""
    app = create_app(database, demo=demo, follow=False)
    app.state.site.snapshot.failure = failure
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


def browser(width: int, theme: str) -> webdriver.Chrome:
    """Returns a headless Chromium of a width and a theme."""
    options = Options()
    options.binary_location = "/usr/bin/chromium"
    for flag in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars"):
        options.add_argument(flag)
    found = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    found.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": theme}]})
    resize(found, width, 1000)
    return found


def resize(found: webdriver.Chrome, width: int, height: int) -> None:
    """Gives the window of a browser a size."""
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
    found.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def take(found: webdriver.Chrome, address: str, name: str, *, width: int) -> None:
    """Takes one screenshot, of the whole page as far as `MOST_PIXELS`."""
    resize(found, width, 1000)
    found.get(address)
    height = min(found.execute_script("return document.documentElement.scrollHeight"), MOST_PIXELS)
    resize(found, width, max(height, 1000))
    found.save_screenshot(str(FOLDER / f"{name}.png"))


def print_out(found: webdriver.Chrome, address: str, name: str) -> None:
    """Prints a page as the briefing, and its first sheets as pictures where there is something to draw them with."""
    found.get(address)
    made = found.execute_cdp_cmd("Page.printToPDF", {"paperWidth": 8.27, "paperHeight": 11.69})
    data = base64.b64decode(made["data"])
    (FOLDER / f"print-{name}.pdf").write_bytes(data)
    if pypdfium2 is None:
        return
    for number, sheet in enumerate(list(pypdfium2.PdfDocument(data))[:2], start=1):
        sheet.render(scale=1.4).to_pil().save(FOLDER / f"print-{name}-{number}.png")


def chosen(base: str) -> dict[str, str]:
    """Returns what the addresses name: the first story, its leading record and page, the dyad of most events."""

    def rows(path: str) -> list[dict[str, str]]:
        with urllib.request.urlopen(base + path) as answer:  # noqa: S310 - our own server
            return list(json.load(answer)["rows"])

    story = rows("/stories.json")[0]["story"]
    with urllib.request.urlopen(f"{base}/e/{story}.json") as answer:  # noqa: S310 - our own server
        page = json.load(answer)["page"]
    dyad = max(rows("/dyads.json"), key=lambda row: int(row["events"]))
    return {"event": story, "story": story, "page": page, "a": dyad["a"], "b": dyad["b"]}


def main() -> None:
    """Takes all of them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("database", type=Path)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--demo", action="store_true", help="the store is the demonstration's")
    given = parser.parse_args()
    if pypdfium2 is None:
        print("the printed briefing comes as PDF only; for pictures of it: pip install pypdfium2", file=sys.stderr)
    FOLDER.mkdir(exist_ok=True)
    nowhere = Path(tempfile.mkdtemp()) / "news.duckdb"
    failure = f"{given.database.name} cannot be read: it is locked by another program"
    with (
        served(given.database, demo=given.demo) as base,
        served(nowhere) as bare,
        served(given.database, failure=f"14:02: {failure}") as failing,
    ):
        names = chosen(base)
        addresses = {name: base + path.format(**names) for name, path in VIEWS.items()}
        addresses |= {"empty": f"{bare}/", "failing": f"{failing}/claims"}
        wanted = {name: address for name, address in addresses.items() if not given.only or name in given.only}
        for width in (375, 1280):
            for theme in ("light", "dark"):
                found = browser(width, theme)
                for name, address in wanted.items():
                    take(found, address, f"{name}-{width}-{theme}", width=width)
                if (width, theme) == (1280, "light"):
                    for name in (name for name in PRINTED if name in wanted):
                        print_out(found, wanted[name], name)
                found.quit()


if __name__ == "__main__":
    main()
