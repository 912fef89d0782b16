"""What is missing of a stage, and how the chase after it climbs."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orders.calendars.calendar import WorkCalendar
from orders.calendars.deadlines import after
from orders.calendars.working_years import Interval
from orders.centre_file.chasing import Ladder
from orders.checks import next_check
from orders.moves import PutOnHold, Receive, Report, Resume
from orders.order import Order
from orders.refusals.access import StageNotYours
from orders.refusals.asking import EstimateInstead, NothingWaits, PutOffTooLong, PutOffTooOften
from orders.refusals.whole_order import MomentPassed
from orders.whole_order_moves import Pause, PutOffAsking, Undo
from reminders.rules import Climbed, Missed, Rule, Step, Way, Who, breaks_promise, missed, next_change, step
from tests.support.generated_orders import Step as Try
from tests.support.generated_orders import steps
from tests.support.shop import HOA, LAN, MINH, MONDAY, TIMES, Shop, delivered, designed, opened
from tests.support.tales import Told, tales

STAGE = "fabrication"
HOUR = timedelta(hours=1)


def at_work() -> Shop:
    """Production has received fabrication; 24 hours are left, a report is wanted every 4."""
    shop = designed()
    shop.does(MINH, Receive(stage=STAGE))
    return shop


def missing(order: Order, now: datetime, stage: str | None = STAGE) -> tuple[Rule, datetime, str] | None:
    found = missed(order, stage, now=now, times=TIMES)
    return None if found is None else (found.rule, found.missed_at, found.department)


# --- what is missing ---


def test_nothing_is_missing_before_its_moment_and_from_that_moment_on_it_is():
    shop = at_work()

    assert missing(shop.order, MONDAY + 4 * HOUR - timedelta(microseconds=1)) is None
    assert missing(shop.order, MONDAY + 4 * HOUR) == (Rule.UPDATE, MONDAY + 4 * HOUR, "production")


def test_an_offer_waits_for_its_receipt_alone_even_past_the_due_time():
    shop = designed()

    assert missing(shop.order, MONDAY + 99 * HOUR) == (Rule.RECEIPT, MONDAY + 2 * HOUR, "production")


def test_the_most_pressing_of_several_things_is_missing():
    shop = at_work()
    shop.later(hours=21)
    shop.does(MINH, Report(stage=STAGE, percent=10))

    assert missing(shop.order, MONDAY + 22 * HOUR) == (Rule.WARNING, MONDAY + 22 * HOUR, "production")
    assert missing(shop.order, MONDAY + 24 * HOUR) == (Rule.DUE, MONDAY + 24 * HOUR, "production")
    assert missing(shop.order, MONDAY + 25 * HOUR) == (Rule.DUE, MONDAY + 24 * HOUR, "production")


def test_a_report_after_the_due_time_answers_it_until_the_next_word_is_wanted():
    shop = at_work()
    shop.later(hours=25)
    shop.does(MINH, Report(stage=STAGE, percent=10))

    assert missing(shop.order, shop.now) is None
    assert next_check(shop.order, STAGE, times=TIMES) == shop.now + 4 * HOUR
    assert missing(shop.order, shop.now + 4 * HOUR) == (Rule.UPDATE, shop.now + 4 * HOUR, "production")


@pytest.mark.parametrize("answer", [{"percent": 50}, {"estimate": MONDAY + 23 * HOUR}])
def test_any_word_after_the_warning_answers_it(answer: dict[str, Any]):
    shop = at_work()
    shop.later(hours=22, minutes=30)
    shop.does(MINH, Report(stage=STAGE, **answer))

    assert missing(shop.order, MONDAY + timedelta(hours=22, minutes=40)) is None


def test_an_estimate_given_before_silences_the_warning_and_is_missing_itself_when_it_has_passed():
    shop = at_work()
    shop.does(MINH, Report(stage=STAGE, estimate=MONDAY + 23 * HOUR))

    assert missing(shop.order, MONDAY + 22 * HOUR) is None
    assert missing(shop.order, MONDAY + 23 * HOUR) == (Rule.ESTIMATE, MONDAY + 23 * HOUR, "production")


def test_who_has_named_a_moment_behind_the_due_time_is_asked_at_that_moment_only():
    shop = at_work()
    shop.does(MINH, Report(stage=STAGE, estimate=MONDAY + 30 * HOUR))

    assert next_check(shop.order, STAGE, times=TIMES) == MONDAY + 30 * HOUR
    assert missing(shop.order, MONDAY + 29 * HOUR) is None
    assert missing(shop.order, MONDAY + 30 * HOUR) == (Rule.ESTIMATE, MONDAY + 30 * HOUR, "production")


def test_a_held_stage_asks_who_answers_for_the_hold_and_nobody_else():
    """Lesson 6: only whoever holds the ball has a clock that runs."""
    shop = at_work()
    shop.does(MINH, PutOnHold(stage=STAGE, kind="customer", department="sales", note="chờ màu"))

    assert missing(shop.order, MONDAY + 30 * HOUR) == (Rule.HOLD, MONDAY + 12 * HOUR, "sales")


def test_a_word_on_the_hold_answers_until_the_next_question_or_until_the_moment_it_names():
    shop = at_work()
    shop.does(MINH, PutOnHold(stage=STAGE, kind="customer", department="sales", note="chờ màu"))
    shop.later(hours=11)
    shop.does(MINH, Report(stage=STAGE, note="khách chưa trả lời"))
    assert missing(shop.order, MONDAY + 12 * HOUR) == (Rule.HOLD, MONDAY + 12 * HOUR, "sales")

    shop.later(hours=2)
    shop.does(MINH, Report(stage=STAGE, note="khách hẹn mai"))
    assert missing(shop.order, shop.now + 11 * HOUR) is None
    assert missing(shop.order, shop.now + 12 * HOUR) == (Rule.HOLD, shop.now + 12 * HOUR, "sales")

    shop.does(MINH, Report(stage=STAGE, estimate=shop.now + 40 * HOUR))
    assert next_check(shop.order, STAGE, times=TIMES) == shop.now + 40 * HOUR


def test_the_end_of_a_hold_is_a_word_too():
    shop = at_work()
    shop.does(MINH, PutOnHold(stage=STAGE, kind="customer", department="sales", note="chờ màu"))
    shop.later(hours=30)
    shop.does(MINH, Resume(stage=STAGE))

    assert missing(shop.order, shop.now + 3 * HOUR) is None
    assert missing(shop.order, shop.now + 4 * HOUR) == (Rule.UPDATE, shop.now + 4 * HOUR, "production")


def test_an_approval_is_missing_of_the_approvers_department():
    shop = delivered()
    shop.does(LAN, Report(stage="acceptance", done=True))

    assert missing(shop.order, MONDAY + 8 * HOUR, "acceptance") == (Rule.APPROVAL, MONDAY + 8 * HOUR, "sales")


def test_a_draft_is_missing_of_its_opener_and_a_paused_order_of_coordination():
    draft = Shop()
    assert missing(draft.order, MONDAY + 24 * HOUR, None) == (Rule.DRAFT, MONDAY + 24 * HOUR, "sales")

    paused = opened()
    paused.does(HOA, Pause(note="khách đổi ý"))
    assert missing(paused.order, MONDAY + 72 * HOUR, None) == (Rule.PAUSED, MONDAY + 72 * HOUR, "")
    assert missing(paused.order, MONDAY + 99 * HOUR, "reception") is None


@settings(max_examples=50)
@given(tales, steps, st.integers(0, 100))
def test_at_the_next_check_something_is_missing_and_before_it_nothing(
    told: Told, row: list[Try], hours: int
) -> None:
    for one in row:
        told.tries(one)
    for stage in (None, *told.order.stages):
        check = next_check(told.order, stage, times=TIMES)
        if check is None:
            assert not to_see_to(told, stage, told.now + hours * HOUR)
            continue
        assert to_see_to(told, stage, check)
        assert not to_see_to(told, stage, check - timedelta(microseconds=1))
        change = next_change(told.order, stage, now=check, times=TIMES)
        assert change is None or change > check


def to_see_to(told: Told, stage: str | None, now: datetime) -> bool:
    """Something is missing, or a promise is broken of which nobody has been asked why."""
    missing = missed(told.order, stage, now=now, times=TIMES)
    return missing is not None or breaks_promise(told.order, stage, now=now, times=TIMES)


# --- how the chase climbs ---

SAIGON = ZoneInfo("Asia/Ho_Chi_Minh")
OFFICE = (Interval(start=8 * 60, end=12 * 60), Interval(start=13 * 60, end=17 * 60))
SIX_DAYS = WorkCalendar(zone=SAIGON, week=dict.fromkeys(range(6), OFFICE))
NIGHTS = WorkCalendar(zone=SAIGON, week=dict.fromkeys(range(7), (Interval(start=18 * 60, end=26 * 60),)))


def climbing(*rungs: str) -> Ladder:
    """Who, and how long they have: "head 4wh"."""
    pairs = (rung.split() for rung in rungs)
    return Ladder.model_validate({"id": "x", "rungs": [{"who": who, "wait": wait} for who, wait in pairs]})


LADDER = climbing("department 2wh", "on_duty 2wh", "head 4wh", "coordinator 1wd", "manager 1wd")
ALL: frozenset[Who] = frozenset({"department", "head", "coordinator", "manager"})


def local(day: int, hour: int, minute: int = 0) -> datetime:
    """In the week of Monday 23 November 2026."""
    return datetime(2026, 11, day, hour, minute, tzinfo=SAIGON).astimezone(UTC)


def way(*stand: Who, ladder: Ladder = LADDER, night: bool = False) -> Way:
    standing = frozenset(stand) or ALL
    return Way(
        ladder=ladder,
        hours=lambda who: NIGHTS if night and who in {"department", "head"} else SIX_DAYS,
        stands=standing.__contains__,
    )


def late(rule: Rule = Rule.UPDATE, at: datetime | None = None) -> Missed:
    return Missed(rule=rule, missed_at=at or local(23, 10), department="production")


def climbed(rung: int, said: datetime | None, *, round_: int = 0, on_its_way: bool = False) -> Climbed:
    return Climbed(
        rung=rung, round=round_, made_at=said or local(23, 10), said_at=said, on_its_way=on_its_way
    )


def test_the_department_hears_first():
    assert step(late(), [], way=way(), now=local(23, 10)) == Step(rung=0, look_at=local(23, 11))


def test_outside_working_hours_nobody_hears_and_it_is_looked_at_again_when_work_begins():
    """Lesson 1: neither at night nor on Sunday; what is put off is said when work begins."""
    assert step(late(), [], way=way(), now=local(23, 19)) == Step(rung=None, look_at=local(24, 8))
    assert step(late(), [], way=way(), now=local(28, 17)) == Step(rung=None, look_at=local(30, 8))


def test_the_wait_begins_when_the_message_was_said_and_runs_in_working_time():
    said = [climbed(0, local(23, 16))]

    assert step(late(), said, way=way(), now=local(23, 16, 30)) == Step(rung=None, look_at=local(24, 9))
    assert step(late(), said, way=way(), now=local(24, 8, 59)).rung is None
    assert step(late(), said, way=way(), now=local(24, 9)).rung == 2  # nobody is on duty


def test_after_a_week_down_it_is_one_rung_and_not_five():
    said = [climbed(0, local(16, 9))]

    assert step(late(at=local(16, 9)), said, way=way(), now=local(23, 10)).rung == 2


def test_what_is_on_its_way_climbs_nothing_and_is_looked_at_an_hour_later():
    waiting = [climbed(0, None, on_its_way=True)]

    assert step(late(), waiting, way=way(), now=local(23, 10, 5)).look_at == local(23, 11, 5)
    assert step(late(), waiting, way=way(), now=local(25, 10)) == Step(rung=None, look_at=local(25, 11))


def test_what_was_lost_is_said_again_on_the_same_rung():
    lost = [climbed(0, local(23, 8)), climbed(2, None)]

    assert step(late(), lost, way=way(), now=local(23, 10, 30)) == Step(rung=None, look_at=local(23, 11))
    assert step(late(), lost, way=way(), now=local(23, 11)) == Step(rung=2, round=1, look_at=local(23, 12))


def test_the_coordinator_keeps_hours_of_his_own():
    said = [climbed(2, local(23, 18))]

    assert step(late(), said, way=way(night=True), now=local(23, 23)) == Step(rung=None, look_at=local(24, 8))
    assert step(late(), said, way=way(night=True), now=local(24, 8)).rung == 3


def test_management_hears_once_a_day_when_work_begins():
    """Lesson 3: in one message, of everything."""
    said = [climbed(3, local(23, 9))]  # a working day later is Tuesday's closing time

    assert step(late(), said, way=way(), now=local(24, 17)) == Step(rung=None, look_at=local(25, 8))
    assert step(late(), said, way=way(), now=local(25, 8)).rung == 4
    assert step(late(), said, way=way(), now=local(25, 15)).rung == 4  # the bot was down in the morning


def test_a_short_wait_leads_to_the_management_the_next_morning_too():
    urgent = climbing("department 30wm", "coordinator 2wh", "manager 4wh")
    said = [climbed(0, local(23, 8)), climbed(1, local(23, 9))]

    taken = step(late(), said, way=way(ladder=urgent), now=local(23, 11))
    assert taken == Step(rung=None, look_at=local(24, 8))


def test_a_wait_by_the_clock_ends_at_its_second():
    urgent = climbing("department 30m", "coordinator 2wh")
    said = [climbed(0, local(23, 10) + timedelta(seconds=30))]

    taken = step(late(), said, way=way(ladder=urgent), now=local(23, 10, 30) + timedelta(seconds=10))
    assert taken == Step(rung=None, look_at=local(23, 10, 30) + timedelta(seconds=30))


def test_the_top_is_told_again_each_working_day_until_somebody_acts_and_whoever_has_to_act_with_it():
    said = [climbed(3, local(23, 9)), climbed(4, local(25, 8))]

    assert step(late(), said, way=way(), now=local(25, 17)) == Step(rung=None, look_at=local(26, 8))
    again = step(late(), said, way=way(), now=local(26, 8))
    assert (again.rung, again.round, again.again) == (4, 1, True)
    assert step(late(), said[:1], way=way(), now=local(25, 8)).again is False


def test_a_short_wait_at_the_top_ends_in_the_morning_too():
    urgent = climbing("department 30wm", "coordinator 2wh")
    said = [climbed(0, local(23, 8)), climbed(1, local(23, 9))]

    taken = step(late(), said, way=way(ladder=urgent), now=local(23, 11))
    assert taken == Step(rung=None, look_at=local(24, 8))


def told_at(moment: datetime, ladder: Ladder = LADDER) -> Way:
    return replace(way(ladder=ladder), told_at=lambda _: moment)


def test_who_has_just_been_reminded_of_something_else_is_left_alone_for_an_hour():
    taken = step(late(), [], way=told_at(local(23, 9, 30)), now=local(23, 10))

    assert taken == Step(rung=None, look_at=local(23, 10, 30))
    assert step(late(), [], way=told_at(local(23, 9, 30)), now=local(23, 10, 30)).rung == 0


def test_an_hour_that_ends_outside_working_hours_ends_when_work_begins():
    noon = step(late(), [], way=told_at(local(23, 11, 30)), now=local(23, 11, 45))
    evening = step(late(), [], way=told_at(local(23, 16, 30)), now=local(23, 16, 45))

    assert (noon.look_at, evening.look_at) == (local(23, 13), local(24, 8))


def test_what_presses_leaves_nobody_alone_for_longer_than_they_have_to_act():
    urgent = climbing("department 30wm", "coordinator 2wh")

    assert step(late(), [], way=told_at(local(23, 9, 40), urgent), now=local(23, 10)).look_at == local(
        23, 10, 10
    )


def test_without_a_manager_the_coordinator_is_the_top():
    said = [climbed(0, local(23, 8)), climbed(3, local(23, 10))]

    again = step(late(), said, way=way("department", "coordinator"), now=local(25, 8))
    assert (again.rung, again.round) == (3, 1)


def test_where_nobody_can_be_told_it_is_looked_at_again_in_an_hour():
    nobody = Way(ladder=LADDER, hours=lambda _: SIX_DAYS, stands=lambda _: False)
    assert step(late(), [], way=nobody, now=local(23, 10)) == Step(rung=None, look_at=local(23, 11))


def test_a_warning_is_said_once_and_never_climbs():
    warning = late(Rule.WARNING)

    assert step(warning, [], way=way(), now=local(23, 10)).rung == 0
    assert step(warning, [climbed(0, local(23, 10))], way=way(), now=local(27, 10)) == Step(
        rung=None, look_at=None
    )


def test_a_ladder_that_has_become_shorter_is_climbed_from_its_top():
    short = LADDER.model_copy(update={"rungs": LADDER.rungs[:2]})
    said = [climbed(4, local(23, 8))]

    again = step(late(), said, way=way(ladder=short), now=local(24, 8))
    assert (again.rung, again.round) == (0, 0)


moments = st.integers(0, 20 * 24 * 3600).map(lambda seconds: local(1, 0) + timedelta(seconds=seconds))
whens = st.tuples(moments, moments).map(lambda two: (min(two), max(two)))
histories = st.lists(
    st.builds(
        lambda rung, said, live: climbed(rung, said, on_its_way=live and said is None),
        st.integers(0, 4),
        st.one_of(st.none(), moments),
        st.booleans(),
    ),
    max_size=4,
)
ways = st.builds(
    lambda ladder, standing, night, told, at_once: Way(
        ladder=ladder,
        hours=way(night=night).hours,
        stands=frozenset(standing).__contains__,
        told_at=told.get,
        to_the_minute=at_once,
    ),
    st.sampled_from([LADDER, climbing("head 30m"), climbing("department 15m", "manager 2d")]),
    st.sets(st.sampled_from(sorted(ALL))),
    st.booleans(),
    st.dictionaries(st.sampled_from(sorted(ALL)), moments),
    st.booleans(),
)


@given(st.sampled_from([*Rule]), st.one_of(st.none(), moments), histories, whens, ways)
def test_every_look_is_later_and_only_what_was_said_lifts(
    rule: Rule,
    put_off: datetime | None,
    said: list[Climbed],
    when: tuple[datetime, datetime],
    along: Way,
) -> None:
    """So no sweep turns in a circle, and a message nobody got counts against nobody."""
    missed_at, now = when
    taken = step(replace(late(rule, missed_at), put_off=put_off), said, way=along, now=now)

    assert taken.look_at is not None or rule in {Rule.WARNING, Rule.LATE_WANTED}
    assert taken.look_at is None or taken.look_at > now
    if taken.rung is None:
        return
    who = along.ladder.rungs[taken.rung].who
    assert along.stands(who)
    if said or not along.to_the_minute:
        assert along.hours(who).is_working(now)
        rests_until = along.rests_until(taken.rung)
        assert rests_until is None or rests_until <= now
    last = said[-1] if said else None
    if last is None:
        return
    between = along.ladder.rungs[last.rung : taken.rung]
    if last.said_at is None:
        assert not last.on_its_way
        assert not any(along.stands(one.who) for one in between)
    elif put_off is not None and last.said_at < put_off:
        assert put_off <= now, "it was to be left alone until then"
        assert not any(along.stands(one.who) for one in between), "the same people hear it again"
        assert taken.again is (last.rung > 0)


# --- any ladder, lived through ---

SATURDAYS = WorkCalendar(zone=SAIGON, week={**dict.fromkeys(range(5), OFFICE), 5: OFFICE[:1]})
WHOS: tuple[Who, ...] = ("department", "on_duty", "head", "coordinator", "manager")
WAITS = ("15m", "24h", "30wm", "2wh", "1wd", "2d")
LONGEST = timedelta(days=6)  # of all waits, with a weekend and a night before work begins


@dataclass(kw_only=True)
class Chased:
    """Nobody answers. Each message is said after its delay, or (None) lost; a look comes later by its own, but never twice
    running: whoever only ever looked after hours would never ask.
    """

    way: Way
    missing: Missed
    delays: Iterator[timedelta | None]
    now: datetime
    made: list[Climbed] = field(default_factory=list)
    looked_late: bool = False

    def lives(self, until: datetime) -> None:
        while self.now < until:
            taken = step(self.missing, self.made, way=self.way, now=self.now)
            if taken.rung is not None:
                self.check(taken)
                self.made.append(
                    Climbed(rung=taken.rung, round=taken.round, made_at=self.now, on_its_way=True)
                )
                self.deliver()
                continue
            assert taken.look_at is not None
            assert taken.look_at > self.now
            self.looked_late = not self.looked_late
            self.now = taken.look_at + ((next(self.delays) if self.looked_late else None) or timedelta())

    def deliver(self) -> None:
        """The thing is looked at anew when it was said, as ever, or an hour's work later."""
        asked_again = step(self.missing, self.made, way=self.way, now=self.now)
        assert asked_again.rung is None, "what is on its way is not asked again"
        delay, last = next(self.delays), self.made.pop()
        hours = self.way.hours(self.way.ladder.rungs[last.rung].who)
        if delay is None:
            assert asked_again.look_at is not None
            self.now = asked_again.look_at
        elif delay:  # what is late is said when they are at work
            self.now = hours.next_opening(self.now + delay)
        said_at = self.now if delay is not None else None
        self.made.append(replace(last, said_at=said_at, on_its_way=False))

    def check(self, taken: Step) -> None:
        rungs, last = self.way.ladder.rungs, self.made[-1] if self.made else None
        assert taken.rung is not None
        who = rungs[taken.rung].who
        assert self.way.stands(who)
        at_once = self.way.to_the_minute and last is None
        assert at_once or self.way.hours(who).is_working(self.now)
        before = [one for one in self.made if one.rung == taken.rung]
        assert taken.round == len(before)
        stand = [number for number, one in enumerate(rungs) if self.way.stands(one.who)]
        if last is None:
            assert taken.rung == stand[0]
        elif last.said_at is None:
            assert taken.rung == last.rung, "who did not get it is asked first"
        else:
            self.check_climb(taken.rung, last, last.said_at, stand, again=taken.again)
        if who == "manager" and not at_once:
            heard = [one.made_at for one in self.made if rungs[one.rung].who == who]
            days = [SIX_DAYS.working_date(at) for at in heard if SIX_DAYS.is_working(at)]
            assert SIX_DAYS.working_date(self.now) not in days or last is None or last.said_at is None

    def check_climb(
        self, rung: int, last: Climbed, said_at: datetime, stand: list[int], *, again: bool
    ) -> None:
        waited = after(self.way.ladder.rungs[last.rung].wait, said_at, self.way.hours("department"))
        if again:  # on the day on which it ends, when work begins
            hours = self.way.hours(self.way.ladder.rungs[rung].who)
            assert self.now >= hours.opening(hours.day_from(hours.working_date(waited)))
            assert not hours.is_working(said_at) or hours.working_date(self.now) > hours.working_date(said_at)
        else:
            assert self.now >= waited, "they still had time"
        assert self.now - said_at <= LONGEST + 2 * DELAYED, "somebody was forgotten"
        higher = [one for one in stand if one > last.rung]
        assert rung == (higher[0] if higher else max(stand))
        assert again is not bool(higher)


