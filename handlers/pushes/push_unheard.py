"""A push that reached nobody was none: it is taken back, and whoever asked is told."""

import logging
from collections import defaultdict
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from handlers.moves.showing import checks_of, redraw
from handlers.news.outside_hours import is_at_work
from handlers.pushes.push_lines import asked_in
from handlers.pushes.push_messages import with_ball
from handlers.reply import Lane, Listed, Say, text
from handlers.voicing import voice
from handlers.wording import department_name, stage_name
from orders import engine
from orders.centre_file.centre import Centres
from orders.events import Kind
from orders.moves import THE_BOT
from orders.order import Order, OrderId, PersonId
from orders.refusals import BotError
from orders.whole_order_moves import Undo
from storage import chat_moves
from storage.order_book import events_rows, orders_rows
from storage.people import people_rows
from storage.post import outbox, outbox_lists
from storage.statements.undo_points import attempt

log = logging.getLogger(__name__)


def was_unheard(
    conn: Connection, letter: int, *, note: str, centres: Centres, now: datetime, machine_now: datetime
) -> None:
    """A message, remembered by ``note``, was given up. Nothing follows where it was none of a push, or somebody has it.

    An order that cannot be read keeps its push: a message ends whatever is wrong with what it was about.
    """
    asked = asked_in(note)
    if not asked:
        return
    orders_rows.lock(conn, [OrderId(number) for number, _ in asked])  # two groups may refuse it at one moment
    notes = outbox.notes_heard(conn, outbox.notes_told_by(conn, letter))
    heard = {pair for one in notes for pair in asked_in(one)}
    taken: defaultdict[tuple[str, PersonId, str], list[tuple[Order, str]]] = defaultdict(list)
    for number, move in asked:
        if (number, move) in heard:
            continue
        take_back = partial(_taken_back, conn, OrderId(number), move, centres, now)
        not_read = partial(log.exception, "a push on order %s stays though nobody heard it", number)
        found = attempt(conn, take_back, otherwise=not_read)
        if found is not None:
            order, stage, asker = found
            department = centres[order.company].home_of(with_ball(order, stage))
            taken[order.company, asker, department].append((order, stage))
    for (company, asker, department), stages in taken.items():
        _tell(
            conn,
            centres,
            asker,
            stages,
            company=company,
            department=department,
            now=now,
            machine_now=machine_now,
        )


def chat_is_gone(
    conn: Connection, chat: int, *, centres: Centres, now: datetime, machine_now: datetime
) -> bool:
    """The bot is in that group no more: whoever has asked something there, which waited, hears of it. True: it was news."""
    if not chat_moves.mark_gone(conn, chat, machine_now):
        return False
    for letter, note in outbox_lists.notes_of_failed(conn, chat, machine_now).items():
        was_unheard(conn, letter, note=note, centres=centres, now=now, machine_now=machine_now)
    return True


def _taken_back(
    conn: Connection, number: OrderId, move: int, centres: Centres, now: datetime
) -> tuple[Order, str, PersonId] | None:
    """The order as it was, the stage, and who asked. None: it was none, or something was said of it since: then it has been answered after all."""
    event = events_rows.event(conn, number, move)
    if event is None or event.kind is not Kind.PUSHED or event.stage is None:
        return None
    order = orders_rows.load(conn, number, for_update=True)
    centre = centres.get(order.company)
    if centre is None:
        return None
    history = events_rows.history(conn, order.id)
    at = max(now, order.last_at or now)
    try:
        made = engine.decide(
            order, Undo(move=event.move), actor=THE_BOT, now=at, times=centre.times, history=history
        )
    except BotError:
        return None
    checks = checks_of(made.after, centre.times, now)
    orders_rows.save(conn, order, made.after, made.events, checks=checks)
    redraw(conn, centre, order, made.after)
    return order, event.stage, event.by


def _tell(
    conn: Connection,
    centres: Centres,
    asker: PersonId,
    stages: list[tuple[Order, str]],
    *,
    company: str,
    department: str,
    now: datetime,
    machine_now: datetime,
) -> None:
    person = people_rows.by_id(conn, asker)
    if person is None or not person.reachable or person.state != "active":
        return
    named = Listed(
        items=tuple(
            text("push.one_of", code=order.code, stage_name=stage_name(order, stage))
            for order, stage in stages
        )
    )
    line = text("push.unheard", department=department_name(centres[company], department), asked=named)
    silent = not is_at_work(conn, person.user, centres, now)
    say = Say(lines=(line,), to_user=person.user, lane=Lane.REMINDERS, silent=silent)
    voice(conn, (say,), company, now=machine_now, owner=None, lease=None)
