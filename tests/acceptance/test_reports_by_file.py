"""A file of reports over the wire: fetched from the messenger, shown, confirmed by one button, its message edited to the end."""

from datetime import datetime

import pytest

from bot.app import Running
from tests.support.company import Company
from tests.support.filing import HEAD, xlsx
from tests.support.moved_in import Home, moved_in
from tests.support.running import quiet, whole_bot

CODES = ("KT-1", "KT-2", "KT-3")


def in_production(company: Company) -> None:
    for code in CODES:
        company.in_fabrication(code)


async def tapped(home: Home, bot: Running, label: str) -> None:
    await home.person("Tú").tap(home.last("Tú"), label)
    await quiet(bot, home.server)


@pytest.mark.parametrize("driver", ["ptb", "aiogram"])
async def test_a_file_is_fetched_shown_recorded_and_taken_back(
    database_url: str, now: datetime, driver: str
) -> None:
    content = xlsx(HEAD, *((code, "Gia công", "xong") for code in CODES), ("KT-7", "Gia công", "xong"))
    async with moved_in(database_url, now, story=in_production) as home:
        settings = {"hands": home.hands, "bot_driver": driver, "admins": (1,)}
        async with whole_bot(home.server, database_url, **settings) as bot:
            await home.person("Tú").document(home.places["Tú"], "/update", data=content, name="tuần 48.xlsx")
            await quiet(bot, home.server)
            shown = home.last("Tú")
            assert "Sẽ ghi 3 dòng" in shown.text
            assert "Dòng 5 KT-7" in shown.text
            await tapped(home, bot, "Ghi 3 dòng")
            assert home.last("Tú").id == shown.id
            assert "Đã ghi 3 dòng" in home.last("Tú").text
            await tapped(home, bot, "Hoàn tác cả tệp")
            assert "đã hoàn tác 3 dòng" in home.last("Tú").text
        assert home.server.violations == []


async def test_a_file_that_is_none_is_told_with_what_to_do(database_url: str, now: datetime) -> None:
    async with (
        moved_in(database_url, now, story=in_production) as home,
        whole_bot(home.server, database_url, hands=home.hands, admins=(1,)) as bot,
    ):
        await home.person("Tú").document(home.places["Tú"], "/update", data=b"PK\x03\x04", name="x.xlsx")
        await quiet(bot, home.server)
        assert "tệp hỏng" in home.last("Tú").text
        await tapped(home, bot, "Tệp mẫu")
        assert home.last("Tú").media is not None
