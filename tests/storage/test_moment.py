"""A moment is the same point in time on both databases, and never without its zone."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.exc import StatementError

from storage.intake import kept_reports
from storage.tables.house_tables import kept_reports as table
from tests.support.stored_orders import Run

HANOI = timezone(timedelta(hours=7))
MOMENTS = (
    datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    datetime(2026, 11, 23, 9, 0, 0, 1, tzinfo=HANOI),
    datetime(2026, 11, 23, 2, 0, 0, 2, tzinfo=UTC),
    datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
)


def test_moments_come_back_in_utc_to_the_microsecond_and_in_order(do: Run, ask: Run) -> None:
    for number in (2, 0, 3, 1):
        do(kept_reports.keep, 1, None, {"n": number}, MOMENTS[number])

    def in_order(conn: Connection) -> list[datetime]:
        return list(conn.execute(select(table.c.at).order_by(table.c.at)).scalars())

    found = ask(in_order)
    assert found == list(MOMENTS)
    assert {moment.tzinfo for moment in found} == {UTC}


def test_a_naive_moment_is_refused(do: Run, ask: Run) -> None:
    naive = datetime(2026, 11, 23, 9, 0)  # noqa: DTZ001 - what must be refused
    with pytest.raises(StatementError, match="time zone"):
        do(kept_reports.keep, 1, None, {}, naive)

    def compare(conn: Connection) -> list[datetime]:
        return list(conn.execute(select(table.c.at).where(table.c.at < naive)).scalars())

    with pytest.raises(StatementError, match="time zone"):
        ask(compare)
