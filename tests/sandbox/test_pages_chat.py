"""What a person sees at the pages: their rooms, the bubbles, and nothing that is not for them."""

import pytest

from sandbox.pages.entities import Words
from sandbox.pages.rooms import Rooms
from sandbox.pages.screen import PAGE
from tests.sandbox.bot_client import buttons, picture
from tests.sandbox.visitor import path_of, visited

LETTERS = "<b>đậm</b> <i>nghiêng</i> <u>gạch</u> <s>bỏ</s> <code>KT-1</code> <tg-spoiler>kín</tg-spoiler>"


async def test_an_empty_world_says_so_and_takes_a_person():
    async with visited() as (_server, _bot, visitor):
        page = await visitor.page("/")
        assert "Chưa có ai" in page.one("<h1").text
        added = await visitor.post("/people", {"name": "Mai", "note": "Điều phối · điều phối viên"})
        assert added.status == 303
        room = await visitor.page(added.headers["Location"])
        assert room.one("data-start").text == "Bắt đầu"
        assert room.one("data-name", "Mai").all("<small")[0].text == "điều phối viên"


async def test_the_entrance_leads_to_the_first_person_and_people_stand_by_department():
    async with visited() as (server, _bot, visitor):
        mai = server.world.user("Mai", note="Điều phối · trưởng bộ phận")
        server.world.user("Tú", note="Sản xuất · thợ in")
        server.world.user("Khách")
        assert (await visitor.get("/")).headers["Location"] == path_of(mai)
        page = await visitor.page("/")
        assert [each.text for each in page.one("id", "people").all("<h3")] == [
            "Điều phối",
            "Sản xuất",
            "Người khác",
        ]


async def test_notes_about_people_are_told_to_who_asks_the_sandbox():
    async with visited() as (server, _bot, visitor):
        body = {"name": "Mai", "note": "Điều phối · điều phối viên"}
        async with visitor.session.post(f"{server.url}/sandbox/users", json=body) as made:
            number = (await made.json())["id"]
        async with await visitor.get("/sandbox") as everything:
            [mai] = (await everything.json())["users"]
        assert (mai["id"], mai["note"]) == (number, "Điều phối · điều phối viên")


async def test_words_of_people_never_become_markup():
    evil = "<script>alert(1)</script> <img src=x onerror=alert(2)> \"' & {{ 7*7 }}"
    async with visited() as (server, bot, visitor):
        mai = server.world.user(evil, note=f"{evil} · {evil}")
        group = server.world.group(evil, [mai], forum=True, bot="administrator")
        topic = server.world.topics.create(group, evil)
        await mai.document(group, evil, name=evil, thread=topic)
        said = await mai.say(group, evil, thread=topic)
        await bot.do("sendMessage", chat_id=group.id, message_thread_id=topic.id, text=evil,
            reply_parameters={"message_id": said.id}, reply_markup=buttons([(evil[:60], "x")]))  # fmt: skip
        await bot.do("pinChatMessage", chat_id=group.id, message_id=said.id)
        page = await visitor.page(path_of(mai, group, topic))
        assert [each.attrs.get("src") for each in page.all("<script")] == ["/static/chat.js"]
        assert all(each.attrs.get("src") != "x" for each in page.all("<img"))
        assert page.one("id", f"m{said.id}").one("data-text").text == evil


async def test_the_bots_markup_is_shown_as_telegram_shows_it():
    async with visited() as (server, bot, visitor):
        mai = server.world.user("Mai")
        await mai.start()
        text = f'{LETTERS} <a href="https://a.vn/?x=1&amp;y=2">liên kết</a> 😀 <b>sau</b> /my'
        sent = await bot.do("sendMessage", chat_id=mai.id, text=text, parse_mode="HTML")
        shown = (
            (await visitor.page(path_of(mai, mai.private)))
            .one("id", f"m{sent['message_id']}")
            .one("data-text")
        )
        tags = {tag: shown.one(f"<{tag}").text for tag in ("i", "u", "s", "code")}
        assert tags == {"i": "nghiêng", "u": "gạch", "s": "bỏ", "code": "KT-1"}
        assert [each.text for each in shown.all("<b")] == ["đậm", "sau"]
        assert shown.one(".spoiler").text == "kín"
        assert shown.one("href", "https://a.vn/?x=1&y=2").attrs["rel"] == "noopener noreferrer"
        assert shown.one("data-say", "/my").text == "/my"


