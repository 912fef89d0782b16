"""Whoever follows a stage hears that it is done, stuck or late, and is asked nothing."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from handlers.context import Context
from handlers.nudges.rungs import Place, Rungs
from handlers.reply import Say
from orders.centre_file.centre import Centre
from orders.events import Event, Kind
from orders.order import Order

_FOLLOWED = frozenset({Kind.DONE, Kind.APPROVED, Kind.HELD})


def followers_of(order: Order, event: Event) -> Collection[str]:
    """The department that follows what happened, unless the work is its own."""
    if event.stage is None or event.kind not in _FOLLOWED:
        return ()
    stage = order.workflow.stage(event.stage)
    return () if stage.follower in {None, stage.department} else (str(stage.follower),)


def places_of(conn: Connection, centre: Centre, follower: str, now: datetime) -> tuple[Place, ...]:
    """Its chats; without any its heads, in private. Nobody else is written to for what is not theirs to do."""
    known = {one.id for one in centre.departments}
    if follower not in known:
        return ()
    rungs = Rungs(conn=conn, centre=centre, department=follower, now=now)
    return rungs.chats() or rungs.places("head")


def to_follower(ctx: Context, company: str, follower: str, notice: Say) -> list[Say]:
    """Not in the chat in which it was reported, which has the receipt, and nothing rings outside its hours."""
    centre, chat = ctx.centres[company], ctx.incoming.chat
    here = {(chat.id, chat.thread or None), (ctx.me.user, None)}
    quiet = replace(notice, silent=not centre.calendar_of(follower).is_working(ctx.now))
    told = [(one.chat, one.thread or None) for one in places_of(ctx.conn, centre, follower, ctx.now)]
    return [
        replace(quiet, chat=number, thread=thread) if number < 0 else replace(quiet, to_user=number)
        for number, thread in told
        if (number, thread) not in here
    ]
