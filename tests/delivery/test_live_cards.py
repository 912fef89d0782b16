"""A live card is one message, kept up to date: edited to how things stand when the edit leaves."""

from bot.i18n.split import TEXT_LIMIT
from handlers.reply import Button, Lane, Say
from orders.order import OrderId
from storage.post import cards_rows
from tests.support.posting import COMPANY, Rig, delivering, process, words

ORDER = OrderId(7)


def card(state: str, *choices: str, **shape: object) -> Say:
    buttons = tuple((Button(label=words(choice), data=choice),) for choice in choices)
    return Say(lines=(words(state),), buttons=buttons, lane=Lane.CARDS, **shape)


async def place(rig: Rig, chat: int, *, kind: str = "order", thread: int | None = None, **how: object) -> int:
    return await rig.write(
        cards_rows.want,
        kind=kind,
        ref=str(ORDER) if kind == "order" else "design",
        company=COMPANY,
        chat=chat,
        thread=thread,
        version=1,
        **how,
    )


async def test_many_changes_while_one_edit_is_in_flight_become_one_more_edit_to_the_newest_state(
    database_url: str,
):
    async with delivering(database_url) as rig:
        mai = await rig.person("Mai")
        rig.cards["7"] = card("1 %", "Xong")
        await place(rig, mai.id)
        await rig.deliver()
        hang = rig.server.faults.plan("hang", method="editMessageText", seconds=60)
        rig.cards["7"] = card("2 %", "Xong")
        await rig.write(cards_rows.bump_order, ORDER, 2)
        await rig.post._round()
        await rig.world.wait_for(lambda: hang.left == 0)
        for version in range(3, 40):
            rig.cards["7"] = card(f"{version} %", "Xong")
            await rig.write(cards_rows.bump_order, ORDER, version)
            await rig.post._round()
        hang.release()
        await rig.deliver()
        [shown] = rig.world.from_bot(mai.private)
        assert (shown.text, shown.buttons) == ("39 %", [["Xong"]])
        assert len(rig.server.journal.of("editMessageText")) == 2


async def test_the_keyboard_is_sent_again_with_every_edit(database_url: str):
    async with delivering(database_url) as rig:
        mai = await rig.person("Mai")
        rig.cards["7"] = card("đang làm", "Xong", "Kẹt")
        await place(rig, mai.id)
        await rig.deliver()
        rig.cards["7"] = card("kẹt", "Gỡ kẹt")
        await rig.write(cards_rows.bump_order, ORDER, 2)
        await rig.deliver()
        [shown] = rig.world.from_bot(mai.private)
        assert (shown.text, shown.buttons) == ("kẹt", [["Gỡ kẹt"]])


async def test_a_card_that_shows_it_already_is_not_edited_again_and_again(database_url: str):
    async with delivering(database_url) as rig:
        mai = await rig.person("Mai")
        rig.cards["7"] = card("đang làm")
        await place(rig, mai.id)
        await rig.deliver()
        await rig.write(cards_rows.bump_order, ORDER, 2)
        await rig.deliver()
        await rig.deliver()
        assert [call.status for call in rig.server.journal.of("editMessageText")] == [400]


async def test_a_card_whose_message_was_deleted_is_posted_anew_and_kept_up_to_date_there(database_url: str):
    async with delivering(database_url) as rig:
        mai = await rig.person("Mai")
        rig.cards["7"] = card("một")
        await place(rig, mai.id)
        await rig.deliver()
        [first] = rig.world.from_bot(mai.private)
        await mai.delete(first)
        for version, state in ((2, "hai"), (3, "ba")):
            rig.cards["7"] = card(state)
            await rig.write(cards_rows.bump_order, ORDER, version)
            await rig.deliver()
        assert rig.texts(mai.private)[-1] == "ba"
        assert len(rig.server.journal.of("sendMessage")) == 2


async def test_a_tray_is_pinned_once_and_again_where_it_was_lost(database_url: str):
    """Lesson 3: what is open stands at the top of the chat, changes there, and costs no message."""
    async with delivering(database_url) as rig:
        mai = await rig.person("Mai")
        group = await rig.group("Thiết kế", [mai], "design", bot="administrator")
        rig.cards["design"] = card("Khay việc: 1", pin=True, silent=True)
        await place(rig, group.id, kind="tray")
        await rig.deliver()
        rig.cards["design"] = card("Khay việc: 2", pin=True, silent=True)
        await rig.write(cards_rows.bump_tray, COMPANY, "design")
        await rig.deliver()
        [tray] = rig.world.from_bot(group)
        assert (tray.text, tray.pinned, tray.silent) == ("Khay việc: 2", True, True)
        assert len(rig.server.journal.of("pinChatMessage")) == 1

        await mai.delete(tray)
        rig.cards["design"] = card("Khay việc: 3", pin=True, silent=True)
        await rig.write(cards_rows.bump_tray, COMPANY, "design")
        await rig.deliver()
        anew = rig.world.from_bot(group)[-1]
        assert (anew.text, anew.pinned, anew.silent) == ("Khay việc: 3", True, True)
        assert len(rig.server.journal.of("pinChatMessage")) == 2


