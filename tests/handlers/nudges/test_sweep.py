"""Who is reminded of what and when, from the first silence up to the management and round again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, delete

from handlers.moves.showing import checks_of
from handlers.nudges.sweep import Hand, sweep
from orders import engine
from orders.moves import Actor
from orders.order import OrderState, PersonId
from orders.whole_order_moves import Pause
from storage import chat_moves
from storage.chasing import reminder_rows
from storage.chasing.checks_due import Thing
from storage.chasing.reminder_rows import Chased
from storage.order_book import orders_rows
from storage.people import people_rows
from storage.post import held_letters, outbox
from storage.tables.order_tables import stages
from tests.support.company import Company
from tests.support.sweeping import Sweeping

SAIGON = ZoneInfo("Asia/Ho_Chi_Minh")


def local(day: int, hour: int, minute: int = 0) -> datetime:
    """In November 2026: Monday is the 23rd, Tuesday the 24th a holiday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=SAIGON).astimezone(UTC)


@pytest.fixture
def sweeping(company: Company) -> Sweeping:
    return Sweeping(company=company)


def offered(company: Company, code: str = "KT-2411") -> None:
    """Monday, 09:00: design has two hours to confirm."""
    company.says("Lan", f"/new {code}; Khánh Thy; Biển alu")
    company.says("Lan", f"/update {code} nhận đơn xong")


def test_an_unanswered_offer_climbs_from_the_department_to_the_management_and_stays_there(
    company: Company, sweeping: Sweeping
) -> None:
    """Lesson 13: the work is a department's: its group hears first, then who leads it, coordination, management."""
    offered(company)

    both = ("KT-2411 design", "KT-2411 placement")
    assert sweeping.until(local(30, 12)) == [
        ("Mon 11:00", "design", both),
        ("Mon 14:00", "Vy", both),  # the head, in private; nobody is on duty
        ("Wed 09:00", "coordination", both),  # Tuesday is a holiday
        ("Fri 08:00", "Khoa", both),
        ("Sat 08:00", "design", both),  # from now on every morning, those who have to act with him
        ("Sat 08:00", "Khoa", both),
        ("Mon 08:00", "design", both),
        ("Mon 08:00", "Khoa", both),
    ]


def test_a_chat_is_reminded_at_most_once_an_hour_however_much_falls_due(
    company: Company, sweeping: Sweeping
) -> None:
    """Lesson 3: what falls due within the hour goes together."""
    for number in range(12):
        offered(company, f"KT-{number}")
        company.passes(minutes=7)

    told = sweeping.until(local(23, 17))

    assert [when for when, who, _ in told if who == "design"] == ["Mon 11:00", "Mon 13:00", "Mon 14:00"]
    assert {line for _, who, lines in told if who == "design" for line in lines} == {
        f"KT-{number} {stage}" for number in range(12) for stage in ("design", "placement")
    }


def test_nobody_is_reminded_at_night_on_a_sunday_or_a_holiday_in_a_group_or_in_private(
    company: Company, sweeping: Sweeping
) -> None:
    """Lesson 1: what falls due meanwhile is put off to the next opening, and none of it is lost."""
    company.now = local(23, 14, 40)
    offered(company)
    told = sweeping.until(local(30, 23))
    assert {who for _, who, _ in told} == {"design", "Vy", "coordination", "Khoa"}
    assert not [when for when, *_ in told if when.startswith(("Tue", "Sun"))]
    assert all("08:00" <= when[4:] < "17:00" for when, *_ in told)
    mornings = [when[:3] for when, who, _ in told if who == "Khoa"]
    assert len(mornings) == len(set(mornings)) > 1  # management: one message a day


def test_what_is_missed_at_closing_time_is_said_when_work_begins(
    company: Company, sweeping: Sweeping
) -> None:
    company.in_fabrication("KT-2411")  # a word is wanted by Wednesday, 17:00

    assert sweeping.until(local(25, 23)) == []
    assert sweeping.until(local(26, 8)) == [("Thu 08:00", "production", ("KT-2411 fabrication",))]