DELAYED = timedelta(hours=30)
standing_whos = st.sets(st.sampled_from(WHOS), min_size=1)
ladders = st.lists(
    st.tuples(st.sampled_from(WHOS), st.sampled_from(WAITS)),
    min_size=1,
    max_size=6,
    unique_by=lambda two: two[0],
)


@settings(max_examples=150)
@given(ladders, standing_whos, st.data())
def test_on_any_ladder_each_rung_hears_in_its_hours_after_the_wait_before_it_and_nobody_is_forgotten(
    rungs: list[tuple[Who, str]], standing: set[Who], data: st.DataObject
) -> None:
    who_stands = standing | {rungs[0][0]}
    hours = {who: data.draw(st.sampled_from([SIX_DAYS, SATURDAYS, NIGHTS]), who) for who in WHOS[:-1]}
    hours |= {"manager": SIX_DAYS, "on_duty": hours["department"], "head": hours["department"]}
    late_by = st.one_of(st.just(timedelta()), st.none(), st.timedeltas(timedelta(), DELAYED))
    missed_at = data.draw(moments, "missed at")
    chased = Chased(
        way=Way(
            ladder=climbing(*(f"{who} {wait}" for who, wait in rungs)),
            hours=hours.__getitem__,
            stands=who_stands.__contains__,
            to_the_minute=data.draw(st.booleans(), "to the minute"),
        ),
        missing=late(data.draw(st.sampled_from([Rule.DUE, Rule.RECEIPT, Rule.HOLD]), "rule"), missed_at),
        delays=cycle(data.draw(st.lists(late_by, min_size=1, max_size=7), "delays")),
        now=missed_at,
    )

    chased.lives(missed_at + timedelta(days=15))

    assert chased.made


