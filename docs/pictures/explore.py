"""Draws the pictures of the explorer in the README; `make pictures` runs it. Needs Chromium and its driver."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path

from selenium import webdriver

from sino_pak_data.explore.page import document
from sino_pak_data.loader.load import open_package

HERE = Path(__file__).parent
WIDTH, HEIGHT = 1200, 800
PICTURES = {
    "explore-claim": "claims/yousaf-trade-2018",
    "explore-attacks": "timeline?type=attack&against=CHN",
}
"""Each picture and the view that it shows."""


def main() -> None:
    """Draw every picture."""
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not (chromium and driver):
        raise SystemExit("the pictures need Chromium and its driver (Debian: apt install chromium chromium-driver)")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"):
        options.add_argument(flag)
    browser = webdriver.Chrome(options, webdriver.ChromeService(driver))
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "explore.html"
        page.write_bytes(document(open_package(HERE.parent.parent)))
        for name, view in PICTURES.items():
            browser.get("about:blank")
            metrics = {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False}
            browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
            browser.get(f"{page.as_uri()}#/{view}")
            while not browser.execute_script("return document.documentElement.dataset.ready"):
                time.sleep(0.1)
            time.sleep(0.5)  # for the last chart
            browser.save_screenshot(str(HERE / f"{name}.png"))
    browser.quit()


if __name__ == "__main__":
    main()
