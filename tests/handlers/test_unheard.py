"""Reminders that reach nobody: they climb nothing, count nowhere, are owned by the auditor and shown to who looks after the bot."""

from datetime import timedelta

from handlers.auditing import look
from storage import reminder_rows
from storage.checks_due import Thing
from tests.support.company import Company
from tests.support.sweeping import Sweeping


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
