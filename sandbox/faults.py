"""Faults on demand: the next calls fail the way Telegram and the network do."""

import asyncio
from dataclasses import dataclass, field
from typing import Literal

FaultKind = Literal["429", "500", "502", "deleted", "drop_before", "drop_after", "hang"]


@dataclass(kw_only=True, eq=False)
class Fault:
    """``method`` None means any but getUpdates. A hang ends after ``seconds``, or when released."""

    kind: FaultKind
    times: int = 1
    method: str | None = None
    chat: int | None = None
    seconds: float | None = None
    left: int = 0
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.left = self.times

    def fits(self, method: str, chat: object) -> bool:
        if self.left == 0 or (self.chat is not None and chat != self.chat):
            return False
        return method == self.method if self.method else method != "getUpdates"

    def release(self) -> None:
        """Let go every call that hangs in this fault, and those that would."""
        self.left = 0
        self.released.set()

    async def hang(self) -> None:
        try:
            async with asyncio.timeout(self.seconds):
                await self.released.wait()
        except TimeoutError:
            return


class Faults:
    """What will go wrong, in the order it was planned."""

    def __init__(self) -> None:
        self._planned: list[Fault] = []

    def plan(
        self,
        kind: FaultKind,
        *,
        times: int = 1,
        method: str | None = None,
        chat: int | None = None,
        seconds: float | None = None,
    ) -> Fault:
        """Let the next calls fail. ``seconds`` is ``retry_after`` of a 429, or the length of a hang."""
        fault = Fault(kind=kind, times=times, method=method, chat=chat, seconds=seconds)
        self._planned.append(fault)
        return fault

    def take(self, method: str, chat: object) -> Fault | None:
        """Return the fault this call runs into, if any, and count it."""
        for fault in self._planned:
            if fault.fits(method, chat):
                fault.left -= 1
                return fault
        return None

    def clear(self) -> None:
        for fault in self._planned:
            fault.release()
        self._planned.clear()
