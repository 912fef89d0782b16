"""The buttons by which what is asked is put off, and the moments they stand for."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from handlers.moments import day_in
from handlers.reply import Button, Clock, Text, text
from handlers.stage_keys import PUT_OFF
from handlers.tap_data import TapData, pack
from handlers.view import View
from handlers.wording import department_name, person_name, stage_name
from orders.calendars.calendar import WorkCalendar
from orders.centre_file.centre import Centre
from orders.checks import Rule, awaited, stage_and_department
from orders.order import Order, PutOff
from orders.put_off import of_this
from reminders.rules import Missed

SOON, MORNING = "h", "m"
HOURS = 2
_OWED = "@"
_NOON = 12


def until_of(choice: str, calendar: WorkCalendar, now: datetime) -> datetime | None:
    """In two hours, or as soon as somebody is at work after that; when work begins on the day it names, or on the next working day; None for anything else."""
    if choice == SOON:
        return _soon(calendar, now)
    if choice == MORNING:
        return next_morning(calendar, now)
    day = day_in(choice)
    if day is None:
        return None
    begins = calendar.opening(calendar.day_from(day))
    return begins if begins > now else next_morning(calendar, now)


def next_morning(calendar: WorkCalendar, now: datetime) -> datetime:
    return calendar.opening(calendar.day_from(calendar.working_date(now) + timedelta(days=1)))


def later_keys(
    centre: Centre, order: Order, part: str | None, rule: Rule, *, now: datetime
) -> tuple[Button, ...]:
    """Those that lie within the company's bounds, while the question may be put off at all."""
    asked = next((one for one in awaited(order, part, times=centre.times) if one.rule is rule), None)
    if asked is None:
        return ()
    bounds = centre.times.put_off_bounds(asked.department, now)
    before = of_this(order, part, rule.value, asked.at)
    if before is not None and before.times >= bounds.times:
        return ()
    calendar = centre.calendar_of(asked.department)
    stage, owed = stage_and_department(part)
    return tuple(
        Button(label=label, data=pack(_tap(order, stage, f"{choice}{_OWED}{owed}" if owed else choice)))
        for choice, label, at in _choices(calendar, now)
        if bounds.times and at <= bounds.latest
    )


def _tap(order: Order, stage: str | None, choice: str) -> TapData:
    return TapData(verb=PUT_OFF, order=order.id, stage=stage or "", choice=choice)


def _choices(calendar: WorkCalendar, now: datetime) -> Iterator[tuple[str, Text, datetime]]:
    """Shortly before work ends both would be the next morning; a morning behind a day off is a date, and a later shift has none."""
    soon, begins = _soon(calendar, now), next_morning(calendar, now)
    if soon < begins:
        yield SOON, text("later.key_soon", hours=HOURS), soon
    local = begins.astimezone(calendar.zone)
    tomorrow = local.date() - now.astimezone(calendar.zone).date() <= timedelta(days=1)
    choice = MORNING if tomorrow else f"{local:%Y%m%d}"
    if local.hour >= _NOON:
        at = Clock(at=begins, style="time" if tomorrow else "full")
        yield choice, text("later.key_at", at=at), begins
    elif tomorrow:
        yield choice, text("later.key_morning"), begins
    else:
        yield choice, text("later.key_day", day=local.date()), begins


def _soon(calendar: WorkCalendar, now: datetime) -> datetime:
    return calendar.next_opening(now + timedelta(hours=HOURS))


def read_choice(choice: str) -> tuple[str, str]:
    """What was chosen, and the department that owes it, if one does."""
    when, _, owed = choice.partition(_OWED)
    return when, owed


def put_off_of(view: View, order: Order, part: str | None, missing: Missed, *, private: bool) -> Text | None:
    """How often what is missing now was put off; None where it never was."""
    found = of_this(order, part, missing.rule.value, missing.missed_at)
    return put_off_text(view, found, private=private) if found else None


def put_off_text(view: View, put_off: PutOff, *, private: bool) -> Text:
    """How often it was put off, and by whom: groups name the department, never the person."""
    by = person_name(view, put_off.by) if private else department_name(view.centre, put_off.department)
    return text("later.times", count=put_off.times, by=by)


def quiet_lines(view: View, order: Order, *, private: bool) -> list[Text]:
    return [quiet_line(view, order, one, private=private) for one in quiet(view, order)]


def quiet(view: View, order: Order) -> list[PutOff]:
    """What of an order is not asked now because it was put off: its question is still open."""
    return [
        one
        for one in order.put_off
        if one.until > view.now
        and any(
            (clock.rule.value, clock.at) == (one.rule, one.at)
            for clock in awaited(order, one.part or None, times=view.centre.times)
        )
    ]


def quiet_line(view: View, order: Order, put_off: PutOff, *, private: bool) -> Text:
    said = put_off_text(view, put_off, private=private)
    stage, _ = stage_and_department(put_off.part or None)
    until = Clock(at=put_off.until)
    if stage is None:
        return text("later.quiet_order", until=until, said=said)
    return text("later.quiet", stage=stage_name(order, stage), until=until, said=said)
