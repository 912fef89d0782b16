"""Presses of buttons, and the bot's answers to them."""

import secrets
import time
from dataclasses import dataclass, field

from sandbox.changes import Changes
from sandbox.model import Message, User


@dataclass(kw_only=True, eq=False)
class Tap:
    """One press: the person's screen shows a spinner until ``answered``."""

    id: str
    user: User
    message: Message
    data: str
    changes: Changes
    at: float = field(default_factory=time.monotonic)
    answered: bool = False
    text: str = ""
    alert: bool = False
    url: str = ""

    @property
    def age(self) -> float:
        return time.monotonic() - self.at

    async def answer(self, timeout: float = 10.0) -> "Tap":  # noqa: ASYNC109 - bounds the wait of a test
        """Wait until the bot has answered."""
        await self.changes.wait_for(lambda: self.answered, timeout)
        return self


class Taps:
    """Every press by its id. ``deadline`` is how many seconds of machine time the bot has to answer."""

    def __init__(self, changes: Changes) -> None:
        self.deadline = 15.0
        self._changes = changes
        self._by_id: dict[str, Tap] = {}

    def press(self, user: User, message: Message, data: str) -> Tap:
        tap = Tap(id=str(secrets.randbits(62)), user=user, message=message, data=data, changes=self._changes)
        self._by_id[tap.id] = tap
        return tap

    def get(self, tap_id: str) -> Tap | None:
        return self._by_id.get(tap_id)

    def open(self, tap_id: str) -> Tap | None:
        """Return a press that can still be answered."""
        tap = self._by_id.get(tap_id)
        return tap if tap is not None and not tap.answered and tap.age <= self.deadline else None

    def all(self) -> list[Tap]:
        return list(self._by_id.values())
