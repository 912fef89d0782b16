"""One person at the whole product in a browser: finds a message by its words, taps in it, looks at its picture."""

from collections.abc import Callable
from typing import Any, TypeVar

from selenium.common.exceptions import (
    ElementClickInterceptedException,
    ElementNotInteractableException,
    StaleElementReferenceException,
    TimeoutException,
)
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from tests.support.chat_page import ChatPage

T = TypeVar("T")

# Something moves, or a toast is before it: what is looked for again a moment later is there.
PASSING = (StaleElementReferenceException, ElementClickInterceptedException, ElementNotInteractableException)
NEWEST = """
const [words, within, label, since] = arguments;
const plain = (each) => each.textContent.replace(/\\s+/g, " ");
const part = (each) => [...each.querySelectorAll(within)].find((one) => one.textContent.includes(label));
const said = [...document.querySelectorAll("li[data-bubble]")].reverse()
  .filter((each) => since < 0 || (Number(each.dataset.order) > since && !each.matches(".own")));
const found = said.find((each) => words.every((one) => plain(each).includes(one)) && (!within || part(each)));
return found ? (within ? part(found) : found) : null;
"""


class Onlooker(ChatPage):
    """Whatever is asked for is waited for; what does not come is an AssertionError that says what is there instead."""

    def sees(self, *words: str) -> WebElement:
        """The newest message with all these words, brought into view."""
        return self._awaited(lambda: self._newest(*words), f"a message with {words}")

    def taps(self, label: str, *words: str) -> None:
        """The button of the newest message that has such a one, and these words."""
        self._awaited(
            lambda: self._clicked(self._newest(*words, within="[data-button]", label=label)),
            f"a button {label} about {words}",
        )

    def taps_to(self, verb: str, stage: str, *words: str) -> None:
        """The first button that does this, whatever it is called in the language at hand."""
        deed = f'[data-button][value^="{verb}:"][value*=":{stage}"]'
        self._awaited(
            lambda: self._clicked(self._newest(*words, within=deed)), f"a button to {verb} about {words}"
        )

    def hears(self, act: Callable[[], None], *words: str) -> WebElement:
        """What is said after that by somebody else, with these words."""
        last = max(
            (int(one.get_attribute("data-order") or 0) for one in self.all("li[data-bubble]")), default=0
        )
        act()
        return self._awaited(lambda: self._newest(*words, since=last), f"somebody to say {words}")

    def answers(self, line: str, *words: str) -> None:
        """Reply to the newest message with these words."""
        self._awaited(
            lambda: self._clicked(self._newest(*words, within="[data-text]")), f"a message with {words}"
        )
        self.click('.menu [data-menu="reply"]')
        self.say(line)

    def enlarges(self, *words: str) -> WebElement:
        """Open the newest picture with these words, and give it as large as the window allows."""
        self._awaited(
            lambda: self._clicked(self._newest(*words, within="[data-photo]")), f"a picture with {words}"
        )
        large = self.one("#picture[open] img")
        self.until(lambda: self._js("return arguments[0].complete && arguments[0].naturalWidth > 0", large))
        return large

    def closes(self, sheet: str) -> None:
        """``sheet``: picture, clock or people."""
        self.click("#picture button" if sheet == "picture" else f"#{sheet} .sheet-head a")

    def spoken_in(self) -> list[str]:
        """The chats the bot spoke in while the clock moved."""
        return [one.get_attribute("data-news") or "" for one in self.all("[data-news]")]

    def _newest(self, *words: str, within: str = "", label: str = "", since: int = -1) -> WebElement | None:
        found = self._js(NEWEST, words, within, label, since)
        if found is not None:
            self._js('arguments[0].scrollIntoView({block: "nearest"})', found)
        return found

    def _clicked(self, one: WebElement | None) -> bool:
        if one is not None:
            one.click()
        return one is not None

    def _js(self, script: str, *arguments: Any) -> Any:
        return self.browser.execute_script(script, *arguments)

    def _awaited(self, look: Callable[[], T | None], wanted: str) -> T:
        def looked() -> T | None:
            try:
                return look()
            except PASSING:
                return None

        try:
            return self.until(looked)
        except TimeoutException:
            shown = [
                one.text for one in self.browser.find_elements(By.CSS_SELECTOR, "li[data-bubble], #toast")
            ]
            raise AssertionError(
                f"waited for {wanted} at {self.browser.current_url}; there is {shown[-4:]}"
            ) from None
