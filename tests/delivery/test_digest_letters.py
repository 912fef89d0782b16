"""A letter that names a digest says what is missing when its turn has come, and counts once it has arrived."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select, update

from handlers.nudges import digests
from handlers.reply import Lane, MayWait, Say
from handlers.voicing import PRIORITY
from orders.moves import Report
from orders.order import OrderId
from orders.whole_order_moves import Open
from reminders.budget import Urgency
from storage.chasing import digest_rows, reminder_rows
from storage.chasing.checks_due import Thing
from storage.chasing.reminder_rows import NewReminder
from storage.people import chats_rows
from storage.post import held_letters, outbox, outbox_adding, said
from storage.post.outbox_adding import NewLetter
from storage.tables.post_tables import outbox as letters
from storage.tables.reminder_tables import reminders
from tests.support.posting import CENTRES, COMPANY, Rig, at_work_in_years, delivering, process, words
from tests.support.shop import LAN, MONDAY
from tests.support.stored_orders import draft, move

LATER = at_work_in_years()
LEASE = timedelta(seconds=15)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A digest and the letter that carries it, of these orders in this order."""

    rig: Rig
    id: int
    letter: int
    orders: tuple[OrderId, ...]
    reminders: tuple[int, ...]

    async def answer(self, number: int) -> None:
        """The order's stage is done."""
        await self.rig.write(move, self.orders[number - 1], LAN, Report(stage="reception", done=True))

    async def state(self) -> str:
        found = await self.rig.read(digest_rows.by_id, self.id)
        return found.state

    async def heard(self) -> int:
        """How many of its reminders somebody has."""
        lines = await self.rig.read(digest_rows.lines, self.id)
        return sum(line.reminder.said_at is not None for line in lines)

    async def letter_state(self) -> str:
        return await self.rig.read(
            lambda conn: conn.execute(select(letters.c.state).where(letters.c.id == self.letter)).scalar_one()
        )


async def waiting(rig: Rig, chat: int, *, orders: int = 2, customer: str = "khánh thy") -> Waiting:
    """As the sweep commits it."""

    def write(conn: Connection) -> Waiting:
        made = tuple(draft(conn, f"KT-24{number:02}", customer) for number in range(1, orders + 1))
        for order in made:
            move(conn, order, LAN, Open())
        reminders = tuple(reminder_rows.add(conn, _reminder(order), MONDAY) for order in made)
        digest = digest_rows.unsent(conn, COMPANY, chat, None, MONDAY)
        digest_rows.add_lines(conn, digest, reminders)
        new = NewLetter(
            company=COMPANY,
            chat=chat,
            to_user=chat if chat > 0 else None,
            lane=Lane.REMINDERS.value,
            priority=PRIORITY[Lane.REMINDERS],
            payload={"digest": digest},
            note_for=f"digest:{digest}",
            unasked=True,
        )
        [letter] = outbox_adding.add(conn, [new], now=rig.clock.machine_now())
        digest_rows.carried_by(conn, digest, letter.id)
        return Waiting(rig=rig, id=digest, letter=letter.id, orders=made, reminders=reminders)

    found: Waiting = await rig.write(write)
    return found


def _reminder(order: OrderId) -> NewReminder:
    thing = Thing(order=order, stage="reception")
    return NewReminder(
        company=COMPANY, thing=thing, rule="due", missed_at=MONDAY, rung=0, round=0, department="sales"
    )


def lines(text: str) -> list[str]:
    """Which numbers stand before which orders."""
    return [line.split(" ·")[0] for line in text.split("\n") if line[:1].isdigit()]


async def test_it_is_laid_out_when_its_turn_has_come_and_counts_once_it_has_arrived(database_url: str):
    async with delivering(database_url, ahead=LATER) as rig:
        mai = await rig.person("Mai", "sales")
        group = await rig.group("Kinh doanh", [mai], "sales")
        digest = await waiting(rig, group.id, orders=3)
        await digest.answer(2)
        await rig.deliver()
        [message] = rig.world.from_bot(group)
        assert lines(message.text) == ["1. KT-2401", "2. KT-2403"]
        assert message.buttons == [["1", "2"]]
        assert (await digest.state(), await digest.heard()) == ("said", 2)
        assert await rig.read(said.note_of, group.id, message.id) == f"digest:{digest.id}"