def test_what_could_not_be_said_is_tried_ever_more_rarely_and_what_had_no_room_every_hour():
    def tried(failed: int, *, then: bool) -> Step:
        made = [Climbed(rung=0, round=number, made_at=local(26, 8), failed=True) for number in range(failed)]
        last = Climbed(rung=0, round=failed, made_at=local(26, 8), failed=then)
        return step(late(), [*made, last], way=way(), now=local(26, 8))

    again = [tried(failed, then=True).look_at for failed in range(5)]
    assert again == [local(26, hour) for hour in (9, 10, 13, 13, 13)]
    assert tried(4, then=False).look_at == local(26, 9)


# --- put off ---


def test_what_is_put_off_is_not_missing_before_its_time_and_comes_back_to_the_same_rung():
    shop = designed()
    shop.later(hours=3)
    part = STAGE
    shop.does(MINH, PutOffAsking(part=part, until=MONDAY + 10 * HOUR))

    assert missing(shop.order, MONDAY + 10 * HOUR - timedelta(microseconds=1)) is None
    assert next_check(shop.order, STAGE, times=TIMES) == MONDAY + 10 * HOUR
    assert next_change(shop.order, STAGE, now=shop.now, times=TIMES) == MONDAY + 10 * HOUR
    assert missing(shop.order, MONDAY + 10 * HOUR) == (Rule.RECEIPT, MONDAY + 2 * HOUR, "production")

    back = replace(late(), put_off=local(2, 10))
    for rung, again in ((0, False), (2, True)):
        asked = [climbed(rung, local(1, 9))]
        assert step(back, asked, way=way(*ALL), now=local(2, 10)) == Step(
            rung=rung, round=1, look_at=local(2, 11), again=again
        )
        after_it = [*asked, climbed(rung, local(2, 10), round_=1)]
        assert step(back, after_it, way=way(*ALL), now=local(2, 10, 5)).rung is None


