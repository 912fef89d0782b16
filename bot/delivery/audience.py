"""Who reads a letter, in which languages, and by which ways it may reach them, the best first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest

import structlog
from sqlalchemy import Connection

from bot.i18n.languages import languages_of
from bot.i18n.render import Reader, mention
from bot.i18n.wording import Setting
from handlers.reply import Say
from orders.centre_file.centre import Centre, Centres
from storage.people import chats_rows, people_rows
from storage.people.people_rows import Listener
from storage.post.outbox import Letter
from storage.statements.undo_points import UndoPoint
from storage.stores.failures import is_commands_own

# The messenger allows 15 seconds after a tap or an ephemeral command; the way there takes some of them.
EPHEMERAL_WINDOW = timedelta(seconds=12)
ADMINISTRATOR = "administrator"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """One chat a letter may be said in. ``user``: whom a private or ephemeral message is for."""

    chat: int
    reader: Reader
    thread: int | None = None
    user: int | None = None
    ephemeral: bool = False
    at_home: bool = True  # the chat it was written for: message ids in it mean something
    mention: str = ""  # HTML naming whom it is for


@dataclass(frozen=True, kw_only=True, slots=True)
class Addressed:
    """A letter that was handed out, and the ways it may go: none, if a bug hid them; it is given up in its turn."""

    letter: Letter
    ways: tuple[Way, ...]
    say: Say | None = None  # what it says, where that was just made; else its payload has it


def addressed(
    conn: Connection,
    letters: Sequence[Letter],
    centres: Centres,
    *,
    now: datetime,
    machine_now: datetime,
    says: Sequence[Say] = (),
) -> tuple[Addressed, ...]:
    """Look which ways the leased ones will go, in the transaction that hands them out: it spares asking for each.

    ``says``: what the letters were made of, one by one, where it is at hand.
    """

    def found(letter: Letter, say: Say | None) -> tuple[Way, ...]:
        # Only what was stored may name what the database itself refuses: an answer just made is spared the point.
        point = UndoPoint(conn) if say is None else None
        try:
            its = ways(conn, letter, centres, now=now, machine_now=machine_now)
        except Exception as error:
            if not is_commands_own(error):
                raise
            log.exception("letter.no_way", letter=letter.id)
            if point is not None:
                point.rollback()
            return ()
        if point is not None:
            point.commit()
        return its

    return tuple(
        Addressed(letter=letter, ways=found(letter, say), say=say)
        for letter, say in zip_longest(letters, says)
        if letter.leased
    )


def ways(
    conn: Connection, letter: Letter, centres: Centres, *, now: datetime, machine_now: datetime
) -> tuple[Way, ...]:
    """Where ``letter`` may be said; a digest names nobody, whatever it will say.

    For one person alone in a group: unseen by the others where the messenger allows, else in private, else in the
    group with a mention.
    """
    readers = _Readers(conn=conn, company=_company(letter.company, centres), now=now)
    if letter.chat > 0:
        return _to_person(readers, letter)
    if only_for := letter.payload.get("only_for"):
        return _to_one_in_group(readers, letter, only_for, machine_now)
    named = letter.payload.get("to_user")
    return (_in_group(readers, letter, _mention(people_rows.listener(conn, named)) if named else ""),)


def reader_of(conn: Connection, chat: int, company: str, centres: Centres, now: datetime) -> Reader:
    """In which languages a chat reads, and in whose time."""
    readers = _Readers(conn=conn, company=_company(company, centres), now=now)
    return readers.person(people_rows.listener(conn, chat)) if chat > 0 else readers.group(chat)


def reader_in(company: str, centres: Centres, now: datetime) -> Reader:
    """As whoever has set no language reads."""
    return _reader(_company(company, centres), "", now)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Readers:
    """Readers in one company at one moment. Whoever has set no language reads the company's."""

    conn: Connection
    company: Centre
    now: datetime

    def person(self, person: Listener | None) -> Reader:
        return self._reader(person.language if person is not None else "")

    def group(self, chat: int) -> Reader:
        row = chats_rows.by_id(self.conn, chat)
        return self._reader(row.language if row is not None else "")

    def _reader(self, language: str) -> Reader:
        return _reader(self.company, language, self.now)


def _reader(centre: Centre, language: str, now: datetime) -> Reader:
    return Reader(
        languages=languages_of(language, centre.company.language),
        setting=Setting(time_zone=centre.zone, now=now),
    )


def _to_person(readers: _Readers, letter: Letter) -> tuple[Way, ...]:
    """In private or not at all: what is for one person is nobody else's to read."""
    person = people_rows.listener(readers.conn, letter.chat)
    return (Way(chat=letter.chat, user=letter.chat, reader=readers.person(person)),)


def _to_one_in_group(readers: _Readers, letter: Letter, user: int, machine_now: datetime) -> tuple[Way, ...]:
    person = people_rows.listener(readers.conn, user)
    reader = readers.person(person)
    found: list[Way] = []
    if _may_be_ephemeral(readers.conn, letter, machine_now):
        found.append(Way(chat=letter.chat, thread=letter.thread, reader=reader, user=user, ephemeral=True))
    if person is not None and person.reachable:
        found.append(Way(chat=user, reader=reader, user=user, at_home=False))
    found.append(_in_group(readers, letter, _mention(person)))
    return tuple(found)


def _in_group(readers: _Readers, letter: Letter, named: str) -> Way:
    return Way(chat=letter.chat, thread=letter.thread, reader=readers.group(letter.chat), mention=named)


def _may_be_ephemeral(conn: Connection, letter: Letter, machine_now: datetime) -> bool:
    chat = chats_rows.by_id(conn, letter.chat)
    if chat is not None and chat.rights.get("status") == ADMINISTRATOR:
        return True
    asked_for = letter.payload.get("answer_to_tap") or letter.payload.get("reply_to_ephemeral")
    return bool(asked_for) and machine_now - letter.made_at < EPHEMERAL_WINDOW


def _mention(person: Listener | None) -> str:
    return mention(person.user, person.name) if person is not None else ""


def _company(company: str, centres: Centres) -> Centre:
    """A company that has left the centre files still has people to be told things."""
    return centres[company] if company in centres else next(iter(centres.values()))
