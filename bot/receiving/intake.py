"""Taking raw updates into the inbox: stored first, looked at later."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import structlog

from bot.awaiting import settled
from bot.receiving.telling import Telling
from bot.receiving.unsaved import Unsaved
from handlers.reply import text
from storage.engine import Store
from storage.intake import inbox
from storage.intake.inbox import NewUpdate
from storage.stores.errors import StoreUnavailable

log = structlog.get_logger(__name__)


class Intake:
    """``bot``: whose updates these are. ``wake`` is called when there is something new to work."""

    def __init__(
        self,
        store: Store,
        *,
        bot: int,
        machine_now: Callable[[], datetime],
        wake: Callable[[], None],
        telling: Telling,
        unsaved: Unsaved,
    ) -> None:
        self._store = store
        self._bot = bot
        self._machine_now = machine_now
        self._wake = wake
        self._telling = telling
        self._unsaved = unsaved

    async def take(self, updates: Sequence[Any]) -> None:
        """Return once all are stored, in their order; what came before is dropped in silence.

        What can never be stored is reported and left out, so that it does not hold up the rest. Raises
        StoreUnavailable: then the messenger must be asked to send them again.
        """
        new = [update for raw in updates if (update := await self._readable(raw))]
        try:
            await self._put_somehow(new)
        except StoreUnavailable:
            self._unsaved.failed([update.raw for update in new])
            raise
        self._unsaved.stored()

    async def _put_somehow(self, new: Sequence[NewUpdate]) -> None:
        try:
            await self._put(new)
        except StoreUnavailable:
            raise
        except Exception:  # noqa: BLE001 - one of them is not for this database; which one, only trying tells
            await self._put_one_by_one(new)

    async def _readable(self, raw: Any) -> NewUpdate | None:
        number = number_of(raw)
        if number is not None:
            return NewUpdate(bot=self._bot, update_id=number, chat_key=chat_key(raw), raw=raw)
        await self._report("?", "it has no number")
        return None

    async def _put_one_by_one(self, new: Sequence[NewUpdate]) -> None:
        for update in new:
            try:
                await self._put([update])
            except StoreUnavailable:
                raise
            except Exception as error:  # noqa: BLE001 - whatever it is, this update must not stop the next
                await self._report(str(update.update_id), f"{type(error).__name__}: {error}")

    async def _put(self, new: Sequence[NewUpdate]) -> None:
        if not new:
            return
        now = self._machine_now()
        if await settled(self._store.write(lambda conn: inbox.put(conn, new, now))):
            self._wake()

    async def _report(self, update: str, reason: str) -> None:
        log.error("an update cannot be stored and is left out", update=update, reason=reason)
        await self._telling.once(text("receiving.unstorable", update=update))


def number_of(raw: Any) -> int | None:
    """Return the update's id, or None for what is no update."""
    number = raw.get("update_id") if isinstance(raw, Mapping) else None
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def chat_key(raw: Mapping[str, Any]) -> str:
    """Name the chat an update belongs to, or the person where there is none; never fails, whatever came."""
    for payload in raw.values():
        if not isinstance(payload, Mapping):
            continue
        for place in (payload, payload.get("message")):
            if isinstance(place, Mapping) and isinstance(chat := place.get("chat"), Mapping):
                return str(chat.get("id"))
        for who in (payload.get("from"), payload.get("user")):
            if isinstance(who, Mapping):
                return str(who.get("id"))
    return ""
