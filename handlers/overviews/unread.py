"""Notices that somebody's departments have still to acknowledge, as lines of their own list."""

from functools import partial

from handlers.context import Context
from handlers.overviews.owed_lines import Owed
from handlers.reply import Button, Clock, Text, text
from handlers.stage_keys import STAGE, key
from handlers.wording import order_title, stage_name
from orders.notices import missing
from orders.order import Order
from storage.chasing import today_rows
from storage.order_book import orders_rows

LISTED = 10


def unread_notices(ctx: Context) -> list[Owed]:
    """A line and the stage's button for each, in all the asker's companies."""
    found: list[Owed] = []
    for company, actor in ctx.actors.items():
        for thing in today_rows.receipts(ctx.conn, company, LISTED - len(found), actor.departments):
            order = orders_rows.load(ctx.conn, thing.order)
            record = order.stage(thing.stage or "")
            if record.notice is None or thing.owed_by not in missing(order, record.id):
                continue
            stage = stage_name(order, record.id)
            at = Clock(at=record.notice.at)
            which = "my.recall" if record.notice.recall else "my.notice"
            line = Text(key=which, params={"order": order_title(order), "stage": stage, "at": at})
            since = record.notice.awaited.get(thing.owed_by)
            opens = partial(_opens, order, record.id)
            found.append(Owed(thing=thing, line=line, key=opens, since=since))
    return found


def _opens(order: Order, stage: str, number: int) -> Button:
    label = text("my.line", number=number, line=text("my.notice_key", code=order.code))
    version = order.stage(stage).version
    return key("button.plain", STAGE, order=order.id, stage=stage, version=version, name=label)
