"""Instalments that came before anybody recorded them: written down by one tap of who sees the account."""

from collections.abc import Sequence

from handlers.context import Context
from handlers.money.collecting import discreetly
from handlers.money.paid_recording import record
from handlers.money.payment_lines import asked_of, received
from handlers.money.qr_posting import asked_for
from handlers.money.settled import all_key, due, unrecorded
from handlers.moves.acting import order_tapped
from handlers.reply import Reply, Say, text
from handlers.replying import personal
from handlers.stage_keys import PAID_ALL, PAID_PART, show_key
from handlers.tap_data import TapData
from handlers.wording import order_title
from orders.order import Order
from payments.collecting import OpenPart
from storage.payment_rows import Demand


def all_tapped(ctx: Context, tap: TapData) -> Reply:
    """All that is due has come; asked once more where money has come since the button was drawn."""
    order = order_tapped(ctx, tap)

    def answer(there: Context) -> Reply:
        parts = due(there, order)
        if parts and received(asked_of(there.conn, order.id)) != tap.version:
            return _asks(there, order, parts)
        return _came(there, order, parts)

    return discreetly(ctx, order, answer)


def part_tapped(ctx: Context, tap: TapData) -> Reply:
    """From a reminder: just this instalment has come."""
    order = order_tapped(ctx, tap)
    return discreetly(
        ctx,
        order,
        lambda there: _came(
            there, order, [one for one in due(there, order) if one.instalment.id == tap.stage]
        ),
    )


def _came(ctx: Context, order: Order, parts: Sequence[OpenPart]) -> Reply:
    """Codes that wait for it are paid first; of what no code asks for a request is made that nobody is sent."""
    if not parts:
        line = text("payment.all_recorded")
        return personal(ctx.incoming, order_title(order), line, buttons=((show_key(order.id),),))
    says: list[Say] = []
    wanted = {one.instalment.id for one in parts}
    left = sum(one.missing for one in parts)
    for one in asked_of(ctx.conn, order.id):
        waits = one.standing.remainder
        if waits and (
            one.request.demand.instalment in wanted or (not one.request.demand.instalment and waits <= left)
        ):
            says += record(ctx, order, one, waits, "").says
            left -= waits
    for part in due(ctx, order):
        if part.instalment.id in wanted:
            demand = Demand(
                company=order.company,
                order_id=order.id,
                amount=part.missing,
                currency=order.facts.currency,
                instalment=part.instalment.id,
            )
            says += record(ctx, order, asked_for(ctx, order, demand), part.missing, "").says
    return Reply(says=tuple(says))


def _asks(ctx: Context, order: Order, parts: Sequence[OpenPart]) -> Reply:
    keys = ((all_key(ctx, order),), (show_key(order.id),))
    return personal(ctx.incoming, order_title(order), unrecorded(parts), buttons=keys)


TAPS = {PAID_ALL: all_tapped, PAID_PART: part_tapped}
