"""What the bot may say, how long, with which keyboards, and Telegram's words when it may not."""

import pytest

from tests.sandbox.bot_client import buttons, telegram


async def test_a_message_shows_its_words_its_styles_and_its_buttons():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        await mai.start()
        await bot.do(
            "sendMessage", chat_id=mai.id, text="<b>KT-2411</b> &lt;gấp&gt;", parse_mode="HTML",
            reply_markup=buttons([("Đã nhận", "r:1"), ("Trả lại", "b:1")], [("Xem", "s:1")]),
        )  # fmt: skip
        message = await server.world.wait_for_message(mai.private, "KT-2411")
        assert message.text == "KT-2411 <gấp>"
        assert message.entities == [{"type": "bold", "offset": 0, "length": 7}]
        assert message.buttons == [["Đã nhận", "Trả lại"], ["Xem"]]


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": ""}, "message text is empty"),
        ({"text": "\u200b \u2800"}, "text must be non-empty"),
        ({"text": "x" * 33_000}, "text is too long"),
        ({"text": "x", "reply_markup": buttons([("a", "ế" * 22)])}, "BUTTON_DATA_INVALID"),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a"}]]}},
            "Text buttons are not allowed in the inline keyboard",
        ),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a", "copy_text": {"text": "y" * 257}}]]}},
            "BUTTON_COPY_TEXT_INVALID",
        ),
        ({"text": "x", "reply_markup": buttons(*[[("a", "b")]] * 101)}, "REPLY_MARKUP_TOO_LONG"),
        ({"text": "x", "reply_markup": {"keyboard": []}}, "reply keyboard is empty"),
        ({"text": "x", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        ({"text": "x", "message_thread_id": 7}, "message thread not found"),
        ({"text": "<i>x", "parse_mode": "HTML"}, 'can\'t parse entities: Can\'t find end tag corresponding to start tag "i"'),
    ],
)  # fmt: skip
async def test_what_telegram_refuses_is_refused_in_its_words(params: dict, words: str):
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        await mai.start()
        assert await bot.refused("sendMessage", chat_id=mai.id, **params) == f"Bad Request: {words}"
        assert server.world.from_bot(mai.private) == []


@pytest.mark.parametrize(
    "params",
    [
        {"text": "🙂" * 4096},
        {"text": "<b>" + "x" * 4096 + "</b>", "parse_mode": "HTML"},
        {"text": "x", "reply_markup": buttons([("a", "ế" * 21 + "b")])},
        {
            "text": "x",
            "reply_markup": {"inline_keyboard": [[{"text": "a", "copy_text": {"text": "y" * 256}}]]},
        },
        {"text": "x", "reply_parameters": {"message_id": 99, "allow_sending_without_reply": True}},
    ],
)
async def test_what_just_fits_is_taken(params: dict):
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        await mai.start()
        await bot.do("sendMessage", chat_id=mai.id, **params)


async def test_a_reply_shows_what_it_answers_without_nesting():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        await mai.start()
        question = await mai.say(mai.private, "KT-2411 xong chưa?")
        answer = await bot.do(
            "sendMessage", chat_id=mai.id, text="Chưa",
            reply_parameters={"message_id": question.id, "quote": "xong chưa"},
        )  # fmt: skip
        assert answer["reply_to_message"]["text"] == "KT-2411 xong chưa?"
        assert answer["quote"]["text"] == "xong chưa"
        again = await bot.do(
            "sendMessage", chat_id=mai.id, text="…", reply_parameters={"message_id": answer["message_id"]}
        )
        assert "reply_to_message" not in again["reply_to_message"]
        refused = {"message_id": question.id, "quote": "giao chưa"}
        assert "QUOTE_TEXT_INVALID" in await bot.refused(
            "sendMessage", chat_id=mai.id, text="…", reply_parameters=refused
        )


async def test_an_edit_without_a_keyboard_takes_the_keyboard_away():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        await mai.start()
        sent = await bot.do("sendMessage", chat_id=mai.id, text="1", reply_markup=buttons([("a", "b")]))
        edited = await bot.do("editMessageText", chat_id=mai.id, message_id=sent["message_id"], text="2")
        [message] = server.world.from_bot(mai.private)
        assert (message.text, message.buttons, "reply_markup" in edited) == ("2", [], False)
        assert [(v.text, bool(v.inline)) for v in message.history] == [("1", True)]
        assert edited["edit_date"] == message.edited_at


async def test_an_edit_that_changes_nothing_is_refused():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        await mai.start()
        keyboard = buttons([("a", "b")])
        sent = await bot.do("sendMessage", chat_id=mai.id, text="1", reply_markup=keyboard)
        same = {"chat_id": mai.id, "message_id": sent["message_id"]}
        for method, params in (
            ("editMessageText", {"text": " 1 ", "reply_markup": keyboard}),
            ("editMessageReplyMarkup", {"reply_markup": keyboard}),
        ):
            assert (await bot.refused(method, **same, **params)).startswith(
                "Bad Request: message is not modified: specified new message content and reply markup are exactly"
            )
        await bot.do("editMessageReplyMarkup", **same, reply_markup=buttons([("a", "c")]))


