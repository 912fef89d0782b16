"""What people do at the pages reaches the bot as if Telegram's app had sent it."""

import asyncio
from typing import Any

import aiohttp

from sandbox.model import Chat
from sandbox.pages import attachments
from sandbox.people import Person
from sandbox.server import TelegramServer
from tests.sandbox.bot_client import BotClient, buttons, kinds, picture, texts
from tests.sandbox.visitor import path_of, visited

KEYS = {"keyboard": [[{"text": "Việc của tôi"}], [{"text": "Gửi số", "request_contact": True}]]}


async def shop(server: TelegramServer, bot: BotClient) -> tuple[Person, Chat]:
    mai = server.world.user("Mai", phone="+84901234567")
    group = server.world.group("Xưởng", [mai], bot="administrator")
    await bot.updates()
    return mai, group


def upload(*files: tuple[str, bytes], **fields: str) -> aiohttp.FormData:
    form = aiohttp.FormData(fields)
    for name, data in files:
        form.add_field("files", data, filename=name, content_type="application/pdf")
    return form


async def test_start_opens_the_private_chat_with_what_a_link_carried():
    async with visited() as (server, bot, visitor):
        mai = server.world.user("Mai")
        sent = await visitor.post(f"{path_of(mai)}/start", {"payload": "moivao"})
        assert (sent.status, sent.headers["Location"]) == (303, path_of(mai))
        assert texts(await bot.updates()) == ["/start moivao"]


async def test_a_form_without_a_script_is_answered_with_the_page():
    async with visited() as (server, bot, visitor):
        mai, group = await shop(server, bot)
        topicless = await visitor.post(f"{path_of(mai, group)}/say", {"text": "2411 xong", "do": "say"})
        assert (topicless.status, topicless.headers["Location"]) == (303, path_of(mai, group))
        assert texts(await bot.updates()) == ["2411 xong"]


async def test_a_reply_an_edit_and_a_reaction_take_their_message_along():
    async with visited() as (server, bot, visitor):
        mai, group = await shop(server, bot)
        asked = await bot.do("sendMessage", chat_id=group.id, text="xong chưa?")
        key, place = f"m{asked['message_id']}", path_of(mai, group)
        await visitor.deed(f"{place}/say", text="chưa", reply_to=key)
        await visitor.deed(f"{place}/react", message=key, emoji="👍")
        await visitor.deed(f"{place}/react", message=key, emoji="👍")
        mine = server.world.messages(group)[-1]
        await visitor.deed(f"{place}/say", text="xong rồi", edit=f"m{mine.id}")
        said, edited = [each for each in await bot.updates() if "message_reaction" not in each]
        assert said["message"]["reply_to_message"]["message_id"] == asked["message_id"]
        assert edited["edited_message"]["text"] == "xong rồi"
        assert group.messages[asked["message_id"]].emoji == []
        page = await visitor.page(f"{place}?edit=m{mine.id}")
        assert page.one("id", "about-key").attrs["name"] == "edit"
        assert page.one("id", "text").text == "xong rồi"


async def test_a_tap_waits_for_the_bots_answer_and_hands_it_on():
    async with visited() as (server, bot, visitor):
        mai, group = await shop(server, bot)
        asked = await bot.do(
            "sendMessage", chat_id=group.id, text="?", reply_markup=buttons([("Xong", "done:1")])
        )
        key = f"m{asked['message_id']}"

        async def answer() -> None:
            [press] = await bot.updates(timeout=5)
            assert press["callback_query"]["data"] == "done:1"
            link = f"https://t.me/{server.world.bot.username}?start=x"
            number = press["callback_query"]["id"]
            await bot.do(
                "answerCallbackQuery", callback_query_id=number, text="Đã ghi", show_alert=True, url=link
            )

        tap = visitor.deed(f"{path_of(mai, group)}/tap", message=key, data="done:1")
        told, _ = await asyncio.gather(tap, answer())
        assert told == {"answered": True, "text": "Đã ghi", "alert": True, "url": f"{path_of(mai)}?start=x"}


async def test_a_button_that_was_there_a_moment_ago_is_still_pressed_and_one_that_never_was_is_not():
    async with visited() as (server, bot, visitor):
        mai, group = await shop(server, bot)
        server.state.taps.deadline = 0
        asked = await bot.do(
            "sendMessage", chat_id=group.id, text="?", reply_markup=buttons([("Xong", "done:1")])
        )
        await bot.do("editMessageText", chat_id=group.id, message_id=asked["message_id"], text="đã xong")
        page, key = f"{path_of(mai, group)}/tap", f"m{asked['message_id']}"
        refused = await visitor.deed(page, message=key, data="done:2", status=409)
        assert refused == {"error": "Tin nhắn hoặc nút này không còn nữa."}
        pressing = asyncio.ensure_future(visitor.deed(page, message=key, data="done:1"))
        [press] = await bot.updates(timeout=5)
        assert press["callback_query"]["data"] == "done:1"
        pressing.cancel()


