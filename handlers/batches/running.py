"""Doing a confirmed file and taking one back: a slice in one transaction, each line recorded or refused by itself.

What became of a line is written in the transaction in which it is done: whatever happens in between, no line is done twice.
"""

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from handlers.batches.bundling import Told, taken_back
from handlers.batches.checking import reason_of
from handlers.batches.lines import ITEM, from_json
from handlers.batches.opening_lines import open_line
from handlers.batches.report_lines import move_of_line, order_of
from handlers.batches.standing import Desk, context_of
from handlers.context import Context
from handlers.moves.acting import Moved, act, load
from handlers.news.telling import tell
from handlers.progress.spoken import source_of
from handlers.reading.codes import code_key
from handlers.reply import Say, text
from handlers.reply_json import text_to_json
from handlers.voicing import voice
from handlers.wording import main_kind
from orders.events import Kind
from orders.order import OrderState
from orders.refusals import BotError
from orders.refusals.files import CodeTwice, SenderLeft
from orders.whole_order_moves import Cancel, Undo
from storage.intake import batch_lines, batch_orders, batch_rows
from storage.intake.batch_lines import LineRow, LineState
from storage.intake.batch_rows import Batch, BatchState
from storage.order_book import order_finding
from storage.post import cards_rows
from storage.statements.undo_points import UndoPoint
from storage.stores.failures import is_commands_own

AT_ONCE = 20  # lines read for one slice; a slice has seldom time for as many

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Way:
    """Doing, or taking back: which lines are next, what becomes of each, and how the file ends."""

    state: BatchState
    of: LineState
    failed: LineState
    end: BatchState


_FORWARD = _Way(state=BatchState.RUNNING, of=LineState.READY, failed=LineState.LEFT, end=BatchState.DONE)
_BACK = _Way(state=BatchState.UNDOING, of=LineState.DONE, failed=LineState.KEPT, end=BatchState.UNDONE)


def go_on(
    conn: Connection,
    number: int,
    desk: Desk,
    *,
    now: datetime,
    machine_now: datetime,
    more: Callable[[], bool],
    tell: bool,
) -> bool:
    """A slice of a file: as many lines as ``more`` gives time for, at least one; the last slice ends it and is False.

    ``tell``: show how far it is.
    """
    batch = batch_rows.by_id(conn, number, for_update=True)
    way = next((one for one in (_FORWARD, _BACK) if batch and batch.state is one.state), None)
    if batch is None or way is None:
        return False
    person = batch.taken_back_by if way is _BACK else batch.person
    try:
        ctx = context_of(conn, desk, batch, person or batch.person, now)
    except SenderLeft as left:
        return _all_refused(conn, batch, way, left)
    lines = _next(conn, batch, way)
    if not lines:
        _end(ctx, batch, way, machine_now)
        return False
    told = Told(batch.told)
    for line in lines:
        became = _by_itself(ctx, batch, way, line, told)
        batch_lines.settle(conn, batch.id, became.row, way.of)
        voice(conn, became.says, batch.company, now=machine_now, owner=None, lease=None)
        if not more():
            break
    batch_rows.change(conn, batch.id, way.state, way.state, told=told.to_json())
    if tell:
        cards_rows.bump_batch(conn, batch.company, batch.id)
    return True


def _next(conn: Connection, batch: Batch, way: _Way) -> tuple[LineRow, ...]:
    """What was done last is taken back first."""
    read = batch_lines.last if way is _BACK else batch_lines.first
    return read(conn, batch.id, [way.of], AT_ONCE)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Became:
    row: LineRow
    says: tuple[Say, ...] = ()


