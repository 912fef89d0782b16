"""What was kept back, once its time has come: what still stands of it goes together, one message a place."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from handlers.news.bad_letters import BadLetters, Hand
from handlers.news.news_message import MOST, news_said, with_news
from handlers.news.unasked import hours_of, may_go_at
from handlers.pushes.pushes_held import is_push, say_together
from handlers.reply import MayWait, Say
from handlers.reply_json import say_from_json
from handlers.view import View
from handlers.voicing import letter as letter_of
from orders.centre_file.centre import Centre, Centres
from orders.order import OrderId, StageState
from reminders.budget import BUNDLING, Urgency
from storage.chasing import digest_rows
from storage.chasing.checks_due import Thing
from storage.order_book import orders_rows
from storage.post import held_letters, outbox_adding
from storage.post.held_letters import Item, Place
from storage.post.outbox import Letter

_BY_HASTE = (Urgency.AT_ONCE, Urgency.PRESSING)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Round:
    """One look at one place. ``hand``: which of its letters is looked at."""

    conn: Connection
    hand: Hand
    centre: Centre
    place: Place
    now: datetime
    machine_now: datetime


def say_held(conn: Connection, *, centres: Centres, now: datetime, machine_now: datetime) -> bool:
    """See to one place in which something has waited long enough; False where there is none.

    What people ask after goes by itself. A digest whose time has come goes back to the post: it is laid out, asks again, and
    takes along the news, which wait for it. A letter that cannot be looked at is put aside, and the others are seen to.
    """
    found = held_letters.due(conn, now)
    if found is None:
        return False
    place, letters = found
    centre = centres.get(place.company)
    if centre is None:
        held_letters.let_go(conn, letters, machine_now)
        return True

    def look(hand: Hand) -> bool:
        _look(_Round(conn=conn, hand=hand, centre=centre, place=place, now=now, machine_now=machine_now))
        return True

    bad = BadLetters(conn=conn, centre=centre, now=now, machine_now=machine_now)
    if not bad.apart(look):
        bad.wait(letters)
    return True


def taken_along(
    conn: Connection, digest: Letter, say: Say, *, centre: Centre, now: datetime, machine_now: datetime
) -> Say:
    """The message of a digest that goes now, with all the news that wait in its place, and those it took along before."""

    def take(hand: Hand) -> Say:
        waiting = held_letters.in_place(conn, digest.company, digest.chat, digest.thread)
        news = [one for one in waiting if not _is_digest(one) and not is_push(one)]
        over = _over(conn, hand, news, told=_asked_for(conn, digest))
        held_letters.drop(conn, over, machine_now)
        standing = [one for one in news if one not in over]
        room = max(MOST - len(say.lines), 0)
        held_letters.join(conn, standing[:room], digest, machine_now)
        place = Place(company=digest.company, chat=digest.chat, thread=digest.thread, since=now)
        _come_anew(
            _Round(conn=conn, hand=hand, centre=centre, place=place, now=now, machine_now=machine_now),
            standing[room:],
        )
        items = held_letters.items(conn, digest.id)
        return with_news(say, items) if items else say

    return BadLetters(conn=conn, centre=centre, now=now, machine_now=machine_now).apart(take) or say


def _look(this: _Round) -> None:
    """A digest that is not due keeps the news waiting for it; one that is due, or on its way, takes them along."""
    conn, place, now = this.conn, this.place, this.now
    letters = held_letters.in_place(conn, place.company, place.chat, place.thread)
    pushes = [one for one in letters if is_push(one)]
    if any(_is_due(one, now) for one in pushes):
        view = View(conn=conn, centre=this.centre, now=now)
        say_together(view, place, this.hand.over(pushes), this.machine_now)
        return
    digests = [one for one in letters if _is_digest(one)]
    news = [one for one in letters if one not in pushes and one not in digests]
    if not all(_is_due(one, now) for one in digests):
        at_once = [one for one in news if _goes_at_once(one)]
        waiting = [one for one in news if one not in at_once]
        held_letters.put_off(conn, waiting, max(one.held_until for one in digests if one.held_until))
        _see_to(this, at_once)
    elif digests or digest_rows.coming(conn, place.company, place.chat, place.thread) is not None:
        held_letters.let_go(conn, digests, this.machine_now)
        held_letters.put_off(conn, news, now + BUNDLING)
    elif news:
        _see_to(this, news)


def _goes_at_once(letter: Letter) -> bool:
    waits = _may_wait(letter)
    return waits is not None and waits.urgency is Urgency.AT_ONCE


def _is_due(letter: Letter, now: datetime) -> bool:
    return letter.held_until is not None and letter.held_until <= now


def _see_to(this: _Round, news: Sequence[Letter]) -> None:
    over = _over(this.conn, this.hand, news)
    held_letters.drop(this.conn, over, this.machine_now)
    standing = [one for one in news if one not in over]
    if not standing:
        return
    since = min(one.held_since for one in standing if one.held_since is not None)
    at = _may_go_at(this, standing, since)
    if at > this.now:
        held_letters.put_off(this.conn, standing, at)
        return
    if len(standing) == 1:
        held_letters.let_go_alone(
            this.conn, standing[0], silent=_is_silent(this), now=this.now, machine_now=this.machine_now
        )
    else:
        _say(this, standing[:MOST])
    _come_anew(this, standing[MOST:])


def _come_anew(this: _Round, letters: Sequence[Letter]) -> None:
    """What had no room in a message waits for its turn as if it had just been written."""
    if letters:
        at = _may_go_at(this, letters, this.now)
        held_letters.put_off(this.conn, letters, max(at, this.now + BUNDLING), since=this.now)


def _may_go_at(this: _Round, letters: Sequence[Letter], since: datetime) -> datetime:
    urgencies = {waits.urgency for waits in map(_may_wait, letters) if waits}
    return may_go_at(
        this.conn,
        this.centre,
        this.place.chat,
        this.place.thread,
        urgency=next((one for one in _BY_HASTE if one in urgencies), Urgency.ROUTINE),
        now=this.now,
        waits_since=since,
    )


def _say(this: _Round, letters: Sequence[Letter]) -> None:
    """In one message; nothing rings outside hours."""
    conn, place = this.conn, this.place
    say = replace(
        news_said([Item(letter=one.id, payload=one.payload, taken_back=False) for one in letters]),
        chat=place.chat,
        thread=place.thread,
        unasked=True,
        silent=_is_silent(this),
    )
    [together] = outbox_adding.add(conn, [letter_of(say, place.company)], now=this.machine_now)
    held_letters.count(conn, together, this.now)
    held_letters.join(conn, letters, together, this.machine_now)


def _is_silent(this: _Round) -> bool:
    place = this.place
    return not hours_of(this.conn, this.centre, place.chat, place.thread).is_working(this.now)


def _asked_for(conn: Connection, digest: Letter) -> AbstractSet[tuple[int, str]]:
    """The stages that a digest itself asks about: nobody needs to hear besides that they were handed over."""
    lines = digest_rows.lines(conn, digest.payload["digest"])
    things = [one.reminder.thing for one in lines if one.number is not None]
    return {(one.order, one.stage) for one in things if isinstance(one, Thing) and one.stage is not None}


def _over(
    conn: Connection, hand: Hand, letters: Sequence[Letter], told: AbstractSet[tuple[int, str]] = frozenset()
) -> list[Letter]:
    """Offers that have been answered since, that are told otherwise, and those that were made once more."""
    seen = set(told)
    over: list[Letter] = []
    for letter in hand.over(letters[::-1]):
        waits = _may_wait(letter)
        offers = set(waits.offers) if waits else set()
        open_ones = {one for one in offers if one not in seen and _is_offered(conn, *one)}
        seen |= offers
        if offers and not open_ones:
            over.append(letter)
    return over


def _is_offered(conn: Connection, order: int, stage: str) -> bool:
    return orders_rows.load(conn, OrderId(order)).stage(stage).state is StageState.OFFERED


def _is_digest(letter: Letter) -> bool:
    return "digest" in letter.payload


def _may_wait(letter: Letter) -> MayWait | None:
    return say_from_json(letter.payload).may_wait
