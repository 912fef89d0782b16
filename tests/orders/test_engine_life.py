"""An order's way through the shop, told in examples."""

from datetime import date, timedelta

import pytest

from orders.centre_file.workflow import Workflow
from orders.checks import next_check
from orders.events import Kind
from orders.facts import Facts
from orders.holders import holders
from orders.moves import Approve, PutOnHold, Receive, Reject, Report, Resume
from orders.order import OrderState
from orders.quantities import Quantity
from orders.refusals.access import AuditorOnlyReads, NotAllowed, OwnWork, StageNotYours
from orders.refusals.closing import ChoiceUnknown, EvidenceMissing, FieldsMissing, FieldUnknown
from orders.refusals.counting import PercentOutOfRange, QuantityImpossible
from orders.refusals.naming import StageUnknown
from orders.refusals.reading import NothingToRecord
from orders.refusals.stage import (
    NotAwaitingApproval,
    NotHeld,
    StageAwaitsApproval,
    StageIsDone,
    StageSkipped,
    StageWaits,
)
from orders.refusals.stale import AlreadyRecorded, NothingChanged, TapStale
from orders.refusals.whole_order import (
    FactsMissing,
    FlagUnknown,
    MomentPassed,
    NoStageLeft,
    OrderCancelled,
    OrderClosed,
    OrderIsDraft,
    OrderNotPaused,
    OrderPaused,
    ReasonMissing,
)
from orders.whole_order_moves import Cancel, ChangeFacts, Open, Pause, Promise, SetFlags, Unpause
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
    PHOTO,
    QUY,
    TIMES,
    TU,
    Shop,
    delivered,
    designed,
    flag,
    kinds,
    named,
    opened,
    stage,
)

# --- draft and opening -------------------------------------------------------------------------------------------


def test_a_draft_is_held_by_the_department_that_wrote_it_and_looked_at_again():
    draft = Shop()

    [holder] = holders(draft.order)

    assert (holder.department, holder.person, holder.why) == ("sales", LAN.person, "draft")
    assert next_check(draft.order, None, times=TIMES) == MONDAY + timedelta(days=1)
    with pytest.raises(OrderIsDraft):
        draft.does(LAN, Receive(stage="reception"))


def test_opened_by_sales_the_reception_of_sales_is_already_received():
    shop = Shop()

    events = shop.does(LAN, Open())

    assert kinds(events) == [
        (Kind.OPENED, None),
        (Kind.SKIPPED, "inspection"),
        (Kind.OFFERED, "reception"),
        (Kind.RECEIVED, "reception"),
    ]
    assert shop.order.first_promised_on == date(2026, 12, 4)
    assert [(one.stage, one.person, one.why) for one in holders(shop.order)] == [("reception", 1, "work")]


def test_a_draft_is_opened_once_and_only_by_those_it_concerns():
    shop = Shop()
    with pytest.raises(NotAllowed) as refusal:
        shop.does(TU, Open())
    assert refusal.value.who_may == ("department:sales", "role:coordinator")
    shop.does(HOA, Open())
    with pytest.raises(AlreadyRecorded) as again:
        shop.does(HOA, Open())
    assert again.value.what == "opened"


def test_a_draft_without_a_customer_or_without_a_stage_left_is_no_order():
    nameless = Shop()
    nameless.does(LAN, ChangeFacts(facts=Facts(title="Bảng hiệu")))
    with pytest.raises(FactsMissing):
        nameless.does(LAN, Open())

    only = Workflow(
        id="only",
        names=named("only"),
        flags={"rush": flag("r")},
        stages=(stage("a", "sales", when=("rush",)),),
    )
    with pytest.raises(NoStageLeft):
        Shop(workflow=only).does(LAN, Open())


# --- handover ----------------------------------------------------------------------------------------------------


