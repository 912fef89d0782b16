"""A department's tray: what it holds now, the most urgent first, pinned in its group."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from storage.post import cards_rows
from storage.tables.post_tables import cards
from tests.support.company import Company
from tests.support.sweeping import Sweeping

SAIGON = ZoneInfo("Asia/Ho_Chi_Minh")


def local(day: int, hour: int) -> datetime:
    """In November 2026: Monday is the 23rd, Tuesday the 24th a holiday."""
    return datetime(2026, 11, day, hour, tzinfo=SAIGON).astimezone(UTC)


def test_it_shows_what_a_department_holds_the_most_urgent_first(company: Company) -> None:
    """Lesson 6: what is stuck stands with whoever can end it."""
    assert company.tray("production") == "Khay việc Vận hành – Sản xuất: không có việc nào đang chờ."
    company.in_fabrication("KT-2411")
    company.in_fabrication("KT-2412")
    company.says("Tú", "2412 gia công kẹt khách chưa duyệt màu")
    company.now = local(26, 9)
    company.in_fabrication("KT-2413")
    company.says("Tú", "2413 gia công 40%")
    company.now = local(28, 8)

    assert company.tray("production").splitlines() == [
        "Khay việc Vận hành – Sản xuất: 2 việc",
        "⏰ KT-2411 · Khánh Thy · Gia công: quá hạn 17:00 T6 27/11",
        "▶️ KT-2413 · Khánh Thy · Gia công: 40%, hạn 17:00 T2 30/11",
    ]
    [_, held] = company.tray("sales").splitlines()
    assert held.startswith("⛔ KT-2412 · Khánh Thy · Gia công: kẹt (Chờ khách)")


def test_of_more_than_fit_on_a_phone_the_rest_is_counted(company: Company) -> None:
    for number in range(13):
        company.says("Lan", f"/new KT-25{number:02}; Khánh Thy; Biển alu")
        company.says("Lan", f"25{number:02} nhận đơn xong")

    head, *lines, rest = company.tray("design").splitlines()

    assert head == "Khay việc Kỹ thuật – Thiết kế: 26 việc"
    assert len(lines) == 25
    assert all(line.startswith("📥 KT-25") for line in lines)
    assert rest == "… và 1 việc nữa. Xem hết: /viec"


def test_it_is_pinned_and_does_not_ring(company: Company) -> None:
    company.in_fabrication("KT-2411")

    tray, card = company.laid("tray", "production", "production"), company.laid("order", "1", "production")

    assert (tray.pin, tray.silent) == (True, True)
    assert not card.pin


def test_what_falls_due_is_late_in_the_tray_though_nobody_says_a_word(company: Company) -> None:
    """An edit at its first reminder, and none at the later ones."""
    place = {"company": company.centre.id, "chat": company.groups["production"], "thread": None}
    company.store.write(
        lambda conn: cards_rows.want(conn, kind="tray", ref="production", version=1, **place)
    ).result()
    company.in_fabrication("KT-2411")  # due on Friday at five
    wanted = wanted_of(company)
    sweeping = Sweeping(company=company)

    sweeping.until(local(28, 7))
    assert wanted_of(company) == wanted
    sweeping.until(local(28, 8))
    assert wanted_of(company) == wanted + 1
    sweeping.until(local(30, 17))
    assert wanted_of(company) == wanted + 1


def wanted_of(company: Company) -> int:
    """How often production's tray has had to be drawn."""
    query = select(cards.c.wanted).where(cards.c.kind == "tray", cards.c.ref == "production")
    return int(company.store.read(lambda conn: conn.execute(query).scalar_one()).result())
