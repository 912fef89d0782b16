"""The first word with the messenger, however long it takes to get through."""

import asyncio

import structlog

from bot.drivers.port import BadToken, Driver, DriverBusy, DriverError, Me
from bot.receiving.backoff import Backoff

log = structlog.get_logger(__name__)


async def connect(driver: Driver, backoff: Backoff | None = None) -> Me:
    """Ask who the bot is until there is an answer. Raises BadToken, which no waiting mends."""
    backoff = backoff or Backoff()
    while True:
        try:
            return await driver.start()
        except BadToken:
            raise
        except DriverBusy as busy:
            await asyncio.sleep(busy.retry_after)
        except DriverError as error:
            wait = backoff.take()
            log.warning("Telegram cannot be reached yet", reason=str(error), again_in=round(wait, 1))
            await asyncio.sleep(wait)
