"""What was kept back comes in as few messages as it can, and one bad letter keeps nothing else back."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Connection, select, update

from handlers.audit.auditing import _unsayable, look
from handlers.reply import Lane, MayWait, Say, text
from handlers.voicing import voice
from reminders.budget import Urgency
from storage.post import held_letters
from storage.tables.post_tables import outbox
from tests.support.company import TAGS, Company
from tests.support.works import Works, at_work


def wait(company: Company, codes: Sequence[str], urgency: Urgency = Urgency.ROUTINE) -> list[int]:
    """News of so many orders that design's group is to hear in ten minutes; the letters' numbers."""

    def write(conn: Connection) -> list[int]:
        says = [
            Say(
                lines=(text("word.plain", text=f"tin của {code}"),),
                chat=company.groups["design"],
                lane=Lane.REMINDERS,
                unasked=True,
                may_wait=MayWait(urgency=urgency, code=code),
            )
            for code in codes
        ]
        letters = voice(conn, tuple(says), company.centre.id, now=company.now, owner=None, lease=None)
        values = {
            "state": "held",
            "held_since": company.now,
            "held_until": company.now + timedelta(minutes=10),
        }
        conn.execute(update(outbox).where(outbox.c.id.in_([one.id for one in letters])).values(values))
        return [one.id for one in letters]

    return company.store.write(write).result()


async def heard(works: Works, who: str, **time: float) -> list[str]:
    """What reached them unasked meanwhile."""
    company, before, until = works.company, len(works.inbox.arrived), works.hands.at + timedelta(**time)
    await works.settle()
    while await works.step(until):
        pass
    await works.settle()
    chat = {**company.groups, **company.users}[who]
    return [TAGS.sub("", one.sent.html) for one in works.inbox.arrived[before:] if one.sent.chat == chat]


def faults(works: Works) -> list[tuple[str, int, tuple[object, ...]]]:
    """What the auditor finds of letters that could not be said."""
    company, now = works.company, works.hands.at
    found = company.store.read(
        lambda conn: look(conn, centres=company.centres, now=now, machine_now=now, checks=[_unsayable])
    ).result()
    return [(one.kind, one.number, one.named) for one in found]


async def test_a_letter_that_cannot_be_looked_at_is_put_aside_and_told_and_the_others_are_said(
    company: Company,
) -> None:
    async with at_work(company) as works:
        _, bad, _ = wait(company, ["KT-1", "KT-2", "KT-3"])
        gone = {"urgency": "routine", "offers": [[4711, "design"]]}
        company.store.write(
            lambda conn: conn.execute(
                update(outbox)
                .where(outbox.c.id == bad)
                .values(payload={"lines": [], "lane": "reminders", "may_wait": gone})
            )
        ).result()

        [together] = await heard(works, "design", minutes=11)
        assert "tin của KT-1\ntin của KT-3" in together
        row = company.store.read(
            lambda conn: conn.execute(select(outbox.c.state, outbox.c.reason).where(outbox.c.id == bad)).one()
        ).result()
        assert row.state == "buried"
        assert row.reason.startswith("id ")
        assert faults(works) == [("unsayable", 1, ("design",))]
        assert await heard(works, "design", hours=2) == []
        assert [one for one in works.inbox.arrived if one.sent.chat == company.users["An"]] == []


async def test_where_nothing_says_which_letter_is_bad_all_wait_an_hour_and_somebody_is_told(
    company: Company,
) -> None:
    async with at_work(company) as works:
        bad, _ = wait(company, ["KT-1", "KT-2"])
        company.store.write(
            lambda conn: conn.execute(
                update(outbox)
                .where(outbox.c.id == bad)
                .values(
                    payload={
                        "lines": [],
                        "lane": "reminders",
                        "may_wait": {"urgency": "routine"},
                        "buttons": [[]],
                    }
                )
            )
        ).result()
        assert await heard(works, "design", minutes=11) == []
        assert faults(works) == [("unsayable", 2, ("design",))]
        assert company.store.read(held_letters.earliest).result() == company.now + timedelta(minutes=59)


async def test_however_much_waits_it_is_one_message_with_what_presses_first_and_the_rest_by_its_codes(
    company: Company,
) -> None:
    async with at_work(company) as works:
        wait(company, [f"KT-{number:02}" for number in range(1, 40)])
        wait(company, ["KT-90", "KT-91"], Urgency.PRESSING)
        [message] = await heard(works, "design", minutes=11)
        head, *lines = message.splitlines()
        assert head == "🗞 41 tin khác"
        assert lines[:13] == [f"tin của KT-{number:02}" for number in range(1, 14)]
        assert lines[13:15] == ["tin của KT-90", "tin của KT-91"]
        assert lines[15].startswith("Thêm 26 tin nữa: KT-14, KT-15")
        assert lines[15].endswith("KT-39")
        assert lines[16:] == []


async def test_what_has_no_room_in_a_message_waits_for_its_turn_though_all_of_it_waited_overnight(
    company: Company,
) -> None:
    async with at_work(company) as works:
        wait(company, [f"KT-{number:02}" for number in range(1, 71)])
        heard_today(company, 6)
        await works.settle()
        since = update(outbox).where(held_letters.HELD).values(held_since=company.now - timedelta(days=3))
        company.store.write(lambda conn: conn.execute(since)).result()
        [message] = await heard(works, "design", minutes=11)
        assert message.splitlines()[0] == "🗞 60 tin khác"
        assert not [one for one in await heard(works, "design", hours=20) if "tin" in one]  # but the chart
        [rest] = await heard(works, "design", hours=28)
        assert rest.splitlines()[0] == "🗞 10 tin khác"


def heard_today(company: Company, times: int) -> None:
    """So many messages reached design's group unasked."""

    def write(conn: Connection) -> None:
        say = Say(
            lines=(text("push.comes_back"),), chat=company.groups["design"], lane=Lane.REPORTS, unasked=True
        )
        for one in voice(conn, (say,) * times, company.centre.id, now=company.now, owner=None, lease=None):
            held_letters.count(conn, one, company.now)

    company.store.write(write).result()