def test_only_what_is_asked_by_now_is_put_off_by_whoever_may_answer_it_and_within_bounds():
    shop = designed()
    off = PutOffAsking(part=STAGE, until=MONDAY + 5 * HOUR)
    with pytest.raises(NothingWaits):
        shop.does(MINH, off)
    shop.later(hours=3)
    with pytest.raises(StageNotYours):
        shop.does(LAN, off)
    with pytest.raises(MomentPassed):
        shop.does(MINH, replace(off, until=MONDAY))
    with pytest.raises(PutOffTooLong):
        shop.does(MINH, replace(off, until=MONDAY + 28 * HOUR))
    shop.does(MINH, off)
    shop.does(MINH, replace(off, until=MONDAY + 6 * HOUR))
    assert [(one.times, one.until) for one in shop.order.put_off] == [(2, MONDAY + 6 * HOUR)]
    with pytest.raises(PutOffTooOften):
        shop.does(MINH, replace(off, until=MONDAY + 7 * HOUR))
    shop.does(MINH, Undo())
    assert [one.times for one in shop.order.put_off] == [1]
    shop.does(MINH, Receive(stage=STAGE))
    shop.later(hours=5)
    with pytest.raises(EstimateInstead):
        shop.does(MINH, replace(off, until=shop.now + HOUR))
