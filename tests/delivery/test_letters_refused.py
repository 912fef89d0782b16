"""What becomes of a letter the messenger does not take as it is."""

import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, update

from bot.delivery.notices import NOTE
from bot.drivers.port import Outgoing
from handlers.chats import out_of_reach
from handlers.reply import Button, Document, Picture, Say, Table, Text
from reports.tables_out import workbook
from storage import chat_moves
from storage.people import chats_rows, people_rows
from storage.post import said
from storage.tables.post_tables import HELD, outbox
from tests.support.posting import COMPANY, Rig, delivering, draw, process, words


def file(*lines: str) -> Document:
    """The same in cells and in lines."""
    said: tuple[Text, ...] = tuple(words(one) for one in lines)
    table = Table(title=words("t"), head=(words("h"),), rows=tuple((one,) for one in said))
    return Document(name="a.xlsx", tables=(table,), lines=said)


async def admin_of(rig: Rig) -> object:
    return await rig.person("Quản trị", role="admin")


async def test_a_chat_told_to_wait_waits_that_long_and_delays_nobody_else(database_url: str):
    async with delivering(database_url) as rig:
        mai, tu = await rig.person("Mai"), await rig.person("Tú")
        rig.server.faults.plan("429", method="sendMessage", chat=mai.id, seconds=7)
        await rig.say(*(Say(lines=(words("chào"),), to_user=who.id) for who in (mai, tu)))
        assert (rig.texts(mai.private), rig.texts(tu.private)) == ([], ["chào"])
        rig.skip(6)
        await rig.deliver()
        assert rig.texts(mai.private) == []
        rig.skip(2)
        await rig.deliver()
        assert rig.texts(mai.private) == ["chào"]


async def test_a_wait_asked_for_is_kept_by_the_process_that_comes_after(database_url: str):
    async with delivering(database_url) as rig:
        mai = await rig.person("Mai")
        rig.server.faults.plan("429", method="sendMessage", seconds=60)
        await rig.say(Say(lines=(words("chào"),), to_user=mai.id))
        await rig.post.stop(1)
        async with process(database_url, rig.server, owner="two") as later:
            await later.post._learn_pauses()
            await later.say(Say(lines=(words("nữa"),), to_user=mai.id))
            assert rig.texts(mai.private) == []
            later.skip(61)
            await later.deliver()
            assert rig.texts(mai.private) == ["chào", "nữa"]


async def test_failures_in_a_row_make_the_pause_of_that_chat_longer_and_a_success_ends_it(database_url: str):
    async with delivering(database_url) as rig:
        mai = await rig.person("Mai")
        fault = rig.server.faults.plan("500", times=3, method="sendMessage")
        await rig.say(Say(lines=(words("chào"),), to_user=mai.id))
        for wait, left in ((1, 1), (1, 1), (1, 0), (3, 0)):
            rig.skip(wait)
            await rig.deliver()
            assert fault.left == left
        assert rig.texts(mai.private) == []
        rig.skip(1)
        await rig.deliver()
        assert rig.texts(mai.private) == ["chào"]
        rig.server.faults.plan("500", method="sendMessage")
        await rig.say(Say(lines=(words("nữa"),), to_user=mai.id))
        rig.skip(1)
        await rig.deliver()
        assert rig.texts(mai.private) == ["chào", "nữa"]


