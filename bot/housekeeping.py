"""Forgetting what has served its time, an hour at a time and in slices, so that tables stay as small as the work is."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import NamedTuple

import structlog

from bot.clock import Clock
from storage import albums, dialogs, inbox, kept_reports, outbox_lists, said
from storage.engine import Store
from storage.errors import StoreUnavailable

EVERY = 3600.0  # seconds

log = structlog.get_logger(__name__)


class Chore(NamedTuple):
    """``prune`` forgets at most a slice and says how much. ``business``: its moments are the business clock's."""

    name: str
    keep: timedelta
    prune: Callable[..., int]  # (conn, before)
    business: bool = False


CHORES = (
    Chore(
        "updates", timedelta(days=3), inbox.prune
    ),  # Telegram repeats for one day; after seven, ids start anew
    Chore("letters", timedelta(days=30), outbox_lists.prune),
    Chore("messages to be edited", timedelta(days=60), said.prune),
    Chore("questions", timedelta(days=1), dialogs.prune, business=True),
    Chore("albums", timedelta(days=3), albums.prune, business=True),
    Chore("strangers' reports", timedelta(days=30), kept_reports.prune, business=True),
)


class Housekeeping:
    """Several processes may keep house at once: what one has forgotten another does not find."""

    def __init__(self, store: Store, clock: Clock, *, every: float = EVERY) -> None:
        self._store = store
        self._clock = clock
        self._every = every

    async def run(self) -> None:
        while True:
            try:
                await self.tidy()
            except StoreUnavailable as away:
                log.warning("housekeeping waits for the store", reason=str(away))
            await asyncio.sleep(self._every)

    async def tidy(self) -> None:
        """Each chore until it finds nothing more; other writers come in between the slices."""
        for chore in CHORES:
            now = self._clock.now() if chore.business else self._clock.machine_now()
            before = now - chore.keep
            slice_of = partial(chore.prune, before=before)
            while await asyncio.wrap_future(self._store.write(slice_of)):
                pass
