"""What departments must acknowledge: that a stage is done, and that this no longer holds."""

from datetime import date, timedelta

import pytest

from orders.centre_file.workflow import Stage, Workflow
from orders.checks import Awaited, Rule, awaited, next_check, part_owed, parts
from orders.events import Kind
from orders.moves import Acknowledge, Actor, Approve, Recall, Report, SendBack
from orders.notices import missing, standing
from orders.order import StageState
from orders.refusals.access import AuditorOnlyReads, StageNotYours
from orders.refusals.notices import NoNotice, NoticeNotYours, NoticeReplaced, NoticeUnacknowledged
from orders.refusals.stale import AlreadyRecorded
from orders.refusals.undoing import UndoBlocked
from orders.refusals.whole_order import OrderClosed, ReasonMissing
from orders.whole_order_moves import Cancel, Pause, Promise, Undo
from tests.support.shop import DIEU, KIEM, LAN, MONDAY, TIMES, Shop, kinds, member, named, opened, stage


def workflow(*stages: Stage) -> Workflow:
    return Workflow(id="shipping", names=named("shipping"), stages=stages)


STAGES = (
    stage("making", "production"),
    stage(
        "note",
        "sales",
        "making",
        due="1wd before promised",
        notifies=["warehouse", "trucks"],
        fields=({"id": "truck", "names": named("truck")},),
    ),
    stage("loading", "warehouse", "note"),
    stage("delivery", "trucks", "loading", marks=["delivered"]),
    stage("bill", "sales", "delivery"),
)
SHIPPING = workflow(*STAGES)
KHO = member(31, "warehouse")
XE = member(32, "trucks")
MINH = member(4, "production")
LATER = Promise(promised_on=date(2026, 12, 9), note="khách dời")


def noted() -> Shop:
    """The shipping note is out; warehouse and trucks are to say that they know."""
    shop = opened(workflow=SHIPPING)
    shop.does(MINH, Report(stage="making", done=True))
    shop.does(LAN, Report(stage="note", done=True, fields={"truck": "51C"}))
    return shop


def read(shop: Shop, *actors: Actor) -> None:
    for actor in actors:
        shop.does(actor, Acknowledge(stage="note"))


def test_a_stage_that_is_done_asks_the_departments_it_notifies_to_acknowledge_it() -> None:
    shop = opened(workflow=SHIPPING)
    shop.does(MINH, Report(stage="making", done=True))

    events = shop.does(LAN, Report(stage="note", done=True, fields={"truck": "51C"}))

    assert (Kind.NOTIFIED, "note") in kinds(events)
    assert missing(shop.order, "note") == ("warehouse", "trucks")
    assert shop.states("note", "loading") == ["done", "offered"]  # nobody waits for the receipts


def test_each_department_acknowledges_for_itself_and_once() -> None:
    shop = noted()

    read(shop, KHO)

    assert missing(shop.order, "note") == ("trucks",)
    with pytest.raises(AlreadyRecorded) as twice:
        shop.does(KHO, Acknowledge(stage="note"))
    assert (twice.value.what, twice.value.by, twice.value.at) == ("acknowledged", KHO.person, shop.now)
    read(shop, XE)
    assert missing(shop.order, "note") == ()
    assert shop.stage("note").notice is not None


def test_who_acts_anywhere_may_say_it_for_a_department_and_others_may_not() -> None:
    shop = noted()

    with pytest.raises(NoticeNotYours) as refused:
        shop.does(MINH, Acknowledge(stage="note"))
    assert refused.value.who_may == ("department:trucks", "department:warehouse", "role:coordinator")
    with pytest.raises(NoticeNotYours):
        shop.does(KHO, Acknowledge(stage="note", departments=frozenset({"trucks"})))
    with pytest.raises(AuditorOnlyReads):
        shop.does(KIEM, Acknowledge(stage="note"))

    shop.does(DIEU, Acknowledge(stage="note", departments=frozenset({"trucks"})))
    assert missing(shop.order, "note") == ("warehouse",)


def test_a_stage_that_notifies_nobody_has_nothing_to_acknowledge() -> None:
    with pytest.raises(NoNotice):
        noted().does(KHO, Acknowledge(stage="making"))


def test_who_has_not_acknowledged_is_asked_after_the_time_to_confirm() -> None:
    shop = noted()
    part = part_owed("note", "trucks")

    assert part in parts(shop.order)
    assert awaited(shop.order, part, times=TIMES) == (
        Awaited(rule=Rule.NOTICE, at=MONDAY + timedelta(hours=2), department="trucks"),
    )
    read(shop, XE)
    assert part not in parts(shop.order)
    assert next_check(shop.order, part, times=TIMES) is None


def test_an_order_that_stands_still_still_asks_and_one_that_has_ended_does_not() -> None:
    shop = noted()
    shop.does(DIEU, Pause(note="chờ khách"))
    assert missing(shop.order, "note") == ("warehouse", "trucks")

    shop.does(DIEU, Cancel(note="khách huỷ"))
    assert missing(shop.order, "note") == ()
    assert part_owed("note", "trucks") not in parts(shop.order)


