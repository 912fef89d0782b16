"""The names that stand on a stage: who gave it to whom, which department follows it, who approves it."""

from handlers.reply import Clock, Text, text
from handlers.view import View
from handlers.wording import department_name, person_name
from orders.order import Order, StageRecord, StageState
from orders.rights import approving_department

_OVER = frozenset({StageState.DONE, StageState.SKIPPED})


def with_assignee(view: View, record: StageRecord, line: Text) -> Text:
    """The line of a stage with who is to do it, while it is to be done."""
    if record.assigned_to is None or record.state in _OVER:
        return line
    return text("order.with_assignee", line=line, name=person_name(view, record.assigned_to))


def name_lines(view: View, order: Order, stage_id: str) -> list[Text]:
    record, stage = order.stage(stage_id), order.workflow.stage(stage_id)
    lines: list[Text] = []
    if record.assigned_to is not None:
        to, by = person_name(view, record.assigned_to), person_name(view, record.assigned_by)
        lines.append(text("order.assigned", to=to, by=by))
    if record.pushed is not None and record.pushed.waiting:
        lines.append(text("order.pushed", number=record.pushed.count, at=Clock(at=record.pushed.at)))
    if stage.follower is not None:
        lines.append(text("order.follower", department=department_name(view.centre, stage.follower)))
    if stage.approver is not None:
        head = stage.approver.role == "head"
        department = department_name(view.centre, approving_department(stage))
        who = text("who.head", department=department) if head else text(f"who.{stage.approver.role}")
        lines.append(text("order.approver", who=who))
    return lines
