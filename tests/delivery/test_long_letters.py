"""A message too long for one is sent in parts, each once, in order, with nothing lost."""

from handlers.reply import Button, Picture, Say
from storage.post import outbox_parts
from tests.support.posting import delivering, draw, process, words

LINES = [f"{number}. " + "đơn hàng của khách " * 8 for number in range(60)]
BUTTON = ((Button(label=words("Xong"), data="done:1"),),)


def long_say(**shape: object) -> Say:
    return Say(lines=tuple(words(line.strip()) for line in LINES), **shape)


async def test_all_parts_arrive_in_order_before_the_next_letter(database_url: str):
    async with delivering(database_url) as rig:
        mai = await rig.person("Mai")
        group = await rig.group("Xưởng", [mai])
        asked = await mai.say(group, "/board")
        await rig.say(
            long_say(chat=group.id, reply_to=asked.id, buttons=BUTTON),
            Say(lines=(words("sau"),), chat=group.id),
        )
        *parts, after = rig.world.from_bot(group)
        assert after.text == "sau"
        assert len(parts) == 3
        assert [line for part in parts for line in part.text.split("\n")] == [line.strip() for line in LINES]
        assert [bool(part.reply_to) for part in parts] == [True, False, False]
        assert [bool(part.buttons) for part in parts] == [False, False, True]


async def test_a_wait_between_parts_neither_repeats_nor_loses_one(database_url: str):
    async with delivering(database_url) as rig:
        mai = await rig.person("Mai")
        [letter] = await rig.stored(long_say(to_user=mai.id))
        await rig.post._round()
        await rig.world.wait_for(lambda: rig.texts(mai.private))
        rig.server.faults.plan("429", method="sendMessage", seconds=5)
        await rig.deliver()
        assert 0 < len(rig.texts(mai.private)) < 3
        assert await rig.waiting() == 1
        rig.skip(6)
        await rig.deliver()
        assert [line for part in rig.texts(mai.private) for line in part.split("\n")] == [
            line.strip() for line in LINES
        ]
        assert [part.message_id for part in await rig.read(outbox_parts.parts_of, letter)] == [
            message.id for message in rig.world.from_bot(mai.private)
        ]


async def test_after_a_crash_only_the_part_in_flight_may_come_twice_and_says_so(database_url: str):
    async with delivering(database_url) as rig:
        mai = await rig.person("Mai")
        await rig.stored(long_say(to_user=mai.id))
        hang = rig.server.faults.plan("hang", method="sendMessage", times=0, seconds=60)
        await rig.post._round()
        await rig.world.wait_for(lambda: len(rig.texts(mai.private)) == 1)
        hang.left = 1
        await rig.world.wait_for(lambda: hang.left == 0)
        await rig.tasks.close()  # as good as dead: nothing is written down any more
        seen = len(rig.texts(mai.private))
        async with process(database_url, rig.server, owner="two") as second:
            second.skip(16)
            await second.post._office.hold()
            await second.deliver()
            hang.release()
            parts = second.texts(mai.private)
        assert parts[seen].startswith("(gửi lại)\n")
        assert sum(part.startswith("(gửi lại)") for part in parts) == 1
        assert "\n".join(parts).replace("(gửi lại)\n", "") == "\n".join(line.strip() for line in LINES)


async def test_a_long_caption_goes_on_in_messages_of_text(database_url: str):
    async with delivering(database_url, draws={"qr_poster": draw}) as rig:
        mai = await rig.person("Mai")
        await rig.say(long_say(to_user=mai.id, picture=Picture(kind="qr_poster", data={}), buttons=BUTTON))
        first, *rest = rig.world.from_bot(mai.private)
        assert first.media.kind == "photo"
        assert not any(message.media for message in rest)
        assert [bool(message.buttons) for message in (first, *rest)] == [False] * len(rest) + [True]
        lines = [line for message in (first, *rest) for line in message.text.split("\n")]
        assert lines == [line.strip() for line in LINES]
