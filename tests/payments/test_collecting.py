"""An instalment is due from its event on, asked for by a code, and paid by whatever money counts for it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.centre_file.instalments import Instalment
from orders.centre_file.workflow import Workflow
from orders.moves import Receive, Report
from orders.order import Order
from orders.whole_order_moves import Pause, Undo, Unpause
from payments.collecting import Demanded, awaited, claims, due_since
from payments.settling import Standing
from tests.support.shop import DIEU, DRAWING, LAN, MINH, MONDAY, SIGN, TU, Shop, designed, named, opened

PRICE = 10_000_000
HOUR = timedelta(hours=1)


def part(name: str, due_when: str, **more: Any) -> Instalment:
    return Instalment(id=name, names=named(name), due_when=due_when, **{"percent": 50} | more)


DEPOSIT, FINAL = part("deposit", "reception done"), part("final", "fabrication received")


def priced(order: Order, *parts: Instalment, price: int | None = PRICE) -> Order:
    workflow = order.workflow.model_copy(update={"instalments": parts or (DEPOSIT, FINAL)})
    return replace(order, workflow=workflow, facts=replace(order.facts, amount=price))


def demand(
    asked: int, received: int = 0, *, of: str = "", at: datetime = MONDAY, cancelled: bool = False
) -> Demanded:
    return Demanded(
        instalment=of, made_at=at, standing=Standing(asked=asked, received=received, cancelled=cancelled)
    )


def told(order: Order, *asked: Demanded) -> list[tuple[str, bool, bool]]:
    """Name, whether what is missing was asked for, whether it is paid."""
    return [(one.instalment.id, one.asked_at is not None, one.paid) for one in claims(order, asked)]


def test_it_falls_due_with_its_event_and_no_more_once_that_is_taken_back():
    shop = opened()
    at_opening = part("first", "opened")
    assert due_since(shop.order, at_opening) == MONDAY
    assert due_since(shop.order, DEPOSIT) is None
    shop.later(hours=1)
    shop.does(LAN, Report(stage="reception", done=True))
    assert due_since(shop.order, DEPOSIT) == MONDAY + HOUR
    shop.does(LAN, Undo(stage="reception"))
    assert due_since(shop.order, DEPOSIT) is None
    assert due_since(Shop().order, at_opening) is None


def test_received_is_another_event_than_done():
    shop = designed()
    assert due_since(shop.order, FINAL) is None
    shop.later(hours=1)
    shop.does(MINH, Receive(stage="fabrication"))
    assert due_since(shop.order, FINAL) == MONDAY + HOUR
    assert due_since(shop.order, part("all", "fabrication done")) is None


def test_what_several_stages_make_true_is_due_with_the_last_of_them_and_never_by_one_that_is_skipped():
    workflow = marking(dict.fromkeys(("design", "placement", "inspection"), "accepted"))
    shop, accepted = opened(workflow=workflow), part("all", "accepted")
    shop.does(LAN, Report(stage="reception", done=True))
    shop.does(TU, Report(stage="placement", done=True, fields={"place": "xưởng 2"}))
    assert due_since(shop.order, accepted) is None
    shop.later(hours=1)
    shop.does(TU, Report(stage="design", done=True, evidence=(DRAWING,)))
    assert due_since(shop.order, accepted) == MONDAY + HOUR


def test_it_falls_due_once_all_it_requires_is_true_and_waits_for_no_stage_the_order_goes_without():
    workflow = marking({"design": "price_agreed", "placement": "signed", "inspection": "accepted"})
    shop = opened(workflow=workflow)
    shop.does(LAN, Report(stage="reception", done=True))
    waiting = part("all", "reception done", requires=["price_agreed", "signed", "accepted"])
    shop.later(hours=1)
    shop.does(TU, Report(stage="placement", done=True, fields={"place": "xưởng 2"}))
    assert due_since(shop.order, waiting) is None
    shop.later(hours=1)
    shop.does(TU, Report(stage="design", done=True, evidence=(DRAWING,)))
    assert due_since(shop.order, waiting) == MONDAY + 2 * HOUR
    shop.does(TU, Undo(stage="design"))
    assert due_since(shop.order, waiting) is None
    assert due_since(shop.order, part("first", "reception done", requires=["accepted"])) == MONDAY


def marking(marks: Mapping[str, str]) -> Workflow:
    stages = (
        one.model_copy(update={"marks": (marks[one.id],)}) if one.id in marks else one for one in SIGN.stages
    )
    return SIGN.model_copy(update={"stages": tuple(stages)})


def test_a_part_of_each_delivery_is_not_due_by_the_course_of_the_work():
    assert due_since(designed().order, part("each", "opened", per="delivery")) is None


def test_nobody_collects_what_has_no_price_and_was_not_asked_for():
    order = priced(designed().order, price=None)
    assert told(order) == []
    assert told(order, demand(3_000_000, of="deposit")) == [("deposit", True, False)]
    assert told(order, demand(3_000_000, 3_000_000, of="deposit")) == [("deposit", True, True)]


@pytest.mark.parametrize(
    ("asked", "stands"),
    [
        ((), (False, False)),
        ((demand(5_000_000, of="deposit"),), (True, False)),
        ((demand(5_000_000, of="deposit", cancelled=True),), (False, False)),
        ((demand(5_000_000, 2_000_000, of="deposit"),), (True, False)),
        ((demand(5_000_000, 5_000_000, of="deposit"),), (True, True)),
        ((demand(4_000_000, 4_000_000, of="deposit"),), (True, True)),  # less was asked for, and agreed to
        ((demand(5_000_000, 2_000_000, of="deposit", cancelled=True),), (False, False)),
        ((demand(5_000_000, of="final"),), (False, False)),
        ((demand(5_000_000),), (True, False)),
        ((demand(3_000_000),), (False, False)),
        ((demand(5_000_000, 5_000_000),), (False, True)),
        ((demand(2_000_000, 2_000_000), demand(3_000_000, of="deposit")), (True, False)),
        ((demand(2_000_000, 2_000_000), demand(3_000_000, 3_000_000, of="deposit")), (True, True)),
        ((demand(12_000_000, 12_000_000),), (False, True)),
    ],
)
def test_it_stands_by_what_was_asked_and_what_came(asked: tuple[Demanded, ...], stands: tuple[bool, bool]):
    [(name, *stood)] = told(priced(designed().order), *asked)
    assert (name, tuple(stood)) == ("deposit", stands)


@given(st.lists(st.integers(1, 12_000_000), max_size=5))
def test_money_without_a_name_is_counted_once(amounts: list[int]):
    shop = designed()
    shop.does(MINH, Receive(stage="fabrication"))
    paid = [one.paid for one in claims(priced(shop.order), [demand(one, one) for one in amounts])]
    came = sum(amounts)
    assert paid == [came >= PRICE // 2, came >= PRICE]


def test_a_paused_order_owes_nothing_and_what_is_due_when_it_goes_on_was_quiet_until_then():
    shop = designed()
    fallen = claims(priced(shop.order), ())
    shop.does(DIEU, Pause(note="chờ khách"))
    assert told(priced(shop.order)) == []
    shop.later(hours=30)
    shop.does(DIEU, Unpause())
    [deposit] = claims(priced(shop.order), ())
    assert [deposit] == [replace(one, quiet_until=shop.now) for one in fallen]
    [clock] = awaited(deposit, department="finance", pay_by=lambda _, at: at)
    assert (clock.at, clock.asked_at) == (deposit.due_since, shop.now)
