"""A company that counts in yuan: amounts, prices of lines and files, in its own currency with its fen."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from tests.support.company import Company
from tests.support.filing import Filing, xlsx
from tests.support.staff import MANAGER, staffed

CENTRE = Path(__file__).parents[2] / "centre" / "elsewhere.yaml"


@pytest.fixture
def company(database_url: str, now: datetime) -> Iterator[Company]:
    founded = Company.founded(database_url, now, lang="zh-Hans", **staffed(CENTRE))
    yield founded
    founded.close()


def test_amounts_and_prices_are_read_and_shown_in_it(company: Company) -> None:
    listed = company.says("pmc", "/kaidan A-1；华强；5个灯箱 单价 12.5元；12月25日")
    assert "灯箱：5 个 × 12.50\u00a0人民币" in listed.answer
    assert company.order("A-1").facts.amount == 62_50

    assert "12,000.00\u00a0人民币" in company.says("pmc", "/kaidan A-2；华强；灯箱；12月25日；1.2万").answer
    company.says(MANAGER, "/biangeng A-2 金额 12,500.80元；理由 客户加单")
    assert company.order("A-2").facts.amount == 12_500_80

    other = company.says("pmc", "/kaidan A-3；华强；灯箱；12月25日；500越南盾")
    assert "“500越南盾”意思不明确" in other.answer
    assert "1,000.50\u00a0人民币" in company.says(MANAGER, "/paid A-2 1,000.50元").answer


def test_numbers_of_a_file_are_whole_currency_and_not_its_smallest_coin(company: Company) -> None:
    filing = Filing(company=company, lang="zh-Hans")
    head = ("订单号", "客户", "品名", "数量", "单位", "单价", "金额")
    rows = [
        ("B-1", "华强", "灯箱", 3, "个", 12.5, None),
        ("B-2", "华强", "灯箱", None, None, None, 1280),
        ("B-3", "华强", "灯箱", None, None, None, 12.555),
    ]
    filing.sends("pmc", "/kaidan", xlsx(head, *rows))
    assert "第 4 行 B-3：看不出“12.555”是多少钱" in filing.card()
    filing.presses("pmc", "2")
    assert [company.order(code).facts.amount for code in ("B-1", "B-2")] == [37_50, 1280_00]
