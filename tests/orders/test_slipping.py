"""Which other work comes late when one order goes first, reckoned from due times and from what is in hand."""

from datetime import UTC, date, datetime, timedelta

from bot.centres.centre_files import load
from orders.moves import Report
from orders.order import OrderId
from orders.slipping import Slip, Work, departments, would_slip
from tests.support.company import CENTRES
from tests.support.shop import LAN, TIMES, Shop, opened

CENTRE = load(CENTRES).only  # eight hours a day
MONDAY = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)  # 08:00


def at(day: int, hour: int) -> datetime:
    """In December 2026: Tuesday is the 1st."""
    return datetime(2026, 12, day, hour - 7, tzinfo=UTC)


def work(due: datetime, department: str = "sales", **more: object) -> Work:
    fields = {"order": OrderId(9), "code": "KT-9", "stage": "reception", "department": department}
    return Work(due_at=due, **fields | more)  # type: ignore[arg-type]  # the fields of a Work


def slips(shop: Shop, *others: Work) -> tuple[Slip, ...]:
    return would_slip(shop.order, others, now=MONDAY, times=TIMES, calendar_of=CENTRE.calendar_of)


def test_whatever_its_department_has_in_hand_goes_back_by_the_time_it_takes() -> None:
    [slip] = slips(opened(now=MONDAY), work(at(2, 17)))

    day = CENTRE.calendar.working_minutes_between(MONDAY, MONDAY + timedelta(hours=24))
    assert slip.until == CENTRE.calendar.add_working(at(2, 17), day)
    assert not slip.breaks  # nothing was promised


def test_a_promise_that_would_be_broken_is_told_apart_and_comes_first() -> None:
    tight = work(at(2, 17), code="KT-1", promised_on=date(2026, 12, 2))
    loose = work(at(1, 17), code="KT-2", promised_on=date(2026, 12, 24))

    assert [(one.work.code, one.breaks) for one in slips(opened(now=MONDAY), loose, tight)] == [
        ("KT-1", True),
        ("KT-2", False),
    ]


def test_what_ends_before_the_work_begins_is_not_in_its_way() -> None:
    """Acceptance is sales' again, but a long way behind reception."""
    shop = opened(now=MONDAY)
    shop.does(LAN, Report(stage="reception", done=True))

    assert slips(shop, work(at(1, 17))) == ()
    assert [one.work.department for one in slips(shop, work(at(1, 17), "design"))] == ["design"]


def test_a_moment_that_was_named_leaves_the_time_until_the_due_time() -> None:
    assert slips(opened(now=MONDAY), work(at(7, 17), estimate=at(1, 17))) == ()
    assert slips(opened(now=MONDAY), work(at(7, 17))) != ()


def test_departments_that_have_done_their_part_are_asked_nothing() -> None:
    shop = opened(now=MONDAY)
    assert departments(shop.order) == ("sales", "design", "production")
    assert slips(shop, work(at(2, 17), "quality")) == ()


def test_the_order_is_not_in_its_own_way() -> None:
    shop = opened(now=MONDAY)
    assert slips(shop, work(at(2, 17), order=shop.order.id)) == ()


def test_work_half_done_takes_half_the_time() -> None:
    shop = opened(now=MONDAY)
    [whole] = slips(shop, work(at(2, 17)))
    shop.does(LAN, Report(stage="reception", percent=50))
    [half] = slips(shop, work(at(2, 17)))
    assert half.until < whole.until