async def test_in_a_group_what_is_over_is_counted_and_stays_unsaid(database_url: str):
    """Lesson 3: one message, never split."""
    async with delivering(database_url, ahead=LATER) as rig:
        mai = await rig.person("Mai", "sales")
        group = await rig.group("Kinh doanh", [mai], "sales")
        digest = await waiting(rig, group.id, orders=27)
        await rig.deliver()
        [message] = rig.world.from_bot(group)
        assert len(lines(message.text)) == 25
        assert "và 2 việc nữa" in message.text
        assert await digest.heard() == 25


async def test_a_group_that_has_heard_enough_is_not_reminded_and_what_comes_meanwhile_goes_with_it(
    database_url: str,
):
    """Lesson 3: the digest stays open, and nothing of it climbs."""
    async with delivering(database_url, ahead=LATER) as rig:
        mai = await rig.person("Mai", "sales")
        group = await rig.group("Kinh doanh", [mai], "sales")
        heard = Say(lines=(words("tin"),), chat=group.id, lane=Lane.REMINDERS, unasked=True)
        for _ in range(8):
            await rig.say(heard)
        digest = await waiting(rig, group.id)
        await rig.deliver()
        assert len(rig.texts(group)) == 8
        assert (await digest.state(), await digest.heard(), await digest.letter_state()) == (
            "unsent",
            0,
            "held",
        )
        assert await rig.write(digest_rows.unsent, COMPANY, group.id, None, MONDAY) == digest.id
        [until] = [await rig.read(held_letters.earliest)]
        assert until > rig.clock.now()


async def test_when_all_was_answered_nothing_is_sent_and_the_lane_goes_on(database_url: str):
    async with delivering(database_url, ahead=LATER) as rig:
        mai = await rig.person("Mai", "sales")
        digest = await waiting(rig, mai.id, orders=1)
        await rig.stored(Say(lines=(words("sau"),), to_user=mai.id, lane=Lane.REMINDERS))
        await digest.answer(1)
        await rig.deliver()
        assert rig.texts(mai.private) == ["sau"]
        assert (await digest.state(), await digest.letter_state()) == ("empty", "withdrawn")
        assert await rig.waiting() == 0


async def test_a_crash_between_laying_out_and_sending_leads_to_the_same_numbers_once_more(database_url: str):
    async with delivering(database_url, ahead=LATER) as rig:
        mai = await rig.person("Mai", "sales")
        digest = await waiting(rig, mai.id, orders=3)
        await rig.write(_laid_out_by_one_that_dies, digest, rig)
        assert (await digest.state(), await digest.heard()) == ("closed", 0)
        await digest.answer(1)
        rig.skip(16)
        await rig.deliver()
        [text] = rig.texts(mai.private)
        assert text.startswith("(gửi lại)")
        assert lines(text) == ["2. KT-2402", "3. KT-2403"]
        assert await digest.state() == "said"


def _laid_out_by_one_that_dies(conn: Connection, digest: Waiting, rig: Rig) -> None:
    outbox.claim(conn, owner="dead", now=rig.clock.machine_now(), lease=LEASE, limit=1)
    digests.close(conn, digest.id, centres=CENTRES, now=rig.clock.now())


async def test_a_crash_between_sending_and_noting_it_says_the_same_again_and_counts_it_once(
    database_url: str,
):
    async with delivering(database_url, ahead=LATER) as rig:
        mai = await rig.person("Mai", "sales")
        digest = await waiting(rig, mai.id)
        rig.server.faults.plan("drop_after", method="sendMessage")
        await rig.deliver()
        assert (await digest.state(), await digest.heard()) == ("closed", 0)
        rig.skip(16)
        await rig.deliver()
        first, again = rig.texts(mai.private)
        assert again == f"(gửi lại)\n{first}"
        assert (await digest.state(), await digest.heard()) == ("said", 2)


async def test_what_was_answered_after_it_may_have_arrived_is_not_said_again(database_url: str):
    async with delivering(database_url, ahead=LATER) as rig:
        mai = await rig.person("Mai", "sales")
        digest = await waiting(rig, mai.id, orders=1)
        rig.server.faults.plan("drop_after", method="sendMessage")
        await rig.deliver()
        await digest.answer(1)
        rig.skip(16)
        await rig.deliver()
        assert len(rig.texts(mai.private)) == 1
        assert await digest.letter_state() == "withdrawn"


