"""/today: what waits for a coordinator or a head, and nothing of what others have to do."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection

from storage.chasing import reminder_rows
from storage.chasing.checks_due import Thing
from tests.support.company import Company
from tests.support.sweeping import Sweeping

CENTRE = Path(__file__).parents[1] / "shipping.yaml"
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # Monday, 09:00 in Saigon
SAIGON = ZoneInfo("Asia/Ho_Chi_Minh")
NOTHING = "✅ Không có gì đang chờ bạn"


@pytest.fixture
def company(database_url: str) -> Iterator[Company]:
    founded = Company.founded(database_url, NOW, centre_file=CENTRE)
    yield founded
    founded.close()


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SAIGON)


def in_making(company: Company, code: str, promised: str) -> None:
    company.says("Lan", f"/new {code}; Khánh Thy; Biển; {promised}")
    company.says("Lan", f"/update {code} review xong")
    company.says("Tú", f"/confirm {code}")


def noted(company: Company) -> None:
    in_making(company, "X-1", "30/11")
    company.says("Tú", "/update X-1 making xong")
    company.says("Lan", "/update X-1 note xong")
    company.says("Lan", "51C-123")
    company.says("Tú", "/confirm X-1")


def test_it_is_for_those_who_watch_over_others(company: Company) -> None:
    told = company.says("Tú", "/today").answer
    assert told.startswith("Danh sách này dành cho ")
    assert told.endswith("Việc của bạn: gõ /viec.")
    assert NOTHING in company.says("Điệp", "/homnay").answer
    assert NOTHING in company.says("Bảo", "/jinri").answer


def test_what_is_promised_within_three_days_and_not_delivered(company: Company) -> None:
    in_making(company, "X-1", "25/11")
    in_making(company, "X-2", "30/11")

    seen = company.says("Điệp", "/today")

    assert "Hẹn giao trong 3 ngày tới" in seen.answer
    assert "1. X-1 · Khánh Thy · Hẹn giao: T4 25/11 · Sản xuất: Xưởng đang làm" in seen.answer
    assert "X-2" not in seen.answer
    assert "1. X-1" in seen.labels
    assert "X-1" in company.says("Bảo", "/today").answer
    assert NOTHING in company.says("Vy", "/today").answer  # it is not with the department she leads

    company.says("Tú", "/update X-1 making xong")
    company.says("Lan", "/update X-1 note xong")
    company.says("Lan", "51C")
    company.says("Tú", "/update X-1 loading xong")
    company.says("Tú", "/update X-1 delivery xong")
    assert NOTHING in company.says("Điệp", "/today").answer


def test_what_was_brought_to_them_and_is_still_missing(company: Company) -> None:
    company.says("Lan", "/new X-1; Khánh Thy; Biển; 31/12")
    company.says("Lan", "/update X-1 review xong")  # nobody at production confirms it
    sweeping = Sweeping(company=company)

    sweeping.until(local(23, 14))
    assert "Đã báo lên, vẫn chưa xong" in company.says("Bảo", "/today").answer
    assert NOTHING in company.says("Điệp", "/today").answer  # not with the coordinator yet

    sweeping.until(local(24, 12))
    seen = company.says("Điệp", "/today")
    assert "1. X-1 · Khánh Thy · Sản xuất (Xưởng): giao từ 09:00" in seen.answer

    stage = company.taps("Điệp", seen, "1. X-1")
    assert "Đã nhận" in stage.labels
    company.says("Tú", "/confirm X-1")
    assert NOTHING in company.says("Điệp", "/today").answer


def test_notices_that_a_department_should_have_acknowledged(company: Company) -> None:
    noted(company)
    assert NOTHING in company.says("Điệp", "/today").answer  # there is time yet

    company.now = local(23, 11, 30)
    seen = company.says("Điệp", "/today").answer
    assert "Thông báo chưa nhận" in seen
    assert "Phiếu xuất hàng: Xưởng chưa nhận, hạn 11:00" in seen
    assert "Kế toán chưa nhận" in seen

    company.says("Thu", "/confirm X-1")
    of_production = company.says("Bảo", "/today").answer
    assert "Xưởng chưa nhận" in of_production
    assert "Kế toán" not in of_production


def test_a_priority_waits_for_whoever_decides_and_for_nobody_else(company: Company) -> None:
    in_making(company, "X-1", "31/12")
    company.taps("Hùng", company.says("Hùng", "/change X-1 ưu tiên"), "Gấp")
    company.says("Hùng", "khách khai trương")

    assert "X-1 · Khánh Thy: xin mức Gấp từ 09:00" in company.says("Bảo", "/today").answer
    assert NOTHING in company.says("Điệp", "/today").answer


def test_a_disputed_hold_waits_for_the_coordinator(company: Company) -> None:
    in_making(company, "X-1", "31/12")
    company.taps("Tú", company.says("Tú", "/hold X-1 making"), "Chờ tiền")
    held = company.says("Tú", "khách chưa cọc")
    refused = company.taps("Thu", held, "Không phải")
    assert "?" in refused.answer
    company.says("Thu", "tiền về rồi")

    seen = company.says("Điệp", "/today").answer
    assert "Kẹt chưa rõ của ai" in seen
    assert "X-1 · Khánh Thy · Sản xuất: kẹt Chờ tiền" in seen
    assert NOTHING in company.says("Bảo", "/today").answer


def test_a_late_report_waits_for_the_head_and_then_for_the_coordinator(company: Company) -> None:
    in_making(company, "X-1", "24/11")
    Sweeping(company=company).until(local(25, 9))

    seen = company.says("Bảo", "/today")
    assert "Lý do trễ" in seen.answer
    assert "X-1 · Khánh Thy: Xưởng chưa ghi lý do trễ" in seen.answer
    assert "nợ lý do trễ" not in company.says("Điệp", "/today").answer
    assert "X-1" in company.taps("Bảo", seen, "2. X-1").answer


def test_a_long_list_is_cut_and_says_so(company: Company) -> None:
    for number in range(10):
        in_making(company, f"X-{number}", "25/11")

    seen = company.says("Điệp", "/today").answer

    assert "8. X-7" in seen
    assert "9." not in seen
    assert "… và 2 nữa. Xem hết: /homnay tất cả" in seen

    whole = company.says("Điệp", "/homnay tất cả")
    assert "10. X-9" in whole.answer
    assert "… và" not in whole.answer
    assert "10. X-9" in whole.labels


def test_what_is_past_its_promised_day_stands_first_until_it_is_delivered(company: Company) -> None:
    in_making(company, "X-1", "24/11")
    for number in range(3):
        in_making(company, f"Y-{number}", "26/11")
    company.now = local(26, 9)

    seen = company.says("Điệp", "/today").answer
    assert "Quá ngày hẹn giao, chưa giao\n1. X-1 · Khánh Thy · Hẹn giao: T3 24/11" in seen
    assert seen.index("1. X-1") < seen.index("Hẹn giao trong 3 ngày tới") < seen.index("Y-0")

    company.says("Tú", "/update X-1 making xong")
    company.says("Lan", "/update X-1 note xong")
    company.says("Lan", "51C")
    company.says("Tú", "/update X-1 loading xong")
    company.says("Tú", "/update X-1 delivery xong")
    assert "Quá ngày hẹn giao" not in company.says("Điệp", "/today").answer


def test_however_much_was_brought_up_the_latest_work_stands_first_and_all_is_counted(
    company: Company,
) -> None:
    company.says("Lan", "/new X-0; Khánh Thy; Biển; 31/12")
    company.says("Lan", "/update X-0 review xong")
    company.says("Tú", "/confirm X-0")
    due_at = company.order("X-0").stage("making").due_at
    assert due_at is not None
    company.now = due_at
    for number in range(1, 31):
        company.says("Lan", f"/new X-{number}; Khánh Thy; Biển; 31/12/2027")
        company.says("Lan", f"/update X-{number} review xong")

    def tell(conn: Connection) -> None:
        """The late one first: whatever was told later is not late, but a receipt that has not come."""
        for code in ["X-0", *(f"X-{number}" for number in range(1, 31))]:
            record = company.order(code).stage("making")
            missed_at = record.due_at if code == "X-0" else record.confirm_by
            assert missed_at is not None
            reminder = reminder_rows.NewReminder(
                company=company.centre.id,
                thing=Thing(order=company.order(code).id, stage="making"),
                rule="due" if code == "X-0" else "receipt",
                missed_at=missed_at,
                rung=2,
                round=0,
                department="production",
            )
            number = reminder_rows.add(conn, reminder, company.now)
            reminder_rows.said(conn, [number], company.now)

    company.store.write(tell).result()
    company.passes(days=1)

    brought = company.says("Điệp", "/today").answer.split("Đã báo lên, vẫn chưa xong\n")[1]
    assert brought.split("\n")[0].startswith("1. X-0")
    assert "… và 23 nữa. Xem hết: /homnay tất cả" in brought


def test_a_push_waits_for_its_answer_with_whoever_asked(company: Company) -> None:
    in_making(company, "X-1", "31/12")
    company.says("Điệp", "/push X-1 making khách hỏi")

    seen = company.says("Điệp", "/today").answer
    assert "Đã giục, chưa ai trả lời" in seen
    assert "X-1 · Khánh Thy · Sản xuất: Xưởng chưa trả lời từ 09:00" in seen
    assert NOTHING in company.says("Bảo", "/today").answer  # he did not ask

    company.says("Tú", "/update X-1 making 60%")
    assert NOTHING in company.says("Điệp", "/today").answer


def test_what_others_lead_hides_nothing_of_ones_own(company: Company) -> None:
    """However much of it there is: each kind is looked at for those who ask."""
    company.says("Lan", "/new Z-1; Khánh Thy; Biển; 25/11")  # with sales, which Hùng leads
    for number in range(30):
        in_making(company, f"X-{number}", "24/11")

    assert "Z-1 · Khánh Thy" in company.says("Hùng", "/today").answer
    seen = company.says("Bảo", "/today").answer
    assert "Z-1" not in seen
    assert "… và " in seen


def test_what_is_told_again_and_again_hides_nothing_else(company: Company) -> None:
    company.says("Lan", "/new X-1; Khánh Thy; Biển; 31/12")
    company.says("Lan", "/new X-2; Khánh Thy; Biển; 31/12")
    for code in ("X-1", "X-2"):
        company.says("Lan", f"/update {code} review xong")

    def tell(conn: Connection) -> None:
        """As often as the ladder's top rung comes round in three weeks, of the one; of the other once, before."""
        for code, rounds in (("X-2", 1), ("X-1", 40)):
            order = company.order(code)
            missed_at = order.stage("making").confirm_by
            assert missed_at is not None
            for round_ in range(rounds):
                reminder = reminder_rows.NewReminder(
                    company=company.centre.id,
                    thing=Thing(order=order.id, stage="making"),
                    rule="receipt",
                    missed_at=missed_at,
                    rung=3,
                    round=round_,
                    department="production",
                )
                number = reminder_rows.add(conn, reminder, company.now)
                reminder_rows.said(conn, [number], company.now)

    company.store.write(tell).result()
    company.now = local(24, 12)

    seen = company.says("Điệp", "/today").answer
    assert "X-1 · Khánh Thy" in seen
    assert "X-2 · Khánh Thy" in seen