def test_when_reception_is_done_design_and_placement_are_offered_side_by_side():
    shop = opened()

    events = shop.does(LAN, Report(stage="reception", done=True))

    assert kinds(events) == [(Kind.DONE, "reception"), (Kind.OFFERED, "design"), (Kind.OFFERED, "placement")]
    assert [(one.stage, one.department, one.why) for one in holders(shop.order)] == [
        ("design", "design", "confirm"),
        ("placement", "design", "confirm"),
    ]
    assert next_check(shop.order, "design", times=TIMES) == MONDAY + timedelta(hours=2)
    assert shop.stage("design").offered_from == ("reception",)


def test_the_stages_clock_starts_at_the_receipt():
    shop = opened()
    shop.does(LAN, Report(stage="reception", done=True))
    assert shop.stage("design").due_at == MONDAY + timedelta(hours=26)  # as if nobody confirmed in time

    shop.later(hours=1)
    shop.does(TU, Receive(stage="design"))

    assert shop.stage("design").due_at == MONDAY + timedelta(hours=25)


def test_a_late_receipt_does_not_win_time():
    shop = opened()
    shop.does(LAN, Report(stage="reception", done=True))

    shop.later(hours=7)
    shop.does(TU, Receive(stage="design"))

    assert shop.stage("design").due_at == MONDAY + timedelta(hours=26)


def test_a_report_on_an_offered_stage_is_its_receipt():
    shop = opened()
    shop.does(LAN, Report(stage="reception", done=True))

    events = shop.does(TU, Report(stage="design", percent=30))

    assert kinds(events) == [(Kind.RECEIVED, "design"), (Kind.REPORTED, "design")]
    assert shop.stage("design").percent == 30


def test_a_join_is_offered_when_its_last_predecessor_is_done():
    shop = opened()
    shop.does(LAN, Report(stage="reception", done=True))
    shop.does(TU, Report(stage="placement", done=True, fields={"place": "xưởng 2"}))
    assert shop.states("fabrication") == ["waiting"]

    shop.does(TU, Report(stage="design", done=True, evidence=(DRAWING,)))

    assert shop.states("fabrication") == ["offered"]
    assert shop.stage("fabrication").offered_from == ("design", "placement")


def test_the_next_stage_of_the_same_department_needs_no_receipt():
    shop = designed()

    events = shop.does(MINH, Report(stage="fabrication", done=True))

    assert kinds(events)[-2:] == [(Kind.OFFERED, "packing"), (Kind.RECEIVED, "packing")]
    assert shop.stage("packing").received_by == MINH.person


def test_who_confirms_for_another_department_does_not_become_the_one_who_works_on_it():
    shop = designed()

    shop.does(DIEU, Receive(stage="fabrication"))

    [holder] = holders(shop.order)
    assert (holder.department, holder.person) == ("production", None)


def test_who_confirms_in_somebodys_name_does_not_either():
    shop = designed()

    [event] = shop.does(KIM, Receive(stage="fabrication", on_behalf="anh Tú, gọi 10:20"))

    assert event.on_behalf == "anh Tú, gọi 10:20"
    assert shop.stage("fabrication").received_by is None


def test_an_approved_last_stage_closes_the_order():
    shop = delivered()
    shop.does(LAN, Report(stage="acceptance", done=True))

    events = shop.does(HOA, Approve(stage="acceptance"))

    assert kinds(events) == [(Kind.APPROVED, "acceptance"), (Kind.CLOSED, None)]
    assert shop.order.state is OrderState.CLOSED
    assert holders(shop.order) == ()
    with pytest.raises(OrderClosed):
        shop.does(GIAM_DOC, Cancel(note="x"))


# --- what a report says ------------------------------------------------------------------------------------------


def test_no_update_no_completion():
    shop = opened()
    shop.does(LAN, Report(stage="reception", done=True))

    with pytest.raises(EvidenceMissing) as drawing:
        shop.does(TU, Report(stage="design", done=True))
    with pytest.raises(FieldsMissing) as place:
        shop.does(TU, Report(stage="placement", done=True, fields={"place": " "}))

    assert drawing.value.kinds == ("photo", "file")
    assert place.value.fields == ("place",)


