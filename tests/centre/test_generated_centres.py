"""Companies nobody has thought of: any workflow can be written down, is read as it was meant, and leads somewhere."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.centres.centre_files import load
from orders.calendars.spans import parse_span
from orders.centre_file.workflow import Stage, Workflow
from orders.checks import next_check
from orders.holders import holders
from orders.order import FINAL_STATES
from tests.support.generated_orders import DEPARTMENTS, Step, steps, workflows
from tests.support.onward import led_on
from tests.support.tales import Told

#: None of them is due before another, whichever waits for which.
DUES = ("2wd", "4wh", "30wm", "3d", "24h", "at 09:00", "at 07:50 next day", "1wd before promised")
WRITTEN_BY_ID = {"stages", "fields", "choices"}
NIGHTS = {"calendar": {"hours": {"mon-fri": "22:00-06:00"}}}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("generated") / "company.yaml"


@settings(max_examples=30)
@given(
    workflows(),
    st.lists(st.sampled_from(DUES), min_size=8, max_size=8),
    steps,
    st.sampled_from([None, date(2026, 12, 4)]),
)
def test_a_workflow_is_read_as_written_and_no_order_in_it_is_ever_without_owner_clock_or_way_on(
    file: Path, workflow: Workflow, dues: list[str], row: list[Step], promised_on: date | None
) -> None:
    """With the clocks of its own calendars: days, nights and a holiday."""
    meant = as_a_file_may_say(workflow, dues)
    file.write_text(json.dumps(company(meant)), encoding="utf-8")  # what JSON writes, YAML reads
    centre = load(file).only
    [read] = centre.workflows
    assert read == meant
    told = Told(
        workflow=read,
        promised_on=promised_on,
        flags=frozenset(),
        times=centre.times,
    )
    for step in row:
        told.tries(step)
        owned_and_watched(told)
    while told.order.state not in FINAL_STATES:
        events = led_on(told, row[len(told.history) % len(row)].which)
        assert events, f"nobody can move it on: {told.order.state}, {told.order.stages}"
        told.take(events)
        owned_and_watched(told)


def owned_and_watched(told: Told) -> None:
    assert bool(holders(told.order)) == (told.order.state not in FINAL_STATES)
    for holder in holders(told.order):
        assert holder.department in DEPARTMENTS
        assert next_check(told.order, holder.stage, times=told.times) is not None


def as_a_file_may_say(workflow: Workflow, dues: Sequence[str]) -> Workflow:
    """The same without what a file may not say: a stage that can never come up."""
    stages = [
        Stage(
            **{**dict(stage), "due": parse_span(due), "unless": tuple({*stage.unless}.difference(stage.when))}
        )
        for stage, due in zip(workflow.stages, dues, strict=False)
    ]
    return Workflow(**{**dict(workflow), "stages": tuple(stages)})


def company(workflow: Workflow) -> dict[str, Any]:
    """A centre file with this workflow; the blue department works at night."""
    return {
        "company": {
            "id": "any",
            "names": named("any"),
            "language": "en",
            "time_zone": "Asia/Shanghai",
            "code_pattern": "A{n}",
            "calendar": {
                "hours": {"mon-sat": "08:00-12:00, 13:00-17:00"},
                "off": [{"day": "2026-11-24", "names": named("holiday")}],
            },
        },
        "departments": {
            one: {"names": named(one), **(NIGHTS if one == "blue" else {})} for one in DEPARTMENTS
        },
        "coordination": "red",
        "workflows": by_id([workflow.model_dump(mode="json", exclude_defaults=True)]),
        "cases": {
            "purchase": {
                "names": named("purchase"),
                "stages": {"buy": {"names": named("buy"), "department": "green"}},
            }
        },
        "hold_kinds": {"material": {"names": named("material"), "department": "red", "check_in": "4wh"}},
    }


def by_id(things: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """As a centre file writes them: the key is the id."""
    return {
        one["id"]: {
            key: by_id(value) if key in WRITTEN_BY_ID else value for key, value in one.items() if key != "id"
        }
        for one in things
    }


def named(text: str) -> dict[str, str]:
    return dict.fromkeys(("vi", "zh", "en"), text)