async def test_a_group_that_lets_the_bot_pin_nothing_has_its_tray_all_the_same(database_url: str):
    async with delivering(database_url) as rig:
        group = await rig.group("Thiết kế", [await rig.person("Mai")], "design")
        rig.cards["design"] = card("Khay việc: 1", pin=True)
        await place(rig, group.id, kind="tray")
        await rig.deliver()
        rig.cards["design"] = card("Khay việc: 2", pin=True)
        await rig.write(cards_rows.bump_tray, COMPANY, "design")
        await rig.deliver()
        [tray] = rig.world.from_bot(group)
        assert (tray.text, tray.pinned) == ("Khay việc: 2", False)
        assert len(rig.server.journal.of("pinChatMessage")) == 1


async def test_a_card_lives_in_its_topic_and_outside_when_that_is_gone(database_url: str):
    async with delivering(database_url) as rig:
        group = await rig.group("Xưởng", [await rig.person("Mai")], forum=True)
        kept, gone = rig.world.topics.create(group, "In"), rig.world.topics.create(group, "Cắt")
        rig.world.topics.delete(gone)
        rig.cards["7"] = card("đang làm")
        for topic in (kept, gone):
            await place(rig, group.id, thread=topic.id)
        await rig.deliver()
        assert {message.topic.id if message.topic else None for message in rig.world.from_bot(group)} == {
            kept.id,
            None,
        }


async def test_a_card_with_nothing_left_to_show_is_let_go(database_url: str):
    async with delivering(database_url) as rig:
        mai = await rig.person("Mai")
        number = await place(rig, mai.id)
        await rig.deliver()
        assert rig.texts(mai.private) == []
        assert await place(rig, mai.id) != number


async def test_a_card_waits_out_a_429_and_shows_the_newest_state_then(database_url: str):
    async with delivering(database_url) as rig:
        mai = await rig.person("Mai")
        rig.cards["7"] = card("một")
        await place(rig, mai.id)
        rig.server.faults.plan("429", method="sendMessage", seconds=5)
        await rig.deliver()
        rig.cards["7"] = card("hai")
        rig.skip(4)
        await rig.deliver()
        assert rig.texts(mai.private) == []
        rig.skip(2)
        await rig.deliver()
        assert rig.texts(mai.private) == ["hai"]


async def test_a_card_follows_its_group_to_the_new_id_and_is_posted_there(database_url: str):
    async with delivering(database_url) as rig:
        old = await rig.group("Xưởng", [await rig.person("Mai")], "production", kind="group")
        rig.cards["7"] = card("một")
        await place(rig, old.id)
        await rig.deliver()
        new = rig.world.groups.upgrade(old)
        rig.cards["7"] = card("hai")
        await rig.write(cards_rows.bump_order, ORDER, 2)
        await rig.deliver()
        assert rig.texts(new) == ["hai"]


async def test_a_card_of_a_person_who_blocked_the_bot_and_of_a_group_that_is_gone_is_let_go(
    database_url: str,
):
    async with delivering(database_url) as rig:
        mai, tu = await rig.person("Mai"), await rig.person("Tú")
        group = await rig.group("Xưởng", [tu], "production")
        rig.world.members.block(mai)
        rig.world.members.remove(group, rig.world.bot)
        rig.cards["7"] = card("một")
        for chat in (mai.id, group.id):
            await place(rig, chat)
        await rig.deliver()
        assert len(rig.server.journal.of("sendMessage")) == 2
        rig.skip(120)
        await rig.deliver()
        assert len(rig.server.journal.of("sendMessage")) == 2


async def test_an_edit_nobody_answered_is_made_again_with_no_second_message(database_url: str):
    async with delivering(database_url) as rig:
        mai = await rig.person("Mai")
        rig.cards["7"] = card("một")
        await place(rig, mai.id)
        await rig.deliver()
        rig.server.faults.plan("drop_after", method="editMessageText")
        rig.cards["7"] = card("hai")
        await rig.write(cards_rows.bump_order, ORDER, 2)
        await rig.deliver()
        rig.skip(2)
        await rig.deliver()
        assert rig.texts(mai.private) == ["hai"]


