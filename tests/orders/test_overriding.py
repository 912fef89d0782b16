"""A stage is let pass without something it asks for by whom it names, with a reason on record."""

import pytest

from orders.centre_file.workflow import Workflow
from orders.events import Kind
from orders.legal import legal_moves
from orders.moves import Approve, CloseWithout, PutOnHold, Recall, Receive, Reject, Report, SendBack
from orders.order import OrderState, Override, PersonId, StageState
from orders.refusals.access import AuditorOnlyReads
from orders.refusals.closing import EvidenceMissing, NothingToOverride, OverrideNotYours, OverrideUnnamed
from orders.refusals.notices import NoticeUnacknowledged
from orders.refusals.stage import StageWaits
from orders.refusals.stale import AlreadyRecorded, TapStale
from orders.refusals.whole_order import OrderIsDraft, ReasonMissing
from orders.whole_order_moves import Undo
from tests.support.shop import (
    DIEU,
    GIAM_DOC,
    HOA,
    KIEM,
    KIM,
    LAN,
    MINH,
    PHOTO,
    Shop,
    flag,
    member,
    named,
    opened,
    stage,
)

PLACE = {"id": "place", "names": named("place")}
WAY = {
    "id": "way",
    "names": named("way"),
    "kind": "choice",
    "choices": [
        {"id": "fast", "names": named("fast"), "sets": ["rush"]},
        {"id": "slow", "names": named("slow")},
    ],
}
WORKFLOW = Workflow(
    id="w",
    names=named("w"),
    flags={"rush": flag("rush")},
    stages=(
        stage("reception", "sales"),
        stage(
            "load",
            "production",
            "reception",
            fields=(PLACE, WAY),
            evidence=("photo", ("signature",)),
            override={"role": "manager"},
        ),
        stage("check", "quality", "load", when=("rush",)),
        stage(
            "sign",
            "sales",
            "load",
            evidence=("file",),
            override={"role": "head"},
            approver={"role": "manager"},
        ),
        stage("end", "sales", "sign"),
    ),
)
BOSS = PersonId(8)
LATE = CloseWithout(stage="load", note="xe đến trước giấy tờ")


@pytest.fixture
def shop() -> Shop:
    """Production has loading in hand."""
    shop = opened(workflow=WORKFLOW)
    shop.does(LAN, Report(stage="reception", done=True))
    shop.does(MINH, Receive(stage="load"))
    return shop


def test_only_whom_the_stage_names_lets_it_pass(shop: Shop) -> None:
    for nobody in (MINH, KIM, DIEU, HOA, member(30, roles=frozenset({"admin"}))):
        with pytest.raises(OverrideNotYours) as refused:
            shop.does(nobody, LATE)
        assert refused.value.who_may == ("role:manager",)
    with pytest.raises(AuditorOnlyReads):
        shop.does(KIEM, LATE)
    shop.does(GIAM_DOC, LATE)
    assert shop.stage("load").state is StageState.DONE


def test_the_reason_and_all_that_is_missing_stay_on_record(shop: Shop) -> None:
    shop.does(MINH, Report(stage="load", fields={"place": "cổng 2"}, evidence=(PHOTO,)))
    with pytest.raises(EvidenceMissing):
        shop.does(MINH, Report(stage="load", done=True, fields={"way": "slow"}))
    with pytest.raises(ReasonMissing):
        shop.does(GIAM_DOC, CloseWithout(stage="load", note=" "))
    events = shop.does(GIAM_DOC, LATE)
    assert [one.kind for one in events][:2] == [Kind.OVERRIDDEN, Kind.DONE]
    assert shop.stage("load").override == Override(
        by=BOSS, reason="xe đến trước giấy tờ", fields=("way",), proofs=(("signature",),)
    )


def test_what_was_answered_meanwhile_is_kept_and_has_its_effect(shop: Shop) -> None:
    shop.does(GIAM_DOC, CloseWithout(stage="load", note="gấp", fields={"way": "fast"}, evidence=(PHOTO,)))
    record = shop.stage("load")
    assert record.fields == {"way": "fast"}
    assert record.override is not None
    assert (record.override.fields, record.override.proofs) == (("place",), (("signature",),))
    assert shop.order.flags == {"rush"}
    assert shop.states("check") == ["offered"]


