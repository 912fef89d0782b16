"""The shipped file of the trading company (seed 001)."""

from pathlib import Path

import pytest

from bot.centres.centre_files import load
from orders.centre_file.centre import Centre

FILE = Path(__file__).parents[2] / "workflows" / "trading.yaml"


@pytest.fixture(scope="module")
def trading() -> Centre:
    return load(FILE).only


def test_every_department_of_the_seed_has_its_stages_and_each_of_them_its_own_limit(trading: Centre) -> None:
    [workflow] = trading.workflows
    assert {one.department for one in workflow.stages} == {
        "sales", "procurement", "warehouse", "logistics", "finance",
    }  # fmt: skip
    assert [one.id for one in workflow.stages if one.due is None] == []


def test_what_is_short_is_bought_and_stocked_before_it_is_picked(trading: Centre) -> None:
    [workflow] = trading.workflows
    short = [one.id for one in workflow.stages if one.when == ("short",)]
    assert short == ["replenish", "stocking"]
    assert set(workflow.stage("picking").after) == {"stock", "stocking"}


def test_suppliers_and_carriers_have_somebody_to_fall_back_on(trading: Centre) -> None:
    [workflow] = trading.workflows
    offered = {
        field.id: [choice.id for choice in field.choices]
        for stage in ("replenish", "transport")
        for field in workflow.stage(stage).fields
        if field.choices
    }
    assert offered == {"supplier": ["main", "backup"], "carrier": ["own", "first", "second"]}


def test_each_risk_of_the_seed_is_a_hold_somebody_answers_for(trading: Centre) -> None:
    answering = {one.id: one.department for one in trading.hold_kinds}
    assert {one: answering[one] for one in ("stock", "supplier", "transport")} == {
        "stock": "procurement", "supplier": "procurement", "transport": "logistics",
    }  # fmt: skip


def test_a_customer_who_is_not_satisfied_opens_a_complaint_that_ends_with_his_answer(trading: Centre) -> None:
    [satisfaction] = trading.workflows[0].stage("feedback").fields
    assert {one.id: one.opens for one in satisfaction.choices} == {
        "good": None, "fair": None, "poor": "complaint",
    }  # fmt: skip
    complaint = trading.case("complaint")
    assert complaint is not None
    assert [one.id for one in complaint.stage("answer").fields] == ["reply"]
