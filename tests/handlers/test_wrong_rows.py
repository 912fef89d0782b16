"""What the database itself refuses to read of one order, or one chat, ends no command that looks at many."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeAlias

import pytest
from sqlalchemy import Connection, select, text, update

from bot.delivery.audience import addressed
from handlers.audit import auditing
from handlers.audit.auditing import Asked
from handlers.audit.clock_checks import check_slice, put_right
from handlers.calendars.recomputing import recompute
from handlers.nudges import digests
from handlers.reply import Say
from handlers.reply import text as words
from handlers.voicing import voice
from orders.order import OrderId
from storage.chasing import digest_rows, reminder_rows
from storage.chasing.checks_due import Thing
from storage.chasing.reminder_rows import NewReminder
from storage.chasing.unsaid import Unheard
from storage.tables.post_tables import outbox
from tests.support.company import Company

Look: TypeAlias = Callable[[Connection, Company, Thing], Any]


def _checked(conn: Connection, company: Company, thing: Thing) -> bool:
    found = check_slice(conn, centres=company.centres, now=company.now, after=OrderId(0), most=9)
    return found.unreadable == (thing.order,)


def _put_right(conn: Connection, company: Company, thing: Thing) -> bool:
    done, failed = put_right(conn, things=[thing], centres=company.centres, now=company.now)
    return not done and list(failed) == [thing]


def _recomputed(conn: Connection, company: Company, thing: Thing) -> bool:
    last = recompute(conn, centres=company.centres, now=company.now, after=OrderId(0), most=9)
    return last == thing.order


def _asked_after(conn: Connection, company: Company, thing: Thing) -> bool:
    one = Unheard(
        company=company.centre.id, thing=thing, department="design", made_at=company.now, chat=-1, reason=""
    )
    asked = Asked(conn=conn, centres=company.centres, now=company.now, machine_now=company.now)
    return not auditing._still_missing(asked, one)


def _laid_out(conn: Connection, company: Company, thing: Thing) -> bool:
    of, now = company.centre.id, company.now
    digest = digest_rows.unsent(conn, of, company.groups["design"], None, now)
    new = NewReminder(
        company=of, thing=thing, rule="due", missed_at=now, rung=0, round=0, department="design"
    )
    digest_rows.add_lines(conn, digest, [reminder_rows.add(conn, new, now)])
    return digests.close(conn, digest, centres=company.centres, now=now) is None


def _addressed(conn: Connection, company: Company, thing: Thing) -> bool:
    say = Say(lines=(words("word.plain", text="x"),), chat=company.groups["design"])
    lease = timedelta(seconds=9)
    letters = voice(conn, [say], company.centre.id, now=company.now, owner="p", lease=lease)
    conn.execute(text("ALTER TABLE chats RENAME TO away"))
    [one] = addressed(conn, letters, company.centres, now=company.now, machine_now=company.now)
    conn.execute(text("ALTER TABLE away RENAME TO chats"))
    return not one.ways


@pytest.mark.parametrize("look", [_checked, _put_right, _recomputed, _asked_after, _laid_out, _addressed])
def test_what_is_looked_at_next_and_what_was_written_before_stand(company: Company, look: Look) -> None:
    company.says("Lan", "/new KT-1; Khánh Thy; Biển alu")
    company.says("Lan", "/update KT-1 nhận đơn xong")
    thing = Thing(order=company.order("KT-1").id, stage="design")

    def among_others(conn: Connection) -> bool:
        conn.execute(update(outbox).values(reason="before"))
        conn.execute(text("ALTER TABLE events RENAME TO elsewhere"))
        well = look(conn, company, thing)
        conn.execute(text("ALTER TABLE elsewhere RENAME TO events"))
        return well

    assert company.store.write(among_others).result()
    reasons = select(outbox.c.reason).distinct()
    assert "before" in company.store.read(lambda conn: conn.execute(reasons).scalars().all()).result()
