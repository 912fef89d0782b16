"""Files of many lines: fetched between two transactions, looked through beside everybody's work, done in small slices."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import TypeVar

import structlog
from sqlalchemy import Connection

from bot.awaiting import settled
from bot.clock import Clock
from bot.drivers.port import Driver, DriverBusy, DriverError, Refused, Stale, Transient, Unclear
from bot.receiving.backoff import Backoff
from bot.receiving.polling_lease import PollingLease
from handlers.batches import fetched, running
from handlers.batches.checking import Checking
from handlers.batches.headings import Headed
from handlers.batches.standing import Desk
from handlers.reply import Text, text
from orders.refusals import BotError
from orders.refusals.files import FileUnreachable
from storage.engine import Store
from storage.intake import batch_rows
from storage.intake.batch_rows import Batch, BatchState
from storage.stores.errors import StoreUnavailable

T = TypeVar("T")

SLICE = 0.012  # seconds after which a slice takes up no further line, so that nobody waits longer than for one command
KEPT_AT_ONCE = 100  # lines that were looked through, written down in one transaction
TRIES = 5  # to fetch a file
WAITS = (timedelta(seconds=2), timedelta(seconds=10), timedelta(seconds=30), timedelta(minutes=2))
TELL_EVERY, TELL_GROUP_EVERY = (
    3.0,
    15.0,
)  # seconds between two edits of how far it is; a group has 20 messages a minute
PUT_ASIDE = 60.0  # seconds for which a file at which the bot fails keeps no other waiting
HELD = 2.0  # seconds for which a lease is not asked about again
SAFETY_NET = 5.0  # seconds; what a tap in another process has begun is found by looking

log = structlog.get_logger(__name__)


class Only:
    """Of several processes on one database one works on files; where it dies another goes on within seconds."""

    def __init__(self, store: Store, *, owner: str, clock: Clock) -> None:
        self._clock = clock
        self._held_at = -HELD
        alone = store.dialect == "sqlite"
        self._lease = (
            None if alone else PollingLease(store, owner=owner, machine_now=clock.machine_now, name="files")
        )

    async def hold(self) -> bool:
        if self._lease is None:
            return True
        at = self._clock.monotonic()
        if at - self._held_at < HELD:
            return True
        if held := await self._lease.hold():
            self._held_at = at
        return held


class Batches:
    """``may``: whether this process is the one that works on files. ``said`` wakes the post. ``news``: look at once."""

    def __init__(
        self,
        store: Store,
        driver: Driver,
        clock: Clock,
        *,
        desk: Desk,
        may: Callable[[], Awaitable[bool]],
        said: Callable[[], Awaitable[None]],
        news: asyncio.Event,
        waits: tuple[timedelta, ...] = WAITS,
    ) -> None:
        self._store = store
        self._driver = driver
        self._clock = clock
        self._desk = desk
        self._may = may
        self._said = said
        self._news = news
        self._waits = waits
        self._told_at: dict[int, float] = {}
        self._ailing: dict[int, float] = {}

    async def run(self) -> None:
        """Work until cancelled. What is broken off goes on where it was: every slice is whole by itself."""
        backoff = Backoff(first=0.2, longest=10.0)
        while True:
            self._news.clear()
            try:
                busy = await self._may() and await self.step()
                backoff.reset()
            except StoreUnavailable as away:
                log.warning("files wait for the store", reason=str(away))
                await asyncio.sleep(backoff.take())
                continue
            except Exception:
                log.exception("files could not be looked for")
                await asyncio.sleep(backoff.take())
                continue
            if not busy:
                await self._rest()

    async def _rest(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(SAFETY_NET):
                await self._news.wait()

    async def step(self) -> bool:
        """One step of every file that is in work, so that a long one keeps no other waiting; True while there may be more."""
        now = self._clock.machine_now()
        todo = await self._read(lambda conn: batch_rows.in_work(conn, now))
        at = self._clock.monotonic()
        fit = [one for one in todo if self._ailing.get(one.id, at) <= at]
        for batch in fit:
            try:
                await (self._fetch(batch) if batch.state is BatchState.WANTED else self._do_slice(batch))
            except StoreUnavailable:
                raise
            except Exception:
                log.exception("work on a file failed", id=f"B{batch.id}")
                self._ailing[batch.id] = at + PUT_ASIDE
        return bool(fit)

    async def _do_slice(self, batch: Batch) -> None:
        at = self._clock.monotonic()
        every = TELL_EVERY if batch.chat > 0 else TELL_GROUP_EVERY
        tell = at - self._told_at.setdefault(batch.id, at) >= every
        more = await self._write(
            lambda conn: running.go_on(
                conn,
                batch.id,
                self._desk,
                now=self._clock.now(),
                machine_now=self._clock.machine_now(),
                more=self._time_is_left(),
                tell=tell,
            )
        )
        if tell:
            self._told_at[batch.id] = at
        if not more:
            self._told_at.pop(batch.id, None)
        if tell or not more:
            await self._said()

    async def _fetch(self, batch: Batch) -> None:
        """Get it, read it, look through it; whatever comes in between, the next try begins anew."""
        if not await self._write(lambda conn: fetched.begun(conn, batch)):
            return
        if batch.attempts >= TRIES:
            log.error("a file has ended the process, or been broken off, too often", id=f"B{batch.id}")
            await self._failed(batch, text("error.bug", id=f"B{batch.id}"))
            return
        try:
            content = await self._driver.download(batch.file_id)
            headed = await asyncio.to_thread(fetched.read_file, batch, content)
            await self._look_through(batch, headed)
        except BotError as refusal:
            await self._failed(batch, fetched.trouble_of(refusal))
        except DriverError as error:
            await self._not_fetched(batch, error)
        except StoreUnavailable:
            raise
        except Exception as error:
            log.exception("a file cannot be read", id=f"B{batch.id}")
            await self._put_off(batch, text("error.bug", id=f"B{batch.id}"), str(error))
        await self._said()

    async def _look_through(self, batch: Batch, headed: Headed) -> None:
        """On a connection that cannot write; what was found is written down in parts."""
        checking = Checking(self._desk, batch, headed)
        while await self._read(
            lambda conn: checking.go_on(conn, self._clock.now(), more=self._time_is_left())
        ):
            pass
        rows = checking.rows
        for start in range(0, len(rows), KEPT_AT_ONCE):
            part = rows[start : start + KEPT_AT_ONCE]
            await self._write(partial(fetched.keep, batch=batch, rows=part))
        await self._write(lambda conn: fetched.shown(conn, batch, headed.kind))

    async def _not_fetched(self, batch: Batch, error: DriverError) -> None:
        log.warning(
            "a file could not be fetched", id=f"B{batch.id}", attempt=batch.attempts + 1, reason=str(error)
        )
        match error:
            case DriverBusy():
                wait = timedelta(seconds=error.retry_after)
                until = self._clock.machine_now() + wait
                await self._write(lambda conn: fetched.put_off(conn, batch, until, counted=False))
            case Stale():
                await self._failed(batch, _unreachable("gone"))
            case Refused():
                await self._failed(batch, _unreachable("refused"))
            case Transient() | Unclear():
                await self._put_off(batch, _unreachable("away"), str(error))
            case _:
                await self._failed(batch, _unreachable("refused"))

    async def _put_off(self, batch: Batch, trouble: Text, reason: str) -> None:
        """Another try, later each time; after the last the person is told."""
        if batch.attempts + 1 >= TRIES:
            log.error("a file is given up", id=f"B{batch.id}", reason=reason)
            await self._failed(batch, trouble)
            return
        until = self._clock.machine_now() + self._waits[min(batch.attempts, len(self._waits) - 1)]
        await self._write(lambda conn: fetched.put_off(conn, batch, until, counted=True))

    async def _failed(self, batch: Batch, trouble: Text) -> None:
        await self._write(lambda conn: fetched.failed(conn, batch, trouble))

    def _time_is_left(self) -> Callable[[], bool]:
        until = self._clock.monotonic() + SLICE
        return lambda: self._clock.monotonic() < until

    async def _write(self, command: Callable[[Connection], T]) -> T:
        return await settled(self._store.write(command))

    async def _read(self, query: Callable[[Connection], T]) -> T:
        return await settled(self._store.read(query))


def _unreachable(trouble: str) -> Text:
    return fetched.trouble_of(FileUnreachable(trouble=trouble))
