"""The page of the real tables, made once, and Debian's Chromium to open it in."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_core_python.selenium import Axe

import sino_pak_data
from sino_pak_data.loader.load import Data, open_package

ROOT = Path(sino_pak_data.__file__).parent.parent
DESK, PHONE = (1280, 900), (390, 844)


@pytest.fixture(scope="session")
def spd() -> Data:
    """The data of this clone."""
    return open_package(ROOT)


@pytest.fixture(scope="session")
def page_file(spd: Data, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the real tables."""
    from sino_pak_data.explore.page import document

    file = tmp_path_factory.mktemp("page") / "explore.html"
    file.write_bytes(document(spd))
    return file


class Browser:
    """A browser window with one page."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver

    def open(self, file: Path, route: str = "", dark: bool = False, size: tuple[int, int] = DESK) -> Browser:
        """Open a view of the page and wait until it is drawn."""
        self.media(dark=dark)
        self.resize(size)
        address = f"{file.as_uri()}#/{route}"
        if self.driver.current_url.partition("#")[0] != file.as_uri():
            self.driver.get(address)
        else:
            self.run(
                "delete document.documentElement.dataset.shown; history.replaceState(null, '', arguments[0])",
                f"#/{route}",
            )
            self.run("dispatchEvent(new HashChangeEvent('hashchange'))")
        self.wait("document.documentElement.dataset.ready && document.documentElement.dataset.shown")
        return self

    def media(self, dark: bool = False, kind: str = "") -> None:
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": kind, "features": [scheme]})

    def resize(self, size: tuple[int, int]) -> None:
        metrics = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": size[0] < 600}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def run(self, script: str, *arguments: Any) -> Any:
        """What a script returns."""
        return self.driver.execute_script(script, *arguments)

    def run_async(self, expression: str, *arguments: Any) -> Any:
        """What the promise of a function, such as `() => modules["data.js"].later()`, gives; the modules of the page are in `modules`."""
        script = f"const done = arguments[arguments.length - 1]; (async {expression})(...arguments).then(done, (e) => done('failed: ' + e.stack))"
        return self.driver.execute_async_script(script, *arguments)

    def wait(self, condition: str, seconds: float = 10) -> None:
        """Until an expression holds."""
        end = time.monotonic() + seconds
        while not self.run(f"return Boolean({condition})"):
            assert time.monotonic() < end, f"still not: {condition}"
            time.sleep(0.02)

    def texts(self, selector: str) -> list[str]:
        """The texts of the elements of a selector."""
        found: list[str] = self.run(
            "return [...document.querySelectorAll(arguments[0])].map((e) => e.textContent)", selector
        )
        return found

    def text(self, selector: str = "main") -> str:
        """What a reader sees of an element."""
        return str(self.run("return document.querySelector(arguments[0])?.innerText ?? ''", selector))

    def click(self, selector: str, place: int = 0) -> None:
        """Click the element of a selector, or the one at a place."""
        self.run("[...document.querySelectorAll(arguments[0])][arguments[1]].click()", selector, place)

    def downloaded(self, selector: str) -> str:
        """The text of the file that a click on the element of a selector offers; nothing is saved."""
        self.run(
            "window.made ??= URL.createObjectURL; URL.createObjectURL = (blob) => { window.taken = blob; return window.made(blob); };"
            "HTMLAnchorElement.prototype.click = () => {};"
        )
        self.click(selector)
        self.run("URL.createObjectURL = window.made; delete HTMLAnchorElement.prototype.click;")
        return str(self.run_async("() => window.taken.text()"))

    def choose(self, label: str, value: str) -> None:
        """Set the select or field that has a label."""
        self.run(
            "const label = [...document.querySelectorAll('label')].find((one) => one.textContent.startsWith(arguments[0]));"
            "const field = label.querySelector('select, input'); field.value = arguments[1];"
            "field.dispatchEvent(new Event(field.tagName === 'SELECT' ? 'change' : 'input', {bubbles: true}))",
            label, value,
        )  # fmt: skip

    def python(self, place: int = 0) -> str:
        """The lines of Python that a view shows, without the import; `spd` is given to them by who runs them."""
        self.wait("document.querySelector('.spd pre')")
        return self.texts(".spd pre")[place].removeprefix("import sino_pak_data as spd\n")

    def width(self) -> int:
        """How wide the page is, in pixels, with what is reached by scrolling sideways."""
        return int(self.run("return document.documentElement.scrollWidth"))

    def broken_rules(self) -> list[tuple[str, list[Any]]]:
        """The rules of accessibility that axe finds broken, each with some places."""
        found = Axe().run(self.driver)["violations"]
        return [(one["id"], [node["target"] for node in one["nodes"]][:5]) for one in found]

    def console(self) -> list[str]:
        """What the console has said since it was last asked."""
        return [line["message"] for line in self.driver.get_log("browser")]


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Chromium without a window; skipped where it is not installed."""
    webdriver = pytest.importorskip("selenium.webdriver")
    binary, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not (binary and driver):
        pytest.skip("Chromium and its driver are not installed")
    options = webdriver.ChromeOptions()
    options.binary_location = binary
    profile = tmp_path_factory.mktemp("profile")
    # without these Chromium asks hosts of its maker at every start
    for flag in (
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", f"--user-data-dir={profile}",
    ):  # fmt: skip
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    started = webdriver.Chrome(options, webdriver.ChromeService(driver))
    yield Browser(started)
    started.quit()


@pytest.fixture
def opened(browser: Browser, page_file: Path) -> Callable[..., Browser]:
    """Open a view of the real page: `opened("timeline?domain=nuclear")`."""

    def open_view(route: str = "", **options: Any) -> Browser:
        return browser.open(page_file, route, **options)

    return open_view
