"""Notices in words: what is to be acknowledged, who has not yet, and that all have."""

from collections.abc import Collection, Mapping

from handlers.reply import Param, Text
from handlers.wording import department_names, order_title, stage_name
from orders.centre_file.centre import Centre
from orders.events import Event, Kind
from orders.notices import missing
from orders.order import Order, StageRecord

TOLD = frozenset({Kind.NOTIFIED, Kind.RECALLED, Kind.ACKNOWLEDGED})


def concerned(order: Order, event: Event) -> Collection[str]:
    """Who is asked; once all have answered, whoever gave it out."""
    if event.kind in {Kind.NOTIFIED, Kind.RECALLED}:
        return tuple(event.data["awaited"])
    stage = event.stage or ""
    return () if missing(order, stage) else (order.workflow.stage(stage).department,)


def told_line(order: Order, event: Event, by: Param) -> Text:
    """To whom it concerns."""
    stage = event.stage or ""
    params: dict[str, Param] = {"order": order_title(order), "stage": stage_name(order, stage)}
    if event.kind is Kind.ACKNOWLEDGED:
        return Text(key="ack.all_recalled" if _recalled(order, stage) else "ack.all", params=params)
    return Text(key=f"ack.{event.kind}", params=params | {"by": by})


def receipt_line(centre: Centre, order: Order, event: Event, params: Mapping[str, Param]) -> Text:
    """To whoever made the move: who is asked, or who is still missing."""
    if event.kind is not Kind.ACKNOWLEDGED:
        asked = department_names(centre, event.data["awaited"])
        return Text(key=f"ack.receipt_{event.kind}", params={**params, "departments": asked})
    read = department_names(centre, event.data["departments"])
    line = Text(key="ack.receipt", params={**params, "departments": read})
    return with_missing(centre, order, order.stage(event.stage or ""), line)


def with_missing(centre: Centre, order: Order, record: StageRecord, line: Text) -> Text:
    """The line with the departments that have not acknowledged the stage's notice, and that it was recalled."""
    waiting = department_names(centre, missing(order, record.id))
    if record.notice is not None and record.notice.recall:
        key = "ack.recalled_waits" if waiting.items else "ack.recalled_known"
    elif waiting.items:
        key = "ack.waits"
    else:
        return line
    params: dict[str, Param] = {"line": line}
    return Text(key=key, params=params | {"departments": waiting} if waiting.items else params)


def _recalled(order: Order, stage: str) -> bool:
    notice = order.stage(stage).notice
    return notice is not None and notice.recall