async def test_another_process_lays_out_what_one_that_hangs_has_closed(database_url: str):
    async with delivering(database_url, ahead=LATER) as rig:
        mai = await rig.person("Mai", "sales")
        digest = await waiting(rig, mai.id)
        hang = rig.server.faults.plan("hang", method="sendMessage", seconds=60)
        await rig.post._round()
        await rig.world.wait_for(lambda: hang.left == 0)
        await rig.tasks.close()
        async with process(database_url, rig.server, owner="two", ahead=LATER) as second:
            second.skip(16)
            await second.post._office.hold()
            await second.deliver()
            hang.release()
            assert lines(second.texts(mai.private)[-1]) == ["1. KT-2401", "2. KT-2402"]
        assert await digest.state() == "said"


async def test_a_chat_told_to_wait_keeps_it_closed_and_nobody_has_heard_it(database_url: str):
    async with delivering(database_url, ahead=LATER) as rig:
        mai = await rig.person("Mai", "sales")
        digest = await waiting(rig, mai.id)
        rig.server.faults.plan("429", method="sendMessage", seconds=7)
        await rig.deliver()
        assert rig.texts(mai.private) == []
        assert (await digest.state(), await digest.heard()) == ("closed", 0)
        rig.skip(8)
        await rig.deliver()
        [text] = rig.texts(mai.private)
        assert lines(text) == ["1. KT-2401", "2. KT-2402"]
        assert await digest.heard() == 2


@pytest.mark.parametrize("answered", [False, True])
async def test_news_that_go_with_it_are_said_however_often_it_was_put_back(
    database_url: str, *, answered: bool
):
    """Lesson 3: what waits is said, also where the reminder has been answered when the chat is open again."""
    async with delivering(database_url, ahead=LATER) as rig:
        mai = await rig.person("Mai", "sales")
        group = await rig.group("Kinh doanh", [mai], "sales")
        await rig.stored(
            Say(
                lines=(words("bàn giao"),),
                chat=group.id,
                lane=Lane.REMINDERS,
                unasked=True,
                may_wait=MayWait(urgency=Urgency.ROUTINE),
            )
        )
        until = rig.clock.now() + timedelta(hours=1)

        def keep_back(conn: Connection) -> None:
            now = rig.clock.machine_now()
            [news] = outbox.claim(conn, owner="another", now=now, lease=LEASE, limit=1)
            assert held_letters.hold(conn, news, until, rig.clock.now())

        await rig.write(keep_back)
        digest = await waiting(rig, group.id, orders=1)
        rig.server.faults.plan("429", method="sendMessage", seconds=7)
        await rig.deliver()
        assert (rig.texts(group), await digest.state()) == ([], "closed")
        if answered:
            await digest.answer(1)
        rig.skip(8)
        await rig.deliver()
        [text] = rig.texts(group)
        assert ("KT-2401" in text, "bàn giao" in text) == (not answered, True)


async def test_one_that_cannot_be_said_is_buried_and_nobody_has_heard_it(database_url: str):
    async with delivering(database_url, ahead=LATER) as rig:
        mai = await rig.person("Mai", "sales")
        group = await rig.group("Kinh doanh", [mai], "sales")
        digest = await waiting(rig, group.id)
        rig.world.members.remove(group, rig.world.bot)
        await rig.deliver()
        assert await digest.letter_state() == "buried"
        assert await digest.heard() == 0
        assert not (await rig.read(reminder_rows.chase, Thing(order=digest.orders[0], stage="reception")))[
            0
        ].on_its_way


async def test_a_group_that_moved_hears_it_in_its_new_place(database_url: str):
    async with delivering(database_url, ahead=LATER) as rig:
        mai = await rig.person("Mai", "sales")
        group = await rig.group("Kinh doanh", [mai], "sales", kind="group")
        digest = await waiting(rig, group.id)
        moved = rig.world.groups.upgrade(group)
        await rig.deliver()
        [message] = rig.world.from_bot(moved)
        assert lines(message.text) == ["1. KT-2401", "2. KT-2402"]
        assert await digest.state() == "said"


