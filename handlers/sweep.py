"""The sweep: looks at what is due, reminds whoever has to act, and says when to look next, in one transaction."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from handlers.following import places_of
from handlers.late_opening import open_late
from handlers.reply import Lane
from handlers.rungs import Place, Rungs
from handlers.voicing import PRIORITY
from orders.centre import Centre, Centres
from orders.checks import Rule
from orders.order import Order
from reminders.rules import Climbed, Missed, Way, breaks_promise, missed, next_change, step
from storage import checks_due, digest_rows, orders_rows, outbox_adding, reminder_rows
from storage.checks_due import Thing
from storage.digest_rows import Digest
from storage.outbox_adding import NewLetter
from storage.reminder_rows import Chased, NewReminder


@dataclass(kw_only=True, slots=True)
class Hand:
    """What a sweep has in hand: when it fails, whoever ran it knows at what."""

    thing: Thing | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Sweep:
    """One transaction; ``told`` collects for each place what it is reminded of."""

    conn: Connection
    now: datetime
    told: defaultdict[tuple[str, Place], list[int]] = field(default_factory=lambda: defaultdict(list))


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
    due = checks_due.claim(conn, now=now, companies=centres.keys(), most=most)
    this = _Sweep(conn=conn, now=now)
    looks: dict[Thing, datetime | None] = {}
    for thing in due:
        hand.thing = thing
        order = orders_rows.load(conn, thing.order)
        looks[thing] = _look(this, thing, order, centres[order.company])
    hand.thing = None
    checks_due.look_at(conn, looks)
    _write_lines(this)
    if len(due) >= most:
        return True
    _post(conn, digest_rows.without_letter(conn), machine_now)
    return False


def _look(this: _Sweep, thing: Thing, order: Order, centre: Centre) -> datetime | None:
    """Remind of what is missing, if it is time to; when to look again.

    A promise that is broken has a late report asked for first.
    """
    if breaks_promise(order, thing.part, now=this.now, times=centre.times):
        order = open_late(this.conn, order, centre, this.now)
    change = next_change(order, thing.part, now=this.now, times=centre.times)
    missing = missed(order, thing.part, now=this.now, times=centre.times)
    if missing is None:
        return change
    again = _chase(this, thing, order, missing, centre)
    return min((at for at in (change, again) if at is not None), default=None)


def _chase(this: _Sweep, thing: Thing, order: Order, missing: Missed, centre: Centre) -> datetime | None:
    department = centre.department_or_coordination(missing.department).id
    rungs = Rungs(conn=this.conn, centre=centre, department=department, now=this.now)
    ladder = centre.ladder_of(order.facts.priority)
    made = reminder_rows.chase(this.conn, thing)
    taken = step(
        missing,
        of_this(missing, made),
        way=Way(ladder=ladder, hours=rungs.hours, stands=rungs.stands, told_at=rungs.told_at),
        now=this.now,
    )
    if taken.rung is None:
        return taken.look_at
    new = NewReminder(
        company=order.company,
        thing=thing,
        rule=missing.rule.value,
        missed_at=missing.missed_at,
        rung=taken.rung,
        round=taken.round,
        department=department,
    )
    number = reminder_rows.add(this.conn, new, this.now)
    hearers = rungs.places(ladder.rungs[taken.rung].who)
    if taken.again and rungs.hours("department").is_working(this.now):
        hearers = (*hearers, *rungs.places("department"))
    if missing.rule is Rule.DUE and taken.rung == 0 and taken.round == 0:
        hearers = (*hearers, *_followers(this, thing, order, centre))
    for place in dict.fromkeys(hearers):
        this.told[order.company, place].append(number)
    return taken.look_at


def _followers(this: _Sweep, thing: Thing, order: Order, centre: Centre) -> tuple[Place, ...]:
    """Whoever follows a stage hears once that it is late."""
    follower = order.workflow.stage(thing.stage).follower if thing.stage is not None else None
    return places_of(this.conn, centre, follower, this.now) if follower else ()


def of_this(missing: Missed, made: Sequence[Chased]) -> tuple[Climbed, ...]:
    """The chase after this very occurrence. What is still on its way about the thing goes first, whatever it is about."""
    waiting = [one for one in made[-1:] if one.on_its_way and one.said_at is None]
    same = [one for one in made if (one.rule, one.missed_at) == (missing.rule.value, missing.missed_at)]
    return tuple(
        Climbed(
            rung=one.rung,
            round=one.round,
            made_at=one.made_at,
            said_at=one.said_at,
            on_its_way=one.on_its_way,
        )
        for one in waiting or same
    )


def _write_lines(this: _Sweep) -> None:
    """Always in the same order of places: two sweeps never wait for each other in a circle."""
    for (company, place), reminders in sorted(this.told.items()):
        digest = digest_rows.unsent(this.conn, company, place.chat, place.thread or None, this.now)
        digest_rows.add_lines(this.conn, digest, reminders)


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
