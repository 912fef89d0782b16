"""The list every morning and the note at the close of work, in private: each once a working day, whoever sends it."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from handlers.audit.alarms import raise_one
from handlers.audit.auditing import Finding
from handlers.context import BotIdentity, Context
from handlers.incoming import Chat, Incoming, Sender
from handlers.overviews.daily_wishes import no_more_key
from handlers.overviews.my import owed
from handlers.people.entering import Doorstep, enter
from handlers.reply import Lane, Say, Text, text
from handlers.stage_keys import in_rows
from handlers.voicing import voice
from handlers.wording import main_kind, titled
from orders.calendars.calendar import WorkCalendar
from orders.centre_file.centre import Centre, Centres
from orders.events import Kind
from storage.chasing import daily_rows
from storage.chasing.daily_rows import Reported, Wanting, Which
from storage.order_book import workflow_rows
from storage.statements.undo_points import attempt

MADE_UP_FOR = timedelta(hours=2)  # a list that is later than that is of no use to the morning
PUNCTUAL = timedelta(minutes=10)  # a note that is later than that reaches nobody at work
MOST = 5  # people in one transaction: commands wait no longer than for them
UNLAID = "daily_failed"
LISTED = 12  # lines of what was reported; the rest is counted
_SAID = frozenset(
    {
        Kind.OPENED, Kind.RECEIVED, Kind.REPORTED, Kind.DELIVERED, Kind.ESTIMATED, Kind.SUBMITTED, Kind.APPROVED,
        Kind.REJECTED, Kind.OVERRIDDEN, Kind.DONE, Kind.DECLINED, Kind.SENT_BACK, Kind.ACKNOWLEDGED, Kind.HELD,
        Kind.HOLD_OWNED, Kind.RESUMED,
    }
)  # fmt: skip
_DAY = timedelta(days=1)

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Kind:
    """``falls``: when on a working day. ``lasts``: for so long it is made up for."""

    which: Which
    falls: Callable[[WorkCalendar, date], datetime]
    lasts: timedelta
    say: Callable[[Context, date], Say | None]


def send_due(
    conn: Connection, *, centres: Centres, bot: BotIdentity, now: datetime, machine_now: datetime
) -> bool:
    """Send a slice of what is due; True when there may be more. Outside its hours nothing is looked up."""
    for centre in centres.values():
        for (kind, day), departments in _open_now(centre, now).items():
            people = daily_rows.due(conn, centre.id, kind.which, day, departments, now=now, most=MOST)
            failed: list[str] = []
            for one in people:
                if not daily_rows.take(conn, one.person, centre.id, kind.which, day):
                    continue
                says = _said(conn, one, centres=centres, centre=centre, bot=bot, now=now, kind=kind, day=day)
                if says is None:
                    failed.append(one.name)
                    says = (_instead(one, kind),)
                voice(conn, says, centre.id, now=machine_now, owner=None, lease=None)
            if failed:
                about = Finding(company=centre.id, kind=UNLAID, number=len(failed), named=tuple(failed))
                raise_one(conn, about, centre, now=now, machine_now=machine_now)
            if people:
                return True
    return False


def next_moment(centres: Centres, now: datetime) -> datetime | None:
    """When work begins or ends next anywhere, whoever may want anything then."""
    return min(_coming(centres, now), default=None)


def _coming(centres: Centres, now: datetime) -> Iterator[datetime]:
    for centre in centres.values():
        for department in centre.departments:
            calendar = centre.calendar_of(department.id)
            for kind in _KINDS:
                day = calendar.day_from(_yesterday(centre, now))
                while kind.falls(calendar, day) <= now:
                    day = calendar.day_from(day + _DAY)
                yield kind.falls(calendar, day)


def _open_now(centre: Centre, now: datetime) -> Mapping[tuple[_Kind, date], Sequence[str]]:
    """What is to be sent now, of which day (a night shift's is yesterday's), to which departments."""
    found: defaultdict[tuple[_Kind, date], list[str]] = defaultdict(list)
    for department in centre.departments:
        calendar = centre.calendar_of(department.id)
        for day in (_yesterday(centre, now), _yesterday(centre, now) + _DAY):
            if not calendar.is_working_day(day):
                continue
            for kind in _KINDS:
                at = kind.falls(calendar, day)
                if at <= now < at + kind.lasts:
                    found[kind, day].append(department.id)
    return found


def _yesterday(centre: Centre, now: datetime) -> date:
    return now.astimezone(centre.zone).date() - _DAY


def _said(
    conn: Connection,
    one: Wanting,
    *,
    centres: Centres,
    centre: Centre,
    bot: BotIdentity,
    now: datetime,
    kind: _Kind,
    day: date,
) -> tuple[Say, ...] | None:
    """None: it cannot be laid out, which keeps nobody else from theirs."""

    def say() -> tuple[Say, ...]:
        ctx = _of_person(conn, one, centres, bot, now)
        its = (
            kind.say(replace(ctx.at(centre.id), actors={centre.id: ctx.actors[centre.id]}), day)
            if ctx
            else None
        )
        if ctx is None or its is None:
            return ()
        if len(ctx.actors) > 1:
            its = replace(its, lines=(text("word.name", name=centre.company.names), *its.lines))
        return (its,)

    fails = partial(log.exception, "a daily list failed", extra={"user": one.user, "which": kind.which})
    return attempt(conn, say, otherwise=fails)


def _instead(one: Wanting, kind: _Kind) -> Say:
    """Tried once: what fails by itself fails again, and nobody is to think that nothing waits."""
    silent = kind.which == "closed_on"
    line = text("daily.failed")
    return Say(
        lines=(line,), to_user=one.user, lane=Lane.REPORTS, unasked=True, silent=silent, note_for="list"
    )


def _of_person(
    conn: Connection, one: Wanting, centres: Centres, bot: BotIdentity, now: datetime
) -> Context | None:
    """As if they had asked for it themselves."""
    asked = Incoming(
        update=0,
        kind="message",
        chat=Chat(id=one.user, kind="private"),
        sender=Sender(id=one.user, name=one.name, username=one.username),
        at=now,
    )
    place = enter(conn, asked, centres, bot, now=now)
    return None if isinstance(place, Doorstep) else place


def _morning(ctx: Context, _day: date) -> Say | None:
    found = owed(ctx)
    if found is None:
        return None
    head = text("daily.morning", count=found.count)
    return Say(
        lines=(head, *found.lines),
        to_user=ctx.me.user,
        buttons=(*in_rows(found.keys, 2), (no_more_key(ctx.company),)),
        lane=Lane.REPORTS,
        unasked=True,
        note_for=found.note,
    )


def _closing(ctx: Context, day: date) -> Say | None:
    since = ctx.centre.calendar.at_local(day, 0)
    reported = daily_rows.reported(ctx.conn, ctx.company, ctx.me.id, since, _SAID)
    found = owed(ctx)
    if not reported and found is None:
        return None
    lines: list[Text] = []
    if reported:
        lines = [text("daily.reported"), *(_line(ctx, one) for one in reported[-LISTED:])]
    if len(reported) > LISTED:
        lines.append(text("daily.more", count=len(reported) - LISTED))
    if reported and found:
        lines.append(Text(key=""))
    if found:
        lines += [text("daily.open", count=found.count), *found.lines]
    else:
        lines.append(text("daily.all_done"))
    return Say(
        lines=(text("daily.closing"), *lines),
        to_user=ctx.me.user,
        buttons=(*in_rows(found.keys if found else (), 2), (no_more_key(ctx.company),)),
        lane=Lane.REPORTS,
        unasked=True,
        silent=True,
        note_for=found.note if found else "list",
    )


def _line(ctx: Context, one: Reported) -> Text:
    order, what = titled(one.code, one.customer), text(f"event.{main_kind(one.kinds)}")
    if not one.stage:
        return text("daily.line_whole", order=order, what=what)
    stage = workflow_rows.load(ctx.conn, one.workflow).stage(one.stage).names
    return text("daily.line", order=order, stage=stage, what=what)


_KINDS = (
    _Kind(which="opened_on", falls=WorkCalendar.opening, lasts=MADE_UP_FOR, say=_morning),
    _Kind(which="closed_on", falls=WorkCalendar.closing, lasts=PUNCTUAL, say=_closing),
)
