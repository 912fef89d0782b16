"""What becomes of a digest when a later one of its place asks for the same things: it is edited down to what is left of it.

Lesson 3: what is open stands once in a chat. Its numbers stay: an answer to the old message means the line it meant.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from handlers.news.news_message import with_news
from handlers.nudges import digests
from handlers.nudges.digest_message import message, note_of
from handlers.nudges.digest_readers import readers_of
from handlers.reply import Lane, Say, text
from handlers.view import View
from handlers.voicing import letter
from orders.centre_file.centre import Centre, Centres
from storage.chasing import digest_rows, digests_again
from storage.chasing.digest_rows import Digest
from storage.post import held_letters, outbox_adding
from storage.statements.undo_points import attempt

log = logging.getLogger(__name__)


def said(conn: Connection, digest_id: int, *, centres: Centres, now: datetime, machine_now: datetime) -> None:
    """It has reached its chat; once, what stood there before and stands in it now is edited.

    An earlier one that cannot be laid out any more stays as it is: that this one was said is noted whatever becomes of it.
    """
    if not digests.said(conn, digest_id, now=now):
        return
    digest = digest_rows.by_id(conn, digest_id)
    centre = centres.get(digest.company) if digest else None
    if digest is None or centre is None:
        return
    for earlier in _last_to_ask(conn, digest):
        attempt(
            conn,
            partial(_edit, conn, centre, earlier, now=now, machine_now=machine_now),
            otherwise=partial(log.exception, "digest %s stays as it is", earlier.id),
        )


def _edit(conn: Connection, centre: Centre, digest: Digest, *, now: datetime, machine_now: datetime) -> None:
    edits = _edits(conn, centre, digest, now)
    outbox_adding.add(conn, [letter(say, digest.company) for say in edits], now=machine_now)


def _last_to_ask(conn: Connection, digest: Digest) -> list[Digest]:
    """Of each of its things the digest that asked last before it; those before were edited then."""
    before = [
        max(earlier)
        for others in digests_again.borne_besides(conn, digest).values()
        if (earlier := [one for one in others if one < digest.id])
    ]
    found = (digest_rows.by_id(conn, one) for one in sorted(set(before)))
    return [one for one in found if one is not None]


def _edits(conn: Connection, centre: Centre, digest: Digest, now: datetime) -> list[Say]:
    """One that was split and of which something is left stays as it is: its lines do not come apart."""
    stands_as = digests_again.messages(conn, digest, note_of(digest.id))
    left = _left(conn, centre, digest, now)
    if len(stands_as) > 1 and left is not None:
        return []
    say = left or Say(lines=(text("nudge.below"),), lane=Lane.REMINDERS)
    return [
        replace(
            _with_its_news(conn, digest, say) if one is stands_as[-1] else say,
            chat=one.chat,
            thread=one.thread,
            edits=one.message_id,
            edits_only=True,
        )
        for one in stands_as
    ]


def _left(conn: Connection, centre: Centre, digest: Digest, now: datetime) -> Say | None:
    """What no later digest asks for and is still missing."""
    lines = digest_rows.lines(conn, digest.id)
    asked_later = _asked_later(digests_again.borne_besides(conn, digest), digest)
    own = [one for one in lines if one.reminder.id not in asked_later]
    readers = readers_of(conn, digest, now)
    nudges = digests.standing(View(conn=conn, centre=centre, now=now), digest, own, readers)
    if not nudges:
        return None
    several = len(digests.numbered(lines)) > 1
    say = message(centre, digest, nudges, several=several, over=0, not_before=now, now=now)
    say = digests.named(say, centre) if readers.elsewhere else say
    return replace(say, unasked=False, may_wait=None, silent=True, note_for="")


def _asked_later(others: Mapping[int, frozenset[int]], digest: Digest) -> set[int]:
    return {reminder for reminder, found in others.items() if max(found) > digest.id}


def _with_its_news(conn: Connection, digest: Digest, say: Say) -> Say:
    """News that the same message told stay in it, with their keys."""
    items = held_letters.items(conn, digest.letter) if digest.letter is not None else ()
    return with_news(say, items) if items else say
