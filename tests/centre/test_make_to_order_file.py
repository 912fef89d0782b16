"""The shipped file of the factory that makes to order (seed 003)."""

from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.centres.centre_files import load
from orders.centre_file.centre import Centre
from orders.centre_file.workflow import Approver, Workflow

FILE = Path(__file__).parents[2] / "workflows" / "make-to-order.yaml"
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture(scope="module")
def factory() -> Centre:
    return load(FILE).only


@pytest.fixture(scope="module")
def order(factory: Centre) -> Workflow:
    return factory.workflows[0]


def test_every_department_of_the_seed_is_there(factory: Centre) -> None:
    assert [one.names.zh for one in factory.departments] == [
        "销售部", "客户管理部", "技术中心", "PMC部", "成品仓", "采购部",
        "生产部", "品管部", "行政部", "财务部", "稽核中心", "总经理室",
    ]  # fmt: skip


def test_the_order_is_answered_only_when_every_side_has_reviewed_it(order: Workflow) -> None:
    reply = order.stage("reply")
    assert {(one, order.stage(one).department) for one in reply.after} == {
        ("review", "pmc"), ("feasibility", "tech"), ("test_review", "quality"), ("price", "finance"), ("trial", "customer"),
    }  # fmt: skip
    assert {str(order.stage(one).due) for one in reply.after} == {"1wd"}
    assert order.stage("feasibility").when == ("special",)


def test_nothing_is_planned_before_the_signature(order: Workflow) -> None:
    assert order.stage("sign").proofs == (("photo", "file"), ("signature",))
    downstream = order.downstream("sign")
    assert {order.stage(one) for one in ("plan", "material_plan", "release", "make")} <= {*downstream}


def test_exceptions_and_plans_have_the_approvers_the_seed_names(order: Workflow) -> None:
    head_of_planning = Approver(role="head", department="pmc")
    assert {one.id: one.approver for one in order.stages if one.approver} == {
        "trial": Approver(role="manager"),
        "material_plan": head_of_planning,
        "release": head_of_planning,
        "transport": head_of_planning,
    }
    assert order.stage("trial").when == ("untried",)
    assert {one.id: one.override for one in order.stages if one.override} == {
        "transport": Approver(role="manager")
    }


def test_a_plan_of_saturday_is_out_on_monday_before_work_has_gone_on_for_half_an_hour(
    factory: Centre, order: Workflow
) -> None:
    saturday = datetime(2026, 11, 28, 15, tzinfo=HANOI)
    assert factory.times.due_at(order.stage("release"), saturday, None) == datetime(
        2026, 11, 30, 7, 50, tzinfo=HANOI
    )


def test_inspections_counts_and_checks_cannot_be_closed_without_their_record(order: Workflow) -> None:
    asked = {
        one: ([field.id for field in order.stage(one).fields], order.stage(one).proofs)
        for one in ("key_process", "patrol", "storage", "loading")
    }
    record, signature = ("photo", "file"), ("signature",)
    assert asked == {
        "key_process": (["checked", "defects"], (record,)),
        "patrol": (["patrols", "found"], (record,)),
        "storage": (["keeper_count", "courier_count"], (record, signature)),
        "loading": (["loader", "keeper", "special_checked"], (record, signature)),
    }
    assert order.stage("finished_test").proofs == (signature,)


def test_the_note_is_out_a_working_day_ahead(factory: Centre, order: Workflow) -> None:
    monday = date(2026, 12, 7)
    made = datetime(2026, 12, 1, 9, tzinfo=HANOI)
    assert factory.times.due_at(order.stage("note"), made, monday) == datetime(2026, 12, 5, 17, tzinfo=HANOI)
    assert order.stage("transport") in order.downstream("note_check")


def test_statistics_are_owed_to_finance_by_nine_and_plans_to_production_by_ten_to_eight(
    factory: Centre,
) -> None:
    owed = {one.id: (one.department, one.at, one.to) for one in factory.duties}
    assert owed["shipped"] == ("pmc", time(9), "finance")
    assert owed["plan_out"] == ("pmc", time(7, 50), "production")
    assert str(factory.defaults.late_report_within) == "24h"