async def test_only_its_own_words_can_be_edited_and_only_as_what_they_are():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        await mai.start()
        hers = await mai.say(mai.private, "của tôi")
        sent = await bot.do("sendMessage", chat_id=mai.id, text="chữ")
        mine = {"chat_id": mai.id, "message_id": sent["message_id"]}
        for method, params, words in (
            (
                "editMessageText",
                {"chat_id": mai.id, "message_id": hers.id, "text": "x"},
                "message can't be edited",
            ),
            (
                "editMessageText",
                {"chat_id": mai.id, "message_id": 999, "text": "x"},
                "message to edit not found",
            ),
            ("editMessageText", {**mine, "text": "x" * 4097}, "MESSAGE_TOO_LONG"),
            ("editMessageCaption", {**mine, "caption": "x"}, "there is no caption in the message to edit"),
        ):
            assert await bot.refused(method, **params) == f"Bad Request: {words}"


async def test_a_message_with_a_reply_keyboard_stays_as_it_was_sent():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        await mai.start()
        sent = await bot.do(
            "sendMessage",
            chat_id=mai.id,
            text="Chọn",
            reply_markup={"keyboard": [[{"text": "Việc của tôi"}]]},
        )
        refused = await bot.refused(
            "editMessageText", chat_id=mai.id, message_id=sent["message_id"], text="x"
        )
        assert refused == "Bad Request: message can't be edited"


async def test_messages_are_deleted_for_everybody_and_old_or_foreign_ones_are_not():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        await mai.start()
        group = server.world.group("Xưởng", [mai])
        hers = await mai.say(group, "của tôi")
        sent = await bot.do("sendMessage", chat_id=group.id, text="của bot")
        assert "can't be deleted" in await bot.refused("deleteMessage", chat_id=group.id, message_id=hers.id)
        both = [hers.id, sent["message_id"]]
        assert "can't be deleted" in await bot.refused("deleteMessages", chat_id=group.id, message_ids=both)
        server.world.members.promote(group, server.world.bot)
        await bot.do("deleteMessages", chat_id=group.id, message_ids=[*both, 999])
        assert not [m for m in server.world.messages(group) if m.text]
        assert "not found" in await bot.refused("deleteMessage", chat_id=group.id, message_id=hers.id)


async def test_a_copy_has_the_content_and_another_caption():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        await mai.start()
        original = await mai.photo(mai.private, "bản vẽ", data=b"picture")
        source = {"chat_id": mai.id, "from_chat_id": mai.id, "message_id": original.id}
        await bot.do("copyMessage", **source)
        await bot.do("copyMessage", **source, caption="<b>mới</b>", parse_mode="HTML")
        said = server.world.from_bot(mai.private)
        assert [(m.text, m.data) for m in said] == [("bản vẽ", b"picture"), ("mới", b"picture")]


async def test_reactions_are_one_of_telegrams_and_one_a_message():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        await mai.start()
        message = await mai.say(mai.private, "xong")
        here = {"chat_id": mai.id, "message_id": message.id}
        await bot.do("setMessageReaction", **here, reaction=[{"type": "emoji", "emoji": "👀"}])
        assert message.emoji == ["👀"]
        assert "REACTION_INVALID" in await bot.refused(
            "setMessageReaction", **here, reaction=[{"type": "emoji", "emoji": "✅"}]
        )
        two = [{"type": "emoji", "emoji": "👍"}, {"type": "emoji", "emoji": "👀"}]
        assert "REACTIONS_TOO_MANY" in await bot.refused("setMessageReaction", **here, reaction=two)
        await bot.do("setMessageReaction", **here, reaction=[])
        assert message.emoji == []


async def test_pins_are_seen_and_announced():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        group = server.world.group("Xưởng", [mai], bot="administrator")
        tray = await bot.do("sendMessage", chat_id=group.id, text="Khay việc")
        await bot.do("pinChatMessage", chat_id=group.id, message_id=tray["message_id"])
        assert (await bot.do("getChat", chat_id=group.id))["pinned_message"]["text"] == "Khay việc"
        assert (await bot.updates())[-1]["message"]["pinned_message"]["text"] == "Khay việc"
        await bot.do("unpinChatMessage", chat_id=group.id)
        assert not server.world.from_bot(group)[0].pinned
        assert "message to unpin not found" in await bot.refused("unpinChatMessage", chat_id=group.id)


async def test_pinning_needs_the_right():
    async with telegram() as (server, bot):
        group = server.world.group("Xưởng", [server.world.user("Mai")])
        tray = await bot.do("sendMessage", chat_id=group.id, text="Khay việc")
        refused = await bot.refused("pinChatMessage", chat_id=group.id, message_id=tray["message_id"])
        assert refused == "Bad Request: not enough rights to manage pinned messages in the chat"
        assert "message to pin not found" in await bot.refused(
            "pinChatMessage", chat_id=group.id, message_id=99
        )
