"""The chart's hour in a whole bot: pictures in the groups, once, over stops, and with what a stop has missed."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sandbox.model import Chat, Message
from tests.support.company import GROUPS, Company
from tests.support.moved_in import Home, moved_in
from tests.support.running import step_to


def in_work(company: Company) -> None:
    company.in_fabrication("KT-2411")


def charts(home: Home) -> dict[str, list[Message]]:
    """The pictures each group has."""

    def of(chat: Chat) -> Iterable[Message]:
        return (one for one in home.server.world.from_bot(chat) if one.media and one.media.kind == "photo")

    return {name: list(of(home.places[name])) for name in GROUPS}


async def test_each_group_has_its_chart_at_five_and_a_restart_posts_no_second(
    database_url: str, now: datetime
) -> None:
    async with moved_in(database_url, now, story=in_work) as home:
        async with home.bot() as bot:
            await step_to(bot, home.hands, home.server, now + timedelta(hours=7, minutes=59))
            assert {len(one) for one in charts(home).values()} == {0}
            await step_to(bot, home.hands, home.server, now + timedelta(hours=9))
        async with home.bot() as bot:
            await step_to(bot, home.hands, home.server, now + timedelta(hours=10))
        posted = charts(home)
        assert {name: len(one) for name, one in posted.items()} == dict.fromkeys(GROUPS, 1)
        [own] = posted["production"]
        assert own.text.splitlines()[0] == "📊 1 đơn đang chạy: không đơn nào trễ hay im lặng"
        assert f"{datetime.fromtimestamp(own.date, home.company.centre.zone):%H:%M}" == "17:00"
        assert home.server.violations == []


async def test_of_a_day_that_went_by_in_a_stop_no_chart_comes(sqlite_url: str, now: datetime) -> None:
    async with moved_in(sqlite_url, now, story=in_work) as home:
        async with home.bot() as bot:
            await step_to(bot, home.hands, home.server, now + timedelta(hours=1))
        home.hands.pass_(hours=48)  # over Monday's chart and a day off: Wednesday, 10:00
        async with home.bot() as bot:
            await step_to(bot, home.hands, home.server, home.hands.now() + timedelta(minutes=1))
        assert charts(home)["production"] == []
