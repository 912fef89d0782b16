"""Live cards: one message each, edited in place to how things stand at that moment."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

import structlog
from sqlalchemy import Connection

from bot.delivery.audience import reader_of
from bot.delivery.ground import Ground
from bot.delivery.troubles import Troubles
from bot.delivery.waits import LONGEST, Waits, turned_away
from bot.delivery.wire import Errand, MaySend, NotYet, Overtaken, Wire
from bot.drivers.port import (
    CannotWrite,
    ChatGone,
    ChatMoved,
    DriverError,
    NoRight,
    Outgoing,
    Refused,
    Stale,
    TopicGone,
)
from bot.i18n.render import Laid, Reader
from handlers.reply import Lane, Say
from storage.post import cards_rows
from storage.post.cards_rows import Card
from storage.stores.errors import StoreUnavailable

Lay: TypeAlias = Callable[[Connection, Card, datetime], Say | None]  # None: there is nothing to show any more

LONG_WAIT = timedelta(hours=1)  # for what somebody has to mend first

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """How things stand, and who looks."""

    say: Say | None
    reader: Reader


class Cards:
    """Shows a card that was handed out for it. What it shows may be newer than the version it is noted under, never older."""

    def __init__(self, ground: Ground, *, wire: Wire, lay: Lay, waits: Waits, troubles: Troubles) -> None:
        self._ground = ground
        self._wire = wire
        self._lay = lay
        self._waits = waits
        self._troubles = troubles

    async def show(self, card: Card, may_send: MaySend) -> None:
        """Bring one card up to date. One that cannot be laid out waits; the log has the reason under an id."""
        try:
            await self._show(card, may_send)
        except StoreUnavailable as error:
            log.warning("card.left", card=card.id, reason=str(error))
        except Exception:
            bug = secrets.token_hex(4)
            log.exception("card.failed", card=card.id, id=bug)
            await self._later(card, LONG_WAIT, f"bug {bug}")

    async def _show(self, card: Card, may_send: MaySend) -> None:
        seen = await self._look(card)
        if seen.say is None:
            await self._ground.write(lambda conn: cards_rows.drop(conn, card))
            return
        errand = Errand(company=card.company, lane=Lane.CARDS, may_send=may_send)
        try:
            message_id = await self._put_up(
                card, seen.say, self._message(card, seen.say, seen.reader), errand
            )
        except Overtaken:
            return
        except (DriverError, NotYet) as error:
            await self._not_shown(card, error)
        else:
            self._waits.over(card.chat)
            await self._ground.write(lambda conn: cards_rows.shown(conn, card, card.wanted, message_id))

    async def _look(self, card: Card) -> Seen:
        now = self._ground.clock.now()

        def read(conn: Connection) -> Seen:
            reader = reader_of(conn, card.chat, card.company, self._ground.centres, now)
            return Seen(say=self._lay(conn, card, now), reader=reader)

        return await self._ground.read(read)

    def _message(self, card: Card, say: Say, reader: Reader) -> Outgoing:
        laid = self._ground.renderer.card(say, reader)
        return Outgoing(
            chat=card.chat, thread=card.thread, html=_one_message(laid), keys=laid.keys, silent=say.silent
        )

    async def _put_up(self, card: Card, say: Say, message: Outgoing, errand: Errand) -> int | None:
        """Return the message it stands in now; None where it was deleted at once, so that the next change posts it."""
        if card.message_id is None:
            message_id = await self._wire.send(message, errand)
        else:
            message_id = await self._wire.edit(card.message_id, message, errand)
        if say.pin and message_id and message_id != card.message_id:
            await self._wire.pin(card.chat, message_id)
        return message_id or None

    async def _not_shown(self, card: Card, error: DriverError | NotYet) -> None:
        log.info("card.not_shown", card=card.id, chat=card.chat, reason=str(error))
        match error:
            case ChatMoved():
                await self._troubles.chat_moved(card.chat, error.new_id)
            case ChatGone():
                await self._troubles.chat_gone(card.company, card.chat)
            case CannotWrite():
                await self._troubles.unreachable(card.chat)
                await self._ground.write(lambda conn: cards_rows.drop(conn, card))
            case Refused() | Stale() | TopicGone() | NoRight():
                await self._troubles.card_refused(card.company, card.chat, str(error))
                await self._later(card, LONG_WAIT, str(error))
            case _ if turned_away(error):  # it may be this card's fault: what else the chat is told goes on
                await self._later(card, timedelta(seconds=LONGEST), str(error))
            case _:
                seconds = self._waits.after(card.chat, error).seconds
                await self._later(card, timedelta(seconds=seconds), str(error))

    async def _later(self, card: Card, wait: timedelta, reason: str) -> None:
        until = self._ground.clock.machine_now() + wait
        await self._ground.write(lambda conn: cards_rows.later(conn, card, until, reason))


def _one_message(laid: Laid) -> str:
    """A card is one message; a single line that fits none is seen to be cut."""
    [first, *rest] = laid.parts
    return f"{first}\n…" if rest else first
