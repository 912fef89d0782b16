"""The courier: takes letters and cards whose turn has come, each chat's in order and chats side by side."""

import asyncio
import secrets
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from bot.delivery.audience import Addressed, addressed
from bot.delivery.cards import Cards
from bot.delivery.ground import Ground
from bot.delivery.letters import Letters
from bot.delivery.office import LEASE, Office
from bot.delivery.pace import NEAR, Pace
from bot.receiving.health import Health
from bot.tasks import BackgroundTasks
from handlers.reply import Lane
from storage.post import cards_rows, outbox, outbox_lists
from storage.post.cards_rows import Card
from storage.post.outbox import Letter
from storage.stores.errors import StoreUnavailable

IN_FLIGHT = 12  # sends at a time over all chats: what a crash may repeat
CARDS_IN_FLIGHT = 8  # of them: the other places are kept for answers
LOOK_AGAIN = 1.0  # seconds, when nothing calls earlier
RENEW_EVERY = LEASE / 3
CARD_LEASE = timedelta(seconds=60)  # longer than any edit may take

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
        self._waiting: set[str] = (
            set()
        )  # in hand, by the names of their tasks, and their turn has not come yet
        self._put_back: set[tuple[int, str]] = set()
        self._call = asyncio.Event()
        self._running = False
        self._closing = False

    async def hurry(self, born: Sequence[Addressed]) -> None:
        """Send at once what was born leased to this process, if its turn is now; the rest is sent in its turn.

        Call it after every commit, with or without letters: cards may have changed.
        """
        waiting = []
        for one in born:
            if self._may_leave(one.letter):
                self._start(one, until=one.letter.made_at + LEASE)
            else:
                waiting.append(one.letter)
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
        except Exception as error:
            log.exception("a round of the post failed", id=secrets.token_hex(4))
            self._health.ill(f"a round failed: {type(error).__name__}")
            return False
        self._health.well()
        return more

    async def _round(self) -> bool:
        """Start whatever may leave now; True when there may be more."""
        if not await self._office.hold():
            return False
        await self._renew()
        letters, cards, taken_at = await self._take()
        for one in () if self._closing else letters:  # ``stop`` gives them back
            self._put_back.discard((one.letter.chat, one.letter.lane))
            self._start(one, until=taken_at + LEASE)
        for card in cards:
            self._show(card, until=taken_at + CARD_LEASE)
        return bool(letters or cards)

    async def _rest(self) -> None:
        """Until somebody calls, a chat opens, or it is time to look again."""
        at = self._clock.monotonic()
        overall = self._pace.has_room_from(at, len(self._waiting))
        opening = [overall] if overall > at else [opens for _, _, opens in self._pace.closed(at)]
        with suppress(TimeoutError):
            async with asyncio.timeout(min([LOOK_AGAIN, *(opens - at for opens in opening)])):
                await self._call.wait()
        self._call.clear()

    async def _take(self) -> tuple[tuple[Addressed, ...], tuple[Card, ...], datetime]:
        """Lease, in one command, the letters and cards that may leave now; from when on, as the command may have had to wait."""
        at, owner = self._clock.monotonic(), self._ground.owner
        free, overall = self._free(), self._pace.room(at, len(self._waiting))
        room = min(free, overall)
        if room <= 0:
            return (), (), self._clock.machine_now()
        most_cards = min(CARDS_IN_FLIGHT - self._cards_in_hand, overall)
        closed = [(chat, lane) for chat, lane, opens in self._pace.closed(at) if opens > at + NEAR]
        lanes = {(chat, lane.value) for chat, lane in closed} | self._lanes_in_hand()
        chats = {chat for chat, lane in closed if lane is Lane.CARDS}

        def take(conn: Connection) -> tuple[tuple[Addressed, ...], tuple[Card, ...], datetime]:
            now = self._clock.machine_now()
            letters = outbox.claim(conn, owner=owner, now=now, lease=LEASE, limit=room, skip=lanes)
            most = min(free - len(letters), most_cards)
            cards = cards_rows.claim(conn, owner=owner, now=now, lease=CARD_LEASE, limit=most, skip=chats)
            business = self._clock.now()
            return addressed(conn, letters, self._ground.centres, now=business, machine_now=now), cards, now

        return await self._ground.write(take)

    def _lanes_in_hand(self) -> set[tuple[int, str]]:
        return {(letter.chat, letter.lane) for together in self._in_hand.values() for letter in together}

    def _free(self) -> int:
        return IN_FLIGHT - len(self._in_hand) - self._cards_in_hand

    def _may_leave(self, letter: Letter) -> bool:
        """Whether nothing of its lane goes before it, and the limits leave room."""
        lane = (letter.chat, letter.lane)
        at = self._clock.monotonic()
        return (
            not self._closing
            and self._office.held
            and self._free() > 0
            and lane not in self._put_back
            and lane not in self._lanes_in_hand()
            and self._pace.opens(letter.chat, Lane(letter.lane), at) <= at
        )

    def _start(self, one: Addressed, *, until: datetime) -> None:
        self._in_hand[one.letter.id] = (one.letter,)
        self._until[one.letter.id] = until
        self._waiting.add(_name(one.letter))
        self._tasks.start(self._carry(one), name=_name(one.letter))

    async def _carry(self, one: Addressed) -> None:
        letter, name = one.letter, _name(one.letter)

        async def may_send() -> bool:
            self._waiting.discard(name)
            return self._clock.machine_now() < self._until[letter.id] and await self._office.still_held()

        def keep(together: tuple[Letter, ...]) -> None:
            self._in_hand[letter.id] = together

        try:
            if await self._letters.deliver(one, may_send, keep):
                self._put_back.add((letter.chat, letter.lane))
        finally:
            self._waiting.discard(name)
            del self._in_hand[letter.id], self._until[letter.id]
            self._call.set()

    def _show(self, card: Card, *, until: datetime) -> None:
        name = _name(card)

        async def may_send() -> bool:
            self._waiting.discard(name)
            return self._clock.machine_now() < until and await self._office.still_held()

        async def show() -> None:
            try:
                await self._cards.show(card, may_send)
            finally:
                self._waiting.discard(name)
                self._cards_in_hand -= 1
                self._call.set()

        self._cards_in_hand += 1
        self._waiting.add(name)
        self._tasks.start(show(), name=name)

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


def _name(one: Letter | Card) -> str:
    return f"{type(one).__name__.lower()} {one.id}"
