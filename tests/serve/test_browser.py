"""The page in a real browser: Debian's chromium and chromium-driver, which this file installs where it may.

Set DATELINE_NO_BROWSER=1 to leave it out.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from served import add, make_event, make_reading, small_store

from dateline.serve.api import create_app

webdriver = pytest.importorskip("selenium.webdriver")
axe = pytest.importorskip("axe_core_python")

from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException  # noqa: E402
from selenium.webdriver.chrome.options import Options  # noqa: E402
from selenium.webdriver.chrome.service import Service  # noqa: E402
from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.common.keys import Keys  # noqa: E402

VIEWS = [
    "/",
    "/?view=map",
    "/?show=table",
    "/?show=download",
    "/?q=zzz",
    "/?e=e1",
    "/stories",
    "/stories/e1",
    "/dyads",
    "/dyads?a=PER",
    "/claims",
    "/review",
    "/about",
    "/e/e1",
    "/page/p1",
    "/now?by=report&type=ASSAULT",
    "/stories?q=zzz",
    "/dyads?a=PER&b=ECU",
    "/dyads?a=PER&show=table",
    "/dyads?a=PER&show=download",
    "/claims?sort=event",
    "/claims?q=zzz",
    "/watch?feed=/now.atom?type=ASSAULT",
    "/review?event=e3",
    "/e/nothing",
    "/?limit=0",
]
SECONDS = 30.0


def _installed() -> str | None:
    """Why there is no browser, or None."""
    if os.environ.get("DATELINE_NO_BROWSER"):
        return "DATELINE_NO_BROWSER is set"
    if not shutil.which("chromedriver") and shutil.which("apt-get") and os.geteuid() == 0:
        command = ["apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium", "chromium-driver"]
        subprocess.run(command, check=False, capture_output=True, timeout=300)
    missing = [name for name in ("chromium", "chromedriver") if not shutil.which(name)]
    return f"no {' and '.join(missing)} here, and they could not be installed" if missing else None


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if why := _installed():
        pytest.skip(why)
    options = Options()
    options.binary_location = str(shutil.which("chromium"))
    for flag in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    found = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    found.set_script_timeout(60)
    yield found
    found.quit()


class Served:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.app = create_app(path)
        listener = socket.create_server(("127.0.0.1", 0))
        self.base = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self.server = uvicorn.Server(uvicorn.Config(self.app, log_level="error"))
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [listener]}, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(timeout=10)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    served = Served(small_store(tmp_path_factory.mktemp("browser") / "news.duckdb"))
    yield served
    served.stop()


def until(true: Callable[[], Any]) -> Any:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        with contextlib.suppress(NoSuchElementException, StaleElementReferenceException):  # between two pages
            if found := true():
                return found
        time.sleep(0.05)
    raise AssertionError("it did not come true")


def arrived(browser: Any, address: str) -> bool:
    return bool(browser.current_url == address)


def look(browser: Any, width: int, theme: str) -> None:
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": theme}]})


def press(browser: Any, *keys: str) -> None:
    webdriver.ActionChains(browser).send_keys(*keys).perform()


AXE = (Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RUN_AXE = """
const done = arguments[arguments.length - 1];
axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
  .then(found => done(found.violations.map(v => v.id + ": " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(" | "))));
