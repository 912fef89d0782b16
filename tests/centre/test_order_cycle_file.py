"""The shipped file of the order cycle (seed 002)."""

from itertools import pairwise
from pathlib import Path

import pytest

from bot.centres.centre_files import load
from orders.centre_file.centre import Centre
from orders.centre_file.workflow import Approver

FILE = Path(__file__).parents[2] / "workflows" / "order-cycle.yaml"
TEN_STEPS = [
    "planning", "generation", "pricing", "entry", "selection",
    "scheduling", "fulfilment", "billing", "returns", "aftersales",
]  # fmt: skip


@pytest.fixture(scope="module")
def cycle() -> Centre:
    return load(FILE).only


def test_the_ten_steps_stand_in_the_order_of_the_seed(cycle: Centre) -> None:
    [workflow] = cycle.workflows
    assert [one.id for one in workflow.stages if one.id in TEN_STEPS] == TEN_STEPS
    for before, after in pairwise(TEN_STEPS[:8]):
        assert workflow.stage(after) in workflow.downstream(before)


def test_nothing_is_billed_before_it_is_delivered_and_its_price_and_quantity_are_known(cycle: Centre) -> None:
    [workflow] = cycle.workflows
    billing = workflow.stage("billing")
    for earlier in ("entry", "delivery", "delivered_facts", "price_facts"):
        assert billing in workflow.downstream(earlier)
    assert [workflow.stage(one).department for one in billing.after] == ["coordination", "sales"]


def test_selection_and_priority_are_the_seniors(cycle: Centre) -> None:
    selection = cycle.workflows[0].stage("selection")
    assert (selection.department, selection.approver) == ("management", Approver(role="manager"))
    assert {one.id: one.set_by for one in cycle.priorities[1:]} == {
        "key_customer": (Approver(role="manager"),),
        "rush": (Approver(role="manager"), Approver(role="head", department="sales")),
    }
    rush = cycle.priorities[2]
    assert (rush.asks, rush.approver) == ("production", Approver(role="manager"))


def test_forecast_spare_capacity_and_stock_are_owed_to_the_other_side(cycle: Centre) -> None:
    assert [(one.id, one.department, one.to) for one in cycle.duties] == [
        ("forecast", "sales", "production"),
        ("spare_capacity", "production", "sales"),
        ("in_stock", "warehouse", "sales"),
    ]


def test_a_return_is_agreed_carried_received_and_refunded_within_hours(cycle: Centre) -> None:
    goods_return = cycle.case("goods_return")
    assert goods_return is not None
    assert [(one.id, one.department) for one in goods_return.stages] == [
        ("agreement", "sales"), ("carriage", "logistics"), ("receipt", "warehouse"), ("refund", "finance"),
    ]  # fmt: skip
    assert str(goods_return.stage("refund").due) == "2wh"
    assert goods_return.code.needs_order
    assert goods_return.stage("receipt").marks == ("returned",)


def test_the_answers_of_the_last_two_steps_open_the_cases_they_call_for(cycle: Centre) -> None:
    workflow = cycle.workflows[0]
    opened = {
        choice.id: choice.opens
        for stage in ("returns", "aftersales")
        for field in workflow.stage(stage).fields
        for choice in field.choices
    }
    assert opened == {
        "kept": None, "returned": "goods_return", "claimed": "claim", "nothing": None, "visit": "visit",
    }  # fmt: skip
