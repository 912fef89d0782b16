"""An edited message: its first form is what counts. What it has recorded is named part by part, each with its way back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from handlers.context import Context
from handlers.duties.duty_keys import undo_keys
from handlers.duties.duty_lines import params_of
from handlers.duties.handing_in import handed_in_by
from handlers.reply import Button, Clock, Param, Reply, Text, text
from handlers.replying import personal
from handlers.stage_keys import in_rows, show_key, undo_key
from handlers.wording import main_kind, order_title, quantity_text, stage_name
from orders.duties import DutyDay
from orders.events import Event, Kind
from orders.order import Order, OrderId
from orders.quantities import quantity_from_json
from storage.intake import batch_rows
from storage.order_book import events_rows, orders_rows


@dataclass(frozen=True, kw_only=True, slots=True)
class _Part:
    """One thing the message has recorded: as the only one, and as one of several. The first key takes it back."""

    sentence: Text
    line: Text
    keys: tuple[Button, ...]


def told_before(ctx: Context) -> Reply | None:
    """None if nothing of the message's first form stands."""
    parts = [*(_of_duty(ctx, day) for day in handed_in_by(ctx)), *_of_orders(ctx)]
    chat, message, words = ctx.incoming.chat.id, ctx.incoming.message, ctx.incoming.text
    file = [] if batch_rows.by_message(ctx.conn, chat, message) is None else [text("batch.already")]
    if not parts:
        return personal(ctx.incoming, *file) if file else None
    if not (parts[1:] or "\n" in words or ";" in words):
        return personal(ctx.incoming, parts[0].sentence, *file, buttons=(parts[0].keys,))
    lines: list[Text] = []
    keys: list[Button] = []
    for number, part in enumerate(parts, start=1):
        lines.append(text("nudge.numbered", number=number, line=part.line))
        keys.append(replace(part.keys[0], label=text("edit.key_undo", number=number)))
    lines = [text("edit.recorded"), *lines, text("edit.the_rest"), *file]
    return personal(ctx.incoming, *lines, buttons=in_rows(keys))


def _of_duty(ctx: Context, day: DutyDay) -> _Part:
    params = params_of(ctx.centres[day.company], day)
    [keys] = undo_keys(day)
    return _Part(
        sentence=Text(key="edit.handed_in", params=params),
        line=Text(key="edit.part_duty", params=params),
        keys=keys,
    )


def _of_orders(ctx: Context) -> Iterable[_Part]:
    """Each move the message made that was not taken back."""
    moves: dict[tuple[OrderId, int], list[Event]] = {}
    for order_id, event in events_rows.by_source(ctx.conn, ctx.incoming.chat.id, ctx.incoming.message):
        moves.setdefault((order_id, event.move), []).append(event)
    for (order_id, move), events in moves.items():
        undone = events_rows.of_kinds(ctx.conn, order_id, [Kind.UNDONE])
        if move not in {one.data["move"] for one in undone}:
            yield _of_move(orders_rows.load(ctx.conn, order_id), events)


def _of_move(order: Order, events: Sequence[Event]) -> _Part:
    kind = main_kind([one.kind for one in events])
    made = next(one for one in events if one.kind == kind)
    at = Clock(at=made.at, style="time")
    sentence = text("edit.already", order=order_title(order), what=text(f"event.{kind}"), at=at)
    params: dict[str, Param] = {"order": order_title(order), "what": _what(made), "at": at}
    if made.stage is not None:
        params["stage"] = stage_name(order, made.stage)
    line = Text(key="edit.part" if made.stage is None else "edit.part_stage", params=params)
    return _Part(sentence=sentence, line=line, keys=(undo_key(order, made.move), show_key(order.id)))


def _what(made: Event) -> Param:
    """How far it was said to be, where that was said: so that it can be held against the edit."""
    if made.data.get("percent") is not None:
        return text("word.percent", percent=int(made.data["percent"]))
    if made.data.get("quantity"):
        return quantity_text(quantity_from_json(made.data["quantity"]))
    return text(f"event.{made.kind}")