def test_where_nothing_is_missing_there_is_nothing_to_let_pass(shop: Shop) -> None:
    signed = (PHOTO, type(PHOTO)(kind="signature", unique_id="s"))
    full = {"place": "cổng 2", "way": "slow"}
    with pytest.raises(NothingToOverride):
        shop.does(GIAM_DOC, CloseWithout(stage="load", note="gấp", fields=full, evidence=signed))
    shop.does(MINH, Report(stage="load", fields=full, evidence=signed))
    with pytest.raises(NothingToOverride):
        shop.does(GIAM_DOC, LATE)
    assert "override" not in legal_moves(shop.order, "load", GIAM_DOC)


def test_it_is_offered_only_where_it_would_be_accepted(shop: Shop) -> None:
    assert "override" in legal_moves(shop.order, "load", GIAM_DOC)
    assert "override" not in legal_moves(shop.order, "load", MINH)
    with pytest.raises(OverrideUnnamed):
        shop.does(GIAM_DOC, CloseWithout(stage="end", note="gấp"))
    with pytest.raises(StageWaits):
        shop.does(HOA, CloseWithout(stage="sign", note="gấp"))
    with pytest.raises(TapStale):
        shop.does(GIAM_DOC, CloseWithout(stage="load", note="gấp", version=1))
    with pytest.raises(OrderIsDraft):
        Shop(workflow=WORKFLOW).does(GIAM_DOC, LATE)


def test_an_offer_is_received_and_a_hold_ended_by_it() -> None:
    shop = opened(workflow=WORKFLOW)
    shop.does(LAN, Report(stage="reception", done=True))
    shop.does(GIAM_DOC, LATE)
    assert shop.stage("load").received_at is not None
    assert shop.stage("load").received_by is None  # whoever lets it pass does not become who does the work
    shop.does(GIAM_DOC, Undo())
    shop.does(MINH, Receive(stage="load"))
    shop.does(MINH, PutOnHold(stage="load", kind="material", department="sales"))
    shop.does(GIAM_DOC, LATE)
    assert shop.stage("load").hold is None


def test_an_approver_still_has_to_say_yes_and_a_no_takes_it_back(shop: Shop) -> None:
    shop.does(GIAM_DOC, LATE)
    shop.does(HOA, CloseWithout(stage="sign", note="khách gửi sau"))
    assert shop.stage("sign").state is StageState.APPROVAL
    with pytest.raises(AlreadyRecorded):
        shop.does(HOA, CloseWithout(stage="sign", note="lần nữa"))
    shop.does(GIAM_DOC, Reject(stage="sign", note="không được"))
    assert shop.stage("sign").override is None
    shop.does(HOA, CloseWithout(stage="sign", note="khách gửi sau"))
    shop.does(GIAM_DOC, Approve(stage="sign"))
    override = shop.stage("sign").override
    assert override is not None
    assert override.reason == "khách gửi sau"
    shop.does(LAN, Report(stage="end", done=True))
    assert shop.order.state is OrderState.CLOSED


def test_a_note_made_anew_may_go_out_before_all_know_of_its_recall() -> None:
    note = stage("note", "sales", notifies=("production",), override={"role": "manager"})
    shop = opened(
        workflow=Workflow(id="n", names=named("n"), stages=(note, stage("ship", "production", "note")))
    )
    shop.does(LAN, Report(stage="note", done=True))
    shop.does(LAN, Recall(stage="note", note="đổi ngày"))
    with pytest.raises(NoticeUnacknowledged):
        shop.does(LAN, Report(stage="note", done=True))
    shop.does(GIAM_DOC, CloseWithout(stage="note", note="xưởng đã nghe qua điện thoại"))
    record = shop.stage("note")
    assert record.state is StageState.DONE
    assert record.override is not None
    assert record.override.misled == ("production",)
    assert record.notice is not None
    assert not record.notice.recall


def test_undone_or_done_again_the_stage_asks_for_it_once_more(shop: Shop) -> None:
    shop.does(GIAM_DOC, LATE)
    shop.does(GIAM_DOC, Undo())
    assert (shop.stage("load").state, shop.stage("load").override) == (StageState.ACTIVE, None)
    shop.does(GIAM_DOC, LATE)
    shop.does(LAN, Receive(stage="sign"))
    shop.does(LAN, SendBack(stage="sign", to="load", note="thiếu hàng"))
    assert shop.stage("load").override is None
    with pytest.raises(EvidenceMissing):
        shop.does(MINH, Report(stage="load", done=True, fields={"place": "cổng 2", "way": "slow"}))
