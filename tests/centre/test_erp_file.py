"""The shipped file of the manufacturer whose departments share one picture (seed 004)."""

from pathlib import Path

import pytest

from bot.centres.centre_files import load
from orders.centre_file.centre import Centre
from orders.centre_file.workflow import Stage, Workflow

FILE = Path(__file__).parents[2] / "workflows" / "erp.yaml"


@pytest.fixture(scope="module")
def erp() -> Centre:
    return load(FILE).only


@pytest.fixture(scope="module")
def order(erp: Centre) -> Workflow:
    return erp.workflows[0]


def after(order: Workflow, stage: str) -> list[Stage]:
    return [one for one in order.stages if stage in one.after]


def test_entry_is_one_stage_and_gives_three_departments_their_task(order: Workflow) -> None:
    assert [(one.id, one.kind) for one in order.stage("entry").fields] == [
        ("spec", "text"), ("quantity", "number"), ("deliver_on", "date"),
    ]  # fmt: skip
    assert [(one.id, one.department) for one in after(order, "entry")] == [
        ("stock", "warehouse"), ("task", "production"), ("terms", "finance"),
    ]  # fmt: skip


def test_short_of_stock_opens_a_purchase_request_and_production_waits(erp: Centre, order: Workflow) -> None:
    [stock] = order.stage("stock").fields
    assert {one.id: (one.sets, one.opens) for one in stock.choices} == {
        "enough": ((), None),
        "missing": (("short",), "purchase"),
    }
    purchase = erp.case("purchase")
    assert purchase is not None
    assert [(one.id, one.department) for one in purchase.stages] == [
        ("buying", "procurement"), ("receipt", "warehouse"),
    ]  # fmt: skip
    assert order.stage("making") in order.downstream("arrival")


def test_work_is_planned_when_stock_and_capacity_are_known(order: Workflow) -> None:
    assert set(order.stage("schedule").after) == {"stock", "task"}


def test_finance_follows_what_is_shipped_and_settles_after_it(order: Workflow) -> None:
    shipping = order.stage("shipping")
    assert shipping.follower == "finance"
    assert shipping.quantity is not None
    assert order.stage("settlement") in after(order, "shipping")
