"""An order that is to go before others: a department is asked with the list that would slip, its approver decides."""

from typing import Any

from handlers import asking
from handlers.changes.rush_keys import grant_keys
from handlers.changes.rush_lines import priority_name, told_lines
from handlers.context import Context
from handlers.moves.acting import Moved, act, load, order_tapped
from handlers.progress.reporting import moved_reply
from handlers.progress.spoken import source_of
from handlers.reply import Button, Lane, Reply, Say, text
from handlers.stage_keys import GRANT, REFUSE, show_key
from handlers.tap_data import TapData
from handlers.wording import order_title
from orders.centre_file.chasing import Priority
from orders.centre_file.workflow import Approver
from orders.deciding.priorities import may_decide
from orders.order import Order, OrderId
from orders.refusals import BotError
from orders.refusals.stale import TapUnreadable
from orders.refusals.whole_order import NoPriorityAsked
from orders.slipping import Slip, Work, departments, would_slip
from orders.whole_order_moves import AskPriority, DecidePriority
from storage.intake import dialogs
from storage.intake.dialogs import Dialog
from storage.order_book import order_finding, order_lists, workflow_rows
from storage.people import people_rows

SHOWN = 15  # of those that would slip; the rest is counted
_LOOKED_AT = 200  # stages of each department, those due first


def ask(ctx: Context, order: Order, priority: Priority, reason: str) -> Reply:
    """Whoever the priority names is asked; why is asked first where it was not said."""
    if not reason:
        kept = {"order": order.id, "priority": priority.id}
        question = text("rush.why", priority=priority.names)
        return asking.ask(ctx, "rush", kept, order_title(order), question, placeholder="ask.reason")
    department = priority.asks or ctx.centres[order.company].coordination
    slips = _slips(ctx, order)
    move = AskPriority(
        priority=priority.id,
        department=department,
        approver=priority.approver or Approver(),
        note=reason,
        slips=tuple(_as_json(ctx, one) for one in slips[:SHOWN]),
        slipping=len(slips),
        source=source_of(ctx.incoming),
    )
    moved = act(ctx, order, move)
    reply = moved_reply(ctx, moved)
    return Reply(says=(*reply.says, *_to_role(ctx, moved)), reaction=reply.reaction)


def why(ctx: Context, dialog: Dialog) -> Reply:
    order = load(ctx, OrderId(dialog.data["order"]))
    named = {one.id: one for one in ctx.centres[order.company].priorities}
    dialogs.close(ctx.conn, dialog.id)
    priority = named.get(dialog.data["priority"])
    if priority is None:  # another centre file has come since
        raise TapUnreadable
    return ask(ctx, order, priority, ctx.incoming.text.strip())


def tapped(ctx: Context, tap: TapData) -> Reply:
    """Yes or no to what is asked for now: a reason is asked for either way."""
    order = order_tapped(ctx, tap)
    try:
        asked = may_decide(order, ctx.actors[order.company])
    except BotError as refusal:
        refusal.about = order
        raise
    view = ctx.view_of(order.company)
    key = "rush.why_granted" if tap.verb == GRANT else "rush.why_refused"
    question = text(key, priority=priority_name(view, asked.priority))
    kept = {"order": order.id, "granted": tap.verb == GRANT, "asked_at": asked.at.isoformat()}
    return asking.ask(ctx, "rush_decided", kept, order_title(order), question, placeholder="ask.reason")


def decided(ctx: Context, dialog: Dialog) -> Reply:
    order = load(ctx, OrderId(dialog.data["order"]))
    dialogs.close(ctx.conn, dialog.id)
    asked = order.asked
    if asked is None or asked.at.isoformat() != dialog.data["asked_at"]:
        refusal = NoPriorityAsked()
        refusal.about = order
        raise refusal
    kinds = ctx.centres[order.company].priorities
    counted = any(one.plan_change for one in kinds if one.id == asked.priority)
    move = DecidePriority(
        granted=dialog.data["granted"],
        plan_change=counted,
        note=ctx.incoming.text.strip(),
        source=source_of(ctx.incoming),
    )
    return moved_reply(ctx, act(ctx, order, move))


def _slips(ctx: Context, order: Order) -> tuple[Slip, ...]:
    centre = ctx.centres[order.company]
    rows = [
        row
        for department in departments(order)
        for row in order_lists.held_by(ctx.conn, order.company, department, limit=_LOOKED_AT).stages
    ]
    works = (
        Work(
            order=row.order_id,
            code=row.code,
            stage=row.stage,
            department=row.department,
            due_at=row.due_at,
            promised_on=row.promised_on,
            estimate=row.estimate,
        )
        for row in rows
        if row.due_at is not None
    )
    return would_slip(order, works, now=ctx.now, times=centre.times, calendar_of=centre.calendar_of)


def _as_json(ctx: Context, slip: Slip) -> dict[str, Any]:
    work = slip.work
    row = order_finding.by_id(ctx.conn, work.order)
    assert row is not None, "it was read just now"
    names = workflow_rows.load(ctx.conn, row.workflow).stage(work.stage).names
    return {
        "code": work.code,
        "stage": names.model_dump(mode="json"),
        "department": work.department,
        "due": work.due_at.isoformat(),
        "until": slip.until.isoformat(),
        "breaks": slip.breaks,
    }


def _to_role(ctx: Context, moved: Moved) -> list[Say]:
    """An approver that is a role and no department's head is told in private."""
    order = moved.after
    asked = order.asked
    if asked is None or asked.approver.role == "head" or asked.approver.department is not None:
        return []
    event = moved.events[0]
    lines = told_lines(ctx.view_of(order.company), order, event)
    keys: tuple[tuple[Button, ...], ...] = (*grant_keys(order), (show_key(order.id),))
    people = people_rows.with_role(ctx.conn, order.company, asked.approver.role)
    return [
        Say(
            lines=tuple(lines),
            to_user=one.user,
            buttons=keys,
            lane=Lane.REMINDERS,
            unasked=True,
            note_for=f"notice:{order.id}:{event.move}",
        )
        for one in people
        if one.reachable and one.id != ctx.me.id
    ]


TAPS = {GRANT: tapped, REFUSE: tapped}
DIALOGS = {"rush": why, "rush_decided": decided}
