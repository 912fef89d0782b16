"""What of a price has fallen due by the course of the work, what has been asked for, and what has come."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from orders.centre_file.instalments import Instalment, Trigger
from orders.checks import Awaited, Rule
from orders.order import Order, OrderState, StageState
from payments.settling import Standing
from payments.shares import shares

# A paused order is chased for nothing: whoever paused it has told the customer to wait, or waits for them.
_NONE_DUE = frozenset({OrderState.DRAFT, OrderState.PAUSED, OrderState.CANCELLED})


@dataclass(frozen=True, kw_only=True, slots=True)
class Demanded:
    """One request. ``instalment`` "": an amount of its own, which counts for whatever is next."""

    instalment: str
    made_at: datetime
    standing: Standing


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """An instalment that has fallen due. ``asked_at``: when what is missing of it was asked for, if it was.

    ``quiet_until``: until then its order was paused.
    """

    instalment: Instalment
    due_since: datetime
    asked_at: datetime | None
    paid: bool
    quiet_until: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenPart:
    """An instalment that is not paid, and how much of it is ``missing``. ``due_since`` None: it has not fallen due yet."""

    instalment: Instalment
    missing: int
    due_since: datetime | None
    asked_at: datetime | None


def due_since(order: Order, instalment: Instalment) -> datetime | None:
    """When the event it waits for had happened and all it requires was true; None before, and where nothing is to be paid now.

    Those of each delivery fall due with deliveries, not here. A stage the order goes without makes nothing due, and what
    only such stages would make true is not waited for.
    """
    if order.state in _NONE_DUE or instalment.per is not None:
        return None
    needed = [stages for one in instalment.requires if (stages := _marking(order, one))]
    moments = [_happened_at(order, instalment.due_when), *(_done_at(order, stages) for stages in needed)]
    known = [at for at in moments if at is not None]
    return max(known) if len(known) == len(moments) else None


def _happened_at(order: Order, trigger: Trigger) -> datetime | None:
    if trigger.event == "opened":
        return order.opened_at
    if trigger.stage is not None:
        record = order.stages.get(trigger.stage)
        if record is None:
            return None
        return record.received_at if trigger.event == "received" else _done_at(order, [trigger.stage])
    return _done_at(order, _marking(order, trigger.event))


def _marking(order: Order, milestone: str) -> Sequence[str]:
    """The stages that make it true, of those the order goes through."""
    return [
        stage.id
        for stage in order.workflow.stages
        if milestone in stage.marks and order.stage(stage.id).state is not StageState.SKIPPED
    ]


def claims(order: Order, asked: Sequence[Demanded]) -> tuple[Claim, ...]:
    """What has fallen due, in the order of the file. Money without an instalment's name fills them in that order.

    Where neither the price is known nor anything was asked for, there is nothing to collect yet.
    """
    found: list[Claim] = []
    for one, share, asked_at, missing in _each(order, asked):
        since = due_since(order, one)
        if since is not None and (share is not None or asked_at is not None):
            claim = Claim(instalment=one, due_since=since, asked_at=asked_at, paid=missing == 0)
            found.append(replace(claim, quiet_until=_resumed(order, since)))
    return tuple(found)


def open_parts(order: Order, asked: Sequence[Demanded]) -> tuple[OpenPart, ...]:
    """What is still to come of the price, in the order of the file; nothing where the price is not known."""
    return tuple(
        OpenPart(instalment=one, missing=missing, due_since=due_since(order, one), asked_at=asked_at)
        for one, share, asked_at, missing in _each(order, asked)
        if share is not None and missing
    )


def _each(
    order: Order, asked: Sequence[Demanded]
) -> Iterator[tuple[Instalment, int | None, datetime | None, int | None]]:
    """Each instalment, what it is worth, when it was asked for, and what is missing of it, as far as that is known."""
    left = _Unnamed([one for one in asked if not one.instalment])
    worth: Mapping[str, int] = {}
    if order.facts.amount:
        worth = shares(order.facts.amount, order.workflow.instalments)
    for one in order.workflow.instalments:
        own = [demand for demand in asked if demand.instalment == one.id]
        yield one, worth.get(one.id), *_stands(worth.get(one.id), own, left)


def awaited(
    claim: Claim, *, department: str, pay_by: Callable[[Instalment, datetime], datetime]
) -> tuple[Awaited, ...]:
    """Which clock runs: whoever collects asks for it at once, whoever pays has the time agreed from then on."""
    if claim.paid:
        return ()
    if claim.asked_at is None:
        rule, at = Rule.MONEY_UNASKED, claim.due_since
    else:
        rule, at = Rule.MONEY_UNPAID, pay_by(claim.instalment, claim.asked_at)
    return (Awaited(rule=rule, at=at, department=department, quiet_until=claim.quiet_until),)


class _Unnamed:
    """Money, come or asked for, that bears no instalment's name; it is poured out once."""

    def __init__(self, demands: Sequence[Demanded]) -> None:
        self.received = sum(one.standing.received for one in demands)
        self.awaited = sum(one.standing.remainder for one in demands)
        self.asked_at = max((one.made_at for one in demands if one.standing.remainder), default=None)

    def take_received(self, most: int) -> int:
        taken = min(self.received, max(0, most))
        self.received -= taken
        return taken

    def take_awaited(self, most: int) -> int:
        taken = min(self.awaited, max(0, most))
        self.awaited -= taken
        return taken


def _stands(worth: int | None, own: Sequence[Demanded], left: _Unnamed) -> tuple[datetime | None, int | None]:
    """(when it was asked for, what is missing of it, None: not known). What was asked for by name is what it is worth, whatever the price says."""
    standing = [one for one in own if not one.standing.cancelled]
    received = sum(one.standing.received for one in own)
    if received and standing and not any(one.standing.missing for one in standing):
        return standing[-1].made_at, 0
    if worth is None:
        return (standing[-1].made_at if standing else None), None
    received += left.take_received(worth - received)
    if received >= worth:
        return (standing[-1].made_at if standing else left.asked_at), 0
    missing = worth - received
    if standing:
        return standing[-1].made_at, missing
    return (left.asked_at if left.take_awaited(missing) >= missing else None), missing


def _resumed(order: Order, since: datetime) -> datetime | None:
    """When the order went on after a pause, if it has been paused since then: those asked before are asked first again."""
    if order.state is not OrderState.OPEN or order.opened_at is None or order.since is None:
        return None
    return order.since if order.since > max(since, order.opened_at) else None


def _done_at(order: Order, stages: Sequence[str]) -> datetime | None:
    """When the last of them was done; None while one is not, or there is none."""
    records = [order.stages.get(one) for one in stages]
    done = [one.done_at for one in records if one is not None and one.state is StageState.DONE]
    moments = [at for at in done if at is not None]
    return max(moments) if moments and len(moments) == len(stages) else None
