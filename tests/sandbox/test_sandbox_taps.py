"""Pressed buttons, and how they are answered."""

import pytest

from tests.sandbox.bot_client import buttons, telegram


async def test_a_tap_reaches_the_bot_and_its_answer_reaches_the_person():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        group = server.world.group("Xưởng", [mai])
        await bot.do(
            "sendMessage", chat_id=group.id, text="KT-2411", reply_markup=buttons([("Đã nhận", "r:1:7")])
        )
        tap = await mai.tap(server.world.from_bot(group)[-1], "Đã nhận")
        query = (await bot.updates())[-1]["callback_query"]
        assert (query["id"], query["data"], query["from"]["id"]) == (tap.id, "r:1:7", mai.id)
        assert query["message"]["text"] == "KT-2411"
        assert not tap.answered
        await bot.do("answerCallbackQuery", callback_query_id=tap.id, text="Đã ghi", show_alert=True)
        await tap.answer()
        assert (tap.text, tap.alert) == ("Đã ghi", True)


async def test_an_unknown_or_late_answer_is_too_old():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        await mai.start()
        await bot.do("sendMessage", chat_id=mai.id, text="x", reply_markup=buttons([("a", "b")]))
        tap = await mai.tap(server.world.from_bot(mai.private)[-1], "a")
        server.state.taps.deadline = 0
        for number in (tap.id, "1"):
            assert await bot.refused("answerCallbackQuery", callback_query_id=number) == (
                "Bad Request: query is too old and response timeout expired or query ID is invalid"
            )


async def test_an_answer_over_200_characters_leaves_the_query_open():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        await mai.start()
        await bot.do("sendMessage", chat_id=mai.id, text="x", reply_markup=buttons([("a", "b")]))
        tap = await mai.tap(server.world.from_bot(mai.private)[-1], "a")
        refused = await bot.refused("answerCallbackQuery", callback_query_id=tap.id, text="x" * 201)
        assert refused == "Bad Request: MESSAGE_TOO_LONG"
        await bot.do("answerCallbackQuery", callback_query_id=tap.id, text="x" * 200)


async def test_a_button_that_an_edit_took_away_is_pressed_only_on_purpose():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        await mai.start()
        sent = await bot.do("sendMessage", chat_id=mai.id, text="1", reply_markup=buttons([("a", "old")]))
        await bot.do("editMessageText", chat_id=mai.id, message_id=sent["message_id"], text="2")
        message = server.world.from_bot(mai.private)[-1]
        with pytest.raises(LookupError):
            await mai.tap(message, "a")
        assert (await mai.tap(message, "a", stale=True)).data == "old"
        assert (await mai.forge(message, "anything")).data == "anything"


async def test_a_button_of_a_message_deleted_meanwhile_shows_the_bot_only_where_it_was():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        await mai.start()
        sent = await bot.do("sendMessage", chat_id=mai.id, text="1", reply_markup=buttons([("a", "b")]))
        message = server.world.from_bot(mai.private)[-1]
        await bot.do("deleteMessage", chat_id=mai.id, message_id=sent["message_id"])
        with pytest.raises(LookupError):
            await mai.tap(message, "a")
        await mai.tap(message, "a", stale=True)
        shown = (await bot.updates())[-1]["callback_query"]["message"]
        assert (shown["message_id"], shown["date"], "text" in shown) == (message.id, 0, False)


async def test_who_is_not_in_the_chat_cannot_press():
    async with telegram() as (server, bot):
        mai, stranger = server.world.user("Mai"), server.world.user("Người lạ")
        group = server.world.group("Xưởng", [mai])
        await bot.do("sendMessage", chat_id=group.id, text="x", reply_markup=buttons([("a", "b")]))
        with pytest.raises(LookupError):
            await stranger.tap(server.world.from_bot(group)[-1], "a")


async def test_keys_of_the_private_keyboard_are_pressed_by_their_label():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai", phone="+84901234567")
        await mai.start()
        keys = [[{"text": "Việc của tôi"}, {"text": "Gửi số", "request_contact": True}]]
        await bot.do("sendMessage", chat_id=mai.id, text="Chọn", reply_markup={"keyboard": keys})
        await mai.press(mai.private, "Việc của tôi")
        await mai.press(mai.private, "Gửi số")
        _, words, card = [update["message"] for update in await bot.updates()]
        assert (words["text"], card["contact"]["user_id"]) == ("Việc của tôi", mai.id)
        await bot.do("sendMessage", chat_id=mai.id, text="Xong", reply_markup={"remove_keyboard": True})
        with pytest.raises(LookupError):
            await mai.press(mai.private, "Việc của tôi")
