"""Asking in each group what the bot may do there: what changed while it was away, nobody has told it."""

import asyncio
from collections.abc import Mapping
from typing import Any, cast

import structlog
from sqlalchemy import Connection

from bot.awaiting import settled
from bot.drivers.port import Driver, DriverBusy, DriverError
from bot.drivers.standing import Status
from handlers.chats.group_rights import rights_of
from handlers.incoming import Membership
from storage.engine import Store
from storage.people import chats_rows
from storage.stores.errors import StoreUnavailable

PAUSE = 1.0  # seconds between two groups, so that answers never wait for this

log = structlog.get_logger(__name__)


async def learn_rights(driver: Driver, store: Store, *, pause: float = PAUSE) -> None:
    """Once, in the background; a group that cannot be asked keeps what is known of it."""
    try:
        for chat in await settled(store.read(chats_rows.groups)):
            await _learn(driver, store, chat)
            await asyncio.sleep(pause)
    except StoreUnavailable as away:
        log.warning("what the bot may do in groups is not known anew", reason=str(away))


async def _learn(driver: Driver, store: Store, chat: int) -> None:
    try:
        rights = await _asked(driver, chat)
    except DriverError as error:
        log.info("a group was not asked what the bot may do", chat=chat, reason=str(error))
        return

    def note(conn: Connection) -> None:
        chats_rows.set_rights(conn, chat, rights)

    await settled(store.write(note))


async def _asked(driver: Driver, chat: int) -> Mapping[str, Any]:
    while True:
        try:
            rights = await driver.rights(chat)
        except DriverBusy as busy:
            await asyncio.sleep(busy.retry_after)
            continue
        return rights_of(
            Membership(
                status=cast(Status, rights.status),
                can_send=rights.can_send,
                can_pin=rights.can_pin,
                can_manage_topics=rights.can_manage_topics,
            )
        )