def test_an_answer_ends_the_chase(company: Company, sweeping: Sweeping) -> None:
    """Lesson 8: who has reported is not asked for it."""
    offered(company)
    sweeping.until(local(23, 12))
    company.says("Minh", "/update KT-2411 thiết kế 20%")
    company.says("Minh", "/confirm KT-2411 vị trí sản xuất")

    assert sweeping.until(local(25, 14)) == []
    assert ("Thu 08:00", "design") in [told[:2] for told in sweeping.until(local(26, 8))]  # its next word


def test_what_was_answered_before_it_was_said_is_not_said(company: Company, sweeping: Sweeping) -> None:
    offered(company)
    company.now = local(23, 11)
    sweeping.sweep()
    company.says("Minh", "/confirm KT-2411 thiết kế")
    company.says("Minh", "/confirm KT-2411 vị trí sản xuất")

    sweeping.deliver()

    assert sweeping.told == []


def test_one_message_a_chat_however_many_orders_and_slices(company: Company, sweeping: Sweeping) -> None:
    for number in range(3):
        offered(company, f"KT-{number}")
    company.now = local(23, 11)

    assert sweeping.sweep(most=2) > 1
    assert len(sweeping.waiting()) == 1
    sweeping.deliver()

    [(_, chat, lines)] = sweeping.told
    assert (chat, len(lines)) == ("design", 6)


def test_what_falls_due_while_a_message_waits_goes_into_it(company: Company, sweeping: Sweeping) -> None:
    offered(company, "KT-1")
    company.passes(minutes=30)
    offered(company, "KT-2")
    for moment in (local(23, 11), local(23, 11, 30)):
        company.now = moment
        sweeping.sweep()

    assert len(sweeping.waiting()) == 1
    sweeping.deliver()
    assert {line.split()[0] for line in sweeping.told[0][2]} == {"KT-1", "KT-2"}


def test_after_a_week_down_each_chat_hears_once_and_each_thing_climbs_one_rung(
    company: Company, sweeping: Sweeping
) -> None:
    offered(company)
    sweeping.until(local(23, 12))  # design has been told
    company.in_fabrication("KT-2")
    company.now = local(30, 10)

    sweeping.sweep()
    sweeping.deliver()

    assert sorted(told[1:] for told in sweeping.told[1:]) == [
        ("Vy", ("KT-2411 design", "KT-2411 placement")),
        ("production", ("KT-2 fabrication",)),
    ]


def test_a_message_nobody_got_climbs_nothing_and_is_tried_again(company: Company, sweeping: Sweeping) -> None:
    """Lesson 4: what has failed does not count."""
    offered(company)
    sweeping.down = frozenset({"design"})

    assert sweeping.until(local(26, 12)) == []
    sweeping.down = frozenset()
    assert sweeping.until(local(26, 17))[0][1] == "design"
    tried = [one for one in chase(company, "design") if one.rung == 0]
    assert [one.round for one in tried] == list(range(len(tried)))
    assert [one.said_at is None for one in tried] == [True] * (len(tried) - 1) + [False]


def test_a_message_that_waits_for_days_climbs_nothing(company: Company, sweeping: Sweeping) -> None:
    """Lesson 4: what is pending does not count."""
    offered(company)
    for day in (23, 25, 26, 27):
        company.now = local(day, 11)
        sweeping.sweep()

    assert len(sweeping.waiting()) == 1
    assert len(chase(company, "design")) == 1


def test_rungs_on_which_nobody_can_be_told_are_passed_over(company: Company, sweeping: Sweeping) -> None:
    offered(company)
    company.store.write(
        lambda conn: people_rows.set_reachable(conn, company.users["Vy"], reachable=False)
    ).result()

    assert [told[1] for told in sweeping.until(local(23, 15))] == ["design", "coordination"]


def test_a_department_without_a_group_is_told_in_private(company: Company, sweeping: Sweeping) -> None:
    offered(company)
    company.store.write(
        lambda conn: chat_moves.mark_gone(conn, company.groups["design"], company.now)
    ).result()

    assert {told[1] for told in sweeping.until(local(23, 11))} == {"Minh", "Vy"}


