"""A factory that makes to order, from the customer's order to goods in hand, in traditional Chinese."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from handlers.incoming import Attachment
from orders.order import OrderState, StageState
from tests.support.company import FILE, PHOTO, Company, Heard
from tests.support.staff import MANAGER, finishes, head_of, staffed

CENTRE = Path(__file__).parents[2] / "workflows" / "make-to-order.yaml"
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture
def factory(database_url: str, now: datetime) -> Iterator[Company]:
    """Monday 09:00."""
    company = Company.founded(database_url, now, lang="zh-Hant", **staffed(CENTRE))
    yield company
    company.close()


def done(
    factory: Company, who: str, stage: str, *answers: str | Attachment, shown: tuple[Attachment, ...] = ()
) -> Heard:
    return finishes(factory, who, f"/gengxin MTO-1 {stage} 完成", *answers, shown=shown)


def registered(factory: Company, product: str, wishes: str) -> Heard:
    factory.says("customer", "/kaidan MTO-1；華強電子；模切泡棉 5000 件；12月25日；60,000,000")
    return done(factory, "customer", "登記原始訂單", "EVA 2mm 背膠", "5000 件", "12月25日", product, wishes)


def reviewed(factory: Company) -> None:
    """The four sides of the review go on at the same time; then the customer is answered."""
    done(factory, "pmc", "訂單評審", "PMC、生產、品管", "12月25日")
    done(factory, "finance", "價格確認", "12.000")
    done(factory, "customer", "答覆客戶", "12月25日")


def signed(factory: Company) -> None:
    done(factory, "customer", "客戶簽回", PHOTO, FILE)


def planned(factory: Company) -> None:
    done(factory, "pmc", "編制生產計劃", shown=(FILE,))
    done(factory, "pmc", "計劃下達")
    factory.says(head_of("pmc"), "/approve MTO-1")


def made(factory: Company) -> None:
    done(factory, "warehouse", "發料領料")
    assert "4000/5000" in factory.says("production", "/gengxin MTO-1 生產加工 4000/5000").answer
    done(factory, "production", "關鍵工序全檢", "5000", "12", shown=(PHOTO,))
    done(factory, "quality", "巡檢", "6", "尺寸都合格", shown=(FILE,))
    done(factory, "production", "生產加工", "5000/5000")


def stored(factory: Company) -> None:
    done(factory, "quality", "成品檢測", "合格", PHOTO)
    done(factory, "warehouse", "成品入庫", "4988", "4988", PHOTO, PHOTO)


def shipped(factory: Company) -> None:
    done(factory, "customer", "出貨單", "CH-2201", "12月25日", shown=(PHOTO,))
    done(factory, "pmc", "出貨單核對")
    done(factory, "warehouse", "安排承運", "順達物流", shown=(FILE,))
    factory.says(head_of("pmc"), "/approve MTO-1")
    done(factory, "warehouse", "裝車核對", "阮文雄", "陳志強", "核對無誤", PHOTO, PHOTO)
    done(factory, "admin", "出廠查核", "51C-123.45")
    done(factory, "warehouse", "成品出庫賬", "4988")
    done(factory, "warehouse", "送達客戶", shown=(PHOTO,))


def paid(factory: Company) -> None:
    done(factory, "customer", "貨款溝通", "12月30日")
    done(factory, "finance", "到款確認")
    done(factory, "customer", "客戶反饋", "滿意")


STEPS = (reviewed, signed, planned, made, stored, shipped, paid)


def come_to(factory: Company, step: Callable[[Company], None], *, product: str = "已量產") -> None:
    """An ordinary order that has gone as far as this."""
    registered(factory, product, "沒有特殊要求")
    for one in STEPS[: STEPS.index(step) + 1]:
        one(factory)


def test_an_order_runs_to_its_end_with_every_record_on_it(factory: Company) -> None:
    come_to(factory, paid)

    order = factory.order("MTO-1")
    assert order.state is OrderState.CLOSED
    skipped = {one.id for one in order.stages.values() if one.state is StageState.SKIPPED}
    assert skipped == {"feasibility", "test_review", "trial", "material_plan", "purchase"}
    assert order.stage("key_process").fields == {"checked": "5000", "defects": "12"}
    assert {one.kind for one in order.stage("patrol").evidence} == {"file"}
    assert order.stage("storage").fields == {"keeper_count": "4988", "courier_count": "4988"}
    assert order.stage("loading").fields["loader"] == "阮文雄"
    assert order.stage("loading").fields["keeper"] == "陳志強"
    for signed_for in ("sign", "finished_test", "storage", "loading"):
        assert "signature" in {one.kind for one in order.stage(signed_for).evidence}


def test_the_review_is_done_within_one_working_day_by_whoever_takes_part(factory: Company) -> None:
    registered(factory, "尚未試製", "有特殊要求")
    for who, stage in (
        ("pmc", "review"),
        ("tech", "feasibility"),
        ("quality", "test_review"),
        ("finance", "price"),
    ):
        factory.says(who, f"/shoudao MTO-1 {stage}")
        assert _due(factory, stage).date() == date(2026, 11, 25)  # the 24th is a holiday


def test_what_was_never_made_is_accepted_only_by_the_general_manager(factory: Company) -> None:
    registered(factory, "尚未試製", "沒有特殊要求")
    assert factory.order("MTO-1").flags == {"untried"}
    done(factory, "customer", "新產品特批", "老客戶，先試 200 件")
    done(factory, "pmc", "訂單評審", "PMC、技術", "12月25日")
    done(factory, "finance", "價格確認", "12.000")
    for nobody in ("customer", head_of("customer"), head_of("pmc"), head_of("tech")):
        factory.says(nobody, "/approve MTO-1 trial")
        assert _state(factory, "trial") is StageState.APPROVAL
        assert _state(factory, "reply") is StageState.WAITING
    factory.says(MANAGER, "/approve MTO-1 trial")
    assert _state(factory, "trial") is StageState.DONE
    done(factory, "customer", "答覆客戶", "12月25日")
    assert _state(factory, "sign") is StageState.ACTIVE


def test_special_wishes_go_to_the_technical_centre_and_to_quality(factory: Company) -> None:
    registered(factory, "已量產", "有特殊要求")
    done(factory, "pmc", "訂單評審", "PMC、技術、品管", "12月25日")
    done(factory, "finance", "價格確認", "12.000")
    assert _state(factory, "reply") is StageState.WAITING
    done(factory, "tech", "技術可行性", "可行，膠改用 3M")
    done(factory, "quality", "檢測能力評審")
    assert _state(factory, "reply") is StageState.OFFERED


def test_without_the_customers_signature_nothing_is_planned(factory: Company) -> None:
    registered(factory, "已量產", "沒有特殊要求")
    reviewed(factory)
    asked = factory.says("customer", "/gengxin MTO-1 客戶簽回 完成", attachments=(FILE,))
    assert "簽" in asked.answer
    assert _state(factory, "sign") is StageState.ACTIVE
    assert _state(factory, "plan") is StageState.WAITING
    factory.says("customer", "", attachments=(PHOTO,))
    assert _state(factory, "sign") is StageState.DONE


def test_oem_goods_get_a_material_plan_the_head_of_planning_approves_and_procurement_buys(
    factory: Company,
) -> None:
    come_to(factory, signed, product="OEM產品")
    done(factory, "pmc", "物料需求計劃", shown=(FILE,))
    assert _state(factory, "purchase") is StageState.WAITING
    factory.says(head_of("pmc"), "/approve MTO-1 material_plan")
    assert _state(factory, "purchase") is StageState.OFFERED
    done(factory, "procurement", "OEM採購", "東莞永利")
    planned(factory)
    assert _state(factory, "material") is StageState.OFFERED


def test_the_plan_is_approved_and_out_by_ten_to_eight_next_morning(factory: Company) -> None:
    come_to(factory, signed)
    factory.says("pmc", "/shoudao MTO-1 plan")
    assert _due(factory, "plan").date() == date(2026, 11, 25)
    done(factory, "pmc", "編制生產計劃", shown=(FILE,))
    assert _due(factory, "release") == datetime(2026, 11, 25, 7, 50, tzinfo=HANOI)
    done(factory, "pmc", "計劃下達")
    for nobody in ("pmc", "production", head_of("production")):
        factory.says(nobody, "/approve MTO-1")
        assert _state(factory, "material") is StageState.WAITING
    heard = factory.says(head_of("pmc"), "/approve MTO-1")
    assert "MTO-1" in heard.told(factory.groups["warehouse"])


def test_an_inspection_without_its_record_is_not_finished(factory: Company) -> None:
    come_to(factory, planned)
    done(factory, "warehouse", "發料領料")
    factory.says("production", "/shoudao MTO-1 生產加工")
    for who, stage, step in (("production", "關鍵工序全檢", "key_process"), ("quality", "巡檢", "patrol")):
        factory.says(who, f"/gengxin MTO-1 {stage} 完成", attachments=(PHOTO,))
        factory.says(who, "5")
        assert _state(factory, step) is StageState.OFFERED
    done(factory, "production", "生產加工")
    assert _state(factory, "finished_test") is StageState.WAITING


def test_the_shipping_note_is_due_a_working_day_before_the_promised_one(factory: Company) -> None:
    come_to(factory, stored)
    factory.says("customer", "/shoudao MTO-1 note")
    assert _due(factory, "note").date() == date(2026, 12, 24)


def test_a_changed_date_recalls_the_note_and_a_new_one_waits_for_every_receipt(factory: Company) -> None:
    come_to(factory, stored)
    done(factory, "customer", "出貨單", "CH-2201", "12月25日", shown=(PHOTO,))
    recalled = factory.says(head_of("pmc"), "/gaiqi MTO-1 12月29日 客戶改期")
    assert "出貨單已收回" in recalled.answer
    factory.says("pmc", "/shoudao MTO-1")
    factory.says("finance", "/shoudao MTO-1")

    refused = factory.says("customer", "/gengxin MTO-1 出貨單 完成", attachments=(PHOTO,))
    assert "成品倉還沒確認舊單已收回" in refused.answer
    factory.says("warehouse", "/shoudao MTO-1")
    done(factory, "customer", "出貨單", "CH-2202", "12月29日", shown=(PHOTO,))
    assert _state(factory, "note") is StageState.DONE


def test_the_general_manager_alone_lets_a_truck_come_before_its_contract(factory: Company) -> None:
    come_to(factory, stored)
    done(factory, "customer", "出貨單", "CH-2201", "12月25日", shown=(PHOTO,))
    done(factory, "pmc", "出貨單核對")
    asked = factory.says("warehouse", "/gengxin MTO-1 安排承運 完成")
    assert "特批放行" not in asked.labels
    assert "經理" in asked.answer
    factory.says("warehouse", "順達物流")
    refused = factory.says(
        MANAGER, "/gengxin MTO-1 安排承運 完成"
    )  # it is not his work, but he may let it pass
    factory.taps(MANAGER, refused, "特批放行")
    heard = factory.says(MANAGER, "車已到廠，合同明天補")
    assert "缺承運商、檔案或照片，已特批放行：“車已到廠，合同明天補”" in heard.answer
    assert _state(factory, "transport") is StageState.APPROVAL
    factory.says(head_of("pmc"), "/approve MTO-1")
    assert _state(factory, "loading") is StageState.ACTIVE


def test_a_payment_is_told_to_customer_management_and_planning_at_once(factory: Company) -> None:
    come_to(factory, made)
    heard = finishes(factory, "quality", "/gengxin MTO-1 成品檢測 完成", "合格", PHOTO)
    assert "成品入庫" in heard.told(factory.groups["warehouse"])
    heard = done(factory, "warehouse", "成品入庫", "4988", "4988", PHOTO, PHOTO)
    assert "貨款溝通" in heard.told(factory.groups["customer"])
    heard = done(factory, "customer", "貨款溝通", "12月30日")
    assert "貨款溝通" in heard.told(factory.groups["sales"])  # the salesperson has to assist
    heard = done(factory, "finance", "到款確認")
    for department in ("customer", "pmc"):
        assert "到款確認" in heard.told(factory.groups[department])


def test_sales_hears_what_becomes_of_the_order_and_finance_of_the_note(factory: Company) -> None:
    heard = registered(factory, "已量產", "沒有特殊要求")
    assert "登記原始訂單" in heard.told(factory.groups["sales"])
    for step in (reviewed, signed, planned, made, stored):
        step(factory)
    heard = done(factory, "customer", "出貨單", "CH-2201", "12月25日", shown=(PHOTO,))
    assert "出貨單" in heard.told(factory.groups["finance"])
    done(factory, "pmc", "出貨單核對")
    done(factory, "warehouse", "安排承運", "順達物流", shown=(FILE,))
    factory.says(head_of("pmc"), "/approve MTO-1")
    done(factory, "warehouse", "裝車核對", "阮文雄", "陳志強", "核對無誤", PHOTO, PHOTO)
    done(factory, "admin", "出廠查核", "51C-123.45")
    heard = done(factory, "warehouse", "送達客戶", shown=(PHOTO,))
    assert "送達客戶" in heard.told(factory.groups["sales"])


def test_who_is_not_satisfied_is_answered_in_a_complaint_of_its_own(factory: Company) -> None:
    come_to(factory, shipped)
    done(factory, "customer", "貨款溝通", "12月30日")
    done(factory, "finance", "到款確認")
    heard = done(factory, "customer", "客戶反饋", "不滿意")
    assert "KS-261101" in heard.answer
    for who, line, answers in (
        ("customer", "登記", ()),
        ("quality", "處理", ("背膠太薄",)),
        ("customer", "答覆客戶", ("同意換貨",)),
    ):
        finishes(factory, who, f"/gengxin KS-261101 {line} 完成", *answers)
    complaint = factory.order("KS-261101")
    assert (complaint.state, complaint.parent) == (OrderState.CLOSED, factory.order("MTO-1").id)


def test_improvements_have_a_responsible_and_a_day_and_suggestions_a_reward(factory: Company) -> None:
    factory.says("audit", "/chulidan improvement；巡檢記錄補填")
    finishes(factory, "audit", "/gengxin GJ-261101 改進方案 完成", "巡檢漏填", "李工", "12月15日")
    finishes(factory, "audit", "/gengxin GJ-261101 效果驗證 完成", "記錄齊全")
    assert factory.order("GJ-261101").stage("measure").fields["responsible"] == "李工"

    factory.says("production", "/chulidan suggestion；刀模貼編號")
    finishes(factory, "audit", "/gengxin TA-261101 提案 完成", "刀模貼編號", "阮文雄")
    finishes(factory, "management", "/gengxin TA-261101 評審獎勵 完成", "50 萬")
    factory.says(MANAGER, "/approve TA-261101")
    assert factory.order("TA-261101").stage("decision").fields == {"reward": "50 萬"}
    for code in ("GJ-261101", "TA-261101"):
        assert factory.order(code).state is OrderState.CLOSED


def _state(factory: Company, stage: str) -> StageState:
    return factory.order("MTO-1").stage(stage).state


def _due(factory: Company, stage: str) -> datetime:
    due = factory.order("MTO-1").stage(stage).due_at
    assert due is not None
    return due.astimezone(HANOI)
