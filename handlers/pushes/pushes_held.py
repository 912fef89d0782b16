"""Pushes that wait some minutes for each other: what is still unanswered of them goes as one message."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from handlers.news.unasked import hours_of, spent_in
from handlers.pushes.push_lines import asked_in
from handlers.pushes.push_messages import Asked, said, with_ball
from handlers.reply import Say, text
from handlers.view import View
from handlers.voicing import letter as letter_of
from handlers.wording import department_name
from orders.order import OrderId
from reminders.budget import Spent, Urgency, day_began
from reminders.budget import goes_at as budgeted
from storage.order_book import events_rows, orders_rows
from storage.people import chats_rows
from storage.post import held_letters, outbox_adding
from storage.post.held_letters import Place
from storage.post.outbox import Letter
from storage.statements.undo_points import UndoPoint
from storage.stores.failures import is_commands_own

TOGETHER = 25  # lines in one message, so that it need not be split

log = logging.getLogger(__name__)


def is_push(letter: Letter) -> bool:
    waits = letter.payload.get("may_wait")
    return isinstance(waits, Mapping) and waits.get("urgency") == Urgency.SOON


def goes_at(view: View, chat: int, thread: int | None, *, lines: int, just_heard: bool = False) -> datetime:
    """When a push that is made now will be heard there; with those that wait there already, if any do and there is room."""
    place = _Place(view=view, chat=chat, thread=thread)
    waiting = [one for one in held_letters.in_place(view.conn, view.centre.id, chat, thread) if is_push(one)]
    until = [one.held_until for one in waiting if one.held_until is not None]
    if not until:
        return place.turn(view.now, [view.now] if just_heard else [])
    at, said = max(min(until), view.now), list[datetime]()
    for _ in _messages([*(len(asked_in(one.note_for)) for one in waiting), lines])[1:]:
        said.append(at)
        at = place.turn(at, said)
    return at


@dataclass(frozen=True, kw_only=True, slots=True)
class _Place:
    view: View
    chat: int
    thread: int | None

    def turn(self, at: datetime, said: Sequence[datetime] = ()) -> datetime:
        """When one that begins to wait then is heard there. ``said``: the pushes that will have been by then, besides."""
        view = self.view
        hours = hours_of(view.conn, view.centre, self.chat, self.thread)
        spent = spent_in(view.conn, self.chat, self.thread, hours=hours, now=at, urgency=Urgency.SOON)
        began = day_began(hours, at)
        if of_the_day := [one for one in said if one >= began]:
            spent = Spent(messages=spent.messages + len(of_the_day), last_at=max(of_the_day), soon=True)
        return budgeted(
            Urgency.SOON, budget=view.centre.defaults.unasked_per_day, spent=spent, hours=hours, now=at
        )


def say_together(view: View, place: Place, letters: Iterable[Letter], machine_now: datetime) -> None:
    """Whatever was answered or taken back meanwhile is left out; what has no room is asked of the budget as if it came now."""
    conn = view.conn
    looked = [(one, _open(view, one)) for one in letters]
    held_letters.drop(conn, [one for one, its in looked if not its], machine_now)
    standing = [one for one, its in looked if its]
    open_of = {one.id: its for one, its in looked}
    if not standing:
        return
    first = standing[0]
    if not standing[1:] and len(open_of[first.id]) == len(asked_in(first.note_for)):
        silent = not hours_of(conn, view.centre, place.chat, place.thread).is_working(view.now)
        held_letters.let_go_alone(conn, first, silent=silent, now=view.now, machine_now=machine_now)
        return
    fit = standing[: _messages([len(open_of[one.id]) for one in standing])[0]]
    asked = _once(one for letter in fit for one in open_of[letter.id])
    askers = list(dict.fromkeys(one.by for one in asked))
    asked.sort(key=lambda one: askers.index(one.by))
    say = laid(view, asked, place.chat, place.thread)
    [together] = outbox_adding.add(conn, [letter_of(say, place.company)], now=machine_now)
    held_letters.count(conn, together, view.now)
    held_letters.join(conn, fit, together, machine_now)
    over = standing[len(fit) :]
    held_letters.put_off(conn, over, _Place(view=view, chat=place.chat, thread=place.thread).turn(view.now))


def laid(view: View, asked: Sequence[Asked], chat: int, thread: int | None) -> Say:
    """For whoever can only pass it on, without buttons."""
    hours = hours_of(view.conn, view.centre, chat, thread)
    say = replace(said(view, asked), chat=chat, thread=thread, silent=not hours.is_working(view.now))
    bound = {one.department for one in chats_rows.departments_of(view.conn, chat, thread)}
    asked_of = dict.fromkeys(view.centre.home_of(one.department) for one in asked)
    unheard = [one for one in asked_of if one not in bound]
    if view.centre.coordination not in bound or not unheard:
        return say
    nobody = [text("notice.nobody_to_tell", department=department_name(view.centre, one)) for one in unheard]
    return replace(
        say, lines=(*say.lines, *nobody), buttons=() if len(unheard) == len(asked_of) else say.buttons
    )


def laid_again(view: View, note: str, chat: int, thread: int | None) -> Say:
    """The message that said them together, as it stands now that some of it was taken back."""
    asked, unread = _read(view, note)
    if unread is not None and not asked:
        raise unread
    return laid(view, asked, chat, thread)


def _once(asked: Iterable[Asked]) -> list[Asked]:
    """Who has asked after a stage again while it waited asks once, as they last did."""
    return list({(one.order.id, one.stage, one.by): one for one in asked}.values())


def _messages(lines: Iterable[int]) -> list[int]:
    """How many letters of so many lines go in each message, in their order."""
    messages, room = list[int](), 0
    for more in lines:
        if not messages or more > room:
            messages.append(0)
            room = TOGETHER
        messages[-1] += 1
        room -= more
    return messages


def _open(view: View, letter: Letter) -> list[Asked]:
    """What nobody has said anything of since it was asked. Raises where something cannot be read and nothing else is open."""
    asked, unread = _read(view, letter.note_for)
    still = [one for one in asked if not one.undone and _waits(one)]
    if unread is not None and not still:
        raise unread
    return still


def _read(view: View, note: str) -> tuple[list[Asked], Exception | None]:
    """All that a push asks after, without what cannot be read, and why that could not: the others are asked all the same."""
    asked: list[Asked] = []
    unread: Exception | None = None
    for order, move in asked_in(note):
        point = UndoPoint(view.conn)
        try:
            one = _asked(view, order, move)
        except Exception as error:
            if not is_commands_own(error):
                raise
            point.rollback()
            log.exception("a push leaves out what cannot be read, order %s", order)
            unread = error
            continue
        point.commit()
        if one is not None:
            asked.append(one)
    return asked, unread


def _waits(asked: Asked) -> bool:
    pushed = asked.order.stage(asked.stage).pushed
    return pushed is not None and asked.by in pushed.waiting


def _asked(view: View, order_id: int, move: int) -> Asked | None:
    event = events_rows.event(view.conn, OrderId(order_id), move)
    if event is None or event.stage is None:
        return None
    order = orders_rows.load(view.conn, OrderId(order_id))
    pushed = order.stage(event.stage).pushed
    return Asked(
        order=order,
        stage=event.stage,
        department=with_ball(order, event.stage),
        move=move,
        by=event.by,
        comment=event.note,
        undone=pushed is None or pushed.at < event.at,
    )
