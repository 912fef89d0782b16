"""What holds for every workflow and every row of moves, sensible or not."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from orders import engine, flow
from orders.checks import next_check
from orders.events import Kind
from orders.holders import holders
from orders.legal import legal_moves
from orders.order import ACTIVE_STATES, FINAL_STATES, Order, OrderState, StageState
from orders.refusals.undoing import AlreadyUndone
from orders.whole_order_moves import Undo
from tests.support.generated_orders import (
    ORDER_NAMES,
    STAGE_NAMES,
    Step,
    anybody,
    next_try,
    sound,
    stage_of,
    steps,
)
from tests.support.shop import DIEU, TIMES, member
from tests.support.tales import Told, tales

rows_of_moves = settings(max_examples=50)


def bare(order: Order) -> Order:
    stages = {key: replace(record, version=0) for key, record in order.stages.items()}
    return replace(order, version=0, last_at=None, stages=stages)


@rows_of_moves
@given(tales, steps)
def test_whatever_is_not_ended_has_a_holder_and_a_next_check(told: Told, row: list[Step]) -> None:
    for step in row:
        told.tries(step)
        order = told.order
        if order.state in FINAL_STATES:
            assert holders(order) == ()
            continue
        assert holders(order), order.state
        for holder in holders(order):
            assert holder.department
            assert holder.since <= told.now
            assert next_check(order, holder.stage, times=TIMES) is not None
        active = {key for key, record in order.stages.items() if record.state in ACTIVE_STATES}
        if order.state is OrderState.OPEN:
            assert {holder.stage for holder in holders(order)} == active != set()


@rows_of_moves
@given(tales, steps)
def test_work_is_where_all_before_it_is_done_and_nowhere_else(told: Told, row: list[Step]) -> None:
    for step in row:
        told.tries(step)
        order = told.order
        for one in told.workflow.stages:
            record = order.stage(one.id)
            if flow.begun(record):
                assert not flow.waits_for(order, one.id)
            if record.hold is not None:
                assert record.state in ACTIVE_STATES
        if order.state is OrderState.OPEN:
            ready = [
                one.id
                for one in told.workflow.stages
                if order.stage(one.id).state is StageState.WAITING and not flow.waits_for(order, one.id)
            ]
            assert ready == []
        done = all(record.state in flow.PASSED for record in order.stages.values())
        assert done == (order.state is OrderState.CLOSED)


@rows_of_moves
@given(tales, steps)
def test_replaying_the_events_as_they_are_stored_gives_the_stored_state(told: Told, row: list[Step]) -> None:
    for step in row:
        told.tries(step)
    stored = [replace(event, data=json.loads(json.dumps(event.data))) for event in told.history]
    assert engine.replay(told.blank(), stored) == told.order
    assert [event.seq for event in stored] == list(range(1, told.order.version + 1))


@rows_of_moves
@given(tales, steps)
def test_undo_gives_back_what_was(told: Told, row: list[Step]) -> None:
    for step in row:
        before = told.order
        move, events = told.tries(step)
        if events is None or isinstance(move, Undo):
            continue
        number = events[0].move
        undo = told.decide(DIEU, Undo(move=number))
        assert undo is not None
        assert bare(engine.apply(told.order, undo, history=told.history)) == bare(before)


@rows_of_moves
@given(tales, steps)
def test_an_undone_move_is_told_to_be_undone(told: Told, row: list[Step]) -> None:
    for step in row:
        move, events = told.tries(step)
        if events is None or not isinstance(move, Undo):
            continue
        with pytest.raises(AlreadyUndone):
            engine.decide(
                told.order,
                Undo(move=events[0].data["move"]),
                actor=DIEU,
                now=told.now,
                times=TIMES,
                history=told.history,
            )


@rows_of_moves
@given(tales, steps)
def test_versions_rise_with_what_is_touched_and_a_refusal_touches_nothing(
    told: Told, row: list[Step]
) -> None:
    for step in row:
        before = told.order
        _, events = told.tries(step)
        if events is None:
            assert told.order is before
            continue
        touching = [event for event in events if event.kind not in {Kind.ASSIGNED, Kind.PUSHED, Kind.PUT_OFF}]
        last = {event.stage: event.seq for event in touching if event.stage is not None}
        assert told.order.version == before.version + len(events)
        for one in told.workflow.stages:
            was, now = before.stage(one.id), told.order.stage(one.id)
            assert now.version == last.get(one.id, was.version)
            # A promise moves due times, and work is given to people, without making anybody's buttons stale.
            besides: dict[str, Any] = {
                "due_at": None,
                "assigned_to": None,
                "assigned_by": None,
                "pushed": None,
            }
            assert one.id in last or replace(was, **besides) == replace(now, **besides)


@rows_of_moves
@given(tales, steps)
def test_deciding_twice_gives_the_same_and_leaves_the_order_alone(told: Told, row: list[Step]) -> None:
    for step in row:
        actor, move = next_try(step, told.order, told.now)
        before = engine.replay(told.blank(), told.history)
        assert told.decide(actor, move) == told.decide(actor, move)
        assert told.order == before
        told.tries(step)


@rows_of_moves
@given(tales, steps)
def test_the_first_promise_stays(told: Told, row: list[Step]) -> None:
    for step in row:
        first = told.order.first_promised_on
        move, _ = told.tries(step)
        assert isinstance(move, Undo) or first is None or told.order.first_promised_on == first


@rows_of_moves
@given(tales, steps)
def test_what_is_offered_as_a_button_is_accepted_and_what_is_not_is_refused(
    told: Told, row: list[Step]
) -> None:
    for step in row:
        told.tries(step)
        actor = anybody(step)
        for stage_id, names in ((stage_of(step, told.order), STAGE_NAMES), (None, ORDER_NAMES)):
            accepted = {
                name
                for name in names
                if told.decide(actor, sound(name, told.order, stage_id, told.now)) is not None
            }
            assert accepted == set(legal_moves(told.order, stage_id, actor))


@rows_of_moves
@given(tales)
def test_every_order_can_be_worked_to_its_end(told: Told) -> None:
    """Each stage is confirmed, reported and approved as buttons offer it; nothing is in the way."""
    boss = member(30, "red", roles=frozenset({"coordinator", "manager"}))
    if "open" not in legal_moves(told.order, None, boss):
        return  # nothing is left of it with these flags
    told.take(told.decide(boss, sound("open", told.order, None, told.now)) or ())
    for _ in told.workflow.stages:
        for one in told.workflow.stages:
            for name in ("receive", "done", "approve"):
                if name in legal_moves(told.order, one.id, boss):
                    told.take(told.decide(boss, sound(name, told.order, one.id, told.now)) or ())
    assert told.order.state is OrderState.CLOSED


@pytest.mark.soak
def test_the_tales_have_everything_in_them_that_can_happen_to_an_order() -> None:
    """Else the properties above would prove nothing of what is never drawn."""
    happened: set[Kind] = set()

    @settings(max_examples=400, database=None)
    @given(tales, steps)
    def tell(told: Told, row: list[Step]) -> None:
        for step in row:
            told.tries(step)
        happened.update(event.kind for event in told.history)

    tell()
    assert happened == set(Kind)
