"""What becomes of the others when a message is given up: what it was about, and what it was to say besides."""

from dataclasses import replace

from sqlalchemy import Connection, update

from handlers.news.held_news import say_held
from handlers.pushes.push_lines import note_of_push
from handlers.reply import Lane, MayWait, Say
from handlers.voicing import voice
from orders.moves import Push
from orders.order import OrderId
from orders.whole_order_moves import Open
from reminders.budget import Urgency
from storage.order_book import events_rows
from storage.people import chats_rows
from storage.post import held_letters
from storage.tables.order_tables import stages
from tests.support.posting import CENTRES, COMPANY, at_work_in_years, delivering, words
from tests.support.shop import HOA, LAN
from tests.support.stored_orders import draft, load, move


async def test_a_push_that_cannot_be_taken_back_holds_up_neither_its_burial_nor_the_other_one(
    database_url: str,
):
    """Lesson 9: what nobody heard was none; of an order that cannot be read nobody can say it."""
    async with delivering(database_url, ahead=at_work_in_years()) as rig:
        mai = await rig.person("Mai", "sales")
        await rig.person("Quản trị", role="admin")
        group, gone = await rig.group("Xưởng", [mai]), await rig.group("Kho", [mai])

        def pushed(conn: Connection) -> tuple[OrderId, ...]:
            made = tuple(draft(conn, code) for code in ("KT-1", "KT-2", "KT-3", "KT-4"))
            for order in made:
                move(conn, order, LAN, Open())
                move(conn, order, HOA, Push(stage="reception"))
            conn.execute(
                update(stages).where(stages.c.order_id.in_(made[::2])).values(state="of another version")
            )
            return made

        bad, well, *more = await rig.write(pushed)
        pushed_by = (await rig.read(events_rows.history, well))[-1].move
        asked = [[(number, pushed_by) for number in pair] for pair in ((bad, well), more)]
        await rig.say(
            Say(lines=(words("\n"),), chat=group.id, unasked=True, note_for=note_of_push(asked[0])),
            Say(lines=(words("sau"),), chat=group.id),
        )
        assert rig.texts(group) == ["sau"]
        assert len(await rig.buried()) == 1
        assert (await rig.read(load, well)).stage("reception").pushed is None
        rig.world.members.remove(gone, rig.world.bot)
        await rig.say(Say(lines=(words("x"),), chat=gone.id, unasked=True, note_for=note_of_push(asked[1])))
        assert (await rig.read(chats_rows.by_id, gone.id)).state == "gone"
        assert (await rig.read(load, more[1])).stage("reception").pushed is None


async def test_one_of_several_said_together_that_is_refused_takes_none_of_the_others_along(
    database_url: str,
):
    async with delivering(database_url, ahead=at_work_in_years()) as rig:
        mai = await rig.person("Mai", "sales")
        await rig.person("Quản trị", role="admin")
        group = await rig.group("Kinh doanh", [mai], "sales")

        def together(conn: Connection) -> None:
            now = rig.clock.machine_now()
            says = [
                Say(
                    lines=(words(line),),
                    chat=group.id,
                    lane=Lane.REMINDERS,
                    unasked=True,
                    may_wait=MayWait(urgency=Urgency.ROUTINE),
                )
                for line in ("một", "\n", "ba")
            ]
            its = voice(conn, says, COMPANY, now=now, owner=None, lease=None)
            held_letters.keep_new(conn, its, rig.clock.now(), rig.clock.now())
            [carrier] = voice(
                conn,
                [replace(says[1], may_wait=None)],
                COMPANY,
                now=now,
                owner=None,
                lease=None,
            )
            held_letters.join(conn, its, carrier, now)

        await rig.write(together)
        await rig.deliver()
        for _ in range(6):
            await rig.write(
                say_held, centres=CENTRES, now=rig.clock.now(), machine_now=rig.clock.machine_now()
            )
            await rig.deliver()
            rig.skip(3600)
        said = "\n".join(rig.texts(group))
        assert (said.count("một"), said.count("ba")) == (1, 1)
        assert len(await rig.buried()) == 2
