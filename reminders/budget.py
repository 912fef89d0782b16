"""How many messages a group hears unasked in a day, and when the next one may go. Pure.

Lesson 3: too many pings, and people mute the bot. A day's messages are counted over all kinds. What cannot wait always
goes, and one is kept for it; one is kept for what people ask after; the others share the rest. While there is plenty they
go as they come; then what is left of the budget is spread over what is left of the day. What waits goes in one message.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from orders.calendars.calendar import WorkCalendar

BUNDLING = timedelta(minutes=3)  # news that come within it go together
GATHERING = timedelta(minutes=5)  # so long what somebody asks after waits for more, but for the day's first


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
    """Up to ``at_once`` messages in a day leave room for one more at any time, up to ``most`` for one at its turn."""

    at_once: int
    most: int


def shares(urgency: Urgency, budget: int) -> Shares:
    """Of eight: routine news two at any time, what presses three, and six in all; what is asked after four and seven.

    So the eighth is left for what cannot wait, and the seventh for what is asked after: that was told when it will be heard.
    """
    most = max(budget - (1 if urgency is Urgency.SOON else 2), 1)
    more = {Urgency.ROUTINE: 0, Urgency.PRESSING: 1, Urgency.SOON: 2}[urgency]
    return Shares(at_once=min(max(budget // 4 + more, 1), most), most=most)


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
    since = waits_since or now
    if urgency is Urgency.SOON:
        share = shares(urgency, budget)
        if not spent.soon and spent.messages < share.most:
            return now
        return max(_turn(share, spent, hours, now, since), since + GATHERING, now)
    return max(_turn(shares(urgency, _of_day(budget, hours, now)), spent, hours, now, since), now)


def _of_day(budget: int, hours: WorkCalendar, now: datetime) -> int:
    """A shorter day has fewer: a half day of eight has six."""
    day = hours.working_date(now)
    if not hours.is_working_day(day):
        return budget
    minutes = hours.working_minutes_between(hours.opening(day), hours.closing(day))
    return (budget + budget * min(minutes, hours.longest_day) // hours.longest_day) // 2


def _turn(share: Shares, spent: Spent, hours: WorkCalendar, now: datetime, since: datetime) -> datetime:
    """When the day's next message is due, so many having gone.

    What is left of the share and the next opening part what is left of the day evenly, from the last message on or from
    when this one came, whichever was before: nothing that comes could wait less at the worst.
    """
    if spent.messages < share.at_once:
        return now
    day = hours.working_date(now)
    left = share.most - spent.messages
    if left <= 0 or not hours.is_working_day(day) or now < hours.opening(day):
        return _opening_after(hours, now)
    begins = max(min(since, spent.last_at or since), hours.opening(day))
    minutes = hours.working_minutes_between(begins, hours.closing(day))
    if minutes <= 0:
        return begins + BUNDLING
    return hours.next_opening(hours.add_working(begins, max(minutes // (left + 1), 1)))


def _opening_after(hours: WorkCalendar, now: datetime) -> datetime:
    day = hours.day_from(hours.working_date(now))
    if hours.opening(day) <= now:
        day = hours.day_from(day + timedelta(days=1))
    return hours.opening(day)


def _waited_over_an_opening(hours: WorkCalendar, now: datetime, since: datetime | None) -> bool:
    return since is not None and hours.is_working(now) and _opening_after(hours, since) <= now
