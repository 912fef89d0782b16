"""Letters for one person's eyes: unseen by the others where that can be, else in private, else by name in the group."""

from handlers.reply import Button, Say, text
from storage.people import chats_rows
from tests.support.posting import Rig, delivering, words

BUTTONS = ((Button(label=words("Xong"), data="done:1"),),)
REFUSAL = text("refusal.nothing_to_undo")


def secret(group: object, person: object, **shape: object) -> Say:
    return Say(lines=(words("Bạn không có quyền"),), chat=group.id, only_for=person.id, **shape)


async def admin_rights(rig: Rig, group: object) -> None:
    await rig.write(chats_rows.set_rights, group.id, {"status": "administrator"})


async def test_a_bot_that_is_admin_of_the_group_shows_it_to_that_person_alone(database_url: str):
    async with delivering(database_url) as rig:
        mai, tu = await rig.person("Mai", language="en"), await rig.person("Tú")
        group = await rig.group("Xưởng", [mai, tu], bot="administrator")
        await admin_rights(rig, group)
        await rig.say(secret(group, mai))
        assert rig.texts(group, to=mai) == ["Bạn không có quyền"]
        assert rig.texts(group, to=tu) == rig.texts(group) == rig.texts(mai.private) == []
        assert await rig.waiting() == 0


async def test_within_moments_of_a_tap_no_right_is_needed(database_url: str):
    async with delivering(database_url) as rig:
        mai, tu = await rig.person("Mai", started=False), await rig.person("Tú")
        group = await rig.group("Xưởng", [mai, tu])
        await rig.say(Say(lines=(words("Thẻ"),), chat=group.id, buttons=BUTTONS))
        tap = await mai.tap(rig.world.from_bot(group)[-1], "Xong")
        await rig.say(secret(group, mai, answer_to_tap=tap.id))
        assert rig.texts(group, to=mai)[-1] == "Bạn không có quyền"
        assert "Bạn không có quyền" not in rig.texts(group, to=tu)


async def test_later_than_that_it_is_said_in_private(database_url: str):
    async with delivering(database_url) as rig:
        mai, tu = await rig.person("Mai"), await rig.person("Tú")
        group = await rig.group("Xưởng", [mai, tu])
        await rig.say(Say(lines=(words("Thẻ"),), chat=group.id, buttons=BUTTONS))
        tap = await mai.tap(rig.world.from_bot(group)[-1], "Xong")
        await rig.stored(secret(group, mai, answer_to_tap=tap.id))
        rig.skip(13)
        await rig.deliver()
        assert rig.texts(mai.private) == ["Bạn không có quyền"]
        assert not rig.server.journal.of("sendMessage")[-1].params.get("ephemeral_message_parameters")


async def test_a_right_that_was_taken_away_meanwhile_leads_to_the_private_chat(database_url: str):
    async with delivering(database_url) as rig:
        mai = await rig.person("Mai")
        group = await rig.group("Xưởng", [mai])
        await admin_rights(rig, group)
        asked = await mai.say(group, "/update")
        await rig.say(secret(group, mai, reply_to=asked.id))
        assert rig.texts(mai.private) == ["Bạn không có quyền"]
        assert rig.texts(group, to=mai) == []


async def test_who_never_pressed_start_is_answered_by_name_in_the_group(database_url: str):
    async with delivering(database_url) as rig:
        mai = await rig.person("Mai", started=False)
        group = await rig.group("Xưởng", [mai])
        asked = await mai.say(group, "/update")
        await rig.say(secret(group, mai, reply_to=asked.id))
        [shown] = rig.world.from_bot(group)
        assert shown.text == "Mai\nBạn không có quyền"
        assert shown.reply_to.id == asked.id
        assert [one["type"] for one in shown.entities] == ["text_mention"]


async def test_who_blocked_the_bot_unnoticed_is_answered_by_name_in_the_group(database_url: str):
    async with delivering(database_url) as rig:
        mai = await rig.person("Mai")
        group = await rig.group("Xưởng", [mai])
        rig.world.members.block(mai)
        await rig.say(secret(group, mai))
        assert rig.texts(group) == ["Mai\nBạn không có quyền"]


async def test_a_stranger_is_answered_in_reply(database_url: str):
    async with delivering(database_url) as rig:
        stranger = rig.world.user("Khách")
        group = await rig.group("Xưởng", [await rig.person("Mai"), stranger])
        asked = await stranger.say(group, "/update")
        await rig.say(secret(group, stranger, reply_to=asked.id))
        [shown] = rig.world.from_bot(group)
        assert (shown.text, shown.reply_to.id) == ("Bạn không có quyền", asked.id)


async def test_a_letter_to_a_person_in_a_group_calls_them_by_name(database_url: str):
    async with delivering(database_url) as rig:
        mai = await rig.person("Mai")
        group = await rig.group("Xưởng", [mai])
        await rig.say(Say(lines=(words("Anh Tú hỏi đơn 2411"),), chat=group.id, to_user=mai.id))
        assert rig.texts(group) == ["Mai\nAnh Tú hỏi đơn 2411"]


async def test_each_reads_their_own_language_and_a_group_the_two_it_is_set_to(database_url: str):
    async with delivering(database_url) as rig:
        mai, li, ann = (
            await rig.person("Mai"),
            await rig.person("李", language="zh-Hant"),
            await rig.person("Ann", language="en"),
        )
        group = await rig.group("Xưởng", [mai, li])
        await rig.write(chats_rows.set_language, group.id, "vi+zh-Hans")
        await rig.say(
            *(Say(lines=(REFUSAL,), to_user=who.id) for who in (mai, li, ann)),
            Say(lines=(REFUSAL,), chat=group.id),
        )
        assert rig.texts(mai.private)[0].startswith("Không có gì để hoàn tác.")
        assert rig.texts(li.private)[0].startswith("沒有可以撤銷的操作。")
        assert rig.texts(ann.private)[0].startswith("There is nothing to take back.")
        [vi, zh] = rig.texts(group)[0].split("\n")
        assert vi.startswith("Không có gì")
        assert zh.startswith("没有可以撤销的操作")
