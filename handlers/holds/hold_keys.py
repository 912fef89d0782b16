"""The buttons by which a department answers for a hold or does not, and by which somebody decides."""

from handlers.reply import Button, Text, text
from handlers.stage_keys import DECIDE_HOLD, HOLD_OURS, NOT_OURS, stage_key
from handlers.wording import department_name
from orders.centre_file.centre import Centre
from orders.order import Order

Rows = tuple[tuple[Button, ...], ...]


def whose_keys(order: Order, stage: str) -> Rows:
    """For the department that has not said yet whether it is theirs."""
    hold = order.stage(stage).hold
    if hold is None or hold.answer:
        return ()
    return (
        (
            stage_key(order, stage, HOLD_OURS, text("button.hold_ours"), style="success"),
            stage_key(order, stage, NOT_OURS, text("button.not_ours")),
        ),
    )


def decide_keys(centre: Centre, order: Order, stage: str) -> Rows:
    """The department that reported it, the one that says it is not theirs, or any other."""
    hold = order.stage(stage).hold
    own = order.workflow.stage(stage).department
    likely = dict.fromkeys((own, hold.department if hold else own))
    keys = tuple(
        stage_key(order, stage, DECIDE_HOLD, decide_label(centre, one), choice=one) for one in likely
    )
    return (keys, (stage_key(order, stage, DECIDE_HOLD, text("button.another_department")),))


def decide_label(centre: Centre, department: str) -> Text:
    return text("button.plain", name=department_name(centre, department))
