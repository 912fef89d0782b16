"""What becomes of one letter whose turn has come: said, put back, left open, or given up. All of it is written down."""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TypeAlias

import structlog
from sqlalchemy import Connection

from bot.delivery.audience import Addressed
from bot.delivery.digests import Digests, digest_of, laid_out, was_said
from bot.delivery.ground import Ground
from bot.delivery.joining import joinable, joined
from bot.delivery.office import LEASE
from bot.delivery.pace import Pace
from bot.delivery.send import Hindered, Said, Sender, Unsayable
from bot.delivery.together import Together
from bot.delivery.troubles import Troubles
from bot.delivery.unasked import goes_now
from bot.delivery.waits import Wait, Waits
from bot.delivery.wire import Errand, MaySend, Overtaken, Wire
from bot.drivers.port import ChatMoved, Unclear
from handlers.news import unasked
from handlers.reply import Lane, Say
from handlers.reply_json import say_from_json
from storage.post import outbox, outbox_joining, outbox_lists
from storage.post.outbox import Letter
from storage.statements.undo_points import attempt
from storage.stores.errors import StoreUnavailable
from storage.stores.failures import worth_repeating

Keep: TypeAlias = Callable[[tuple[Letter, ...]], None]
Note: TypeAlias = Callable[[Connection], None]

MOST_JOINED = 8
GIVE_UP_AFTER = 10  # attempts that ended without an answer, or with a failure of the messenger's own

log = structlog.get_logger(__name__)


class NoAnswerEver(Exception):
    """Too many attempts ended without an answer; any of them may have reached the chat."""


class Bug(Exception):
    """Our own fault; the log has the traceback under this id."""


