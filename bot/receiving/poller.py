"""Asking for updates: a long poll at a time, each update stored before the messenger is told to forget it."""

import asyncio
import secrets
from typing import Any

import structlog

from bot.drivers.port import BadToken, Conflict, DriverBusy, DriverError, Unclear
from bot.drivers.reading import LISTENED_TO
from bot.receiving.backoff import Backoff
from bot.receiving.health import Health
from bot.receiving.intake import Intake, number_of
from bot.receiving.polling_lease import PollingLease
from bot.receiving.raw_api import RawApi
from bot.receiving.telling import Telling
from handlers.reply import text
from storage.stores.errors import StoreUnavailable

LONG_POLL = 4  # seconds; the lease is renewed between two polls, so it must outlast one
GRACE = 10.0  # how much later than promised an answer may come before the connection counts as wedged
STAND_BY = 3.0
STORE_AGAIN = (
    3.0  # seconds at most between two looks whether the store is back: it is our own, and nobody's limit
)
UNKNOWN_TO_TELEGRAM = (
    "Telegram does not know this bot token. Set BOT_TOKEN to the one that @BotFather shows, then start again."
)
OTHER_POLLER = (
    "Another process asks for this bot's updates. Stop it: until then each of the two gets only some of them."
)
WEBHOOK_WAS_SET = "A webhook was set for this bot. As BOT_UPDATES is polling, it has been removed."

log = structlog.get_logger(__name__)


class Poller:
    """``lease`` is None where no second process can be (SQLite)."""

    def __init__(
        self,
        *,
        api: RawApi,
        intake: Intake,
        telling: Telling,
        health: Health,
        lease: PollingLease | None = None,
        backoff: Backoff | None = None,
        long_poll: int = LONG_POLL,
        grace: float = GRACE,
        stand_by: float = STAND_BY,
    ) -> None:
        self._api = api
        self._intake = intake
        self._telling = telling
        self._health = health
        self._lease = lease
        self._backoff = backoff or Backoff()
        self._long_poll = long_poll
        self._grace = grace
        self._stand_by = stand_by
        self._confirm_below: int | None = None

    async def run(self) -> None:
        """Poll until cancelled. Returns only when the token is refused: then the process is of no use."""
        try:
            while await self._step():
                pass
        finally:
            await self._api.close()

    async def close(self) -> None:
        """Let another process take over at once; call it when ``run`` has ended."""
        if self._lease:
            await self._lease.release()

    async def _step(self) -> bool:
        try:
            await self._poll()
        except BadToken:
            log.critical(UNKNOWN_TO_TELEGRAM)
            self._health.ill("the token is refused")
            return False
        except DriverBusy as busy:
            self._health.ill("Telegram asks to wait")
            await asyncio.sleep(busy.retry_after)
        except DriverError as error:
            self._health.ill(f"{type(error).__name__}: {error}")
            await asyncio.sleep(self._backoff.take())
        except StoreUnavailable as away:
            self._health.ill(f"the store is away: {away}")
            await asyncio.sleep(min(self._backoff.take(), STORE_AGAIN))
        except Exception as error:
            log.exception("updates could not be taken in", id=secrets.token_hex(4))
            self._health.ill(f"updates could not be taken in: {type(error).__name__}")
            await asyncio.sleep(self._backoff.take())
        return True

    async def _poll(self) -> None:
        if self._lease and not await self._lease.hold():
            self._health.well()  # another process polls, as it should
            await asyncio.sleep(self._stand_by)
            return
        try:
            updates = await self._get_updates()
        except Conflict:
            await self._settle()
            await asyncio.sleep(self._backoff.take())
            return
        await self._intake.take(updates)
        # An offset is sent once, to confirm: kept for ever, it would hide the updates after a quiet week, when ids
        # start anew at some lower number.
        numbers = [number for raw in updates if (number := number_of(raw)) is not None]
        self._confirm_below = max(numbers) + 1 if numbers else None
        self._backoff.reset()
        self._health.well()

    async def _get_updates(self) -> list[Any]:
        confirm = {} if self._confirm_below is None else {"offset": self._confirm_below}
        updates = await self._api.call(
            "getUpdates",
            patience=self._long_poll + self._grace,
            timeout=self._long_poll,
            allowed_updates=LISTENED_TO,
            **confirm,
        )
        if not isinstance(updates, list):
            raise Unclear("updates that are no list")
        return updates

    async def _settle(self) -> None:
        """A webhook left over from earlier is removed; a second poller only people can stop, unless it is one of ours."""
        if self._lease and not await self._lease.hold():
            return
        try:
            info = await self._api.call("getWebhookInfo", patience=self._grace)
            if info.get("url"):
                await self._api.call("deleteWebhook", patience=self._grace)
                log.warning(WEBHOOK_WAS_SET)
                await self._telling.once(text("receiving.webhook_removed"))
                return
        except DriverError as error:
            log.warning("it could not be found out whether a webhook is set", reason=str(error))
            return
        self._health.ill(OTHER_POLLER)
        await self._telling.once(text("receiving.conflict"))
