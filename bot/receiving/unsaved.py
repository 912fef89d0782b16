"""Whose words cannot be stored hears so: that they are not saved yet, and that nothing need be typed again."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.receiving.work import Read
from handlers.incoming import Incoming
from handlers.reply import Text, text

SPARED = 5.0  # seconds for which nobody is troubled: a database that starts anew is back by then
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)  # nobody asks when it came


class Unsaved:
    """Once to a chat for as long as it lasts. ``tell`` gets through to people without storing anything."""

    def __init__(
        self, *, read: Read, tell: Callable[[Incoming, Text], None], monotonic: Callable[[], float]
    ) -> None:
        self._read = read
        self._tell = tell
        self._monotonic = monotonic
        self._since: float | None = None
        self._told: set[int] = set()

    def failed(self, updates: Sequence[Mapping[str, Any]]) -> None:
        """These were not stored, and the messenger will be asked for them again."""
        now = self._monotonic()
        if self._since is None:
            self._since = now
        if now - self._since < SPARED:
            return
        for raw in updates:
            incoming = self._understood(raw)
            if incoming is not None and incoming.chat.id not in self._told and _awaits_answer(incoming):
                self._told.add(incoming.chat.id)
                self._tell(incoming, text("error.not_saved"))

    def stored(self) -> None:
        self._since = None
        self._told.clear()

    def _understood(self, raw: Mapping[str, Any]) -> Incoming | None:
        try:
            return self._read(raw, received_at=LONG_AGO)
        except ValueError:
            return None  # it is put aside when it can be


def _awaits_answer(incoming: Incoming) -> bool:
    """In a group people talk to each other."""
    if incoming.tap is not None:
        return True
    to_bot = incoming.text.startswith("/") or (incoming.reply_to is not None and incoming.reply_to.by_bot)
    return incoming.kind == "message" and (incoming.chat.is_private or to_bot)
