"""A reply to the bot's own notice or receipt: a report on what that message was about, or a hint for who wrote it."""

from handlers.changes import changing
from handlers.context import Context
from handlers.files import begin, table_in
from handlers.finding import begins_with_order
from handlers.holds.hold_answers import said_whose
from handlers.moves.acting import load
from handlers.nudges import answering_digests
from handlers.order_cards.whereabouts import with_shared_contact
from handlers.overviews.my import MENU
from handlers.overviews.owed_lines import CALLED, OF_DUTY
from handlers.plain_words import plain
from handlers.progress.naming_stages import is_active
from handlers.progress.offers_answered import offer_answered
from handlers.progress.reporting import moved_reply, report_on, says_something, spoken_on
from handlers.progress.update import say_report
from handlers.reading.giving_back import given_back
from handlers.reading.meaning import Kind, read_meaning
from handlers.reply import NOTHING, Reply, text
from handlers.replying import personal
from orders.order import Order, OrderId, StageState
from storage.order_book import events_rows
from storage.post import cards_rows, said

ABOUT_A_MOVE = frozenset({"notice", "receipt"})


def to_own_message(ctx: Context, message: int) -> Reply:
    """Words with an order are what they are; other reports are on the order and stage of the message replied to."""
    note = said.note_of(ctx.conn, ctx.incoming.chat.id, message) or ""
    if note == MENU and (file := table_in(ctx.incoming)):
        return begin(ctx, file, "report")
    if answer := answering_digests.in_reply(ctx, note):
        return answer
    words = ctx.incoming.text.strip()
    about = _moved(ctx, note) or _shown(ctx, message)
    if words and begins_with_order(ctx, words):
        return plain(ctx) if ctx.private else say_report(ctx, words, commanded=False)
    if about is None or not (words or ctx.incoming.attachments):
        return _hint(ctx, note)
    order, move = about
    called = with_shared_contact(order.facts, ctx.incoming.attachments)
    if called is not None:
        return changing.changed(ctx, order, called)
    spoken = spoken_on(ctx, order, _stage_of(ctx, order, move, words), words)
    if (moved := said_whose(ctx, order, spoken)) is not None:
        return moved_reply(ctx, moved)
    if (answer := offer_answered(ctx, order, spoken)) is not None:
        return answer
    if not says_something(ctx, order, words):
        return _hint(ctx, note)
    return report_on(ctx, order, spoken)


def _moved(ctx: Context, note: str) -> tuple[Order, int] | None:
    """The order and move a message of the bot told of."""
    kind, _, which = note.partition(":")
    order_id, _, move = which.partition(":")
    if kind not in ABOUT_A_MOVE or not (order_id.isdecimal() and move.isdecimal()):
        return None
    order = load(ctx, OrderId(int(order_id)))
    return (order, int(move)) if order.company in ctx.actors else None


def _shown(ctx: Context, message: int) -> tuple[Order, int] | None:
    """The order whose card the message is; its last move."""
    card = cards_rows.shown_in(ctx.conn, ctx.incoming.chat.id, message)
    if card is None or card.kind != "order":
        return None
    order = load(ctx, OrderId(int(card.ref)))
    return (order, 0) if order.company in ctx.actors else None


def _stage_of(ctx: Context, order: Order, move: int, words: str) -> str:
    """The one open stage among those the move touched (0: any), one's own before others'; "" where it must be asked."""
    made = (one for one in events_rows.history(ctx.conn, order.id) if one.move == move) if move else ()
    touched = dict.fromkeys(one.stage for one in made if one.stage) if move else dict.fromkeys(order.stages)
    being_done = [one for one in touched if is_active(order, one)]
    if _of_an_offer(words):
        being_done = [one for one in being_done if order.stage(one).state is StageState.OFFERED] or being_done
    own = ctx.actors[order.company].departments
    mine = [one for one in being_done if order.workflow.stage(one).department in own]
    return next((several[0] for several in (mine, being_done) if len(several) == 1), "")


def _of_an_offer(words: str) -> bool:
    """Received, or given back: said of what waits for just that."""
    meaning = read_meaning(words)
    return given_back(words) is not None or (meaning is not None and meaning.kind is Kind.RECEIVED)


def _hint(ctx: Context, note: str) -> Reply:
    """In private words are always meant for the bot; in a group a reply may be mere thanks, told to its writer alone."""
    if ctx.private:
        return plain(ctx)
    if not ctx.incoming.text.strip():
        return NOTHING
    of_duties = note.partition(":")[0] in {CALLED, OF_DUTY}
    return personal(ctx.incoming, text("duty.not_yours" if of_duties else "plain.reply_hint"))
