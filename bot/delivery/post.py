"""The courier: takes letters and cards whose turn has come, each chat's in order and chats side by side."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TypeAlias

import structlog
from sqlalchemy import Connection

from bot.delivery.audience import Way
from bot.delivery.cards import Cards
from bot.delivery.ground import Ground
from bot.delivery.letters import Letters
from bot.delivery.office import LEASE, Office
from bot.delivery.pace import Pace
from bot.receiving.health import Health
from bot.tasks import BackgroundTasks
from handlers.reply import Lane
from storage import cards_rows, outbox, outbox_lists
from storage.cards_rows import Card
from storage.errors import StoreUnavailable
from storage.outbox import Letter

IN_FLIGHT = 12  # sends at a time over all chats: what a crash may repeat
CARDS_IN_FLIGHT = 8  # of them: the other places are kept for answers
LOOK_AGAIN = 1.0  # seconds, when nothing calls earlier
RENEW_EVERY = LEASE / 3
CARD_LEASE = timedelta(seconds=60)  # longer than any edit may take

Foreseen: TypeAlias = Mapping[int, tuple[Way, ...]]  # by letter
NOTHING_FORESEEN: Foreseen = MappingProxyType({})

log = structlog.get_logger(__name__)


class Post:
    """``hurry`` for answers just committed, ``run`` for all the rest. Only the process in office sends.

    One letter of a lane (chat, lane) is in flight at a time. Letters are leased only when they can leave at once, so
    that after a crash those marked as repeats are those that were in flight.
    """

    def __init__(
        self,
        ground: Ground,
        *,
        letters: Letters,
        cards: Cards,
        office: Office,
        pace: Pace,
        tasks: BackgroundTasks,
        health: Health,
    ) -> None:
        self._ground = ground
        self._clock = ground.clock
        self._letters = letters
        self._cards = cards
        self._office = office
        self._pace = pace
        self._tasks = tasks
        self._health = health
        self._in_hand: dict[int, tuple[Letter, ...]] = {}  # by the first letter's id: with those joined to it
        self._until: dict[int, datetime] = {}
        self._cards_in_hand = 0
        self._put_back: set[tuple[int, str]] = set()
        self._call = asyncio.Event()
        self._running = False
        self._closing = False

    def foresee(self, conn: Connection, letters: Sequence[Letter]) -> Foreseen:
        """Look in the transaction that stores them which ways they will go: it spares ``hurry`` asking for each."""
        return {letter.id: self._letters.foresee(conn, letter) for letter in letters if letter.leased}

    async def hurry(self, letters: Sequence[Letter], foreseen: Foreseen = NOTHING_FORESEEN) -> None:
        """Send at once what was born leased to this process, if its turn is now; the rest is sent in its turn.

        Call it after every commit, with or without letters: cards may have changed.
        """
        waiting = []
        for letter in letters:
            if letter.leased and self._may_leave(letter):
                self._start(letter, until=letter.made_at + LEASE, ways=foreseen.get(letter.id, ()))
            elif letter.leased:
                waiting.append(letter)
        if waiting:
            with suppress(StoreUnavailable):  # their leases run out
                await self._ground.write(lambda conn: outbox.release(conn, waiting))
        self._call.set()

    async def run(self) -> None:
        """Deliver until ``stop``."""
        self._running = True
        try:
            await self._learn_pauses()
            while not self._closing:
                if not await self._tried_round():
                    await self._rest()
        finally:
            self._running = False
            self._call.set()

    async def stop(self, patience: float) -> None:
        """Take nothing more, let what is in flight arrive, and leave the rest and the office to others."""
        self._closing = True
        self._call.set()
        deadline = self._clock.monotonic() + patience
        while self._busy() and (left := deadline - self._clock.monotonic()) > 0:
            self._call.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._call.wait()
        begun = [letter.id for together in self._in_hand.values() for letter in together]
        with suppress(StoreUnavailable):  # the leases run out
            await self._ground.write(lambda conn: outbox_lists.give_back(conn, self._ground.owner, but=begun))
            await self._office.leave()

    def _busy(self) -> bool:
        return bool(self._running or self._in_hand or self._cards_in_hand)

    async def _tried_round(self) -> bool:
        try:
            more = await self._round()
        except StoreUnavailable as error:
            self._health.ill(f"the store is away: {error}")
            return False
        self._health.well()
        return more

    async def _round(self) -> bool:
        """Start whatever may leave now; True when there may be more."""
        if not await self._office.hold():
            return False
        await self._renew()
        letters = await self._claim_letters()
        if self._closing:
            return False  # ``stop`` gives them back
        for letter in letters:
            self._put_back.discard((letter.chat, letter.lane))
            self._start(letter, until=self._clock.machine_now() + LEASE)
        cards = await self._claim_cards()
        for card in cards:
            self._show(card)
        return bool(letters or cards)

    async def _rest(self) -> None:
        """Until somebody calls, a chat opens, or it is time to look again."""
        at = self._clock.monotonic()
        waits = [opens - at for _, _, opens in self._pace.closed(at)]
        with suppress(TimeoutError):
            async with asyncio.timeout(min([LOOK_AGAIN, *waits])):
                await self._call.wait()
        self._call.clear()

    async def _claim_letters(self) -> tuple[Letter, ...]:
        at, now, room = self._clock.monotonic(), self._clock.machine_now(), self._room()
        if room <= 0:
            return ()
        skip = {(chat, lane.value) for chat, lane, _ in self._pace.closed(at)}
        return await self._ground.write(
            lambda conn: outbox.claim(
                conn, owner=self._ground.owner, now=now, lease=LEASE, limit=room, skip=skip
            )
        )

    async def _claim_cards(self) -> tuple[Card, ...]:
        at, now = self._clock.monotonic(), self._clock.machine_now()
        room = min(self._room(), CARDS_IN_FLIGHT - self._cards_in_hand)
        if room <= 0:
            return ()
        skip = {chat for chat, lane, _ in self._pace.closed(at) if lane is Lane.CARDS}
        return await self._ground.write(
            lambda conn: cards_rows.claim(
                conn, owner=self._ground.owner, now=now, lease=CARD_LEASE, limit=room, skip=skip
            )
        )

    def _room(self) -> int:
        free = IN_FLIGHT - len(self._in_hand) - self._cards_in_hand
        return min(free, self._pace.room_overall(self._clock.monotonic()))

    def _may_leave(self, letter: Letter) -> bool:
        """Whether nothing of its lane goes before it, and the limits leave room."""
        lane = (letter.chat, letter.lane)
        at = self._clock.monotonic()
        return (
            not self._closing
            and self._office.held
            and self._room() > 0
            and lane not in self._put_back
            and lane not in {(first.chat, first.lane) for first, *_ in self._in_hand.values()}
            and self._pace.opens(letter.chat, Lane(letter.lane), at) <= at
        )

    def _start(self, letter: Letter, *, until: datetime, ways: tuple[Way, ...] = ()) -> None:
        self._in_hand[letter.id] = (letter,)
        self._until[letter.id] = until
        self._tasks.start(self._carry(letter, ways), name=f"letter {letter.id}")

    async def _carry(self, letter: Letter, ways: tuple[Way, ...] = ()) -> None:
        async def may_send() -> bool:
            return self._clock.machine_now() < self._until[letter.id] and await self._office.still_held()

        def keep(together: tuple[Letter, ...]) -> None:
            self._in_hand[letter.id] = together

        try:
            if await self._letters.deliver(letter, may_send, keep, ways):
                self._put_back.add((letter.chat, letter.lane))
        finally:
            del self._in_hand[letter.id], self._until[letter.id]
            self._call.set()

    def _show(self, card: Card) -> None:
        until = self._clock.machine_now() + CARD_LEASE

        async def may_send() -> bool:
            return self._clock.machine_now() < until and await self._office.still_held()

        async def show() -> None:
            try:
                await self._cards.show(card, may_send)
            finally:
                self._cards_in_hand -= 1
                self._call.set()

        self._cards_in_hand += 1
        self._tasks.start(show(), name=f"card {card.id}")

    async def _renew(self) -> None:
        """Keep the leases of what is still in flight; a slow upload takes longer than one lease."""
        now = self._clock.machine_now()
        old = [key for key, until in self._until.items() if until - now < LEASE - RENEW_EVERY]
        if not old:
            return
        letters = [letter for key in old for letter in self._in_hand[key]]
        await self._ground.write(lambda conn: outbox.renew(conn, letters, now=now, lease=LEASE))
        for key in old:
            if key in self._until:
                self._until[key] = now + LEASE

    async def _learn_pauses(self) -> None:
        """What the messenger asked for before this process began still holds."""
        now, at = self._clock.machine_now(), self._clock.monotonic()
        with suppress(StoreUnavailable):  # they are kept to all the same when letters are claimed
            for pause in await self._ground.read(lambda conn: outbox_lists.paused(conn, now)):
                self._pace.bar(pause.chat, at + (pause.until - now).total_seconds(), at, asked=False)