BAD = Button(label=words("Xong"), data="x" * 200)  # more than a key may carry


async def test_a_card_with_a_key_the_messenger_does_not_take_is_changed_without_it(database_url: str):
    async with delivering(database_url) as rig:
        mai = await rig.person("Mai")
        rig.cards["7"] = card("một", "Xong")
        await place(rig, mai.id)
        await rig.deliver()
        rig.cards["7"] = Say(lines=(words("hai"),), buttons=((BAD,),), lane=Lane.CARDS)
        await rig.write(cards_rows.bump_order, ORDER, 2)
        await rig.deliver()
        [shown] = rig.world.from_bot(mai.private)
        assert (shown.text, shown.buttons) == ("hai", [])


async def test_a_refused_card_waits_alone_and_the_admins_hear_of_it_once(database_url: str):
    async with delivering(database_url) as rig:
        mai, admin = await rig.person("Mai"), await rig.person("Quản trị", role="admin")
        for ref in ("7", "design"):
            rig.cards[ref] = card("\u200b")
            await place(rig, mai.id, kind="order" if ref == "7" else "tray")
        await rig.deliver()
        await rig.say(Say(lines=(words("trả lời"),), to_user=mai.id))
        assert rig.texts(mai.private) == ["trả lời"]
        assert len(rig.texts(admin.private)) == 1
        rig.cards["7"] = card("nay thì được")
        rig.skip(3700)
        await rig.deliver()
        assert rig.texts(mai.private) == ["trả lời", "nay thì được"]


async def test_a_card_the_messenger_fails_on_keeps_no_answer_back(database_url: str):
    async with delivering(database_url) as rig:
        mai = await rig.person("Mai")
        rig.cards["7"] = card("một")
        await place(rig, mai.id)
        rig.server.faults.plan("500", method="sendMessage", chat=mai.id)
        await rig.deliver()
        await rig.say(Say(lines=(words("trả lời"),), to_user=mai.id))
        assert rig.texts(mai.private) == ["trả lời"]
        rig.skip(61)
        await rig.deliver()
        assert rig.texts(mai.private) == ["trả lời", "một"]


async def test_a_card_too_long_for_one_message_says_how_much_is_missing(database_url: str):
    async with delivering(database_url) as rig:
        mai = await rig.person("Mai")
        lines = tuple(words("đơn hàng " * 10) for _ in range(100))
        rig.cards["7"] = Say(lines=lines, lane=Lane.CARDS)
        await place(rig, mai.id)
        await rig.deliver()
        [shown] = rig.world.from_bot(mai.private)
        *shown_lines, last = shown.text.splitlines()
        assert last.startswith(f"… và {100 - len(shown_lines)} dòng nữa, ở đây không đủ chỗ.")
        assert 3000 < len(shown.text) <= TEXT_LIMIT
        rig.cards["7"] = Say(lines=(words("x" * 5000),), lane=Lane.CARDS)
        await rig.write(cards_rows.bump_order, ORDER, 2)
        await rig.deliver()
        [shown] = rig.world.from_bot(mai.private)
        assert shown.text.endswith("x\n…")


async def test_a_card_nobody_can_lay_out_does_not_stop_the_others(database_url: str):
    async with delivering(database_url) as rig:
        mai, tu = await rig.person("Mai"), await rig.person("Tú")
        rig.cards["7"] = card("được")
        rig.cards["design"] = "nonsense"
        await place(rig, mai.id, kind="tray")
        await place(rig, tu.id)
        await rig.deliver()
        assert rig.texts(tu.private) == ["được"]
        async with process(database_url, rig.server, owner="two") as second:
            second.cards["design"] = card("nay thì được")
            second.skip(3700)
            await second.post._office.hold()
            await second.deliver()
            assert second.texts(mai.private) == ["nay thì được"]


async def test_a_card_of_a_group_nobody_noted_is_let_go_when_it_is_gone_and_follows_when_it_moves(
    database_url: str,
):
    async with delivering(database_url) as rig:
        mai = rig.world.user("Mai")
        gone = rig.world.group("Xưởng cũ", [mai])
        rig.world.members.remove(gone, rig.world.bot)
        old = rig.world.group("Xưởng", [mai], kind="group")
        new = rig.world.groups.upgrade(old)
        rig.cards["7"] = card("một")
        for chat in (gone, old):
            await place(rig, chat.id)
        for _ in range(2):
            await rig.deliver()
            rig.skip(61)
        assert rig.texts(new) == ["một"]
        assert len(rig.server.journal.of("sendMessage")) == 3
