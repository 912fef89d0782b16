"""/update: progress as people type it; every line of a message is a report of its own."""

from handlers.context import Context
from handlers.finding import begins_with_order
from handlers.my import open_stages_menu
from handlers.reading.lines import Split, split_reports
from handlers.receipts import receipt_short
from handlers.refusing import refusal_line
from handlers.reply import Reply, Say, Text, text
from handlers.replying import here
from handlers.reporting import move_for, report
from handlers.spoken import Spoken, spoken_in
from handlers.telling import tell
from orders.refusals import BotError

LINES_AT_MOST = 20


def update(ctx: Context, args: str) -> Reply:
    """``/update <order> <stage> …``; without arguments the person's open stages as buttons, two taps to report."""
    if not args.strip():
        return open_stages_menu(ctx)
    return say_report(ctx, args, commanded=True)


def say_report(ctx: Context, words: str, *, commanded: bool) -> Reply:
    """Report one line, or several at once."""
    split = split_reports(words, lambda line: begins_with_order(ctx, line), most=LINES_AT_MOST)
    if len(split.reports) <= 1 and not split.unread:
        return report(ctx, spoken_in(ctx.incoming, words, commanded=commanded))
    return _several(ctx, split, commanded=commanded)


def _several(ctx: Context, split: Split, *, commanded: bool) -> Reply:
    """Each line is recorded or refused by itself; one answer lists what became of each."""
    answers: list[Text] = []
    notices: list[Say] = []
    for number, line in enumerate(split.reports, start=1):
        became, told = _one_of_several(ctx, spoken_in(ctx.incoming, line, commanded=commanded))
        answers.append(text("update.numbered", number=number, line=became))
        notices += told
    if split.unread:
        answers.append(text("update.too_many", left=len(split.unread), first=split.unread[0][:40]))
    return Reply(says=(here(ctx.incoming, *answers), *notices))


def _one_of_several(ctx: Context, spoken: Spoken) -> tuple[Text, tuple[Say, ...]]:
    undo_point = ctx.conn.begin_nested()
    try:
        moved = move_for(ctx, spoken)
        undo_point.commit()
    except BotError as refusal:
        undo_point.rollback()
        return refusal_line(ctx, refusal), ()
    return receipt_short(ctx, moved), tell(ctx, moved)
