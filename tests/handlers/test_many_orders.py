"""However many customers and orders there are, finding the one that is meant stays the same small work."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select

from handlers.dispatch import handle
from storage.tables.order_tables import customers, orders
from tests.support.company import Company

STEPS_AT_ONCE = 100


@pytest.fixture
def small(sqlite_url: str, now: datetime) -> Iterator[Company]:
    company = Company.founded(sqlite_url, now)
    company.in_fabrication("KT-2411")
    yield company
    company.close()


def coded(number: str) -> dict[str, str]:
    code, key = f"KT-{number}", f"kt{number}"
    return {"code": code, "code_key": key, "code_reversed": key[::-1], "customer_key": "anh 00001"}


def fill(company: Company) -> None:
    """20,000 customers called Anh or Okay and 5,000 live orders with codes alike."""

    def grow(conn: Connection) -> None:
        names = [f"{'anh' if n % 2 else 'okay'} {n:05}" for n in range(20_000)]
        rows = [{"company": company.centre.id, "key": name, "name": name.title()} for name in names]
        conn.execute(insert(customers), rows)
        known = dict(conn.execute(select(orders)).mappings().one())
        del known["id"]
        conn.execute(insert(orders), [known | coded(f"{3000 + n}") for n in range(5000)])

    company.store.write(grow).result()


def steps_of(company: Company, who: str, words: str) -> int:
    """What SQLite does for one message, in hundreds of its steps; nothing of it is kept."""
    steps = 0

    def count() -> None:
        nonlocal steps
        steps += 1

    heard = company.says(who, words)

    def counted(conn: Connection) -> None:
        raw: Any = conn.connection.driver_connection
        raw.set_progress_handler(count, STEPS_AT_ONCE)
        handle(conn, heard.incoming, company.around, now=company.now, machine_now=company.now)
        raw.set_progress_handler(None, STEPS_AT_ONCE)
        raise ZeroDivisionError

    company.store.write(counted).exception()
    return steps


@pytest.mark.parametrize(
    "words",
    [
        "ok anh",
        "anh",
        "KT-2511 xong",
        "2411 gia công 60%",
        "/update " + "\n".join(f"anh báo dòng {n}" for n in range(300)),
        "/update " + "\n".join(f"KT-99{n} xong" for n in range(300)),
    ],
    ids=["talk", "a beginning", "a misspelt code", "a report", "300 lines", "300 reports"],
)
def test_a_message_costs_no_more_in_a_large_company(small: Company, words: str) -> None:
    few = steps_of(small, "Tú", words)
    fill(small)
    assert steps_of(small, "Tú", words) < 2 * few + 500
