"""No order lies where nobody can move it on (S2-13): from wherever a tale has led, somebody's buttons lead to its end."""

from hypothesis import given, settings

from orders import engine
from orders.checks import next_check
from orders.holders import holders
from orders.order import FINAL_STATES
from tests.support.generated_orders import Step, steps
from tests.support.onward import led_on, left
from tests.support.tales import Told, tales


@settings(max_examples=200)
@given(tales, steps)
def test_from_wherever_it_has_come_an_order_can_be_moved_on_until_it_has_ended(
    told: Told, row: list[Step]
) -> None:
    """By one of the same people, whatever they answer where a stage lets them choose; with an owner and a clock meanwhile."""
    for step in row:
        told.tries(step)
    while told.order.state not in FINAL_STATES:
        before = left(told.order)
        events = led_on(told, row[before % len(row)].which)
        assert events, f"nobody can move it on: {told.order.state}, {told.order.stages}"
        told.take(events)
        assert left(told.order) < before
        for holder in holders(told.order):
            assert next_check(told.order, holder.stage, times=told.times) is not None
    assert left(told.order) == 0
    assert engine.replay(told.blank(), told.history) == told.order