@pytest.mark.parametrize(
    ("text", "entities", "html"),
    [
        ("a<b", [], "a&lt;b"),
        ("đậm cả", [("bold", 0, 6), ("italic", 4, 2)], "<b>đậm <i>cả</i></b>"),
        ("😀b", [("bold", 2, 1)], "😀<b>b</b>"),
        ("ab", [("bold", 0, 9)], "<b>ab</b>"),
        ("abc", [("bold", 0, 2), ("italic", 1, 2)], "<b>a<i>b</i></b>c"),
        ("q\nx", [("blockquote", 0, 1)], "<blockquote>q</blockquote>x"),
        ("j", [("text_link", 0, 1, "javascript:alert(1)")], "j"),
        ("j", [("text_link", 0, 1, "http://[")], "j"),
        (
            "mở",
            [("text_link", 0, 2, "https://t.me/Our_Bot?start=ab&x=1")],
            '<a href="/as/1/1?start=ab">mở</a>',
        ),
    ],
)
def test_entities_become_tags(text: str, entities: list[tuple[str, int, int]], html: str):
    names = ("type", "offset", "length", "url")
    given = [dict(zip(names, each, strict=False)) for each in entities]
    assert Words(text, bot="our_bot", private="/as/1/1").html(given) == html


async def test_an_ephemeral_answer_is_on_its_persons_page_alone_and_marked():
    async with visited() as (server, bot, visitor):
        mai, tu = server.world.user("Mai"), server.world.user("Tú")
        group = server.world.group("Xưởng", [mai, tu], bot="administrator")
        await bot.do("sendMessage", chat_id=group.id, text="chỉ cho Mai",
            ephemeral_message_parameters={"receiver_user_id": mai.id})  # fmt: skip
        hers = await visitor.page(path_of(mai, group))
        assert hers.one("data-secret", "only_you").text == "Chỉ mình bạn thấy"
        assert "chỉ cho Mai" not in (await visitor.page(path_of(tu, group))).text


async def test_who_is_not_in_a_group_sees_nothing_of_it_until_they_join():
    async with visited() as (server, _bot, visitor):
        mai, stranger = server.world.user("Mai"), server.world.user("Khách")
        group = server.world.group("Xưởng", [mai], bot="administrator")
        await mai.say(group, "việc trong nhà")
        away = await visitor.get(path_of(stranger, group))
        assert (away.status, away.headers["Location"]) == (303, f"/as/{stranger.id}")
        outside = await visitor.page(f"/as/{stranger.id}")
        assert "việc trong nhà" not in outside.text
        assert outside.one("data-join", str(group.id)).text == "Vào nhóm"
        await visitor.post(f"{path_of(stranger, group)}/join")
        assert "việc trong nhà" in (await visitor.page(path_of(stranger, group))).text


async def test_unread_is_counted_for_each_person_and_room_and_goes_by_looking():
    async with visited() as (server, bot, visitor):
        mai, tu = server.world.user("Mai"), server.world.user("Tú")
        group = server.world.group("Xưởng", [mai, tu], forum=True, bot="administrator")
        topic = server.world.topics.create(group, "In")
        await mai.say(group, "một", thread=topic)
        await bot.do("sendMessage", chat_id=group.id, message_thread_id=topic.id, text="hai")

        async def unread(person: object) -> list[str]:
            room = (await visitor.page(f"/as/{person.id}")).one(
                "data-room-link", path_of(person, group, topic)
            )
            return [each.attrs["data-unread"] for each in room.all("data-unread")]

        assert (await unread(mai), await unread(tu)) == (["1"], ["2"])
        await visitor.page(path_of(tu, group, topic))
        assert (await unread(mai), await unread(tu)) == (["1"], [])
        await visitor.deed(f"{path_of(mai, group, topic)}/seen")
        assert await unread(mai) == []
        await mai.say(group, "ba", thread=topic)
        assert await unread(tu) == ["1"]
        Rooms(server.world).read_all()
        assert await unread(tu) == []


