"""The answers to one line of a digest, opened by its number for one person alone."""

from handlers.changes import rush_keys
from handlers.context import Context
from handlers.duties import duty_answers, handing_in
from handlers.late.late_lines import OF_LATE
from handlers.late.late_reports import shown
from handlers.moves.acting import load
from handlers.nudges.claiming import claim_key
from handlers.nudges.missing import missing_of
from handlers.nudges.nudge_keys import Rows, answer_keys, money_keys
from handlers.nudges.nudge_lines import WORK
from handlers.order_cards.order_lines import stage_lines
from handlers.refusing import what_happened
from handlers.reply import Button, Reply, Text, text
from handlers.replying import personal
from handlers.stage_keys import draft_keys, show_key, stage_keys
from handlers.wording import holder_lines, order_title
from orders.checks import Rule
from orders.legal import legal_moves
from orders.order import Order, OrderState
from storage.chasing.checks_due import Thing
from storage.chasing.digest_rows import Line

_BY = {
    Rule.RECEIPT: "receive",
    Rule.HOLD: "resume",
    Rule.HOLD_DUE: "resume",
    Rule.DISPUTE: "decide_hold",
    Rule.APPROVAL: "approve",
    Rule.NOTICE: "acknowledge",
}


def open_line(ctx: Context, line: Line) -> Reply:
    """How it stands now, and what this person can answer; what was answered meanwhile, by whom and when."""
    if line.reminder.duty is not None:
        return duty_answers.opened(ctx, handing_in.load(ctx, line.reminder.duty))
    thing = line.reminder.of_order
    order = load(ctx, thing.order)
    if line.reminder.rule in OF_LATE and order.late_report is not None:
        return shown(ctx, order)
    if thing.instalment:
        return _money(ctx, order, thing)
    if thing.stage is None:
        return _whole(ctx, order)
    view = ctx.view_of(order.company)
    lines: list[Text] = list(stage_lines(view, order, thing.stage))
    missing = missing_of(ctx.conn, view.centre, order, thing, ctx.now)
    if missing is None and (since := what_happened(ctx, order, thing.stage)):
        lines.append(since)
    rule = missing.rule if missing else None
    keys = _keys(ctx, order, thing, rule)
    last: tuple[Button, ...] = (show_key(order.id),)
    if rule in WORK and "progress" in legal_moves(order, thing.stage, ctx.actors[order.company]):
        last = (claim_key(order, thing.stage), *last)
    return personal(ctx.incoming, *lines, buttons=(*keys, last))


def _keys(ctx: Context, order: Order, thing: Thing, rule: Rule | None) -> Rows:
    """Only what is legal for this person."""
    stage = thing.stage or ""
    actor = ctx.actors[order.company]
    legal = legal_moves(order, stage, actor)
    if rule is None or ("progress" if rule in WORK else _BY.get(rule, "")) not in legal:
        return stage_keys(order, stage, actor)
    department = thing.owed_by or order.workflow.stage(stage).department
    centre = ctx.centres[order.company]
    return answer_keys(centre, order, stage, rule, department=department, now=ctx.now)


def _money(ctx: Context, order: Order, thing: Thing) -> Reply:
    """Amounts are told by what the button opens, where they may be seen."""
    centre = ctx.centres[order.company]
    missing = missing_of(ctx.conn, centre, order, thing, ctx.now)
    keys = money_keys(order, thing.instalment, missing.rule) if missing else ()
    how = text("nudge.how_money" if missing else "nudge.money_settled", code=order.code)
    return personal(ctx.incoming, order_title(order), how, buttons=(*keys, (show_key(order.id),)))


def _whole(ctx: Context, order: Order) -> Reply:
    lines = order_title(order), *holder_lines(ctx.centres[order.company], order)
    keys: Rows = rush_keys.grant_keys(order)
    if order.state is OrderState.DRAFT:
        keys = draft_keys(order)
    elif order.state is OrderState.PAUSED:
        keys = answer_keys(ctx.centres[order.company], order, None, Rule.PAUSED, department="", now=ctx.now)
    return personal(ctx.incoming, *lines, buttons=(*keys, (show_key(order.id),)))
