"""A report in somebody's name: who may make it, how it stays with the stage, how it is disputed and decided."""

import pytest

from orders.legal import legal_moves
from orders.moves import Actor, Dispute, PutOnHold, Report, Uphold
from orders.order import Behalf, StageState
from orders.refusals.access import (
    AuditorOnlyReads,
    BehalfOver,
    NotAllowed,
    OnBehalfNotYours,
    OwnBehalf,
    StageNotYours,
)
from orders.refusals.stale import AlreadyRecorded
from orders.whole_order_moves import Undo
from tests.support.shop import DIEU, GIAM_DOC, KIEM, KIM, LAN, MINH, Shop, designed, member

SAID = "anh Minh, gọi 10:20"
DUNG = member(10, "coordination", roles=frozenset({"coordinator"}))


def reported(actor: Actor = DIEU) -> Shop:
    """Fabrication stands at 60 %, as Minh of production told on the phone."""
    shop = designed()
    shop.does(actor, Report(stage="fabrication", percent=60, on_behalf=SAID, spoken_for=MINH.person))
    return shop


def move_of(shop: Shop) -> int:
    behalf = shop.stage("fabrication").behalf
    assert behalf is not None
    return behalf.move


@pytest.mark.parametrize("actor", [DIEU, KIM])
def test_the_coordination_and_the_stages_head_report_in_somebodys_name(actor: Actor) -> None:
    shop = reported(actor)
    behalf = shop.stage("fabrication").behalf
    assert behalf == Behalf(who=SAID, of=MINH.person, by=actor.person, move=move_of(shop))
    assert {event.on_behalf for event in shop.history if event.move == move_of(shop)} == {SAID}


def test_others_are_told_who_may() -> None:
    with pytest.raises(OnBehalfNotYours) as refused:
        reported(MINH)
    assert refused.value.who_may == ("head:production", "role:coordinator")
    with pytest.raises(AuditorOnlyReads):
        reported(KIEM)


def test_it_stays_with_the_stage_until_somebody_reports_for_himself() -> None:
    shop = reported()
    shop.does(KIM, PutOnHold(stage="fabrication", kind="material", department="production", note="mica"))
    assert shop.stage("fabrication").behalf is not None
    shop.does(MINH, Report(stage="fabrication", percent=70))
    assert shop.stage("fabrication").behalf is None


def test_a_hold_in_somebodys_name_stays_with_the_stage_too() -> None:
    shop = designed()
    stuck = PutOnHold(
        stage="fabrication", kind="material", department="production", note="mica", on_behalf=SAID
    )
    shop.does(DIEU, stuck)
    behalf = shop.stage("fabrication").behalf
    assert behalf is not None
    assert (behalf.who, behalf.of) == (SAID, None)


@pytest.mark.parametrize("actor", [MINH, KIM, member(MINH.person)])
def test_whoever_it_was_made_for_and_the_department_dispute_it_once(actor: Actor) -> None:
    shop = reported()
    disputed = Dispute(stage="fabrication", disputed=move_of(shop), note="mới 40%")
    shop.does(actor, disputed)
    assert shop.stage("fabrication").behalf == Behalf(
        who=SAID, of=MINH.person, by=DIEU.person, move=move_of(shop), answer="disputed"
    )
    assert shop.stage("fabrication").percent == 60
    with pytest.raises(AlreadyRecorded):
        shop.does(KIM, disputed)


def test_nobody_else_disputes_it_and_not_who_reported_it() -> None:
    shop = reported(KIM)
    with pytest.raises(StageNotYours):
        shop.does(LAN, Dispute(stage="fabrication", disputed=move_of(shop)))
    with pytest.raises(OwnBehalf):
        shop.does(KIM, Dispute(stage="fabrication", disputed=move_of(shop)))


def test_a_disputed_report_is_taken_back_although_it_was_disputed() -> None:
    shop = reported()
    before = move_of(shop)
    shop.does(MINH, Dispute(stage="fabrication", disputed=before))
    shop.does(DIEU, Undo(move=before))
    record = shop.stage("fabrication")
    assert (record.state, record.percent, record.behalf) == (StageState.OFFERED, None, None)


@pytest.mark.parametrize("actor", [DUNG, GIAM_DOC])
def test_another_coordinator_or_the_manager_lets_it_stand(actor: Actor) -> None:
    shop = reported()
    shop.does(MINH, Dispute(stage="fabrication", disputed=move_of(shop)))
    assert "uphold" in legal_moves(shop.order, "fabrication", actor)
    shop.does(actor, Uphold(stage="fabrication", disputed=move_of(shop)))
    behalf = shop.stage("fabrication").behalf
    assert behalf is not None
    assert behalf.answer == "upheld"
    for again in (Uphold, Dispute):
        with pytest.raises(AlreadyRecorded):
            shop.does(actor if again is Uphold else MINH, again(stage="fabrication", disputed=move_of(shop)))


def test_who_reported_it_does_not_judge_it_and_nobody_else_does() -> None:
    shop = reported()
    shop.does(MINH, Dispute(stage="fabrication", disputed=move_of(shop)))
    with pytest.raises(OwnBehalf):
        shop.does(DIEU, Uphold(stage="fabrication", disputed=move_of(shop)))
    with pytest.raises(NotAllowed):
        shop.does(KIM, Uphold(stage="fabrication", disputed=move_of(shop)))


def test_a_button_of_an_earlier_report_says_nothing_of_a_later_one() -> None:
    shop = reported()
    early = move_of(shop)
    shop.does(DIEU, Report(stage="fabrication", percent=80, on_behalf=SAID))
    with pytest.raises(BehalfOver):
        shop.does(MINH, Dispute(stage="fabrication", disputed=early))
    with pytest.raises(BehalfOver):
        shop.does(DUNG, Uphold(stage="fabrication", disputed=move_of(shop)))
    shop.does(MINH, Report(stage="fabrication", percent=40))
    with pytest.raises(BehalfOver):
        shop.does(MINH, Dispute(stage="fabrication", disputed=early))


def test_a_dispute_can_be_withdrawn() -> None:
    shop = reported()
    shop.does(MINH, Dispute(stage="fabrication", disputed=move_of(shop)))
    shop.does(MINH, Undo(stage="fabrication"))
    behalf = shop.stage("fabrication").behalf
    assert behalf is not None
    assert behalf.answer == ""
