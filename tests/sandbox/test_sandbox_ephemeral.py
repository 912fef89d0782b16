"""Messages that one person in a group sees."""

from tests.sandbox.bot_client import buttons, telegram


async def test_an_admin_bot_writes_to_one_persons_eyes_only():
    async with telegram() as (server, bot):
        mai, tu = server.world.user("Mai"), server.world.user("Tú")
        group = server.world.group("Xưởng", [mai, tu], bot="administrator")
        last_id = group.last_message_id
        sent = await bot.do(
            "sendMessage", chat_id=group.id, text="Chỉ mình Mai",
            ephemeral_message_parameters={"receiver_user_id": mai.id},
        )  # fmt: skip
        assert (sent["message_id"], sent["receiver_user"]["id"]) == (0, mai.id)
        assert group.last_message_id == last_id
        assert [m.text for m in server.world.from_bot(group, to=mai)] == ["Chỉ mình Mai"]
        assert server.world.from_bot(group, to=tu) == server.world.from_bot(group) == []
        assert server.violations == []


async def test_a_bot_without_rights_may_do_so_only_after_that_persons_press():
    async with telegram() as (server, bot):
        mai, tu = server.world.user("Mai"), server.world.user("Tú")
        group = server.world.group("Xưởng", [mai, tu])
        await bot.do(
            "sendMessage", chat_id=group.id, text="x", reply_markup=buttons([("Việc của tôi", "my")])
        )
        public = server.world.from_bot(group)[-1]
        tap = await mai.tap(public, "Việc của tôi")

        async def refused(**asked: object) -> str:
            return await bot.refused(
                "sendMessage", chat_id=group.id, text="y", ephemeral_message_parameters=asked
            )

        assert "CHAT_ADMIN_REQUIRED" in await refused(receiver_user_id=mai.id)
        assert "CHAT_ADMIN_REQUIRED" in await refused(receiver_user_id=tu.id, callback_query_id=tap.id)
        asked = {"receiver_user_id": mai.id, "callback_query_id": tap.id}
        await bot.do("sendMessage", chat_id=group.id, text="y", ephemeral_message_parameters=asked)
        tap.at -= 16
        assert "CHAT_ADMIN_REQUIRED" in await refused(**asked)


async def test_one_shown_in_place_of_a_message_hides_it_from_that_person():
    async with telegram() as (server, bot):
        mai, tu = server.world.user("Mai"), server.world.user("Tú")
        group = server.world.group("Xưởng", [mai, tu])
        await bot.do("sendMessage", chat_id=group.id, text="chung", reply_markup=buttons([("a", "b")]))
        tap = await mai.tap(server.world.from_bot(group)[-1], "a")
        asked = {
            "receiver_user_id": mai.id, "callback_query_id": tap.id, "replace_callback_query_message": True,
        }  # fmt: skip
        await bot.do("sendMessage", chat_id=group.id, text="riêng", ephemeral_message_parameters=asked)
        assert [m.text for m in server.world.from_bot(group, to=mai)] == ["riêng"]
        assert [m.text for m in server.world.from_bot(group, to=tu)] == ["chung"]


async def test_it_is_edited_and_deleted_by_methods_of_its_own_and_its_buttons_work():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        group = server.world.group("Xưởng", [mai], bot="administrator")
        sent = await bot.do(
            "sendMessage", chat_id=group.id, text="1", reply_markup=buttons([("a", "b")]),
            ephemeral_message_parameters={"receiver_user_id": mai.id},
        )  # fmt: skip
        [message] = server.world.from_bot(group, to=mai)
        await mai.tap(message, "a")
        query = (await bot.updates())[-1]["callback_query"]
        assert query["message"]["ephemeral_message_id"] == sent["ephemeral_message_id"]
        own = {
            "chat_id": group.id, "receiver_user_id": mai.id,
            "ephemeral_message_id": sent["ephemeral_message_id"],
        }  # fmt: skip
        await bot.do("editEphemeralMessageText", **own, text="2", reply_markup=buttons([("c", "d")]))
        await bot.do("editEphemeralMessageReplyMarkup", **own)
        assert (message.text, message.buttons) == ("2", [])
        assert "not specified" in await bot.refused(
            "editMessageText", chat_id=group.id, message_id=0, text="3"
        )
        await bot.do("deleteEphemeralMessage", **own)
        assert server.world.from_bot(group, to=mai) == []
        assert "MESSAGE_ID_INVALID" in await bot.refused("deleteEphemeralMessage", **own)


async def test_an_ephemeral_command_is_answered_by_naming_it():
    async with telegram() as (server, bot):
        mai, tu = server.world.user("Mai"), server.world.user("Tú")
        group = server.world.group("Xưởng", [mai, tu])
        await bot.updates()
        asked = await mai.say(group, "/my", ephemeral=True)
        message = (await bot.updates())[-1]["message"]
        assert (message["message_id"], message["text"]) == (0, "/my")
        assert asked not in server.world.messages(group, to=tu)
        await bot.do(
            "sendMessage", chat_id=group.id, text="Việc của Mai",
            ephemeral_message_parameters={"receiver_user_id": mai.id},
            reply_parameters={"ephemeral_message_id": message["ephemeral_message_id"]},
        )  # fmt: skip
        assert [m.text for m in server.world.messages(group, to=mai) if m.text] == ["/my", "Việc của Mai"]


async def test_outsiders_bots_and_private_chats_get_none():
    async with telegram() as (server, bot):
        mai, stranger = server.world.user("Mai"), server.world.user("Người lạ")
        await mai.start()
        group = server.world.group("Xưởng", [mai], bot="administrator")
        for chat, receiver, words in (
            (group.id, stranger.id, "USER_NOT_PARTICIPANT"),
            (group.id, server.world.bot.id, "USER_IS_BOT"),
            (mai.id, mai.id, "PEER_ID_INVALID"),
        ):
            asked = {"receiver_user_id": receiver}
            assert words in await bot.refused(
                "sendMessage", chat_id=chat, text="x", ephemeral_message_parameters=asked
            )
