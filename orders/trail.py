"""The events of one move while it is decided, and the order as it stands after each of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from orders.events import Event, Kind
from orders.evolving import evolve
from orders.moves import Actor, Move
from orders.order import Evidence, Order, StageRecord
from orders.times import Times


class Trail:
    """Grows by ``add``; the order it was begun with is never touched."""

    def __init__(self, order: Order, move: Move, *, actor: Actor, now: datetime, times: Times) -> None:
        self.order = order
        self.actor = actor
        self.now = now
        self.times = times
        self._move = move
        self._first = order.version + 1
        self._events: list[Event] = []

    @property
    def events(self) -> tuple[Event, ...]:
        return tuple(self._events)

    def stage(self, stage_id: str) -> StageRecord:
        return self.order.stage(stage_id)

    def add(
        self,
        kind: Kind,
        stage: str | None = None,
        *,
        note: str = "",
        evidence: Sequence[Evidence] = (),
        **data: Any,
    ) -> None:
        if self._move.spoken_for is not None:
            data["spoken_for"] = self._move.spoken_for
        event = Event(
            seq=self.order.version + 1,
            move=self._first,
            kind=kind,
            at=self.now,
            by=self.actor.person,
            stage=stage,
            note=note,
            on_behalf=self._move.on_behalf,
            data=data,
            evidence=tuple(evidence),
            source=self._move.source,
        )
        self._events.append(event)
        self.order = evolve(self.order, event)

    @property
    def on_behalf(self) -> bool:
        return bool(self._move.on_behalf)
