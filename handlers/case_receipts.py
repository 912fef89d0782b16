"""What a move has set off on other orders, for the answer to whoever made it."""

from handlers.acting import Moved
from handlers.context import Context
from handlers.reply import Text, text
from handlers.wording import case_kind_name, holder_lines, order_title
from orders.events import Kind


def followed_lines(ctx: Context, moved: Moved) -> list[Text]:
    """Cases that were opened, with who has them now, and those that were taken back."""
    return [line for one in moved.also for line in _lines(ctx, one)]


def _lines(ctx: Context, moved: Moved) -> list[Text]:
    order, centre = moved.after, ctx.centres[moved.after.company]
    kind = case_kind_name(centre, order.case)
    if moved.events[0].kind is Kind.OPENED:
        return [text("case.was_opened", kind=kind, case=order_title(order)), *holder_lines(centre, order)]
    return [text("case.was_withdrawn", kind=kind, case=order.code)]
