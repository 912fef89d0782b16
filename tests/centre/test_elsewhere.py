"""A company we do not know can be written down: together with the shipped file it uses every key there is."""

from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.centres.centre_files import load
from bot.centres.centre_schema import schema
from bot.centres.yaml_places import read
from orders.centre_file.centre import Centre

HERE = Path(__file__).parent
FILES = (HERE / "elsewhere.yaml", HERE.parents[1] / "workflows" / "adtech.yaml")


@pytest.fixture(scope="module")
def factory() -> Centre:
    return load(FILES[0]).only


def test_plans_are_out_by_ten_to_eight_and_notes_a_working_day_ahead(factory: Centre) -> None:
    shanghai = ZoneInfo("Asia/Shanghai")
    order = factory.workflows[0]
    saturday = datetime(2026, 11, 28, 10, tzinfo=shanghai)
    assert factory.times.due_at(order.stage("plan"), saturday, None) == datetime(
        2026, 11, 30, 7, 50, tzinfo=shanghai
    )
    monday = date(2026, 11, 30)
    assert factory.times.due_at(order.stage("note"), saturday, monday) == datetime(
        2026, 11, 28, 12, tzinfo=shanghai
    )
    assert factory.calendar.is_working_day(date(2026, 10, 10))
    assert not factory.calendar.is_working_day(date(2026, 10, 5))


def test_codes_cases_and_duties_are_as_they_were_written(factory: Centre) -> None:
    assert factory.company.code_pattern.code(date(2026, 11, 2), 5) == "MQ20261102-005"
    assert factory.cases[0].code.needs_order
    assert factory.duties[0].days == frozenset(range(5))
    assert factory.workflows[0].stage("review").fields[0].choices[1].opens == "purchase"


def test_every_key_of_the_format_is_used_by_one_of_the_files() -> None:
    described = schema()
    used: set[tuple[str, str]] = set()
    for file in FILES:
        _walk(read(file.read_text(encoding="utf-8")).data, described, described, used)
    known = {(part.get("title", "Centre"), key) for part in (described, *described["$defs"].values())
             for key in part.get("properties", ())}  # fmt: skip
    # A case is a workflow, and needs none of these to show that they are read.
    assert known - used == {("Case", "flags"), ("Case", "instalments")}


def _walk(value: Any, part: dict[str, Any], whole: dict[str, Any], used: set[tuple[str, str]]) -> None:
    """Note every key of every group in the file under the title of the part that describes it."""
    if "$ref" in part:
        part = whole["$defs"][part["$ref"].rpartition("/")[2]]
    for one in part.get("anyOf", ()):
        _walk(value, one, whole, used)
    if isinstance(value, list) and "items" in part:
        for item in value:
            _walk(item, part["items"], whole, used)
    if isinstance(value, dict):
        patterns = part.get("patternProperties", {})
        other = part.get("additionalProperties") or next(iter(patterns.values()), None)
        for key, inner in value.items():
            rule = part.get("properties", {}).get(key)
            if rule is not None:
                used.add((part.get("title", "Centre"), key))
            if isinstance(rule or other, dict):
                _walk(inner, rule or other, whole, used)
