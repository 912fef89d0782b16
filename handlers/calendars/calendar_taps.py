"""The buttons under a year of the calendar: look at it once more, and confirm what was seen."""

from handlers.calendars.calendar_years import CONFIRM, SHOW, days_of, mark, year_keys, year_lines
from handlers.context import Context
from handlers.noting import note_act
from handlers.people.departments import may_steer_company
from handlers.reply import Clock, Reply, Text, text
from handlers.replying import personal, public
from handlers.tap_data import TapData
from handlers.view import View
from handlers.wording import person_name
from orders.refusals.access import NotAllowed
from orders.refusals.stale import TapUnreadable
from storage import calendar_rows


def show(ctx: Context, tap: TapData) -> Reply:
    """The year as it is now."""
    return _shown(ctx, _view(ctx, tap.choice), tap.version, "calendar.head")


def confirm(ctx: Context, tap: TapData) -> Reply:
    """Said for all to see: everybody's due times are counted by it."""
    seen, _, company = tap.choice.partition(":")
    view, year = _view(ctx, company), tap.version
    if not may_steer_company(ctx.actors.get(company)):
        raise NotAllowed(who_may=("role:coordinator", "role:manager", "role:admin"))
    if (told := _confirmed(view, year)) is not None:
        return personal(ctx.incoming, told)
    days = days_of(view.centre, year)
    if not days or mark(days) != seen:
        return _shown(ctx, view, year, "calendar.changed")
    calendar_rows.confirm(ctx.conn, company, year, by=ctx.me.id, now=ctx.now)
    subject, data = f"year:{year}", {"seen": seen}
    note_act(ctx, "calendar.confirmed", subject, data, company=company)
    return public(ctx.incoming, text("calendar.confirmed", year=str(year), person=ctx.me.name))


def _view(ctx: Context, company: str) -> View:
    if company not in ctx.centres or company not in ctx.actors:
        raise TapUnreadable
    return ctx.view_of(company)


def _shown(ctx: Context, view: View, year: int, head: str) -> Reply:
    lines = [text(head, year=str(year)), *year_lines(view.centre, year)]
    if (told := _confirmed(view, year)) is not None:
        return personal(ctx.incoming, *lines, told)
    return personal(ctx.incoming, *lines, buttons=year_keys(view.centre, year))


def _confirmed(view: View, year: int) -> Text | None:
    """By whom and when, if it is."""
    kept = calendar_rows.years(view.conn, view.centre.id).get(year)
    if kept is None or kept.confirmed_at is None:
        return None
    at = Clock(at=kept.confirmed_at, style="day")
    if kept.confirmed_by is None:
        return text("calendar.is_confirmed", year=str(year), at=at)
    return text("calendar.was_confirmed", year=str(year), person=person_name(view, kept.confirmed_by), at=at)


TAPS = {SHOW: show, CONFIRM: confirm}
