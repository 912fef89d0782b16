"""What is said to whom, by the handlers: loaded by whoever needs them first, as receiving begins without them."""

import asyncio
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import Connection

from bot.clock import Clock
from bot.delivery.audience import Addressed, addressed
from bot.delivery.office import LEASE
from bot.drivers.port import Driver, Me
from bot.i18n.render import Renderer
from bot.i18n.wording import Setting
from bot.loading import loading
from handlers.context import BotIdentity
from handlers.incoming import Incoming
from handlers.reply import Say
from orders.centre_file.centre import Centres
from storage.post.cards_rows import Card

if TYPE_CHECKING:
    from bot.sweeping import Script
    from handlers.batches.standing import Desk
    from handlers.dispatch import Handled, Surroundings
    from handlers.duties.duty_keeping import Keeper

Done: TypeAlias = (
    "tuple[Handled, tuple[Addressed, ...]]"  # what an update led to, and how its letters will go
)


class Answering:
    """Everything but the menus is called in the store's threads, where loading holds up no connection."""

    def __init__(self, *, centres: Centres, clock: Clock, me: Me, owner: str, admins: frozenset[int]) -> None:
        self._centres = centres
        self._clock = clock
        self._me = me
        self._owner = owner
        self._admins = admins

    def load(self) -> None:
        """Load all of it now: with its patterns it takes as long as the rest of our own code."""
        with loading():
            from bot import menus  # noqa: F401 - they list what every handler can do
            from handlers import dispatch  # noqa: F401 - what is called below
            from handlers.nudges import digests  # noqa: F401 - what is called below
            from handlers.order_cards import cards  # noqa: F401 - what is called below
            from handlers.overviews import posted_reports  # noqa: F401 - what is called below

    def handle(self, conn: Connection, incoming: Incoming) -> Done:
        from handlers.dispatch import handle

        now, machine_now = self._clock.now(), self._clock.machine_now()
        handled = handle(conn, incoming, self._around, now=now, machine_now=machine_now)
        return handled, self._addressed(conn, handled)

    def apologise(self, conn: Connection, incoming: Incoming, number: str) -> Done:
        from handlers.dispatch import apologise

        said = apologise(conn, incoming, number, around=self._around, machine_now=self._clock.machine_now)
        return said, self._addressed(conn, said)

    def _addressed(self, conn: Connection, done: "Handled") -> tuple[Addressed, ...]:
        now, machine_now = self._clock.now(), self._clock.machine_now()
        return addressed(
            conn, done.letters, self._centres, now=now, machine_now=machine_now, says=done.reply.says
        )

    def lay(self, conn: Connection, card: Card, now: datetime) -> Say | None:
        from handlers.order_cards.cards import lay

        return lay(conn, card, now=now, centres=self._centres)

    def close_digest(self, conn: Connection, digest: int, now: datetime) -> Say | None:
        from handlers.nudges.digests import close

        return close(conn, digest, centres=self._centres, now=now)

    def digest_said(self, conn: Connection, digest: int, now: datetime, machine_now: datetime) -> None:
        from handlers.nudges.digests_again import said

        said(conn, digest, centres=self._centres, now=now, machine_now=machine_now)

    @property
    def by_the_clock(self) -> "tuple[Script, ...]":
        """What falls due by the clock, besides the orders' own."""
        return (
            self.keep_duties,
            self.call_roll,
            self.call_before_promised,
            self.post_reports,
            self.ask_for_calendar,
            self.say_held,
            self.send_daily_lists,
        )

    def post_reports(self, conn: Connection, now: datetime, machine_now: datetime) -> bool:
        from handlers.overviews.posted_reports import post_due

        return post_due(conn, centres=self._centres, now=now, machine_now=machine_now)

    def keep_duties(self, conn: Connection, now: datetime, _machine_now: datetime) -> bool:
        return self._duties.keep(conn, centres=self._centres, now=now)

    def call_roll(self, conn: Connection, now: datetime, machine_now: datetime) -> bool:
        from handlers.duties.roll_call import post_due

        return post_due(conn, centres=self._centres, now=now, machine_now=machine_now)

    def call_before_promised(self, conn: Connection, now: datetime, machine_now: datetime) -> bool:
        from handlers.duties.before_promised import post_due

        return post_due(conn, centres=self._centres, now=now, machine_now=machine_now)

    def say_held(self, conn: Connection, now: datetime, machine_now: datetime) -> bool:
        from handlers.news.held_news import say_held

        return say_held(conn, centres=self._centres, now=now, machine_now=machine_now)

    def ask_for_calendar(self, conn: Connection, now: datetime, machine_now: datetime) -> bool:
        from handlers.calendars.calendar_asking import ask_due

        return ask_due(conn, centres=self._centres, now=now, machine_now=machine_now)

    def send_daily_lists(self, conn: Connection, now: datetime, machine_now: datetime) -> bool:
        from handlers.overviews.daily_lists import send_due

        return send_due(conn, centres=self._centres, bot=self._bot, now=now, machine_now=machine_now)

    def next_moment(self, now: datetime) -> datetime | None:
        """When something is posted or asked by itself next."""
        from handlers.calendars import calendar_asking
        from handlers.duties import before_promised, roll_call
        from handlers.overviews import daily_lists, posted_reports

        parts = (posted_reports, calendar_asking, roll_call, before_promised, daily_lists)
        coming = (part.next_moment(self._centres, now) for part in parts)
        return min((at for at in coming if at is not None), default=None)

    async def show_menus(self, driver: Driver, renderer: Renderer) -> None:
        from bot.menus import laid_menus, show_menus

        setting = Setting(time_zone=next(iter(self._centres.values())).zone, now=self._clock.now())
        await show_menus(driver, await asyncio.to_thread(laid_menus, renderer, setting))

    @cached_property
    def _duties(self) -> "Keeper":
        from handlers.duties.duty_keeping import Keeper

        return Keeper()

    @cached_property
    def desk(self) -> "Desk":
        """What files of many lines are worked on with."""
        from handlers.batches.standing import Desk

        return Desk(centres=self._centres, bot=self._bot)

    @property
    def _bot(self) -> BotIdentity:
        return BotIdentity(id=self._me.id, username=self._me.username)

    @cached_property
    def _around(self) -> "Surroundings":
        from handlers.dispatch import Surroundings

        return Surroundings(
            centres=self._centres,
            bot=self._bot,
            owner=self._owner,
            lease=LEASE,
            admins=self._admins,
        )
