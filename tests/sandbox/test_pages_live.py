"""An open page hears of every change, and only of changes, without asking again."""

import asyncio
from typing import Any

from tests.sandbox.bot_client import buttons
from tests.sandbox.visitor import Tree, path_of, visited


async def until(events: Any, part: str) -> Any:
    """Return the first event that speaks of this."""
    async with asyncio.timeout(10):
        async for event in events:
            if part in event:
                return event[part]
    raise AssertionError(f"the stream ended without {part}")


async def test_the_whole_screen_comes_first_and_then_what_changes():
    async with visited() as (server, bot, visitor):
        mai, tu = server.world.user("Mai"), server.world.user("Tú")
        group = server.world.group("Xưởng", [mai, tu], bot="administrator")
        said = await mai.say(group, "đang in")
        async with visitor.live(path_of(tu, group)) as events:
            first = await anext(events)
            assert first["all"][-1] == f"m{said.id}"
            assert set(first["parts"]) >= {"rooms", "people", "heading", "clock"}
            await bot.do("sendMessage", chat_id=group.id, text="<b>xong</b>", parse_mode="HTML")
            [fresh] = await until(events, "bubbles")
            assert "<b>xong</b>" in fresh["html"]
            assert fresh["order"] > said.order
            await mai.edit(said, "in xong")
            [edited] = await until(events, "bubbles")
            assert (edited["key"], "in xong" in edited["html"]) == (f"m{said.id}", True)
            await mai.delete(said)
            assert await until(events, "gone") == [f"m{said.id}"]


async def test_a_tab_hears_of_its_own_persons_secrets_alone():
    async with visited() as (server, bot, visitor):
        mai, tu = server.world.user("Mai"), server.world.user("Tú")
        group = server.world.group("Xưởng", [mai, tu], bot="administrator")
        async with visitor.live(path_of(mai, group)) as hers, visitor.live(path_of(tu, group)) as his:
            await anext(hers)
            await anext(his)
            secret = {"receiver_user_id": mai.id}
            await bot.do("sendMessage", chat_id=group.id, text="kín", ephemeral_message_parameters=secret)
            await bot.do("sendMessage", chat_id=group.id, text="cho mọi người")
            seen = [bubble["html"] for bubble in await until(hers, "bubbles")]
            while not any("cho mọi người" in html for html in seen):
                seen += [bubble["html"] for bubble in await until(hers, "bubbles")]
            assert any("kín" in html for html in seen)
            assert not any("kín" in bubble["html"] for bubble in await until(his, "bubbles"))


async def test_unread_counts_and_the_keyboard_arrive_by_themselves():
    async with visited() as (server, bot, visitor):
        mai = server.world.user("Mai")
        group = server.world.group("Xưởng", [mai], bot="administrator")
        await mai.start()
        async with visitor.live(path_of(mai, mai.private)) as events:
            await anext(events)
            await bot.do("sendMessage", chat_id=group.id, text="mới")
            rooms = Tree((await until(events, "parts"))["rooms"]).root
            assert rooms.one("data-room-link", path_of(mai, group)).one("data-unread").text == "1"
            keys = {"keyboard": [[{"text": "Báo xong"}]]}
            await bot.do("sendMessage", chat_id=mai.id, text="phím", reply_markup=keys)
            parts = await until(events, "parts")
            assert Tree(parts["keyboard"]).root.one("data-key").text == "Báo xong"


async def test_typing_is_shown_until_the_bot_has_spoken():
    async with visited() as (server, bot, visitor):
        mai = server.world.user("Mai")
        await mai.start()
        async with visitor.live(path_of(mai, mai.private)) as events:
            await anext(events)
            await bot.do("sendChatAction", chat_id=mai.id, action="typing")
            assert "đang soạn…" in (await until(events, "parts"))["heading"]
            await bot.do("sendMessage", chat_id=mai.id, text="đây", reply_markup=buttons([("A", "a")]))
            assert "đang soạn…" not in (await until(events, "parts"))["heading"]


async def test_a_page_with_older_messages_hears_of_those_too():
    async with visited() as (server, _bot, visitor):
        mai = server.world.user("Mai")
        group = server.world.group("Xưởng", [mai], bot=None)
        said = [await mai.say(group, f"tin {number}") for number in range(210)]
        async with visitor.live(f"{path_of(mai, group)}?from={said[2].order}") as events:
            assert (await anext(events))["all"][0] == f"m{said[2].id}"
            await mai.edit(said[2], "sửa tin cũ")
            [edited] = await until(events, "bubbles")
            assert edited["key"] == f"m{said[2].id}"
