"""What the bot says about itself: menus per scope and language, descriptions, menu button."""

import pytest

from sandbox.model import Chat, User
from tests.sandbox.bot_client import telegram


def command(name: str) -> dict:
    return {"command": name, "description": f"làm {name}"}


async def test_each_person_is_offered_the_narrowest_menu_in_their_language():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai", language="vi")
        tu = server.world.user("Tú", language="en")
        await mai.start()
        group = server.world.group("Xưởng", [mai, tu])
        for params in (
            {"commands": [command("help")]},
            {"commands": [command("trogiup")], "language_code": "vi"},
            {"commands": [command("board")], "scope": {"type": "all_group_chats"}},
            {"commands": [command("bind")], "scope": {"type": "all_chat_administrators"}},
            {"commands": [command("rieng")], "scope": {"type": "chat", "chat_id": mai.id}},
        ):
            await bot.do("setMyCommands", **params)

        def menu(chat: Chat, person: User) -> list[str]:
            return [each["command"] for each in server.state.profile.menu(chat, person)]

        assert menu(group, mai) == ["bind"]
        assert menu(group, tu) == ["board"]
        assert menu(mai.private, mai) == ["rieng"]
        await bot.do("deleteMyCommands", scope={"type": "chat", "chat_id": mai.id})
        assert menu(mai.private, mai) == ["trogiup"]
        assert await bot.do("getMyCommands", language_code="vi") == [command("trogiup")]
        assert await bot.do("getMyCommands", language_code="zh") == []


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"commands": [command("Help")]}, "BOT_COMMAND_INVALID"),
        ({"commands": [command("x" * 33)]}, "command length must not exceed 32"),
        ({"commands": [{"command": "x", "description": " "}]}, "command description must be non-empty"),
        ({"commands": [], "language_code": "zh-hans"}, "invalid language code specified"),
        ({"commands": [], "scope": {"type": "chat", "chat_id": 5}}, "chat not found"),
        ({"commands": [command("x")] * 101}, "BOT_COMMANDS_TOO_MUCH"),
    ],
)
async def test_menus_that_telegram_refuses(params: dict, words: str):
    async with telegram() as (_, bot):
        assert await bot.refused("setMyCommands", **params) == f"Bad Request: {words}"


async def test_descriptions_and_the_menu_button_are_kept_per_language_and_chat():
    async with telegram() as (server, bot):
        mai = server.world.user("Mai")
        await mai.start()
        await bot.do("setMyDescription", description="Trung tâm điều phối", language_code="vi")
        await bot.do("setMyShortDescription", short_description="ngắn")
        assert await bot.do("getMyDescription", language_code="vi") == {"description": "Trung tâm điều phối"}
        assert await bot.do("getMyShortDescription", language_code="vi") == {"short_description": "ngắn"}
        assert (await bot.call("setMyDescription", description="x" * 513)).status == 400
        await bot.do("setChatMenuButton", chat_id=mai.id, menu_button={"type": "commands"})
        assert await bot.do("getChatMenuButton", chat_id=mai.id) == {"type": "commands"}
