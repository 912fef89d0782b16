"""The five-minute tour, walked in the browser, and its pictures: ``python -m tests.browser.tour [vi] [zh] [en]``."""

import io
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from selenium.webdriver import Chrome
from selenium.webdriver.remote.webelement import WebElement

from handlers.stage_keys import DONE, HISTORY, PAID, RECEIVE, STAGE
from tests.support.browsing import Onlooker
from tests.support.chromium import DESK, PHONE, complaints, resize, started
from tests.support.demo_company import ROOT, Names, demo_company

PICTURES = ROOT / "docs" / "tour"
LANGUAGES = ("vi", "zh", "en")
BOT = "Điều Phối"
COLOURS = 96  # enough for letters, faces and a chart; a third of the bytes
CODE = re.compile(r"\bDH-\d+")
STILL = """
document.getElementById("toast").hidden = true;
document.activeElement.blur();
"""


class Tour:
    """Each step finds the company as the one before left it."""

    def __init__(self, at: Onlooker, names: Names, folder: Path) -> None:
        self._at = at
        self._names = names
        self._folder = folder
        self._khanh_thy = names.customer("khanh_thy")
        self._sao_mai = names.customer("sao_mai")
        self._code = ""

    def walk(self) -> None:
        self._at.open()
        for name, step in STEPS.items():
            step(self)
            self._take(name)

    def morning(self) -> None:
        """The coordinator looks over all orders, at a desk."""
        self._looks(DESK, fineness=1)
        self._goes("hanh", self._names.group("coordination"))
        board = self._hears(lambda: self._at.say(self._names.says("board")), self._khanh_thy)
        self._from_its_top(board)

    def two_taps(self) -> None:
        self._looks(PHONE, fineness=2)
        self._goes("binh", BOT)
        self._at.click(".keys-row button:nth-child(2)")
        told = self._hears(lambda: self._at.taps_to(STAGE, "delivery"), self._sao_mai)
        [self._code] = CODE.findall(told.text)[:1]

    def reported(self) -> None:
        self._hears(lambda: self._at.taps_to(DONE, "delivery", self._sao_mai), self._sao_mai, "➡️")

    def next_department(self) -> None:
        self._goes("khoa", self._names.group("sales"))
        self._hears(lambda: self._at.taps_to(RECEIVE, "acceptance", self._sao_mai), self._sao_mai, "✅")

    def order(self) -> None:
        self._goes("hanh", BOT)
        self._hears(lambda: self._at.say(self._names.says("khanh_thy_story")), self._khanh_thy)

    def history(self) -> None:
        self._hears(lambda: self._at.taps_to(HISTORY, "", self._khanh_thy), self._khanh_thy, "⏳")

    def clock(self) -> None:
        self._goes("tu", self._names.topic("progress"))
        self._at.move_clock("opening")

    def nudge(self) -> None:
        """The head answers all lines at once, with the very words the message gives as an example."""
        self._at.closes("clock")
        [example] = re.findall(r"[:：]\s*(1 .*)", self._at.sees("🔔", "2.").text)
        self._hears(lambda: self._at.answers(example, "🔔", "2."), example, "✅")

    def escalated(self) -> None:
        self._goes("an", BOT)
        self._at.sees("⏫", self._khanh_thy)

    def chart(self) -> None:
        self._goes("hanh", self._names.group("coordination"))
        self._at.move_clock("evening")
        self._at.closes("clock")
        self._at.enlarges("📊")

    def qr(self) -> None:
        self._goes("thu", self._names.group("finance"))
        code = self._code
        card = self._hears(lambda: self._at.say(f"/qr {code} {self._names.price('sao_mai')}"), code)
        self._from_its_top(card)

    def paid(self) -> None:
        self._hears(lambda: self._at.taps_to(PAID, "", self._code), self._sao_mai, "✅")

    def _hears(self, act: Callable[[], None], *words: str) -> WebElement:
        return self._at.hears(act, *words)

    def _from_its_top(self, message: WebElement) -> None:
        self._at.browser.execute_script("arguments[0].scrollIntoView()", message)

    def _goes(self, who: str, room: str) -> None:
        self._at.become(self._names.person(who))
        self._at.enter(room)

    def _looks(self, size: tuple[int, int], *, fineness: float) -> None:
        resize(self._at.browser, size, fineness=fineness)

    def _take(self, name: str) -> None:
        self._at.browser.execute_script(STILL)
        picture = Image.open(io.BytesIO(self._at.browser.get_screenshot_as_png())).convert("RGB")
        few = picture.quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(self._folder / f"{name}.png", optimize=True)


STEPS: Mapping[str, Callable[[Tour], None]] = {
    "01-morning": Tour.morning, "02-two-taps": Tour.two_taps, "03-reported": Tour.reported,
    "04-next-department": Tour.next_department, "05-order": Tour.order, "06-history": Tour.history,
    "07-clock": Tour.clock, "08-nudge": Tour.nudge, "09-escalated": Tour.escalated, "10-chart": Tour.chart,
    "11-qr": Tour.qr, "12-paid": Tour.paid,
}  # fmt: skip


def take(language: str) -> None:
    folder = PICTURES / language
    folder.mkdir(parents=True, exist_ok=True)
    with _stage(language) as (browser, address):
        Tour(Onlooker(browser, address), Names(language), folder).walk()
        if wrong := complaints(browser):
            raise RuntimeError("\n".join(wrong))


@contextmanager
def _stage(language: str) -> Iterator[tuple[Chrome, str]]:
    with tempfile.TemporaryDirectory() as there:
        company, profile = Path(there, "company"), Path(there, "browser")
        company.mkdir()
        with demo_company(language, company) as address, started(profile) as browser:
            yield browser, address


if __name__ == "__main__":
    with ThreadPoolExecutor() as at_once:
        list(at_once.map(take, sys.argv[1:] or LANGUAGES))
