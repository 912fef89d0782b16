"""A working day in the browser, from the first order to the money: the real bot behind its web chat."""

import asyncio
import io
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from selenium.webdriver import Chrome

from payments.vietqr import read
from sandbox.server import TelegramServer
from tests.support.browsing import Onlooker
from tests.support.chromium import DESK, PHONE, complaints, resize
from tests.support.running import ROOT, Hands, whole_bot
from tests.support.stage_hands import Company
from tests.support.story import found_company


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def window(request: pytest.FixtureRequest, browser: Chrome) -> Chrome:
    resize(browser, request.param)
    return browser


@pytest.fixture
def centre(tmp_path: Path) -> Path:
    """The shipped company, with the account that stands there as an example."""
    shipped = (ROOT / "workflows" / "adtech.yaml").read_text(encoding="utf-8")
    example = re.search(r"  # bank_accounts:\n(?:  # .*\n)+", shipped)
    assert example is not None
    file = tmp_path / "adtech.yaml"
    file.write_text(shipped.replace(example[0], example[0].replace("  # ", "  ")), encoding="utf-8")
    return file


async def test_a_day_from_the_first_order_to_the_money(
    window: Chrome, sqlite_url: str, now: datetime, centre: Path, capsys: pytest.CaptureFixture[str]
):
    async with _company(sqlite_url, now, centre, capsys) as company:
        at = Onlooker(window, company.server.url)
        for scene in (_opens_and_reports, _takes_over, _is_nudged, _sees_the_chart, _collects):
            await asyncio.to_thread(scene, at)
        await asyncio.to_thread(window.get, "about:blank")
        assert company.server.violations == []
    assert complaints(window) == []


def _opens_and_reports(at: Onlooker) -> None:
    """Sales opens an order by typing, and reports reception done by two taps below the private keyboard."""
    at.open()
    at.become("Lan")
    at.enter("Phòng Kinh doanh")
    at.say("/new 2411; Khánh Thy; Biển alu 3×1,2 m; 5/12; 12,5 triệu")
    at.sees("2411", "Đã mở đơn (Lan, 09:00)")
    at.enter("Điều Phối")
    at.press("Báo xong")
    at.taps("1. 2411 Nhận đơn", "Xong việc nào?")
    at.taps("Xong", "Kinh doanh đang làm")
    at.sees("Nhận đơn: xong (Lan, 09:00)")


def _takes_over(at: Onlooker) -> None:
    """The next department is told, and takes the work."""
    at.become("Minh")
    at.enter("Phòng Thiết kế")
    at.sees("2411 · Khánh Thy: tới lượt Thiết kế, Vị trí sản xuất")
    at.taps("Đã nhận Thiết kế", "tới lượt")
    at.sees("Thiết kế: đã nhận (Minh, 09:00)")


def _is_nudged(at: Onlooker) -> None:
    """Two hours without a word on the other stage: the department's group is asked, and answers by a button.

    Before that finance hears that the deposit has fallen due; coordination that nobody asked the customer for it.
    """
    at.move_clock("hour")
    assert at.spoken_in() == ["Kế toán"]
    at.move_clock("hour")
    assert set(at.spoken_in()) == {"Phòng Thiết kế", "Điều phối"}
    at.closes("clock")
    at.taps("Đã nhận", "Vị trí sản xuất: giao từ 09:00 T2 23/11, chưa bấm")
    at.sees("Vị trí sản xuất: đã nhận (Minh, 11:00)")


def _sees_the_chart(at: Onlooker) -> None:
    """At the set time it is in every bound group; on a phone it fills the width."""
    at.move_clock("evening")
    assert {"Phòng Kinh doanh", "Phòng Thiết kế", "Kế toán", "Điều phối"} <= set(at.spoken_in())
    at.closes("clock")
    chart = at.enlarges("1 đơn đang chạy", "17:00 T2 23/11")
    assert chart.size["width"] >= 300
    at.closes("picture")


def _collects(at: Onlooker) -> None:
    """The accountant asks for a code to be paid by, which a phone can read off the screen; then the money has come."""
    at.become("Thu")
    at.enter("Kế toán")
    at.say("/qr 2411 6,25 triệu")
    card = at.enlarges("6.250.000")
    asked = read(_scanned(card.screenshot_as_png))
    assert (asked.bin, asked.account, asked.amount) == ("970436", "0123456789", 6_250_000)
    at.closes("picture")
    at.say("/paid 2411")
    at.sees("ĐÃ THANH TOÁN 6.250.000", "đã sửa")


def _scanned(screen: bytes) -> str:
    [code] = zxingcpp.read_barcodes(Image.open(io.BytesIO(screen)))
    return code.text


@asynccontextmanager
async def _company(
    url: str, now: datetime, centre: Path, capsys: pytest.CaptureFixture[str]
) -> AsyncIterator[Company]:
    """The company of the stories on a Monday at nine; its clock moves as the page says."""
    server, hands = TelegramServer(), Hands(begun=now)
    server.clock = hands.now
    await server.start()
    try:
        async with whole_bot(server, url, hands=hands, centre=centre) as bot:
            company = Company(server=server, bot=bot, hands=hands, language="vi")
            [code] = re.findall(r"/start (\S+)", capsys.readouterr().out)
            await found_company(company, code)
            server.on_clock(lambda moment: bot.stepping.to(moment, hands.move_to))
            yield company
    finally:
        await server.stop()
