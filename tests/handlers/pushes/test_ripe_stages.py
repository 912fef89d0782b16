"""A push looks for the very stages that the chart calls so, and for no more of them than it has room for."""

from collections.abc import Collection

import pytest
from sqlalchemy import Connection, select

from handlers.overviews.kinds import figures_among, stages_of
from handlers.pushes import ripe_stages
from handlers.view import View
from orders.order import Order, OrderId
from storage.order_book import figures_rows
from storage.order_book.push_candidates import MayBe
from storage.tables.order_tables import orders
from tests.support.company import Company

KINDS: tuple[MayBe, ...] = ("late", "silent", "wordless")


@pytest.fixture
def varied(company: Company) -> Company:
    """Offered, received, in work with and without a moment named, held, waiting for approval, promised, put by, delivered; a case."""
    for number in range(8):
        company.in_fabrication(f"KT-{number}", promised="26/11/2026" if number % 3 == 0 else "")
        company.passes(hours=2)
    for who, words in (
        ("Tú", "/update KT-1 gia công mai xong"),
        ("Tú", "/update KT-7 gia công 60%"),
        ("Tú", "/update KT-2 gia công 27/11 xong"),
        ("Tú", "/ket KT-3 gia công chờ khách"),
        ("Tú", "/update KT-4 gia công xong"),
        ("Tú", "/update KT-5 gia công xong"),
        ("Lan", "/new KT-8; Minh Long; Hộp đèn; 27/11/2026"),
        ("Lan", "/new KT-9; Minh Long; Hộp đèn"),
        ("Lan", "/update KT-9 nhận đơn xong"),
        ("Lan", "/case complaint KT-1; hỏng"),
        ("Điệp", "/pause KT-6 chờ khách"),
        ("Điệp", "/giuc KT-7"),
    ):
        company.says(who, words)
        company.passes(minutes=40)
    return company


@pytest.mark.parametrize("kind", KINDS)
def test_at_every_moment_it_finds_what_the_chart_calls_so(
    varied: Company, kind: MayBe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ripe_stages, "AT_ONCE", 1000)
    monkeypatch.setattr(ripe_stages, "_READ_AT_ONCE", 3)

    def both(conn: Connection) -> tuple[set[tuple[OrderId, str]], set[tuple[OrderId, str]]]:
        view = View(conn=conn, centre=varied.centre, now=varied.now)
        everything = figures_rows.live_among(
            conn, [OrderId(one) for one in conn.execute(select(orders.c.id)).scalars()]
        )
        fresh, asked = ripe_stages._may_be(view, kind)
        found = ripe_stages._looked_at(view, kind, [*fresh, *asked])
        return set(found.ripe), set(stages_of(figures_among(view, everything), kind))

    seen = set()
    varied.passes(hours=2)
    for _ in range(48):
        found, called = varied.store.read(both).result()
        assert found == called
        seen.add(frozenset(called))
        varied.passes(hours=3)
    assert len(seen) > 3, "or the moments have told nothing"


def test_it_reads_no_more_orders_than_a_push_has_room_for(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = [f"KT-{number:02}" for number in range(60)]
    for code in codes:
        company.says("Lan", f"/new {code}; Minh Long; Hộp đèn; 31/12/2026")
        company.passes(minutes=1)
    company.passes(days=9)
    read: list[int] = []
    live_among = figures_rows.live_among

    def counted(conn: Connection, among: Collection[OrderId]) -> tuple[Order, ...]:
        read.append(len(among))
        return live_among(conn, among)

    monkeypatch.setattr(figures_rows, "live_among", counted)
    turns = [company.says("Điệp", "/giuc trễ").answer for _ in range(4)]
    assert ["Đã giục 20 công đoạn" in one for one in turns] == [True, True, True, False]
    assert "trong một giờ qua" in turns[3]
    assert "60" in turns[3]
    assert read == [25, 25, 20, 25, 25, 10]
    company.passes(minutes=61)
    again = company.says("Điệp", "/giuc trễ")
    said = "\n".join(again.read(one) for one in again.says)
    assert [code for code in codes if code in said] == codes[:20], "those late for longest are first again"
