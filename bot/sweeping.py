"""Sweeping: at every knock what is due is looked at until nothing is; one thing that fails keeps no other from it."""

import asyncio
import secrets
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

import structlog
from sqlalchemy import Connection

from bot.awaiting import settled
from bot.clock import Clock
from bot.receiving.health import Health
from handlers.each_company import FailedFor
from handlers.nudges.sweep import Hand, sweep
from orders.centre_file.centre import Centres
from storage.chasing import checks_due, duty_rows
from storage.chasing.checks_due import AnyThing, DutyThing
from storage.engine import Store
from storage.order_book import order_finding
from storage.stores.errors import StoreUnavailable
from storage.stores.failures import is_commands_own, ran_out_of_time

if TYPE_CHECKING:
    from handlers.audit.auditing import Finding

EVERY = 5.0  # seconds between two knocks
SLICE = 10  # things in one transaction: commands wait no longer than for one of them
PUT_ASIDE = timedelta(hours=1)  # for so long a thing that fails is not looked at

Script: TypeAlias = Callable[[Connection, datetime, datetime], bool]
"""(conn, now, machine_now): do a slice of what is due; True when there may be more."""

RaiseAlarm: TypeAlias = "Callable[[Connection, Finding, datetime, datetime], bool]"
"""(conn, finding, now, machine_now): tell those who see to it; False: they were told of its kind just now."""

log = structlog.get_logger(__name__)


class SweepFailed(Exception):
    """A part of a sweep failed; all the others have had their turn."""

    def __init__(self, parts: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name} ({why})" for name, why in parts.items()))


class Sweeper:
    """``besides``: what else falls due by the clock. ``said`` wakes the post: there may be something to say."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        *,
        centres: Centres,
        besides: Sequence[Script],
        said: Callable[[], Awaitable[None]],
        raise_alarm: RaiseAlarm,
        health: Health,
    ) -> None:
        self._store = store
        self._clock = clock
        self._centres = centres
        self._besides = besides
        self._said = said
        self._raise_alarm = raise_alarm
        self._aside: defaultdict[str, set[AnyThing]] = defaultdict(set)  # and not yet told
        self._health = health
        self._sweeping = asyncio.Lock()
        self._swept = asyncio.Event()
        self._closing = False
        self._most = SLICE  # fewer while so many take too long

    async def knock(self) -> None:
        """Sweep, unless somebody does already. What fails is logged, and tried again at the next knock."""
        if self._sweeping.locked():
            return
        try:
            await self.sweep()
        except StoreUnavailable as away:
            self._health.ill(f"the store is away: {away}")
        except SweepFailed as failed:
            self._health.ill(f"a sweep failed: {failed}")
        except Exception:
            log.exception("a sweep failed", id=secrets.token_hex(4))
            self._health.ill("a sweep failed")
        finally:
            self._swept.set()

    async def gathered(self, *, within: float) -> None:
        """Return when the first sweep is over, ``within`` seconds at the latest: what fell due while nobody looked stands together then.

        Whoever speaks only from then on says it to each chat in one message.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self._swept.wait()

    async def sweep(self) -> None:
        """Until nothing is due now. However much there is to do besides, what is due goes first after every slice of it.

        What fails keeps none of the others from their turn; SweepFailed says at the end what it was.
        """
        async with self._sweeping:
            failed: dict[str, str] = {}
            await self._tried(self._look_at_all, "what is due", failed)
            for script in self._besides:
                while not self._closing and await self._tried(
                    partial(self._write, script), _name(script), failed
                ):
                    await self._tried(self._look_at_all, "what is due", failed)
            for company in tuple(self._aside):
                tell = partial(self._tell_aside, company)
                await self._tried(tell, f"telling what was put aside of {company}", failed)
            if not failed:
                self._health.well()
            await self._said()
            if failed:
                raise SweepFailed(failed)

    async def close(self, *, within: float) -> None:
        """Begin nothing more and let the slice in hand be stored."""
        self._closing = True
        with suppress(TimeoutError):
            async with asyncio.timeout(within), self._sweeping:
                pass

    async def _tried(self, part: Callable[[], Awaitable[bool]], name: str, failed: dict[str, str]) -> bool:
        """Whether there may be more of it; what has failed is not tried again in the same sweep."""
        if name in failed:
            return False
        try:
            return await part()
        except StoreUnavailable:
            raise
        except Exception as error:
            log.exception("a part of a sweep failed", part=name, id=secrets.token_hex(4))
            failed[name] = f"for {error}" if isinstance(error, FailedFor) else type(error).__name__
            return False

    async def _look_at_all(self) -> bool:
        while not self._closing and await self._looked():
            pass
        return False

    async def _looked(self) -> bool:
        """One slice of what is due; True when there may be more."""
        hand = Hand()
        try:
            more = await self._write(partial(self._sweep, hand=hand))
        except Exception as error:
            if ran_out_of_time(error) and self._most > 1:
                self._most //= 2
                log.warning("a slice of what is due took too long", next=self._most)
                return True
            if hand.thing is None or not (is_commands_own(error) or ran_out_of_time(error)):
                raise
            await self._put_aside(hand.thing, error)
            return True
        self._most = min(SLICE, 2 * self._most)
        return more

    def _sweep(self, conn: Connection, now: datetime, machine_now: datetime, *, hand: Hand) -> bool:
        return sweep(
            conn, centres=self._centres, now=now, machine_now=machine_now, most=self._most, hand=hand
        )

    async def _put_aside(self, thing: AnyThing, error: Exception) -> None:
        """The others of its slice are looked at anew without it."""
        log.error("what is due cannot be looked at", thing=thing.ref, exc_info=error)
        companies: set[str] = set()  # one; it may run more than once

        def put(conn: Connection, now: datetime, _machine_now: datetime) -> bool:
            checks_due.look_at(conn, {thing: now + PUT_ASIDE})
            companies.add(_company_of(conn, thing))
            return True

        await self._write(put)
        for company in companies & self._centres.keys():
            self._aside[company].add(thing)

    async def _tell_aside(self, company: str) -> bool:
        """However many there are: one alarm of each company an hour, with how many were put aside since the last."""

        def raise_alarm(conn: Connection, now: datetime, machine_now: datetime) -> bool:
            from handlers.audit.auditing import PUT_ASIDE as KIND  # noqa: PLC0415 - receiving begins without the handlers
            from handlers.audit.auditing import of_things  # noqa: PLC0415 - as above

            things = ((company, one, None) for one in self._aside[company])
            [finding] = of_things(conn, self._centres, KIND, things)
            return self._raise_alarm(conn, finding, now, machine_now)

        if await self._write(raise_alarm):
            del self._aside[company]
        return False

    async def _write(self, script: Script) -> bool:
        now, machine_now = self._clock.now(), self._clock.machine_now()
        return await settled(self._store.write(lambda conn: script(conn, now, machine_now)))


def _name(script: Script) -> str:
    return getattr(script, "__name__", "a script")


def _company_of(conn: Connection, thing: AnyThing) -> str:
    """Nothing where it is there no more."""
    if isinstance(thing, DutyThing):
        named = duty_rows.named(conn, thing.duty)
        return named[0] if named is not None else ""
    order = order_finding.by_id(conn, thing.order)
    return order.company if order is not None else ""
