"""A broken promise is explained by whoever had the order, within a day, and accepted or returned."""

from datetime import UTC, date, datetime, timedelta

import pytest

from orders.checks import Rule, awaited, next_check
from orders.moves import THE_BOT, Approve, PutOnHold, Report
from orders.order import LateReport
from orders.refusals.access import NotAllowed
from orders.refusals.stale import AlreadyRecorded, NothingChanged
from orders.refusals.whole_order import LatePartsMissing, NoLateReport, NotLate
from orders.whole_order_moves import AcceptLate, FileLate, OpenLate, Promise, ReturnLate, Undo
from tests.support.shop import DIEU, GIAM_DOC, MINH, MONDAY, TIMES, TU, Shop, designed

MIDNIGHT = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
WHY = FileLate(
    cause="material", measure="đặt bù", responsible="Minh", new_on=date(2026, 11, 30), decider="coordination"
)


def late() -> Shop:
    """Promised for the first day; production has fabrication when it is over."""
    shop = designed()
    shop.does(DIEU, Promise(promised_on=MONDAY.date(), note="gấp"))
    shop.now = MIDNIGHT
    return shop


def asked() -> Shop:
    shop = late()
    shop.does(THE_BOT, OpenLate())
    return shop


def filed() -> Shop:
    shop = asked()
    shop.does(MINH, WHY)
    return shop


def report(shop: Shop) -> LateReport:
    assert shop.order.late_report is not None
    return shop.order.late_report


def rules(shop: Shop) -> set[Rule]:
    return {one.rule for one in awaited(shop.order, None, times=TIMES)}


def test_the_end_of_the_promised_day_is_looked_at_by_itself() -> None:
    shop = late()
    assert next_check(shop.order, None, times=TIMES) == MIDNIGHT
    shop.does(THE_BOT, OpenLate())
    assert (report(shop).department, report(shop).due_at) == ("production", MIDNIGHT + timedelta(hours=24))
    with pytest.raises(NotLate):
        shop.does(THE_BOT, OpenLate())


def test_it_is_asked_by_the_bot_alone_and_not_before() -> None:
    with pytest.raises(NotAllowed):
        late().does(DIEU, OpenLate())
    shop = late()
    shop.now = MIDNIGHT - timedelta(minutes=1)
    with pytest.raises(NotLate):
        shop.does(THE_BOT, OpenLate())


def test_whoever_answers_for_what_stops_it_is_asked() -> None:
    shop = late()
    shop.does(MINH, PutOnHold(stage="fabrication", kind="customer", department="sales"))
    shop.does(THE_BOT, OpenLate())
    assert report(shop).department == "sales"


def test_a_report_is_whole_or_refused() -> None:
    with pytest.raises(LatePartsMissing) as missing:
        asked().does(
            MINH,
            FileLate(
                cause="x", measure=" ", responsible="", new_on=date(2026, 11, 30), decider="coordination"
            ),
        )
    assert missing.value.parts == ("measure", "responsible")


def test_the_department_that_is_asked_writes_it_once() -> None:
    shop = asked()
    with pytest.raises(NotAllowed):
        shop.does(TU, WHY)
    shop.does(MINH, WHY)
    assert (report(shop).state, report(shop).owed_by) == ("filed", "coordination")
    assert rules(shop) == {Rule.LATE_ANSWER}
    with pytest.raises(AlreadyRecorded):
        shop.does(MINH, WHY)


def test_accepted_nobody_owes_anything_more() -> None:
    shop = filed()
    with pytest.raises(NotAllowed):
        shop.does(MINH, AcceptLate())
    shop.does(DIEU, AcceptLate())
    assert report(shop).owed_by == ""
    assert rules(shop) == set()
    with pytest.raises(AlreadyRecorded):
        shop.does(DIEU, ReturnLate(note="rõ hơn"))


def test_nobody_accepts_what_they_wrote_themselves_but_those_above_everybody() -> None:
    shop = asked()
    shop.does(DIEU, WHY)
    with pytest.raises(NotAllowed):
        shop.does(DIEU, AcceptLate())
    shop.does(GIAM_DOC, AcceptLate())


def test_returned_it_is_asked_again_with_the_full_time() -> None:
    shop = filed()
    shop.later(hours=5)
    shop.does(DIEU, ReturnLate(note="chưa rõ"))
    assert (report(shop).state, report(shop).due_at) == ("returned", shop.now + timedelta(hours=24))
    with pytest.raises(NothingChanged):
        shop.does(DIEU, ReturnLate(note="chưa rõ"))
    shop.does(DIEU, ReturnLate(note="do bên thiết kế", department="design"))
    assert report(shop).department == "design"
    shop.does(TU, WHY)


def test_it_is_asked_once_for_each_promise() -> None:
    shop = filed()
    shop.does(DIEU, AcceptLate())
    shop.does(DIEU, Promise(promised_on=date(2026, 11, 26), note="hẹn lại"))
    shop.now = datetime(2026, 11, 27, 0, 0, tzinfo=UTC)
    shop.does(THE_BOT, OpenLate())
    assert (report(shop).promised_on, report(shop).state, report(shop).cause) == (
        date(2026, 11, 26),
        "wanted",
        "",
    )


def test_it_is_owed_also_when_the_order_has_been_finished_meanwhile() -> None:
    shop = asked()
    shop.does(MINH, Report(stage="fabrication", done=True))
    shop.does(MINH, Report(stage="packing", done=True))
    shop.does(MINH, Report(stage="delivery", done=True))
    shop.does(DIEU, Report(stage="acceptance", done=True))
    shop.does(GIAM_DOC, Approve(stage="acceptance"))
    assert Rule.LATE_DUE in rules(shop)
    shop.does(MINH, WHY)


def test_taken_back_it_is_to_be_written_again() -> None:
    shop = filed()
    shop.does(MINH, Undo())
    assert report(shop).state == "wanted"


def test_without_a_broken_promise_there_is_nothing_to_write() -> None:
    with pytest.raises(NoLateReport):
        designed().does(MINH, WHY)
