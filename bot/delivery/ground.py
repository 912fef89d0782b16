"""What every part of delivery stands on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection

from bot.awaiting import settled
from bot.clock import Clock
from bot.drivers.port import Speaker
from bot.i18n.render import Renderer
from orders.centre_file.centre import Centres
from storage.engine import Store

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Ground:
    """``owner`` names this process in leases."""

    store: Store
    driver: Speaker
    renderer: Renderer
    centres: Centres
    clock: Clock
    owner: str

    async def write(self, command: Callable[[Connection], T]) -> T:
        return await settled(self.store.write(command))

    async def read(self, query: Callable[[Connection], T]) -> T:
        return await settled(self.store.read(query))
