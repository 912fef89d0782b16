from heapq import heappop, heappush
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.pace import Limits, Pace
from handlers.reply import Lane

MAI, TU, WORKSHOP, OFFICE = 7, 8, -100, -200
ANSWERS, CARDS, REPORTS = Lane.ANSWERS, Lane.CARDS, Lane.REPORTS


def send_all(pace: Pace, chat: int, lane: Lane, count: int, at: float = 0.0) -> list[float]:
    """When each of ``count`` messages leaves that are there from the beginning."""
    left = []
    for _ in range(count):
        at = max(at, pace.opens(chat, lane, at))
        assert pace.opens(chat, lane, at) <= at
        pace.left(chat, at)
        left.append(at)
    return left


def test_a_person_gets_a_short_burst_and_then_one_a_second():
    assert send_all(Pace(Limits()), MAI, ANSWERS, 6) == pytest.approx([0, 0, 0, 1, 2, 3])


def test_a_group_gets_one_a_second_and_twenty_a_minute():
    left = send_all(Pace(Limits()), WORKSHOP, ANSWERS, 25)
    assert left == pytest.approx([*range(20), 60, 61, 62, 63, 64])


def test_the_last_five_of_a_groups_minute_are_kept_for_answers():
    pace = Pace(Limits())
    assert send_all(pace, WORKSHOP, REPORTS, 16)[-1] == pytest.approx(60)
    pace = Pace(Limits())
    send_all(pace, WORKSHOP, ANSWERS, 15)
    assert pace.opens(WORKSHOP, CARDS, 15) == pytest.approx(60)
    assert pace.opens(WORKSHOP, ANSWERS, 15) <= 15


def test_a_group_is_short_of_room_when_only_the_last_five_are_left():
    pace = Pace(Limits())
    send_all(pace, WORKSHOP, ANSWERS, 14)
    assert not pace.is_short(WORKSHOP, 14)
    send_all(pace, WORKSHOP, ANSWERS, 1, at=14)
    assert pace.is_short(WORKSHOP, 15)
    assert not pace.is_short(WORKSHOP, 61)
    assert not pace.is_short(MAI, 15)


def test_no_more_than_the_messenger_bears_leave_in_one_second_over_all_chats():
    pace = Pace(Limits())
    for person in range(1, 31):
        assert pace.opens(person, ANSWERS, 5.0) <= 5.0
        pace.left(person, 5.0)
    assert pace.room(5.5) == 0
    assert pace.opens(99, ANSWERS, 5.5) == pytest.approx(6.0)
    assert pace.room(6.0) == 9  # which can leave within a fifth of a second


def test_a_chat_told_to_wait_waits_and_delays_nobody_else():
    pace = Pace(Limits())
    pace.bar(WORKSHOP, until=37.0, at=30.0)
    assert pace.opens(WORKSHOP, ANSWERS, 30.0) == 37.0
    assert pace.opens(OFFICE, ANSWERS, 30.0) <= 30.0


def test_the_longest_wait_asked_for_counts():
    pace = Pace(None)
    pace.bar(MAI, until=40.0, at=30.0)
    pace.bar(MAI, until=35.0, at=31.0)
    assert pace.opens(MAI, ANSWERS, 32.0) == 40.0


def test_three_chats_told_to_wait_within_moments_mean_everybody():
    pace = Pace(Limits())
    pace.bar(MAI, until=10.0, at=0.0)
    pace.bar(MAI, until=10.0, at=0.5)
    pace.bar(TU, until=11.0, at=1.0)
    assert pace.opens(OFFICE, ANSWERS, 1.0) <= 1.0
    pace.bar(WORKSHOP, until=12.0, at=2.0)
    assert pace.opens(OFFICE, ANSWERS, 2.0) == 12.0
    assert pace.room(2.0) == 0

    slowly = Pace(Limits())
    for second, chat in enumerate((MAI, TU, WORKSHOP)):
        slowly.bar(chat, until=60.0, at=second * 6.0)
    assert slowly.opens(OFFICE, ANSWERS, 12.0) <= 12.0


def test_without_limits_only_a_wait_that_was_asked_for_is_kept():
    pace = Pace(None)
    assert send_all(pace, WORKSHOP, REPORTS, 100) == [0.0] * 100
    pace.bar(WORKSHOP, until=3.0, at=0.0)
    assert send_all(pace, WORKSHOP, REPORTS, 2) == [3.0, 3.0]


def test_what_must_wait_is_listed_with_its_moment_and_quiet_chats_are_forgotten():
    pace = Pace(Limits())
    send_all(pace, WORKSHOP, ANSWERS, 15)
    assert dict.fromkeys(lane for chat, lane, _ in pace.closed(15.5)) == dict.fromkeys(
        [Lane.CARDS, Lane.REMINDERS, Lane.REPORTS]
    )
    assert list(pace.closed(200.0)) == []
    assert pace._chats == {}


def test_a_group_with_a_new_id_has_spent_what_its_old_one_had():
    pace = Pace(Limits())
    send_all(pace, WORKSHOP, ANSWERS, 20)
    pace.moved(WORKSHOP, OFFICE)
    assert pace.opens(OFFICE, ANSWERS, 20.0) == pytest.approx(60)


