"""Which process delivers: the one that has the SQLite file, or on PostgreSQL the holder of a lease."""

import asyncio
from datetime import timedelta

from bot.clock import Clock
from storage import leases
from storage.engine import Store
from storage.leases import Lease

NAME = "delivery"
LEASE = timedelta(seconds=15)
RENEW_AFTER = LEASE / 3


class Office:
    """A process that stood still for a while finds another in office when it wakes, and sends nothing more."""

    def __init__(self, store: Store, *, owner: str, clock: Clock) -> None:
        self._store = store
        self._owner = owner
        self._clock = clock
        self._alone = store.dialect == "sqlite"
        self._lease: Lease | None = None

    @property
    def held(self) -> bool:
        """As far as is known without asking."""
        return self._alone or (self._lease is not None and self._clock.machine_now() < self._lease.until)

    async def hold(self) -> bool:
        """Take the office, or keep it; asked again and again."""
        if self._alone:
            return True
        now, lease = self._clock.machine_now(), self._lease
        if lease is None:
            self._lease = await asyncio.wrap_future(
                self._store.write(
                    lambda conn: leases.take(conn, NAME, owner=self._owner, now=now, span=LEASE)
                )
            )
        elif lease.until - now < LEASE - RENEW_AFTER:
            self._lease = await asyncio.wrap_future(
                self._store.write(lambda conn: leases.renew(conn, lease, now=now, span=LEASE))
            )
        return self._lease is not None

    async def still_held(self) -> bool:
        """Ask the database, right before a message leaves."""
        lease = self._lease
        if self._alone or lease is None:
            return self._alone
        now = self._clock.machine_now()
        return await asyncio.wrap_future(self._store.read(lambda conn: leases.holds(conn, lease, now)))

    async def leave(self) -> None:
        """Let another process in at once."""
        lease, self._lease = self._lease, None
        if lease is not None:
            await asyncio.wrap_future(self._store.write(lambda conn: leases.release(conn, lease)))
