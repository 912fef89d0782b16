"""Counted stages: what was ordered is what there is to do; rejects and ends that fall short have a reason; deliveries."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from orders.centre_file.workflow import Workflow
from orders.evolving import facts_from_json, facts_to_json
from orders.facts import Facts, Line
from orders.moves import Report
from orders.order import StageState
from orders.quantities import Delivery, Quantity, price_of, quantity_from_json, quantity_to_json, written
from orders.refusals.counting import (
    DeliveredAlready,
    QuantityImpossible,
    QuantityInexact,
    QuantityShort,
    RejectsUnexplained,
)
from orders.refusals.stale import AlreadyRecorded
from orders.whole_order_moves import ChangeFacts, Undo
from tests.support.shop import HOA, LAN, MINH, Shop, designed, kinds, named, opened, stage

COUNTED = {"unit": {"vi": "bộ", "zh": "套", "en": "sets"}, "rejects": True}
FACTORY = Workflow(
    id="factory",
    names=named("factory"),
    stages=(
        stage("reception", "sales"),
        stage("make", "production", "reception", quantity=COUNTED),
        stage("ship", "production", "make", quantity=COUNTED, marks=("delivered",)),
        stage("thanks", "sales", "ship"),
    ),
)
SIGNS = Line(spec="biển alu", quantity=Decimal(120), unit="Bộ", price=250_000)
FILM = Line(spec="decal", quantity=Decimal("12.5"), unit="m²", price=90_000)


def _making(*lines: Line) -> Shop:
    shop = opened(workflow=FACTORY)
    if lines:
        shop.does(HOA, ChangeFacts(facts=replace(shop.order.facts, lines=lines)))
    shop.does(LAN, Report(stage="reception", done=True))
    return shop


def _shipping(*lines: Line) -> Shop:
    shop = _making(*lines)
    shop.does(MINH, Report(stage="make", done=True))
    return shop


def _so_far(shop: Shop, stage_id: str, done: str, **more: object) -> None:
    shop.does(MINH, Report(stage=stage_id, quantity=Quantity(done=Decimal(done), **more)))


def test_how_many_there_are_to_make_is_what_was_ordered_in_the_units_of_the_stage() -> None:
    shop = _making(SIGNS, FILM, replace(SIGNS, spec="biển mica", quantity=Decimal(30), unit="套"))
    _so_far(shop, "make", "40")
    assert shop.stage("make").quantity == Quantity(done=Decimal(40), total=Decimal(150), unit="Bộ")


def test_more_than_was_ordered_is_refused_unless_a_larger_total_is_said() -> None:
    shop = _making(SIGNS)
    with pytest.raises(QuantityImpossible):
        _so_far(shop, "make", "121")
    _so_far(shop, "make", "121", total=Decimal(125))
    assert shop.stage("make").quantity.total == 125


def test_what_is_counted_in_another_unit_has_no_total_of_the_lines() -> None:
    shop = _making(SIGNS)
    _so_far(shop, "make", "3", unit="thùng")
    assert shop.stage("make").quantity == Quantity(done=Decimal(3), unit="thùng")


def test_what_is_counted_in_another_unit_ends_with_its_own_total() -> None:
    """Three crates of three are all of it, however many signs were ordered."""
    shop = _making(SIGNS)
    _so_far(shop, "make", "3", total=Decimal(3), unit="thùng")
    shop.does(MINH, Report(stage="make", done=True))
    assert shop.stage("make").state is StageState.DONE


def test_one_unit_in_two_languages_is_one_unit() -> None:
    shop = _making(SIGNS)
    _so_far(shop, "make", "100", unit="sets")
    assert shop.stage("make").quantity == Quantity(done=Decimal(100), total=Decimal(120), unit="sets")
    with pytest.raises(QuantityShort):
        shop.does(MINH, Report(stage="make", done=True))


def test_parts_of_a_thing_are_exact_and_no_finer_than_three_places() -> None:
    shop = _making()
    _so_far(shop, "make", "12.125", total=Decimal("40.5"))
    assert shop.stage("make").quantity.done == Decimal("12.125")
    with pytest.raises(QuantityInexact):
        _so_far(shop, "make", "12.1255")
    with pytest.raises(QuantityInexact):
        _so_far(shop, "make", "99999999")


def test_done_says_that_all_of_it_is_there_where_nobody_counted() -> None:
    shop = _making(SIGNS)
    shop.does(MINH, Report(stage="make", done=True))
    assert shop.stage("make").quantity == Quantity(done=Decimal(120), total=Decimal(120), unit="Bộ")


def test_without_lines_and_without_a_count_done_is_done() -> None:
    shop = _making()
    shop.does(MINH, Report(stage="make", done=True))
    assert shop.stage("make").state is StageState.DONE


def test_a_counted_stage_ends_complete_or_with_a_reason() -> None:
    shop = _making(SIGNS)
    _so_far(shop, "make", "80")
    with pytest.raises(QuantityShort) as short:
        shop.does(MINH, Report(stage="make", done=True))
    assert (short.value.done, short.value.total) == (80, 120)
    events = shop.does(MINH, Report(stage="make", done=True, short="khách giảm"))
    assert [event.note for event in events if event.kind == "done"] == ["khách giảm"]


def test_a_stage_that_is_not_counted_ends_whatever_was_counted() -> None:
    shop = designed()
    shop.does(MINH, Report(stage="fabrication", quantity=Quantity(done=Decimal(3), total=Decimal(12))))
    shop.does(MINH, Report(stage="fabrication", done=True))
    assert shop.stage("fabrication").state is StageState.DONE


def test_good_and_rejected_that_add_up_need_no_further_reason() -> None:
    shop = _making(SIGNS)
    _so_far(shop, "make", "117", rejected=Decimal(3), reason="lem mực")
    shop.does(MINH, Report(stage="make", done=True))
    assert shop.stage("make").quantity.reason == "lem mực"


def test_why_some_were_rejected_is_said_each_time_there_are_more_of_them() -> None:
    shop = _making(SIGNS)
    with pytest.raises(RejectsUnexplained):
        _so_far(shop, "make", "50", rejected=Decimal(2))
    _so_far(shop, "make", "50", rejected=Decimal(2), reason="lem mực")
    _so_far(shop, "make", "60")
    with pytest.raises(RejectsUnexplained):
        _so_far(shop, "make", "70", rejected=Decimal(5))
    assert shop.stage("make").quantity.rejected == 2


def test_each_part_that_reaches_the_customer_is_kept_with_its_day() -> None:
    shop = _shipping(SIGNS)
    first, second = date(2026, 11, 23), date(2026, 11, 24)
    shop.does(MINH, Report(stage="ship", quantity=Quantity(done=Decimal(40)), delivered_on=first))
    shop.later(days=1)
    events = shop.does(MINH, Report(stage="ship", quantity=Quantity(done=Decimal(110))))
    assert kinds(events) == [("delivered", "ship")]
    assert shop.stage("ship").quantity.deliveries == (
        Delivery(count=Decimal(40), on=first),
        Delivery(count=Decimal(70), on=second),
    )
    assert shop.stage("ship").state is StageState.ACTIVE


def test_a_delivery_is_taken_back_by_itself() -> None:
    shop = _shipping(SIGNS)
    _so_far(shop, "ship", "40")
    _so_far(shop, "ship", "110")
    shop.does(MINH, Undo(stage="ship"))
    assert shop.stage("ship").quantity.done == 40
    assert [one.count for one in shop.stage("ship").quantity.deliveries] == [40]


def test_what_was_delivered_does_not_become_less() -> None:
    shop = _shipping(SIGNS)
    _so_far(shop, "ship", "40")
    with pytest.raises(DeliveredAlready):
        _so_far(shop, "ship", "30")


def test_the_same_figure_at_once_is_a_repeat_and_no_delivery() -> None:
    shop = _shipping(SIGNS)
    _so_far(shop, "ship", "40")
    with pytest.raises(AlreadyRecorded):
        _so_far(shop, "ship", "40")


def test_delivered_at_once_is_one_delivery_of_all() -> None:
    shop = _shipping(SIGNS)
    events = shop.does(MINH, Report(stage="ship", done=True))
    assert kinds(events)[:2] == [("delivered", "ship"), ("done", "ship")]
    assert [one.count for one in shop.stage("ship").quantity.deliveries] == [120]


def test_numbers_are_text_where_they_are_kept_and_whole_ones_of_before_are_read() -> None:
    facts = Facts(customer="Khánh Thy", lines=(replace(FILM, quantity=Decimal("12.500")),))
    kept = facts_to_json(facts)
    assert kept["lines"][0]["quantity"] == "12.5"
    assert facts_from_json(kept) == facts
    assert written(Decimal("1E+2")) == "100"
    quantity = Quantity(
        done=Decimal(3), total=Decimal("4.5"), deliveries=(Delivery(count=Decimal(3), on=date(2026, 11, 23)),)
    )
    assert quantity_from_json(quantity_to_json(quantity)) == quantity
    old = {"done": 117, "total": 200, "rejected": 3, "unit": "bộ"}
    assert quantity_from_json(old) == Quantity(
        done=Decimal(117), total=Decimal(200), rejected=Decimal(3), unit="bộ"
    )


def test_lines_come_to_a_sum_only_when_each_has_its_price() -> None:
    assert price_of((SIGNS, FILM)) == 120 * 250_000 + 1_125_000
    assert price_of((SIGNS, replace(FILM, price=None))) is None
    assert price_of(()) is None
    assert price_of((replace(FILM, quantity=Decimal("0.5"), price=333),)) == 167
