"""/change: customer, title, contact, requirements, amount, promised date of an order, by button or in one line."""

from collections.abc import Sequence
from datetime import date

from handlers import asking
from handlers.changes import rushing
from handlers.changes.change_asking import KIND, ask_priority, ask_reason, ask_value, menu, priorities
from handlers.context import Context
from handlers.finding import find_order
from handlers.moves.acting import Moved, act, load, order_tapped
from handlers.parts import (
    AMOUNT,
    FACTS,
    LINES,
    PARTS,
    PRIORITY,
    PROMISED,
    REASON,
    REQUESTED,
    SHOWN,
    Said,
    day_meant,
    said_in,
    with_part,
    with_shared,
    with_value,
)
from handlers.progress.reporting import moved_reply
from handlers.progress.spoken import evidence_in, source_of
from handlers.reply import Reply
from handlers.stage_keys import CHANGE, CHANGE_VALUE
from handlers.tap_data import TapData
from orders.deciding.whole_order import may_change
from orders.facts import Facts
from orders.order import Order, OrderId, OrderState
from orders.refusals import BotError
from orders.refusals.reading import AmountUnclear, DateUnclear, LinesUnreadable, PartUnknown, PlaceUnclear
from orders.refusals.stale import TapUnreadable
from orders.whole_order_moves import ChangeFacts, Promise, Request
from storage.intake import dialogs
from storage.intake.dialogs import Dialog


def change(ctx: Context, args: str) -> Reply:
    """``/change <order> [part value; part value; reason …]``; without parts, what can be changed as buttons."""
    found = find_order(ctx, args)
    order = load(ctx, found.row.id)
    allowed(ctx, order)
    said = said_in(found.rest)
    if not said:
        return menu(ctx, order)
    for one in said:
        if one.part == "" or (one.part == PRIORITY and not priorities(ctx, order)):
            raise PartUnknown(text=one.words[:SHOWN])
    return _change(ctx, order, said)


def changed(ctx: Context, order: Order, facts: Facts) -> Reply:
    """Facts that were given without a question, as a contact shared below the order's own message."""
    allowed(ctx, order)
    return _reply(ctx, [_facts_changed(ctx, order, facts, "")])


def tapped(ctx: Context, tap: TapData) -> Reply:
    """The menu, or (with a part chosen) the question for its value."""
    order = _order(ctx, tap)
    if tap.choice in PARTS:
        return ask_value(ctx, order, tap.choice)
    if tap.choice == PRIORITY and priorities(ctx, order):
        return ask_priority(ctx, order)
    return menu(ctx, order)


def answered(ctx: Context, dialog: Dialog) -> Reply:
    """The value, or the reason, in words."""
    kept = dialog.data
    order = load(ctx, OrderId(kept["order"]))
    words = ctx.incoming.text.strip()
    dialogs.close(ctx.conn, dialog.id)
    if kept["day"]:
        return promise(ctx, order, date.fromisoformat(kept["day"]), words)
    shared = with_shared(order.facts, kept["part"], ctx.incoming.attachments)
    if shared is not None:
        return _reply(ctx, [_facts_changed(ctx, order, shared, kept["reason"])])
    if not words:
        return ask_value(ctx, order, kept["part"])
    reason = [Said(part=REASON, words=kept["reason"])] if kept["reason"] else []
    return _change(ctx, order, [Said(part=kept["part"], words=words), *reason])


