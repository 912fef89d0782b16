"""A department's tray (khay việc, 待办): what it holds now, most urgent first, pinned in its group."""

from handlers.reply import Clock, Param, Text, text
from handlers.view import View
from handlers.wording import department_name, hold_kind_name, titled
from orders.order import StageState
from storage.order_book import order_lists, workflow_rows
from storage.order_book.order_lists import Held, StageRow

SHOWN = 25  # lines; a phone shows no more without scrolling for long


def tray_lines(view: View, department: str) -> tuple[Text, ...]:
    held = _held(view, department)
    name = department_name(view.centre, department)
    if not held.count:
        return (text("tray.empty", department=name),)
    lines = [line_of(view, row) for row in held.stages]
    lines += [
        text(f"tray.{row.state}", order=titled(row.code, row.customer), since=Clock(at=row.since or view.now))
        for row in held.wholes
    ]
    head = text("tray.head", department=name, count=held.count)
    if held.count > SHOWN:
        lines = [*lines[:SHOWN], text("tray.more", count=held.count - SHOWN)]
    return (head, *lines)


def _held(view: View, department: str) -> Held:
    """Coordination's tray shows what departments held that have left the centre file."""
    cared_for = sorted(view.centre.looked_after_by(department))
    found = [order_lists.held_by(view.conn, view.centre.id, one, limit=SHOWN) for one in cared_for]
    if len(found) == 1:
        return found[0]
    stages = [row for one in found for row in one.stages]
    return Held(
        count=sum(one.count for one in found),
        stages=tuple(sorted(stages, key=_by_due)),
        wholes=tuple(row for one in found for row in one.wholes),
    )


def _by_due(row: StageRow) -> tuple[bool, float, int]:
    """What is due first comes first; what has no due time, last."""
    due = row.due_at
    return due is None, due.timestamp() if due else 0.0, row.order_id


def line_of(view: View, row: StageRow) -> Text:
    """One stage as a line of a list: what it waits for, since when, late in words."""
    stage = workflow_rows.load(view.conn, row.workflow).stage(row.stage)
    params: dict[str, Param] = {
        "order": titled(row.code, row.customer),
        "stage": stage.names,
        "since": Clock(at=row.since or view.now),
    }
    if row.hold:
        return Text(key="tray.held", params=params | {"kind": hold_kind_name(view.centre, row.hold)})
    if row.state is StageState.OFFERED:
        return Text(key="tray.offered", params=params)
    if row.state is StageState.APPROVAL:
        return Text(key="tray.approval", params=params)
    if row.due_at is not None and row.due_at <= view.now:
        return Text(key="tray.late", params=params | {"due": Clock(at=row.due_at)})
    due: Param = Clock(at=row.due_at) if row.due_at else ""
    if row.percent is not None:
        return Text(key="tray.progress", params=params | {"percent": row.percent, "due": due})
    return Text(key="tray.active", params=params | {"due": due})
