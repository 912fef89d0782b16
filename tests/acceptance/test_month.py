"""Some days of a company whose people answer, are late, forget, get stuck: what the bot says to them keeps to its rules."""

import asyncio
from datetime import date

import pytest

from benchmarks.month import broken_rules
from tests.support.month_figures import Figures
from tests.support.month_lived import lived


def kept(found: Figures, *, orders: int) -> None:
    assert found.owed > orders
    assert found.reminders, "nobody was late: it shows nothing"
    assert broken_rules(found) == []


def test_three_days_of_a_company_keep_to_the_rules(sqlite_url: str) -> None:
    _, found = asyncio.run(lived(sqlite_url, orders=40, until=date(2026, 11, 4), seed=3))
    kept(found, orders=40)


@pytest.mark.soak
def test_a_fortnight_keeps_to_the_rules_on_both_databases(database_url: str) -> None:
    """With a Sunday, and half a day before it."""
    _, found = asyncio.run(lived(database_url, orders=400, until=date(2026, 11, 16), seed=4))
    kept(found, orders=400)
    assert {"department", "on_duty", "head", "coordinator"} <= set(found.escalations())
