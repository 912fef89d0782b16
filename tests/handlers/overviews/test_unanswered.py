"""What has climbed to the top of its ladder and is still missing stands on the board: all of it, the longest first."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection

from storage.chasing import reminder_rows
from storage.chasing.checks_due import Thing
from storage.people import people_rows
from tests.support.company import Company
from tests.support.duty_days import DutyDays, founded, local
from tests.support.sweeping import Sweeping

SHIPPING = Path(__file__).parents[1] / "shipping.yaml"
SAIGON = ZoneInfo("Asia/Ho_Chi_Minh")
HEAD = "📵 Đã hỏi hết các cấp, chưa ai trả lời"


@pytest.fixture
def shipping(database_url: str) -> Iterator[Company]:
    founded_at = datetime(2026, 11, 23, 9, tzinfo=SAIGON)  # a Monday
    works = Company.founded(database_url, founded_at, centre_file=SHIPPING)
    yield works
    works.close()


@pytest.fixture
def factory(database_url: str) -> Iterator[DutyDays]:
    """Saturday, 17:00: work has just ended."""
    days = founded(database_url, local(21, 17))
    yield days
    days.company.close()


def in_making(company: Company, code: str) -> None:
    company.says("Lan", f"/new {code}; Khánh Thy; Biển; 31/12")
    company.says("Lan", f"/update {code} review xong")


def section(answer: str) -> list[str]:
    """Its heading and what stands below it."""
    _, head, behind = answer.partition(HEAD)
    return f"{head}{behind}".split("\n\n")[0].split("\n")


def test_what_waits_at_the_top_is_told_however_much_climbs_below_it_since(shipping: Company) -> None:
    for code in ("X-1", "X-2", "X-3"):
        in_making(shipping, code)  # nobody at production confirms them
        shipping.passes(minutes=1)
    sweeping = Sweeping(company=shipping)
    sweeping.until(shipping.now + timedelta(days=3))
    for number in range(20):
        in_making(shipping, f"Y-{number}")
    sweeping.until(shipping.now + timedelta(hours=6))  # the heads have been told of the new ones

    heading, *lines = section(shipping.says("Điệp", "/board").answer)

    assert heading == f"{HEAD} (3)"
    assert [line.split(" ")[0] for line in lines] == ["X-1", "X-2", "X-3"]


def test_all_that_waits_at_the_top_is_counted_and_the_longest_missing_stands_first(shipping: Company) -> None:
    codes = [f"X-{number:02}" for number in range(24)]
    for code in codes:
        in_making(shipping, code)
        shipping.passes(minutes=1)

    def tell(conn: Connection) -> None:
        """The latest missing first, and none so often as what was missing last."""
        for times, code in enumerate(reversed(codes), start=1):
            order = shipping.order(code)
            missed_at = order.stage("making").confirm_by
            assert missed_at is not None
            for round_ in range(0, 24 - times, 8):
                reminder = reminder_rows.NewReminder(
                    company=shipping.centre.id,
                    thing=Thing(order=order.id, stage="making"),
                    rule="receipt",
                    missed_at=missed_at,
                    rung=2,
                    round=round_,
                    department="production",
                    highest=True,
                )
                number = reminder_rows.add(conn, reminder, shipping.now)
                reminder_rows.said(conn, [number], shipping.now)

    shipping.passes(minutes=180)
    shipping.store.write(tell).result()

    heading, *lines = section(shipping.says("Điệp", "/board").answer)

    told = [line.split(" ")[0] for line in lines]
    assert heading == f"{HEAD} (23)"  # of X-00, the newest told, nobody was ever told anything
    assert told[:10] == codes[1:11]
    assert lines[10] == "… và 13 nữa. Xem hết: /bang chưa trả lời"
    all_of_them = shipping.says("Điệp", "/bang chưa trả lời").answer.split("\n")[1:]
    assert [line.split(" ")[0] for line in all_of_them] == codes[1:]
    chart = shipping.says("Điệp", "/chart").answer
    assert f"{HEAD} (23): {', '.join(codes[1:9])} và 15 nữa. Xem: /bang chưa trả lời" in chart
    assert HEAD not in shipping.says("Bảo", "/chart", group="production").answer


def test_a_notice_nobody_acknowledges_is_among_it(shipping: Company) -> None:
    in_making(shipping, "X-1")
    shipping.says("Tú", "/confirm X-1")
    shipping.says("Tú", "/update X-1 making xong")
    shipping.says("Lan", "/update X-1 note xong")
    shipping.says("Lan", "51C-123")
    shipping.says("Tú", "/confirm X-1 loading")
    Sweeping(company=shipping).until(shipping.now + timedelta(days=3))

    told = section(shipping.says("Điệp", "/board").answer)
    assert any("Phiếu xuất hàng (Kế toán)" in line for line in told)

    shipping.says("Thu", "/confirm X-1")
    assert "(Kế toán)" not in shipping.says("Điệp", "/board").answer


def test_a_duty_nobody_hands_in_is_among_it_though_no_order_runs(factory: DutyDays) -> None:
    boss = factory.company.users["Sếp"]
    factory.company.store.write(lambda conn: people_rows.set_reachable(conn, boss, reachable=False)).result()
    factory.heard(local(23, 16))  # who stands highest now is coordination
    answer = factory.company.says("Sếp", "/board").answer
    assert any("Bảng kế hoạch sản xuất" in line for line in section(answer))