def test_evidence_and_fields_given_earlier_count():
    shop = opened()
    shop.does(LAN, Report(stage="reception", done=True))
    shop.does(TU, Report(stage="design", percent=50, evidence=(PHOTO,)))
    shop.does(TU, Report(stage="placement", fields={"place": "xưởng 2"}))

    shop.does(TU, Report(stage="design", done=True))
    shop.does(TU, Report(stage="placement", done=True))

    assert shop.states("design", "placement") == ["done", "done"]


def test_a_hundred_percent_is_not_done_and_figures_may_be_corrected():
    shop = designed()
    shop.does(MINH, Report(stage="fabrication", percent=100))
    assert shop.states("fabrication") == ["active"]

    shop.does(MINH, Report(stage="fabrication", percent=60))

    assert shop.stage("fabrication").percent == 60


def test_pieces_are_counted_on_against_the_total_said_before():
    shop = designed()
    shop.does(
        MINH, Report(stage="fabrication", quantity=Quantity(done=117, total=200, rejected=3, unit="bộ"))
    )

    shop.does(MINH, Report(stage="fabrication", quantity=Quantity(done=150)))

    assert shop.stage("fabrication").quantity == Quantity(done=150, total=200, rejected=3, unit="bộ")
    with pytest.raises(QuantityImpossible):
        shop.does(MINH, Report(stage="fabrication", quantity=Quantity(done=2000)))


@pytest.mark.parametrize("percent", [-1, 101])
def test_a_percentage_is_0_to_100(percent: int) -> None:
    with pytest.raises(PercentOutOfRange):
        designed().does(MINH, Report(stage="fabrication", percent=percent))


def test_an_estimate_counts_as_an_update_and_silences_until_then():
    shop = designed()
    shop.does(MINH, Receive(stage="fabrication"))
    assert next_check(shop.order, "fabrication", times=TIMES) == MONDAY + timedelta(hours=4)

    shop.does(MINH, Report(stage="fabrication", estimate=MONDAY + timedelta(hours=9)))
    assert next_check(shop.order, "fabrication", times=TIMES) == MONDAY + timedelta(hours=9)

    shop.later(hours=10)
    shop.does(MINH, Report(stage="fabrication", percent=80))
    assert next_check(shop.order, "fabrication", times=TIMES) == MONDAY + timedelta(hours=14)


def test_an_estimate_beyond_the_due_time_silences_until_then_and_moves_no_due_time():
    shop = designed()
    due = MONDAY + timedelta(hours=24)
    shop.does(MINH, Receive(stage="fabrication"))
    shop.does(MINH, Report(stage="fabrication", estimate=MONDAY + timedelta(days=9)))

    assert next_check(shop.order, "fabrication", times=TIMES) == MONDAY + timedelta(days=9)
    assert shop.stage("fabrication").due_at == due
    with pytest.raises(MomentPassed):
        shop.does(MINH, Report(stage="fabrication", estimate=MONDAY))


def test_the_note_of_a_report_stands_once_in_the_history():
    shop = designed()
    shop.does(MINH, Report(stage="fabrication", percent=20, note="chờ keo"))
    shop.does(MINH, Report(stage="fabrication", estimate=MONDAY + timedelta(hours=3), note="chiều xong"))
    shop.does(MINH, Report(stage="fabrication", note="đang sơn"))
    shop.does(MINH, Report(stage="fabrication", percent=100, done=True, note="đã giao 20 bộ"))

    noted = [(event.kind, event.note) for event in shop.history if event.note]

    assert noted == [
        (Kind.REPORTED, "chờ keo"),
        (Kind.ESTIMATED, "chiều xong"),
        (Kind.REPORTED, "đang sơn"),
        (Kind.DONE, "đã giao 20 bộ"),
    ]


def test_a_report_that_says_nothing_or_answers_what_was_not_asked_is_refused():
    shop = designed()
    with pytest.raises(NothingToRecord):
        shop.does(MINH, Report(stage="fabrication"))
    with pytest.raises(FieldUnknown) as refusal:
        shop.does(MINH, Report(stage="fabrication", fields={"colour": "đỏ"}))
    assert refusal.value.known == ()


