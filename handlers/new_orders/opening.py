"""/new: an order from one line, or asked for part by part; a draft from the first word on."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date

from handlers import asking
from handlers.context import Context
from handlers.files import begin, table_in
from handlers.moves.acting import act, load, order_tapped
from handlers.new_orders.drafting import draft, set_facts, set_part, set_promise
from handlers.new_orders.kinds_of_orders import kind_named, kinds_to_open
from handlers.new_orders.new_lines import ASKED, kind_in, read_line
from handlers.order_cards.order_lines import fact_lines
from handlers.parts import AMOUNT, PROMISED, SHOWN, with_shared, with_value
from handlers.progress.reporting import moved_reply
from handlers.progress.spoken import source_of
from handlers.reply import Button, Money, Reply, text
from handlers.replying import here
from handlers.seeing import ALL
from handlers.stage_keys import (
    NEW_KIND,
    NEW_OPEN,
    NEW_SKIP,
    NEW_THROW,
    NEW_VALUE,
    draft_keys,
    in_rows,
    key,
)
from handlers.tap_data import TapData
from handlers.unclear_keys import reading_keys, unclear_line
from handlers.wording import order_title
from orders.centre_file.workflow import Workflow
from orders.events import Source
from orders.order import Order, OrderId
from orders.quantities import price_of
from orders.refusals import BotError
from orders.refusals.reading import AmountUnclear, DateUnclear, LinesUnreadable
from orders.refusals.stale import QuestionOver, TapUnreadable
from orders.whole_order_moves import Cancel, Open
from storage.intake import dialogs
from storage.intake.dialogs import Dialog

KIND = "new_kind"
NEEDED = frozenset({"customer"})  # an order without a customer is nobody's


def new(ctx: Context, args: str) -> Reply:
    """``/new code; customer; title; promised date; amount; special requirements``: later parts optional.

    Opened at once when the line has what is needed and nothing in it is unclear; else what is missing is asked. A line
    without a single ";" is the beginning of a talk: a code or a customer, and the rest is asked part by part. A piece
    that is the name of a workflow says what kind of order it is, one that is a flag's ("gấp") marks it.
    With nothing but a workbook or a CSV file each of its lines is an order.
    """
    if not args.strip() and (file := table_in(ctx.incoming)):
        return begin(ctx, file, "open")
    named, rest = kind_in(ctx, args)
    source = source_of(ctx.incoming)
    if named is not None:
        return _begin(ctx, rest, named, source)
    kinds = kinds_to_open(ctx)
    if len(kinds) > 1:
        return _ask_kind(ctx, args, kinds, source)
    return _begin(ctx, args, kinds[0], source)


def kind_picked(ctx: Context, tap: TapData) -> Reply:
    """The answer to "which kind of order?": what was said is read for it."""
    number, _, place = tap.choice.partition(":")
    kept = asking.kept_for(ctx, number, KIND).data
    kinds = ctx.centre.workflows
    at = int(place) if place.isascii() and place.isdecimal() else len(kinds)
    if at >= len(kinds):
        raise TapUnreadable
    return _begin(ctx, kept["line"], kinds[at], Source(**kept["source"]))


def kind_said(ctx: Context, asked: Dialog) -> Reply:
    """The same in words."""
    kept = asked.data
    dialogs.close(ctx.conn, asked.id)
    source = Source(**kept["source"])
    kind = kind_named(ctx, ctx.incoming.text)
    if kind is None:
        return _ask_kind(ctx, kept["line"], kinds_to_open(ctx), source, unclear=ctx.incoming.text)
    return _begin(ctx, kept["line"], kind, source)


def _ask_kind(
    ctx: Context, line: str, kinds: Sequence[Workflow], source: Source, *, unclear: str = ""
) -> Reply:
    """A centre with several workflows asks which one the order is of; nothing has been stored yet but the line."""
    places = {one.id: at for at, one in enumerate(ctx.centre.workflows)}

    def buttons_of(number: str) -> tuple[tuple[Button, ...], ...]:
        keys = [
            key("button.plain", NEW_KIND, choice=f"{number}:{places[one.id]}", name=one.names)
            for one in kinds
        ]
        return in_rows(keys, 2)

    lines = [text("ask.not_clear", words=unclear.strip()[:SHOWN])] if unclear.strip() else []
    kept = {"line": line, "source": asdict(source)}
    return asking.ask(ctx, KIND, kept, *lines, text("new.which_kind"), buttons_of=buttons_of)


def _begin(ctx: Context, args: str, workflow: Workflow, source: Source) -> Reply:
    line = read_line(ctx, args, workflow, source)
    made = draft(ctx, line.wanted)
    if line.talk:
        given = {"customer"} if made.facts.customer else set()
        return _go_on(ctx, made, [one for one in ASKED if one not in given], confirm=True)
    if line.asks:
        return _go_on(ctx, made, line.asks, confirm=False, unclear=line.unclear)
    return _open(ctx, made)


def answered(ctx: Context, dialog: Dialog) -> Reply:
    """An answer in words to the part that was asked for."""
    order = load(ctx, OrderId(dialog.data["order"]))
    asks = tuple(dialog.data["asks"])
    dialogs.close(ctx.conn, dialog.id)
    return _keep(ctx, order, asks, ctx.incoming.text, confirm=dialog.data["confirm"])


def picked(ctx: Context, tap: TapData) -> Reply:
    """An answer by button: one of the days or amounts it might have been."""
    kept, _, value = tap.choice.partition(":")
    row = asking.kept_for(ctx, kept, "new")
    order = order_tapped(ctx, tap)
    part, *asks = row.data["asks"]
    try:
        order = _with_reading(ctx, order, part, value)
    except ValueError:
        raise TapUnreadable from None
    return _go_on(ctx, order, asks, confirm=row.data["confirm"])


def _with_reading(ctx: Context, order: Order, part: str, value: str) -> Order:
    if part == PROMISED:
        return set_promise(ctx, order, date.fromisoformat(value))
    return set_facts(ctx, order, with_value(order.facts, part, int(value)))


def skipped(ctx: Context, tap: TapData) -> Reply:
    """This part is left empty."""
    row = asking.kept_for(ctx, tap.choice, "new")
    asks = tuple(row.data["asks"])
    if not asks or asks[0] in NEEDED:
        raise QuestionOver
    return _go_on(ctx, order_tapped(ctx, tap), asks[1:], confirm=row.data["confirm"])


def opened(ctx: Context, tap: TapData) -> Reply:
    return _open(ctx, order_tapped(ctx, tap))


def thrown_away(ctx: Context, tap: TapData) -> Reply:
    order = order_tapped(ctx, tap)
    return moved_reply(ctx, act(ctx, order, Cancel(source=source_of(ctx.incoming))))


def _keep(ctx: Context, order: Order, asks: tuple[str, ...], words: str, *, confirm: bool) -> Reply:
    shared = with_shared(order.facts, asks[0], ctx.incoming.attachments)
    if shared is not None:
        return _go_on(ctx, set_facts(ctx, order, shared), asks[1:], confirm=confirm)
    if not words.strip():
        return _go_on(ctx, order, asks, confirm=confirm)  # a picture, a sticker: asked again
    try:
        order = set_part(ctx, order, asks[0], words)
    except (DateUnclear, AmountUnclear, LinesUnreadable) as unclear:
        return _go_on(ctx, order, asks, confirm=confirm, unclear=unclear)
    return _go_on(ctx, order, asks[1:], confirm=confirm)


def _go_on(
    ctx: Context, order: Order, asks: Sequence[str], *, confirm: bool, unclear: BotError | None = None
) -> Reply:
    """Ask the next part; when all is known, open the order, or show the draft to be confirmed."""
    if not asks:
        return _confirm(ctx, order) if confirm else _open(ctx, order)
    data = {"order": order.id, "asks": list(asks), "confirm": confirm}
    lines = [order_title(order), *unclear_line(unclear), text(f"new.ask_{asks[0]}")]

    def buttons_of(kept: str) -> asking.Rows:
        keys = (
            *reading_keys(NEW_VALUE, order, kept, unclear),
            *_sum(order, kept, asks[0]),
            *_skip(order, kept, asks[0]),
        )
        return in_rows(keys, 1)

    return asking.ask(ctx, "new", data, *lines, buttons_of=buttons_of, says_how=True)


def _sum(order: Order, kept: str, part: str) -> list[Button]:
    """What the lines come to is the amount by one tap; it may as well be another."""
    come_to = price_of(order.facts.lines)
    if part != AMOUNT or come_to is None:
        return []
    amount = Money(amount=come_to, currency=order.facts.currency)
    return [key("button.amount", NEW_VALUE, order=order.id, choice=f"{kept}:{come_to}", amount=amount)]


def _skip(order: Order, kept: str, part: str) -> list[Button]:
    return [] if part in NEEDED else [key("button.skip", NEW_SKIP, order=order.id, choice=kept)]


def _confirm(ctx: Context, order: Order) -> Reply:
    lines = [text("new.check"), order_title(order), *fact_lines(ctx.view, order, sees=ALL)]
    return Reply(says=(here(ctx.incoming, *lines, buttons=draft_keys(order)),))


def _open(ctx: Context, order: Order) -> Reply:
    """The receipt shows what was understood; the first stage's department has it at once."""
    moved = act(ctx, order, Open(source=source_of(ctx.incoming)))
    reply = moved_reply(ctx, moved)
    first, *others = reply.says
    title, *rest = first.lines
    told = (title, *fact_lines(ctx.view, moved.after, sees=ALL), *rest)
    return Reply(says=(replace(first, lines=told), *others), reaction=reply.reaction)


TAPS = {NEW_OPEN: opened, NEW_THROW: thrown_away, NEW_SKIP: skipped, NEW_VALUE: picked, NEW_KIND: kind_picked}
DIALOGS = {"new": answered, KIND: kind_said}
