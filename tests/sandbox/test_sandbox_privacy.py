"""What a bot in a group hears, and in what form group life reaches it."""

import pytest

from tests.sandbox.bot_client import kinds, telegram, texts


async def test_with_privacy_mode_a_bot_hears_only_what_is_meant_for_it():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        group = server.world.group("Xưởng", [mai])
        await bot.updates()
        await mai.say(group, "chào cả nhà")
        await mai.say(group, "/board")
        await mai.say(group, "/board@another_bot")
        await mai.say(group, "/board@Dieuphoi_Bot")
        await mai.say(group, "nhờ @dieuphoi_bot xem")
        assert texts(await bot.updates()) == ["/board@Dieuphoi_Bot"]


async def test_a_plain_command_goes_to_the_bot_that_spoke_last():
    async with telegram() as (server, bot):
        mai, other = (
            server.world.user("Mai"),
            server.world.user("Bot khác", username="other_bot", is_bot=True),
        )
        group = server.world.group("Xưởng", [mai, other])
        await bot.do("sendMessage", chat_id=group.id, text="chào")
        await bot.updates()
        await mai.say(group, "/board")
        await other.say(group, "tôi đây")
        await mai.say(group, "/update")
        assert texts(await bot.updates()) == ["/board"]


async def test_replies_to_the_bot_and_to_what_was_meant_for_it_are_heard():
    async with telegram() as (server, bot):
        mai, tu = server.world.user("Mai"), server.world.user("Tú")
        group = server.world.group("Xưởng", [mai, tu])
        await bot.do("sendMessage", chat_id=group.id, text="Xong chưa?")
        await bot.updates()
        asked = server.world.from_bot(group)[-1]
        report = await mai.say(group, "xong", reply_to=asked)
        await tu.say(group, "cả phần tôi", reply_to=report)
        stray = await tu.say(group, "đi ăn")
        await mai.say(group, "ok", reply_to=stray)
        assert texts(await bot.updates()) == ["xong", "cả phần tôi"]


@pytest.mark.parametrize(("options", "role"), [({}, "administrator"), ({"reads_all": True}, "member")])
async def test_an_admin_bot_and_one_without_privacy_mode_hear_all_people(options: dict, role: str):
    async with telegram(**options) as (server, bot):
        mai, other = (
            server.world.user("Mai"),
            server.world.user("Bot khác", username="other_bot", is_bot=True),
        )
        group = server.world.group("Xưởng", [mai, other], bot=role)
        await bot.updates()
        await mai.say(group, "chào cả nhà")
        await mai.say(group, "/board@other_bot")
        await other.say(group, "tôi là bot")
        assert texts(await bot.updates()) == ["chào cả nhà", "/board@other_bot"]


async def test_the_bot_never_hears_itself_but_hears_of_its_own_pins():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        group = server.world.group("Xưởng", [mai], bot="administrator")
        await bot.updates()
        sent = await bot.do("sendMessage", chat_id=group.id, text="Khay")
        await bot.do("pinChatMessage", chat_id=group.id, message_id=sent["message_id"])
        [update] = await bot.updates()
        assert update["message"]["pinned_message"]["text"] == "Khay"


async def test_an_anonymous_admin_speaks_as_the_group():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        group = server.world.group("Xưởng", [mai], bot="administrator")
        sep = server.world.user("Sếp")
        server.world.members.join(group, sep)
        server.world.members.promote(group, sep, anonymous=True, title="Giám đốc")
        await bot.updates()
        await sep.say(group, "/board")
        message = (await bot.updates())[-1]["message"]
        assert (message["from"]["id"], message["sender_chat"]["id"]) == (1087968824, group.id)
        assert message["author_signature"] == "Giám đốc"
        assert message["text"] == "/board"


async def test_somebody_speaking_as_a_channel_has_the_channel_bots_name():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        group = server.world.group("Xưởng", [mai], bot="administrator")
        channel = server.world.channel("Tin", [mai], bot=False)
        await mai.say(group, "tin mới", as_channel=channel)
        message = (await bot.updates())[-1]["message"]
        assert (message["from"]["id"], message["sender_chat"]["id"]) == (136817688, channel.id)


async def test_channel_posts_have_no_sender_and_their_own_kind():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        channel = server.world.channel("Tin", [mai])
        post = await mai.say(channel, "/board")
        await mai.edit(post, "/my")
        await bot.do("sendMessage", chat_id=channel.id, text="của bot")
        updates = await bot.updates()
        assert kinds(updates) == ["my_chat_member", "channel_post", "edited_channel_post"]
        assert "from" not in updates[1]["channel_post"]
        assert server.world.messages(channel)[-1].sender_chat is channel


async def test_edits_reach_the_bot_with_their_date():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        await mai.start()
        message = await mai.say(mai.private, "/update KT-24")
        await mai.edit(message, "/update KT-2411")
        last = (await bot.updates())[-1]
        assert last["edited_message"]["text"] == "/update KT-2411"
        assert last["edited_message"]["edit_date"] >= message.date


async def test_adding_removing_and_blocking_the_bot_are_told_with_old_and_new_standing():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        group = server.world.group("Xưởng", [mai], bot=None)
        await mai.start()
        members = server.world.members
        members.add(group, server.world.bot)
        members.promote(group, server.world.bot)
        members.kick(group, server.world.bot)
        members.block(mai)
        members.unblock(mai)
        changes = [u["my_chat_member"] for u in await bot.updates() if "my_chat_member" in u]
        steps = [(c["old_chat_member"]["status"], c["new_chat_member"]["status"]) for c in changes]
        assert steps == [
            ("left", "member"), ("member", "administrator"), ("administrator", "kicked"),
            ("member", "kicked"), ("kicked", "member"),
        ]  # fmt: skip
        assert changes[0]["from"]["id"] == mai.id


async def test_reactions_and_members_are_told_only_to_an_admin_bot_that_asked():
    async with telegram() as (server, bot):
        mai, tu = server.world.user("Mai"), server.world.user("Tú")
        group = server.world.group("Xưởng", [mai])
        message = await mai.say(group, "/x@dieuphoi_bot")
        await bot.do("getUpdates", allowed_updates=["message_reaction", "chat_member"])
        await bot.updates()
        await mai.react(message, "👍")
        server.world.members.promote(group, server.world.bot)
        await mai.react(message, "🔥")
        server.world.members.join(group, tu)
        reaction, joined = await bot.updates()
        assert reaction["message_reaction"]["old_reaction"] == [{"type": "emoji", "emoji": "👍"}]
        assert joined["chat_member"]["new_chat_member"]["user"]["id"] == tu.id


async def test_an_album_bears_one_number_and_its_caption_on_the_first():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        group = server.world.group("Xưởng", [mai], bot="administrator")
        await bot.updates()
        await mai.album(group, [b"1", b"2", b"3"], "/update KT-2411 xong")
        parts = [update["message"] for update in await bot.updates()]
        assert len({part["media_group_id"] for part in parts}) == 1
        assert [part.get("caption") for part in parts] == ["/update KT-2411 xong", None, None]