def test_the_same_figures_again_change_nothing_but_later_they_say_still_so():
    shop = designed()
    shop.does(MINH, Report(stage="fabrication", percent=60))
    with pytest.raises(AlreadyRecorded) as again:
        shop.does(MINH, Report(stage="fabrication", percent=60))
    assert (again.value.what, again.value.by, again.value.at) == ("reported", MINH.person, MONDAY)

    shop.does(KIM, Report(stage="fabrication", percent=60))
    shop.later(hours=5)
    shop.does(KIM, Report(stage="fabrication", percent=60))

    assert shop.stage("fabrication").reported_at == shop.now


# --- who may, and when not ---------------------------------------------------------------------------------------


def test_a_stage_is_reported_on_by_its_department_the_coordinator_and_nobody_else():
    shop = designed()
    with pytest.raises(StageNotYours) as refusal:
        shop.does(LAN, Report(stage="fabrication", percent=10))
    assert refusal.value.params == {
        "stage": "fabrication",
        "department": "production",
        "who_may": ("department:production", "role:coordinator"),
    }
    with pytest.raises(StageNotYours):
        shop.does(GIAM_DOC, Report(stage="fabrication", percent=10))
    shop.does(DIEU, Report(stage="fabrication", percent=10))


def test_an_auditor_changes_nothing_whatever_else_he_is():
    shop = opened()
    for move in (Report(stage="reception", done=True), Pause(note="x"), Approve(stage="acceptance")):
        with pytest.raises(AuditorOnlyReads):
            shop.does(KIEM, move)


def test_what_is_not_begun_skipped_done_or_unknown_says_so():
    shop = opened()
    with pytest.raises(StageWaits) as waits:
        shop.does(MINH, Report(stage="fabrication", percent=10))
    assert waits.value.waits_for == ("design", "placement")
    with pytest.raises(StageSkipped):
        shop.does(QUY, Report(stage="inspection", done=True))
    shop.does(LAN, Report(stage="reception", done=True))
    with pytest.raises(StageIsDone):
        shop.does(LAN, Report(stage="reception", percent=10))
    with pytest.raises(StageUnknown):
        shop.does(LAN, Report(stage="painting", done=True))


def test_the_same_again_is_told_who_recorded_it_and_when():
    shop = opened()
    shop.does(LAN, Report(stage="reception", done=True))
    shop.later(minutes=3)

    with pytest.raises(AlreadyRecorded) as done:
        shop.does(HOA, Report(stage="reception", done=True, version=1))
    assert (done.value.what, done.value.by, done.value.at) == ("done", LAN.person, MONDAY)

    shop.does(TU, Receive(stage="design"))
    with pytest.raises(AlreadyRecorded) as received:
        shop.does(TU, Receive(stage="design", version=1))
    assert (received.value.what, received.value.by) == ("received", TU.person)


def test_a_second_tap_on_the_closing_button_is_no_news_though_the_order_is_closed():
    shop = delivered()
    shop.does(LAN, Report(stage="acceptance", done=True))
    shop.does(HOA, Approve(stage="acceptance"))

    with pytest.raises(AlreadyRecorded):
        shop.does(HOA, Approve(stage="acceptance"))
    with pytest.raises(AlreadyRecorded):
        shop.does(LAN, Report(stage="acceptance", done=True))


def test_a_stale_tap_changes_nothing():
    shop = designed()
    seen = shop.stage("fabrication").version
    shop.does(MINH, Report(stage="fabrication", percent=40))

    with pytest.raises(TapStale) as refusal:
        shop.does(KIM, Report(stage="fabrication", done=True, version=seen))

    assert (refusal.value.seen, refusal.value.version) == (seen, shop.stage("fabrication").version)
    shop.does(KIM, Report(stage="fabrication", done=True, version=shop.stage("fabrication").version))


# --- holds -------------------------------------------------------------------------------------------------------