@given(st.lists(st.tuples(st.sampled_from([MAI, TU, WORKSHOP, OFFICE]), st.floats(0, 3)), max_size=120))
def test_whatever_is_sent_no_window_ever_holds_more_than_allowed(wishes: list[tuple[int, float]]):
    pace, at = Pace(Limits()), 0.0
    left: list[tuple[float, int]] = []
    for chat, gap in wishes:
        at += gap
        at = max(at, pace.opens(chat, ANSWERS, at))
        pace.left(chat, at)
        left.append((at, chat))
    for group in (WORKSHOP, OFFICE):
        own = [moment for moment, chat in left if chat == group]
        assert all(later - earlier >= 1 - 1e-9 for earlier, later in pairwise(own))
        assert all(later - earlier >= 60 - 1e-9 for earlier, later in zip(own, own[20:], strict=False))
    for person in (MAI, TU):
        own = [moment for moment, chat in left if chat == person]
        assert all(later - earlier >= 1 - 1e-6 for earlier, later in zip(own, own[3:], strict=False))


def test_a_second_of_what_is_allowed_runs_from_the_answer():
    pace = Pace(Limits(overall_a_second=2))
    pace.left(MAI, 5.0)
    pace.left(TU, 5.0)
    pace.answered(MAI, 5.0, 5.3)
    pace.answered(TU, 5.0, 5.4)
    assert pace.opens(WORKSHOP, ANSWERS, 5.5) == pytest.approx(6.3)


def test_room_is_given_shortly_before_it_opens_and_for_all_that_opens_soon_after():
    pace = Pace(Limits(overall_a_second=10))  # 75 ms apart
    for moment in range(10):
        pace.left(MAI, 5.0 + moment / 100)
    assert pace.room(5.9) == 0
    assert pace.has_room_from(5.9) == pytest.approx(5.92)
    assert pace.room(5.93) == 3
    assert pace.has_room_from(5.93, waiting=3) == pytest.approx(5.93 + 3 * 0.075 - 0.08)
    assert pace.room(5.93, waiting=3) == 0
    assert pace.has_room_from(5.93, waiting=11) > 5.93


def test_what_nobody_waits_for_leaves_one_by_one_and_answers_go_between():
    pace = Pace(Limits())
    pace.left(WORKSHOP, 5.0)
    assert pace.opens(OFFICE, REPORTS, 5.0) == pytest.approx(5.025)
    assert pace.opens(MAI, ANSWERS, 5.0) <= 5.0
    assert pace.opens(OFFICE, REPORTS, 5.03) <= 5.03


@pytest.mark.parametrize("late", [0.0, 0.004], ids=["at once", "late by a little"])
def test_as_much_leaves_as_is_allowed_less_what_the_way_takes_and_spread_over_the_second(late: float):
    """``late``: so much later than it might each leaves, as on a busy machine."""
    pace, way, at = Pace(Limits()), 0.005, 0.0
    left: list[float] = []
    for number in range(1500):
        chat = -1 - number % 200
        while (opens := pace.opens(chat, REPORTS, at)) > at:
            at = opens
        at += late
        pace.left(chat, at)
        pace.answered(chat, at, at + way)
        left.append(at)
    spans = [later - earlier for earlier, later in zip(left, left[30:], strict=False)]
    assert min(spans) >= 1.0
    assert (len(left) - 30) / (left[-1] - left[0]) >= 0.97 * 30
    assert min(later - earlier for earlier, later in pairwise(left)) >= 0.025 - 1e-9


ON_THE_WAY = st.sampled_from([0.0, 0.01, 0.2, 0.4])  # seconds


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.sampled_from([WORKSHOP, OFFICE, *range(1, 400)]), ON_THE_WAY, ON_THE_WAY),
        min_size=60,
        max_size=90,
    )
)
def test_however_long_the_way_there_and_back_the_messenger_never_counts_too_many(
    wishes: list[tuple[int, float, float]],
):
    pace, at = Pace(Limits()), 0.0
    counted: list[tuple[float, int]] = []
    coming: list[tuple[float, int, float]] = []  # answers: when, to which chat, to what left then
    for chat, there, back in wishes:
        while (opens := pace.opens(chat, ANSWERS, at)) > at or (coming and coming[0][0] <= at):
            if coming and coming[0][0] <= max(at, opens):
                answered, whose, left = heappop(coming)
                at = max(at, answered)
                pace.answered(whose, left, at)
            else:
                at = opens
        pace.left(chat, at)
        counted.append((at + there, chat))
        heappush(coming, (at + there + back, chat, at))
    counted.sort()
    moments = [moment for moment, _ in counted]
    assert all(later - earlier >= 1 - 1e-6 for earlier, later in zip(moments, moments[30:], strict=False))
    for group in (WORKSHOP, OFFICE):
        own = [moment for moment, chat in counted if chat == group]
        assert all(later - earlier >= 60 - 1e-6 for earlier, later in zip(own, own[20:], strict=False))
