"""What every driver does, over real HTTP: one Telegram, two libraries, the same effect."""

from io import BytesIO

import pytest
from PIL import Image

from bot.drivers import make_driver
from bot.drivers.port import BadToken, File, Key, Me, Menu, Outgoing, Refused, Rights, Stale
from sandbox.server import TOKEN, TelegramServer
from tests.support.messenger import connected, telegram

KEYS = (
    (
        Key(label="Xong", data="u:12:in:7", style="success"),
        Key(label="Kẹt", data="k:12:in:7", style="danger"),
    ),
    (Key(label="Mã đơn", copy="KT-2411"), Key(label="Xem bản vẽ", url="https://example.com/2411")),
)


def picture() -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (320, 240), "white").save(drawn, "PNG")
    return drawn.getvalue()


PICTURE = picture()


async def test_it_tells_who_the_bot_is(name: str):
    async with (
        telegram(username="dieuphoi_bot", reads_all=True) as server,
        connected(name, server.url) as driver,
    ):
        assert await driver.start() == Me(id=server.world.bot.id, username="dieuphoi_bot", name="Điều Phối")
        assert driver.name == name


async def test_a_text_goes_into_its_topic_in_reply_silently_and_without_a_preview(name: str):
    async with telegram() as server, connected(name, server.url) as driver:
        mai = server.world.user("Mai")
        group = server.world.group("Xưởng", [mai], forum=True)
        topic = server.world.topics.create(group, "In")
        asked = await mai.say(group, "/update 2411 in xong", thread=topic)

        sent = await driver.send(
            Outgoing(
                chat=group.id, thread=topic.id, html="<b>KT-2411</b> In ✅ &lt;5&gt; https://example.com",
                reply_to=asked.id, silent=True,
            )
        )  # fmt: skip

        [message] = server.world.from_bot(group, thread=topic)
        assert (message.id, message.text) == (sent.message, "KT-2411 In ✅ <5> https://example.com")
        assert message.entities[0]["type"] == "bold"
        assert (message.reply_to, message.silent) == (asked, True)
        [call] = server.journal.of("sendMessage")
        assert call.params["link_preview_options"] == {"is_disabled": True}


async def test_an_answer_to_a_deleted_message_is_said_all_the_same(name: str):
    async with telegram() as server, connected(name, server.url) as driver:
        mai = server.world.user("Mai")
        group = server.world.group("Xưởng", [mai])
        asked = await mai.say(group, "/my")
        await mai.delete(asked)

        await driver.send(Outgoing(chat=group.id, html="Không có việc", reply_to=asked.id))

        assert [message.text for message in server.world.from_bot(group)] == ["Không có việc"]


async def test_inline_keys_bear_data_copies_links_and_colours(name: str):
    async with telegram() as server, connected(name, server.url) as driver:
        group = server.world.group("Xưởng", [server.world.user("Mai")])

        await driver.send(Outgoing(chat=group.id, html="2411", keys=KEYS))

        [message] = server.world.from_bot(group)
        assert message.inline == [
            [
                {"text": "Xong", "callback_data": "u:12:in:7", "style": "success"},
                {"text": "Kẹt", "callback_data": "k:12:in:7", "style": "danger"},
            ],
            [
                {"text": "Mã đơn", "copy_text": {"text": "KT-2411"}},
                {"text": "Xem bản vẽ", "url": "https://example.com/2411"},
            ],
        ]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        (
            {"reply_keyboard": (("Việc của tôi", "Báo xong"), ("Kẹt",))},
            {
                "keyboard": [[{"text": "Việc của tôi"}, {"text": "Báo xong"}], [{"text": "Kẹt"}]],
                "resize_keyboard": True,
                "is_persistent": True,
            },
        ),
        (
            {"asks_contact": "Gửi số của tôi", "reply_keyboard": (("Thôi",),)},
            {
                "keyboard": [[{"text": "Gửi số của tôi", "request_contact": True}], [{"text": "Thôi"}]],
                "resize_keyboard": True,
                "is_persistent": False,
            },
        ),
        ({"reply_keyboard": ()}, {"remove_keyboard": True}),
        (
            {"force_reply": "2411 xong"},
            {"force_reply": True, "selective": True, "input_field_placeholder": "2411 xong"},
        ),
    ],
    ids=["keyboard", "contact", "removed", "force reply"],
)
async def test_a_private_chat_gets_the_keyboard(name: str, asked: dict, shown: dict):
    async with telegram() as server, connected(name, server.url) as driver:
        mai = server.world.user("Mai")
        await mai.start()

        await driver.send(Outgoing(chat=mai.id, html="Chào Mai", **asked))

        [call] = server.journal.of("sendMessage")
        assert call.params["reply_markup"] == shown