def held() -> Shop:
    shop = designed()
    shop.does(MINH, Receive(stage="fabrication"))
    shop.does(MINH, PutOnHold(stage="fabrication", kind="customer", department="sales", note="chờ duyệt màu"))
    return shop


def test_a_hold_gives_the_ball_to_who_answers_for_it_and_leaves_the_due_time():
    shop = held()

    [holder] = holders(shop.order)

    assert (holder.stage, holder.department, holder.why) == ("fabrication", "sales", "hold")
    assert shop.stage("fabrication").due_at == MONDAY + timedelta(hours=24)
    assert next_check(shop.order, "fabrication", times=TIMES) == MONDAY + timedelta(hours=12)


def test_a_second_hold_is_told_of_the_first():
    shop = held()
    with pytest.raises(AlreadyRecorded) as refusal:
        shop.does(KIM, PutOnHold(stage="fabrication", kind="material", department="production"))
    assert (refusal.value.what, refusal.value.by) == ("held", MINH.person)


def test_those_who_answer_for_a_hold_may_end_it_and_strangers_may_not():
    shop = held()
    with pytest.raises(StageNotYours) as refusal:
        shop.does(QUY, Resume(stage="fabrication"))
    assert refusal.value.who_may == ("department:sales", "department:production", "role:coordinator")
    with pytest.raises(StageNotYours):
        shop.does(LAN, Report(stage="fabrication", percent=10))

    shop.does(LAN, Resume(stage="fabrication"))

    assert shop.stage("fabrication").hold is None
    with pytest.raises(NotHeld):
        shop.does(MINH, Resume(stage="fabrication"))


def test_those_who_answer_for_a_hold_say_how_it_stands_but_not_how_much_is_done():
    shop = held()
    shop.does(LAN, Report(stage="fabrication", note="khách hẹn mai", estimate=shop.now + timedelta(days=1)))
    assert shop.stage("fabrication").reported_by == LAN.person
    assert shop.stage("fabrication").hold is not None
    for wish in (Report(stage="fabrication", percent=50), Report(stage="fabrication", done=True)):
        with pytest.raises(StageNotYours):
            shop.does(LAN, wish)
    with pytest.raises(StageNotYours):
        shop.does(TU, Report(stage="fabrication", note="không phải việc của tôi"))


def test_work_that_went_on_ends_the_hold_and_a_word_about_it_does_not():
    shop = held()
    shop.does(MINH, Report(stage="fabrication", estimate=MONDAY + timedelta(hours=5), note="mai có mica"))
    assert shop.stage("fabrication").hold is not None

    events = shop.does(MINH, Report(stage="fabrication", percent=70))

    assert kinds(events) == [(Kind.RESUMED, "fabrication"), (Kind.REPORTED, "fabrication")]


def test_an_offered_stage_can_be_held_and_received_all_the_same():
    shop = designed()
    shop.does(MINH, PutOnHold(stage="fabrication", kind="machine", department="production"))
    shop.does(MINH, Receive(stage="fabrication"))

    assert shop.states("fabrication") == ["active"]
    assert shop.stage("fabrication").hold is not None


# --- approval ----------------------------------------------------------------------------------------------------


def test_done_waits_for_the_approver_who_holds_it_meanwhile():
    shop = delivered()
    shop.does(LAN, Report(stage="acceptance", done=True))

    [holder] = holders(shop.order)

    assert (holder.department, holder.why) == ("sales", "approval")
    assert next_check(shop.order, "acceptance", times=TIMES) == MONDAY + timedelta(hours=8)
    with pytest.raises(StageAwaitsApproval) as refusal:
        shop.does(LAN, Report(stage="acceptance", percent=50))
    assert refusal.value.who_may == ("head:sales", "role:manager")
    with pytest.raises(StageNotYours):
        shop.does(LAN, Approve(stage="acceptance"))
    with pytest.raises(AlreadyRecorded):
        shop.does(LAN, Report(stage="acceptance", done=True))


