"""Putting off what is asked: by a button, or in words below a nudge. It is recorded, and the same people are asked again."""

from datetime import datetime, time, timedelta

from handlers.context import Context
from handlers.moves.acting import Moved, act, load, order_tapped
from handlers.nudges.later_keys import HOURS, next_morning, read_choice, until_of
from handlers.progress.reporting import moved_reply
from handlers.progress.spoken import source_of
from handlers.reading.dates import DateReading, read_date
from handlers.reading.hours import Part
from handlers.reading.later import puts_off
from handlers.reply import Reply
from handlers.stage_keys import PUT_OFF
from handlers.tap_data import TapData
from orders.calendars.calendar import WorkCalendar
from orders.checks import awaited, part_owed
from orders.deciding.putting_off import OF_WORK
from orders.order import Order
from orders.refusals.reading import DateUnclear
from orders.refusals.stale import TapUnreadable
from orders.whole_order_moves import PutOffAsking
from storage.chasing.checks_due import Thing

_BEGINS = {
    Part.NOON: time(12, 0),
    Part.AFTERNOON: time(13, 0),
    Part.EVENING: time(17, 0),
    Part.END: time(16, 0),
}


def tapped(ctx: Context, tap: TapData) -> Reply:
    order = order_tapped(ctx, tap)
    when, owed = read_choice(tap.choice)
    part = part_owed(tap.stage, owed) if owed else tap.stage or None
    if tap.stage and tap.stage not in order.stages:
        raise TapUnreadable
    until = until_of(when, _calendar(ctx, order, part), ctx.now)
    if until is None:
        raise TapUnreadable
    return moved_reply(ctx, _put_off(ctx, order, part, until))


def said_later(ctx: Context, thing: Thing, words: str) -> Moved | None:
    """What is said to the line of a nudge; None where it is no wish to be asked later, as of money, which is asked for until it is there.

    Of work in hand a day is an estimate, as it always was; a wish without one is refused with how to name it.
    """
    if thing.instalment or not puts_off(words):
        return None
    order = load(ctx, thing.order)
    centre = ctx.centres[order.company]
    reading = read_date(words, ctx.now.astimezone(centre.zone).date())
    asked = awaited(order, thing.part, times=centre.times)
    if reading is not None and asked and all(one.rule in OF_WORK for one in asked):
        return None
    hours = _calendar(ctx, order, thing.part)
    until = _until(reading, hours, ctx.now, words)
    if until > ctx.now:  # nobody is asked outside hours, and the answer says when they are
        until = max(until, hours.next_opening(until))
    return _put_off(ctx, order, thing.part, until)


def _put_off(ctx: Context, order: Order, part: str | None, until: datetime) -> Moved:
    return act(ctx, order, PutOffAsking(part=part, until=until, source=source_of(ctx.incoming)))


def _calendar(ctx: Context, order: Order, part: str | None) -> WorkCalendar:
    """Of those who are asked."""
    centre = ctx.centres[order.company]
    asked = awaited(order, part, times=centre.times)
    return centre.calendar_of(asked[0].department) if asked else centre.calendar


def _until(reading: DateReading | None, calendar: WorkCalendar, now: datetime, words: str) -> datetime:
    """When what was said begins: "để mai" is tomorrow's first minute of work. Without a time: in two hours."""
    if reading is None:
        return now + timedelta(hours=HOURS)
    if reading.delay is not None:
        return now + reading.delay
    if reading.day is None:
        raise DateUnclear(text=words, readings=tuple(reading.candidates))
    local = now.astimezone(calendar.zone)
    at = reading.at or (_BEGINS.get(reading.part) if reading.part else None)
    if at is not None:
        return datetime.combine(reading.day, at, tzinfo=calendar.zone).astimezone(now.tzinfo)
    if reading.day <= local.date():
        return now + timedelta(hours=HOURS)
    if reading.day == local.date() + timedelta(days=1):
        return next_morning(calendar, now)
    return calendar.opening(calendar.day_from(reading.day))


TAPS = {PUT_OFF: tapped}