class Letters:
    def __init__(
        self,
        ground: Ground,
        *,
        sender: Sender,
        wire: Wire,
        pace: Pace,
        waits: Waits,
        troubles: Troubles,
        digests: Digests,
    ) -> None:
        self._ground = ground
        self._sender = sender
        self._wire = wire
        self._pace = pace
        self._waits = waits
        self._troubles = troubles
        self._digests = digests
        self._notes = Together(self._write_notes)

    async def deliver(self, one: Addressed, may_send: MaySend, keep: Keep) -> bool:
        """See one letter to its end; True when it was put back and its lane waits for it.

        ``keep`` is told which letters go with it, so that their leases are renewed meanwhile.
        """
        letter = one.letter
        together: tuple[Letter, ...] = (letter,)
        try:
            if letter.attempts > GIVE_UP_AFTER:
                raise NoAnswerEver(f"no answer in {GIVE_UP_AFTER} attempts")
            together, say = await self._content(one)
            keep(together)
            if say is None:
                return False
            errand = Errand(company=letter.company, lane=Lane(letter.lane), may_send=may_send)
            said = await self._sender.say(letter, say, one.ways, errand)
        except Hindered as hindered:
            return await self._hindered(together, hindered)
        except Overtaken:
            log.warning("letter.overtaken", letter=letter.id)
        except StoreUnavailable as error:
            log.warning("letter.left", letter=letter.id, reason=str(error))
        except (Unsayable, NoAnswerEver) as end:
            await self._give_up(together, end.error if isinstance(end, Unsayable) else end)
        except Exception:  # a letter nobody can lay out must not stop its lane for ever
            bug = Bug(f"id {secrets.token_hex(4)}")
            log.exception("letter.failed", letter=letter.id, bug=str(bug))
            await self._give_up(together, bug)
        else:
            await self._said(together, say, said)
            if say.pin and said.message:
                await self._wire.pin(said.way.chat, said.message)
        return False

    async def _content(self, one: Addressed) -> tuple[tuple[Letter, ...], Say | None]:
        letter = one.letter
        digest = digest_of(letter)
        if digest is not None:
            return (letter,), await laid_out(self._ground, self._digests, letter, digest)
        say = one.say or say_from_json(letter.payload)
        if say.edits_only and letter.moved:  # its message stayed behind
            at = self._ground.clock.machine_now()
            await self._ground.write(lambda conn: outbox.withdraw(conn, letter, at))
            return (letter,), None
        if not await goes_now(self._ground, letter, say):
            return (letter,), None
        return await self._joined(letter, say)

    async def _joined(self, letter: Letter, say: Say) -> tuple[tuple[Letter, ...], Say]:
        """When the group's limit has almost run out, what waits right behind goes into the same message."""
        if not (
            letter.group_key
            and joinable(say)
            and self._pace.is_short(letter.chat, self._ground.clock.monotonic())
        ):
            return (letter,), say
        now = self._ground.clock.machine_now()

        def take(conn: Connection) -> tuple[Letter, ...]:
            behind = outbox_joining.companions(
                conn, letter, owner=self._ground.owner, now=now, lease=LEASE, limit=MOST_JOINED - 1
            )
            fit = _leading(behind)
            outbox.release(conn, behind[len(fit) :])
            return fit

        together = (letter, *await self._ground.write(take))
        if len(together) == 1:
            return together, say
        return together, joined([say_from_json(one.payload) for one in together])

    async def _hindered(self, letters: tuple[Letter, ...], hindered: Hindered) -> bool:
        cause = hindered.cause
        log.info("letter.hindered", letter=letters[0].id, chat=hindered.chat, reason=repr(cause))
        if isinstance(cause, Unclear):
            return False  # it may have been said: when the lease ends it is said again, marked as a repeat
        if isinstance(cause, ChatMoved):
            self._pace.moved(hindered.chat, cause.new_id)
            await self._troubles.chat_moved(hindered.chat, cause.new_id)
            await self._ground.write(lambda conn: outbox.release(conn, letters))
            return False
        wait = self._waits.after(hindered.chat, cause)
        if wait.counts and letters[0].attempts >= GIVE_UP_AFTER:
            await self._give_up(letters, cause)
            return False
        await self._put_back(letters, hindered.chat, str(cause), wait)
        return True

    async def _put_back(self, letters: Sequence[Letter], chat: int, reason: str, wait: Wait) -> None:
        """Nothing was sent: they wait again. The attempt counts only if the letter itself may be at fault."""
        until = self._ground.clock.machine_now() + timedelta(seconds=wait.seconds)
        counted = letters[:1] if wait.counts else []
        free = [letter for letter in letters if letter.chat == chat and letter not in counted]
        waiting = [letter for letter in letters if letter not in free]

        def put(conn: Connection) -> None:
            if wait.whole_chat:
                outbox_lists.pause(conn, chat, until, reason)
            outbox.release(conn, free)
            for letter in waiting:  # counted, or written for another chat, which is free
                outbox.later(conn, letter, until, reason)

        await self._write_in_the_end(put)

    async def _give_up(self, letters: tuple[Letter, ...], error: Exception) -> None:
        await self._troubles.give_up(letters[0], error)
        if letters[1:]:
            await self._ground.write(lambda conn: outbox.release(conn, letters[1:]))

    async def _said(self, letters: tuple[Letter, ...], say: Say, said: Said) -> None:
        self._waits.over(said.way.chat)
        now, machine_now = self._ground.clock.now(), self._ground.clock.machine_now()

        def note(conn: Connection) -> None:
            for letter in letters:
                where = replace(letter, chat=said.way.chat, thread=said.way.thread)
                noted = outbox.sent(conn, where, said.message or None, machine_now)
                if not noted or not (letter.unasked or digest_of(letter)):
                    continue  # an answer: nothing follows
                for follow in (counted, remembered):  # whatever is wrong with one: the message was sent
                    failed = partial(log.exception, "letter.said_in_silence", letter=letter.id)
                    attempt(conn, partial(follow, conn, letter, where), otherwise=failed)

        def counted(conn: Connection, letter: Letter, _where: Letter) -> None:
            unasked.was_said(conn, letter, say, now)

        def remembered(conn: Connection, _letter: Letter, where: Letter) -> None:
            was_said(conn, self._digests, where, last=said.message, now=now, machine_now=machine_now)

        await self._notes.ask(note)

    async def _write_notes(self, notes: Sequence[Note]) -> None:
        def write(conn: Connection) -> None:
            for note in notes:
                note(conn)

        if len(notes) > 1:  # one of them may meet a lock: who is alone waits alone
            await self._ground.write(write)
        else:
            await self._write_in_the_end(write)

    async def _write_in_the_end(self, command: Callable[[Connection], None]) -> None:
        """Write what the messenger already knows, however long the database is away or others are faster."""
        while True:
            try:
                return await self._ground.write(command)
            except Exception as error:
                if not (isinstance(error, StoreUnavailable) or worth_repeating(error)):
                    raise
                log.warning("letter.not_noted_yet", reason=str(error))
                await asyncio.sleep(1)


def _leading(letters: Sequence[Letter]) -> tuple[Letter, ...]:
    """The first ones, as far as they may be joined."""
    fit: list[Letter] = []
    for letter in letters:
        if not joinable(say_from_json(letter.payload)):
            break
        fit.append(letter)
    return tuple(fit)