def picked(ctx: Context, tap: TapData) -> Reply:
    """One of the days or amounts it might have been, or a priority."""
    number, _, value = tap.choice.partition(":")
    kept = asking.kept_for(ctx, number, KIND).data
    order = _order(ctx, tap)
    part = kept["part"]
    try:
        if part == PROMISED:
            return promise(ctx, order, date.fromisoformat(value), kept["reason"])
        if part == REQUESTED:
            return _reply(ctx, [_request(ctx, order, date.fromisoformat(value), kept["reason"])])
        facts = with_value(order.facts, part, int(value) if part == AMOUNT else value)
    except ValueError:
        raise TapUnreadable from None
    if part == PRIORITY and value not in priorities(ctx, order):
        raise TapUnreadable
    named = {one.id: one for one in ctx.centres[order.company].priorities}
    if part == PRIORITY and (named[value].asks or named[value].approver):
        return rushing.ask(ctx, order, named[value], kept["reason"])
    move = ChangeFacts(facts=facts, note=kept["reason"], source=source_of(ctx.incoming))
    return _reply(ctx, [act(ctx, order, move)])


def _change(ctx: Context, order: Order, said: Sequence[Said]) -> Reply:
    """All that was said in one go; the first thing that is unclear is asked, and nothing is changed until it is clear."""
    reason = "; ".join(one.words for one in said if one.part == REASON)
    facts = order.facts
    day: date | None = None
    asked: date | None = None
    alone = len(said) <= (2 if reason else 1)
    for one in said:
        if one.part == LINES and not one.words and alone:  # a whole list goes only where it is said
            return ask_value(ctx, order, LINES, reason=reason)
        try:
            if one.part == PROMISED:
                day = day_meant(ctx, one.words)
            elif one.part == REQUESTED:
                asked = day_meant(ctx, one.words)
            elif one.part in FACTS:
                facts = with_part(facts, one.part, one.words)
            elif one.part == PRIORITY:
                return ask_priority(ctx, order, reason)
        except (DateUnclear, AmountUnclear, PlaceUnclear, LinesUnreadable) as unclear:
            if not alone:
                raise
            return ask_value(ctx, order, one.part, reason=reason, unclear=unclear)
    made: list[Moved] = []
    if asked is not None:
        made.append(_request(ctx, order, asked, reason))
        order = made[-1].after
    if facts != order.facts or (day is None and asked is None):
        made.append(_facts_changed(ctx, order, facts, reason))
        order = made[-1].after
    if day is None:
        return _reply(ctx, made)
    return promise(ctx, order, day, reason, made)


def _facts_changed(ctx: Context, order: Order, facts: Facts, reason: str) -> Moved:
    source, evidence = source_of(ctx.incoming), evidence_in(ctx.incoming.attachments)
    return act(ctx, order, ChangeFacts(facts=facts, note=reason, evidence=evidence, source=source))


def _request(ctx: Context, order: Order, day: date, reason: str) -> Moved:
    return act(ctx, order, Request(requested_on=day, note=reason, source=source_of(ctx.incoming)))


def promise(ctx: Context, order: Order, day: date, reason: str, made: Sequence[Moved] = ()) -> Reply:
    """A promise that is moved takes a reason: asked for where it was not said."""
    if not reason and order.promised_on not in {None, day} and order.state is not OrderState.DRAFT:
        told = _reply(ctx, made).says if made else ()
        return Reply(says=(*told, *ask_reason(ctx, order, day).says))
    moved = act(ctx, order, Promise(promised_on=day, note=reason, source=source_of(ctx.incoming)))
    return _reply(ctx, [*made, moved])


def _reply(ctx: Context, made: Sequence[Moved]) -> Reply:
    """A receipt and notices for each move."""
    replies = [moved_reply(ctx, moved) for moved in made]
    return Reply(says=tuple(say for reply in replies for say in reply.says), reaction=replies[-1].reaction)


def allowed(ctx: Context, order: Order) -> None:
    """Refused before anything is asked."""
    try:
        may_change(order, ctx.actors[order.company])
    except BotError as refusal:
        refusal.about = order
        raise


def _order(ctx: Context, tap: TapData) -> Order:
    order = order_tapped(ctx, tap)
    allowed(ctx, order)
    return order


TAPS = {CHANGE: tapped, CHANGE_VALUE: picked}
DIALOGS = {KIND: answered}
