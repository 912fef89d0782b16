"""Lesson 3: what is asked for again stands in the new message alone; the one before is edited down to what is left of it."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import count
from typing import Any

from sqlalchemy import Connection, insert, select

from handlers.dispatch import Surroundings, handle
from handlers.incoming import Chat, Incoming, RepliedTo, Sender
from handlers.reply import Lane
from handlers.voicing import PRIORITY
from orders.order import OrderId
from orders.whole_order_moves import Open
from storage.chasing import digest_rows, reminder_rows
from storage.chasing.checks_due import Thing
from storage.chasing.reminder_rows import NewReminder
from storage.order_book import orders_rows
from storage.post import outbox_adding
from storage.post.outbox_adding import NewLetter
from storage.tables.post_tables import outbox
from tests.support.company import BOT
from tests.support.posting import CENTRES, COMPANY, Rig, at_work_in_years, delivering
from tests.support.shop import LAN, MONDAY
from tests.support.stored_orders import draft, move

ROUNDS = count()
AROUND = Surroundings(centres=CENTRES, bot=BOT, owner="test", lease=timedelta(seconds=30), admins=frozenset())


def opened(conn: Connection, orders: int) -> tuple[OrderId, ...]:
    made = tuple(draft(conn, f"KT-24{number:02}") for number in range(1, orders + 1))
    for order in made:
        move(conn, order, LAN, Open())
    return made


async def asked(rig: Rig, chat: int, orders: Sequence[OrderId]) -> None:
    """A digest with a line for each, as the sweep commits it, said."""
    again = next(ROUNDS)

    def write(conn: Connection) -> None:
        digest = digest_rows.unsent(conn, COMPANY, chat, None, MONDAY)
        reminders = [
            reminder_rows.add(
                conn,
                NewReminder(
                    company=COMPANY,
                    thing=Thing(order=order, stage="reception"),
                    rule="due",
                    missed_at=MONDAY,
                    rung=0,
                    round=again,
                    department="sales",
                ),
                MONDAY,
            )
            for order in orders
        ]
        digest_rows.add_lines(conn, digest, reminders)
        new = NewLetter(
            company=COMPANY,
            chat=chat,
            lane=Lane.REMINDERS.value,
            priority=PRIORITY[Lane.REMINDERS],
            payload={"digest": digest},
            note_for=f"digest:{digest}",
            unasked=True,
        )
        [letter] = outbox_adding.add(conn, [new], now=rig.clock.machine_now())
        digest_rows.carried_by(conn, digest, letter.id)

    await rig.write(write)
    await rig.deliver()


async def replies(rig: Rig, who: Any, group: Any, words: str, to: int) -> None:
    incoming = Incoming(
        update=next(ROUNDS) + 1,
        kind="message",
        chat=Chat(id=group.id, kind="supergroup", title="sales"),
        sender=Sender(id=who.id, name=who.first_name),
        at=rig.clock.now(),
        message=900,
        text=words,
        reply_to=RepliedTo(message=to, by_bot=True),
    )
    now, machine_now = rig.clock.now(), rig.clock.machine_now()
    await rig.write(handle, incoming, AROUND, now=now, machine_now=machine_now)


def codes(text: str) -> list[str]:
    return [line.split(" ·")[0] for line in text.split("\n") if line[:1].isdigit()]


async def test_what_is_asked_again_leaves_the_message_before_and_its_numbers_still_mean_its_lines(
    database_url: str,
) -> None:
    async with delivering(database_url, ahead=at_work_in_years()) as rig:
        mai = await rig.person("Mai", "sales")
        group = await rig.group("Kinh doanh", [mai], "sales")
        one, two, three, four = await rig.write(opened, 4)

        await asked(rig, group.id, (one, two, three))
        await asked(rig, group.id, (two, four))
        first, second = rig.world.from_bot(group)
        assert codes(first.text) == ["1. KT-2401", "3. KT-2403"]
        assert first.buttons == [["1", "3"]]
        assert codes(second.text) == ["1. KT-2402", "2. KT-2404"]

        await replies(rig, mai, group, "2 xong", first.id)
        await rig.deliver()
        assert (await rig.read(orders_rows.load, two)).stage("reception").state == "done"
        assert (await rig.read(orders_rows.load, four)).stage("reception").state != "done"

        heard = len(rig.world.from_bot(group))
        await asked(rig, group.id, (one, three))
        first, second, *_, third = rig.world.from_bot(group)
        assert codes(first.text) == first.buttons == []
        assert "tin mới bên dưới" in first.text
        assert codes(second.text) == ["1. KT-2402", "2. KT-2404"]  # nothing of it was asked again
        assert codes(third.text) == ["1. KT-2401", "2. KT-2403"]
        assert len(rig.world.from_bot(group)) == heard + 1


async def test_where_the_message_before_was_deleted_nothing_is_said_in_its_stead(database_url: str) -> None:
    async with delivering(database_url, ahead=at_work_in_years()) as rig:
        mai = await rig.person("Mai", "sales")
        group = await rig.group("Kinh doanh", [mai], "sales")
        orders = await rig.write(opened, 2)
        await asked(rig, group.id, orders)
        [first] = rig.world.from_bot(group)
        await mai.delete(first)
        await asked(rig, group.id, orders)
        assert len([one for one in rig.world.from_bot(group) if not one.deleted]) == 1
        assert await rig.buried() == []


async def test_one_before_that_cannot_be_laid_out_any_more_stays_and_the_new_one_is_said_once(
    database_url: str,
) -> None:
    """Whatever is wrong with yesterday's message, today's was said."""
    async with delivering(database_url, ahead=at_work_in_years()) as rig:
        mai = await rig.person("Mai", "sales")
        group = await rig.group("Kinh doanh", [mai], "sales")
        orders = await rig.write(opened, 2)
        await asked(rig, group.id, orders)
        [first] = rig.world.from_bot(group)

        def of_another_version(conn: Connection) -> None:
            """News that stand below it, as a later version wrote them."""
            digest = conn.execute(select(outbox).where(outbox.c.payload["digest"].is_not(None))).one()
            news = {**digest._asdict(), "payload": {"lines": 7}, "state": "joined", "joined_into": digest.id}
            del news["id"]
            conn.execute(insert(outbox), news)

        await rig.write(of_another_version)
        await asked(rig, group.id, orders)
        for _ in range(3):
            rig.skip(16)
            await rig.deliver()
        said = rig.world.from_bot(group)
        assert [codes(one.text) for one in said] == [["1. KT-2401", "2. KT-2402"]] * 2
        assert said[0].text == first.text
        assert (await rig.waiting(), await rig.buried(), rig.ended) == (0, [], [])
        chase = await rig.read(reminder_rows.chase, Thing(order=orders[0], stage="reception"))
        assert [one.said_at is not None for one in chase] == [True, True]
