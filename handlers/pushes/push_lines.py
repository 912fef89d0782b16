"""The numbered lines of a push that asked after several stages, found again from what its message is remembered by."""

from collections.abc import Iterable, Mapping

from handlers.context import Context
from handlers.duties.duty_keys import OPEN
from handlers.reply import Button, text
from handlers.stage_keys import key, show_key, stage_key
from orders.checks import Rule
from orders.order import OrderId
from storage.chasing.checks_due import Thing
from storage.chasing.digest_rows import Line
from storage.chasing.reminder_rows import Reminder
from storage.order_book import events_rows, orders_rows

PUSHED = "pushed"


def note_of_push(asked: Iterable[tuple[int, int]]) -> str:
    """Orders with the moves by which they were asked after, in the order of the lines."""
    return f"{PUSHED}:{','.join(f'{order}.{move}' for order, move in asked)}"


def asked_in(note: str) -> tuple[tuple[int, int], ...]:
    """The orders and moves a message is about that is remembered by ``note``, if it may be that of a push."""
    kind, _, which = note.partition(":")
    if kind == PUSHED:
        pairs = [pair.partition(".")[::2] for pair in which.split(",")]
    elif kind == "notice":
        pairs = [which.partition(":")[::2]]
    else:
        return ()
    return tuple((int(order), int(move)) for order, move in pairs if order.isdecimal() and move.isdecimal())


def pushed_lines(ctx: Context, which: str) -> Mapping[int, Line]:
    """Only those of the reader's companies."""
    lines: dict[int, Line] = {}
    for number, pair in enumerate(which.split(","), start=1):
        order_id, _, move = pair.partition(".")
        if (
            order_id.isdecimal()
            and move.isdecimal()
            and (line := _line(ctx, int(order_id), int(move), number))
        ):
            lines[number] = line
    return lines


def _line(ctx: Context, order_id: int, move: int, number: int) -> Line | None:
    event = events_rows.event(ctx.conn, OrderId(order_id), move)
    order = orders_rows.load(ctx.conn, OrderId(order_id)) if event else None
    if event is None or order is None or event.stage is None or order.company not in ctx.actors:
        return None
    asked = Reminder(
        id=0,
        company=order.company,
        thing=Thing(order=order.id, stage=event.stage),
        rule=Rule.UPDATE.value,
        missed_at=event.at,
        rung=0,
        round=0,
        department=order.workflow.stage(event.stage).department,
        made_at=event.at,
        said_at=event.at,
    )
    return Line(reminder=asked, number=number)


def line_key(ctx: Context, line: Line, verb: str, number: int, choice: str = "") -> Button:
    """A button about what a line is of, labelled with its number."""
    asked = line.reminder
    if asked.duty is not None:
        return key("button.plain", OPEN, order=asked.duty, name=str(number))
    if asked.of_order.stage is None:
        return show_key(asked.of_order.order, str(number))
    order = orders_rows.load(ctx.conn, line.reminder.of_order.order)
    label = text("button.plain", name=str(number))
    return stage_key(order, line.reminder.of_order.stage or "", verb, label, choice=choice)
