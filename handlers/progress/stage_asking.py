"""A question of one stage that buttons offer answers to, and words answer as well: how far it is, when it will be done."""

import re

from handlers import asking
from handlers.context import Context
from handlers.reply import Reply, Text, text
from handlers.replying import personal
from handlers.stage_keys import show_key, stage_keys
from handlers.wording import order_title, stage_name
from orders.order import Order, OrderId
from storage.intake import dialogs

KIND = "stage"
_SHARE = re.compile(r"\s*(?:100|\d{1,2})\s*[.!。]?\s*")


def is_share(words: str) -> bool:
    """A number that may be so many of a hundred."""
    return _SHARE.fullmatch(words) is not None


def pose(ctx: Context, order: Order, stage: str, asked: Text, keys: asking.Rows) -> Reply:
    """For the asker alone; in a group the bot hears the answer where it is a reply to the question."""
    kept = {"order": order.id, "stage": stage}
    if ctx.private:
        return asking.ask(ctx, KIND, kept, order_title(order), asked, buttons_of=lambda _: keys)
    number = asking.wait_for(ctx, KIND, kept)
    return personal(ctx.incoming, order_title(order), asked, buttons=keys, note_for=f"dialog:{number}")


def how_far(ctx: Context, order: Order, stage: str) -> Reply:
    """Nothing was said that could be recorded: what is typed next is taken for it."""
    legal = stage_keys(order, stage, ctx.actors[order.company])
    asked = text("refusal.nothing_to_record", stage=stage_name(order, stage))
    return pose(ctx, order, stage, asked, (*legal, (show_key(order.id),)))


def answered(ctx: Context, order: OrderId, stage: str) -> None:
    """By a button: the person's next words are no answer any more."""
    chat = ctx.incoming.chat
    question = dialogs.open_for(ctx.conn, chat.id, chat.thread, ctx.me.user, ctx.now)
    if question and question.kind == KIND and question.data == {"order": order, "stage": stage}:
        dialogs.close(ctx.conn, question.id)