def test_a_draft_is_asked_of_who_wrote_it(company: Company, sweeping: Sweeping) -> None:
    company.says("Lan", "/new KT-9")
    assert company.order("KT-9").state is OrderState.DRAFT

    assert sweeping.until(local(23, 14)) == [("Mon 14:00", "sales", ("KT-9 order",))]


def test_a_paused_order_is_asked_of_coordination(company: Company, sweeping: Sweeping) -> None:
    offered(company)
    company.store.write(lambda conn: pause(conn, company)).result()

    assert sweeping.until(local(28, 8)) == [("Sat 08:00", "coordination", ("KT-2411 order",))]


def test_a_hold_is_asked_of_who_answers_for_it(company: Company, sweeping: Sweeping) -> None:
    """Lesson 6: who is stuck is left in peace, whoever can end it is asked."""
    company.in_fabrication("KT-2411")
    company.says("Tú", "/hold KT-2411 gia công khách chưa duyệt màu")
    answers = company.order("KT-2411").stage("fabrication").hold
    assert answers is not None

    [(when, who, _), *_] = sweeping.until(local(26, 12))

    assert (when, who) == ("Thu 08:00", answers.department)


def test_an_urgent_order_climbs_its_own_ladder(company: Company) -> None:
    offered(company)
    order = company.order("KT-2411")
    urgent = replace(order, facts=replace(order.facts, priority="rush"))

    assert company.centre.ladder_of(order.facts.priority).id == "standard"
    assert company.centre.ladder_of(urgent.facts.priority).id == "rush"


def test_a_sweep_that_fails_tells_at_what(company: Company) -> None:
    offered(company)
    order = company.order("KT-2411").id
    gone = delete(stages).where(stages.c.order_id == order, stages.c.stage == "acceptance")
    company.store.write(lambda conn: conn.execute(gone).rowcount).result()
    hand = Hand()

    with pytest.raises(KeyError):
        company.store.write(
            lambda conn: sweep(
                conn, centres=company.centres, now=local(23, 11), machine_now=company.now, most=9, hand=hand
            )
        ).result()

    assert hand.thing is not None
    assert hand.thing.order == order


def chase(company: Company, stage: str) -> Sequence[Chased]:
    thing = Thing(order=company.order("KT-2411").id, stage=stage)
    return company.store.read(lambda conn: reminder_rows.chase(conn, thing)).result()


def pause(conn: Connection, company: Company) -> None:
    order, times = company.order("KT-2411"), company.centre.times
    coordinator = Actor(person=PersonId(1), roles=frozenset({"coordinator"}))
    made = engine.decide(order, Pause(note="khách đổi ý"), actor=coordinator, now=company.now, times=times)
    orders_rows.save(conn, order, made.after, made.events, checks=checks_of(made.after, times, company.now))


def test_what_falls_due_while_a_digest_is_kept_back_has_it_asked_anew_whether_it_may_go(
    company: Company, sweeping: Sweeping
) -> None:
    """Lesson 3: what cannot wait does not wait with what can."""
    offered(company)
    company.now = local(23, 10)
    offered(company, "KT-2412")
    sweeping.deliver()
    company.now = local(23, 11)
    sweeping.sweep()

    def keep_back(conn: Connection) -> None:
        lease, design = timedelta(seconds=30), company.groups["design"]
        letters = outbox.claim(conn, owner="p", now=company.now, lease=lease, limit=50)
        [digest] = [one for one in letters if one.chat == design and "digest" in one.payload]
        assert held_letters.hold(conn, digest, local(23, 16), company.now)

    company.store.write(keep_back).result()
    company.now = local(23, 11, 30)
    sweeping.sweep()
    assert company.store.read(held_letters.earliest).result() == local(23, 16)
    company.now = local(23, 14)
    sweeping.sweep()
    assert company.store.read(held_letters.earliest).result() == company.now
