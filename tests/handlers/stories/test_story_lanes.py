"""Who held it when, as lanes: whatever happened, they cover the order's time, overlap nowhere and say what replay says."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.centres.centre_files import load
from handlers.stories.story import Story, story_of
from handlers.stories.story_axis import Axis
from handlers.stories.story_lanes import Lane, full_day, lanes_of
from orders import engine, flow
from orders.delay import late_from
from orders.holders import holders
from orders.order import FINAL_STATES
from tests.support.generated_orders import Step, steps
from tests.support.shop import MONDAY, SIGN
from tests.support.tales import Told, tales

CALENDAR = load(Path(__file__).parents[3] / "workflows" / "adtech.yaml").only.calendar
many = settings(max_examples=60)
afterwards = st.integers(0, 40 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))


def told_story(told: Told, row: list[Step], later: timedelta) -> tuple[Story, tuple[Lane, ...]]:
    """A tale told to its end, looked at some time after."""
    for step in row:
        told.tries(step)
    told.now += later
    story = story_of(told.order, told.history, CALENDAR, told.now)
    return story, lanes_of(story, CALENDAR)


@many
@given(tales, steps, afterwards)
def test_the_parts_of_a_lane_follow_each_other_and_never_overlap(
    told: Told, row: list[Step], later: timedelta
) -> None:
    _, lanes = told_story(told, row, later)
    assert len({(lane.stage, lane.department) for lane in lanes}) == len(lanes)
    for lane in lanes:
        for part in lane.parts:
            assert part.since < part.until
        for one, following in pairwise(lane.parts):
            assert one.until <= following.since
            if one.until == following.since:
                assert (one.late, one.still) != (following.late, following.still), "they are one part"


@many
@given(tales, steps, afterwards, st.integers(0, 10**6))
def test_at_any_moment_the_lanes_say_who_holds_it_by_replaying_what_had_happened(
    told: Told, row: list[Step], later: timedelta, where: int
) -> None:
    story, lanes = told_story(told, row, later)
    length = (told.now - story.since) // timedelta(minutes=1)
    moment = story.since + timedelta(minutes=where % (length + 1))
    if moment == told.now:
        return
    then = engine.replay(told.blank(), [event for event in told.history if event.at <= moment])
    held = {(one.stage, one.department) for one in holders(then)}
    drawn = {
        (lane.stage, lane.department)
        for lane in lanes
        for part in lane.parts
        if part.since <= moment < part.until
    }
    assert drawn == held
    still = {(one.stage, one.department) for one in holders(then) if one.why in {"hold", "paused"}}
    assert still == {
        (lane.stage, lane.department)
        for lane in lanes
        for part in lane.parts
        if part.still and part.since <= moment < part.until
    }


@many
@given(tales, steps, afterwards)
def test_from_its_beginning_to_its_end_somebody_always_has_it(
    told: Told, row: list[Step], later: timedelta
) -> None:
    story, lanes = told_story(told, row, later)
    reached, spans = story.since, sorted((part.since, part.until) for lane in lanes for part in lane.parts)
    ended = {one.since for one in story.standings if one.order.state in FINAL_STATES}
    for since, until in spans:
        assert since <= reached or reached in ended, "only an end that was taken back leaves a hole"
        reached = max(reached, until)
    assert reached == story.until or reached in ended, "an end that is taken back this very moment"
    assert story.goes_on == (told.order.state not in FINAL_STATES)


@many
@given(tales, steps, afterwards)
def test_a_part_is_late_from_the_moment_that_held_then(told: Told, row: list[Step], later: timedelta) -> None:
    story, lanes = told_story(told, row, later)
    for standing in story.standings:
        promise = late_from(standing.order, CALENDAR)
        assert promise is None or not flow.delivered(standing.order)
        for lane in lanes:
            due = standing.order.stage(lane.stage).due_at if lane.stage else None
            for part in lane.parts:
                since, until = max(part.since, standing.since), min(part.until, standing.until)
                if since >= until:
                    continue
                late = {"due": due, "promise": promise, "": None}[part.late]
                assert part.late == "" or (late is not None and late <= since)
                if part.late != "due" and due:
                    assert until <= due
                if part.late == "" and promise:
                    assert until <= promise


@many
@given(tales, steps, afterwards)
def test_on_the_axis_everything_lies_within_and_in_order(
    told: Told, row: list[Step], later: timedelta
) -> None:
    story, lanes = told_story(told, row, later)
    axis = Axis(since=story.since, until=story.until, calendar=CALENDAR)
    for lane in lanes:
        for part in lane.parts:
            assert 0 <= axis.at(part.since) <= axis.at(part.until) <= axis.length
    ticks = [at for at, _ in axis.ticks()]
    assert ticks == sorted(ticks)
    assert ticks[0] == 0
    assert len(ticks) <= 12
    offs = [moment for one in axis.days_off() for moment in one]
    assert offs == sorted(offs)
    assert all(0 <= one <= axis.length for one in offs)


def axis_of(**length: float) -> list[str]:
    axis = Axis(since=MONDAY, until=MONDAY + timedelta(**length), calendar=CALENDAR)
    return [one.key if one.key == "story.hour" else str(one.params["day"]) for _, one in axis.ticks()]


def test_ticks_are_hours_days_weeks_or_months_as_the_time_has_room_for() -> None:
    assert set(axis_of(hours=20)) == {"story.hour"}
    assert axis_of(days=3) == ["23", "24", "25", "26"]
    assert axis_of(days=30) == ["23", "30", "7", "14", "21"]
    assert axis_of(days=120) == ["23", "1", "1", "1", "1"]


def test_a_full_day_is_not_counted_by_half_a_saturday() -> None:
    saturday = datetime(2026, 11, 28, 3, tzinfo=MONDAY.tzinfo)
    assert full_day(CALENDAR, saturday) == full_day(CALENDAR, MONDAY) == 480


def test_the_promised_day_is_over_at_midnight_of_the_company() -> None:
    told = Told(workflow=SIGN, promised_on=date(2026, 12, 4), flags=frozenset())
    story = story_of(told.order, told.history, CALENDAR, MONDAY + timedelta(days=30))
    [lane] = lanes_of(story, CALENDAR)
    assert [(part.late, part.still) for part in lane.parts] == [("", False), ("promise", False)]
    assert lane.parts[1].since.astimezone(CALENDAR.zone).isoformat() == "2026-12-05T00:00:00+07:00"