async def test_keys_speak_or_share_the_contact_and_go_when_the_bot_takes_them_away():
    async with visited() as (server, bot, visitor):
        mai, _ = await shop(server, bot)
        await mai.start()
        await bot.do("sendMessage", chat_id=mai.id, text="chào", reply_markup=KEYS)
        page = await visitor.page(path_of(mai, mai.private))
        assert [each.attrs["data-key"] for each in page.all("data-key")] == ["Việc của tôi", "Gửi số"]
        for key in ("Việc của tôi", "Gửi số"):
            await visitor.deed(f"{path_of(mai)}/press", key=key)
        _, spoken, contact = await bot.updates()
        assert spoken["message"]["text"] == "Việc của tôi"
        assert contact["message"]["contact"]["phone_number"] == "+84901234567"
        await bot.do("sendMessage", chat_id=mai.id, text="xong", reply_markup={"remove_keyboard": True})
        assert (await visitor.page(path_of(mai, mai.private))).all("data-key") == []


async def test_a_forced_reply_is_prepared_until_it_is_given():
    async with visited() as (server, bot, visitor):
        mai, _ = await shop(server, bot)
        await mai.start()
        forced = {"force_reply": True, "input_field_placeholder": "Số lượng?"}
        asked = await bot.do("sendMessage", chat_id=mai.id, text="bao nhiêu?", reply_markup=forced)
        page = await visitor.page(path_of(mai, mai.private))
        assert page.one("id", "about-key").attrs["value"] == f"m{asked['message_id']}"
        assert page.one("id", "text").attrs["placeholder"] == "Số lượng?"
        await mai.say(mai.private, "20")
        assert (await visitor.page(path_of(mai, mai.private))).one("id", "about-key").attrs["value"] == ""


async def test_files_go_as_what_they_are():
    async with visited() as (server, bot, visitor):
        mai, group = await shop(server, bot)
        place = f"{path_of(mai, group)}/say"
        await visitor.post(place, upload(("a.png", picture()), text="xong"))
        await visitor.post(place, upload(("a.png", picture()), ("b.png", picture())))
        await visitor.post(place, upload(("a.png", picture()), as_files="1"))
        await visitor.post(place, upload(("v.wav", attachments.chime())))
        await visitor.post(place, upload(("b.pdf", b"%PDF"), text="bản vẽ"))
        await visitor.deed(place, do="voice")
        await visitor.deed(place, do="location", latitude="10.5", longitude="106.25")
        sent: list[Any] = [each["message"] for each in await bot.updates()]
        fields = {"photo", "document", "voice", "location"}
        assert [sorted(fields & set(each)) for each in sent] == [
            ["photo"], ["photo"], ["photo"], ["document"], ["voice"], ["document"], ["voice"], ["location"],
        ]  # fmt: skip
        assert (sent[0]["caption"], sent[5]["caption"]) == ("xong", "bản vẽ")
        assert sent[1]["media_group_id"] == sent[2]["media_group_id"]
        assert sent[7]["location"] == {"latitude": 10.5, "longitude": 106.25}


async def test_a_command_that_is_the_bots_alone_is_said_unseen():
    async with visited() as (server, bot, visitor):
        mai, group = await shop(server, bot)
        menu = [
            {"command": "my", "description": "Việc", "is_ephemeral": True},
            {"command": "don", "description": "Đơn"},
        ]
        await bot.do("setMyCommands", commands=menu)
        page = await visitor.page(path_of(mai, group))
        assert [each.attrs["data-command"] for each in page.all("data-command")] == ["/my", "/don"]
        for text in ("/my hôm nay", "/my@someone_else", "/don 1"):
            await visitor.deed(f"{path_of(mai, group)}/say", text=text)
        assert [each["message"]["message_id"] > 0 for each in await bot.updates()] == [False, True, True]


async def test_what_telegrams_app_would_not_allow_is_said_on_the_page():
    async with visited() as (server, bot, visitor):
        mai, _ = await shop(server, bot)
        tu = server.world.user("Tú")
        news = server.world.channel("Tin", [mai, tu])
        said = await mai.say(news, "tin mới")
        await bot.updates()
        place = path_of(tu, news)
        assert "quản trị viên" in (await visitor.page(place)).one(".closed").text
        for form in ({"text": "tôi nữa"}, {"text": "sửa", "edit": f"m{said.id}"}):
            await visitor.post(f"{place}/say", form)
            assert "không cho" in (await visitor.page(place)).one("id", "toast").text
        assert kinds(await bot.updates()) == []
        assert "hidden" in (await visitor.page(place)).one("id", "toast").attrs


async def test_harmless_files_are_shown_and_others_only_downloaded():
    async with visited() as (server, _bot, visitor):
        mai = server.world.user("Mai")
        group = server.world.group("Xưởng", [mai], bot=None)
        page = b"<html><script>alert(1)</script>"
        photo = await mai.photo(group, data=picture())
        wicked = await mai.document(group, data=page, name="a.html", mime="text/html")
        drawn = await mai.document(
            group, data=b"<svg xmlns='http://www.w3.org/2000/svg'/>", name="a.svg", mime="image/svg+xml"
        )
        kinds_served = {}
        for message in (photo, wicked, drawn):
            served = await visitor.get(f"/files/{message.media.files[-1].path}")
            assert served.headers["X-Content-Type-Options"] == "nosniff"
            assert await served.read() == message.data
            kinds_served[served.content_type] = served.headers.get("Content-Disposition")
        assert kinds_served == {"image/png": None, "application/octet-stream": "attachment"}
        assert (await visitor.get("/files/photos/none.jpg")).status == 404
