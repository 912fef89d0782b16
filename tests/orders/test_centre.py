"""The questions the product asks of a centre."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from orders.centre_file.centre import Centre, Centres
from orders.centre_file.workflow import Stage, Workflow
from orders.times import Times

SAIGON = ZoneInfo("Asia/Ho_Chi_Minh")


def names(word: str) -> dict[str, str]:
    return {"vi": word, "zh": f"{word}中", "en": f"{word} en"}


def raw(**more: Any) -> dict[str, Any]:
    stages = {
        "one": {"names": names("Một"), "department": "day", "due": "1wd"},
        "two": {
            "names": names("Hai"),
            "department": "night",
            "after": ["one"],
            "confirm_within": "1wh",
            "update_every": "2h",
            "warn_before": "30wm",
            "approver": {"role": "head", "department": "day"},
        },
    }
    return {
        "company": {
            "id": "shop",
            "names": names("Xưởng"),
            "language": "vi",
            "time_zone": "Asia/Ho_Chi_Minh",
            "code_pattern": "DH-{n}",
            "calendar": {
                "hours": {"mon-sat": "08:00-17:00"},
                "off": [{"day": "2026-11-26", "names": names("Nghỉ")}],
            },
        },
        "departments": {
            "day": {"names": names("Ngày"), "aliases": ["ca sáng"]},
            "night": {
                "names": names("Đêm"),
                "calendar": {
                    "hours": {"mon-fri": "22:00-06:00"},
                    "extra": [{"day": "2026-11-26", "hours": "22:00-23:00", "names": names("Bù")}],
                },
            },
        },
        "coordination": "day",
        "workflows": {"order": {"names": names("Đơn"), "stages": stages}},
        "hold_kinds": {"customer": {"names": names("Khách"), "department": "day", "check_in": "2wh"}},
        **more,
    }


def nov(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SAIGON)


@pytest.fixture(scope="module")
def centre() -> Centre:
    return Centre.model_validate(raw())


def test_each_department_keeps_its_own_hours_and_the_companys_days_off(centre: Centre) -> None:
    assert centre.calendar_of("day") is centre.calendar
    assert not centre.calendar_of("day").is_working_day(date(2026, 11, 26))
    assert centre.calendar_of("night").is_working(nov(25, 23))
    assert centre.calendar_of("night").closing(date(2026, 11, 26)) == nov(26, 23)


def test_a_vanished_departments_stages_go_to_coordination(centre: Centre) -> None:
    assert centre.department_or_coordination("gone").id == "day"
    assert centre.names_of("gone") == centre.names_of("day")
    assert centre.calendar_of("gone") is centre.calendar_of("day")


def test_departments_are_found_by_id_name_and_alias_as_the_caller_folds(centre: Centre) -> None:
    for text in ("day", "NGAY", "Ngày中", "ca sang"):
        found = centre.find_department(text)
        assert found is not None
        assert found.id == "day"
    assert centre.find_department("đêm", str.casefold) is not None
    assert centre.find_department("dem", str.casefold) is None


def test_times_follow_the_department_that_has_to_act(centre: Centre) -> None:
    times: Times = centre.times
    one, two = centre.workflows[0].stages
    assert times.due_at(one, nov(25, 9), None) == nov(27, 17)
    assert times.confirm_by(two, nov(25, 9)) == nov(25, 23)
    assert times.confirm_by(one, nov(25, 9)) == nov(25, 11)
    assert times.approval_by(two, nov(25, 9)) == nov(25, 13)
    assert times.approval_by(two.model_copy(update={"approver": None}), nov(24, 9)) == nov(25, 2)
    assert times.update_by(one, nov(24, 9)) == nov(25, 17)
    assert times.update_by(two, nov(24, 23)) == nov(25, 1)
    assert times.warn_by(one, nov(25, 17)) == nov(25, 15)
    assert times.warn_by(two, nov(25, 22, 10)) == nov(25, 5, 40)


def test_every_wait_has_an_end_whatever_the_file_says(centre: Centre) -> None:
    at = nov(24, 9)
    assert centre.times.hold_check("customer", "day", at) == nov(24, 11)
    assert centre.times.hold_check("gone", "gone", at) == nov(25, 17)
    assert centre.times.paused_check(at) == nov(28, 17)
    assert centre.times.draft_check(at) == nov(24, 13)
    assert centre.times.draft_check(at).tzinfo == UTC


def test_a_workflow_kept_with_an_order_outlives_its_departments_and_flags(centre: Centre) -> None:
    workflow = centre.workflows[0]
    assert Workflow.model_validate_json(workflow.model_dump_json()) == workflow
    kept = workflow.model_dump(mode="json")
    kept["stages"][0] |= {"department": "gone", "when": ["gone"]}
    assert Workflow.model_validate(kept).stage("one").department == "gone"
    kept["stages"][0]["after"] = ["two"]
    with pytest.raises(ValidationError, match="circle"):
        Workflow.model_validate(kept)


def test_stages_are_called_by_id_name_and_alias() -> None:
    stage = Stage.model_validate(
        {"id": "cut", "names": names("Cắt"), "department": "day", "aliases": ["CNC"]}
    )
    assert stage.words == ("cut", "Cắt", "Cắt中", "Cắt en", "CNC")


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"glossary": [["mica", "亚克力"], ["Mica ", "acrylic"]]}, "two groups"),
        (
            {"ladders": {"a": {"rungs": [{"who": "head", "wait": "1h"}, {"who": "head", "wait": "1h"}]}}},
            "head twice",
        ),
        ({"duties": {"plan": {"names": names("Việc"), "department": "day", "at": "25:00"}}}, "time of day"),
        (
            {
                "duties": {
                    "plan": {"names": names("Việc"), "department": "day", "at": "07:50", "days": ["t2"]}
                }
            },
            "no days",
        ),
        ({"reports": {"daily_chart": "5 pm"}}, "time of day"),
        (
            {"cases": {"order": {"names": names("Phiếu"), "stages": raw()["workflows"]["order"]["stages"]}}},
            "'order'",
        ),
    ],
)
def test_parts_that_do_not_fit_together_are_refused(more: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        Centre.model_validate(raw(**more))


def test_a_file_that_says_little_gets_a_ladder_and_defaults(centre: Centre) -> None:
    assert [rung.who for rung in centre.ladders[0].rungs] == [
        "department",
        "on_duty",
        "head",
        "coordinator",
        "manager",
    ]
    assert str(centre.defaults.late_report_within) == "24h"
    assert centre.defaults.unasked_per_day == 8
    assert centre.duties == ()


def test_a_holding_finds_its_companies_by_id(centre: Centre) -> None:
    other = centre.model_copy(update={"company": centre.company.model_copy(update={"id": "mill"})})
    assert Centres([centre]).only is centre
    holding = Centres([centre, other])
    assert list(holding) == ["shop", "mill"]
    assert holding["mill"] is other
    with pytest.raises(ValueError, match="too many"):
        _ = holding.only
    with pytest.raises(ValueError, match="own id"):
        Centres([centre, centre])
