"""Reminders that reach nobody: they climb nothing, count nowhere, are owned by the auditor and shown to who looks after the bot."""

from datetime import timedelta
from itertools import pairwise

from sqlalchemy import Connection, select

from handlers.audit.auditing import look
from handlers.nudges import digests
from storage.chasing import reminder_rows
from storage.chasing.checks_due import Thing
from storage.people import people_rows
from storage.post import outbox, outbox_adding
from storage.post.outbox_adding import NewLetter
from storage.tables.post_tables import PENDING
from storage.tables.post_tables import outbox as letters
from tests.support.company import Company
from tests.support.nudged import Nudged
from tests.support.sweeping import LEASE, Sweeping


def test_what_was_not_delivered_climbs_no_ladder_enters_no_figure_and_is_named_until_it_is_heard(
    company: Company,
):
    """Lesson 4: reminders that were sent and never arrived, and the people who are blamed for it."""
    company.says("Lan", "/new KT-1; Khánh Thy; Biển alu")
    company.says("Lan", "/update KT-1 nhận đơn xong")
    sweeping = Sweeping(company=company, down=frozenset({"design"}))
    begun = company.now

    assert sweeping.until(begun + timedelta(hours=7)) == []

    thing = Thing(order=company.order("KT-1").id, stage="design")
    chase = company.store.read(lambda conn: reminder_rows.chase(conn, thing)).result()
    assert [(one.rung, one.round) for one in chase] == [(0, number) for number in range(len(chase))]
    assert len(chase) > 2
    assert "KT-1" not in company.says("Điệp", "/today").answer
    status = company.says("An", "/status").answer
    assert "Không gửi được tới “design”" in status
    assert "Đã nhắc “design” mà chưa tới ai: 2 việc (KT-1). Chưa tính là đã nhắc, thử lại" in status
    found = company.store.read(
        lambda conn: look(conn, centres=company.centres, now=company.now, machine_now=company.now)
    ).result()
    assert [(one.kind, one.number, one.named) for one in found] == [("unheard", 2, ("KT-1",))]

    sweeping.down = frozenset()
    heard = sweeping.until(begun + timedelta(days=2, hours=7))
    hearers = [who for _, who, lines in heard if "KT-1 design" in lines]
    assert hearers[0] == "design"
    assert len(set(hearers)) > 1  # from there on it climbs
    assert "chưa tới ai" not in company.says("An", "/status").answer


def test_what_could_not_be_said_in_private_waits_for_the_person_to_come_back(company: Company):
    """Lesson 9: pressing Start brings what was kept, but for what is asked anew anyway and what is no news."""
    vy = company.sender("Vy").id

    def give_up(conn: Connection) -> None:
        for note, made_at in (("a", -4), ("b", -2), ("digest:1", -1)):
            at = company.now + timedelta(days=made_at)
            letter = NewLetter(
                company=company.centre.id, chat=vy, lane="reminders", priority=0, payload={}, note_for=note
            )
            outbox_adding.add(conn, [letter], now=at)
            [taken] = outbox.claim(conn, owner="p", now=at, lease=timedelta(seconds=5), limit=1)
            outbox.bury(conn, taken, "CannotWrite: Forbidden: bot was blocked by the user", at)
        people_rows.set_reachable(conn, vy, reachable=False)

    company.store.write(give_up).result()
    company.says("Vy", "/start")
    waits = select(letters.c.note_for).where(PENDING, letters.c.lane == "reminders")
    assert company.store.read(lambda conn: conn.execute(waits).scalars().all()).result() == ["b"]


def test_what_can_never_be_said_is_tried_ever_more_rarely_and_what_finds_its_way_again_climbs(
    company: Company,
):
    company.says("Lan", "/new KT-1; Khánh Thy; Biển alu")
    company.says("Lan", "/update KT-1 nhận đơn xong")
    sweeping = Sweeping(company=company, down=frozenset({"design"}))
    assert sweeping.until(company.now + timedelta(days=7)) == []  # Monday 9:00, and Tuesday is a holiday

    thing = Thing(order=company.order("KT-1").id, stage="design")
    chase = company.store.read(lambda conn: reminder_rows.chase(conn, thing)).result()
    assert {(one.rung, one.failed, one.said_at) for one in chase} == {(0, True, None)}
    calendar = company.centre.calendar_of("design")
    hours = [calendar.working_minutes_between(one.made_at, two.made_at) / 60 for one, two in pairwise(chase)]
    assert hours[:4] == [1, 2, 4, 4]
    assert set(hours[4:]) == {4}
    assert len(chase) <= 14  # in five working days

    sweeping.down = frozenset()
    heard = sweeping.until(company.now + timedelta(days=3))
    assert len({who for _, who, lines in heard if "KT-1 design" in lines}) > 1


def test_what_was_sent_and_could_not_be_noted_is_found_and_named(company: Company):
    """Nobody can tell by the row that anybody has heard it."""
    company.says("Lan", "/new KT-1; Khánh Thy; Biển alu")
    company.says("Lan", "/update KT-1 nhận đơn xong")
    nudged = Nudged(company=company)
    company.now += timedelta(hours=2)
    Sweeping(company=company).sweep()

    def send(conn: Connection) -> None:
        while taken := outbox.claim(conn, owner="n", now=company.now, lease=LEASE, limit=9):
            for letter in taken:
                if (digest := letter.payload.get("digest")) is not None:
                    digests.close(conn, digest, centres=company.centres, now=company.now)
                outbox.sent(conn, letter, 7, company.now)

    company.store.write(send).result()
    company.now += timedelta(hours=2)
    found = company.store.read(
        lambda conn: look(conn, centres=company.centres, now=company.now, machine_now=company.now)
    ).result()
    assert ("unheard", ("KT-1",)) in [(one.kind, one.named) for one in found]
    assert "Đã nhắc “design” mà chưa tới ai" in company.says("An", "/status").answer

    assert "design" in nudged.nudge(company.now + timedelta(minutes=1))
    found = company.store.read(
        lambda conn: look(conn, centres=company.centres, now=company.now, machine_now=company.now)
    ).result()
    assert "unheard" not in [one.kind for one in found]
