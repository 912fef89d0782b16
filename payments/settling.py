"""How a payment request stands: a function of what it asked for and what has been allocated to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Cancelled is only what no money has come for: money counts, whatever became of its code."""

    OPEN = "open"
    PARTLY_PAID = "partly_paid"
    PAID = "paid"
    OVERPAID = "overpaid"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """``asked`` and ``received`` in minor units. ``cancelled``: nothing more is asked for."""

    asked: int
    received: int
    cancelled: bool = False

    @property
    def state(self) -> State:
        if self.received > self.asked:
            return State.OVERPAID
        if self.received == self.asked:
            return State.PAID
        if self.received:
            return State.PARTLY_PAID
        return State.CANCELLED if self.cancelled else State.OPEN

    @property
    def missing(self) -> int:
        """How far what came falls short, whether or not it is still asked for."""
        return max(0, self.asked - self.received)

    @property
    def remainder(self) -> int:
        """What is still to come."""
        return 0 if self.cancelled else self.missing

    @property
    def excess(self) -> int:
        """What came too much: the customer's."""
        return max(0, self.received - self.asked)


def settled(asked: int, allocated: Iterable[int], *, cancelled: bool = False) -> Standing:
    """Add up what has been allocated. In which order it came changes nothing."""
    return Standing(asked=asked, received=sum(allocated), cancelled=cancelled)
