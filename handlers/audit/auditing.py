"""What the auditor asks: whether all that was due was looked at, and all that was to be said was said."""

import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TypeAlias

from sqlalchemy import Connection

from handlers.audit.thing_names import names_of
from handlers.chats.chat_titles import chat_title
from handlers.duties import roll_call
from handlers.duties.duty_lines import name_of
from handlers.duties.duty_sweep import missed
from handlers.nudges.missing import missing_of
from handlers.overviews import posted_reports
from handlers.reply import Param
from orders.centre_file.centre import Centres
from orders.names import Names
from orders.order import OrderId
from storage.chasing import duty_rows, unsaid
from storage.chasing.checks_due import AnyThing, DutyThing, Thing
from storage.chasing.unsaid import Unheard, Waiting
from storage.intake import inbox
from storage.order_book import order_finding, orders_rows
from storage.statements.undo_points import attempt

LATE = timedelta(minutes=5)  # so long after its time something must have been looked at, or posted
TOO_LONG = timedelta(minutes=15)  # for a message to wait while its chat is open
HELD_BACK = timedelta(minutes=1)  # a chat that is told to wait longer than that is not open
FAULTS_OF = timedelta(hours=1)  # what was given up through a fault of this program is told for so long
HEARD_BY = timedelta(
    hours=2
)  # a reminder that failed is made again after an hour's work: by then it should have come
FAILED_WITHIN = timedelta(days=3)  # reminders older than that were made again meanwhile
MOST = 100  # findings of one kind; there may be more
NAMED = 5  # of them by name
UNREADABLE = "unreadable"  # the kind of what no index shows
PUT_ASIDE = (
    "put_aside"  # the kind of what a sweep could not look at: it tells of it, and tries again every hour
)

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One kind of trouble of one company. ``named``: some of what it is about; ``mended``: it is over already."""

    company: str
    kind: str
    number: int
    named: tuple[Param, ...] = ()
    since: datetime | None = None
    mended: bool = False

    def __str__(self) -> str:
        """For whoever looks after the process."""
        since = f", since {self.since:%Y-%m-%d %H:%M} UTC" if self.since else ""
        return f"{self.company}: {self.kind} {self.number}{since} ({', '.join(map(_in_a_log, self.named))})"


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    conn: Connection
    centres: Centres
    now: datetime
    machine_now: datetime


Check: TypeAlias = Callable[[Asked], Iterable[Finding]]


def look(
    conn: Connection, *, centres: Centres, now: datetime, machine_now: datetime, checks: Sequence[Check] = ()
) -> tuple[Finding, ...]:
    """What rows tell by themselves, each by its index. Changes nothing. A check that fails keeps no other from its turn."""
    asked = Asked(conn=conn, centres=centres, now=now, machine_now=machine_now)
    found: list[Finding] = []
    failed: list[str] = []
    for check in checks or CHECKS:
        name = check.__name__.strip("_")
        fails = partial(log.exception, "a part of an audit failed", extra={"part": name})
        said = attempt(conn, partial(_said_by, check, asked), otherwise=fails)
        if said is None:
            failed.append(name)
        else:
            found += said
    return (*found, *unaudited(centres, failed))


def unaudited(centres: Centres, failed: Sequence[str]) -> Iterator[Finding]:
    """Parts of an audit that failed: nobody knows what they would have found."""
    for company in centres if failed else ():
        yield Finding(company=company, kind="unaudited", number=len(failed), named=tuple(failed))


def _said_by(check: Check, asked: Asked) -> Sequence[Finding]:
    return tuple(check(asked))


def of_clocks(
    conn: Connection,
    centres: Centres,
    put_right: Iterable[tuple[str, AnyThing]],
    unreadable: Iterable[OrderId],
) -> tuple[Finding, ...]:
    """What became of what nobody would have looked at in time."""
    put = ((company, thing, None) for company, thing in put_right)
    mended = of_things(conn, centres, "clocks", put, mended=True)
    rows = {number: order_finding.by_id(conn, number) for number in dict.fromkeys(unreadable)}
    broken = ((row.company, Thing(order=number), None) for number, row in rows.items() if row is not None)
    return (*mended, *of_things(conn, centres, UNREADABLE, broken))


def of_things(
    conn: Connection,
    centres: Centres,
    kind: str,
    things: Iterable[tuple[str, AnyThing, datetime | None]],
    *,
    mended: bool = False,
) -> Iterator[Finding]:
    """One finding for each company."""
    by_company: dict[str, list[tuple[AnyThing, datetime | None]]] = defaultdict(list)
    for company, thing, since in things:
        by_company[company].append((thing, since))
    for company, found in by_company.items():
        yield Finding(
            company=company,
            kind=kind,
            number=len(found),
            named=names_of(conn, centres[company], (thing for thing, _ in found), most=NAMED),
            since=min((at for _, at in found if at is not None), default=None),
            mended=mended,
        )


def _unswept(asked: Asked) -> Iterable[Finding]:
    found = unsaid.overdue(asked.conn, asked.centres.keys(), before=asked.now - LATE, most=MOST)
    due = ((one.company, one.thing, one.due_at) for one in found)
    return of_things(asked.conn, asked.centres, "unswept", due)


def _unsent(asked: Asked) -> Iterable[Finding]:
    """The outbox goes by the machine's clock; what is told goes by the business clock."""
    now, ahead = asked.machine_now, asked.now - asked.machine_now
    found = unsaid.letters(
        asked.conn, asked.centres.keys(), before=now - TOO_LONG, held_back=now + HELD_BACK, most=MOST
    )
    left = unsaid.left_behind(asked.conn, asked.centres.keys(), most=MOST)
    return _of_chats(asked.conn, "unsent", (*found, *left), ahead)


