"""Notices as they stand: which hold, and who has not acknowledged them."""

from orders.order import Notice, Order, OrderState, StageRecord

_IN_HAND = frozenset({OrderState.OPEN, OrderState.PAUSED})


def standing(record: StageRecord) -> Notice | None:
    """The notice of a stage that holds: given out and not recalled."""
    return record.notice if record.notice is not None and not record.notice.recall else None


def missing(order: Order, stage_id: str) -> tuple[str, ...]:
    """The departments that have not acknowledged the last one of a stage; what has ended asks nobody any more."""
    notice = order.stage(stage_id).notice
    return tuple(notice.awaited) if notice is not None and order.state in _IN_HAND else ()


def notified(order: Order) -> frozenset[str]:
    """The departments to which a notice of the order stands."""
    told = (notice for record in order.stages.values() if (notice := standing(record)) is not None)
    return frozenset(one for notice in told for one in (*notice.awaited, *notice.acknowledged))
