"""getUpdates: one poller at a time, answers as soon as there is something."""

import asyncio
import time
from contextlib import suppress
from typing import Any

from sandbox.params import Params
from sandbox.refusal import Refusal
from sandbox.updates import Updates

WEBHOOK_SET = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
OTHER_POLLER = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
WEBHOOK_CAME = "Conflict: terminated by setWebhook request"
LONGEST = 50


class Poller:
    """The one place where a bot can wait for updates. ``conflict_pause`` slows down a fight of two."""

    def __init__(self, updates: Updates) -> None:
        self.conflict_pause = 3.0
        self.webhook_set = False
        self._updates = updates
        self._turn = 0
        self._why = ""
        self._next_conflict_at = 0.0

    async def get_updates(self, p: Params) -> list[dict[str, Any]]:
        if self.webhook_set:
            raise Refusal(409, WEBHOOK_SET)
        self.interrupt(OTHER_POLLER)
        if p.has("allowed_updates"):
            self._updates.allow(p.entries("allowed_updates"))
        if p.integer("offset"):
            self._updates.confirm(p.integer("offset"))
        timeout = min(p.integer("timeout"), LONGEST)
        if timeout > 0:
            await self._wait(timeout)
        limit = min(max(p.integer("limit") or 100, 1), 100)
        return [update.body() for update in self._updates.batch(limit)]

    def interrupt(self, why: str) -> None:
        """End the call that waits now, if one does."""
        self._turn += 1
        self._why = why
        self._updates.changes.happened()

    async def _wait(self, timeout: float) -> None:  # noqa: ASYNC109 - a parameter of getUpdates
        mine = self._turn
        with suppress(TimeoutError):
            await self._updates.changes.wait_for(
                lambda: self._turn != mine or self._updates.waiting(), timeout
            )
        if self._turn != mine:
            await self._conflict(self._why)

    async def _conflict(self, why: str) -> None:
        now = time.monotonic()
        if now < self._next_conflict_at:
            await asyncio.sleep(self.conflict_pause)
        else:
            self._next_conflict_at = now + self.conflict_pause
        raise Refusal(409, why)
