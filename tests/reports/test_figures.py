"""Every figure is a number of orders, out of so many, with the list behind it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.centres.centre_files import load
from orders.centre_file.workflow import Workflow
from orders.moves import Receive, Report
from orders.order import ACTIVE_STATES, Order, OrderId
from reports.figures import Ball, Counts, Figures, Group, Standing, gathered
from tests.support.shop import LAN, MINH, MONDAY, Shop, delivered, designed, opened

CENTRE = load(Path(__file__).parents[2] / "workflows" / "adtech.yaml").only
SOON = MONDAY + timedelta(minutes=5)


def held(shop: Shop, number: int, code: str = "") -> Order:
    """The order as figures read it: with the stages somebody holds."""
    active = {name: one for name, one in shop.order.stages.items() if one.state in ACTIVE_STATES}
    return replace(shop.order, id=OrderId(number), code=code or f"KT-{number}", stages=active)


def figures(*orders: Order, now: datetime = SOON) -> Figures:
    return Figures.of(orders, centre=CENTRE, now=now)


def codes(balls: Iterable[Ball]) -> list[str]:
    return [ball.code for ball in balls]


def test_without_orders_every_count_is_nought_of_nought():
    nothing = figures()
    assert nothing.counts == Counts(late=0, silent=0, fine=0)
    assert nothing.counts.total == 0
    assert nothing.most_late == ()


def test_an_order_past_the_due_time_of_its_stage_is_late_there():
    shop = designed()
    shop.does(MINH, Receive(stage="fabrication"))
    order, due = held(shop, 1), shop.stage("fabrication").due_at
    assert due is not None
    assert figures(order, now=due).counts.late == 0
    late = figures(order, now=due + timedelta(seconds=1))
    [group] = late.departments
    assert (group.id, group.counts) == ("production", Counts(late=1, silent=0, fine=0))
    assert [(ball.since, ball.place) for ball in group.balls_of(Standing.LATE)] == [(due, "fabrication")]
    assert late.most_late == ("production",)


def test_an_order_past_its_promised_day_is_late_from_the_next_day_on_in_the_companys_zone():
    shop = designed()
    shop.does(MINH, Receive(stage="fabrication"))
    order = held(shop, 1)
    promised = order.promised_on
    assert promised is not None
    order = undue(order)
    evening = datetime(promised.year, promised.month, promised.day, 16, 59, tzinfo=UTC)  # 23:59 in Hà Nội
    assert figures(order, now=evening).counts.late == 0
    [ball] = figures(order, now=evening + timedelta(minutes=1)).balls
    assert (ball.standing, ball.since, ball.promised_on) == (Standing.LATE, None, promised)


def test_what_has_been_delivered_keeps_no_promise_waiting():
    before, after = designed(), delivered()
    before.does(MINH, Receive(stage="fabrication"))
    long_after = datetime(2027, 1, 4, 2, 0, tzinfo=UTC)
    waiting, at_the_customers = (marked(held(one, 1)) for one in (before, after))
    assert figures(undue(waiting), now=long_after).counts.late == 1
    assert figures(undue(at_the_customers), now=long_after).counts.late == 0


def marked(order: Order) -> Order:
    """The same order in a workflow that says which stage delivers."""
    stages = [
        one.model_dump() | ({"marks": ["delivered"]} if one.id == "delivery" else {})
        for one in order.workflow.stages
    ]
    return replace(order, workflow=Workflow.model_validate(order.workflow.model_dump() | {"stages": stages}))


def undue(order: Order) -> Order:
    return replace(order, stages={name: replace(one, due_at=None) for name, one in order.stages.items()})


def test_silent_is_who_has_not_confirmed_and_not_who_still_has_time():
    order = held(designed(), 1)
    confirm_by = order.stage("fabrication").confirm_by
    assert confirm_by is not None
    assert figures(order, now=confirm_by - timedelta(seconds=1)).counts.silent == 0
    [ball] = figures(order, now=confirm_by).balls
    assert (ball.standing, ball.since, ball.department) == (Standing.SILENT, confirm_by, "production")


@pytest.mark.parametrize(("deaf", "silent"), [("production", 0), ("design", 1)])
def test_who_could_not_be_asked_is_silent_of_nothing_but_may_be_late(deaf: str, silent: int):
    order = held(designed(), 1)
    due_at = order.stage("fabrication").due_at
    assert due_at is not None

    def seen(now: datetime) -> Figures:
        return Figures.of([order], centre=CENTRE, now=now, deaf=deaf.__eq__)

    waiting = seen(due_at - timedelta(seconds=1))
    assert (waiting.counts.silent, waiting.counts.total) == (silent, 1)
    assert waiting.unasked == (() if silent else (deaf,))
    assert seen(due_at + timedelta(seconds=1)).counts.late == 1


def test_a_draft_left_lying_is_silent_with_who_opened_it():
    draft = held(Shop(), 1)
    assert draft.check_at is not None
    [ball] = figures(draft, now=draft.check_at).balls
    assert (ball.place, ball.stage, ball.department) == ("draft", None, "sales")
    assert ball.standing is Standing.SILENT


def test_an_order_at_two_stages_is_counted_once_in_all_and_once_at_each():
    shop = opened()
    shop.does(LAN, Report(stage="reception", done=True))
    both = figures(held(shop, 1))
    assert [group.id for group in both.places] == ["design", "placement"]
    assert both.counts.total == 1
    assert [group.counts.total for group in both.departments] == [1]


def test_a_department_that_left_the_company_leaves_its_work_to_coordination():
    shop = designed()
    shop.does(MINH, Report(stage="fabrication", done=True))
    order = held(shop, 1)
    stages = [one.model_dump() | {"department": "gone"} for one in order.workflow.stages]
    gone = Workflow.model_validate(order.workflow.model_dump() | {"stages": stages})
    [ball] = figures(replace(order, workflow=gone)).balls
    assert ball.department == CENTRE.coordination


def test_places_follow_the_course_of_the_work_and_departments_the_worst_first():
    late = designed()
    late.does(MINH, Receive(stage="fabrication"))
    due = late.stage("fabrication").due_at
    assert due is not None
    lately = due - timedelta(minutes=1)
    since = due + timedelta(seconds=1)
    some = figures(held(opened(now=lately), 1), held(late, 2), held(Shop(now=lately), 3), now=since)
    assert [group.id for group in some.places] == ["draft", "reception", "fabrication"]
    assert [(group.id, group.counts.late) for group in some.departments] == [("production", 1), ("sales", 0)]
    assert some.most_late == ("production",)


def ball(order: int, standing: Standing, place: str = "a", department: str = "x") -> Ball:
    return Ball(
        order=OrderId(order),
        code=f"KT-{order}",
        customer="",
        place=place,
        stage=None,
        department=department,
        standing=standing,
    )


def test_within_a_group_an_order_counts_under_the_worst_that_holds_of_it():
    group = Group(
        id="x",
        balls=(
            ball(1, Standing.FINE),
            ball(1, Standing.LATE),
            ball(2, Standing.SILENT),
            ball(1, Standing.SILENT),
        ),
    )
    assert group.counts == Counts(late=1, silent=1, fine=0)
    assert codes(group.balls_of(Standing.LATE)) == ["KT-1"]
    assert codes(group.balls_of(Standing.SILENT)) == ["KT-2"]


def test_more_bars_than_a_phone_shows_are_gathered_and_none_is_lost():
    groups = [
        Group(id=str(n), balls=tuple(ball(100 * n + k, Standing.FINE) for k in range(n + 1)))
        for n in range(60)
    ]
    kept, rest, gone = gathered(groups, 12)
    assert [group.id for group in kept] == [str(n) for n in range(49, 60)]
    assert rest is not None
    assert gone == 49
    assert sum(group.counts.total for group in (*kept, rest)) == sum(range(1, 61))


def test_as_many_bars_as_fit_stay_as_they_are():
    groups = [Group(id=str(n), balls=(ball(n, Standing.FINE),)) for n in range(12)]
    assert gathered(groups, 12) == (tuple(groups), None, 0)
