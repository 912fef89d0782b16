"""Parameters for texts: what orders, stages, departments and people are called. No sentence is made here."""

from collections.abc import Iterable

from handlers.context import Context
from handlers.reply import Clock, Listed, Param, Text, text
from orders.centre import Centre
from orders.holders import holders
from orders.order import Holder, Order, Quantity, StageRecord
from orders.workflow import Workflow
from storage import people_rows


def stage_name(order: Order, stage: str) -> Param:
    return order.workflow.stage(stage).names


def stage_names(workflow: Workflow, stages: Iterable[str]) -> Listed:
    return Listed(items=tuple(workflow.stage(stage).names for stage in stages))


def department_name(centre: Centre, department: str) -> Param:
    """A department that has left the centre file is the coordination's business, and called so."""
    return centre.names_of(department)


def department_names(centre: Centre, departments: Iterable[str]) -> Listed:
    return Listed(items=tuple(department_name(centre, one) for one in departments))


def person_name(ctx: Context, person: int | None) -> Param:
    if person is None:
        return text("word.somebody")
    if person == ctx.me.id:
        return ctx.me.name
    row = people_rows.by_id(ctx.conn, person)
    return row.name if row else text("word.somebody")


def order_title(order: Order) -> Text:
    """KT-2411 · Khánh Thy"""
    if order.facts.customer:
        return text("word.order", code=order.code, customer=order.facts.customer)
    return text("word.order_bare", code=order.code)


def progress(record: StageRecord) -> Text | None:
    """What is known of the work done: 120/200 bộ, 60 %, or nothing."""
    if record.quantity is not None:
        return quantity_text(record.quantity)
    if record.percent is not None:
        return text("word.percent", percent=record.percent)
    return None


def quantity_text(quantity: Quantity) -> Text:
    key = "word.pieces" if quantity.total is None else "word.pieces_of"
    counted = text(key, done=quantity.done, total=quantity.total or 0, unit=quantity.unit)
    if not quantity.rejected:
        return counted
    return text("word.with_rejects", counted=counted, rejected=quantity.rejected)


def holder_line(ctx: Context, order: Order, holder: Holder) -> Text:
    """One line for one ball: which stage, who has it, why, since when."""
    department = department_name(ctx.centre, holder.department)
    since = Clock(at=holder.since, style="full")
    if holder.stage is None:
        return text(f"holder.{holder.why}", department=department, since=since)
    record = order.stage(holder.stage)
    params: dict[str, Param] = {
        "stage": stage_name(order, holder.stage),
        "department": department,
        "since": since,
    }
    if holder.why == "hold" and record.hold is not None:
        return text("holder.hold", kind=hold_kind_name(ctx.centre, record.hold.kind), reason=record.hold.reason, **params)
    done = progress(record)
    if holder.why == "work" and done is not None:
        return text("holder.work_progress", progress=done, **params)
    return text(f"holder.{holder.why}", **params)


def holder_lines(ctx: Context, order: Order) -> tuple[Text, ...]:
    return tuple(holder_line(ctx, order, holder) for holder in holders(order))


def hold_kind_name(centre: Centre, kind: str) -> Param:
    found = centre.hold_kind(kind)
    return found.names if found else kind