async def test_topics_are_rooms_of_their_own_under_their_forum():
    async with visited() as (server, _bot, visitor):
        mai = server.world.user("Mai")
        group = server.world.group("Công ty", [mai], forum=True, bot="administrator")
        topic = server.world.topics.create(group, "In")
        await mai.say(group, "trong chủ đề", thread=topic)
        await mai.say(group, "ở General")
        page = await visitor.page(path_of(mai, group, topic))
        bubbles = page.one("id", "bubbles").text
        assert "trong chủ đề" in bubbles
        assert "ở General" not in bubbles
        assert page.one(".forum").all("data-room-link")[1].attrs["aria-current"] == "page"


async def test_edits_pins_reactions_and_albums_are_shown():
    async with visited() as (server, bot, visitor):
        mai, tu = server.world.user("Mai"), server.world.user("Tú")
        group = server.world.group("Xưởng", [mai, tu], bot="administrator")
        card = await bot.do(
            "sendMessage", chat_id=group.id, text="trước", reply_markup=buttons([("Xong", "x")])
        )
        where = {"chat_id": group.id, "message_id": card["message_id"]}
        await bot.do("editMessageReplyMarkup", **where)
        key = f"m{card['message_id']}"
        assert (await visitor.page(path_of(mai, group))).one("id", key).all("data-edited") == []
        await bot.do("editMessageText", **where, text="sau")
        await bot.do("pinChatMessage", **where)
        await mai.react(group.messages[card["message_id"]], "👍")
        await bot.do("setMessageReaction", **where, reaction=[{"type": "emoji", "emoji": "👍"}])
        album = await tu.album(group, [picture(), picture(), picture()], "nghiệm thu")
        page = await visitor.page(path_of(mai, group))
        bubble = page.one("id", key)
        assert (bubble.one("data-text").text, bubble.one("data-edited").text) == ("sau", "đã sửa")
        assert page.one(".pins").attrs["data-jump"] == key
        reaction = bubble.one("data-reaction", "👍")
        assert (reaction.one("<span").text, reaction.attrs["aria-pressed"]) == ("2", "true")
        together = page.one("id", f"m{album[0].id}")
        assert len(together.all("data-photo")) == 3
        assert together.one("data-text").text == "nghiệm thu"


async def test_a_long_chat_begins_with_its_end_and_has_older_ones_behind_a_link():
    async with visited() as (server, _bot, visitor):
        mai = server.world.user("Mai")
        group = server.world.group("Xưởng", [mai], bot=None)
        said = [await mai.say(group, f"tin {number}") for number in range(PAGE + 30)]
        page = await visitor.page(path_of(mai, group))
        assert [each.attrs["id"] for each in page.all("data-bubble")] == [f"m{m.id}" for m in said[-PAGE:]]
        older = await visitor.page(path_of(mai, group) + page.one("data-older").attrs["href"])
        assert [each.attrs["id"] for each in older.all("data-bubble")] == [f"m{m.id}" for m in said[:30]]
        assert "hidden" in older.one(".older").attrs


@pytest.mark.parametrize(
    ("spoken", "start"), [("zh-hans", "开始"), ("en", "Start"), ("fr", "Bắt đầu"), (None, "Bắt đầu")]
)
async def test_the_pages_speak_as_the_worlds_people_do(spoken: str | None, start: str):
    async with visited() as (server, _bot, visitor):
        mai = server.world.user("Mai", language=spoken)
        assert (await visitor.page(path_of(mai))).one("data-start").text == start


async def test_the_language_is_switched_and_kept():
    async with visited() as (server, _bot, visitor):
        mai = server.world.user("Mai")
        assert (await visitor.page(path_of(mai))).one("data-start").text == "Bắt đầu"
        assert (await visitor.page(f"{path_of(mai)}?lang=zh")).one("data-start").text == "开始"
        assert (await visitor.page(path_of(mai))).one("data-start").text == "开始"
        dark = await visitor.page(f"{path_of(mai)}?theme=dark&lang=en")
        assert (dark.one("data-start").text, dark.one("<html").attrs["data-theme"]) == ("Start", "dark")