def _withheld(asked: Asked) -> Iterable[Finding]:
    """A group has heard enough for the day; what waits for that goes by the business clock."""
    found = unsaid.withheld(asked.conn, asked.centres.keys(), before=asked.now - LATE, most=MOST)
    return _of_chats(asked.conn, "withheld", found, timedelta())


def _unsayable(asked: Asked) -> Iterable[Finding]:
    """Given up within the hour, or still kept back; since when is told by the machine's clock."""
    since, ahead = asked.machine_now - FAULTS_OF, asked.now - asked.machine_now
    found = unsaid.unsayable(asked.conn, asked.centres.keys(), since=since, most=MOST)
    return _of_chats(asked.conn, "unsayable", found, ahead)


def _faulty_updates(asked: Asked) -> Iterable[Finding]:
    """Messages from people at which the bot failed for good, within the hour: that is over, and everything else goes on.

    Nothing says of which company they were.
    """
    since = asked.machine_now - FAULTS_OF
    found = [one for one in inbox.buried(asked.conn, MOST) if one.ended_at >= since]
    names = tuple(inbox.name_of(one.id) for one in found[:NAMED])
    for company in asked.centres if found else ():
        yield Finding(company=company, kind="buried", number=len(found), named=names, mended=True)


def _without_letter(asked: Asked) -> Iterable[Finding]:
    found = unsaid.digests_without_letter(
        asked.conn, asked.centres.keys(), before=asked.now - LATE, most=MOST
    )
    return _of_chats(asked.conn, "unwritten", found, timedelta())


def _unheard(asked: Asked) -> Iterable[Finding]:
    """While people are at work: at night nobody is reminded, and nobody has to hear that nobody was."""
    at_work = [one.id for one in asked.centres.values() if one.calendar.is_working(asked.now)]
    return of_things(
        asked.conn,
        asked.centres,
        "unheard",
        (
            (one.company, one.thing, one.made_at)
            for one in unheard(asked, at_work)
            if asked.now - one.made_at >= HEARD_BY
        ),
    )


def unheard(asked: Asked, companies: Sequence[str]) -> Iterator[Unheard]:
    """Reminders that failed, of what is still missing."""
    found = unsaid.unheard(
        asked.conn, companies, since=asked.now - FAILED_WITHIN, before=asked.now, most=MOST
    )
    return (one for one in found if _still_missing(asked, one))


def _still_missing(asked: Asked, one: Unheard) -> bool:
    """What cannot be read is found by who looks at clocks."""
    return attempt(asked.conn, partial(_is_missing, asked, one), otherwise=lambda: False)


def _is_missing(asked: Asked, one: Unheard) -> bool:
    if isinstance(one.thing, DutyThing):
        day = duty_rows.by_id(asked.conn, one.thing.duty)
        return day is not None and missed(asked.centres[day.company], day, asked.now) is not None
    order = orders_rows.load(asked.conn, one.thing.order)
    centre = asked.centres[order.company]
    return missing_of(asked.conn, centre, order, one.thing, asked.now) is not None


def _unposted(asked: Asked) -> Iterable[Finding]:
    for centre in asked.centres.values():
        due = posted_reports.unposted(asked.conn, centre, asked.now, late=LATE)
        if due is not None:
            yield Finding(company=centre.id, kind="unposted", number=1, since=due)


def _uncalled(asked: Asked) -> Iterable[Finding]:
    for centre in asked.centres.values():
        days = roll_call.uncalled(asked.conn, centre, asked.now, late=LATE)
        unread = roll_call.left_out(asked.conn, centre, asked.now, late=LATE)
        missing = [*((day.duty, day.due_at) for day in days), *unread]
        if missing:
            yield Finding(
                company=centre.id,
                kind="uncalled",
                number=len(missing),
                named=tuple(name_of(centre, duty) for duty, _ in missing[:NAMED]),
                since=min(due_at for _, due_at in missing),
            )


CHECKS: tuple[Check, ...] = (
    _unswept,
    _unsent,
    _withheld,
    _unsayable,
    _faulty_updates,
    _without_letter,
    _unheard,
    _unposted,
    _uncalled,
)


def _of_chats(conn: Connection, kind: str, found: Iterable[Waiting], ahead: timedelta) -> Iterator[Finding]:
    by_company: dict[str, list[Waiting]] = defaultdict(list)
    for one in found:
        by_company[one.company].append(one)
    for company, waiting in by_company.items():
        chats = Counter(one.chat for one in waiting)
        yield Finding(
            company=company,
            kind=kind,
            number=len(waiting),
            named=tuple(chat_title(conn, chat) for chat, _ in chats.most_common(NAMED)),
            since=min(one.since for one in waiting) + ahead,
        )


def _in_a_log(name: Param) -> str:
    return name.en if isinstance(name, Names) else str(name)
