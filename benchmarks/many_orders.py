"""How long people wait for a list or a card where 100,000 orders with their events lie, 2,000 of them alive.

The orders were made by writing and tapping and then multiplied inside the database. Beside it the same questions to the
same company while it had only those that were made.
"""

import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from itertools import cycle

from sqlalchemy import Connection, func, select

from benchmarks.databases import Databases
from benchmarks.tables import table
from storage.migrate import upgrade
from storage.tables.order_tables import events, evidence, orders, stages
from tests.support.company import FILE, PHOTO, Company
from tests.support.multiplying import copy, counted, own, prepared

MORNING = datetime(2026, 11, 9, 1, tzinfo=UTC)
CLOSED, LIVE = 98, 20  # made by hand, and there so many times:
MADE = CLOSED + LIVE
CLOSED_COPIES, LIVE_COPIES = 1000, 100
QUESTIONS = 40
TO_THE_END = (
    ("Tú", "gia công 60%"), ("Tú", "gia công xong"), ("Tú", "lắp ráp 50%"), ("Tú", "lắp ráp xong"),
    ("Tú", "đóng gói xong"), ("Tú", "giao hàng xong"), ("Lan", "nghiệm thu xong"), ("Thu", "quyết toán xong"),
)  # fmt: skip
# How far the live ones have come, one after the other: what a board tells apart is all among them.
SO_FAR = (
    (("Tú", "gia công 40%"),),
    (("Tú", "gia công kẹt thiếu mica"),),
    (("Tú", "gia công 80%"), ("Tú", "gia công xong"), ("Tú", "lắp ráp kẹt khách chưa trả lời")),
    TO_THE_END[:5],
    TO_THE_END[:6],
)


def measure(databases: Databases) -> None:
    rows = []
    for kind in ("SQLite", "PostgreSQL"):
        url = databases.fresh(kind)
        upgrade(url)
        with closing(Company.founded(url, MORNING)) as company:
            _made(company)
            alone = {name: _waited(company, name) for name in ("/order", "/my", "/board", "/history")}
            many = company.store.write(_multiplied).result()
            company.store.write(counted).result()
            for name, few in alone.items():
                took = _waited(company, name)
                rows.append((f"{kind} {name}", f"{many:,}", *_told(took), *_told(few)[:1]))
    head = ("", "orders", "p50 ms", "p95 ms", f"p50 with {MADE} orders")
    table("Waiting for an answer, from the question to the letter stored", head, rows)


def _made(company: Company) -> None:
    for number in range(CLOSED):
        _drive(company, f"KT-{number}", TO_THE_END)
    for number, steps in zip(range(CLOSED, CLOSED + LIVE), cycle(SO_FAR), strict=False):
        _drive(company, f"KT-{number}", steps)
    company.passes(days=7)


def _drive(company: Company, code: str, steps: Sequence[tuple[str, str]]) -> None:
    company.in_fabrication(code, promised="13/11/2026")
    for who, words in steps:
        proof = (PHOTO,) if "giao" in words else (FILE,) if who != "Tú" else ()
        company.says(who, f"/update {code} {words}", attachments=proof)
    company.passes(minutes=1)


def _waited(company: Company, question: str) -> Sequence[float]:
    """Seconds of each question, as members of the busiest department and the coordinator ask them."""
    asked = {
        "/order": (f"/order KT-{number}" for number in range(QUESTIONS)),
        "/history": (f"/history KT-{number}" for number in range(QUESTIONS)),
    }
    words: Iterator[str] = asked.get(question, iter([question] * QUESTIONS))
    company.says("Tú", question)
    took = []
    for one, who in zip(words, cycle(("Tú", "Điệp")), strict=False):
        begun = time.perf_counter()
        company.says(who, one)
        took.append(time.perf_counter() - begun)
        company.passes(minutes=5)
    return took


def _told(took: Sequence[float]) -> tuple[str, str]:
    return f"{1000 * statistics.median(took):.1f}", f"{1000 * statistics.quantiles(took, n=20)[-1]:.1f}"


def _multiplied(conn: Connection) -> int:
    """Every order again and again, with its stages, events and evidence, under codes of their own; how many there are now."""
    prepared(conn)
    its_own = {"order_id": f"order_id + n * {MADE}"}
    for which, order, changed in (
        (orders, "id", own(MADE)),
        *((its, "order_id", its_own) for its in (stages, events, evidence)),
    ):
        for where, copies in ((f"{order} <= {CLOSED}", CLOSED_COPIES), (f"{order} > {CLOSED}", LIVE_COPIES)):
            copy(conn, which, changed, where=f"{where} AND {order} <= {MADE}", first=1, last=copies - 1)
    return conn.execute(select(func.count()).select_from(orders)).scalar_one()
