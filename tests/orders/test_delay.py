"""Whose the delay is: every working minute past the promise once, to whoever had the most pressing stage."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from orders import engine
from orders.calendars.calendar import WorkCalendar
from orders.calendars.working_years import Interval
from orders.delay import UNDECIDED, Booking, bookings, late_from
from orders.events import Kind
from orders.moves import AnswerHold, DecideHold, PutOnHold, Receive, Report
from orders.order import FINAL_STATES, Order
from orders.undo import undone_moves
from orders.whole_order_moves import Open, Pause, Promise, Undo
from tests.support.generated_orders import Step, steps, workflows
from tests.support.shop import DIEU, DRAWING, LAN, MINH, MONDAY, TU, Shop, designed
from tests.support.tales import Told

HOURS = (Interval(start=8 * 60, end=12 * 60), Interval(start=13 * 60, end=17 * 60))
CALENDAR = WorkCalendar(zone=ZoneInfo("Asia/Ho_Chi_Minh"), week=dict.fromkeys(range(6), HOURS))
HALF_HOUR = timedelta(minutes=30)
SUNDAY = date(2026, 11, 22)

late_tales = st.builds(
    Told,
    workflow=workflows(),
    promised_on=st.sampled_from([None, SUNDAY, SUNDAY + timedelta(days=1), SUNDAY + timedelta(days=2)]),
    flags=st.just(frozenset()),
    now=st.just(MONDAY),
)


def booked(shop: Shop) -> tuple[Booking, ...]:
    return bookings(shop.order, shop.history, calendar=CALENDAR, now=shop.now)


def told(shop: Shop) -> list[tuple[str | None, str, int]]:
    return [(one.stage, one.department, one.minutes) for one in booked(shop)]


@settings(max_examples=40)
@given(late_tales, steps, st.integers(0, 60))
def test_bookings_add_up_to_the_whole_delay(tale: Told, row: list[Step], rest: int) -> None:
    """Against a model that asks half hour by half hour whether the order, as its events tell it, was late."""
    for step in row:
        tale.tries(step)
    now = tale.now + timedelta(hours=rest)
    found = bookings(tale.order, tale.history, calendar=CALENDAR, now=now)
    assert sum(one.minutes for one in found) == model(tale, now)
    assert all(one.until <= then.since for one, then in pairwise(found))
    for one in found:
        assert one.minutes == CALENDAR.working_minutes_between(one.since, one.until) > 0
        assert one.department or tale.order.workflow.stage(one.stage or "")


def model(tale: Told, now: datetime) -> int:
    undone = undone_moves(tale.history)
    counting = [event for event in tale.history if event.move not in undone and event.kind is not Kind.UNDONE]
    moments: list[tuple[datetime, Order]] = []
    order = tale.blank()
    for event in counting:
        order = engine.evolve(order, event)
        moments.append((event.at, order))
    minutes = 0
    for (at, standing), until in zip(moments, [*(at for at, _ in moments[1:]), now], strict=True):
        late = None if standing.state in FINAL_STATES else late_from(standing, CALENDAR)
        moment = at
        while late is not None and moment < until:
            minutes += 30 * (moment >= late and CALENDAR.is_working(moment))
            moment += HALF_HOUR
    return minutes


def overdue(shop: Shop) -> Shop:
    """The promise was for yesterday."""
    shop.does(DIEU, Promise(promised_on=SUNDAY, note="gấp"))
    return shop


def test_of_two_stages_the_one_due_first_has_the_minute_and_in_a_tie_the_first_in_the_file() -> None:
    shop = Shop(promised_on=SUNDAY)
    shop.does(LAN, Open())
    shop.does(LAN, Report(stage="reception", done=True))
    shop.later(hours=1)
    assert told(shop) == [("design", "design", 60)]
    shop.does(TU, Report(stage="design", percent=10))  # its clock begins earlier than that of an offer
    shop.does(TU, Receive(stage="placement"))
    shop.later(hours=1)
    shop.does(TU, Report(stage="design", done=True, evidence=(DRAWING,)))
    shop.later(hours=3)
    assert told(shop) == [("design", "design", 120), ("placement", "design", 120)]


def test_a_hold_is_booked_to_the_department_that_answers_for_it() -> None:
    """Lesson 6: the delay is booked to whom it came about with."""
    shop = overdue(designed())
    shop.does(MINH, Report(stage="fabrication", percent=10))
    shop.later(hours=1)
    shop.does(MINH, PutOnHold(stage="fabrication", kind="customer", department="sales"))
    shop.later(hours=1)
    assert told(shop) == [("fabrication", "production", 60), ("fabrication", "sales", 60)]


def test_disputed_it_is_undecided_and_then_his_from_its_beginning_who_has_to_solve_it() -> None:
    shop = overdue(designed())
    shop.does(MINH, PutOnHold(stage="fabrication", kind="customer", department="sales"))
    shop.later(hours=1)
    shop.does(LAN, AnswerHold(stage="fabrication", ours=False, decider="coordination", note="không phải"))
    shop.later(minutes=30)
    assert told(shop) == [("fabrication", UNDECIDED, 90)]
    shop.does(DIEU, DecideHold(stage="fabrication", department="design"))
    shop.later(minutes=30)
    assert told(shop) == [("fabrication", "design", 120)]


def test_a_hold_that_was_taken_back_books_nothing() -> None:
    shop = overdue(designed())
    shop.does(MINH, PutOnHold(stage="fabrication", kind="customer", department="sales"))
    shop.later(hours=1)
    shop.does(MINH, Undo())
    assert told(shop) == [("fabrication", "production", 60)]


def test_a_paused_order_is_his_who_opened_it() -> None:
    shop = overdue(designed())
    shop.does(DIEU, Pause(note="chờ khách"))
    shop.later(hours=2)
    assert told(shop) == [(None, "sales", 120)]


def test_a_promise_that_is_moved_erases_nothing() -> None:
    shop = overdue(designed())
    shop.later(hours=2)
    shop.does(DIEU, Promise(promised_on=date(2026, 12, 24), note="khách đồng ý"))
    shop.later(days=2)
    assert told(shop) == [("fabrication", "production", 120)]


def test_nothing_is_late_on_the_promised_day_nor_outside_working_time() -> None:
    shop = designed()
    shop.does(DIEU, Promise(promised_on=MONDAY.date(), note="gấp"))
    shop.later(hours=12)
    assert told(shop) == []
    shop.now = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # nine o'clock there
    assert told(shop) == [("fabrication", "production", 60)]


def test_the_clock_stops_when_the_customer_has_it() -> None:
    shop = delivered_by(marks=("delivered",))
    shop.later(hours=5)
    assert sum(minutes for _, _, minutes in told(shop)) == 120


def delivered_by(*, marks: tuple[str, ...]) -> Shop:
    """Two hours late when delivery is done; acceptance is still to come."""
    made = designed()
    stages = tuple(
        one.model_copy(update={"marks": marks}) if one.id == "delivery" else one
        for one in made.workflow.stages
    )
    shop = Shop(workflow=made.workflow.model_copy(update={"stages": stages}), promised_on=SUNDAY)
    shop.does(LAN, Open())
    shop.does(LAN, Report(stage="reception", done=True))
    shop.does(TU, Report(stage="design", done=True, evidence=(DRAWING,)))
    shop.does(TU, Report(stage="placement", done=True, fields={"place": "xưởng 2"}))
    shop.does(MINH, Report(stage="fabrication", done=True))
    shop.does(MINH, Report(stage="packing", done=True))
    shop.later(hours=2)
    shop.does(MINH, Report(stage="delivery", done=True))
    return shop
