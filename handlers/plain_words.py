"""Words without a slash, in private: the keyboard's keys, "2411 xong", or just "2411"."""

from handlers import asking
from handlers.context import Context
from handlers.finding import find_order, suggested
from handlers.my import LISTED, my, open_stages, open_stages_menu, stage_buttons
from handlers.order_card import post_card
from handlers.reading.fold import fold
from handlers.reply import Reply, text
from handlers.replying import personal
from handlers.spoken import spoken_in, to_json
from handlers.stage_keys import PICK_FOR_PHOTO, in_rows
from handlers.update import say_report
from orders.refusals import OrderAmbiguous, OrderUnknown

# What the keys of the private keyboard send, folded, in every language; a test holds them against the catalogues.
KEYS = {
    "my": frozenset({"viec cua toi", "我的任务", "my work"}),
    "done": frozenset({"bao xong", "报完成", "report done"}),
    "stuck": frozenset({"ket", "卡住", "stuck"}),
}


def is_key(words: str) -> bool:
    """Whether it is what a key of the private keyboard sends: never the answer to a question."""
    folded = fold(words)
    return any(folded in sent for sent in KEYS.values())


def plain(ctx: Context) -> Reply:
    """Read a private message as a report, a question for an order, or a key of the keyboard."""
    words = ctx.incoming.text.strip()
    if not words:
        return _picture_alone(ctx) if ctx.incoming.attachments else personal(ctx.incoming, text("plain.hint"))
    folded = fold(words)
    if folded in KEYS["my"]:
        return my(ctx, "")
    if folded in KEYS["done"] or folded in KEYS["stuck"]:
        return open_stages_menu(ctx)
    try:
        found = find_order(ctx, words)
    except OrderAmbiguous:
        return say_report(ctx, words, commanded=False)
    except OrderUnknown as unknown:
        meant = suggested(ctx, unknown)
        if meant.near:
            raise meant from None
        return personal(ctx.incoming, text("plain.hint"), keyboard="private")
    if not found.rest and not ctx.incoming.attachments:
        return post_card(ctx, found.row)
    return say_report(ctx, words, commanded=False)


def _picture_alone(ctx: Context) -> Reply:
    """A photo without words: which of my stages is it of? It is kept until that is answered."""
    rows = open_stages(ctx)
    if not rows:
        return personal(ctx.incoming, text("plain.picture_of_nothing"))
    kept = asking.wait_for(ctx, "picture", to_json(spoken_in(ctx.incoming, "", commanded=False)))
    keys = stage_buttons(ctx, rows[:LISTED], verb=PICK_FOR_PHOTO, choice=kept)
    return personal(ctx.incoming, text("plain.picture_of"), buttons=in_rows(keys, 1))
