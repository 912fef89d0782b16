"""Forgetting what has served its time, an hour at a time and in slices, so that tables stay as small as the work is."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import NamedTuple

import structlog

from bot.awaiting import settled
from bot.clock import Clock
from storage.engine import Store
from storage.intake import albums, batch_rows, dialogs, inbox, kept_reports
from storage.post import outbox_lists, said
from storage.stores.errors import StoreUnavailable

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
    Chore("updates put aside", timedelta(days=90), inbox.prune_buried),
    Chore("letters", timedelta(days=30), outbox_lists.prune),
    Chore("messages to be edited", timedelta(days=60), said.prune),
    Chore("questions", timedelta(days=1), dialogs.prune, business=True),
    Chore("albums", timedelta(days=3), albums.prune, business=True),
    Chore("files of many lines", timedelta(days=60), batch_rows.prune, business=True),
    Chore("strangers' reports", timedelta(days=30), kept_reports.prune, business=True),
)


class Housekeeping:
    """Several processes may keep house at once: what one has forgotten another does not find."""

    def __init__(
        self, store: Store, clock: Clock, *, every: float = EVERY, chores: Sequence[Chore] = CHORES
    ) -> None:
        self._store = store
        self._clock = clock
        self._every = every
        self._chores = chores

    async def run(self) -> None:
        while True:
            await self.tidy()
            await asyncio.sleep(self._every)

    async def tidy(self) -> None:
        """Every chore; one that fails is told of, is done again the next time, and keeps no other from being done."""
        for chore in self._chores:
            try:
                await self._do(chore)
            except StoreUnavailable as away:
                log.warning("housekeeping waits for the store", chore=chore.name, reason=str(away))
            except Exception:
                log.exception("a chore of housekeeping failed", chore=chore.name)

    async def _do(self, chore: Chore) -> None:
        """Until it finds nothing more; other writers come in between the slices."""
        now = self._clock.now() if chore.business else self._clock.machine_now()
        slice_of = partial(chore.prune, before=now - chore.keep)
        while await settled(self._store.write(slice_of)):
            pass
