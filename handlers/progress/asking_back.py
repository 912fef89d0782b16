"""What a report leaves open is asked with buttons, or for words: nothing is guessed, nothing is lost meanwhile."""

from handlers import asking
from handlers.context import Context
from handlers.finding import called, rows_of
from handlers.order_cards.order_lines import stage_lines
from handlers.progress.spoken import Spoken, to_json
from handlers.reply import Reply, text
from handlers.replying import here
from handlers.stage_keys import (
    AS_AMOUNT,
    AS_DAY,
    AS_DAY_OF,
    AS_DONE,
    AS_NOTE,
    HOLD_AS,
    PICK_ORDER,
    PICK_STAGE,
    in_rows,
    key,
    never_mind_key,
    show_key,
    stage_key,
    stage_keys,
)
from handlers.unclear_keys import unclear_line
from handlers.wording import order_title, stage_name
from orders.order import Order
from orders.refusals.naming import OrderAmbiguous, StageAmbiguous
from orders.refusals.reading import DateUnclear, ReportUnclear


def which_order(ctx: Context, spoken: Spoken, several: OrderAmbiguous) -> Reply:
    kept = asking.wait_for(ctx, "which_order", {"spoken": to_json(spoken), "rest": several.rest})
    rows = rows_of(ctx, several.codes)
    names = called(ctx, rows)
    keys = [
        key(
            "button.order",
            PICK_ORDER,
            order=row.id,
            choice=kept,
            code=names[row.id],
            title=row.title or row.customer,
        )
        for row in rows
    ]
    return Reply(
        says=(
            here(ctx.incoming, text("ask.which_order"), buttons=(*in_rows(keys, 1), (never_mind_key(kept),))),
        )
    )


def which_stage(ctx: Context, order: Order, spoken: Spoken, several: StageAmbiguous) -> Reply:
    kept = asking.wait_for(ctx, "which_stage", to_json(spoken))
    keys = [
        stage_key(
            order, one, PICK_STAGE, text("button.stage", stage_name=stage_name(order, one)), choice=kept
        )
        for one in several.stages
    ]
    rows = (*in_rows(keys, 2), (never_mind_key(kept),))
    return Reply(says=(here(ctx.incoming, order_title(order), text("ask.which_stage"), buttons=rows),))


def which_day(ctx: Context, order: Order, spoken: Spoken, unclear: DateUnclear) -> Reply:
    stage = unclear.stage or ""
    kept = asking.wait_for(ctx, "unclear", to_json(spoken))
    keys = [
        stage_key(order, stage, AS_DAY_OF, text("button.day", day=day), choice=f"{kept}:{day.isoformat()}")
        for day in unclear.readings
    ]
    asked = text("ask.when", stage=stage_name(order, stage))
    lines = (order_title(order), *unclear_line(unclear), asked)
    return Reply(says=(here(ctx.incoming, *lines, buttons=(*in_rows(keys), (never_mind_key(kept),))),))


def ask_back(ctx: Context, order: Order, spoken: Spoken, unclear: ReportUnclear) -> Reply:
    """A question is answered with how the stage stands; the rest is asked with buttons."""
    stage = unclear.stage
    if unclear.why == "question":
        lines = stage_lines(ctx.view_of(order.company), order, stage)
        legal = stage_keys(order, stage, ctx.actors[order.company])
        return Reply(says=(here(ctx.incoming, *lines, buttons=(*legal, (show_key(order.id),))),))
    kept = asking.wait_for(ctx, "unclear", to_json(spoken))
    if unclear.why == "fraction_or_date":
        asked = text("ask.fraction_or_date", stage=stage_name(order, stage), words=spoken.text)
        amount = stage_key(order, stage, AS_AMOUNT, text("button.as_amount"), choice=kept)
        day = stage_key(order, stage, AS_DAY, text("button.as_day"), choice=kept)
        return Reply(
            says=(
                here(
                    ctx.incoming, order_title(order), asked, buttons=((amount, day), (never_mind_key(kept),))
                ),
            )
        )
    if unclear.why == "hold_kind":
        centre = ctx.centres[order.company]
        kinds = [
            stage_key(
                order, stage, HOLD_AS, text("button.plain", name=kind.names), choice=f"{kind.id}:{kept}"
            )
            for kind in centre.hold_kinds
        ]
        asked = text("ask.hold_kind", stage=stage_name(order, stage))
        return Reply(
            says=(
                here(
                    ctx.incoming,
                    order_title(order),
                    asked,
                    buttons=(*in_rows(kinds, 2), (never_mind_key(kept),)),
                ),
            )
        )
    done = stage_key(order, stage, AS_DONE, text("button.done"), choice=kept, style="success")
    note = stage_key(order, stage, AS_NOTE, text("button.only_note"), choice=kept)
    asked = text("ask.unclear", stage=stage_name(order, stage), words=spoken.text)
    keys = ((done, note), (never_mind_key(kept), show_key(order.id)))
    return Reply(says=(here(ctx.incoming, order_title(order), asked, buttons=keys),))
