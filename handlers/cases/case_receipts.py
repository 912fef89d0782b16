"""What a move has set off on other orders, for the answer to whoever made it."""

from handlers.context import Context
from handlers.moves.acting import Moved
from handlers.reply import Text, text
from handlers.wording import case_kind_name, holder_lines, order_title, stage_name
from orders.events import Kind


def followed_lines(ctx: Context, moved: Moved) -> list[Text]:
    """Cases that were opened, with who has them now, and those taken back; stages that go on, or wait again.

    And that no case was opened, where its kind has left the centre file.
    """
    gone = [
        text("case.kind_gone", kind=str(event.data["case"]))
        for event in moved.events
        if event.kind is Kind.CASE_OPENED and not event.data["code"]
    ]
    return gone + [
        line for one in moved.also for line in (_of_case(ctx, one) if one.after.case else _of_order(one))
    ]


def _of_case(ctx: Context, moved: Moved) -> list[Text]:
    case, centre = moved.after, ctx.centres[moved.after.company]
    kind = case_kind_name(centre, case.case)
    if moved.events[0].kind is Kind.OPENED:
        return [text("case.was_opened", kind=kind, case=order_title(case)), *holder_lines(centre, case)]
    return [text("case.was_withdrawn", kind=kind, case=case.code)]


def _of_order(moved: Moved) -> list[Text]:
    order = moved.after
    key = "case.order_goes_on" if moved.events[0].kind is Kind.RESUMED else "case.order_waits_again"
    return [
        Text(key=key, params={"order": order_title(order), "stage": stage_name(order, event.stage)})
        for event in moved.events
        if event.stage
    ]