def test_nobody_approves_his_own_work_unless_nobody_is_above_him():
    shop = delivered()
    shop.does(HOA, Report(stage="acceptance", done=True))

    with pytest.raises(OwnWork):
        shop.does(HOA, Approve(stage="acceptance"))
    shop.does(GIAM_DOC, Approve(stage="acceptance"))

    assert shop.stage("acceptance").done_by == HOA.person


def test_a_rejected_stage_is_in_progress_again_and_the_reason_is_asked_for():
    shop = delivered()
    with pytest.raises(NotAwaitingApproval):
        shop.does(HOA, Reject(stage="acceptance", note="x"))
    shop.does(LAN, Report(stage="acceptance", done=True))
    with pytest.raises(ReasonMissing):
        shop.does(HOA, Reject(stage="acceptance"))

    shop.does(HOA, Reject(stage="acceptance", note="ảnh mờ"))

    assert shop.states("acceptance") == ["active"]
    assert shop.stage("acceptance").done_by is None


def test_an_approver_who_answers_ends_the_hold():
    shop = delivered()
    shop.does(LAN, Report(stage="acceptance", done=True))
    shop.does(LAN, PutOnHold(stage="acceptance", kind="people", department="sales"))

    shop.does(HOA, Approve(stage="acceptance"))

    assert [event.kind for event in shop.history[-3:]] == [Kind.RESUMED, Kind.APPROVED, Kind.CLOSED]


# --- the whole order ---------------------------------------------------------------------------------------------


def test_a_paused_order_is_held_by_its_opener_and_stands_still():
    shop = opened()
    with pytest.raises(ReasonMissing):
        shop.does(DIEU, Pause())
    shop.does(HOA, Pause(note="khách đi vắng"))

    [holder] = holders(shop.order)

    assert (holder.stage, holder.department, holder.why) == (None, "sales", "paused")
    assert next_check(shop.order, None, times=TIMES) == MONDAY + timedelta(days=3)
    with pytest.raises(OrderPaused):
        shop.does(LAN, Report(stage="reception", done=True))
    with pytest.raises(AlreadyRecorded):
        shop.does(DIEU, Pause(note="x"))


def test_a_paused_order_goes_on_where_it_stood():
    shop = opened()
    shop.does(DIEU, Pause(note="khách đi vắng"))
    shop.does(DIEU, Unpause())

    shop.does(LAN, Report(stage="reception", done=True))

    with pytest.raises(OrderNotPaused):
        shop.does(DIEU, Unpause())


def test_cancelling_takes_the_right_and_a_reason():
    shop = opened()
    with pytest.raises(NotAllowed):
        shop.does(LAN, Cancel(note="khách huỷ"))
    with pytest.raises(ReasonMissing):
        shop.does(HOA, Cancel())

    shop.does(HOA, Cancel(note="khách huỷ"))

    assert holders(shop.order) == ()
    with pytest.raises(OrderCancelled):
        shop.does(LAN, Report(stage="reception", done=True))
    with pytest.raises(AlreadyRecorded):
        shop.does(HOA, Cancel(note="khách huỷ"))


def test_a_draft_is_thrown_away_by_its_writer_without_a_reason():
    shop = Shop()
    shop.does(LAN, Cancel())
    assert shop.order.state is OrderState.CANCELLED


def test_a_change_keeps_what_differed():
    shop = opened()
    facts = Facts(customer="Khánh Thy", title="Bảng hiệu", amount=12_000_000)

    [event] = shop.does(HOA, ChangeFacts(facts=facts))

    assert event.data == {"before": {"amount": None}, "after": {"amount": 12_000_000}}
    assert shop.order.facts == facts
    with pytest.raises(NothingChanged):
        shop.does(HOA, ChangeFacts(facts=facts))
    with pytest.raises(FactsMissing):
        shop.does(HOA, ChangeFacts(facts=Facts()))


