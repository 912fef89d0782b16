"""Chats the bot may not use, and how Telegram says so."""

from typing import Any

from sandbox.model import EVERYDAY, Chat
from tests.sandbox.bot_client import BotClient, telegram


async def refused(bot: BotClient, chat: Chat | int) -> tuple[int, str]:
    number = chat if isinstance(chat, int) else chat.id
    answer = await bot.call("sendMessage", chat_id=number, text="x")
    return answer.status, answer.description


async def test_strangers_chats_do_not_exist():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        group = server.world.group("Xưởng", [mai], bot=None)
        for number in (mai.id, group.id, -1):
            assert await refused(bot, number) == (400, "Bad Request: chat not found")


async def test_a_person_must_press_start_before_the_bot_may_write():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        server.world.group("Xưởng", [mai])
        assert await refused(bot, mai.id) == (
            403,
            "Forbidden: bot can't initiate conversation with a user",
        )
        await mai.start()
        await bot.do("sendMessage", chat_id=mai.id, text="x")
        server.world.members.block(mai)
        assert await refused(bot, mai.id) == (403, "Forbidden: bot was blocked by the user")
        await mai.start()
        await bot.do("sendMessage", chat_id=mai.id, text="x")
        mai.deactivated = True
        assert await refused(bot, mai.id) == (403, "Forbidden: user is deactivated")


async def test_groups_that_are_lost_say_how():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        members = server.world.members
        kicked = server.world.group("a", [mai])
        members.kick(kicked, server.world.bot)
        removed = server.world.group("b", [mai])
        members.remove(removed, server.world.bot)
        basic = server.world.group("c", [mai], kind="group")
        members.kick(basic, server.world.bot)
        deleted = server.world.group("d", [mai], kind="group")
        server.world.groups.delete(deleted)
        channel = server.world.channel("e", [mai])
        members.kick(channel, server.world.bot)
        assert [await refused(bot, chat) for chat in (kicked, removed, basic, deleted, channel)] == [
            (403, "Forbidden: bot was kicked from the supergroup chat"),
            (403, "Forbidden: bot is not a member of the supergroup chat"),
            (403, "Forbidden: bot was kicked from the group chat"),
            (403, "Forbidden: the group chat was deleted"),
            (403, "Forbidden: bot was kicked from the channel chat"),
        ]


async def test_an_upgraded_group_names_its_successor_in_every_place():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        old = server.world.group("Xưởng", [mai], kind="group")
        await bot.do("sendMessage", chat_id=old.id, text="trước")
        await bot.updates()
        new = server.world.groups.upgrade(old)
        answer = await bot.call("sendMessage", chat_id=old.id, text="x")
        assert answer.body == {
            "ok": False,
            "error_code": 400,
            "description": "Bad Request: group chat was upgraded to a supergroup chat",
            "parameters": {"migrate_to_chat_id": new.id},
        }
        before, after = [update["message"] for update in await bot.updates()]
        assert (before["chat"]["id"], before["migrate_to_chat_id"]) == (old.id, new.id)
        assert (after["chat"]["id"], after["migrate_from_chat_id"]) == (new.id, old.id)
        await bot.do("sendMessage", chat_id=new.id, text="sau")
        assert [m.text for m in server.world.from_bot(new)] == ["sau"]


async def test_missing_permissions_are_named_by_what_is_sent():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        group = server.world.group("Xưởng", [mai])
        document = await mai.document(group)
        file_id = document.media.files[-1].id
        calls: list[tuple[str, dict[str, Any], str]] = [
            ("sendMessage", {"text": "x"}, "text messages"),
            ("sendDocument", {"document": file_id}, "documents"),
            ("sendLocation", {"latitude": 1, "longitude": 2}, "locations"),
        ]
        for setting in (server.world.members.permit, lambda chat, _: _restrict(server, chat)):
            setting(group, ())
            for method, params, words in calls:
                assert await bot.refused(method, chat_id=group.id, **params) == (
                    f"Bad Request: not enough rights to send {words} to the chat"
                )
        server.world.members.permit(group, EVERYDAY)
        server.world.members.promote(group, server.world.bot, rights=["can_manage_chat"])
        for method, params, _ in calls:
            await bot.do(method, chat_id=group.id, **params)


def _restrict(server: Any, chat: Chat) -> None:
    server.world.members.permit(chat, EVERYDAY)
    server.world.members.restrict(chat, server.world.bot)


async def test_members_and_administrators_are_listed_with_their_rights():
    async with telegram() as (server, bot):
        mai, tu = server.world.user("Mai"), server.world.user("Tú")
        group = server.world.group("Xưởng", [mai, tu])
        server.world.members.promote(group, server.world.bot, rights=["can_manage_chat", "can_pin_messages"])
        me = await bot.do("getChatMember", chat_id=group.id, user_id=server.world.bot.id)
        assert (me["status"], me["can_pin_messages"], me["can_delete_messages"]) == (
            "administrator",
            True,
            False,
        )
        admins = await bot.do("getChatAdministrators", chat_id=group.id)
        assert {each["user"]["id"] for each in admins} == {mai.id, server.world.bot.id}
        assert (await bot.do("getChatMember", chat_id=group.id, user_id=tu.id))["status"] == "member"
        assert await bot.do("getChatMemberCount", chat_id=group.id) == 3
        assert (await bot.do("getChat", chat_id=group.id))["permissions"]["can_send_photos"] is True
        assert (
            await bot.refused("getChatMember", chat_id=group.id, user_id=5) == "Bad Request: user not found"
        )


async def test_leaving_is_for_good_until_somebody_adds_the_bot_again():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        group = server.world.group("Xưởng", [mai])
        await bot.do("leaveChat", chat_id=group.id)
        assert (await refused(bot, group))[0] == 403
        server.world.members.add(group, server.world.bot)
        await bot.do("sendMessage", chat_id=group.id, text="tôi đây")
