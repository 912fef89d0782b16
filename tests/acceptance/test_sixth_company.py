"""A company that no shipped file is about: its orders run from the first word in the chat to the last, by its file alone."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from handlers.incoming import Attachment
from orders.order import OrderState, StageState
from tests.support.company import PHOTO, Company
from tests.support.staff import MANAGER, head_of, staffed

FILE = Path(__file__).parents[1] / "centre" / "elsewhere.yaml"
PLACE = Attachment(kind="location", file_id="", unique_id="l1", latitude=22.97, longitude=113.88)
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def factory(database_url: str, now: datetime) -> Iterator[Company]:
    """Monday 10:00 in Dongguan; the workshop works at night."""
    company = Company.founded(database_url, now, lang="zh-Hans", **staffed(FILE))
    yield company
    company.close()


def test_an_order_runs_to_its_end_through_plan_approval_night_shift_and_shipping(factory: Company) -> None:
    _opened_and_reviewed(factory, "自产")
    heard = factory.says("sales", "/update MQ-1 客户签回 完成", attachments=(PHOTO,))
    assert "生产计划" in heard.told(factory.groups["pmc"])
    assert _due(factory, "plan") == datetime(2026, 11, 24, 7, 50, tzinfo=SHANGHAI)
    assert _state(factory, "trial") is StageState.SKIPPED

    factory.says("pmc", "/update MQ-1 生产计划 完成")
    assert "待批准（1）" in factory.says(MANAGER, "/board").answer
    assert _state(factory, "plan") is StageState.APPROVAL
    factory.says("workshop", "/approve MQ-1")
    assert _state(factory, "plan") is StageState.APPROVAL
    heard = factory.says(head_of("pmc"), "/approve MQ-1")
    assert "MQ-1" in heard.told(factory.groups["workshop"])

    factory.passes(hours=12)
    factory.says("workshop", "/confirm MQ-1 生产")
    assert _due(factory, "make") == datetime(2026, 11, 27, 6, tzinfo=SHANGHAI)
    assert "2000/5000" in factory.says("workshop", "MQ-1 生产 2000/5000").answer
    factory.passes(days=2)
    factory.says("workshop", "MQ-1 生产 完成 5000/5000")
    assert _due(factory, "note") == datetime(2026, 12, 9, 17, 30, tzinfo=SHANGHAI)
    factory.says("sales", "MQ-1 出货单 完成")
    heard = factory.says("pmc", "MQ-1 发货 完成", attachments=(PLACE,))
    assert "订单已全部完成" in heard.answer

    assert factory.order("MQ-1").state is OrderState.CLOSED
    story = factory.says(MANAGER, "/history MQ-1").answer
    told = [
        story.find(line)
        for line in ("评审，报完成", "生产计划，审批通过", "生产，报进度（2000/5000）", "出货，报完成")
    ]
    assert told == sorted(told)
    assert min(told) > 0


def test_what_is_bought_in_needs_no_plan_of_its_own(factory: Company) -> None:
    _opened_and_reviewed(factory, "外购")
    assert factory.order("MQ-1").flags == {"oem"}
    factory.says("sales", "/update MQ-1 客户签回 完成", attachments=(PHOTO,))
    assert _state(factory, "plan") is StageState.SKIPPED
    factory.says("workshop", "MQ-1 生产 完成")
    _shipped(factory)


def test_what_was_never_made_before_is_tried_and_needs_the_managers_yes(factory: Company) -> None:
    _opened_and_reviewed(factory, "自己做", marked="; 尚未试制")
    factory.says("tech", "/update MQ-1 试制 完成")
    factory.says(head_of("tech"), "/approve MQ-1")
    assert _state(factory, "trial") is StageState.APPROVAL
    assert _state(factory, "sign") is StageState.WAITING
    heard = factory.says(MANAGER, "/approve MQ-1")
    assert "MQ-1" in heard.told(factory.groups["sales"])
    factory.says("sales", "/update MQ-1 客户签回 完成", attachments=(PHOTO,))
    factory.says("pmc", "/update MQ-1 生产计划 完成")
    factory.says(head_of("pmc"), "/approve MQ-1")
    factory.says("workshop", "MQ-1 生产 完成")
    _shipped(factory)


def _opened_and_reviewed(factory: Company, product: str, *, marked: str = "") -> None:
    """The review asks for what it has to tell, one thing after the other."""
    factory.says("pmc", f"/new MQ-1; 华强电子; 模切泡棉 5000 件; 10/12/2026; 12000{marked}")
    asked = factory.says("pmc", "/update MQ-1 评审 完成")
    assert {"自产", "外购"} <= asked.labels
    assert "单价" in factory.says("pmc", product).answer
    assert "交期" in factory.says("pmc", "12000").answer
    factory.says("pmc", "10/12/2026")
    assert _state(factory, "review") is StageState.DONE
    assert factory.order("MQ-1").stage("review").fields["ship_on"] == "2026-12-10"


def _shipped(factory: Company) -> None:
    factory.says("sales", "MQ-1 出货单 完成")
    factory.says("pmc", "MQ-1 发货 完成", attachments=(PLACE,))
    assert factory.order("MQ-1").state is OrderState.CLOSED


def _state(factory: Company, stage: str) -> StageState:
    return factory.order("MQ-1").stage(stage).state


def _due(factory: Company, stage: str) -> datetime | None:
    return factory.order("MQ-1").stage(stage).due_at
