"""Whose a hold is: the department that answers for it says so or refuses, the coordinator decides, its own clock runs."""

from datetime import timedelta

import pytest

from orders.checks import Rule, awaited
from orders.holders import holders
from orders.moves import AnswerHold, DecideHold, PutOnHold, Report, Resume
from orders.refusals.access import NotAllowed, StageNotYours
from orders.refusals.stage import NotHeld
from orders.refusals.stale import AlreadyRecorded, NothingChanged
from orders.refusals.whole_order import ReasonMissing
from orders.whole_order_moves import Undo
from tests.support.shop import DIEU, LAN, MINH, TIMES, TU, Shop, designed

NO = AnswerHold(stage="fabrication", ours=False, decider="coordination", note="khách duyệt rồi")
YES = AnswerHold(stage="fabrication", ours=True)


def held(kind: str = "customer", department: str = "sales") -> Shop:
    """Production cannot go on with fabrication; sales has to answer."""
    shop = designed()
    shop.does(MINH, Report(stage="fabrication", percent=10))
    shop.does(MINH, PutOnHold(stage="fabrication", kind=kind, department=department))
    return shop


def answer(shop: Shop) -> str:
    hold = shop.stage("fabrication").hold
    assert hold is not None
    return hold.answer


def rules(shop: Shop) -> set[Rule]:
    return {one.rule for one in awaited(shop.order, "fabrication", times=TIMES)}


def test_the_department_that_answers_says_once_that_it_is_theirs() -> None:
    shop = held()
    shop.does(LAN, YES)
    assert answer(shop) == "ours"
    with pytest.raises(AlreadyRecorded):
        shop.does(LAN, NO)


def test_nobody_else_answers_for_it() -> None:
    for actor in (TU, DIEU):
        with pytest.raises(StageNotYours):
            held().does(actor, YES)


def test_who_reports_a_hold_of_their_own_has_said_that_it_is_theirs() -> None:
    shop = held("machine", "production")
    assert answer(shop) == "own"
    with pytest.raises(AlreadyRecorded):
        shop.does(MINH, NO)


def test_refused_it_is_the_coordinators_until_it_is_decided() -> None:
    shop = held()
    with pytest.raises(ReasonMissing):
        shop.does(LAN, AnswerHold(stage="fabrication", ours=False, decider="coordination"))
    shop.later(hours=1)
    shop.does(LAN, NO)
    [holder] = [one for one in holders(shop.order) if one.stage == "fabrication"]
    assert (holder.department, holder.why, holder.since) == ("coordination", "disputed", shop.now)
    assert rules(shop) == {Rule.DISPUTE}
    shop.does(DIEU, DecideHold(stage="fabrication", department="design"))
    [holder] = [one for one in holders(shop.order) if one.stage == "fabrication"]
    assert (holder.department, holder.why) == ("design", "hold")
    with pytest.raises(StageNotYours):
        shop.does(LAN, NO)
    with pytest.raises(AlreadyRecorded):
        shop.does(TU, AnswerHold(stage="fabrication", ours=False, decider="coordination", note="không"))


def test_only_coordination_and_those_above_decide() -> None:
    shop = held()
    with pytest.raises(NotAllowed):
        shop.does(MINH, DecideHold(stage="fabrication", department="design"))
    shop.does(LAN, YES)
    with pytest.raises(NothingChanged):
        shop.does(DIEU, DecideHold(stage="fabrication", department="sales"))
    shop.does(MINH, Resume(stage="fabrication"))
    with pytest.raises(NotHeld):
        shop.does(DIEU, DecideHold(stage="fabrication", department="sales"))


def test_a_refusal_undone_is_nobodys_to_decide() -> None:
    shop = held()
    shop.does(LAN, NO)
    shop.does(LAN, Undo())
    assert answer(shop) == ""


def test_a_hold_has_its_own_clock_where_its_kind_has_one() -> None:
    assert Rule.HOLD_DUE not in rules(held())
    shop = held("machine")
    [due] = [one for one in awaited(shop.order, "fabrication", times=TIMES) if one.rule is Rule.HOLD_DUE]
    assert due.at == shop.now + timedelta(days=2)


def test_what_is_said_after_that_clock_answers_it_and_before_only_a_later_day() -> None:
    shop = held("machine")
    shop.does(LAN, Report(stage="fabrication", note="đang sửa"))
    assert Rule.HOLD_DUE in rules(shop)
    shop.does(LAN, Report(stage="fabrication", estimate=shop.now + timedelta(days=3)))
    assert Rule.HOLD_DUE not in rules(shop)


def test_one_who_gets_it_by_decision_has_the_full_time() -> None:
    shop = held("machine")
    shop.later(days=1)
    shop.does(LAN, NO)
    shop.does(DIEU, DecideHold(stage="fabrication", department="design"))
    hold = shop.stage("fabrication").hold
    assert hold is not None
    assert hold.due_at == shop.now + timedelta(days=2)
    assert hold.since == shop.now - timedelta(days=1)
