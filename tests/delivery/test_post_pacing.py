"""The courier and the messenger's limits, on a clock that is moved."""

from itertools import pairwise

from bot.delivery.pace import Limits, Pace
from handlers.reply import Button, Lane, Say
from storage.post import cards_rows
from tests.support.posting import COMPANY, Rig, delivering, words


async def run_for(rig: Rig, seconds: int) -> None:
    """Look once a second, as the courier does."""
    for _ in range(seconds):
        await rig.deliver()
        rig.skip(1)


async def test_a_burst_to_a_group_keeps_to_the_messengers_limits_without_one_refusal(database_url: str):
    async with delivering(database_url, pace=Pace(Limits())) as rig:
        rig.server.flood.on = True
        rig.server.flood._clock = rig.clock.monotonic
        mai, tu = await rig.person("Mai"), await rig.person("Tú")
        group = await rig.group("Xưởng", [mai, tu])
        says = [Say(lines=(words(f"tin {number}"),), chat=group.id, pin=True) for number in range(30)]
        await rig.stored(*says)  # to be pinned, so that they are not joined
        await run_for(rig, 40)
        assert rig.texts(group) == [f"tin {number}" for number in range(20)]
        await rig.say(Say(lines=(words("riêng"),), to_user=tu.id))
        assert rig.texts(tu.private) == ["riêng"]
        await run_for(rig, 40)
        assert rig.texts(group) == [f"tin {number}" for number in range(30)]
        assert {call.status for call in rig.server.journal.of("sendMessage")} == {200}


async def test_the_last_five_of_a_minute_are_left_to_answers(database_url: str):
    async with delivering(database_url, pace=Pace(Limits())) as rig:
        group = await rig.group("Xưởng", [await rig.person("Mai")])
        digest = [Say(lines=(words("nhắc"),), chat=group.id, lane=Lane.REMINDERS) for _ in range(20)]
        await rig.stored(*digest)
        await run_for(rig, 20)
        assert len(rig.texts(group)) == 15
        await rig.say(Say(lines=(words("trả lời"),), chat=group.id))
        assert rig.texts(group)[-1] == "trả lời"


async def test_receipts_that_wait_are_joined_when_a_group_runs_short(database_url: str):
    async with delivering(database_url, pace=Pace(Limits())) as rig:
        group = await rig.group("Xưởng", [await rig.person("Mai")])
        await rig.stored(*(Say(lines=(words("cũ"),), chat=group.id) for _ in range(15)))
        await run_for(rig, 16)
        assert len(rig.texts(group)) == 15
        receipts = [
            Say(
                lines=(words(f"Đơn {number}: in xong"), words("tiếp: đóng gói")),
                chat=group.id,
                reply_to=1,
                note_for=f"notice:{number}",
                buttons=((Button(label=words("Hoàn tác"), data=f"undo:{number}"),),),
            )
            for number in (1, 2, 3)
        ]
        await rig.stored(*receipts, Say(lines=(words("khác"),), chat=group.id, force_reply=words("?")))
        await rig.deliver()
        shown = rig.world.from_bot(group)[15:]
        assert [message.text for message in shown] == [
            "1. Đơn 1: in xong\ntiếp: đóng gói\n2. Đơn 2: in xong\ntiếp: đóng gói\n3. Đơn 3: in xong\ntiếp: đóng gói"
        ]
        assert shown[0].buttons == [["1. Hoàn tác"], ["2. Hoàn tác"], ["3. Hoàn tác"]]
        rig.skip(1)
        await rig.deliver()
        assert rig.texts(group)[16:] == ["khác"]
        assert await rig.waiting() == 0


async def test_the_courier_itself_wakes_when_a_chat_opens(database_url: str):
    async with delivering(database_url, pace=Pace(Limits(private_burst=1))) as rig:
        mai = await rig.person("Mai")
        rig.tasks.start(rig.post.run(), name="post")
        await rig.hurry(
            await rig.stored(
                *(Say(lines=(words(said),), to_user=mai.id) for said in ("một", "hai")), hurried=True
            )
        )
        await rig.world.wait_for(lambda: rig.texts(mai.private) == ["một", "hai"])
        first, second = rig.server.journal.of("sendMessage")
        assert 0.9 < second.at - first.at < 2.5


async def test_letters_of_several_lanes_keep_to_the_pace_of_their_group_together(database_url: str):
    async with delivering(database_url, pace=Pace(Limits())) as rig:
        group = await rig.group("Xưởng", [await rig.person("Mai")])
        await rig.stored(*(Say(lines=(words(lane.value),), chat=group.id, lane=lane) for lane in Lane))
        await rig.post._round()
        await rig.in_flight()
        at = [call.at for call in rig.server.journal.of("sendMessage")]
        assert len(at) == min(len(Lane), 4)
        assert min(later - earlier for earlier, later in pairwise(at)) > 0.7


async def test_a_stop_that_runs_out_of_patience_keeps_what_is_joined_in_flight(database_url: str):
    async with delivering(database_url, pace=Pace(Limits())) as rig:
        group = await rig.group("Xưởng", [await rig.person("Mai")])
        at = rig.clock.monotonic()
        for second in range(16, 1, -1):
            rig.pace.left(group.id, at - second)
        hang = rig.server.faults.plan("hang", method="sendMessage", seconds=60)
        await rig.stored(*(Say(lines=(words(f"Đơn {number}"),), chat=group.id) for number in range(3)))
        await rig.post._round()
        await rig.world.wait_for(lambda: hang.left == 0)
        await rig.post.stop(0.05)
        hang.release()
        await rig.in_flight()
        assert await rig.waiting() == 0


async def test_the_cards_of_a_busy_group_leave_places_to_answers(database_url: str):
    async with delivering(database_url) as rig:
        mai = await rig.person("Mai")
        group = await rig.group("Xưởng", [mai])
        hang = rig.server.faults.plan("hang", times=99, method="sendMessage", chat=group.id, seconds=60)
        for number in range(20):
            rig.cards[str(number)] = Say(lines=(words("thẻ"),), lane=Lane.CARDS)
            place = {"kind": "order", "ref": str(number), "company": COMPANY, "chat": group.id}
            await rig.write(cards_rows.want, **place, thread=None, version=1)
        await rig.post._round()
        await rig.hurry(await rig.stored(Say(lines=(words("trả lời"),), to_user=mai.id), hurried=True))
        await rig.world.wait_for(lambda: rig.texts(mai.private) == ["trả lời"])
        hang.release()
        await rig.in_flight()


async def test_many_groups_are_told_as_fast_as_the_messenger_allows_and_no_faster(sqlite_url: str):
    async with delivering(sqlite_url, pace=Pace(Limits())) as rig:
        rig.server.flood.on = True
        mai = await rig.person("Mai")
        groups = [await rig.group(f"Nhóm {number}", [mai]) for number in range(40)]
        said = [
            Say(lines=(words("nhắc"),), chat=group.id, lane=Lane.REMINDERS) for group in groups for _ in "ab"
        ]
        await rig.stored(*said, *said[:10])
        rig.tasks.start(rig.post.run(), name="post")
        await rig.world.wait_for(lambda: len(rig.server.journal.of("sendMessage")) >= len(said) + 10)
        calls = rig.server.journal.of("sendMessage")
        assert {call.status for call in calls} <= {200, 0}
        assert 2.0 < calls[-1].at - calls[0].at < 6.0