async def fail_on(rig: Rig, seconds: int) -> None:
    """Let a failing chat be tried as often as the pauses allow."""
    for _ in range(seconds // 60):
        rig.skip(60)
        await rig.deliver()


async def test_a_letter_the_messenger_always_fails_on_is_buried_and_its_chat_goes_on(database_url: str):
    async with delivering(database_url) as rig:
        mai, admin = await rig.person("Mai"), await admin_of(rig)
        rig.server.faults.plan("500", times=10, method="sendMessage", chat=mai.id)
        await rig.say(*(Say(lines=(words(said),), to_user=mai.id) for said in ("độc", "nữa")))
        await fail_on(rig, 600)
        [reason] = await rig.buried()
        assert reason.startswith("Transient: Internal Server Error")
        assert rig.texts(mai.private) == ["nữa"]
        assert len(rig.texts(admin.private)) == 1


async def test_a_letter_nobody_can_read_is_buried_and_delays_nobody(database_url: str):
    """As nothing that writes letters makes it, a bug does: no way is found for it, nor words."""
    async with delivering(database_url) as rig:
        mai, admin = await rig.person("Mai"), await admin_of(rig)
        group = await rig.group("Xưởng", [mai])
        await rig.stored(
            Say(lines=(words("chào"),), chat=group.id), Say(lines=(words("chào"),), to_user=mai.id)
        )
        await rig.write(
            lambda conn: conn.execute(update(outbox).where(outbox.c.chat == group.id).values(payload=["?"]))
        )
        await rig.deliver()
        assert (rig.texts(group), rig.texts(mai.private)) == ([], ["chào"])
        [reason] = await rig.buried()
        assert reason.startswith("Bug: id ")
        assert len(rig.texts(admin.private)) == 1


async def test_while_the_messenger_fails_everywhere_nothing_is_given_up(database_url: str):
    async with delivering(database_url) as rig:
        people = [await rig.person(f"Thợ {number}") for number in range(3)]
        fault = rig.server.faults.plan("502", times=1000, method="sendMessage")
        await rig.say(*(Say(lines=(words("chào"),), to_user=who.id) for who in people))
        await fail_on(rig, 1200)
        fault.release()
        await fail_on(rig, 60)
        assert [rig.texts(who.private) for who in people] == [["chào"]] * 3
        assert await rig.buried() == []


async def test_hours_without_a_connection_cost_no_attempt(database_url: str):
    async with delivering(database_url) as rig:
        mai = await rig.person("Mai")
        await rig.server.stop()
        await rig.say(Say(lines=(words("chào"),), to_user=mai.id))
        await fail_on(rig, 1200)
        await rig.server.start()
        await fail_on(rig, 60)
        assert rig.texts(mai.private) == ["chào"]


async def test_what_a_group_deletes_at_once_was_said_and_is_not_said_again(database_url: str):
    async with delivering(database_url) as rig:
        group = await rig.group("Xưởng", [await rig.person("Mai")])
        fault = rig.server.faults.plan("deleted", method="sendMessage", chat=group.id)
        await rig.say(*(Say(lines=(words(said),), chat=group.id, pin=True) for said in ("một", "hai")))
        await fail_on(rig, 60)
        assert fault.left == 0
        assert rig.texts(group) == ["hai"]
        assert (await rig.waiting(), await rig.buried()) == (0, [])
        assert len(rig.server.journal.of("pinChatMessage")) == 1


async def test_letters_follow_a_group_to_its_new_id(database_url: str):
    """Lesson 10: the refusal names the new id, whether or not the service message has come; what was refused is said there."""
    async with delivering(database_url) as rig:
        mai = await rig.person("Mai")
        old = await rig.group("Xưởng", [mai], "production", kind="group")
        asked = await mai.say(old, "/order 2411")
        says = [Say(lines=(words(said),), chat=old.id, reply_to=asked.id) for said in ("một", "hai")]
        await rig.stored(*says)
        new = rig.world.groups.upgrade(old)
        await rig.deliver()
        assert rig.texts(new) == ["một", "hai"]
        assert rig.world.from_bot(new)[0].reply_to is None
        assert await rig.read(chats_rows.destinations, COMPANY, "production") == ((new.id, None),)


async def test_a_letter_written_after_the_group_moved_finds_it_all_the_same(database_url: str):
    async with delivering(database_url) as rig:
        mai = await rig.person("Mai")
        old = await rig.group("Xưởng", [mai], "production", kind="group")
        new = rig.world.groups.upgrade(old)
        await rig.write(chat_moves.migrate, old.id, new.id, rig.clock.machine_now())
        await rig.say(Say(lines=(words("muộn"),), chat=old.id))
        assert rig.texts(new) == ["muộn"]


async def test_when_the_bot_is_put_out_its_letters_are_buried_and_the_admins_hear_of_it_once(
    database_url: str,
):
    async with delivering(database_url) as rig:
        mai, admin = await rig.person("Mai"), await admin_of(rig)
        group = await rig.group("Xưởng in", [mai], "production")
        rig.world.members.remove(group, rig.world.bot)
        await rig.say(*(Say(lines=(words(str(number)),), chat=group.id) for number in range(3)))
        assert await rig.waiting() == 0
        assert len(await rig.buried()) == 3
        [told] = rig.texts(admin.private)
        assert told.startswith("Bot không còn trong nhóm Xưởng in")
        assert (await rig.read(chats_rows.by_id, group.id)).state == "gone"


async def test_who_blocked_the_bot_is_called_in_the_group_once_a_day_without_a_word_of_what_waits(
    database_url: str,
):
    """Lesson 9: the bot cannot write first to a person, and nothing that was meant for them is lost in silence."""
    async with delivering(database_url) as rig:
        mai, tu = await rig.person("Mai", "design"), await rig.person("Tú", "sales")
        group = await rig.group("Thiết kế", [mai, tu], "design")
        rig.world.members.block(mai)
        await rig.say(Say(lines=(words("Lương tháng 11 của bạn"),), to_user=mai.id, note_for="dialog:1"))
        await rig.say(Say(lines=(words("Nhắc lại"),), to_user=mai.id))
        [shown] = rig.world.from_bot(group)
        assert shown.text.startswith("Mai\nTôi có tin riêng cho bạn mà chưa gửi được.")
        assert "Lương" not in shown.text
        assert {"type": "text_mention", "user": mai.id} in [
            {"type": one["type"], "user": one.get("user", {}).get("id")} for one in shown.entities
        ]
        assert not (await rig.read(people_rows.by_user, mai.id)).reachable
        assert [one.split(":")[0] for one in await rig.buried()] == ["CannotWrite"] * 2
        rig.skip(24 * 3600 + 1)
        await rig.say(Say(lines=(words("Hôm sau"),), to_user=mai.id))
        assert len(rig.world.from_bot(group)) == 2
        rig.world.members.unblock(mai)
        await rig.write(out_of_reach.say_what_waited, mai.id, rig.clock.machine_now())
        await rig.deliver()
        assert rig.texts(mai.private) == ["Lương tháng 11 của bạn", "Nhắc lại", "Hôm sau"]
        [noted] = await rig.read(said.messages_of, "dialog:1")
        assert noted.chat == mai.id
        assert (await rig.buried(), await rig.waiting()) == ([], 0)


async def test_who_cannot_be_written_to_is_called_in_their_groups_turn_and_not_when_they_are_back_by_then(
    database_url: str,
):
    async with delivering(database_url) as rig:
        people = [await rig.person(name, "design") for name in ("Mai", "Tú", "Vy")]
        group = await rig.group("Thiết kế", people, "design")
        for _ in range(8):
            await rig.say(Say(lines=(words("Tin"),), chat=group.id, unasked=True))
        for person in people:
            rig.world.members.block(person)
            await rig.say(Say(lines=(words("Lương tháng 11 của bạn"),), to_user=person.id))
        assert len(rig.world.from_bot(group)) == 8
        held = select(outbox.c.to_user).where(HELD)
        assert await rig.read(lambda conn: list(conn.execute(held).scalars())) == [one.id for one in people]
        gist = select(outbox.c.payload).where(HELD)
        [first, *_] = await rig.read(lambda conn: list(conn.execute(gist).scalars()))
        assert first["may_wait"]["gist"][0]["params"] == {"name": "Mai"}
        await rig.write(out_of_reach.say_what_waited, people[1].id, rig.clock.machine_now())
        assert await rig.read(lambda conn: list(conn.execute(held).scalars())) == [people[0].id, people[2].id]


async def test_whom_nothing_reaches_is_named_to_the_admins(database_url: str):
    async with delivering(database_url) as rig:
        mai, admin = await rig.person("Mai", "design"), await admin_of(rig)
        rig.world.members.block(mai)
        await rig.say(Say(lines=(words("chào"),), to_user=mai.id))
        [told] = rig.texts(admin.private)
        assert told.startswith("Không nhắn được cho Mai")
        [reason] = await rig.buried()
        assert reason.startswith("CannotWrite: Forbidden: bot was blocked by the user")


async def test_an_admin_out_of_reach_does_not_start_a_chain_of_reports(database_url: str):
    async with delivering(database_url) as rig:
        mai, admin = await rig.person("Mai"), await admin_of(rig)
        rig.world.members.block(mai)
        rig.world.members.block(admin)
        await rig.say(Say(lines=(words("chào"),), to_user=mai.id))
        assert await rig.waiting() == 0
        assert len(await rig.buried()) == 2


async def test_nothing_is_told_about_a_report_that_fails_itself(database_url: str):
    async with delivering(database_url) as rig:
        admin = await admin_of(rig)
        await rig.say(Say(lines=(words("\n"),), to_user=admin.id, note_for=NOTE))
        assert rig.texts(admin.private) == []
        assert len(await rig.buried()) == 1


async def test_a_deleted_topic_loses_no_message_and_the_admins_hear_of_it_once(database_url: str):
    """Lesson 11: what was meant for a topic that is gone is said in the group all the same."""
    async with delivering(database_url) as rig:
        mai, admin = await rig.person("Mai"), await admin_of(rig)
        group = await rig.group("Xưởng", [mai], forum=True)
        topic = rig.world.topics.create(group, "In")
        rig.world.topics.delete(topic)
        await rig.say(*(Say(lines=(words(said),), chat=group.id, thread=topic.id) for said in ("một", "hai")))
        assert rig.texts(group) == ["một", "hai"]
        [told] = rig.texts(admin.private)
        assert told.startswith("Chủ đề trong nhóm Xưởng")


async def test_everything_goes_to_the_topic_it_is_meant_for_pictures_and_files_too(database_url: str):
    """Lesson 11: no way of sending forgets the topic."""
    async with delivering(database_url, draws={"qr_poster": draw, "workbook": workbook}) as rig:
        mai = await rig.person("Mai")
        group = await rig.group("Xưởng", [mai], forum=True)
        topic = rig.world.topics.create(group, "In")
        photo = await mai.photo(group, "mẫu", thread=topic)
        place = {"chat": group.id, "thread": topic.id}
        await rig.say(
            Say(lines=(words("chữ"),), **place),
            Say(lines=(words("ảnh"),), picture=Picture(kind="qr_poster", data={"url": "x"}), **place),
            Say(lines=(words("tệp"),), document=file("é"), **place),
            Say(lines=(), copies=((group.id, photo.id),), **place),
            Say(lines=(words("dài " * 2000),), **place),
        )
        calls = [call for call in rig.server.journal.calls if "chat_id" in call.params]
        assert {
            call.params["message_thread_id"] for call in calls if call.method[:4] in ("send", "copy")
        } == {topic.id}
        assert [message.topic.id for message in rig.world.from_bot(group)] == [topic.id] * 7
        shown = rig.world.from_bot(group)
        assert [message.media.kind for message in shown if message.media] == ["photo", "document", "photo"]
        [sheet] = load_workbook(io.BytesIO(shown[2].data))
        assert sheet["A2"].value == "é"


async def test_a_group_that_takes_no_pictures_gets_the_words_and_the_admins_hear_of_it(database_url: str):
    """Lesson 4: a picture that is refused takes no words with it."""
    async with delivering(database_url, draws={"qr_poster": draw, "workbook": workbook}) as rig:
        mai, admin = await rig.person("Mai"), await admin_of(rig)
        group = await rig.group("Xưởng", [mai])
        rig.world.members.permit(group, ["can_send_messages"])
        await rig.say(Say(lines=(words("Mã QR"),), chat=group.id, picture=Picture(kind="qr_poster", data={})))
        assert rig.texts(group) == ["Mã QR\n(Ảnh hoặc tệp kèm theo không gửi được.)"]
        document = file("dòng một", "dòng hai")
        await rig.say(Say(lines=(words("Lịch sử"),), chat=group.id, document=document))
        assert rig.texts(group)[1:] == ["Lịch sử\ndòng một\ndòng hai"]
        [told] = rig.texts(admin.private)
        assert told.startswith("Nhóm Xưởng không cho bot gửi ảnh")


async def test_a_file_that_cannot_be_made_is_put_into_words(sqlite_url: str):
    async with delivering(sqlite_url) as rig:
        mai = await rig.person("Mai")
        await rig.say(Say(lines=(words("Lịch sử"),), to_user=mai.id, document=file("dòng một")))
        assert rig.texts(mai.private) == ["Lịch sử\ndòng một"]


@pytest.mark.parametrize("kind", ["qr_poster", "unknown"])
async def test_a_picture_that_cannot_be_drawn_is_put_into_words(kind: str, sqlite_url: str):
    def fail(data: object, words: object) -> bytes:
        raise ValueError("no such figures")

    async with delivering(sqlite_url, draws={"qr_poster": fail}) as rig:
        mai = await rig.person("Mai")
        await rig.say(Say(lines=(words("Mã QR"),), to_user=mai.id, picture=Picture(kind=kind, data={})))
        assert rig.texts(mai.private) == ["Mã QR\n(Ảnh hoặc tệp kèm theo không gửi được.)"]


async def test_a_group_that_lets_the_bot_say_nothing_is_named_to_the_admins(database_url: str):
    async with delivering(database_url) as rig:
        mai, admin = await rig.person("Mai"), await admin_of(rig)
        group = await rig.group("Xưởng", [mai])
        rig.world.members.permit(group, [])
        await rig.say(Say(lines=(words("chào"),), chat=group.id))
        [told] = rig.texts(admin.private)
        assert told.startswith("Bot không được viết trong nhóm Xưởng")
        assert await rig.waiting() == 0


async def test_what_the_messenger_cannot_read_is_sent_bare(database_url: str):
    async with delivering(database_url) as rig:
        mai = await rig.person("Mai")
        button = Button(label=words("Mở"), url="not an address")
        await rig.say(Say(lines=(words("Đơn <2411> & nhãn"),), to_user=mai.id, buttons=((button,),)))
        [shown] = rig.world.from_bot(mai.private)
        assert (shown.text, shown.buttons) == ("Đơn <2411> & nhãn", [])


async def test_a_letter_nobody_takes_is_buried_with_the_reason_and_its_lane_goes_on(database_url: str):
    async with delivering(database_url) as rig:
        mai, admin = await rig.person("Mai"), await admin_of(rig)
        await rig.say(Say(lines=(words("\n"),), to_user=mai.id), Say(lines=(words("sau"),), to_user=mai.id))
        assert rig.texts(mai.private) == ["sau"]
        [reason] = await rig.buried()
        assert reason.startswith("Refused: ")
        [told] = rig.texts(admin.private)
        assert told.startswith("Một tin gửi tới Mai không gửi được")


async def test_a_letter_nobody_can_lay_out_is_buried_under_an_id_and_its_lane_goes_on(database_url: str):
    async with delivering(database_url) as rig:
        mai, admin = await rig.person("Mai"), await admin_of(rig)
        poison, _ = await rig.stored(
            Say(lines=(words("x"),), to_user=mai.id), Say(lines=(words("sau"),), to_user=mai.id)
        )
        await rig.write(
            lambda conn: conn.exec_driver_sql(
                f"UPDATE outbox SET payload = '{{\"lines\": 7}}' WHERE id = {poison.id}"
            )
        )
        await rig.deliver()
        assert rig.texts(mai.private) == ["sau"]
        [reason] = await rig.buried()
        assert reason.startswith("Bug: id ")
        assert reason.removeprefix("Bug: ") in rig.texts(admin.private)[0]


async def test_an_answer_to_a_deleted_question_is_said_without_it(database_url: str):
    async with delivering(database_url) as rig:
        mai = await rig.person("Mai")
        group = await rig.group("Xưởng", [mai])
        asked = await mai.say(group, "/order 2411")
        await mai.delete(asked)
        await rig.say(Say(lines=(words("Đơn 2411"),), chat=group.id, reply_to=asked.id))
        assert rig.texts(group) == ["Đơn 2411"]


async def test_a_photo_that_can_no_longer_be_passed_on_is_said_to_be_missing(database_url: str):
    async with delivering(database_url) as rig:
        mai = await rig.person("Mai")
        group = await rig.group("Xưởng", [mai])
        kept, gone = await mai.photo(group, "một"), await mai.photo(group, "hai")
        await mai.delete(gone)
        say = Say(lines=(words("Bản vẽ"),), to_user=mai.id, copies=((group.id, kept.id), (group.id, gone.id)))
        await rig.say(say)
        [said_, photo, missing] = rig.world.from_bot(mai.private)
        assert (said_.text, photo.media.kind) == ("Bản vẽ", "photo")
        assert missing.text == "(Ảnh hoặc tệp kèm theo không gửi được.)"


async def test_a_message_is_changed_in_place_and_said_anew_when_it_is_gone(database_url: str):
    async with delivering(database_url) as rig:
        mai = await rig.person("Mai")
        await rig.say(Say(lines=(words("Giao cho in"),), to_user=mai.id))
        [first] = rig.world.from_bot(mai.private)
        change = Say(lines=(words("Đã rút lại"),), to_user=mai.id, edits=first.id)
        await rig.say(change)
        await rig.say(change)
        assert rig.texts(mai.private) == ["Đã rút lại"]
        await mai.delete(first)
        await rig.say(change)
        assert rig.texts(mai.private)[-1] == "Đã rút lại"
        assert rig.world.from_bot(mai.private)[-1].id != first.id


async def test_a_change_in_a_group_that_moved_touches_no_other_message_of_its_new_chat(database_url: str):
    async with delivering(database_url) as rig:
        mai = await rig.person("Mai")
        old = await rig.group("Xưởng", [mai], "production", kind="group")
        await rig.say(Say(lines=(words("Giao cho in"),), chat=old.id))
        [first] = rig.world.from_bot(old)
        new = rig.world.groups.upgrade(old)
        await rig.stored(Say(lines=(words("Đã rút lại"),), chat=old.id, edits=first.id))
        while new.last_message_id < first.id - 1:
            await mai.say(new, "…")
        await rig.write(chat_moves.migrate, old.id, new.id, rig.clock.machine_now())
        await rig.driver.send(Outgoing(chat=new.id, html="khác"))
        assert rig.world.from_bot(new)[0].id == first.id
        await rig.deliver()
        assert rig.texts(new) == ["khác", "Đã rút lại"]


async def test_a_caption_with_a_bad_key_keeps_its_picture(database_url: str):
    async with delivering(database_url, draws={"qr_poster": draw}) as rig:
        mai = await rig.person("Mai")
        button = Button(label=words("Mở"), url="not an address")
        picture = Picture(kind="qr_poster", data={})
        await rig.say(Say(lines=(words("Mã QR"),), to_user=mai.id, picture=picture, buttons=((button,),)))
        [shown] = rig.world.from_bot(mai.private)
        assert (shown.text, shown.media.kind, shown.buttons) == ("Mã QR", "photo", [])


async def test_three_failures_in_a_row_alarm_those_who_see_to_it_once(database_url: str):
    """Lesson 4: what is refused again and again is not left to one line in a list."""
    async with delivering(database_url) as rig:
        mai, admin = await rig.person("Mai"), await admin_of(rig)
        diep = await rig.person("Điệp", role="coordinator")
        group = await rig.group("Xưởng", [mai], "production")
        bad = Say(lines=(words("\n"),), chat=group.id)
        alarm = "⛔ 3 tin liên tiếp tới Xưởng đều không gửi được."
        for number in range(1, 6):
            await rig.say(bad)
            alarmed = [one for one in rig.texts(diep.private) if one.startswith(alarm)]
            assert len(alarmed) == (number >= 3)
        assert [one.startswith(alarm) for one in rig.texts(admin.private)] == [False, True]  # not of each
        await rig.say(Say(lines=(words("được"),), chat=group.id), bad, bad)
        assert len(rig.texts(diep.private)) == 1


async def test_one_dead_chat_among_many_delays_none_of_the_others(database_url: str):
    async with delivering(database_url) as rig:
        people = [await rig.person(f"Thợ {number}") for number in range(30)]
        dead = people[0]
        hang = rig.server.faults.plan("hang", times=100, method="sendMessage", chat=dead.id, seconds=30)
        await rig.stored(*(Say(lines=(words("chào"),), to_user=who.id) for _ in range(3) for who in people))
        alive = people[1:]
        rig.tasks.start(rig.post.run(), name="post")
        await rig.world.wait_for(lambda: all(len(rig.texts(who.private)) == 3 for who in alive))
        assert rig.texts(dead.private) == []
        hang.release()


async def test_without_the_messenger_letters_wait_and_lose_nothing(database_url: str):
    async with delivering(database_url) as rig:
        mai = await rig.person("Mai")
        await rig.server.stop()
        await rig.say(*(Say(lines=(words(said),), to_user=mai.id) for said in ("một", "hai")))
        assert await rig.waiting() == 2
        await rig.server.start()
        rig.skip(2)
        await rig.deliver()
        assert rig.texts(mai.private) == ["một", "hai"]
        assert await rig.waiting() == 0