def test_a_moved_promise_keeps_the_first_and_moves_what_hangs_on_it():
    shop = delivered_but_for_delivery()
    due = shop.stage("delivery").due_at
    with pytest.raises(ReasonMissing):
        shop.does(HOA, Promise(promised_on=date(2026, 12, 11)))

    shop.does(HOA, Promise(promised_on=date(2026, 12, 11), note="khách dời"))

    assert shop.order.promised_on == date(2026, 12, 11)
    assert shop.order.first_promised_on == date(2026, 12, 4)
    assert shop.stage("delivery").due_at == due + timedelta(days=7)
    with pytest.raises(NothingChanged):
        shop.does(HOA, Promise(promised_on=date(2026, 12, 11), note="khách dời"))


def delivered_but_for_delivery() -> Shop:
    shop = designed()
    shop.does(MINH, Report(stage="fabrication", done=True))
    shop.does(MINH, Report(stage="packing", done=True))
    return shop


def test_a_promise_made_late_is_the_first_and_needs_no_reason():
    shop = opened(promised_on=None)
    assert shop.order.first_promised_on is None

    shop.does(HOA, Promise(promised_on=date(2026, 12, 11)))

    assert shop.order.first_promised_on == date(2026, 12, 11)


def test_the_promise_of_a_draft_is_not_yet_a_promise():
    shop = Shop()
    shop.does(LAN, Promise(promised_on=date(2026, 12, 18)))
    shop.does(LAN, Open())
    assert shop.order.first_promised_on == date(2026, 12, 18)


# --- flags -------------------------------------------------------------------------------------------------------


def test_a_raised_flag_wants_a_stage_that_was_skipped():
    shop = designed()
    shop.does(DIEU, SetFlags(raised=frozenset({"rush"})))
    for one in ("fabrication", "packing"):
        shop.does(MINH, Report(stage=one, done=True))

    assert shop.states("inspection", "delivery") == ["offered", "waiting"]


def test_a_flag_that_comes_too_late_touches_nothing_begun():
    shop = delivered()
    shop.does(DIEU, SetFlags(raised=frozenset({"rush"})))
    assert shop.states("inspection", "acceptance") == ["skipped", "offered"]


def test_a_skipped_stage_counts_as_done_for_what_follows():
    shop = opened(flags=frozenset({"bought"}))
    shop.does(LAN, Report(stage="reception", done=True))
    shop.does(TU, Report(stage="design", done=True, evidence=(DRAWING,)))
    shop.does(TU, Report(stage="placement", done=True, fields={"place": "xưởng 2"}))

    assert shop.states("fabrication", "packing") == ["skipped", "offered"]
    assert shop.stage("packing").offered_from == ("design", "placement")


def test_lowering_a_flag_lets_the_work_flow_past_the_stage():
    shop = opened(flags=frozenset({"rush"}))
    shop.does(DIEU, SetFlags(lowered=frozenset({"rush"})))
    assert shop.states("inspection") == ["skipped"]
    with pytest.raises(NothingChanged):
        shop.does(DIEU, SetFlags(lowered=frozenset({"rush"})))
    with pytest.raises(FlagUnknown):
        shop.does(DIEU, SetFlags(raised=frozenset({"blue"})))


def test_a_choice_made_in_a_report_raises_its_flag():
    way = {
        "id": "way",
        "names": named("way"),
        "kind": "choice",
        "choices": [
            {"id": "make", "names": named("make"), "clears": ["buy"]},
            {"id": "buy", "names": named("buy"), "sets": ["buy"]},
        ],
    }
    workflow = Workflow(
        id="w",
        names=named("w"),
        flags={"buy": flag("buy")},
        stages=(
            stage("plan", "sales", fields=(way,)),
            stage("make", "production", "plan", unless=("buy",)),
            stage("ship", "production", "make"),
        ),
    )
    shop = opened(workflow=workflow)
    with pytest.raises(ChoiceUnknown):
        shop.does(LAN, Report(stage="plan", done=True, fields={"way": "steal"}))

    shop.does(LAN, Report(stage="plan", done=True, fields={"way": "buy"}))

    assert shop.order.flags == {"buy"}
    assert shop.states("make", "ship") == ["skipped", "offered"]
