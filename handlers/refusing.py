"""Refusals as sentences: ids become names, codes of who may become departments and roles."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal

from handlers.context import Context
from handlers.finding import called, rows_of, suggested
from handlers.parties import parties
from handlers.reply import Button, Clock, Listed, Param, Reply, Text, text
from handlers.replying import personal
from handlers.stage_keys import STAGE, in_rows, key, show_key, stage_keys
from handlers.wording import (
    department_name,
    department_names,
    holder_lines,
    number_said,
    order_title,
    person_name,
)
from orders.order import Order
from orders.refusals import BotError, Value
from orders.refusals.naming import OrderAmbiguous, OrderUnknown, StageAmbiguous
from orders.refusals.stale import AlreadyRecorded, TapStale, WentOnSince
from orders.refusals.whole_order import FactsMissing, OrderCancelled, OrderClosed, OrderIsDraft, OrderPaused
from storage.order_book import events_rows

_OF_THE_WHOLE = (
    FactsMissing,
    OrderCancelled,
    OrderClosed,
    OrderIsDraft,
    OrderPaused,
)  # a case is not called an order


def refuse(ctx: Context, refusal: BotError) -> Reply:
    """For the asker alone; with the moves that are legal now, or what may have been meant, as buttons."""
    if isinstance(refusal, StageAmbiguous) and refusal.about is not None:
        return _which_stage(ctx, refusal.about, refusal)
    if isinstance(refusal, OrderAmbiguous):
        return _which_order(ctx, refusal)
    if isinstance(refusal, OrderUnknown) and not refusal.near:
        refusal = suggested(ctx, refusal)
    lines = [refusal_line(ctx, refusal)]
    order, stage = refusal.about, _stage_of(refusal)
    if isinstance(refusal, WentOnSince) and order is not None:
        lines += holder_lines(ctx.centres[order.company], order)
        if stage is None:
            return personal(ctx.incoming, *lines, buttons=((show_key(order.id),),))
    if order is None or stage is None:
        return personal(ctx.incoming, *lines, buttons=_near_orders(ctx, refusal))
    if isinstance(refusal, TapStale) and (since := what_happened(ctx, order, stage)):
        lines.append(since)
    actor = ctx.actors.get(order.company)
    keys = stage_keys(order, stage, actor) if actor else ()
    return personal(ctx.incoming, *lines, buttons=(*keys, (show_key(order.id),)))


def _which_stage(ctx: Context, order: Order, several: StageAmbiguous) -> Reply:
    keys = [
        key(
            "button.stage",
            STAGE,
            order=order.id,
            stage=one,
            version=order.stage(one).version,
            stage_name=order.workflow.stage(one).names,
        )
        for one in several.stages
    ]
    return personal(ctx.incoming, order_title(order), text("ask.which_stage"), buttons=in_rows(keys, 2))


def _which_order(ctx: Context, several: OrderAmbiguous) -> Reply:
    rows = rows_of(ctx, several.codes)
    names = called(ctx, rows)
    keys = [show_key(row.id, names[row.id]) for row in rows]
    return personal(ctx.incoming, refusal_line(ctx, several), buttons=in_rows(keys))


def _near_orders(ctx: Context, refusal: BotError) -> tuple[tuple[Button, ...], ...]:
    """Orders that may have been meant."""
    if not isinstance(refusal, OrderUnknown):
        return ()
    return in_rows(show_key(row.id, row.code) for row in rows_of(ctx, refusal.near))


def refusal_line(ctx: Context, refusal: BotError) -> Text:
    refusal = _with_whom(ctx, refusal)
    params = {name: _said(ctx, refusal.about, name, value) for name, value in refusal.params.items()}
    if refusal.about is not None:
        params["order"] = refusal.about.code
    near = refusal.params.get("near")
    if near:
        return Text(key=f"{refusal.key}_near", params=params)
    if refusal.about is not None and refusal.about.case and isinstance(refusal, _OF_THE_WHOLE):
        return Text(key=f"case.{refusal.key.replace('.', '_')}", params=params)
    return Text(key=refusal.key, params=params)


def _with_whom(ctx: Context, refusal: BotError) -> BotError:
    """What was recorded before is told with who did it and when, where the refusal does not know."""
    order = refusal.about
    if not isinstance(refusal, AlreadyRecorded) or refusal.by is not None or order is None:
        return refusal
    done = (one for one in reversed(events_rows.history(ctx.conn, order.id)) if one.kind == refusal.what)
    event = next((one for one in done if refusal.stage in {None, one.stage}), None)
    if event is None:
        return refusal
    known = AlreadyRecorded(what=refusal.what, stage=refusal.stage, by=event.by, at=event.at)
    known.about = order
    return known


def _stage_of(refusal: BotError) -> str | None:
    stage = refusal.params.get("stage")
    return stage if isinstance(stage, str) and stage else None


def what_happened(ctx: Context, order: Order, stage: str) -> Text | None:
    """Who recorded what last, and when: so that nobody has to ask around."""
    last = events_rows.last_event(ctx.conn, order.id, stage)
    if last is None:
        return None
    return text(
        "refusal.last_event",
        what=text(f"event.{last.kind}"),
        by=person_name(ctx.view, last.by),
        at=Clock(at=last.at),
        stage=order.workflow.stage(stage).names,
    )


def _said(ctx: Context, order: Order | None, name: str, value: Value) -> Param:
    if name in _BY_NAME:
        return _BY_NAME[name](ctx, order, value)
    return _plain(value)


def _plain(value: Value) -> Param:
    match value:
        case datetime():
            return Clock(at=value)
        case tuple():
            return Listed(items=tuple(_plain(one) for one in value))
        case Decimal():
            return number_said(value)
        case None:
            return ""
    return value


def _stages(_: Context, order: Order | None, value: Value) -> Param:
    if isinstance(value, tuple):
        return Listed(items=tuple(_stage(order, str(one)) for one in value))
    return _stage(order, str(value or ""))


def _stage(order: Order | None, stage: str) -> Param:
    if order is None or stage not in order.workflow.by_id:
        return stage
    return order.workflow.stage(stage).names


def _department(ctx: Context, _: Order | None, value: Value) -> Param:
    return department_name(ctx.centre, str(value))


def _who_may(ctx: Context, _: Order | None, value: Value) -> Param:
    codes = value if isinstance(value, tuple) else ()
    return parties(ctx.centre, map(str, codes))


def _person(ctx: Context, _: Order | None, value: Value) -> Param:
    return person_name(ctx.view, value if isinstance(value, int) else None)


def _kinds(_: Context, __: Order | None, value: Value) -> Param:
    kinds = value if isinstance(value, tuple) else ()
    return Listed(items=tuple(text(f"evidence.{kind}") for kind in kinds), joiner="or")


def _duty(ctx: Context, _: Order | None, value: Value) -> Param:
    found = [centre.duty(str(value)) for centre in (ctx.centres[one] for one in ctx.actors)]
    return next((one.names for one in found if one is not None), str(value))


def _duties(ctx: Context, _: Order | None, value: Value) -> Param:
    return (
        Listed(items=tuple(_duty(ctx, None, str(one)) for one in value)) if isinstance(value, tuple) else ""
    )


def _event(_: Context, __: Order | None, value: Value) -> Param:
    return text(f"event.{value}")


def _fields(_: Context, order: Order | None, value: Value) -> Param:
    wanted = value if isinstance(value, tuple) else (str(value),)
    known = (
        {field.id: field.names for stage in order.workflow.stages for field in stage.fields} if order else {}
    )
    return Listed(items=tuple(known.get(str(one), str(one)) for one in wanted))


_BY_NAME: Mapping[str, Callable[[Context, Order | None, Value], Param]] = {
    **dict.fromkeys(("stage", "stages", "to", "givers", "earlier", "waits_for"), _stages),
    "department": _department,
    "departments": lambda ctx, _, value: department_names(ctx.centre, (str(one) for one in value or ())),  # type: ignore[union-attr]  # a tuple by its class
    "who_may": _who_may,
    "duty": _duty,
    "duties": _duties,
    "by": _person,
    "kinds": _kinds,
    **dict.fromkeys(("what", "by_kind"), _event),
    **dict.fromkeys(("fields", "field"), _fields),
    "instead": lambda _, __, value: text(f"instead.{value}"),
    "move": lambda _, __, value: text(f"move.{value}"),
    "kind": lambda _, __, value: text(f"field.accepts_{value}"),
    "trouble": lambda _, __, value: text(f"table.{value}"),
    "fault": lambda _, __, value: text(f"payment.fault_{value}"),
    "facts": lambda _, __, value: Listed(items=tuple(text(f"fact.{one}") for one in value or ())),  # type: ignore[union-attr]  # a tuple by its class
}
