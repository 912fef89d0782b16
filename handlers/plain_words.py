"""Words without a slash, in private: the keyboard's keys, "2411 xong", or just "2411"."""

from typing import Literal

from handlers import asking
from handlers.context import Context
from handlers.duties.duties import by_name
from handlers.examples import order_code, own_stage
from handlers.files import begin, table_in
from handlers.finding import FoundOrder, find_order, names_a_code, rows_of, suggested
from handlers.nudges import answering_digests
from handlers.order_cards.order_card import post_card
from handlers.overviews.my import my, open_stages, open_stages_menu, stage_buttons
from handlers.progress.spoken import spoken_in, to_json
from handlers.progress.update import say_report
from handlers.reading.fold import fold
from handlers.reading.misplaced import code_behind, codes_besides
from handlers.reply import Listed, Reply, text
from handlers.replying import personal
from handlers.stage_keys import FILE_MEANT, PICK_FOR_PHOTO, in_rows, key
from orders.refusals.naming import OrderAmbiguous, OrderUnknown

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
        return _picture_alone(ctx) if ctx.incoming.attachments else _hint(ctx)
    folded = fold(words)
    if folded in KEYS["my"]:
        return my(ctx, "")
    for which in ("done", "stuck"):
        if folded in KEYS[which]:
            return open_stages_menu(ctx, text(f"my.which_{which}"))
    if answer := answering_digests.right_after(ctx):
        return answer
    try:
        found = find_order(ctx, words)
    except OrderAmbiguous:
        return say_report(ctx, words, commanded=False)
    except OrderUnknown as unknown:
        if answer := by_name(ctx, words):
            return answer
        if behind := _code_behind(ctx, words):
            return behind
        meant = suggested(ctx, unknown)
        if meant.near or names_a_code(words):
            raise meant from None
        return _hint(ctx, keyboard="private")
    if not found.rest and not ctx.incoming.attachments:
        return post_card(ctx, found.row)
    return _several_orders(ctx, found) or say_report(ctx, words, commanded=False)


def _hint(ctx: Context, *, keyboard: Literal["", "private"] = "") -> Reply:
    hint = text("plain.hint", code=order_code(ctx), stage=own_stage(ctx))
    return personal(ctx.incoming, hint, keyboard=keyboard)


def _code_behind(ctx: Context, words: str) -> Reply | None:
    """Of "xong 2415" the line as it should be typed, to be copied."""
    code = code_behind(words)
    if code is None or not rows_of(ctx, [code.key]):
        return None
    start, end = code.span
    others = " ".join((words[:start] + words[end:]).split())
    return personal(ctx.incoming, text("plain.code_first", code=words[start:end], words=others))


def _several_orders(ctx: Context, found: FoundOrder) -> Reply | None:
    """Of "2416 2417 xong" nobody can tell what is said of which order."""
    others = [row.code for row in rows_of(ctx, codes_besides(found.rest)) if row.code != found.row.code]
    if not others:
        return None
    codes = Listed(items=(found.row.code, *dict.fromkeys(others)))
    return personal(ctx.incoming, text("plain.one_order_a_line", codes=codes))


def _picture_alone(ctx: Context) -> Reply:
    """A photo without words: which of my stages is it of? It is kept until that is answered. A table may be many reports."""
    if all(one.kind == "contact" for one in ctx.incoming.attachments):
        return personal(ctx.incoming, text("plain.contact_alone"))
    mine = open_stages(ctx)
    table = table_in(ctx.incoming)
    if table and not mine.count:
        return begin(ctx, table, None)
    if not mine.count:
        return personal(ctx.incoming, text("plain.picture_of_nothing"))
    kept = asking.wait_for(ctx, "picture", to_json(spoken_in(ctx.incoming, "", commanded=False)))
    keys = stage_buttons(ctx, mine.rows, verb=PICK_FOR_PHOTO, choice=kept)
    if table:
        keys = [key("button.file_meant", FILE_MEANT, choice=kept), *keys]
    files = all(one.kind == "file" for one in ctx.incoming.attachments)
    asked = text("plain.file_of") if files else text("plain.picture_of")
    return personal(ctx.incoming, asked, buttons=in_rows(keys, 1))
