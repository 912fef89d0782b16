"""A manufacturer's order from its entry to the payment, with enough in stock and short of it, in simplified Chinese."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from handlers.incoming import Attachment
from orders.order import OrderState, StageState
from tests.support.company import FILE, PHOTO, Company, Heard
from tests.support.staff import finishes, staffed

CENTRE = Path(__file__).parents[2] / "workflows" / "erp.yaml"


@pytest.fixture
def company(database_url: str, now: datetime) -> Iterator[Company]:
    founded = Company.founded(database_url, now, lang="zh-Hans", **staffed(CENTRE))
    yield founded
    founded.close()


def done(company: Company, who: str, stage: str, *answers: str, shown: tuple[Attachment, ...] = ()) -> Heard:
    return finishes(company, who, f"/update XS-1 {stage} 完成", *answers, shown=shown)


def entered(company: Company) -> Heard:
    company.says("sales", "/new XS-1；华强电子；铝外壳 500 件；12月25日；90,000,000")
    return done(company, "sales", "订单录入", "6063 阳极氧化", "500 件", "12月25日")


def made(company: Company) -> None:
    company.says("production", "/confirm XS-1 生产加工")
    assert "300/500" in company.says("production", "XS-1 生产加工 300/500").answer
    done(company, "production", "生产加工", "500/500 都好了")
    done(company, "warehouse", "成品入库")


def shipped_and_paid(company: Company) -> None:
    company.says("warehouse", "/update XS-1 发货 200/500")
    shipped = company.order("XS-1").stage("shipping").quantity
    assert shipped is not None
    assert [one.count for one in shipped.deliveries] == [200]
    assert _state(company, "settlement") is StageState.WAITING
    assert "200/500" in company.says("finance", "/history XS-1").answer
    done(company, "warehouse", "发货", "500/500", shown=(PHOTO,))
    done(company, "finance", "结算", "500", "90,000,000", "HD-7781", shown=(FILE,))
    done(company, "finance", "收款")


def test_what_is_entered_gives_warehouse_production_and_finance_their_tasks_at_once(company: Company) -> None:
    heard = entered(company)
    for department, task in (("warehouse", "库存检查"), ("production", "生产任务"), ("finance", "结算条件")):
        told = heard.told(company.groups[department])
        assert task in told
        assert "6063 阳极氧化" in told


def test_with_enough_in_stock_an_order_runs_to_its_end(company: Company) -> None:
    entered(company)
    done(company, "warehouse", "库存检查", "库存充足")
    assert _state(company, "arrival") is StageState.SKIPPED
    done(company, "production", "生产任务", "两班")
    done(company, "finance", "结算条件", "月结")
    done(company, "planning", "排产", "12月1日", "12月20日")
    made(company)
    shipped_and_paid(company)

    order = company.order("XS-1")
    assert order.state is OrderState.CLOSED
    assert order.stage("schedule").fields == {"start_on": "2026-12-01", "finish_on": "2026-12-20"}
    assert order.stage("settlement").fields == {"shipped": "500", "amount": "90000000", "number": "HD-7781"}


def test_short_of_stock_production_waits_for_the_material(company: Company) -> None:
    entered(company)
    done(company, "warehouse", "库存检查", "库存不足")
    assert company.order("XS-1").flags == {"short"}
    done(company, "production", "生产任务", "两班")
    done(company, "planning", "排产", "12月1日", "12月20日")
    assert _state(company, "making") is StageState.WAITING
    done(company, "warehouse", "到料入库", shown=(PHOTO,))
    assert _state(company, "making") is StageState.OFFERED
    done(company, "finance", "结算条件", "月结")
    made(company)
    shipped_and_paid(company)
    assert company.order("XS-1").state is OrderState.CLOSED


def test_short_of_stock_a_purchase_request_is_opened_by_itself(company: Company) -> None:
    entered(company)
    heard = done(company, "warehouse", "库存检查", "库存不足")
    assert "XS-1/1" in heard.told(company.groups["procurement"])
    case = company.order("XS-1/1")
    assert (case.case, case.parent) == ("purchase", company.order("XS-1").id)
    finishes(company, "procurement", "/update XS-1/1 采购下单 完成", "东莞永利", "12月2日")
    finishes(company, "warehouse", "/update XS-1/1 到货 完成", shown=(PHOTO,))
    case = company.order("XS-1/1")
    assert case.state is OrderState.CLOSED
    assert case.stage("buying").fields == {"supplier": "东莞永利", "arrives_on": "2026-12-02"}


def test_with_enough_in_stock_nothing_is_requested(company: Company) -> None:
    entered(company)
    heard = done(company, "warehouse", "库存检查", "库存充足")
    assert heard.told(company.groups["procurement"]) == ""


def test_production_is_due_before_the_goods_have_to_leave(company: Company) -> None:
    entered(company)
    done(company, "warehouse", "库存检查", "库存充足")
    done(company, "production", "生产任务", "两班")
    done(company, "planning", "排产", "12月1日", "12月20日")
    company.says("production", "/confirm XS-1 生产加工")
    due = company.order("XS-1").stage("making").due_at
    assert due is not None
    assert due.astimezone(company.centre.zone).date() == date(2026, 12, 23)


def _state(company: Company, stage: str) -> StageState:
    return company.order("XS-1").stage(stage).state
