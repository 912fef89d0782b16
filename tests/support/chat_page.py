"""The web chat as a test uses it: looks for what a person would look for, and waits for it as a person would."""

from collections.abc import Callable
from typing import TypeVar

from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

T = TypeVar("T")
PATIENCE = 20.0


class ChatPage:
    """One window of a browser on the sandbox at ``url``."""

    def __init__(self, browser: Chrome, url: str) -> None:
        self.browser = browser
        self.url = url

    def open(self, path: str = "/") -> None:
        """Go to a page, and wait until changes reach it by themselves."""
        self.browser.get(f"{self.url}{path}")
        self.live()

    def live(self) -> None:
        self.until(lambda: self.all("body[data-live=on]"))

    def all(self, selector: str) -> list[WebElement]:
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector: str) -> WebElement:
        return self.until(lambda: next((each for each in self.all(selector) if each.is_displayed()), None))

    def click(self, selector: str) -> None:
        self.one(selector).click()

    def until(self, seen: Callable[[], T | None], patience: float = PATIENCE) -> T:
        """Wait until something is there; what a change of the page took away under the look is looked at again."""
        wait = WebDriverWait(self.browser, patience, ignored_exceptions=(StaleElementReferenceException,))
        return wait.until(lambda _: seen())

    def become(self, name: str) -> None:
        """Play another person: the same group, where they are in it, else their chat with the bot."""
        link = self.until(lambda: self.all(f'[data-name="{name}"]'))[0]
        self.open(link.get_attribute("href").removeprefix(self.url))

    def enter(self, title: str) -> None:
        """Open a room from the list."""
        link = self.until(lambda: self.all(f'[data-title="{title}"]'))[0]
        self.open(link.get_attribute("href").removeprefix(self.url))

    def unread(self, title: str) -> int:
        counts = self.all(f'[data-title="{title}"] [data-unread]')
        return int(counts[0].get_attribute("data-unread")) if counts else 0

    def say(self, text: str) -> None:
        self.one("#text").send_keys(text)
        self.click("#send")

    def bubble(self, text: str) -> WebElement:
        """Return the last bubble with these words, once it is there."""
        return self.until(lambda: next((each for each in self._bubbles() if text in each.text), None))

    def tap(self, label: str) -> None:
        """Press the lowest inline button with this label."""
        button = self.until(lambda: self.all(f'[data-button="{label}"]'))[-1]
        self.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", button)
        button.click()

    def press(self, key: str) -> None:
        """Press a key of the bot's keyboard."""
        self.click(f'[data-key="{key}"]')

    def toast(self) -> str:
        return self.until(lambda: self.one("#toast").text)

    def move_clock(self, to: str, patience: float = 120.0) -> None:
        """Let time pass to ``hour``, ``opening`` or ``evening``, and wait for the arrival."""
        before = self.browser.find_element(By.ID, "now").get_attribute("data-now")
        if not self.all("#clock:target"):
            self.browser.execute_script("location.hash = 'clock'")
        self.click(f'[data-clock="{to}"]')
        self.until(
            lambda: (
                self.browser.find_element(By.ID, "now").get_attribute("data-now") != before
                and not self.all("[data-moving]")
            ),
            patience,
        )

    def news(self) -> list[str]:
        """Return the first lines of what the bot said while the clock moved."""
        return [each.text for each in self.all("[data-happened] .last")]

    def _bubbles(self) -> list[WebElement]:
        return self.all("[data-bubble]")[::-1]
