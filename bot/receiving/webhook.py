"""Being told updates: the messenger posts each one here and posts it again until it is stored."""

import asyncio
import hashlib
import hmac
import json
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
    ) -> None:
        self._api = api
        self._intake = intake
        self._health = health
        self._secret = secret
        self._backoff = backoff or Backoff()
        self._check_every = check_every
        self._stands = False
        self._failed_at = 0
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
        if not self._stands:
            await self._set()
        info = await self._api.call("getWebhookInfo", patience=PATIENCE)
        self._stands = info.get("url") == self._url
        if not self._stands:
            log.warning("The webhook has been removed or moved by somebody else; it is set again.")
            return
        self._judge(info)
        self._backoff.reset()
        await asyncio.sleep(self._check_every)

    def _judge(self, info: dict[str, Any]) -> None:
        """A post that failed since the last look is the only sign that posts do not get through."""
        failed_at = info.get("last_error_date", 0)
        if failed_at > self._failed_at:
            self._failed_at = failed_at
            self._health.ill(f"Telegram could not deliver: {info.get('last_error_message')}")
        else:
            self._health.well()

    async def _set(self) -> None:
        await self._api.call(
            "setWebhook",
            patience=PATIENCE,
            url=self._url,
            secret_token=self._secret,
            allowed_updates=LISTENED_TO,
        )