@pytest.mark.parametrize("kind", ["photo", "document"])
async def test_a_file_goes_with_caption_keys_and_topic(name: str, kind: str):
    async with telegram() as server, connected(name, server.url) as driver:
        group = server.world.group("Xưởng", [server.world.user("Mai")], forum=True)
        topic = server.world.topics.create(group, "In")

        sent = await driver.send(
            Outgoing(
                chat=group.id, thread=topic.id, html="<b>Biểu đồ</b>", keys=KEYS[:1], silent=True,
                file=File(name="biểu đồ.png", content=PICTURE, kind=kind),
            )
        )  # fmt: skip

        [message] = server.world.from_bot(group, thread=topic)
        assert (message.id, message.text, message.buttons) == (sent.message, "Biểu đồ", [["Xong", "Kẹt"]])
        assert (message.media.kind, message.data, message.silent) == (kind, PICTURE, True)


async def test_only_one_member_sees_an_ephemeral_answer_to_a_tap(name: str):
    async with telegram() as server, connected(name, server.url) as driver:
        mai, li = server.world.user("Mai"), server.world.user("Li")
        group = server.world.group("Xưởng", [mai, li])
        board = await driver.send(Outgoing(chat=group.id, html="Bảng", keys=KEYS[:1]))
        tap = await mai.tap(group.messages[board.message], "Xong")

        sent = await driver.send(
            Outgoing(
                chat=group.id, html="Không phải khâu của bạn", ephemeral_for=mai.id, ephemeral_tap=tap.id
            )
        )

        assert (sent.message, sent.ephemeral is not None) == (0, True)
        assert "Không phải khâu của bạn" in [m.text for m in server.world.from_bot(group, to=mai)]
        assert "Không phải khâu của bạn" not in [m.text for m in server.world.from_bot(group, to=li)]


async def test_an_ephemeral_command_is_answered_to_the_one_who_gave_it(name: str):
    async with telegram() as server, connected(name, server.url) as driver:
        mai = server.world.user("Mai")
        group = server.world.group("Xưởng", [mai])
        await driver.set_menu([Menu(commands=(("my", "Việc của tôi"),), scope="groups")])
        server.world.state.profile.commands[("all_group_chats", 0, 0), ""][0]["is_ephemeral"] = True
        asked = await mai.say(group, "/my", ephemeral=True)

        sent = await driver.send(
            Outgoing(
                chat=group.id, html="Ba việc", ephemeral_for=mai.id, ephemeral_reply_to=asked.ephemeral_id
            )
        )

        assert sent.ephemeral is not None
        assert [m.text for m in server.world.from_bot(group, to=mai)] == ["Ba việc"]


async def test_an_edit_changes_text_and_keys(name: str):
    async with telegram() as server, connected(name, server.url) as driver:
        group = server.world.group("Xưởng", [server.world.user("Mai")])
        card = await driver.send(Outgoing(chat=group.id, html="2411: in", keys=KEYS))

        await driver.edit(card.message, Outgoing(chat=group.id, html="2411: <i>giao</i>", keys=KEYS[:1]))
        [message] = server.world.from_bot(group)
        assert (message.text, message.buttons) == ("2411: giao", [["Xong", "Kẹt"]])

        await driver.edit(card.message, Outgoing(chat=group.id, html="2411: xong"))
        assert (message.text, message.buttons) == ("2411: xong", [])


async def test_an_edit_that_changes_nothing_says_so(name: str):
    async with telegram() as server, connected(name, server.url) as driver:
        group = server.world.group("Xưởng", [server.world.user("Mai")])
        same = Outgoing(chat=group.id, html="2411: in", keys=KEYS)
        card = await driver.send(same)

        with pytest.raises(Stale) as stale:
            await driver.edit(card.message, same)

        assert stale.value.unchanged


async def test_a_caption_is_edited_as_such(name: str):
    async with telegram() as server, connected(name, server.url) as driver:
        group = server.world.group("Xưởng", [server.world.user("Mai")])
        qr = File(name="qr.png", content=PICTURE, kind="photo")
        card = await driver.send(Outgoing(chat=group.id, html="Chưa trả", file=qr, keys=KEYS))

        await driver.edit(card.message, Outgoing(chat=group.id, html="ĐÃ TRẢ", keys=KEYS[:1]), caption=True)

        [message] = server.world.from_bot(group)
        assert (message.text, message.buttons, message.data) == ("ĐÃ TRẢ", [["Xong", "Kẹt"]], PICTURE)


async def test_evidence_is_passed_on_as_a_copy(name: str):
    async with telegram() as server, connected(name, server.url) as driver:
        mai = server.world.user("Mai")
        shop = server.world.group("Xưởng", [mai])
        office = server.world.group("Văn phòng", [mai], forum=True)
        topic = server.world.topics.create(office, "Ảnh")
        photo = await mai.photo(shop, "/update 2411 xong", data=b"proof")

        sent = await driver.copy(
            chat=office.id, thread=topic.id, from_chat=shop.id, message=photo.id, silent=True
        )

        [copy] = server.world.from_bot(office, thread=topic)
        assert (copy.id, copy.data, copy.silent) == (sent.message, b"proof", True)


