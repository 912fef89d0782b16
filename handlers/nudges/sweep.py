"""The sweep: looks at what is due, reminds whoever has to act, and says when to look next, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from handlers.duties import duty_sweep
from handlers.late.late_opening import open_late
from handlers.news.following import places_of
from handlers.nudges.chasing import Asked, Chasing, chase
from handlers.nudges.missing import clocks_of
from handlers.nudges.rungs import Place
from handlers.reply import Lane
from handlers.voicing import PRIORITY
from orders.centre_file.centre import Centre, Centres
from orders.order import Order
from reminders.rules import breaks_promise, coming, pressing
from storage.chasing import checks_due, digest_rows
from storage.chasing.checks_due import AnyThing, DutyThing, Thing
from storage.chasing.digest_rows import Digest
from storage.order_book import orders_rows
from storage.post import cards_rows, held_letters, outbox_adding
from storage.post.outbox_adding import NewLetter


@dataclass(kw_only=True, slots=True)
class Hand:
    """What a sweep has in hand: when it fails, whoever ran it knows at what."""

    thing: AnyThing | None = None


def sweep(
    conn: Connection,
    *,
    centres: Centres,
    now: datetime,
    machine_now: datetime,
    most: int,
    hand: Hand | None = None,
) -> bool:
    """Look at what is due. True when there may be more; what is to be said is handed to the post by the last call.

    Each thing climbs at most one rung however long nobody looked, and each chat gets one message however many things
    it has to hear of.
    """
    hand = hand or Hand()
    hand.thing = None  # of a try before, perhaps
    due = checks_due.claim(conn, now=now, companies=centres.keys(), most=most)[:most]
    this = Chasing(conn=conn, now=now)
    looks: dict[AnyThing, datetime | None] = {}
    for thing in due:
        hand.thing = thing
        if isinstance(thing, DutyThing):
            looks[thing] = duty_sweep.look(this, thing, centres, machine_now)
        else:
            order = orders_rows.load(conn, thing.order)
            looks[thing] = _look(this, thing, order, centres[order.company])
    hand.thing = None
    checks_due.look_at(conn, looks)
    for company, department in sorted(this.late):
        cards_rows.bump_tray(conn, company, department)
    _write_lines(this)
    if len(due) >= most:
        return True
    _post(conn, digest_rows.without_letter(conn), machine_now)
    return False


def _look(this: Chasing, thing: Thing, order: Order, centre: Centre) -> datetime | None:
    """Remind of what is missing, if it is time to; when to look again.

    A promise that is broken has a late report asked for first.
    """
    if not thing.instalment and breaks_promise(order, thing.part, now=this.now, times=centre.times):
        order = open_late(this.conn, order, centre, this.now)
    if any(one.until <= this.now for one in order.put_off if one.part == (thing.part or "")):
        cards_rows.bump_order(this.conn, order.id, order.version)  # they say until when it was put off
    clocks = clocks_of(this.conn, centre, order, thing)
    change, missing = coming(clocks, now=this.now), pressing(clocks, now=this.now)
    if missing is None:
        return change
    asked = Asked(thing=thing, centre=centre, missing=missing, ladder=centre.ladder_of(order.facts.priority))
    again = chase(this, asked, besides=lambda: _followers(this, thing, order, centre))
    return min((at for at in (change, again) if at is not None), default=None)


def _followers(this: Chasing, thing: Thing, order: Order, centre: Centre) -> tuple[Place, ...]:
    """Whoever follows a stage hears once that it is late; of money that does not come, who has sold (S3-30)."""
    follower = order.workflow.stage(thing.stage).follower if thing.stage is not None else None
    if thing.instalment:
        follower = order.opened_by_department
    return places_of(this.conn, centre, follower, this.now) if follower else ()


def _write_lines(this: Chasing) -> None:
    """Always in the same order of places: two sweeps never wait for each other in a circle."""
    for (company, place), reminders in sorted(this.told.items()):
        digest = digest_rows.unsent(this.conn, company, place.chat, place.thread or None, this.now)
        digest_rows.add_lines(this.conn, digest, reminders)
        held_letters.ask_again(this.conn, digest, this.now)


def _post(conn: Connection, digests: Sequence[Digest], machine_now: datetime) -> None:
    for digest in digests:
        [letter] = outbox_adding.add(conn, [_letter(digest)], now=machine_now)
        digest_rows.carried_by(conn, digest.id, letter.id)


def _letter(digest: Digest) -> NewLetter:
    """It only names the digest: what it says is settled when its turn has come."""
    return NewLetter(
        company=digest.company,
        chat=digest.chat,
        thread=digest.thread,
        to_user=digest.chat if digest.chat > 0 else None,
        lane=Lane.REMINDERS.value,
        priority=PRIORITY[Lane.REMINDERS],
        payload={"digest": digest.id},
        note_for=f"digest:{digest.id}",
        unasked=True,
    )
