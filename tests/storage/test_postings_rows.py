"""One row a day decides whether a report was posted."""

from concurrent.futures import Future
from datetime import date, datetime
from threading import Barrier
from typing import Any

from storage.chasing import postings_rows
from storage.engine import open_store
from tests.support.stored_orders import Run

FRIDAY = date(2026, 11, 27)
SECONDS = 20


def test_a_day_is_taken_once_for_each_company_and_report(do: Run, ask: Run, now: datetime) -> None:
    assert do(postings_rows.take, "adtech", "daily_chart", FRIDAY, now)
    assert not do(postings_rows.take, "adtech", "daily_chart", FRIDAY, now)
    assert do(postings_rows.take, "adtech", "weekly_review", FRIDAY, now)
    assert do(postings_rows.take, "other", "daily_chart", FRIDAY, now)
    assert do(postings_rows.take, "adtech", "daily_chart", date(2026, 11, 26), now)
    assert ask(postings_rows.latest, "adtech", "daily_chart") == FRIDAY
    assert ask(postings_rows.latest, "adtech", "monthly_rates") is None


def test_of_two_processes_at_once_one_takes_it(database_url: str, now: datetime) -> None:
    stores = [open_store(database_url), open_store(database_url)]
    together = Barrier(2, timeout=SECONDS)

    def take(conn: Any) -> bool:
        if stores[0].dialect == "postgresql":  # on SQLite one waits for the other before it begins
            together.wait()
        return postings_rows.take(conn, "adtech", "daily_chart", FRIDAY, now)

    try:
        asked: list[Future[bool]] = [store.write(take) for store in stores]
        assert sorted(one.result(SECONDS) for one in asked) == [False, True]
    finally:
        for store in stores:
            store.close()
