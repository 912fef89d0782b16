"""What a figure leaves open: why some were rejected, whether that is all there is, whether a delivery comes on top."""

from handlers import asking
from handlers.context import Context
from handlers.progress.spoken import Spoken, to_json
from handlers.reply import Button, Reply, text
from handlers.replying import here
from handlers.stage_keys import AS_COMPLETE, AS_IN_ALL, AS_MORE, never_mind_key, stage_key
from handlers.wording import number_said, order_title, quantity_text, stage_name
from orders.order import Order
from orders.quantities import Quantity
from orders.refusals.counting import DeliveryUnclear, QuantityShort, RejectsUnexplained

WHY_REJECTED, ALL_OR_WHY, DELIVERY = "rejects", "short", "delivery"


def why_rejected(ctx: Context, order: Order, spoken: Spoken, rejects: RejectsUnexplained) -> Reply:
    """The report waits for the reason in words."""
    asked = text(
        "count.why_rejected", stage=stage_name(order, rejects.stage), rejected=number_said(rejects.rejected)
    )
    kept = {"order": order.id, "spoken": to_json(spoken)}
    return asking.ask(ctx, WHY_REJECTED, kept, order_title(order), asked, placeholder="ask.reason")


def all_or_why(ctx: Context, order: Order, spoken: Spoken, short: QuantityShort) -> Reply:
    """Done with less than there is to do: complete by a button, or the reason in words."""
    so_far = quantity_text(Quantity(done=short.done, total=short.total, unit=short.unit))
    asked = text("count.all_or_why", stage=stage_name(order, short.stage), so_far=so_far)
    kept = {"order": order.id, "spoken": to_json(spoken)}

    def buttons_of(number: str) -> tuple[tuple[Button, ...], ...]:
        label = text("button.complete", total=number_said(short.total), unit=short.unit)
        return ((stage_key(order, short.stage, AS_COMPLETE, label, choice=number, style="success"),),)

    return asking.ask(
        ctx, ALL_OR_WHY, kept, order_title(order), asked, placeholder="ask.reason", buttons_of=buttons_of
    )


def more_or_in_all(ctx: Context, order: Order, spoken: Spoken, unclear: DeliveryUnclear) -> Reply:
    """A figure larger than what was delivered so far is asked about, never guessed."""
    stage, unit = unclear.stage, _unit(order, unclear.stage)
    asked = text(
        "count.more_or_in_all",
        stage=stage_name(order, stage),
        pieces=number_said(unclear.pieces),
        before=number_said(unclear.before),
        unit=unit,
    )
    kept = asking.wait_for(ctx, DELIVERY, {"order": order.id, "spoken": to_json(spoken)})
    in_all = number_said(unclear.before + unclear.pieces)
    more = text("button.delivered_more", pieces=number_said(unclear.pieces), total=in_all)
    whole = text("button.delivered_in_all", pieces=number_said(unclear.pieces))
    keys = (
        (stage_key(order, stage, AS_MORE, more, choice=kept),),
        (stage_key(order, stage, AS_IN_ALL, whole, choice=kept),),
        (never_mind_key(kept),),
    )
    return Reply(says=(here(ctx.incoming, order_title(order), asked, buttons=keys),))


def _unit(order: Order, stage: str) -> str:
    quantity = order.stage(stage).quantity
    return quantity.unit if quantity else ""
