"""The auditor: looks again and again whether what was due was looked at and said, raises the alarm, and says how it is."""

import secrets
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, TypeAlias, TypeVar

import structlog
from sqlalchemy import Connection

from bot.awaiting import settled
from bot.clock import Clock
from orders.centre_file.centre import Centres
from orders.order import OrderId
from storage import calendar_rows
from storage.chasing import unsaid
from storage.chasing.checks_due import AnyThing, DutyThing
from storage.engine import Store
from storage.stores.errors import StoreUnavailable

if TYPE_CHECKING:
    from handlers.audit.auditing import Finding
    from handlers.audit.clock_checks import Checked

T = TypeVar("T")
Trouble: TypeAlias = tuple[str, str]  # a company, and the kind of it

EVERY = 60.0  # seconds between two audits
PATIENCE = 3 * EVERY  # without an audit for so long nobody knows that all was said
DERIVING = 5  # every so many audits clocks are derived anew, which costs more than a look at indexes
ORDERS = 1000  # whose clocks then are; a company with more comes round in several
SLICE = 25  # of them at a time: nobody else waits longer than for one slice
LOOKED_BACK = timedelta(days=14)  # duties of earlier days are not asked for any more
MENDED = 10  # in one transaction
MOST = 100  # orders that cannot be read, looked at each time
BEGINNING = OrderId(0)

log = structlog.get_logger(__name__)


class Auditor:
    """Any number of processes audit side by side: of each alarm people hear once. ``said`` wakes the post."""

    def __init__(
        self, store: Store, clock: Clock, *, centres: Centres, said: Callable[[], Awaitable[None]]
    ) -> None:
        self._store = store
        self._clock = clock
        self._centres = centres
        self._said = said
        self._looked_at = clock.monotonic()
        self._audits = 0
        self._after = BEGINNING
        self._round_from: datetime | None = None  # when it began to go through the orders, this time
        self._gone_through: datetime | None = None  # and the last time it came to the end of them
        self._unreadable: Sequence[OrderId] = ()  # looked at each time until they can be read
        self._unsaid: Sequence[Finding] = ()
        self._met: Collection[Trouble] = ()  # at the last look

    @property
    def problem(self) -> str:
        """What is not well, in words. Empty only while it has looked lately and has found nothing unsaid."""
        silent = self._clock.monotonic() - self._looked_at
        if silent > PATIENCE:
            return f"auditing: nobody has looked for {silent:.0f} s"
        return "; ".join(f"auditing: {one}" for one in self._unsaid)

    async def knock(self) -> None:
        """Audit; what fails is logged, and tried again at the next knock."""
        try:
            await self.audit()
        except StoreUnavailable as away:
            log.warning("the auditor waits for the store", reason=str(away))
        except Exception:
            log.exception("an audit failed", id=secrets.token_hex(4))

    async def audit(self) -> Sequence["Finding"]:
        """One look at everything an index shows, and every few minutes at the clocks of the next orders."""
        from handlers.audit.alarms import raise_alarms  # noqa: PLC0415 - receiving begins without the handlers
        from handlers.audit.auditing import look, unaudited  # noqa: PLC0415 - as above

        now, machine_now = self._clock.now(), self._clock.machine_now()
        seen = await self._read(partial(look, centres=self._centres, now=now, machine_now=machine_now))
        clocks: Sequence[Finding] = ()
        try:
            clocks = await self._clocks()
        except StoreUnavailable:
            raise
        except Exception:
            log.exception("the clocks cannot be gone through", id=secrets.token_hex(4))
            seen = (*seen, *unaudited(self._centres, ["clocks"]))
        found = (*self._lasting(seen), *clocks)
        for one in found:
            log.warning("over by now" if one.mended else "not looked at or not said in time", what=str(one))
        told = await self._write(
            partial(
                raise_alarms,
                findings=found,
                centres=self._centres,
                now=now,
                machine_now=machine_now,
                gone_through=self._gone_through,
                met=self._met,
            )
        )
        self._unsaid = [one for one in found if not one.mended]
        self._looked_at = self._clock.monotonic()
        self._audits += 1
        if told:
            await self._said()
        return found

    def _lasting(self, seen: Sequence["Finding"]) -> Sequence["Finding"]:
        """What is over, and what the last look met too: whoever has just begun, or woke, sweeps before anybody is alarmed."""
        before, self._met = self._met, {(one.company, one.kind) for one in seen}
        return [one for one in seen if one.mended or (one.company, one.kind) in before]

    async def _clocks(self) -> Sequence["Finding"]:
        """Of what an index shows to have none, and in its turn of the next orders, whatever theirs say.

        While a change of the calendar is gone through, they are not yet what they will be.
        """
        since = (self._clock.now() - LOOKED_BACK).date()
        lost = await self._read(
            lambda conn: unsaid.clockless(conn, self._centres.keys(), since=since, most=ORDERS)
        )
        wrong = [one.thing for one in lost]
        unreadable = [one for one in self._unreadable if await self._still_unreadable(one)]
        state = await self._read(calendar_rows.state)
        in_change = state is not None and state.looked is not None
        derives = not in_change and self._audits % DERIVING == 0
        if derives:
            wrong += await self._late_duties(since)
        for _ in range(ORDERS // SLICE if derives else 0):
            checked = await self._next_slice()
            wrong += checked.wrong
            unreadable += checked.unreadable
            if self._after == BEGINNING:
                break
        return await self._put_right(list(dict.fromkeys(wrong)), unreadable)

    async def _next_slice(self) -> "Checked":
        if self._after == BEGINNING:
            self._round_from = self._clock.machine_now()
        checked = await self._slice(self._after, SLICE)
        self._after = checked.last or BEGINNING
        if self._after == BEGINNING:
            self._gone_through = self._round_from
        return checked

    async def _slice(self, after: OrderId, most: int) -> "Checked":
        from handlers.audit.clock_checks import check_slice  # noqa: PLC0415 - receiving begins without the handlers

        return await self._read(
            partial(check_slice, centres=self._centres, now=self._clock.now(), after=after, most=most)
        )

    async def _late_duties(self, since: date) -> Sequence[AnyThing]:
        from handlers.audit.clock_checks import check_duties  # noqa: PLC0415 - receiving begins without the handlers

        return await self._read(
            partial(check_duties, centres=self._centres, now=self._clock.now(), since=since)
        )

    async def _still_unreadable(self, order: OrderId) -> bool:
        """What has ended meanwhile is nobody's trouble any more."""
        return order in (await self._slice(OrderId(order - 1), 1)).unreadable

    async def _put_right(self, things: Sequence[AnyThing], unreadable: list[OrderId]) -> Sequence["Finding"]:
        from handlers.audit.auditing import of_clocks  # noqa: PLC0415 - receiving begins without the handlers
        from handlers.audit.clock_checks import put_right  # noqa: PLC0415 - as above

        mended: list[tuple[str, AnyThing]] = []
        for first in range(0, len(things), MENDED):
            some = things[first : first + MENDED]
            done, failed = await self._write(
                partial(put_right, things=some, centres=self._centres, now=self._clock.now())
            )
            mended += done
            unreadable += [thing.order for thing in failed if not isinstance(thing, DutyThing)]
        self._unreadable = tuple(dict.fromkeys(unreadable))[:MOST]
        if not mended and not unreadable:
            return ()
        return await self._read(lambda conn: of_clocks(conn, self._centres, mended, unreadable))

    async def _read(self, query: Callable[[Connection], T]) -> T:
        return await settled(self._store.read(query))

    async def _write(self, command: Callable[[Connection], T]) -> T:
        return await settled(self._store.write(command))
