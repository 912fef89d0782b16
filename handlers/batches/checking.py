"""What each line of a file would lead to: decided by the same engine on orders in memory, so that nothing is written.

Lines of one order build on each other as they will when they are done.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from handlers.batches.headings import Headed
from handlers.batches.lines import ITEM, BatchLine, from_json, to_json
from handlers.batches.opening_lines import wanted_of, with_item
from handlers.batches.report_lines import move_of_line, order_of
from handlers.batches.standing import Desk, context_of
from handlers.context import Context
from handlers.finding import suggested
from handlers.moves.acting import decided
from handlers.reading.codes import code_key
from handlers.refusing import refusal_line
from handlers.reply import text
from handlers.reply_json import text_to_json
from handlers.wording import main_kind
from orders.events import Kind
from orders.order import Order, OrderId
from orders.refusals import BotError
from orders.refusals.files import CodeTwice
from orders.refusals.naming import OrderUnknown
from storage.intake.batch_lines import LineRow, LineState
from storage.intake.batch_rows import Batch
from storage.order_book import orders_rows
from storage.stores.failures import is_commands_own

IN_MEMORY = 2_000  # orders; a file of more of them is looked through as if the oldest had not been in it

log = logging.getLogger(__name__)


class Checking:
    """One file, looked through in as many readings of the database as its reader likes."""

    def __init__(self, desk: Desk, batch: Batch, headed: Headed) -> None:
        self._desk = desk
        self._batch = replace(batch, kind=headed.kind)
        self._left = list(reversed(headed.lines))
        self._orders: dict[OrderId, Order] = {}
        self._opening: dict[str, int] = {}  # the code of an order, and which row opens it
        self.rows: list[LineRow] = []

    def go_on(self, conn: Connection, now: datetime, *, more: Callable[[], bool]) -> bool:
        """As many lines as there is time for, at least one; True while lines are left. Raises SenderLeft."""
        ctx = context_of(conn, self._desk, self._batch, self._batch.person, now)
        look = self._opens if self._batch.kind == "open" else self._reports
        while self._left:
            line = self._left.pop()
            self.rows.append(_looked_at(ctx, self._batch.id, line, look))
            if not more():
                break
        return bool(self._left)

    def _reports(self, ctx: Context, line: BatchLine) -> str:
        row = order_of(ctx, line)
        order = self._orders.pop(row.id, None) or orders_rows.load(ctx.conn, row.id)
        moved = decided(ctx, order, move_of_line(ctx, order, line))
        self._orders[order.id] = moved.after
        if len(self._orders) > IN_MEMORY:
            del self._orders[next(iter(self._orders))]
        return main_kind([event.kind for event in moved.events])

    def _opens(self, ctx: Context, line: BatchLine) -> str:
        code = code_key(line.words("code"))
        if code in self._opening:
            return self._adds(ctx, self._opening[code], line)
        if code:
            self._opening[code] = len(self.rows)
        wanted_of(ctx, line)
        return Kind.OPENED.value

    def _adds(self, ctx: Context, at: int, line: BatchLine) -> str:
        """A further line of an order that a line above opens: kept with that one, which does it all."""
        row = self.rows[at]
        if row.state is not LineState.READY:
            raise CodeTwice(code=line.words("code"))
        first = with_item(ctx, from_json(row.number, row.cells), line)
        self.rows[at] = replace(row, cells=to_json(first))
        return ITEM


def _looked_at(
    ctx: Context, batch: int, line: BatchLine, look: Callable[[Context, BatchLine], str]
) -> LineRow:
    """A line that is refused, or at which the bot fails, keeps no other from being looked at."""
    cells = to_json(line)
    try:
        what = look(ctx, line)
    except BotError as refusal:
        return LineRow(number=line.number, cells=cells, state=LineState.BAD, reason=reason_of(ctx, refusal))
    except Exception as error:
        if not is_commands_own(error):
            raise
        number = f"B{batch}-{line.number}"
        log.exception("a line of a file cannot be looked through", extra={"id": number})
        reason = text_to_json(text("batch.line_failed", id=number))
        return LineRow(number=line.number, cells=cells, state=LineState.BAD, reason=reason)
    return LineRow(number=line.number, cells=cells, state=LineState.READY, what=what)


def reason_of(ctx: Context, refusal: BotError) -> Mapping[str, object]:
    """The refusal's sentence, to be kept with its line."""
    if isinstance(refusal, OrderUnknown) and not refusal.near:
        refusal = suggested(ctx, refusal)
    return text_to_json(refusal_line(ctx, refusal))
