"""/new: an order from one line, or asked for part by part; a draft from the first word on."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from handlers import asking
from handlers.acting import act, load, order_tapped
from handlers.context import Context
from handlers.drafting import Wanted, draft, set_facts, set_part, set_promise
from handlers.order_lines import fact_lines
from handlers.parts import AMOUNT, PROMISED, amount_meant, day_meant, with_value
from handlers.reply import Button, Reply, text
from handlers.replying import here
from handlers.reporting import moved_reply
from handlers.spoken import source_of
from handlers.stage_keys import (
    NEW_OPEN,
    NEW_SKIP,
    NEW_THROW,
    NEW_VALUE,
    draft_keys,
    in_rows,
    key,
    never_mind_key,
)
from handlers.tap_data import TapData
from handlers.unclear_keys import reading_keys, unclear_line
from handlers.wording import order_title
from orders.moves import Cancel, Open
from orders.order import Facts, Order, OrderId
from orders.refusals import AmountUnclear, BotError, DateUnclear, QuestionOver, TapUnreadable
from storage import dialogs
from storage.dialogs import Dialog

PARTS = ("customer", "title", PROMISED, AMOUNT, "requirements")
NEEDED = frozenset({"customer"})  # an order without a customer is nobody's
_SEPARATORS = re.compile(r"[;；\n]")
_CODE = re.compile(
    r"(?=[^;]*\d)[\w./-]{2,32}|[A-Z]{1,5} \d{3,8}"
)  # a code has a digit and no spaces: anything else is a customer


@dataclass(frozen=True, kw_only=True, slots=True)
class _Line:
    """What one line says; ``asks`` are the parts that are missing or unclear in it."""

    wanted: Wanted
    asks: tuple[str, ...]
    unclear: BotError | None = None


def new(ctx: Context, args: str) -> Reply:
    """``/new code; customer; title; promised date; amount; special requirements``: later parts optional.

    Opened at once when the line has what is needed and nothing in it is unclear; else what is missing is asked. A line
    without a single ";" is the beginning of a talk: a code or a customer, and the rest is asked part by part.
    """
    line = _read(ctx, args)
    made = draft(ctx, line.wanted)
    if len(_SEPARATORS.split(args.strip())) == 1:
        given = {"customer"} if made.facts.customer else set()
        return _go_on(ctx, made, [one for one in PARTS if one not in given], confirm=True)
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
    if not words.strip():
        return _go_on(ctx, order, asks, confirm=confirm)  # a picture, a sticker: asked again
    try:
        order = set_part(ctx, order, asks[0], words)
    except (DateUnclear, AmountUnclear) as unclear:
        return _go_on(ctx, order, asks, confirm=confirm, unclear=unclear)
    return _go_on(ctx, order, asks[1:], confirm=confirm)


def _go_on(
    ctx: Context, order: Order, asks: Sequence[str], *, confirm: bool, unclear: BotError | None = None
) -> Reply:
    """Ask the next part; when all is known, open the order, or show the draft to be confirmed."""
    if not asks:
        return _confirm(ctx, order) if confirm else _open(ctx, order)
    data = {"order": order.id, "asks": list(asks), "confirm": confirm}
    kept = asking.wait_for(ctx, "new", data)
    lines = [order_title(order), *unclear_line(unclear), text(f"new.ask_{asks[0]}")]
    if not ctx.private:
        lines.append(text("ask.reply_to_this"))
    keys = [*reading_keys(NEW_VALUE, order, kept, unclear), *_skip(order, kept, asks[0])]
    if ctx.private:
        keys.append(never_mind_key(kept))
    question = here(
        ctx.incoming,
        *lines,
        buttons=in_rows(keys, 1),
        force_reply=None if keys else text("ask.placeholder"),
        note_for=f"dialog:{kept}",
    )
    return Reply(says=(question,))


def _skip(order: Order, kept: str, part: str) -> list[Button]:
    return [] if part in NEEDED else [key("button.skip", NEW_SKIP, order=order.id, choice=kept)]


def _confirm(ctx: Context, order: Order) -> Reply:
    lines = [text("new.check"), order_title(order), *fact_lines(ctx.view, order, money=True)]
    return Reply(says=(here(ctx.incoming, *lines, buttons=draft_keys(order)),))


def _open(ctx: Context, order: Order) -> Reply:
    """The receipt shows what was understood; the first stage's department has it at once."""
    moved = act(ctx, order, Open(source=source_of(ctx.incoming)))
    reply = moved_reply(ctx, moved)
    first, *others = reply.says
    title, *rest = first.lines
    told = (title, *fact_lines(ctx.view, moved.after, money=True), *rest)
    return Reply(says=(replace(first, lines=told), *others), reaction=reply.reaction)


def _read(ctx: Context, args: str) -> _Line:
    parts = [part.strip() for part in _SEPARATORS.split(args.strip())]
    code = parts.pop(0) if not parts[0] or _CODE.fullmatch(parts[0]) else ""
    given = dict(zip(PARTS, parts, strict=False))
    if len(parts) > len(PARTS):
        given["requirements"] = "; ".join(parts[len(PARTS) - 1 :])
    asks: list[str] = [] if given.get("customer") else ["customer"]
    unclear: BotError | None = None
    day = amount = None
    try:
        day = day_meant(ctx, given["promised_on"]) if given.get("promised_on") else None
    except DateUnclear as error:
        asks.append("promised_on")
        unclear = error
    try:
        amount = amount_meant(given["amount"]) if given.get("amount") else None
    except AmountUnclear as error:
        asks.append("amount")
        unclear = unclear or error
    facts = Facts(
        customer=given.get("customer", ""),
        title=given.get("title", ""),
        requirements=given.get("requirements", ""),
        amount=amount,
        currency=ctx.centre.company.currency,
    )
    if "customer" in asks:
        unclear = None  # said when its own turn comes
    return _Line(wanted=Wanted(code=code, facts=facts, promised_on=day), asks=tuple(asks), unclear=unclear)


TAPS = {NEW_OPEN: opened, NEW_THROW: thrown_away, NEW_SKIP: skipped, NEW_VALUE: picked}
DIALOGS = {"new": answered}
