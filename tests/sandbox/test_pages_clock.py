"""The clock at the pages: moved forwards by a button, with a list of what the bot said meanwhile."""

import asyncio
from datetime import UTC, datetime, timedelta

from sandbox.server import TelegramServer
from tests.sandbox.visitor import path_of, visited

MONDAY = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)  # 09:30 in Hà Nội


def stop_at(server: TelegramServer, moment: datetime) -> None:
    """Let the world's clock stand, and go where it is sent."""
    times = [moment]
    server.clock = lambda: times[-1]

    async def move(to: datetime) -> None:
        times.append(to)

    server.on_clock(move)


async def test_each_button_moves_the_clock_to_the_moment_it_names():
    async with visited() as (server, _bot, visitor):
        mai = server.world.user("Mai")
        stop_at(server, MONDAY)
        page = await visitor.page(path_of(mai))
        assert page.one("id", "now").text == "T2 23/11 09:30"
        assert page.one("data-clock", "opening").text == "Đến giờ mở cửa (T3 24/11 08:00)"
        assert page.one("data-clock", "evening").text == "Đến cuối ngày (T2 23/11 17:00)"
        for to, shown in {
            "hour": "T2 23/11 10:30", "evening": "T2 23/11 17:00", "opening": "T3 24/11 08:00",
            "2026-11-24T09:15": "T3 24/11 09:15",
        }.items():  # fmt: skip
            await visitor.post(f"{path_of(mai)}/clock", {"to": to})
            assert (await visitor.page(path_of(mai))).one("id", "now").text == shown


async def test_the_next_opening_is_the_companys_where_it_has_said_so():
    async with visited() as (server, _bot, visitor):
        mai = server.world.user("Mai")
        stop_at(server, MONDAY)
        server.next_opening = lambda after: after + timedelta(hours=26)
        await visitor.deed(f"{path_of(mai)}/clock", to="opening")
        assert server.clock() == MONDAY + timedelta(hours=26)


async def test_what_cannot_be_is_refused_in_words():
    async with visited() as (server, _bot, visitor):
        mai = server.world.user("Mai")
        stop_at(server, MONDAY)
        for to in ("2026-11-23T09:29", "tomorrow"):
            refused = await visitor.deed(f"{path_of(mai)}/clock", to=to, status=409)
            assert refused["error"]
        assert server.clock() == MONDAY


async def test_what_the_bot_said_meanwhile_is_listed_with_links_to_who_can_see_it():
    async with visited() as (server, bot, visitor):
        mai, tu = server.world.user("Mai"), server.world.user("Tú")
        group = server.world.group("Xưởng", [mai, tu], bot="administrator")
        await tu.start()
        await bot.do("sendMessage", chat_id=group.id, text="trước đó")
        stop_at(server, MONDAY)

        async def nudge(_to: datetime) -> None:
            await bot.do("sendMessage", chat_id=group.id, text="KT-1 im lặng\nxin trả lời")
            await bot.do("sendMessage", chat_id=tu.id, text="riêng cho Tú")

        server.on_clock(nudge)
        await visitor.deed(f"{path_of(mai)}/clock", to="hour")
        news = (await visitor.page(path_of(mai))).one("data-happened")
        assert [each.one(".last").text for each in news.all("data-news")] == ["KT-1 im lặng", "riêng cho Tú"]
        first, second = (each.attrs["href"].partition("#")[0] for each in news.all("data-news"))
        assert (first, second) == (path_of(mai, group), path_of(tu, tu.private))


async def test_the_page_stays_usable_while_the_clock_walks_and_a_closed_tab_does_not_stop_it():
    async with visited() as (server, _bot, visitor):
        mai = server.world.user("Mai")
        stop_at(server, MONDAY)
        arrived, go_on = asyncio.Event(), asyncio.Event()

        async def wait(_to: datetime) -> None:
            await go_on.wait()
            arrived.set()

        server.on_clock(wait)
        moving = asyncio.ensure_future(visitor.deed(f"{path_of(mai)}/clock", to="hour"))
        await server.world.wait_for(lambda: server._pages._desk.moving)
        page = await visitor.page(path_of(mai))
        assert page.all("data-moving")
        assert "disabled" in page.one("data-clock", "hour").attrs
        busy = await visitor.deed(f"{path_of(mai)}/clock", to="hour", status=409)
        assert "đang chạy" in busy["error"]
        moving.cancel()
        for _ in range(3):  # by then the server has seen the tab go
            await visitor.page(path_of(mai))
        go_on.set()
        async with asyncio.timeout(5):
            await arrived.wait()
        await server.world.wait_for(lambda: not server._pages._desk.moving)
        assert not (await visitor.page(path_of(mai))).all("data-moving")
