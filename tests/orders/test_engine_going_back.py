"""Work goes back, and moves are taken back, told in examples."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from orders.centre_file.workflow import Workflow
from orders.events import Kind
from orders.facts import Facts
from orders.moves import Approve, Decline, Move, PutOnHold, Receive, Report, SendBack
from orders.order import Order, OrderState
from orders.refusals.access import AuditorOnlyReads, StageNotYours
from orders.refusals.closing import EvidenceMissing
from orders.refusals.stage import (
    AlreadyReceived,
    GiverAmbiguous,
    NoGiver,
    NotEarlier,
    NotReceived,
)
from orders.refusals.undoing import AlreadyUndone, NothingToUndo, UndoBlocked, UndoNotYours
from orders.refusals.whole_order import ReasonMissing
from orders.whole_order_moves import Cancel, ChangeFacts, Pause, Promise, SetFlags, Undo, Unpause
from tests.support.shop import (
    DIEU,
    DRAWING,
    GIAM_DOC,
    HOA,
    KIEM,
    KIM,
    LAN,
    MINH,
    MONDAY,
    TU,
    delivered,
    designed,
    kinds,
    named,
    opened,
    stage,
)


def bare(order: Order) -> Order:
    """The order without its versions, which only rise."""
    stages = {key: replace(record, version=0) for key, record in order.stages.items()}
    return replace(order, version=0, stages=stages)


# --- declined ----------------------------------------------------------------------------------------------------


def test_a_declined_offer_reopens_the_stage_that_made_it_and_stops_all_that_hung_on_it():
    shop = opened()
    shop.does(LAN, Report(stage="reception", done=True))
    shop.does(TU, Receive(stage="placement"))

    events = shop.does(TU, Decline(stage="design", note="thiếu kích thước"))

    assert kinds(events) == [
        (Kind.DECLINED, "design"),
        (Kind.REOPENED, "reception"),
        (Kind.WAITS_AGAIN, "placement"),
    ]
    assert shop.states("reception", "design", "placement") == ["active", "waiting", "waiting"]
    assert shop.stage("reception").received_by == LAN.person
    assert shop.stage("reception").done_at is None


def test_declining_takes_a_reason_and_the_right_and_comes_before_the_receipt():
    shop = opened()
    shop.does(LAN, Report(stage="reception", done=True))
    with pytest.raises(ReasonMissing):
        shop.does(TU, Decline(stage="design", note=" "))
    with pytest.raises(StageNotYours):
        shop.does(MINH, Decline(stage="design", note="x"))

    shop.does(TU, Receive(stage="design"))

    with pytest.raises(AlreadyReceived) as refusal:
        shop.does(TU, Decline(stage="design", note="x"))
    assert refusal.value.earlier == ("reception",)


def test_where_several_gave_the_decliner_names_one_and_the_others_stay_done():
    shop = designed()
    with pytest.raises(GiverAmbiguous) as refusal:
        shop.does(MINH, Decline(stage="fabrication", note="sai bản vẽ"))
    assert refusal.value.givers == ("design", "placement")
    with pytest.raises(NotEarlier):
        shop.does(MINH, Decline(stage="fabrication", note="sai bản vẽ", to="reception"))

    shop.does(MINH, Decline(stage="fabrication", note="sai bản vẽ", to="design"))

    assert shop.states("design", "placement", "fabrication") == ["active", "done", "waiting"]


def test_a_first_stage_cannot_be_declined_for_nobody_gave_it():
    workflow = Workflow(
        id="w", names=named("w"), stages=(stage("survey", "design"), stage("quote", "sales", "survey"))
    )
    shop = opened(workflow=workflow)
    assert shop.states("survey") == ["offered"]
    with pytest.raises(NoGiver):
        shop.does(TU, Decline(stage="survey", note="x"))


# --- sent back ---------------------------------------------------------------------------------------------------


def test_sent_back_the_earlier_stage_reopens_and_what_came_after_waits_with_its_reports():
    shop = designed()
    shop.does(MINH, Report(stage="fabrication", percent=40))
    shop.later(hours=30)

    events = shop.does(MINH, SendBack(stage="fabrication", to="design", note="sai kích thước"))

    assert kinds(events) == [(Kind.SENT_BACK, "fabrication"), (Kind.REOPENED, "design")]
    assert shop.states("design", "placement", "fabrication") == ["active", "done", "waiting"]
    assert shop.stage("design").due_at == shop.now + timedelta(hours=24)
    fabrication = shop.stage("fabrication")
    assert (fabrication.percent, fabrication.received_at, fabrication.due_at) == (40, None, None)


def test_sent_back_far_stages_done_in_between_wait_again_and_their_holds_are_lifted():
    shop = designed()
    shop.does(MINH, Receive(stage="fabrication"))
    shop.does(MINH, PutOnHold(stage="fabrication", kind="material", department="production"))

    shop.does(MINH, SendBack(stage="fabrication", to="reception", note="khách đổi ý"))

    assert shop.states("reception", "design", "placement", "fabrication") == [
        "active",
        "waiting",
        "waiting",
        "waiting",
    ]
    assert shop.stage("fabrication").hold is None
    assert shop.stage("placement").fields == {"place": "xưởng 2"}
    assert shop.stage("design").evidence == ()


def test_what_was_shown_before_the_work_came_back_closes_nothing():
    """100 % and a drawing, sent back for its size: it is at nothing again, and the rejected drawing is no evidence."""
    shop = opened()
    shop.does(LAN, Report(stage="reception", done=True))
    shop.does(TU, Report(stage="placement", done=True, fields={"place": "xưởng 2"}))
    shop.does(TU, Report(stage="design", percent=100, evidence=(DRAWING,)))
    shop.does(TU, Report(stage="design", done=True))
    shop.does(MINH, Receive(stage="fabrication"))

    shop.does(MINH, SendBack(stage="fabrication", to="design", note="sai kích thước"))

    design = shop.stage("design")
    assert (design.percent, design.quantity, design.estimate, design.evidence) == (None, None, None, ())
    with pytest.raises(EvidenceMissing):
        shop.does(TU, Report(stage="design", done=True))
    shop.does(TU, Report(stage="design", done=True, evidence=(replace(DRAWING, unique_id="u9"),)))
    assert shop.states("design", "fabrication") == ["done", "offered"]


def test_a_stage_that_was_done_and_waits_again_begins_anew():
    shop = designed()
    shop.does(MINH, Report(stage="fabrication", percent=100))
    shop.does(MINH, Report(stage="fabrication", done=True))
    shop.does(MINH, SendBack(stage="packing", to="design", note="sai màu"))
    assert shop.stage("fabrication").percent is None


def test_sending_back_goes_to_a_done_stage_before_with_a_reason():
    shop = designed()
    with pytest.raises(NotReceived):
        shop.does(MINH, SendBack(stage="fabrication", to="design", note="x"))
    shop.does(MINH, Receive(stage="fabrication"))
    with pytest.raises(NotEarlier) as refusal:
        shop.does(MINH, SendBack(stage="fabrication", to="packing", note="x"))
    assert refusal.value.earlier == ("reception", "design", "placement")
    with pytest.raises(ReasonMissing):
        shop.does(MINH, SendBack(stage="fabrication", to="design"))


def test_there_is_nowhere_before_the_first_stage():
    with pytest.raises(NoGiver):
        opened().does(LAN, SendBack(stage="reception", to="reception", note="x"))


@pytest.mark.parametrize("received", [False, True])
def test_work_that_goes_back_ends_its_hold_and_says_so(*, received: bool):
    shop = designed()
    if received:
        shop.does(MINH, Receive(stage="fabrication"))
    shop.does(MINH, PutOnHold(stage="fabrication", kind="customer", department="sales"))
    back = (
        SendBack(stage="fabrication", to="design", note="sai")
        if received
        else Decline(stage="fabrication", to="design", note="sai")
    )
    assert kinds(shop.does(MINH, back))[0] == (Kind.RESUMED, "fabrication")
    assert shop.stage("fabrication").hold is None


def test_a_hold_of_work_that_waits_again_ends_and_says_so():
    shop = opened()
    shop.does(LAN, Report(stage="reception", done=True))
    shop.does(TU, PutOnHold(stage="placement", kind="customer", department="sales"))
    shop.does(TU, Receive(stage="design"))
    events = shop.does(TU, SendBack(stage="design", to="reception", note="thiếu kích thước"))
    assert kinds(events)[2:4] == [(Kind.RESUMED, "placement"), (Kind.WAITS_AGAIN, "placement")]


def test_done_anew_the_work_is_offered_anew():
    shop = designed()
    shop.does(MINH, Receive(stage="fabrication"))
    shop.does(MINH, SendBack(stage="fabrication", to="design", note="sai"))

    shop.does(TU, Report(stage="design", done=True, evidence=(DRAWING,)))

    assert shop.states("fabrication") == ["offered"]
    assert shop.stage("fabrication").received_at is None


def test_a_stage_passed_by_is_wanted_again_once_the_work_is_back_before_it():
    shop = designed()
    for one in ("fabrication", "packing"):
        shop.does(MINH, Report(stage=one, done=True))
    shop.does(DIEU, SetFlags(raised=frozenset({"rush"})))
    assert shop.states("inspection") == ["skipped"]

    shop.does(MINH, SendBack(stage="delivery", to="packing", note="thiếu ốc"))

    assert shop.states("inspection", "delivery") == ["waiting", "waiting"]


# --- undo --------------------------------------------------------------------------------------------------------


def test_undo_gives_back_what_was_and_makes_old_buttons_stale():
    shop = designed()
    before = shop.order

    shop.does(MINH, Report(stage="fabrication", done=True))
    events = shop.does(MINH, Undo())

    assert bare(shop.order) == bare(before)
    assert {event.kind for event in events} == {Kind.UNDONE}
    assert {event.stage for event in events} == {"fabrication", "packing"}
    assert shop.stage("packing").version > before.stage("packing").version


def test_a_received_next_stage_builds_on_the_end_of_the_one_before():
    shop = designed()
    shop.does(MINH, Receive(stage="fabrication"))

    with pytest.raises(UndoBlocked) as refusal:
        shop.does(TU, Undo(stage="placement"))

    assert (refusal.value.by_kind, refusal.value.by, refusal.value.instead) == ("received", 4, "send_back")


def test_an_offer_after_a_join_rests_on_every_branch():
    shop = designed()
    with pytest.raises(UndoBlocked) as refusal:
        shop.does(TU, Undo(stage="design"))
    assert (refusal.value.stage, refusal.value.instead) == ("fabrication", "decline")

    shop.does(TU, Undo(stage="placement"))
    shop.does(TU, Undo(stage="design"))

    assert shop.states("design", "placement", "fabrication") == ["offered", "offered", "waiting"]


def test_ones_own_last_move_on_the_stage_is_meant_though_others_moved_elsewhere():
    shop = opened()
    shop.does(LAN, Report(stage="reception", done=True))
    shop.does(TU, Report(stage="design", percent=50))
    shop.does(DIEU, Receive(stage="placement"))

    shop.does(TU, Undo())

    assert shop.stage("design").percent is None
    assert shop.states("design", "placement") == ["offered", "active"]


def test_somebody_elses_move_is_taken_back_by_the_head_or_the_coordinator():
    shop = designed()
    events = shop.does(MINH, Report(stage="fabrication", percent=90))
    with pytest.raises(UndoNotYours) as refusal:
        shop.does(TU, Undo(move=events[0].move))
    assert refusal.value.who_may == ("head:production", "role:coordinator")
    with pytest.raises(NothingToUndo):
        shop.does(LAN, Undo(stage="fabrication"))

    shop.does(KIM, Undo(stage="fabrication"))

    assert shop.stage("fabrication").percent is None
    assert shop.states("fabrication") == ["offered"]


def test_an_undone_move_is_not_undone_twice_nor_is_the_undo():
    shop = designed()
    events = shop.does(MINH, Report(stage="fabrication", percent=90))
    undo = shop.does(MINH, Undo())

    with pytest.raises(AlreadyUndone) as refusal:
        shop.does(MINH, Undo(move=events[0].move))
    assert refusal.value.by == MINH.person
    with pytest.raises(NothingToUndo):
        shop.does(MINH, Undo(move=undo[0].move))
    with pytest.raises(NothingToUndo):
        shop.does(MINH, Undo())


def test_a_closed_order_opens_again_when_its_closing_is_taken_back():
    shop = delivered()
    shop.does(LAN, Report(stage="acceptance", done=True))
    shop.does(HOA, Approve(stage="acceptance"))
    with pytest.raises(UndoBlocked) as refusal:
        shop.does(LAN, Undo(stage="acceptance"))
    assert refusal.value.instead == "undo"

    shop.does(HOA, Undo())

    assert shop.order.state is OrderState.OPEN
    assert shop.states("acceptance") == ["approval"]


def test_opening_is_undone_only_while_nothing_came_after():
    shop = opened()
    before = shop.order
    shop.does(LAN, Report(stage="reception", percent=10))
    with pytest.raises(UndoBlocked) as refusal:
        shop.does(LAN, Undo(move=2))
    assert refusal.value.instead == "cancel"

    shop.does(LAN, Undo(stage="reception"))
    assert bare(shop.order) == bare(before)
    shop.does(LAN, Undo())

    assert shop.order.state is OrderState.DRAFT
    assert shop.order.first_promised_on is None
    with pytest.raises(NothingToUndo):
        shop.does(LAN, Undo())  # a draft is thrown away, its making is not undone


def test_while_an_order_is_paused_nothing_before_the_pause_is_taken_back():
    shop = designed()
    shop.does(MINH, Report(stage="fabrication", percent=10))
    shop.does(DIEU, Pause(note="x"))
    with pytest.raises(UndoBlocked) as refusal:
        shop.does(MINH, Undo())
    assert refusal.value.instead == "unpause"

    shop.does(DIEU, Unpause())
    shop.does(MINH, Undo())

    assert shop.stage("fabrication").percent is None


def test_a_cancelled_order_is_brought_back_by_undo():
    shop = designed()
    before = shop.order
    shop.does(HOA, Cancel(note="nhầm đơn"))
    shop.does(GIAM_DOC, Undo(move=shop.history[-1].move))
    assert bare(shop.order) == bare(before)


def test_undone_work_keeps_the_due_time_of_a_promise_moved_meanwhile():
    shop = designed()
    for one in ("fabrication", "packing"):
        shop.does(MINH, Report(stage=one, done=True))
    shop.does(MINH, Report(stage="delivery", percent=10))
    shop.does(HOA, Promise(promised_on=date(2026, 12, 11), note="khách dời"))

    shop.does(MINH, Undo())

    assert shop.stage("delivery").percent is None
    assert shop.stage("delivery").due_at == MONDAY.replace(month=12, day=10, hour=10)


def test_a_stage_that_waits_again_gets_no_due_time_from_a_promise_moved_meanwhile():
    shop = designed()
    shop.does(MINH, Report(stage="fabrication", done=True))
    shop.does(MINH, Report(stage="packing", done=True))
    shop.does(HOA, Promise(promised_on=date(2026, 12, 11), note="khách dời"))

    shop.does(MINH, Undo())

    assert shop.states("delivery") == ["waiting"]
    assert shop.stage("delivery").due_at is None


@pytest.mark.parametrize(
    ("move", "instead"),
    [
        (Promise(promised_on=date(2026, 12, 11), note="khách dời"), "promise"),
        (SetFlags(raised=frozenset({"rush"})), "report"),
        (Unpause(), "pause"),
    ],
)
def test_what_changed_the_whole_order_is_taken_back_only_before_anything_else(move: Move, instead: str):
    shop = designed()
    shop.does(DIEU, Pause(note="x"))
    if not isinstance(move, Unpause):
        shop.does(DIEU, Unpause())
    number = shop.does(DIEU, move)[0].move
    shop.does(MINH, Report(stage="fabrication", percent=10))

    with pytest.raises(UndoBlocked) as refusal:
        shop.does(DIEU, Undo(move=number))

    assert refusal.value.instead == instead


def test_changes_are_taken_back_one_after_the_other_and_block_no_work():
    shop = designed()
    first = shop.does(HOA, ChangeFacts(facts=Facts(customer="Khánh Thy", amount=1)))
    shop.does(HOA, ChangeFacts(facts=Facts(customer="Khánh Thy", amount=2)))
    with pytest.raises(UndoBlocked) as refusal:
        shop.does(HOA, Undo(move=first[0].move))
    assert refusal.value.instead == "change"

    shop.does(TU, Undo(stage="placement"))
    shop.does(HOA, Undo())
    shop.does(HOA, Undo())

    assert shop.order.facts.title == "Bảng hiệu"


def test_an_auditor_takes_nothing_back():
    with pytest.raises(AuditorOnlyReads):
        opened().does(KIEM, Undo())