def test_a_changed_promise_recalls_the_note_and_opens_it_again() -> None:
    shop = noted()
    read(shop, KHO, XE)

    events = shop.does(DIEU, LATER)

    assert [kind for kind, one in kinds(events) if one == "note"] == [Kind.RECALLED, Kind.REOPENED]
    assert (Kind.WAITS_AGAIN, "loading") in kinds(events)
    assert standing(shop.stage("note")) is None
    assert missing(shop.order, "note") == ("warehouse", "trucks")  # those who had read it as well
    assert shop.states("note", "loading") == ["active", "waiting"]
    assert shop.stage("note").fields == {}  # what the old one said is asked anew
    assert shop.stage("note").due_at == TIMES.due_at(SHIPPING.stage("note"), MONDAY, date(2026, 12, 9))


def test_a_new_note_goes_out_only_when_all_have_acknowledged_the_recall() -> None:
    shop = noted()
    shop.does(DIEU, LATER)
    read(shop, KHO)

    with pytest.raises(NoticeUnacknowledged) as refused:
        shop.does(LAN, Report(stage="note", done=True, fields={"truck": "51C"}))
    assert refused.value.departments == ("trucks",)

    read(shop, XE)
    shop.does(LAN, Report(stage="note", done=True, fields={"truck": "51C"}))
    assert standing(shop.stage("note")) is not None
    assert missing(shop.order, "note") == ("warehouse", "trucks")


def test_a_button_of_the_recalled_note_does_not_acknowledge_the_recall() -> None:
    shop = noted()
    note = shop.stage("note").notice
    assert note is not None
    shop.does(DIEU, LATER)

    with pytest.raises(NoticeReplaced):
        shop.does(KHO, Acknowledge(stage="note", notice=note.number))


def test_what_is_not_due_by_the_promised_date_stands_when_it_moves() -> None:
    shop = opened(workflow=workflow(*(one.model_copy(update={"due": None}) for one in STAGES)))
    shop.does(MINH, Report(stage="making", done=True))
    shop.does(LAN, Report(stage="note", done=True, fields={"truck": "51C"}))

    assert kinds(shop.does(DIEU, LATER)) == [(Kind.PROMISED, None)]


def test_goods_that_are_out_are_not_called_back() -> None:
    shop = noted()
    shop.does(KHO, Report(stage="loading", done=True))
    shop.does(XE, Report(stage="delivery", done=True))

    assert kinds(shop.does(DIEU, LATER)) == [(Kind.PROMISED, None)]
    with pytest.raises(NoNotice):
        shop.does(LAN, Recall(stage="note", note="sai"))


def test_who_gave_it_out_recalls_it_with_a_reason() -> None:
    shop = noted()

    with pytest.raises(ReasonMissing):
        shop.does(LAN, Recall(stage="note"))
    with pytest.raises(StageNotYours):
        shop.does(KHO, Recall(stage="note", note="sai"))
    shop.does(LAN, Recall(stage="note", note="ghi sai xe"))

    assert shop.stage("note").state is StageState.ACTIVE
    with pytest.raises(NoNotice):
        shop.does(LAN, Recall(stage="note", note="lần nữa"))


def test_work_that_goes_back_takes_its_notices_with_it() -> None:
    shop = noted()
    shop.does(KHO, Report(stage="loading", percent=10))

    events = shop.does(KHO, SendBack(stage="loading", to="making", note="thiếu hàng"))

    assert (Kind.RECALLED, "note") in kinds(events)
    assert shop.states("making", "note") == ["active", "waiting"]
    assert missing(shop.order, "note") == ("warehouse", "trucks")


def test_an_approved_stage_notifies_with_its_approval() -> None:
    plan = stage("plan", "production", approver={"role": "coordinator"}, notifies=["warehouse"])
    shop = opened(workflow=workflow(plan, stage("work", "production", "plan")))

    assert Kind.NOTIFIED not in dict(kinds(shop.does(MINH, Report(stage="plan", done=True))))
    assert (Kind.NOTIFIED, "plan") in kinds(shop.does(DIEU, Approve(stage="plan")))


def test_a_closed_order_asks_for_no_receipts() -> None:
    shop = noted()
    for actor, one in ((KHO, "loading"), (XE, "delivery"), (LAN, "bill")):
        shop.does(actor, Report(stage=one, done=True))

    assert missing(shop.order, "note") == ()
    with pytest.raises(OrderClosed):
        shop.does(KHO, Acknowledge(stage="note"))


def test_what_was_acknowledged_is_recalled_and_not_undone() -> None:
    shop = noted()
    done = shop.history[-1].move
    read(shop, KHO)

    with pytest.raises(UndoBlocked) as blocked:
        shop.does(LAN, Undo(move=done))

    assert (blocked.value.by_kind, blocked.value.instead) == ("acknowledged", "recall")


def test_an_acknowledgement_taken_back_is_missing_again() -> None:
    shop = noted()
    read(shop, KHO)

    shop.does(KHO, Undo(stage="note"))

    assert missing(shop.order, "note") == ("warehouse", "trucks")
