"""Updates that wait for the bot, until it confirms them or they grow too old."""

import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sandbox.changes import Changes

DAY, PRESS = 86_400.0, 150.0
UNASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
FIRST_ID = 410_000_001


@dataclass(frozen=True, kw_only=True)
class Update:
    """``lane`` is the queue that a webhook gets one by one; different lanes go out side by side."""

    id: int
    kind: str
    payload: dict[str, Any]
    lane: str
    expires: float

    def body(self) -> dict[str, Any]:
        return {"update_id": self.id, self.kind: self.payload}


class Updates:
    """The bot's one queue of updates, in order of their ids."""

    def __init__(self) -> None:
        self.changes = Changes()
        self.history: list[Update] = []
        self.allowed: frozenset[str] | None = None
        self._pending: deque[Update] = deque()
        self._again: list[Update] = []
        self.next_id = FIRST_ID

    def put(self, kind: str, payload: dict[str, Any], *, lane: str, keep: float = DAY) -> None:
        """Queue an update, unless the bot has not asked for its kind. Ages are machine time."""
        if not self.wanted(kind):
            return
        update = Update(
            id=self.next_id, kind=kind, payload=payload, lane=lane, expires=time.monotonic() + keep
        )
        self.next_id += 1
        self.history.append(update)
        self._pending.append(update)
        self.changes.happened()

    def put_back(self, update: Update) -> None:
        """Queue an update again that waited when the world was kept."""
        self.history.append(update)
        self._pending.append(update)

    def wanted(self, kind: str) -> bool:
        return kind not in UNASKED if self.allowed is None else kind in self.allowed

    def allow(self, kinds: Iterable[str]) -> None:
        """Remember which kinds the bot wants from now on; none named means the usual ones."""
        self.allowed = frozenset(kind.lower() for kind in kinds) or None

    def pending(self) -> list[Update]:
        now = time.monotonic()
        while self._pending and self._pending[0].expires <= now:
            self._pending.popleft()
        return [update for update in self._pending if update.expires > now]

    def confirm(self, offset: int) -> None:
        """Forget what comes before ``offset``; a negative one keeps only the last so many."""
        if offset < 0:
            offset = [0, *(update.id for update in self._pending)][max(offset, -len(self._pending))]
        self._pending = deque(update for update in self._pending if update.id >= offset)

    def waiting(self) -> list[Update]:
        """Return what is to be handed out: what is to be repeated first."""
        return [*self._again, *self.pending()]

    def batch(self, limit: int) -> list[Update]:
        """Hand out updates to a poller; repeats are handed out once."""
        batch = self.waiting()[:limit]
        self._again = [update for update in self._again if update not in batch]
        return batch

    def done(self, update: Update) -> None:
        """Forget one update that the webhook has accepted."""
        for queue in (self._again, self._pending):
            if update in queue:
                queue.remove(update)
                return

    def drop(self) -> None:
        self._pending.clear()
        self._again.clear()

    def deliver_again(self, update: Update) -> None:
        """Hand an update out once more, confirmed or not, as Telegram may do after a lost confirmation."""
        self._again.append(update)
        self.changes.happened()
