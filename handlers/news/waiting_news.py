"""Which news of a move its readers may hear later, with others, once their group has heard enough for the day."""

from collections.abc import Sequence

from handlers.moves.acting import Moved
from handlers.reply import MayWait, Text
from orders.centre_file.centre import Centre
from orders.events import Event, Kind
from reminders.budget import Urgency

_AT_ONCE = frozenset(
    {Kind.NOTIFIED, Kind.RECALLED, Kind.CANCELLED, Kind.PAUSED}
)  # to be read, or work to be stopped
_PRESSING = frozenset(
    {
        Kind.HELD,
        Kind.HOLD_REFUSED,
        Kind.HOLD_DECIDED,
        Kind.RESUMED,
        Kind.REOPENED,
        Kind.REJECTED,
        Kind.WAITS_AGAIN,
        Kind.SUBMITTED,
        Kind.PRIORITY_ASKED,
        Kind.LATE_FILED,
        Kind.LATE_RETURNED,
        Kind.DISPUTED,
    }
)  # somebody is asked for something, or what they do has changed


def may_wait(centre: Centre, moved: Moved, events: Sequence[Event], gist: Sequence[Text]) -> MayWait | None:
    """None: it goes at once. ``gist``: its lines without what the order is about, which the order's card has."""
    kinds = {event.kind for event in events}
    if kinds & _AT_ONCE:
        return None
    offered = tuple(
        (moved.after.id, event.stage) for event in events if event.kind is Kind.OFFERED and event.stage
    )
    presses = bool(kinds & _PRESSING) or (bool(offered) and _rush(centre, moved))
    return MayWait(
        urgency=Urgency.PRESSING if presses else Urgency.ROUTINE,
        gist=tuple(gist),
        code=moved.after.code,
        offers=offered if kinds == {Kind.OFFERED} else (),
    )


def _rush(centre: Centre, moved: Moved) -> bool:
    """An order of a priority that is chased by a ladder of its own."""
    return centre.ladder_of(moved.after.facts.priority) is not centre.ladder_of("")
