"""Whoever is reminded says that it was reported: what is on record is shown, and coordination hears of it once."""

from dataclasses import replace

from handlers.addressing import to_department
from handlers.context import Context
from handlers.moves.acting import order_tapped
from handlers.noting import note_act
from handlers.refusing import what_happened
from handlers.reply import Button, Clock, Lane, MayWait, Reply, Say, Text, text
from handlers.replying import personal
from handlers.stage_keys import CLAIM, STAGE, show_key, stage_key, stage_keys
from handlers.tap_data import TapData
from handlers.wording import department_name, order_title, stage_name
from orders.deciding.reporting import may_explain
from orders.order import Order
from orders.refusals.stale import TapUnreadable
from reminders.budget import Urgency
from storage.order_book import events_rows
from storage.post import said


def claim_key(order: Order, stage: str) -> Button:
    return stage_key(order, stage, CLAIM, text("claim.key"))


def tapped(ctx: Context, tap: TapData) -> Reply:
    order = order_tapped(ctx, tap)
    if tap.stage not in order.stages:
        raise TapUnreadable
    return claimed(ctx, order, tap.stage)


def claimed(ctx: Context, order: Order, stage: str) -> Reply:
    """Only of work one may report on. Nothing is recorded as a report: what is missing stays missing."""
    actor = ctx.actors[order.company]
    may_explain(order, stage, actor)
    lines: list[Text] = [order_title(order)]
    if since := what_happened(ctx, order, stage):
        lines.append(since)
    lines.append(text("claim.passed_on"))
    note = f"claim:{order.id}:{stage}:{order.stage(stage).version}"
    answer = personal(ctx.incoming, *lines, buttons=(*stage_keys(order, stage, actor), (show_key(order.id),)))
    if said.messages_of(ctx.conn, note):
        return answer
    note_act(ctx, "reminder.disputed", f"order:{order.id}", {"stage": stage}, company=order.company)
    return replace(answer, says=(*answer.says, *_to_coordination(ctx, order, stage, note)))


def _to_coordination(ctx: Context, order: Order, stage: str, note: str) -> tuple[Say, ...]:
    """Groups hear which department says so, and no name."""
    centre = ctx.centres[order.company]
    department = department_name(centre, order.workflow.stage(stage).department)
    line = text("claim.told", order=order_title(order), stage=stage_name(order, stage), department=department)
    last = events_rows.last_event(ctx.conn, order.id, stage)
    recorded = [text("claim.recorded", what=text(f"event.{last.kind}"), at=Clock(at=last.at))] if last else []
    label = text("button.stage", stage_name=stage_name(order, stage))
    notice = Say(
        lines=(line, *recorded),
        buttons=((stage_key(order, stage, STAGE, label), show_key(order.id)),),
        lane=Lane.REMINDERS,
        unasked=True,
        may_wait=MayWait(urgency=Urgency.PRESSING, code=order.code),
        note_for=note,
    )
    return tuple(to_department(ctx, order.company, centre.coordination, notice, here_too=True))


TAPS = {CLAIM: tapped}
