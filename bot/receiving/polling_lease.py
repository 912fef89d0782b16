"""Only one process polls: the others stand by until its lease has run out."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.awaiting import settled
from storage import leases
from storage.engine import Store
from storage.leases import Lease

NAME = "polling"
SPAN = timedelta(seconds=8)  # after that a dead process is replaced; longer than one poll


class PollingLease:
    """Saves two processes from fighting over getUpdates; that an update is stored once does not hang on it."""

    def __init__(
        self,
        store: Store,
        *,
        owner: str,
        machine_now: Callable[[], datetime],
        span: timedelta = SPAN,
        name: str = NAME,
    ) -> None:
        self._name = name
        self._store = store
        self._owner = owner
        self._machine_now = machine_now
        self._span = span
        self._lease: Lease | None = None

    async def hold(self) -> bool:
        """Take the lease or keep it for another span; False while another process has it."""
        now = self._machine_now()
        held = self._lease
        if held is not None:
            self._lease = await settled(
                self._store.write(lambda conn: leases.renew(conn, held, now=now, span=self._span))
            )
        if self._lease is None:
            self._lease = await settled(
                self._store.write(
                    lambda conn: leases.take(conn, self._name, owner=self._owner, now=now, span=self._span)
                )
            )
        return self._lease is not None

    async def release(self) -> None:
        """Let another process take over at once."""
        held, self._lease = self._lease, None
        if held is not None:
            await settled(self._store.write(lambda conn: leases.release(conn, held)))
