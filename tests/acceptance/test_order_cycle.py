"""The order cycle in its ten steps, from planning to after-sales service, in Vietnamese."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from orders.order import OrderState, StageState
from tests.support.company import FILE, PHOTO, Company, Heard
from tests.support.staff import MANAGER, finishes, head_of, staffed

CENTRE = Path(__file__).parents[2] / "workflows" / "order-cycle.yaml"


@pytest.fixture
def company(database_url: str, now: datetime) -> Iterator[Company]:
    founded = Company.founded(database_url, now, lang="vi", **staffed(CENTRE))
    yield founded
    founded.close()


def told(
    company: Company, who: str, stage: str, *answers: str, picture: bool = False, of: str = "CT-1"
) -> Heard:
    return finishes(company, who, f"/update {of} {stage} xong", *answers, shown=(PHOTO,) if picture else ())


def taken_on(company: Company) -> None:
    """Steps 1 to 4: planned together, offered, priced, and entered once the customer has signed."""
    company.says("sales", "/new CT-1; Siêu thị Minh Long; kệ trưng bày 40 bộ; 25/12; 80tr")
    told(company, "sales", "lập kế hoạch", "400")
    told(company, "production", "rà năng lực", "120 bộ", "đủ thép, thêm hai thợ hàn")
    told(company, "sales", "tạo đơn hàng", "Làm mới")
    told(company, "sales", "tính giá", "52tr", "80tr")
    asked = company.says("sales", "/update CT-1 nhận và nhập đơn xong")
    assert "ảnh" in asked.answer
    company.says("sales", "đơn khách ký", attachments=(PHOTO,))
    assert _state(company, "entry") is StageState.DONE


def selected(company: Company) -> None:
    """Step 5: chosen by the management, and nobody below a manager says yes to it."""
    company.says("management", "/confirm CT-1 chọn đơn")
    told(company, "management", "chọn đơn", "Làm trước", "khách chuỗi, mở rộng miền Tây")
    assert _state(company, "selection") is StageState.APPROVAL
    for who in ("management", "sales", head_of("sales"), head_of("production")):
        company.says(who, "/approve CT-1")
        assert _state(company, "selection") is StageState.APPROVAL
    company.says(MANAGER, "/approve CT-1")
    assert _state(company, "selection") is StageState.DONE


def scheduled(company: Company, way: str) -> None:
    told(company, "production", "lên lịch", "1/12", "máy CNC 2, ba thợ", way)


def delivered(company: Company) -> None:
    told(company, "logistics", "giao hàng", picture=True)


def billed(company: Company) -> None:
    """Step 8: nothing is billed before quantity, day and price are given by those who know them."""
    assert _state(company, "billing") is StageState.WAITING
    told(company, "coordination", "chốt số lượng giao", "40", "24/12")
    assert _state(company, "billing") is StageState.WAITING
    told(company, "sales", "chốt giá", "80tr", "2,5")
    asked = company.says("finance", "/update CT-1 lập hóa đơn xong", attachments=(FILE,))
    assert {"Hóa đơn điện tử", "Bản giấy", "Gộp theo tháng", "Mẫu của khách"} <= asked.labels
    company.taps("finance", asked, "Gộp theo tháng")
    company.says("finance", "HD-000981")
    told(company, "finance", "thu tiền")


def looked_after(company: Company) -> None:
    """Steps 9 and 10."""
    told(company, "sales", "trả hàng và khiếu nại", "Khách nhận hết")
    told(company, "service", "dịch vụ sau bán", "Không cần gì thêm", "muốn thêm kệ góc")


def test_an_order_goes_through_all_ten_steps_to_its_end(company: Company) -> None:
    taken_on(company)
    selected(company)
    scheduled(company, "Lắp tại chỗ khách")
    assert company.order("CT-1").flags == {"on_site"}
    told(company, "production", "thực hiện")
    assert _state(company, "storing") is StageState.SKIPPED
    delivered(company)
    told(company, "service", "lắp tại chỗ", picture=True)
    billed(company)
    looked_after(company)

    order = company.order("CT-1")
    assert order.state is OrderState.CLOSED
    assert order.stage("selection").fields["decision"] == "first"
    assert order.stage("billing").fields == {"form": "monthly", "number": "HD-000981"}
    assert order.stage("price_facts").fields["price"] == "80000000"
    assert order.stage("delivered_facts").fields == {"quantity": "40", "delivered_on": "2026-12-24"}
    assert order.stage("aftersales").fields["wishes"] == "muốn thêm kệ góc"


@pytest.mark.parametrize(
    ("way", "skipped"), [("Thẳng từ xưởng", {"storing", "assembly"}), ("Qua kho", {"assembly"})]
)
def test_each_way_of_delivery_has_its_own_stages(company: Company, way: str, skipped: set[str]) -> None:
    taken_on(company)
    selected(company)
    scheduled(company, way)
    told(company, "production", "thực hiện")
    if "storing" not in skipped:
        told(company, "warehouse", "nhập kho thành phẩm")
    delivered(company)
    billed(company)
    looked_after(company)
    order = company.order("CT-1")
    assert order.state is OrderState.CLOSED
    assert {one.id for one in order.stages.values() if one.state is StageState.SKIPPED} == skipped


def handed_over(company: Company) -> None:
    """Steps 1 to 7, straight from the line."""
    taken_on(company)
    selected(company)
    scheduled(company, "Thẳng từ xưởng")
    told(company, "production", "thực hiện")
    delivered(company)


def test_goods_that_go_back_are_carried_received_and_refunded_at_once(company: Company) -> None:
    handed_over(company)
    opened = told(company, "sales", "trả hàng và khiếu nại", "Khách trả hàng")
    assert "CT-1/1" in opened.answer
    told(company, "sales", "đồng ý nhận lại", "xước sơn", "3", of="CT-1/1")
    told(company, "logistics", "chở hàng về", "kho Bình Tân", of="CT-1/1")
    heard = told(company, "warehouse", "kho nhận lại", picture=True, of="CT-1/1")
    assert "Hoàn tiền" in heard.told(company.groups["finance"])
    company.says("finance", "/confirm CT-1/1 hoàn tiền")
    refund = company.order("CT-1/1").stage("refund")
    assert refund.due_at is not None
    assert (refund.due_at - company.now).total_seconds() == 2 * 3600
    told(company, "finance", "hoàn tiền", "6tr", picture=True, of="CT-1/1")
    case = company.order("CT-1/1")
    assert case.state is OrderState.CLOSED
    assert case.stage("refund").fields == {"amount": "6000000"}
    assert "CT-1/1" in company.says("sales", "/history CT-1").answer


def test_a_claim_ends_with_what_the_customer_says_to_it(company: Company) -> None:
    handed_over(company)
    told(company, "sales", "trả hàng và khiếu nại", "Khách khiếu nại")
    told(company, "sales", "ghi nhận", of="KN-261101")
    told(company, "production", "khắc phục", "mối hàn ở chân kệ", of="KN-261101")
    told(company, "sales", "trả lời khách", "đồng ý giảm 5%", of="KN-261101")
    claim = company.order("KN-261101")
    assert (claim.state, claim.parent) == (OrderState.CLOSED, company.order("CT-1").id)


def test_service_is_briefed_by_who_sold_it_and_tells_what_the_customer_wishes(company: Company) -> None:
    handed_over(company)
    told(company, "sales", "trả hàng và khiếu nại", "Khách nhận hết")
    told(company, "service", "dịch vụ sau bán", "Cần đến tận nơi", "bảo trì hằng quý")
    heard = told(company, "sales", "hỏi người bán", "Hướng dẫn khách", "hai ca, ba người", of="CT-1/1")
    assert "hai ca, ba người" in heard.told(company.groups["service"])
    told(company, "service", "đến nơi", picture=True, of="CT-1/1")
    told(company, "service", "kể lại", "muốn thêm kệ góc", of="CT-1/1")
    assert company.order("CT-1/1").state is OrderState.CLOSED


def test_feedback_has_a_rating_improvements_an_owner_and_a_day_suggestions_a_reward(company: Company) -> None:
    company.says("service", "/case feedback; kệ trưng bày; khách: chị Hoa")
    told(company, "sales", "hỏi khách", "4", "hàng đẹp", of="YK-261101")
    assert company.order("YK-261101").stage("asked").fields["rating"] == "4"

    company.says("production", "/case improvement; xe nâng chờ lâu ở cổng 2")
    told(company, "coordination", "đề ra biện pháp", "mở thêm một làn", "anh Bảo", "15/12", of="CTN-261101")
    told(company, "management", "kiểm tra kết quả", "hết xếp hàng", of="CTN-261101")
    measure = company.order("CTN-261101").stage("plan").fields
    assert (measure["responsible"], measure["by_day"]) == ("anh Bảo", "2026-12-15")

    company.says("warehouse", "/case suggestion; dán mã màu theo khách")
    told(company, "coordination", "đề xuất", "dán mã màu theo khách", "chị Sáu", of="SK-261101")
    told(company, "management", "xét thưởng", "500 nghìn", of="SK-261101")
    company.says(head_of("management"), "/approve SK-261101")
    assert company.order("SK-261101").state is OrderState.OPEN
    company.says(MANAGER, "/approve SK-261101")
    for code in ("YK-261101", "CTN-261101", "SK-261101"):
        assert company.order(code).state is OrderState.CLOSED


def test_only_a_manager_puts_an_order_before_the_others(company: Company) -> None:
    taken_on(company)
    head = head_of("sales")
    asked = company.taps(head, company.says(head, "/change CT-1"), "Ưu tiên")
    assert "Khách quan trọng" not in asked.labels
    company.taps(head, asked, "Đơn gấp")  # the head of sales may ask for it
    assert company.order("CT-1").facts.priority in {"", "normal"}
    offered = company.taps(MANAGER, company.says(MANAGER, "/change CT-1"), "Ưu tiên")
    assert {"Khách quan trọng", "Đơn gấp"} <= offered.labels
    company.taps(MANAGER, offered, "Khách quan trọng")
    assert company.order("CT-1").facts.priority == "key_customer"


def test_goods_are_due_before_the_promised_day_at_every_place_they_pass(company: Company) -> None:
    taken_on(company)
    selected(company)
    scheduled(company, "Qua kho")
    assert _due(company, "fulfilment") == date(2026, 12, 23)
    told(company, "production", "thực hiện")
    company.says("warehouse", "/confirm CT-1 nhập kho thành phẩm")
    assert _due(company, "storing") == date(2026, 12, 24)
    told(company, "warehouse", "nhập kho thành phẩm")
    company.says("logistics", "/confirm CT-1 giao hàng")
    assert _due(company, "delivery") == date(2026, 12, 25)
    assert "30/40" in company.says("logistics", "CT-1 giao hàng 30/40").answer


def _state(company: Company, stage: str) -> StageState:
    return company.order("CT-1").stage(stage).state


def _due(company: Company, stage: str) -> date:
    due = company.order("CT-1").stage(stage).due_at
    assert due is not None
    return due.astimezone(company.centre.zone).date()
