"""Which process delivers: the one that has the SQLite file, or on PostgreSQL the holder of a lease."""

from collections.abc import Sequence
from datetime import timedelta

from bot.delivery.ground import Ground
from bot.delivery.together import Together
from storage import leases
from storage.leases import Lease
from storage.stores.errors import StoreUnavailable

NAME = "delivery"
LEASE = timedelta(seconds=12)  # a dead process is replaced within fifteen, the looking included
RENEW_AFTER = LEASE / 3
FRESH = 0.1  # seconds for which what the database told is not asked for again


class Office:
    """A process that stood still for a while finds another in office when it wakes, and sends nothing more."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._alone = ground.store.dialect == "sqlite"
        self._lease: Lease | None = None
        self._asking = Together(self._ask)
        self._told: tuple[int, float] | None = None  # the epoch that was held, and when that was asked

    @property
    def held(self) -> bool:
        """As far as is known without asking."""
        return self._alone or (
            self._lease is not None and self._ground.clock.machine_now() < self._lease.until
        )

    async def hold(self) -> bool:
        """Take the office, or keep it; asked again and again."""
        if self._alone:
            return True
        now, lease = self._ground.clock.machine_now(), self._lease
        if lease is None:
            self._lease = await self._ground.write(
                lambda conn: leases.take(conn, NAME, owner=self._ground.owner, now=now, span=LEASE)
            )
        elif not LEASE - RENEW_AFTER <= lease.until - now <= LEASE:  # more: the machine's clock was set back
            self._lease = await self._ground.write(
                lambda conn: leases.renew(conn, lease, now=now, span=LEASE)
            )
        return self._lease is not None

    async def still_held(self) -> bool:
        """Ask the database, right before a message leaves; several that leave within moments ask once.

        While a process stands still the clock goes on: what it was told before is not fresh when it wakes.
        """
        if self._alone or self._lease is None:
            return self._alone
        at = self._ground.clock.monotonic()
        if self._told is not None and self._told[0] == self._lease.epoch and at - self._told[1] < FRESH:
            return self._ground.clock.machine_now() < self._lease.until
        epoch = self._lease.epoch
        told = await self._asking.ask(self._lease)
        if isinstance(told, StoreUnavailable):
            raise told
        self._told = (epoch, at) if told else None
        return told

    async def _ask(self, held: Sequence[Lease]) -> bool | StoreUnavailable:
        """A database that is away is away for all who ask."""
        now = self._ground.clock.machine_now()
        try:
            return await self._ground.read(
                lambda conn: all(leases.holds(conn, one, now) for one in set(held))
            )
        except StoreUnavailable as away:
            return away

    async def leave(self) -> None:
        """Let another process in at once."""
        lease, self._lease, self._told = self._lease, None, None
        if lease is not None:
            await self._ground.write(lambda conn: leases.release(conn, lease))