async def test_a_person_out_of_reach_is_called_in_the_group_and_has_heard_nothing(database_url: str):
    """Lesson 9: what is for one person is read by nobody else, and counts as asked of nobody."""
    async with delivering(database_url, ahead=LATER) as rig:
        mai = await rig.person("Mai", "sales", started=False)
        group = await rig.group("Kinh doanh", [mai], "sales")
        digest = await waiting(rig, mai.id)
        await rig.deliver()
        [message] = rig.world.from_bot(group)
        assert "KT-2401" not in message.text
        assert "bấm Start" in message.text
        assert await digest.letter_state() == "buried"
        assert await digest.heard() == 0


async def test_every_part_of_a_long_one_leads_back_to_it(database_url: str):
    async with delivering(database_url, ahead=LATER) as rig:
        mai = await rig.person("Mai", "sales")
        digest = await waiting(rig, mai.id, orders=50, customer="công ty quảng cáo và xây dựng " * 4)
        await rig.deliver()
        parts = rig.world.from_bot(mai.private)
        assert len(parts) > 1
        numbers = [line for part in parts for line in lines(part.text)]
        assert numbers == [f"{number}. KT-24{number:02}" for number in range(1, 51)]
        notes = {await rig.read(said.note_of, mai.id, part.id) for part in parts}
        assert notes == {f"digest:{digest.id}"}
        assert await digest.heard() == 50


async def test_a_group_of_two_languages_reads_it_in_both(database_url: str):
    async with delivering(database_url, ahead=LATER) as rig:
        mai = await rig.person("Mai", "sales")
        group = await rig.group("Kinh doanh", [mai], "sales")
        await rig.write(chats_rows.set_language, group.id, "vi+zh-Hans")
        await waiting(rig, group.id, orders=1)
        await rig.deliver()
        [text] = rig.texts(group)
        assert "quá hạn từ" in text
        assert "已到期" in text


async def test_in_two_languages_a_long_one_is_numbered_once_and_no_part_begins_in_the_middle_of_a_line(
    database_url: str,
):
    async with delivering(database_url, ahead=LATER) as rig:
        mai = await rig.person("Mai", "sales")
        group = await rig.group("Kinh doanh", [mai], "sales")
        await rig.write(chats_rows.set_language, group.id, "vi+zh-Hans")
        await waiting(rig, group.id, orders=25, customer="công ty quảng cáo và xây dựng " * 4)
        await rig.deliver()
        parts = rig.world.from_bot(group)
        said_lines = [line for part in parts for line in part.text.splitlines()]
        numbered = [at for at, line in enumerate(said_lines) if line.partition(". KT-24")[1]]
        assert [said_lines[at].partition(".")[0] for at in numbered] == [str(one) for one in range(1, 26)]
        assert all(said_lines[at + 1].startswith("↳ ") and "已到期" in said_lines[at + 1] for at in numbered)
        assert len(parts) > 1
        assert not any(part.text.startswith("↳") for part in parts)
        keys = [label for part in parts for row in part.buttons for label in row]
        assert keys == [str(one) for one in range(1, 26)]


async def test_what_cannot_be_noted_of_a_digest_does_not_have_it_said_again(database_url: str) -> None:
    """Nobody can read, once it was laid out, what one of its lines is about."""
    async with delivering(database_url, ahead=LATER) as rig:
        mai = await rig.person("Mai", "sales")
        group = await rig.group("Kinh doanh", [mai], "sales")
        digest = await waiting(rig, group.id)
        hang = rig.server.faults.plan("hang", method="sendMessage", seconds=60)
        delivering_it = asyncio.create_task(rig.deliver())
        await rig.world.wait_for(lambda: hang.left == 0)
        broken = update(reminders).where(reminders.c.id == digest.reminders[0]).values(ref="x:reception")
        await rig.write(lambda conn: conn.execute(broken))
        hang.release()
        await delivering_it
        for _ in range(3):
            rig.skip(16)
            await rig.deliver()
        assert len(rig.world.from_bot(group)) == 1
        assert (await digest.letter_state(), await rig.waiting(), rig.ended) == ("sent", 0, [])
