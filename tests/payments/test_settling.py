"""How a request stands follows from its allocations alone."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from payments.settling import Standing, State, settled

ASKED = st.integers(1, 10**12)
SUMS = st.lists(st.integers(1, 10**12), max_size=6)


@given(asked=ASKED, sums=SUMS, cancelled=st.booleans())
def test_every_dong_is_accounted_for(asked: int, sums: list[int], *, cancelled: bool):
    standing = settled(asked, sums, cancelled=cancelled)
    assert standing.received == sum(sums)
    assert 0 <= standing.remainder <= asked
    if not cancelled:
        assert standing.received + standing.remainder - standing.excess == asked


@given(ASKED, SUMS, st.randoms())
def test_in_which_order_it_came_changes_nothing(asked: int, sums: list[int], chance: Random):
    shuffled = list(sums)
    chance.shuffle(shuffled)
    assert settled(asked, shuffled) == settled(asked, sums)


@given(ASKED, SUMS, st.integers(1, 10**12))
def test_what_is_taken_back_leaves_it_as_it_was(asked: int, sums: list[int], more: int):
    before = settled(asked, sums)
    after = settled(asked, [*sums, more])
    assert after != before
    assert after.received > before.received
    assert after.remainder <= before.remainder
    assert settled(asked, [*sums, more][:-1]) == before


@given(ASKED, SUMS)
def test_the_states_are_told_apart(asked: int, sums: list[int]):
    received = sum(sums)
    expected = (
        State.OPEN
        if not received
        else State.PARTLY_PAID
        if received < asked
        else State.PAID
        if received == asked
        else State.OVERPAID
    )
    assert settled(asked, sums).state is expected


@given(ASKED, st.lists(st.integers(1, 10**12), min_size=1, max_size=6))
def test_money_for_a_cancelled_code_counts_and_nothing_more_is_asked(asked: int, sums: list[int]):
    standing = settled(asked, sums, cancelled=True)
    assert standing.state is settled(asked, sums).state
    assert standing.state is not State.CANCELLED
    assert standing.remainder == 0


def test_a_cancelled_code_nobody_paid_is_cancelled():
    assert settled(5, [], cancelled=True).state is State.CANCELLED
    assert settled(5, []) == Standing(asked=5, received=0)


def test_what_is_too_much_is_kept_apart():
    standing = settled(6_000_000, [4_000_000, 2_500_000])
    assert (standing.state, standing.excess, standing.remainder) == (State.OVERPAID, 500_000, 0)
