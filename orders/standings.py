"""An order's events told again: its moves, and how it stood after each of them until the next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise

from orders import engine
from orders.events import Event, Kind
from orders.holders import Holder, holders
from orders.order import Order
from orders.undo import undone_moves


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """One move as it was made; ``undone``: taken back since."""

    events: tuple[Event, ...]
    undone: bool

    @property
    def first(self) -> Event:
        return self.events[0]


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """The order as it stood after a move, until the next one; the last stands until now."""

    since: datetime
    until: datetime
    order: Order

    @property
    def held(self) -> tuple[Holder, ...]:
        return holders(self.order)


def moves_made(events: Sequence[Event]) -> tuple[Made, ...]:
    undone = undone_moves(events)
    return tuple(
        Made(events=tuple(one), undone=number in undone)
        for number, one in groupby(events, key=lambda event: event.move)
    )


def standing_moves(events: Sequence[Event]) -> tuple[Made, ...]:
    """Those that count: without what was taken back, and without the taking back."""
    return tuple(one for one in moves_made(events) if not one.undone and one.first.kind is not Kind.UNDONE)


def standings(order: Order, made: Sequence[Made], now: datetime) -> Iterator[Standing]:
    """What is told late, with the time it was said, counts from the move before it: a ball is not held backwards."""
    moments = [made[0].first.at]
    for one in made[1:]:
        moments.append(max(moments[-1], one.first.at))
    moments.append(max(moments[-1], now))
    for (since, until), then in zip(pairwise(moments), _states(order, made), strict=True):
        yield Standing(since=since, until=until, order=then)


def _states(order: Order, made: Sequence[Made]) -> Iterator[Order]:
    """How it stood after each move, as it was then: what was undone later had counted until it was."""
    blank = engine.blank(code=order.code, company=order.company, workflow=order.workflow, id=order.id)
    then = blank
    past: list[Event] = []
    for one in made:
        past += one.events
        if one.first.kind is Kind.UNDONE:
            then = engine.replay(blank, past)
        else:
            for event in one.events:
                then = engine.evolve(then, event)
        yield then