"""


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", VIEWS)
def test_axe_finds_nothing_and_nothing_spills_over(browser: Any, site: Served, path: str, theme: str, width: int) -> None:
    look(browser, width, theme)
    browser.get(site.base + path)
    browser.execute_script(AXE)
    assert browser.execute_async_script(RUN_AXE) == []
    # A narrow window that shows a wider page says that it is as wide itself.
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    errors = [entry["message"] for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]
    assert [e for e in errors if not re.search("favicon|status of 4(04|22)", e)] == []


def test_a_walk_by_keyboard_alone(browser: Any, site: Served) -> None:
    look(browser, 1280, "light")
    browser.get(site.base + "/")
    press(browser, Keys.TAB)
    assert browser.switch_to.active_element.text == "Skip to the content"
    press(browser, Keys.ENTER)
    press(browser, "j")
    first = browser.switch_to.active_element.get_attribute("data-id")
    press(browser, "j")
    assert browser.switch_to.active_element.get_attribute("data-id") != first
    press(browser, "k", "o")
    until(lambda: browser.find_elements(By.CSS_SELECTOR, "#drawer .evidence"))
    assert f"e={first}" in browser.current_url
    press(browser, "x")
    until(lambda: not browser.find_elements(By.CSS_SELECTOR, "#drawer .evidence"))
    press(browser, "/")
    assert browser.switch_to.active_element.get_attribute("id") == "q"
    press(browser, "j")
    assert browser.switch_to.active_element.get_attribute("value") == "j"
    browser.get(site.base + "/")
    press(browser, "?")
    assert browser.find_element(By.ID, "keys").get_attribute("open")
    press(browser, Keys.ESCAPE)
    until(lambda: not browser.find_element(By.ID, "keys").get_attribute("open"))  # until then it takes no other keys
    for key, end in (("s", "/stories"), ("d", "/dyads"), ("c", "/claims"), ("r", "/review"), ("n", "/")):
        until(lambda: browser.execute_script("return document.readyState") == "complete")  # keys go to the page's script
        press(browser, "g", key)
        until(partial(arrived, browser, site.base + end))


def test_back_closes_the_drawer_and_forward_opens_it(browser: Any, site: Served) -> None:
    look(browser, 1280, "light")
    browser.get(site.base + "/")
    browser.find_element(By.CSS_SELECTOR, "a[data-drawer]").click()
    until(lambda: browser.find_elements(By.CSS_SELECTOR, "#drawer .evidence"))
    browser.back()
    until(lambda: not browser.find_elements(By.CSS_SELECTOR, "#drawer .evidence"))
    browser.forward()
    until(lambda: browser.find_elements(By.CSS_SELECTOR, "#drawer .evidence"))


def test_on_a_story_what_belongs_to_it_arrives(browser: Any, site: Served) -> None:
    look(browser, 1280, "dark")
    browser.get(site.base + "/stories/e1?poll=200")
    text = "A fourth marcher whom police shot died."
    with site.app.state.site.snapshot.store_lock:  # the store may be open once in a process
        add(site.path, make_reading(7, text, make_event("e7", "p7", text, link="i1")), run="r7")
    until(lambda: browser.find_element(By.ID, "e-e7").is_displayed())
    heading = browser.find_element(By.XPATH, "//section[.//*[@id='e-e7']]/h3")
    assert heading.text == "Just in"


def test_a_filter_and_its_chip(browser: Any, site: Served) -> None:
    look(browser, 1280, "light")
    browser.get(site.base + "/")
    browser.find_element(By.CSS_SELECTOR, '.facet a[href*="type=CONSULT"]').click()
    until(lambda: len(browser.find_elements(By.CSS_SELECTOR, "article.event")) == 1)
    browser.find_element(By.CSS_SELECTOR, ".chips a").click()
    until(lambda: len(browser.find_elements(By.CSS_SELECTOR, "article.event")) == 3)


def test_the_brush_by_keyboard(browser: Any, site: Served) -> None:
    look(browser, 1280, "light")
    browser.get(site.base + "/")
    low = browser.find_element(By.CSS_SELECTOR, ".brush input")
    low.send_keys(Keys.ARROW_RIGHT, Keys.ENTER)
    until(lambda: "from=2024-03-04" in browser.current_url)
    assert len(browser.find_elements(By.CSS_SELECTOR, "article.event")) == 1


def test_chart_table_and_download_are_tabs_with_addresses(browser: Any, site: Served) -> None:
    look(browser, 1280, "light")
    for path, chart, table in (("/?type=ASSAULT", ".histogram svg", "td a"), ("/dyads?a=PER", ".chart img", "th[scope=row]")):
        browser.get(site.base + path)

        def seen() -> str:
            shown = (browser.find_elements(By.CSS_SELECTOR, f".charted {what}") for what in (chart, table, "[download]"))  # noqa: B023
            return "".join(str(int(any(item.is_displayed() for item in items))) for items in shown)

        for words, shown in (("", "100"), ("Table", "010"), ("Download", "001"), ("Chart", "100")):
            if words:
                browser.find_element(By.LINK_TEXT, words).click()
                until(lambda: browser.find_element(By.CSS_SELECTOR, ".of-chart [aria-current]").text == words)  # noqa: B023
            until(lambda: seen() == shown)  # noqa: B023 -- a picture has no size before it is loaded
            assert path.partition("?")[2] in browser.current_url


def test_who_reviews_decides_in_the_drawer_by_key(browser: Any, site: Served) -> None:
    look(browser, 1280, "light")
    browser.delete_all_cookies()
    browser.get(site.base + "/?e=e2")
    assert not browser.find_elements(By.CSS_SELECTOR, "#drawer .acts")  # to open Review is to begin blind
    browser.get(site.base + "/review")
    browser.get(site.base + "/")
    browser.find_element(By.CSS_SELECTOR, "#e-e2 a[data-drawer]").click()
    until(lambda: browser.find_elements(By.CSS_SELECTOR, "#drawer .acts"))
    press(browser, "a")
    until(partial(arrived, browser, site.base + "/e/e2"))
    assert "accepted in review" in browser.find_element(By.TAG_NAME, "main").text
    browser.get(site.base + "/review")
    press(browser, "u")
    until(lambda: "took back" in browser.find_element(By.CSS_SELECTOR, "[data-said]").text)
    browser.delete_all_cookies()


def test_the_theme_switch_is_kept(browser: Any, site: Served) -> None:
    look(browser, 1280, "light")
    browser.get(site.base + "/")
    ground = "return getComputedStyle(document.body).backgroundColor"
    light = browser.execute_script(ground)
    browser.find_element(By.CSS_SELECTOR, "[data-theme-switch]").click()
    dark = browser.execute_script(ground)
    assert dark != light
    browser.get(site.base + "/claims")
    assert browser.execute_script(ground) == dark
    browser.execute_script("localStorage.clear()")


def test_without_script_every_view_still_works(browser: Any, site: Served) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.get(site.base + "/")
        browser.find_element(By.CSS_SELECTOR, "a[data-drawer]").click()
        until(lambda: "/e/" in browser.current_url)
        assert browser.find_elements(By.CSS_SELECTOR, ".evidence .layers mark")
        browser.get(site.base + "/dyads?a=PER")
        browser.find_element(By.LINK_TEXT, "Table").click()
        until(lambda: browser.find_element(By.CSS_SELECTOR, ".charted table").is_displayed())
        for path in VIEWS:
            browser.get(site.base + path)
            assert len(browser.find_element(By.TAG_NAME, "main").text) > 40, path
            assert not [b for b in browser.find_elements(By.CSS_SELECTOR, ".script-only") if b.is_displayed()], path
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_nothing_is_asked_of_another_host(browser: Any, site: Served) -> None:
    for path in VIEWS:
        browser.get(site.base + path)
        asked = browser.execute_script("return performance.getEntriesByType('resource').map(e => e.name)")
        assert [name for name in asked if not name.startswith(site.base)] == []


def test_reviewing_by_keyboard(browser: Any, site: Served) -> None:
    look(browser, 1280, "light")
    browser.get(site.base + "/review")
    first = browser.find_element(By.CSS_SELECTOR, ".card").get_attribute("data-id")
    press(browser, "a")
    until(lambda: browser.find_element(By.CSS_SELECTOR, ".card").get_attribute("data-id") != first)
    assert browser.find_element(By.CSS_SELECTOR, "[data-said]").text == "accepted"
    press(browser, "u")
    until(lambda: "took back" in browser.find_element(By.CSS_SELECTOR, "[data-said]").text)
    assert browser.find_element(By.CSS_SELECTOR, ".card").get_attribute("data-id") == first
    press(browser, "r")  # a reason first: none is given unless it is chosen
    assert browser.switch_to.active_element.get_attribute("id") == "reason"
    press(browser, Keys.ENTER)
    assert browser.find_element(By.CSS_SELECTOR, ".card").get_attribute("data-id") == first
    press(browser, "n", "o", "t", Keys.ENTER)
    until(lambda: browser.find_element(By.CSS_SELECTOR, "[data-said]").text == "rejected")
    press(browser, "u")
    until(lambda: browser.find_element(By.CSS_SELECTOR, ".card").get_attribute("data-id") == first)
    press(browser, "e")
    assert browser.switch_to.active_element.get_attribute("id") == "field"
    press(browser, "d", Keys.TAB)
    day = browser.switch_to.active_element
    assert day.get_attribute("value").startswith("2024-03-")
    day.send_keys(Keys.CONTROL, "a")
    day.send_keys("2024-03-01", Keys.ENTER)
    until(lambda: browser.find_element(By.CSS_SELECTOR, "[data-said]").text == "date changed")
    assert "was said to be" in browser.find_element(By.CSS_SELECTOR, ".card").text
    press(browser, "u")
    until(lambda: "took back" in browser.find_element(By.CSS_SELECTOR, "[data-said]").text)
    browser.delete_all_cookies()


def test_what_arrives_waits_for_a_reader_who_is_busy(browser: Any, site: Served) -> None:
    look(browser, 1280, "light")
    browser.get(site.base + "/?poll=200")
    press(browser, "j")
    top = browser.execute_script("return document.activeElement.getBoundingClientRect().top")
    text = "Troops left Quito."
    with site.app.state.site.snapshot.store_lock:  # the store may be open once in a process
        add(site.path, make_reading(4, text, make_event("e4", "p4", text, link="i4")), run="r4")
    toast = until(lambda: [t for t in browser.find_elements(By.CSS_SELECTOR, "[data-toast]") if t.is_displayed()])[0]
    assert toast.text == "Show 1 new"
    assert browser.title.startswith("(1) ")
    assert browser.find_element(By.ID, "status").text == "1 new event"
    assert not browser.find_elements(By.ID, "e-e4")
    assert abs(browser.execute_script("return document.activeElement.getBoundingClientRect().top") - top) < 1
    press(browser, ".")
    assert browser.find_element(By.ID, "e-e4").is_displayed()
    assert not browser.title.startswith("(")