def _by_itself(ctx: Context, batch: Batch, way: _Way, line: LineRow, told: Told) -> _Became:
    """A line that is refused, or at which the bot fails, takes no other with it."""
    undo_point = UndoPoint(ctx.conn)
    try:
        became = _taken_back(ctx, batch, line) if way is _BACK else _done(ctx, batch, line, told)
        undo_point.commit()
    except BotError as refusal:
        undo_point.rollback()
        return _Became(row=replace(line, state=way.failed, reason=reason_of(ctx, refusal)))
    except Exception as error:
        if not is_commands_own(error):
            raise
        undo_point.rollback()
        number = f"B{batch.id}-{line.number}"
        log.exception("a line of a file failed and was left out", extra={"id": number})
        reason = text_to_json(text("batch.line_failed", id=number))
        return _Became(row=replace(line, state=way.failed, reason=reason))
    return became


def _done(ctx: Context, batch: Batch, line: LineRow, told: Told) -> _Became:
    if line.what == ITEM:
        return _came_along(ctx, batch, line)
    moved = _opened(ctx, line) if batch.kind == "open" else _reported(ctx, line)
    told.add(ctx, moved)
    row = replace(
        line,
        state=LineState.DONE,
        what=main_kind([event.kind for event in moved.events]),
        order_id=moved.after.id,
        move=moved.events[0].move,
    )
    return _Became(row=row)


def _came_along(ctx: Context, batch: Batch, line: LineRow) -> _Became:
    """A further line of an order has been done with the line that opened the order, or is left with it."""
    code = from_json(line.number, line.cells).words("code")
    row = order_finding.find(ctx.conn, batch.company, code_key(code))
    if row is None or not batch_orders.has_touched(ctx.conn, batch.id, row.id):
        raise CodeTwice(code=code)
    return _Became(row=replace(line, state=LineState.DONE))


def _reported(ctx: Context, line: LineRow) -> Moved:
    told = from_json(line.number, line.cells)
    order = load(ctx, order_of(ctx, told).id)
    return act(ctx, order, move_of_line(ctx, order, told))


def _opened(ctx: Context, line: LineRow) -> Moved:
    return open_line(ctx, from_json(line.number, line.cells))


def _taken_back(ctx: Context, batch: Batch, line: LineRow) -> _Became:
    """Exactly the move the line made; an order it opened is thrown away besides, while nobody has touched it."""
    if line.what == ITEM:
        return _Became(row=replace(line, state=LineState.UNDONE))
    assert line.order_id is not None
    source = source_of(ctx.incoming)
    moved = act(ctx, load(ctx, line.order_id), Undo(move=line.move, source=source))
    says = tell(ctx, moved)
    if batch.kind == "open" and moved.after.state is OrderState.DRAFT:
        says += tell(ctx, act(ctx, moved.after, Cancel(source=source)))
    return _Became(row=replace(line, state=LineState.UNDONE, what=Kind.UNDONE.value), says=says)


def _end(ctx: Context, batch: Batch, way: _Way, machine_now: datetime) -> None:
    """A transaction of its own, however little there is left to do."""
    batch_rows.change(ctx.conn, batch.id, way.state, way.end)
    cards_rows.bump_batch(ctx.conn, batch.company, batch.id)
    says = Told(batch.told).notices(ctx, batch) if way is _FORWARD else _unsaid(ctx, batch)
    voice(ctx.conn, tuple(says), batch.company, now=machine_now, owner=None, lease=None)


def _unsaid(ctx: Context, batch: Batch) -> list[Say]:
    counts: Counter[LineState] = Counter()
    for one in batch_lines.tallies(ctx.conn, batch.id):
        counts[one.state] += one.lines
    return taken_back(ctx, batch, undone=counts[LineState.UNDONE], kept=counts[LineState.KEPT])


def _all_refused(conn: Connection, batch: Batch, way: _Way, left: SenderLeft) -> bool:
    """Who is gone does no more; what was done stays."""
    reason = text_to_json(text(left.key))
    for line in _next(conn, batch, way):
        batch_lines.settle(conn, batch.id, replace(line, state=way.failed, reason=reason), way.of)
    cards_rows.bump_batch(conn, batch.company, batch.id)
    if _next(conn, batch, way):
        return True
    batch_rows.change(conn, batch.id, way.state, way.end)
    return False