async def test_a_tap_is_answered_with_nothing_with_words_or_with_a_box(name: str):
    async with telegram() as server, connected(name, server.url) as driver:
        mai = server.world.user("Mai")
        group = server.world.group("Xưởng", [mai])
        card = await driver.send(Outgoing(chat=group.id, html="2411", keys=KEYS))
        taps = [await mai.tap(group.messages[card.message], "Xong") for _ in range(3)]

        await driver.answer_tap(taps[0].id)
        await driver.answer_tap(taps[1].id, "Đã ghi")
        await driver.answer_tap(taps[2].id, "Bước này đã xong lúc 10:20", alert=True)

        assert [(tap.answered, tap.text, tap.alert) for tap in taps] == [
            (True, "", False),
            (True, "Đã ghi", False),
            (True, "Bước này đã xong lúc 10:20", True),
        ]


async def test_a_reaction_is_set_and_taken_back(name: str):
    async with telegram() as server, connected(name, server.url) as driver:
        mai = server.world.user("Mai")
        group = server.world.group("Xưởng", [mai], bot="administrator")
        photo = await mai.photo(group, "2411 xong")

        await driver.react(group.id, photo.id, "👍")
        assert photo.reactions[server.world.bot.id] == [{"type": "emoji", "emoji": "👍"}]
        await driver.react(group.id, photo.id, "")
        assert not photo.reactions.get(server.world.bot.id)


async def test_a_message_is_pinned_without_a_noise(name: str):
    async with telegram() as server, connected(name, server.url) as driver:
        group = server.world.group("Xưởng", [server.world.user("Mai")], bot="administrator")
        tray = await driver.send(Outgoing(chat=group.id, html="Khay việc"))

        await driver.pin(group.id, tray.message)
        assert group.messages[tray.message].pinned
        assert server.journal.of("pinChatMessage")[0].params["disable_notification"] is True


async def test_it_knows_its_rights_as_a_plain_member(name: str):
    async with telegram() as server, connected(name, server.url) as driver:
        mai = server.world.user("Mai")
        group = server.world.group("Xưởng", [mai])
        open_to_all = await driver.rights(group.id)
        server.world.members.permit(group, ["can_send_messages", "can_pin_messages"])
        text_only = await driver.rights(group.id)

    assert open_to_all == Rights(status="member")
    assert text_only == Rights(status="member", can_pin=True)


async def test_it_knows_its_rights_as_an_administrator_and_when_restricted(name: str):
    async with telegram() as server, connected(name, server.url) as driver:
        mai = server.world.user("Mai")
        group = server.world.group("Xưởng", [mai])
        server.world.members.permit(group, [])
        server.world.members.promote(group, server.world.bot, rights=["can_pin_messages"])
        in_charge = await driver.rights(group.id)
        server.world.members.restrict(group, server.world.bot, ["can_send_messages", "can_send_documents"])
        restricted = await driver.rights(group.id)

    assert in_charge == Rights(status="administrator", can_pin=True)
    assert restricted == Rights(status="restricted")


async def test_a_file_is_fetched(name: str):
    async with telegram() as server, connected(name, server.url) as driver:
        mai = server.world.user("Mai")
        await mai.start()
        drawing = await mai.document(mai.private, data=b"a drawing" * 1000)

        assert await driver.download(drawing.media.files[-1].id) == b"a drawing" * 1000


async def test_a_file_that_is_too_large_is_not_fetched(name: str):
    async with telegram() as server, connected(name, server.url) as driver:
        mai = server.world.user("Mai")
        await mai.start()
        film = await mai.document(mai.private, data=bytes(20 * 2**20 + 1))

        with pytest.raises(Refused):
            await driver.download(film.media.files[-1].id)


async def test_menus_are_set_by_scope_and_language(name: str):
    async with telegram() as server, connected(name, server.url) as driver:
        mai, li = server.world.user("Mai", language="vi"), server.world.user("Li", language="zh")
        await mai.start()
        group = server.world.group("Xưởng", [mai, li])
        special = server.world.group("Kho", [mai])

        await driver.set_menu(
            [
                Menu(commands=(("help", "Help"),)),
                Menu(
                    commands=(("my", "Việc của tôi"), ("update", "Cập nhật")), scope="private", language="vi"
                ),
                Menu(commands=(("update", "更新"),), scope="groups", language="zh"),
                Menu(commands=(("order", "Đơn hàng"),), scope="chat", chat=special.id),
            ]
        )

        assert offered(server, mai.private, mai) == ["my", "update"]
        assert offered(server, group, li) == ["update"]
        assert offered(server, group, mai) == ["help"]
        assert offered(server, special, mai) == ["order"]

        await driver.set_menu([Menu(commands=(), scope="groups", language="zh")])
        assert offered(server, group, li) == ["help"]


def offered(server: TelegramServer, chat: object, user: object) -> list[str]:
    return [command["command"] for command in server.world.state.profile.menu(chat, user)]


@pytest.mark.parametrize("token", ["", "abc", "123456", "123456:có dấu", "1:a b", "1:a/../2"])
def test_a_token_of_the_wrong_form_is_told_at_once(name: str, token: str):
    with pytest.raises(BadToken):
        make_driver(name, token)


def test_the_token_is_not_shown_by_a_driver(name: str):
    driver = make_driver(name, TOKEN)

    assert TOKEN not in repr(driver)
    assert TOKEN not in str(driver)
