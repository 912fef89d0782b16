"""How many messages a group hears unasked in a day, and when the next one may go. Pure.

Lesson 3: too many pings, and people mute the bot. A day's messages are counted over all kinds. What cannot wait always
goes; what people ask after is gathered for minutes; the others share what is left, some at once and the rest spread over
the working day. What waits meanwhile goes together in one message.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from orders.calendars.calendar import WorkCalendar

BUNDLING = timedelta(minutes=3)  # news that come within it go together
GATHERING = timedelta(
    minutes=5
)  # what somebody asks after waits so long for more of it, but for the day's first
GATHERING_WHEN_SPENT = timedelta(minutes=30)  # once the day's messages are spent
ALONE = 2  # so many go by themselves however close
BEFORE_CLOSING = 30  # working minutes before work ends, the day's last message of what waits goes


class Urgency(StrEnum):
    """``AT_ONCE``: always goes. ``SOON``: somebody asks and waits for a word; in minutes, with what else is asked.

    ``PRESSING``: somebody has to act. ``ROUTINE``: good to know, and in the tray already.
    """

    AT_ONCE = "at_once"
    SOON = "soon"
    PRESSING = "pressing"
    ROUTINE = "routine"


@dataclass(frozen=True, kw_only=True, slots=True)
class Spent:
    """What a group has heard unasked since its day began: how often, when last, and whether anything of ``SOON`` was among it."""

    messages: int = 0
    last_at: datetime | None = None
    soon: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Shares:
    """Up to ``at_once`` messages in a day leave room for one more at any time, up to ``most`` at their slot of the day."""

    at_once: int
    most: int


def shares(urgency: Urgency, budget: int) -> Shares:
    """Of eight: routine news three at once and six in all, what presses four and seven; the rest is kept for what cannot wait."""
    if urgency is Urgency.ROUTINE:
        most = max(budget - 2, 1)
        return Shares(at_once=max(most // 2, 1), most=most)
    return Shares(at_once=max(budget // 2, 1), most=max(budget - 1, 1))


def day_began(hours: WorkCalendar, now: datetime) -> datetime:
    """From when on a day's messages are counted: local midnight, in a night shift that of the evening it began."""
    return hours.at_local(hours.working_date(now), 0)


def goes_at(
    urgency: Urgency,
    *,
    budget: int,
    spent: Spent,
    hours: WorkCalendar,
    now: datetime,
    waits_since: datetime | None = None,
) -> datetime:
    """When a message may go: ``now``, or the moment to ask again.

    ``hours`` are the group's. ``waits_since``: kept back from then on; nothing is kept back beyond the next opening.
    """
    if urgency is Urgency.AT_ONCE or _waited_over_an_opening(hours, now, waits_since):
        return now
    if urgency is Urgency.SOON:
        return max(_gathered_by(budget, spent, waits_since or now), now) if spent.soon else now
    share = shares(urgency, _of_day(budget, hours, now))
    slot = _slot(share, spent.messages, hours, now)
    if urgency is Urgency.ROUTINE and spent.messages >= ALONE and spent.last_at is not None:
        slot = max(slot, spent.last_at + BUNDLING)
    return max(slot, now)


def _of_day(budget: int, hours: WorkCalendar, now: datetime) -> int:
    """A shorter day has fewer: of a half day's eight, six are shared."""
    day = hours.working_date(now)
    if not hours.is_working_day(day):
        return budget
    minutes = hours.working_minutes_between(hours.opening(day), hours.closing(day))
    return (budget + budget * min(minutes, hours.longest_day) // hours.longest_day) // 2


def _gathered_by(budget: int, spent: Spent, since: datetime) -> datetime:
    return since + (GATHERING if spent.messages < budget else GATHERING_WHEN_SPENT)


def _slot(share: Shares, messages: int, hours: WorkCalendar, now: datetime) -> datetime:
    """When the day's next message is due, so many having gone: the last one shortly before work ends."""
    if messages < share.at_once:
        return now
    day = hours.working_date(now)
    if messages >= share.most or not hours.is_working_day(day):
        return _opening_after(hours, now)
    opening = hours.opening(day)
    minutes = hours.working_minutes_between(opening, hours.closing(day)) - BEFORE_CLOSING
    nth = messages + 1 - share.at_once
    slot = hours.add_working(opening, max(minutes * nth // (share.most - share.at_once), 1))
    return min(slot, _opening_after(hours, now))


def _opening_after(hours: WorkCalendar, now: datetime) -> datetime:
    day = hours.day_from(hours.working_date(now))
    if hours.opening(day) <= now:
        day = hours.day_from(day + timedelta(days=1))
    return hours.opening(day)


def _waited_over_an_opening(hours: WorkCalendar, now: datetime, since: datetime | None) -> bool:
    return since is not None and hours.is_working(now) and _opening_after(hours, since) <= now
