"""A person who cannot be written to: their department's group hears that something waits, and they hear it all when they are back."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from handlers.reply import Lane, MayWait, Say, text
from handlers.voicing import voice
from reminders.budget import Urgency
from storage.people import chats_rows, people_rows
from storage.people.people_rows import PersonRow
from storage.post import outbox, outbox_lists

CANNOT_WRITE = "CannotWrite"  # how the reason of what was given up for it begins
KEPT = timedelta(days=3)  # what is older than that is no news to whoever comes back
AT_MOST = 20
ONCE_IN = timedelta(days=1)


def call(conn: Connection, user: int, company: str, *, machine_now: datetime) -> bool:
    """Mention them in their department's group, at most once a day, and without a word of what waits.

    False where no group of theirs is known: somebody else has to see to it.
    """
    person = people_rows.by_user(conn, user)
    place = _place_of(conn, person, company) if person is not None else None
    if person is None or place is None:
        return False
    if outbox_lists.failed_of(conn, user, machine_now - ONCE_IN) <= 1:
        chat, thread = place
        among_others = text("delivery.waits_for", name=person.name)  # where nobody can be mentioned
        mention = Say(
            lines=(text("delivery.waits_for_you"),),
            chat=chat,
            thread=thread,
            to_user=user,
            lane=Lane.REMINDERS,
            unasked=True,
            may_wait=MayWait(urgency=Urgency.PRESSING, gist=(among_others,)),
            note_for=_note(user),
        )
        voice(conn, (mention,), company, now=machine_now, owner=None, lease=None)
    return True


def say_what_waited(conn: Connection, user: int, machine_now: datetime) -> None:
    """What could not be said in the last days is said now. What they were reminded of is asked again if it is still missing."""
    outbox.leave_unsaid(conn, _note(user))
    outbox_lists.revive(conn, user, CANNOT_WRITE, machine_now - KEPT, most=AT_MOST)


def _note(user: int) -> str:
    """What the call is remembered by: once they are back it need not be said any more."""
    return f"waits:{user}"


def _place_of(conn: Connection, person: PersonRow, company: str) -> tuple[int, int | None] | None:
    for own in person.memberships:
        if own.company == company:
            for place in chats_rows.destinations(conn, company, own.department):
                return place
    return None
