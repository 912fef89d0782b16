"""/new with a workbook or a CSV: one order a line, shown first, opened at one yes, withdrawn together."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from bot.i18n.languages import LANGUAGES
from bot.i18n.wording import Setting
from handlers.batches import template
from handlers.batches.headings import COLUMNS, is_heading, under_headings
from handlers.reading.tables_in import read_sheets
from handlers.reply import text
from orders.facts import Line
from orders.order import OrderState, StageState
from storage.tables.order_tables import orders
from tests.support.company import RENDERER, Company
from tests.support.filing import Filing, csv, xlsx

HEAD = ("Mã đơn", "Khách hàng", "Tên đơn", "Ngày giao", "Số tiền", "Liên hệ", "SĐT", "Địa chỉ", "Yêu cầu")
TWO_KINDS = Path(__file__).parents[1] / "two_kinds.yaml"


@pytest.fixture
def filing(company: Company) -> Filing:
    return Filing(company=company)


def count(company: Company) -> int:
    query = select(func.count()).select_from(orders)
    return company.store.read(lambda conn: conn.execute(query).scalar_one()).result()


def test_orders_are_shown_and_opened_at_one_yes(company: Company, filing: Filing) -> None:
    rows = [
        ("KT-1", "Khánh Thy", "Biển alu", date(2026, 12, 25), 12_500_000, "chị Hoa", "0903 123 456", "12 Lê Lợi", "Đỏ <b>"),
        (None, "Mai Anh", "Decal", "28/12", "8tr5", None, None, None, None),
    ]  # fmt: skip
    filing.sends("Lan", "/new", xlsx(HEAD, *rows), name="đơn tuần.xlsx")
    assert "Sẽ mở 2 đơn mới. Chưa mở đơn nào." in filing.card()
    assert count(company) == 0
    filing.presses("Lan", "Mở 2 đơn")
    assert "Đã mở 2 đơn." in filing.card()
    order = company.order("KT-1")
    assert order.state is OrderState.OPEN
    assert (order.facts.customer, order.facts.title, order.facts.amount) == (
        "Khánh Thy",
        "Biển alu",
        12_500_000,
    )
    assert (order.facts.contact, order.facts.phone, order.facts.address) == (
        "chị Hoa",
        "0903 123 456",
        "12 Lê Lợi",
    )
    assert order.facts.requirements == "Đỏ <b>"
    assert order.promised_on == date(2026, 12, 25)
    assert order.stage("reception").state is StageState.ACTIVE
    assert count(company) == 2


def test_whereabouts_and_the_customers_day_are_read_as_new_reads_them(
    company: Company, filing: Filing
) -> None:
    head = ("Khách", "Mã", "Liên hệ", "SĐT", "Vị trí", "Ngày khách cần")
    rows = [
        ("Khánh Thy", "KT-1", "chị Lan 0909 123 456", None, "10.77,106.70", date(2026, 12, 20)),
        ("Mai Anh", "KT-2", None, 903123456, None, None),
        ("Mai Anh", "KT-3", None, None, "đâu đó", None),
    ]
    filing.sends("Lan", "/new", xlsx(head, *rows))
    assert "Dòng 4 KT-3" in filing.card()
    filing.presses("Lan", "Mở 2 đơn")
    first = company.order("KT-1")
    assert (first.facts.contact, first.facts.map_pin) == ("chị Lan", (10.77, 106.7))
    assert first.requested_on == date(2026, 12, 20)
    assert (
        company.order("KT-2").facts.phone.endswith("903 123 456")
        or "0903" in company.order("KT-2").facts.phone
    )


def test_how_many_of_what_is_the_orders_line(company: Company, filing: Filing) -> None:
    head = ("Khách hàng", "Mã đơn", "Mặt hàng", "Số lượng", "ĐVT", "Đơn giá", "Số tiền")
    rows = [
        ("Khánh Thy", "KT-1", "Biển alu", 20, "bộ", 150_000, None),
        ("Mai Anh", "KT-2", "Decal", "12.5 m2", None, None, 900_000),
        ("Mai Anh", "KT-3", None, 5, "bộ", None, None),
    ]
    filing.sends("Lan", "/new", xlsx(head, *rows))
    assert "Dòng 4 KT-3" in filing.card()
    filing.presses("Lan", "Mở 2 đơn")
    first, second = company.order("KT-1").facts, company.order("KT-2").facts
    assert first.lines == (Line(spec="Biển alu", quantity=Decimal(20), unit="bộ", price=150_000),)
    assert first.amount == 3_000_000
    assert second.lines == (Line(spec="Decal", quantity=Decimal("12.5"), unit="m2"),)
    assert second.amount == 900_000


@pytest.mark.parametrize(
    ("head", "encoding"),
    [("订单号,客户,品名,交期,金额", "gb18030"), ("Code,Customer,Title,Delivery date,Amount", "utf-16")],
)
def test_a_csv_in_another_language_opens_orders_too(
    company: Company, filing: Filing, head: str, encoding: str
) -> None:
    content = csv(head.split(","), ("KT-1", "永兴", "纸箱", "25/12/2026", "12500000"), encoding=encoding)
    filing.sends("Lan", "/kaidan", content, name="订单.csv")
    filing.presses("Lan", "Mở 1 đơn")
    assert company.order("KT-1").facts.amount == 12_500_000


def test_bad_lines_are_listed_and_keep_no_other(company: Company, filing: Filing) -> None:
    company.says("Lan", "/new KT-1; Khánh Thy; Biển")
    rows = [
        ("KT-1", "Mai Anh"),
        ("KT-2", None, "không khách"),
        ("KT-3", "Mai Anh", "x", "32/13"),
        ("KT-4", "Mai Anh", "x", None, "nhiều"),
        ("KT-5", "Mai Anh"),
        ("kt 5", "Mai Anh"),
    ]
    filing.sends("Lan", "/new", xlsx(HEAD, *rows))
    card = filing.card()
    assert "Sẽ mở 1 đơn" in card
    assert "Dòng 2 KT-1: Mã KT-1 đã có đơn rồi" in card
    assert "Dòng 4 KT-3: Chưa rõ “32/13” là ngày nào" in card
    assert "Dòng 5 KT-4: Chưa rõ “nhiều” là bao nhiêu tiền" in card
    assert "Dòng 7 kt 5: Mã kt 5 đã có ở dòng trên" in card
    filing.presses("Lan", "Mở 1 đơn")
    assert count(company) == 2


def test_rows_of_one_code_are_one_order_of_several_lines(company: Company, filing: Filing) -> None:
    head = ("Mã đơn", "Khách hàng", "Mặt hàng", "Số lượng", "ĐVT", "Đơn giá", "Số tiền")
    rows = [
        ("KT-1", "Khánh Thy", "Biển alu", 3, "bộ", 2_500_000),
        ("KT-2", "Mai Anh", "Decal", 40, "m2", 90_000),
        ("KT-1", "Khánh Thy", "Hộp đèn", 2, "cái", 1_000_000),
        ("kt1", None, "Chữ nổi", 5, "chữ", 200_000),
        ("KT-1", "Mai Anh", "Khung", 1, "cái", 1),  # of somebody else
        ("KT-2", "Mai Anh", "Keo", 1, "cái", None, 5_000_000),  # of the line, or of the order?
    ]
    filing.sends("Lan", "/new", xlsx(head, *rows))
    card = filing.card()
    assert "Sẽ mở 2 đơn mới" in card
    assert "Dòng 6 KT-1: Mã KT-1 đã có ở dòng trên" in card
    assert "Dòng 7 KT-2: Mã KT-2 đã có ở dòng trên" in card
    filing.presses("Lan", "Mở 2 đơn")
    assert "Đã mở 2 đơn." in filing.card()
    first = company.order("KT-1").facts
    assert [line.spec for line in first.lines] == ["Biển alu", "Hộp đèn", "Chữ nổi"]
    assert (first.title, first.amount) == ("Biển alu", 10_500_000)
    assert company.order("KT-2").facts.amount == 3_600_000
    filing.presses("Lan", "Hoàn tác cả tệp")
    assert "Lan đã rút lại 2 đơn." in filing.card()
    assert company.order("KT-1").state is OrderState.CANCELLED


def test_who_opens_no_orders_is_told_at_once(company: Company, filing: Filing) -> None:
    heard = filing.sends("Tú", "/new", xlsx(HEAD, ("KT-1", "Khánh Thy")))
    assert "Bạn không có quyền" in heard.answer
    assert filing.latest() is None


def test_one_undo_withdraws_what_nobody_has_touched(company: Company, filing: Filing) -> None:
    filing.sends("Lan", "/new", xlsx(HEAD, ("KT-1", "Khánh Thy"), ("KT-2", "Mai Anh")))
    filing.presses("Lan", "Mở 2 đơn")
    company.says("Lan", "/update KT-1 nhận đơn xong")
    filing.presses("Lan", "Hoàn tác cả tệp")
    card = filing.card()
    assert "Lan đã rút lại 1 đơn." in card
    assert "1 dòng không hoàn tác được" in card
    assert company.order("KT-1").state is OrderState.OPEN
    assert company.order("KT-2").state is OrderState.CANCELLED


def test_a_line_that_opens_the_code_of_an_order_opened_meanwhile_is_left_out(
    company: Company, filing: Filing
) -> None:
    filing.sends("Lan", "/new", xlsx(HEAD, ("KT-1", "Khánh Thy")))
    company.says("Lan", "/new KT-1; Mai Anh; Biển")
    filing.presses("Lan", "Mở 1 đơn")
    assert "1 dòng bị bỏ lại" in filing.card()
    assert company.order("KT-1").facts.customer == "Mai Anh"


@pytest.mark.parametrize("kind", COLUMNS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_templates_headings_are_read_back_in_every_language(kind: str, lang: str, now: datetime) -> None:
    setting = Setting(time_zone=ZoneInfo("Asia/Ho_Chi_Minh"), now=now)
    columns = template.COLUMNS[kind]
    words = [RENDERER.text(text(f"batch.head_{part}"), lang, setting) for part in columns]
    rows = read_sheets(xlsx(words, ["x"] * len(words)), is_heading)
    [line] = under_headings(rows, kind).lines  # type: ignore[arg-type]  # one of the kinds
    assert set(line.cells) == set(columns)


@pytest.fixture
def several(database_url: str, now: datetime) -> Iterator[Company]:
    founded = Company.founded(database_url, now, centre_file=TWO_KINDS)
    yield founded
    founded.close()


def test_a_column_says_which_kind_of_order_it_is(several: Company) -> None:
    filing = Filing(company=several)
    kinds = several.centre.workflows
    head = ("Mã đơn", "Khách hàng", "Loại đơn")
    names = [kinds[1].names.vi, "gì đó", None]
    rows = [(f"KT-{number}", "Khánh Thy", name) for number, name in enumerate(names)]
    filing.sends("An", "/new", xlsx(head, *rows))
    assert "Sẽ mở 1 đơn" in filing.card()
    filing.presses("An", "Mở 1 đơn")
    assert several.order("KT-0").workflow.id == kinds[1].id
