"""What is written down, and told, when a chat or a person cannot be reached or a letter is given up."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import Connection

from bot.delivery.ground import Ground
from bot.delivery.notices import NOTE, tell_admins
from bot.drivers.port import CannotWrite, ChatGone, NoRight
from handlers.chats.chat_titles import chat_title
from handlers.reply import Text, text
from storage import chat_moves
from storage.people import people_rows
from storage.post import held_letters, outbox, outbox_lists
from storage.post.outbox import Letter
from storage.statements.undo_points import attempt

AGAIN_AFTER = timedelta(days=1)
ALARMING = 3  # messages of one chat given up, one after the other

log = structlog.get_logger(__name__)


class Troubles:
    """What many messages in a row run into is told once a day."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._told: dict[tuple[str, int, int | None], datetime] = {}

    async def no_right(self, company: str, chat: int) -> None:
        await self._tell_once("delivery.no_right", company, chat, None)

    async def topic_gone(self, company: str, chat: int, thread: int | None) -> None:
        await self._tell_once("delivery.topic_gone", company, chat, thread)

    async def card_refused(self, company: str, chat: int, reason: str) -> None:
        await self._tell_once("delivery.card_refused", company, chat, None, reason=reason)

    async def unreachable(self, user: int) -> None:
        """That person cannot be written to until they press Start again."""
        await self._ground.write(lambda conn: people_rows.set_reachable(conn, user, reachable=False))

    async def chat_gone(self, company: str, chat: int) -> None:
        """The bot was put out of a group: its letters are buried with it, and the admins hear of it once."""
        from handlers.pushes.push_unheard import chat_is_gone  # noqa: PLC0415 - nothing of it is needed while all is well

        clock, centres = self._ground.clock, self._ground.centres
        machine_now = clock.machine_now()

        def note(conn: Connection) -> None:
            if chat_is_gone(conn, chat, centres=centres, now=clock.now(), machine_now=machine_now):
                line = text("delivery.chat_gone", chat=chat_title(conn, chat))
                tell_admins(conn, company, line, machine_now=machine_now)

        await self._ground.write(note)

    async def chat_moved(self, old: int, new: int) -> None:
        now = self._ground.clock.machine_now()
        await self._ground.write(lambda conn: chat_moves.migrate(conn, old, new, now))

    async def give_up(self, letter: Letter, error: Exception) -> None:
        """Bury a letter with the reason and say what can be done about it.

        What it was to say together goes by itself, so that one that is refused takes none of the others along. Nothing is
        said of such a message itself, nor again of a chat that is known to be gone. It ends whatever becomes of the rest.
        """

        def bury(conn: Connection) -> None:
            now = self._ground.clock.machine_now()
            if not outbox.bury(conn, letter, f"{type(error).__name__}: {error}", now):
                return
            if not held_letters.part(conn, letter, now) and letter.unasked:
                self._then(conn, letter, partial(self._take_back, conn, letter, now))
            if letter.note_for.partition(":")[0] != NOTE and not isinstance(error, ChatGone):
                self._then(conn, letter, partial(self._tell_of, conn, letter, error, now))

        await self._ground.write(bury)

    def _then(self, conn: Connection, letter: Letter, follows: Callable[[], None]) -> None:
        failed = partial(log.exception, "letter.buried_in_silence", letter=letter.id)
        attempt(conn, follows, otherwise=failed)

    def _take_back(self, conn: Connection, letter: Letter, machine_now: datetime) -> None:
        """Nobody has heard what it asked for."""
        from handlers.pushes.push_unheard import was_unheard  # noqa: PLC0415 - nothing of it is needed while all is well

        clock, centres = self._ground.clock, self._ground.centres
        was_unheard(
            conn,
            letter.id,
            note=letter.note_for,
            centres=centres,
            now=clock.now(),
            machine_now=machine_now,
        )

    def _tell_of(self, conn: Connection, letter: Letter, error: Exception, now: datetime) -> None:
        """Whoever cannot be written to is called in their group; any other failure is for those who see to it."""
        from handlers.audit.alarms import tell_those_who_see_to_it  # noqa: PLC0415 - as above
        from handlers.chats import out_of_reach  # noqa: PLC0415 - nothing of it is needed while all is well

        private = isinstance(error, CannotWrite) and letter.chat > 0
        if private and out_of_reach.call(conn, letter.chat, letter.company, machine_now=now):
            return
        in_a_row = outbox_lists.failed_in_a_row(conn, letter.chat, now - AGAIN_AFTER, most=ALARMING + 1)
        if in_a_row <= 1:  # what goes on like that is told below, and stands in /status
            tell_admins(conn, letter.company, _sentence(conn, letter, error), machine_now=now)
        if private or in_a_row != ALARMING or letter.company not in self._ground.centres:
            return
        tell_those_who_see_to_it(
            conn,
            self._ground.centres[letter.company],
            [text("delivery.failing", chat=chat_title(conn, letter.chat), number=in_a_row)],
            now=self._ground.clock.now(),
            machine_now=now,
        )

    async def _tell_once(self, key: str, company: str, chat: int, thread: int | None, **more: str) -> None:
        now, about = self._ground.clock.machine_now(), (key, chat, thread)
        self._told = {known: at for known, at in self._told.items() if now - at < AGAIN_AFTER}
        if about in self._told:
            return
        self._told[about] = now
        await self._ground.write(
            lambda conn: tell_admins(
                conn, company, text(key, count=None, chat=chat_title(conn, chat), **more), machine_now=now
            )
        )


def _sentence(conn: Connection, letter: Letter, error: Exception) -> Text:
    chat = chat_title(conn, letter.chat)
    match error:
        case CannotWrite():
            return text("delivery.unreachable", person=chat)
        case NoRight():
            return text("delivery.not_allowed", chat=chat, reason=str(error))
    return text("delivery.refused", chat=chat, letter=letter.id, reason=str(error))
