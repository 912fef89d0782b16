"""Being told updates: the messenger posts each one here and posts it again until it is stored."""

import asyncio
import hashlib
import hmac
import json
import math
import time
from collections.abc import Callable
from typing import Any

import structlog

from bot.drivers.port import BadToken, DriverBusy, DriverError
from bot.drivers.reading import LISTENED_TO
from bot.receiving.backoff import Backoff
from bot.receiving.health import Health
from bot.receiving.intake import Intake
from bot.receiving.poller import UNKNOWN_TO_TELEGRAM
from bot.receiving.raw_api import RawApi

PATIENCE = 30.0
CHECK_EVERY = 20.0  # somebody else may have removed or moved it, or posts may not get through
FAILURE_LASTS = 180.0  # Telegram posts again after one or two minutes: until then there is no other sign

log = structlog.get_logger(__name__)


class Webhook:
    """``public_url``: the https address of this bot; what is posted must bear ``secret``."""

    def __init__(
        self,
        *,
        api: RawApi,
        intake: Intake,
        health: Health,
        public_url: str,
        secret: str,
        backoff: Backoff | None = None,
        check_every: float = CHECK_EVERY,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._api = api
        self._intake = intake
        self._health = health
        self._secret = secret
        self._backoff = backoff or Backoff()
        self._check_every = check_every
        self._monotonic = monotonic
        self._stands = False
        self._failed_at: int | None = None  # the messenger's time; unknown before the first look
        self._failure_seen = -math.inf
        self.path = hashlib.sha256(f"path of {secret}".encode()).hexdigest()[:32]
        self._url = f"{public_url.rstrip('/')}/telegram/{self.path}"

    async def run(self) -> None:
        """Set the webhook and keep it set. Returns only when the token is refused."""
        try:
            while await self._step():
                pass
        finally:
            await self._api.close()

    def knows(self, path: str, secret: str) -> bool:
        """Compare in constant time, so that neither can be guessed letter by letter."""
        right_path = hmac.compare_digest(path.encode(), self.path.encode())
        return hmac.compare_digest(secret.encode(), self._secret.encode()) and right_path

    async def take(self, body: bytes) -> None:
        """Store one update. Raises StoreUnavailable: then it must be posted again.

        What is no JSON is reported and accepted all the same, else it would be posted for a whole day.
        """
        try:
            update = json.loads(body)
        except ValueError:
            update = None
        await self._intake.take([update])

    async def _step(self) -> bool:
        try:
            await self._keep()
        except BadToken:
            log.critical(UNKNOWN_TO_TELEGRAM)
            self._health.ill("the token is refused")
            return False
        except DriverBusy as busy:
            await asyncio.sleep(busy.retry_after)
        except DriverError as error:
            self._health.ill(f"{type(error).__name__}: {error}")
            await asyncio.sleep(self._backoff.take())
        return True

    async def _keep(self) -> None:
        if self._failed_at is None:
            self._failed_at = _failed_at(await self._look())  # what failed before this start is no news
        if not self._stands:
            await self._set()
        info = await self._look()
        self._stands = info.get("url") == self._url
        if not self._stands:
            log.warning("The webhook has been removed or moved by somebody else; it is set again.")
            return
        self._judge(info)
        self._backoff.reset()
        await asyncio.sleep(self._check_every)

    def _judge(self, info: dict[str, Any]) -> None:
        """Ill while something waits behind a post that failed lately; between two tries nothing new is to be seen."""
        failed_at = _failed_at(info)
        if self._failed_at is None or failed_at > self._failed_at:
            self._failed_at = failed_at
            self._failure_seen = self._monotonic()
        lately = self._monotonic() - self._failure_seen < FAILURE_LASTS
        if lately and info.get("pending_update_count"):
            self._health.ill(f"Telegram could not deliver: {info.get('last_error_message')}")
        else:
            self._health.well()

    async def _look(self) -> dict[str, Any]:
        info: dict[str, Any] = await self._api.call("getWebhookInfo", patience=PATIENCE)
        return info

    async def _set(self) -> None:
        await self._api.call(
            "setWebhook",
            patience=PATIENCE,
            url=self._url,
            secret_token=self._secret,
            allowed_updates=LISTENED_TO,
        )


def _failed_at(info: dict[str, Any]) -> int:
    """Telegram's time of the last post that failed; 0 if none has."""
    return int(info.get("last_error_date", 0))
