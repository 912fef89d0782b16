"""The shipped file of the outdoor-advertising company (seed 000)."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.centres.centre_check import check
from bot.centres.centre_files import load
from orders.centre_file.centre import Centre
from orders.centre_file.chasing import HoldKind

FILE = Path(__file__).parents[2] / "workflows" / "adtech.yaml"
SAIGON = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture(scope="module")
def adtech() -> Centre:
    return load(FILE).only


def test_the_departments_of_the_seed_are_there_and_two_act_anywhere(adtech: Centre) -> None:
    assert [one.id for one in adtech.departments] == [
        "eant", "sales", "design", "production", "finance", "coordination",
    ]  # fmt: skip
    assert [one.id for one in adtech.departments if one.acts_anywhere] == ["eant", "coordination"]
    assert adtech.coordination == "coordination"


def test_the_stages_follow_the_seed(adtech: Centre) -> None:
    [workflow] = adtech.workflows
    assert [(stage.id, stage.department, stage.after) for stage in workflow.stages] == [
        ("reception", "sales", ()),
        ("design", "design", ("reception",)),
        ("placement", "design", ("reception",)),
        ("fabrication", "production", ("design", "placement")),
        ("assembly", "production", ("fabrication",)),
        ("packing", "production", ("assembly",)),
        ("delivery", "production", ("packing",)),
        ("acceptance", "sales", ("delivery",)),
        ("settlement", "finance", ("acceptance",)),
    ]
    assert {stage.id: stage.evidence for stage in workflow.stages if stage.evidence} == {
        "design": ("file", "photo"),
        "acceptance": ("photo", "file"),
    }
    assert {stage.id: [one.id for one in stage.fields] for stage in workflow.stages if stage.fields} == {
        "placement": ["place"]
    }
    assert not any(stage.approver for stage in workflow.stages)


def test_every_kind_of_hold_of_the_design_is_answered_by_somebody_inside(adtech: Centre) -> None:
    assert {one.id for one in adtech.hold_kinds} == {
        "approval", "material", "customer", "payment", "machine", "people", "weather", "site", "permit", "rework",
    }  # fmt: skip
    assert [_answering(adtech, one) for one in ("customer", "payment", "approval")] == [
        "sales",
        "finance",
        "eant",
    ]


def _answering(centre: Centre, kind: str) -> str:
    found = centre.hold_kind(kind)
    assert isinstance(found, HoldKind)
    return found.department


@pytest.mark.parametrize(
    ("said", "department"),
    [("xuong", "production"), ("KẾ TOÁN", "finance"), ("生产部", "production"), ("dieu phoi", "coordination"),
     ("thiet ke", "design"), ("业务", "sales"), ("kho", None)],
)  # fmt: skip
def test_departments_are_found_as_people_call_them(adtech: Centre, said: str, department: str | None) -> None:
    found = adtech.find_department(said)
    assert (found.id if found else None) == department


def test_holidays_and_saturdays_are_kept(adtech: Centre) -> None:
    working = adtech.calendar.is_working_day
    assert working(date(2026, 11, 28))
    assert not working(date(2026, 11, 24))
    assert not working(date(2026, 2, 18))
    assert not working(date(2027, 2, 10))


def test_a_delivery_is_due_on_the_promised_date_and_without_one_by_the_default(adtech: Centre) -> None:
    delivery = adtech.workflows[0].stage("delivery")
    start = datetime(2026, 11, 26, 9, tzinfo=SAIGON)
    assert adtech.times.due_at(delivery, start, date(2026, 12, 2)) == datetime(2026, 12, 2, 17, tzinfo=SAIGON)
    assert adtech.times.due_at(delivery, start, None) == datetime(2026, 11, 28, 17, tzinfo=SAIGON)


def test_check_says_what_the_file_holds() -> None:
    checked = check(FILE)
    assert checked.centres
    told = "\n".join(checked.lines)
    for word in ("adtech", "coordination: coordination", "placement (design)", "permit", "can be used"):
        assert word in told


def test_check_lists_what_is_wrong(tmp_path: Path) -> None:
    broken = tmp_path / "adtech.yaml"
    broken.write_text(
        FILE.read_text(encoding="utf-8").replace("due: on promised", "due: some day"), encoding="utf-8"
    )
    checked = check(broken)
    assert checked.centres is None
    assert "workflows.order.stages.delivery.due" in checked.lines[0]
    assert checked.lines[-1] == "1 thing to mend. Nothing was changed."
