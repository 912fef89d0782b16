"""The outdoor-advertising company's order from reception to settlement, in Vietnamese, with one person in each department."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from orders.order import OrderState, StageState
from tests.support.company import FILE, PHOTO, Company
from tests.support.staff import finishes, staffed

CENTRE = Path(__file__).parents[2] / "workflows" / "adtech.yaml"


@pytest.fixture
def company(database_url: str, now: datetime) -> Iterator[Company]:
    founded = Company.founded(database_url, now, lang="vi", **staffed(CENTRE))
    yield founded
    founded.close()


def test_an_order_runs_from_reception_to_settlement(company: Company) -> None:
    company.says("sales", "/new DH-1; Khánh Thy; Biển alu 4x2m; 25/12; 45tr")
    finishes(company, "sales", "/update DH-1 nhận đơn xong")
    finishes(company, "design", "/update DH-1 thiết kế xong", FILE)
    assert _state(company, "fabrication") is StageState.WAITING
    heard = finishes(company, "design", "/update DH-1 vị trí sản xuất xong", "Xưởng Bình Tân")
    assert "Xưởng Bình Tân" in heard.told(company.groups["production"])
    company.says("production", "/confirm DH-1 gia công")
    assert "60%" in company.says("production", "DH-1 gia công 60%").answer
    for stage in ("gia công", "lắp ráp", "đóng gói", "giao hàng"):
        finishes(company, "production", f"/update DH-1 {stage} xong")
    asked = company.says("sales", "/update DH-1 nghiệm thu xong")
    assert _state(company, "acceptance") is not StageState.DONE, asked.answer
    company.says("sales", "", attachments=(PHOTO,))
    assert "DH-1" in finishes(company, "finance", "/update DH-1 quyết toán xong").answer

    order = company.order("DH-1")
    assert order.state is OrderState.CLOSED
    assert {one.state for one in order.stages.values()} == {StageState.DONE}
    assert order.stage("placement").fields == {"place": "Xưởng Bình Tân"}


def test_the_department_that_allots_work_may_report_every_stage(company: Company) -> None:
    company.says("sales", "/new DH-1; Khánh Thy; Biển alu 4x2m; 25/12; 45tr")
    finishes(company, "eant", "/update DH-1 nhận đơn xong")
    finishes(company, "eant", "/update DH-1 thiết kế xong", FILE)
    assert _state(company, "design") is StageState.DONE
    company.says("finance", "/update DH-1 vị trí sản xuất xong")
    assert _state(company, "placement") is StageState.OFFERED


def _state(company: Company, stage: str) -> StageState:
    return company.order("DH-1").stage(stage).state
