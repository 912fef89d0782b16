"""Some days of a company whose people answer, are late, forget, get stuck: what the bot says to them keeps to its rules."""

import asyncio
from datetime import date

import pytest

from benchmarks.month import broken_rules
from tests.support.month_figures import Figures
from tests.support.month_lived import lived

DEPARTMENTS = 12


def explained(found: Figures) -> None:
    assert found.reminders > DEPARTMENTS, "hardly anybody was late: it shows nothing"
    assert found.unaccounted() == []
    assert found.at_night() == []
    assert found.by_group_and_day()[-1] <= found.centre.defaults.unasked_per_day


def test_in_three_days_of_a_company_every_reminder_has_its_rule_and_none_comes_at_night(
    sqlite_url: str,
) -> None:
    _, found = asyncio.run(lived(sqlite_url, orders=40, until=date(2026, 11, 4), seed=3))
    explained(found)


@pytest.mark.soak
def test_a_fortnight_of_a_company_keeps_to_the_rules(database_url: str) -> None:
    """With a Sunday, and half a day before it."""
    _, found = asyncio.run(lived(database_url, orders=400, until=date(2026, 11, 16), seed=4))
    explained(found)
    assert {"department", "on_duty", "head", "coordinator"} <= set(found.escalations())
    assert broken_rules(found) == []
