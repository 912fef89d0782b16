"""Working the inbox: the updates of one chat one after another, chats side by side."""

import asyncio
import itertools
import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Generic, Protocol, TypeVar

import structlog
from sqlalchemy import Connection

from bot.awaiting import settled
from bot.receiving.backoff import Backoff
from bot.receiving.health import Health
from bot.tasks import BackgroundTasks
from handlers.incoming import Incoming
from storage.engine import Store
from storage.intake import inbox
from storage.intake.inbox import InboxRow
from storage.stores.errors import LeaseLost, StoreUnavailable

T = TypeVar("T")
Value = TypeVar("Value")

MOST_ATTEMPTS = 3
SIDE_BY_SIDE = 8
# With a look every SAFETY_NET seconds a dead process is replaced within fifteen.
LEASE = timedelta(seconds=8)
SAFETY_NET = 5.0  # seconds; a claim of another process that died is found by looking, not by being told

log = structlog.get_logger(__name__)


class Read(Protocol):
    def __call__(self, raw: Mapping[str, Any], *, received_at: datetime) -> Incoming | None: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Script(Generic[T]):
    """What becomes of an update. All but ``after`` run inside the update's transaction, perhaps more than once.

    ``apologise`` answers a person whose update failed for good; its last argument is the id to ask for. ``after``
    runs once, when all is committed.
    """

    read: Read
    handle: Callable[[Connection, Incoming], T]
    apologise: Callable[[Connection, Incoming, str], T]
    after: Callable[[Incoming, T], None]


