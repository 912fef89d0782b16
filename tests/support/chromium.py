"""Debian's Chromium, driven through Debian's chromedriver: nothing is downloaded, nothing is reported to anybody."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from typing import Any

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

# Selenium Manager fetches drivers and counts its users; it is not asked, and these keep it still if it were.
OFFLINE = {"SE_OFFLINE": "true", "SE_AVOID_STATS": "true"}
OPTIONS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
    "--disable-default-apps", "--no-default-browser-check", "--no-proxy-server", "--lang=vi",
)  # fmt: skip
DESK, PHONE = (1280, 800), (360, 740)


class ChromiumMissing(Exception):
    """Without Chromium the pages are not looked at: apt-get install chromium chromium-driver."""


@contextmanager
def started(profile: Path) -> Iterator[webdriver.Chrome]:
    """Start a browser with a profile of its own, and end it."""
    browser, driver = which("chromium") or which("chromium-browser"), which("chromedriver")
    if browser is None or driver is None:
        raise ChromiumMissing(ChromiumMissing.__doc__)
    options = webdriver.ChromeOptions()
    options.binary_location = browser
    for option in (*OPTIONS, f"--user-data-dir={profile}"):
        options.add_argument(option)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    service = Service(executable_path=driver, env=os.environ | OFFLINE)
    chromium = webdriver.Chrome(options=options, service=service)
    try:
        yield chromium
    finally:
        chromium.quit()


def resize(
    browser: webdriver.Chrome, size: tuple[int, int], *, dark: bool = False, fineness: float = 1
) -> None:
    """Make the current window a phone or a desk, by day or by night; ``fineness``: its pixels to a CSS pixel."""
    width, height = size
    screen: dict[str, Any] = {
        "width": width,
        "height": height,
        "deviceScaleFactor": fineness,
        "mobile": size == PHONE,
    }
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    still = {"name": "prefers-reduced-motion", "value": "reduce"}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme, still]})


def complaints(browser: webdriver.Chrome) -> list[str]:
    """Return what the browser had to object to since it was last asked: errors of scripts, refused content."""
    return [each["message"] for each in browser.get_log("browser") if each["level"] in {"SEVERE", "WARNING"}]
