"""A case that began with a customer, a phone number or a photo finds its order."""

from dataclasses import replace
from typing import Any

from handlers import asking
from handlers.cases.case_births import taken_over
from handlers.cases.case_keys import order_keys
from handlers.context import Context
from handlers.finding import find_order, rows_of
from handlers.moves.acting import act, load, order_tapped
from handlers.open_questions import WANTS_ORDER
from handlers.progress.reporting import moved_reply
from handlers.progress.spoken import source_of
from handlers.reply import Button, Reply, text
from handlers.stage_keys import CASE_LINK, CASE_LINK_TO, in_rows
from handlers.tap_data import TapData
from handlers.wording import order_title
from orders.deciding.cases import may_link
from orders.facts import Facts
from orders.order import Order, OrderId
from orders.refusals.cases import CaseNeedsOrder
from orders.refusals.naming import OrderAmbiguous
from orders.refusals.stale import TapUnreadable
from orders.whole_order_moves import LinkCase
from storage.intake import dialogs
from storage.intake.dialogs import Dialog
from storage.order_book import orders_rows
from storage.order_book.order_finding import OrderRow

LINK = "case_link"


def link(ctx: Context, case: Order, parent_id: OrderId) -> Reply:
    """Say that a case is about this order. Facts the case lacks are taken over; what it says already stands."""
    kind = ctx.centres[case.company].case(case.case)
    if kind is not None and kind.code.needs_order:
        raise CaseNeedsOrder
    try:
        parent = orders_rows.load(ctx.conn, parent_id)
    except LookupError:
        raise TapUnreadable from None
    if parent.company != case.company or parent.case:
        raise TapUnreadable
    move = LinkCase(
        parent=parent.id, code=parent.code, facts=_filled(case, parent), source=source_of(ctx.incoming)
    )
    return moved_reply(ctx, act(ctx, case, move))


def tapped(ctx: Context, tap: TapData) -> Reply:
    """A button that names the order, or one that asks which."""
    case = order_tapped(ctx, tap)
    if tap.choice.isascii() and tap.choice.isdecimal():
        return link(ctx, case, OrderId(int(tap.choice)))
    may_link(case, ctx.actors[case.company])
    return asking.ask(ctx, LINK, _kept(case), order_title(case), text("case.ask_order"))


def picked(ctx: Context, tap: TapData) -> Reply:
    """One of the orders that may have been meant."""
    kept = asking.kept_for(ctx, tap.choice, LINK)
    return link(ctx, load(ctx, OrderId(kept.data["order"])), OrderId(tap.order))


def answered(ctx: Context, asked: Dialog) -> Reply:
    """The order in words."""
    case = load(ctx, OrderId(asked.data["order"]))
    try:
        found = find_order(ctx, ctx.incoming.text, ended_too=True)
    except OrderAmbiguous as several:
        return _which(ctx, case, rows_of(ctx, several.codes))
    dialogs.close(ctx.conn, asked.id)
    return link(ctx, case, found.row.id)


def _which(ctx: Context, case: Order, rows: tuple[OrderRow, ...]) -> Reply:
    def buttons_of(number: str) -> tuple[tuple[Button, ...], ...]:
        return in_rows(order_keys(rows, CASE_LINK_TO, choice=number), 2)

    asked = text("case.ask_order")
    return asking.ask(ctx, LINK, _kept(case), order_title(case), asked, buttons_of=buttons_of)


def _kept(case: Order) -> dict[str, Any]:
    return {"order": case.id, "wants": WANTS_ORDER}


def _filled(case: Order, parent: Order) -> Facts:
    known = taken_over(parent)
    names = ("customer", "contact", "phone", "address", "map_pin")
    missing = {name: getattr(known, name) for name in names if not getattr(case.facts, name)}
    return replace(case.facts, **missing)


TAPS = {CASE_LINK: tapped, CASE_LINK_TO: picked}
DIALOGS = {LINK: answered}
