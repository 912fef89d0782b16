"""Telling the admins what they should know of receiving, each thing not more than once an hour."""

from collections.abc import Callable

import structlog
from sqlalchemy import Connection

from bot.awaiting import settled
from handlers.reply import Text
from storage.engine import Store
from storage.stores.errors import StoreUnavailable

HOUR = 3600.0

TellAdmins = Callable[[Connection, Text], None]  # writes letters; the caller's transaction commits them

log = structlog.get_logger(__name__)


class Telling:
    def __init__(self, store: Store, tell: TellAdmins, *, monotonic: Callable[[], float]) -> None:
        self._store = store
        self._tell = tell
        self._monotonic = monotonic
        self._told_at: dict[str, float] = {}

    async def once(self, line: Text) -> None:
        """Store a letter to the admins, unless the same has been said within the hour or the store is away."""
        now = self._monotonic()
        if now - self._told_at.get(line.key, -HOUR) < HOUR:
            return
        self._told_at[line.key] = now
        try:
            await settled(self._store.write(lambda conn: self._tell(conn, line)))
        except StoreUnavailable as away:
            log.warning("admins could not be told", what=line.key, reason=str(away))