class Worker(Generic[T]):
    """``owner`` names this process among all that share the store."""

    def __init__(
        self,
        *,
        store: Store,
        script: Script[T],
        tasks: BackgroundTasks,
        health: Health,
        owner: str,
        machine_now: Callable[[], datetime],
        offset: Callable[[], timedelta] = timedelta,
        side_by_side: int = SIDE_BY_SIDE,
        lease: timedelta = LEASE,
        safety_net: float = SAFETY_NET,
    ) -> None:
        self._store = store
        self._script = script
        self._tasks = tasks
        self._health = health
        self._owners = (f"{owner}/{number}" for number in itertools.count())
        self._machine_now = machine_now
        self._offset = offset
        self._places = side_by_side
        self._free = asyncio.Semaphore(side_by_side)
        self._lease = lease
        self._safety_net = safety_net
        self._news = asyncio.Event()
        self._in_hand: dict[int, InboxRow] = {}
        self._closing = False

    def wake(self) -> None:
        """Say that there is something new in the inbox."""
        self._news.set()

    async def run(self) -> None:
        """Work until cancelled."""
        self._tasks.start(self._keep_leases(), name="leases of updates")
        while True:
            await self._free.acquire()
            self._news.clear()
            owner = next(self._owners)
            row = None if self._closing else await self._claimed(owner)
            if row is not None:
                self._tasks.start(self._work_chat(row, owner), name=f"chat {row.chat_key}")
                continue
            self._free.release()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._safety_net):
                    await self._news.wait()

    async def _claimed(self, owner: str) -> InboxRow | None:
        """The next chat's first update. What fails is logged, and tried again when there is news, or after a while."""
        try:
            return await self._commit(partial(self._claim, owner=owner))
        except Exception as error:
            log.exception("updates could not be looked for", id=secrets.token_hex(4))
            self._health.ill(f"updates could not be looked for: {type(error).__name__}")
            return None

    async def close(self, *, within: float = 5.0) -> None:
        """Take up nothing new and finish the updates in hand; what takes longer is done again after the next start."""
        self._closing = True
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                for _ in range(self._places):
                    await self._free.acquire()

    async def _work_chat(self, row: InboxRow, owner: str) -> None:
        following: InboxRow | None = row
        try:
            while following is not None:
                following = await self._work_if_ours(following, owner)
        finally:
            self._free.release()
            self._news.set()  # an update may have come between the last look and the end of the lease

    async def _work_if_ours(self, row: InboxRow, owner: str) -> InboxRow | None:
        """What was lost is looked at once more.

        A commit may have been saved though the database broke off before it said so: then the chat's next update was
        taken in this name, and nobody would work it before the lease is over.
        """
        self._in_hand[row.id] = row
        try:
            return await self._work(row, owner)
        except LeaseLost as lost:
            log.warning("an update is no longer this process's to work", reason=str(lost))
            return await self._commit(partial(self._next, row=row, owner=owner))
        finally:
            del self._in_hand[row.id]

    async def _keep_leases(self) -> None:
        """Renew those of what takes long, as where somebody holds a lock.

        Else it would be begun anew beside itself, and put aside in the end as what ends processes.
        """
        before: Mapping[int, InboxRow] = {}
        while True:
            await asyncio.sleep(self._lease.total_seconds() / 3)
            long = [row for row in self._in_hand.values() if before.get(row.id) is row]
            before = dict(self._in_hand)
            if long:
                await self._renewed(long)

    async def _renewed(self, rows: Sequence[InboxRow]) -> None:
        """What cannot be renewed now is tried again before it is over; who renews goes on in any case."""
        try:
            await settled(self._store.write(partial(self._renew, rows=rows)))
        except StoreUnavailable as away:
            log.warning("updates in hand could not be kept", reason=str(away))
        except Exception:
            log.exception("updates in hand could not be kept")

    async def _work(self, row: InboxRow, owner: str) -> InboxRow | None:
        """Do one update; return the chat's next, or the same again after a failure."""
        if row.attempts > MOST_ATTEMPTS:
            return await self._bury(row, owner, "the process ended at it three times")
        try:
            incoming = self._script.read(row.raw, received_at=row.arrived_at + self._offset())
        except ValueError as error:
            return await self._bury(row, owner, f"unreadable: {error}")
        if incoming is None:
            return await self._commit(partial(self._end, row=row, owner=owner))
        try:
            result, following = await self._commit(
                partial(self._apply, row=row, owner=owner, incoming=incoming)
            )
        except LeaseLost:
            raise
        except Exception as error:  # noqa: BLE001 - a bug of any kind must end neither chat nor process
            return await self._failed(row, owner, incoming, error)
        self._script.after(incoming, result)
        return following

    async def _failed(
        self, row: InboxRow, owner: str, incoming: Incoming, error: Exception
    ) -> InboxRow | None:
        """Each attempt counts. At the last there is one traceback, and the person is told its id."""
        if row.attempts < MOST_ATTEMPTS:
            log.warning("an update failed", id=name_of(row), attempt=row.attempts, error=type(error).__name__)
            return await self._commit(partial(self._next, row=row, owner=owner))
        log.error("an update failed for good", id=name_of(row), update=row.update_id, exc_info=error)
        reason = f"{type(error).__name__}: {error}"
        try:
            result, following = await self._commit(
                partial(self._give_up, row=row, owner=owner, incoming=incoming, reason=reason)
            )
        except LeaseLost:
            raise
        except Exception:
            log.exception("nobody could be told that an update failed", id=name_of(row))
            return await self._bury(row, owner, reason)
        self._script.after(incoming, result)
        return following

    async def _bury(self, row: InboxRow, owner: str, reason: str) -> InboxRow | None:
        log.error("an update is put aside", id=name_of(row), update=row.update_id, reason=reason)
        return await self._commit(partial(self._put_aside, row=row, owner=owner, reason=reason))

    async def _commit(self, command: Callable[[Connection], Value]) -> Value:
        """Write, and wait as long as the store is away."""
        backoff = Backoff(first=0.1, longest=5.0)
        while True:
            try:
                value = await settled(self._store.write(command))
            except StoreUnavailable as away:
                self._health.ill(f"the store is away: {away}")
                await asyncio.sleep(backoff.take())
            else:
                self._health.well()
                return value

    def _claim(self, conn: Connection, *, owner: str) -> InboxRow | None:
        return inbox.claim_chat(conn, owner=owner, now=self._machine_now(), lease=self._lease)

    def _next(self, conn: Connection, *, row: InboxRow, owner: str) -> InboxRow | None:
        """Go on in the chat, or give it back; after a failure that is the same update again."""
        if self._closing:
            inbox.release(conn, row)
            return None
        return inbox.next_of(conn, row, owner=owner, now=self._machine_now(), lease=self._lease)

    def _renew(self, conn: Connection, *, rows: Sequence[InboxRow]) -> None:
        for row in sorted(rows, key=lambda one: one.id):
            inbox.renew(conn, row, now=self._machine_now(), lease=self._lease)

    def _end(self, conn: Connection, *, row: InboxRow, owner: str) -> InboxRow | None:
        inbox.done(conn, row, self._machine_now())
        return self._next(conn, row=row, owner=owner)

    def _apply(
        self, conn: Connection, *, row: InboxRow, owner: str, incoming: Incoming
    ) -> tuple[T, InboxRow | None]:
        result = self._script.handle(conn, incoming)
        return result, self._end(conn, row=row, owner=owner)

    def _give_up(
        self, conn: Connection, *, row: InboxRow, owner: str, incoming: Incoming, reason: str
    ) -> tuple[T, InboxRow | None]:
        result = self._script.apologise(conn, incoming, name_of(row))
        return result, self._put_aside(conn, row=row, owner=owner, reason=reason)

    def _put_aside(self, conn: Connection, *, row: InboxRow, owner: str, reason: str) -> InboxRow | None:
        """Where the auditor finds it, who tells of all of them together."""
        inbox.bury(conn, row, reason, self._machine_now())
        return self._next(conn, row=row, owner=owner)


def name_of(row: InboxRow) -> str:
    """The id a person is told and the log shows."""
    return inbox.name_of(row.id)
