"""What time it is: for the business, and for leases, pacing and signatures."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, kw_only=True)
class Clock:
    """Business time runs with the machine's, ahead of it by ``offset``.

    The offset is asked for at every reading, since any replica may move it. Only the sandbox ever does.
    """

    offset: Callable[[], timedelta]

    def now(self) -> datetime:
        """Return business time: what is due, late and said goes by it."""
        return self.machine_now() + self.offset()

    @staticmethod
    def machine_now() -> datetime:
        """Return the machine's own time: leases and whatever is agreed with others go by it."""
        return datetime.now(UTC)

    @staticmethod
    def monotonic() -> float:
        """Return seconds that never jump: pacing and time limits go by them."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait for so many of those seconds."""
        await asyncio.sleep(seconds)
