"""Takes screenshots of every view at two widths, light and dark, into the ignored folder screenshots/, to be looked at.

Run: python scripts/screenshots.py http://127.0.0.1:8000
"""

from __future__ import annotations

import sys
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

VIEWS = {
    "now": "/",
    "now-drawer": "/?e={event}",
    "now-map": "/?view=map",
    "nothing": "/?q=zzzz&type=ASSAULT",
    "stories": "/stories",
    "dyads": "/dyads",
    "dyad": "/dyads?a=PER&b=ECU",
    "claims": "/claims",
    "review": "/review",
    "event": "/e/{event}",
    "about": "/about",
}


def driver(width: int, *, height: int = 1000) -> webdriver.Chrome:
    """Returns a headless Chromium of a width."""
    options = Options()
    options.binary_location = "/usr/bin/chromium"
    for flag in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars"):
        options.add_argument(flag)
    found = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
    found.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    return found


def main(base: str) -> None:
    """Takes all of them."""
    folder = Path("screenshots")
    folder.mkdir(exist_ok=True)
    for width in (375, 1280):
        browser = driver(width)
        for theme in ("light", "dark"):
            browser.execute_cdp_cmd(
                "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": theme}]}
            )
            browser.get(base + "/")
            event = browser.execute_script("return document.querySelector('article[data-id]').dataset.id")
            for name, path in VIEWS.items():
                browser.get(base + path.format(event=event))
                browser.save_screenshot(str(folder / f"{name}-{width}-{theme}.png"))
        browser.quit()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
