"""Every refusal is a key with plain data."""

from dataclasses import fields
from types import UnionType
from typing import get_args

import pytest

from orders.refusals import BotError, Value
from orders.refusals.access import StageNotYours
from orders.refusals.stale import TapStale
from tests.support.every_refusal import all_refusals


def test_the_class_is_the_key_and_the_fields_are_the_data() -> None:
    refusal = StageNotYours(stage="in", department="design", who_may=("department:design",))

    assert refusal.key == "refusal.stage_not_yours"
    assert refusal.params == {"stage": "in", "department": "design", "who_may": ("department:design",)}
    assert str(refusal).startswith("refusal.stage_not_yours {")


def test_a_refusal_without_its_data_cannot_be_raised() -> None:
    with pytest.raises(TypeError):
        TapStale()  # type: ignore[call-arg]  # that is the point


def test_no_two_refusals_share_a_key_and_each_says_when_it_comes() -> None:
    refusals = all_refusals()
    assert len({one.key for one in refusals}) == len(refusals) > 40
    assert [one.__name__ for one in refusals if not one.__doc__ or one.__doc__ == BotError.__doc__] == []


@pytest.mark.parametrize("refusal", all_refusals(), ids=lambda one: one.__name__)
def test_its_data_are_plain_values(refusal: type[BotError]) -> None:
    plain = get_args(Value)
    for one in fields(refusal):  # type: ignore[arg-type]  # every refusal is made a dataclass
        parts = get_args(one.type) if isinstance(one.type, UnionType) else (one.type,)
        assert set(parts) <= set(plain)
