"""A trading company's order from its confirmation to the settled account, short of stock on the way, in traditional Chinese."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from orders.order import OrderState, StageState
from tests.support.company import FILE, PHOTO, Company
from tests.support.staff import finishes

CENTRE = Path(__file__).parents[2] / "workflows" / "trading.yaml"
STAFF = {
    "採購": "procurement",
    "倉管": "warehouse",
    "物流": "logistics",
}  # beside Lan of sales and Thu of finance


@pytest.fixture
def company(database_url: str, now: datetime) -> Iterator[Company]:
    founded = Company.founded(database_url, now, lang="zh-Hant", centre_file=CENTRE)
    for name, department in STAFF.items():
        founded.enrol(founded.sender(name).id, name, department)
    yield founded
    founded.close()


def confirmed(company: Company) -> None:
    company.says("Lan", "/kaidan TM-1；永興貿易；紙箱；12月25日；12,500,000；急單")
    asked = company.says("Lan", "/gengxin TM-1 確認訂單 完成")
    assert "產品規格" in asked.answer
    company.says("Lan", "三層瓦楞 40×30")
    assert "數量" in company.says("Lan", "5,000 個").answer  # five thousand, or five: asked
    company.says("Lan", "5000 個")
    asked = company.says("Lan", "2500")
    assert {"2,500,000\u00a0越南盾", "2,500\u00a0越南盾"} <= asked.labels
    done = company.taps("Lan", asked, "2,500\u00a0越南盾")
    assert "單價：2,500" in done.answer


def to_the_customer(company: Company) -> None:
    """Picking to delivery."""
    for who, words, picture in (
        ("倉管", "揀貨 完成", ()),
        ("倉管", "打包 完成", (PHOTO,)),
    ):
        company.says(who, f"/gengxin TM-1 {words}", attachments=picture)
    asked = company.says("物流", "/gengxin TM-1 安排運輸 完成")
    assert {"自有車輛", "物流公司甲", "物流公司乙"} <= asked.labels
    asked = company.taps("物流", asked, "物流公司乙")
    company.says("物流", "走高速公路")
    company.says("物流", "/gengxin TM-1 送達 完成", attachments=(PHOTO,))
    company.says("物流", "VD-998877")


def paid_for(company: Company) -> None:
    company.says("Thu", "/gengxin TM-1 開具發票 完成", attachments=(FILE,))
    company.says("Thu", "HD-0001234")
    company.says("Thu", "/gengxin TM-1 收款確認 完成")
    asked = company.says("Lan", "/gengxin TM-1 客戶反饋 完成")
    company.taps("Lan", asked, "滿意")
    company.says("Thu", "/gengxin TM-1 財務對賬 完成")


def test_an_order_short_of_stock_runs_to_its_end(company: Company) -> None:
    confirmed(company)
    assert company.order("TM-1").flags == {"rush"}

    asked = company.says("採購", "/gengxin TM-1 評估庫存 完成")
    assert {"庫存充足", "需要補貨"} <= asked.labels
    done = company.taps("採購", asked, "需要補貨")
    order = company.order("TM-1")
    assert order.flags == {"rush", "short"}
    assert order.stage("replenish").state is StageState.ACTIVE
    assert "庫存：需要補貨" in done.answer

    asked = company.says("採購", "/gengxin TM-1 補貨 完成")
    company.says("採購", "備選")
    company.says("採購", "12月1日")
    company.says("倉管", "/gengxin TM-1 入庫 完成", attachments=(PHOTO,))
    to_the_customer(company)
    paid_for(company)

    order = company.order("TM-1")
    assert order.state is OrderState.CLOSED
    assert {one.state for one in order.stages.values()} == {StageState.DONE}
    assert order.stage("replenish").fields == {"supplier": "backup", "arrives_on": "2026-12-01"}
    assert order.stage("transport").fields["carrier"] == "second"
    assert order.stage("invoice").fields == {"number": "HD-0001234"}


def test_with_enough_in_stock_nothing_is_bought(company: Company) -> None:
    confirmed(company)
    company.taps("採購", company.says("採購", "/gengxin TM-1 評估庫存 完成"), "庫存充足")
    order = company.order("TM-1")
    skipped = {one.id for one in order.stages.values() if one.state is StageState.SKIPPED}
    assert skipped == {"replenish", "stocking"}
    assert order.stage("picking").state is StageState.OFFERED
    to_the_customer(company)
    paid_for(company)
    assert company.order("TM-1").state is OrderState.CLOSED


def test_who_is_not_satisfied_is_answered_and_what_went_wrong_is_improved(company: Company) -> None:
    confirmed(company)
    company.taps("採購", company.says("採購", "/gengxin TM-1 評估庫存 完成"), "庫存充足")
    to_the_customer(company)
    asked = company.says("Lan", "/gengxin TM-1 客戶反饋 完成")
    assert "KN-261101" in company.taps("Lan", asked, "不滿意").answer
    finishes(company, "Lan", "/gengxin KN-261101 登記 完成")
    finishes(company, "Điệp", "/gengxin KN-261101 處理 完成", "紙箱受潮")
    finishes(company, "Lan", "/gengxin KN-261101 答覆客戶 完成", "同意換貨")
    company.says("Lan", "/chulidan improvement；雨天裝車")
    finishes(company, "Điệp", "/gengxin CT-261101 原因分析 完成", "雨棚太短")
    finishes(company, "Điệp", "/gengxin CT-261101 改進措施 完成", "李工", "12月15日")
    for code in ("KN-261101", "CT-261101"):
        assert company.order(code).state is OrderState.CLOSED
    assert company.order("CT-261101").stage("measure").fields["by_day"] == "2026-12-15"


def test_the_three_risks_are_holds_somebody_answers_for(company: Company) -> None:
    confirmed(company)
    company.taps("採購", company.says("採購", "/gengxin TM-1 評估庫存 完成"), "需要補貨")
    for words, kind, department in (
        ("供應商沒到貨", "supplier", "procurement"),
        ("缺貨", "stock", "procurement"),
        ("等車", "transport", "logistics"),
    ):
        company.says("採購", f"/kazhu TM-1 補貨 {words}")
        hold = company.order("TM-1").stage("replenish").hold
        assert hold is not None
        assert (hold.kind, hold.department) == (kind, department)
        company.says("採購", "/jixu TM-1 補貨")
