"""How far work has gone, seen from the stages somebody holds."""

import pytest

from orders.centre_file.workflow import Workflow
from orders.flow import is_past
from tests.support.shop import named, stage

TWO_TRUCKS = Workflow(
    id="two",
    names=named("two"),
    stages=(
        stage("making", "production"),
        stage("first", "production", "making", marks=("delivered",)),
        stage("second", "production", "making", marks=("delivered",)),
        stage("bill", "finance", "making"),
        stage("acceptance", "sales", "first", "second"),
    ),
)


@pytest.mark.parametrize(
    ("held", "past"),
    [
        ((), False),
        (("making",), False),
        (("first", "second"), False),
        (("second", "bill"), False),
        (("bill",), True),
        (("acceptance",), True),
    ],
)
def test_an_order_is_delivered_when_no_stage_that_delivers_is_still_to_come(
    held: tuple[str, ...], *, past: bool
):
    assert is_past(TWO_TRUCKS, held, "delivered") is past


def test_nothing_makes_true_what_no_stage_marks():
    assert not is_past(TWO_TRUCKS, ("acceptance",), "accepted")
