"""What the bot needs of a messenger library, and the neutral errors it may raise.

DriverError
 ├── DriverBusy(retry_after)   429, or a limit of the library: not now, nothing was sent
 ├── Unclear                   time-out, dropped connection or nonsense after the request left: it may have been done
 ├── Transient                 5xx, no connection: try again, nothing was done
 ├── ChatMoved(new_id)         the group became a supergroup
 ├── ChatGone                  kicked, not a member, deleted, chat not found
 ├── CannotWrite               the person blocked the bot, never pressed Start, or is deactivated
 ├── TopicGone                 the topic was deleted or is closed
 ├── NoRight                   the bot lacks a right there (what: photos, documents, pin …)
 ├── Stale                     not modified, too old, message to edit or reply to is gone
 ├── Refused                   the request itself is wrong (markup, too long, button data): a bug or a bad picture
 ├── Conflict                  somebody else polls with this token, or a webhook is set
 └── BadToken                  401 / 404
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from handlers.incoming import Incoming


class DriverError(Exception):
    """Base of everything a driver raises on purpose. ``str()`` never holds the token."""


class DriverBusy(DriverError):
    """Nothing was sent; try again after ``retry_after`` seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"busy, retry after {retry_after:g} s")
        self.retry_after = retry_after


class Unclear(DriverError):
    """The answer never came: it may or may not have been done."""


class Transient(DriverError):
    """Not done; worth trying again. ``answered``: the request got there and was answered with a failure."""

    def __init__(self, description: str, *, answered: bool = False) -> None:
        super().__init__(description)
        self.answered = answered


class ChatMoved(DriverError):
    """The chat has a new id."""

    def __init__(self, new_id: int) -> None:
        super().__init__(f"chat moved to {new_id}")
        self.new_id = new_id


class ChatGone(DriverError):
    """The bot is no longer in that group, or it no longer exists."""


class CannotWrite(DriverError):
    """That person cannot be written to."""


class TopicGone(DriverError):
    """The topic was deleted or closed."""


class NoRight(DriverError):
    """The bot lacks a right in that chat."""


class Stale(DriverError):
    """What was to be changed or answered is unchanged, too old or gone.

    ``unchanged``: already as wanted. ``said``: a new message did get there, and somebody's rule deleted it at once.
    """

    def __init__(self, description: str, *, unchanged: bool = False, said: bool = False) -> None:
        super().__init__(description)
        self.unchanged = unchanged
        self.said = said


class Refused(DriverError):
    """The messenger will never take this request as it is."""


class Conflict(DriverError):
    """Another process polls with the same token, or a webhook is set."""


class BadToken(DriverError):
    """The messenger does not know this token."""


MAX_DOWNLOAD = 20 * 2**20  # what the Bot API lets a bot fetch


@dataclass(frozen=True, kw_only=True, slots=True)
class Patience:
    """How many seconds to wait: for a connection, for an answer, for an answer to an upload or a download."""

    connect: float = 10
    answer: float = 30
    transfer: float = 120


@dataclass(frozen=True, kw_only=True, slots=True)
class Me:
    """The bot's own account."""

    id: int
    username: str
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Key:
    """A laid-out inline button."""

    label: str
    data: str = ""
    copy: str = ""
    url: str = ""
    style: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """Bytes to upload."""

    name: str
    content: bytes
    kind: Literal["photo", "document"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Outgoing:
    """One laid-out message: HTML ready to send, already within the messenger's limits."""

    chat: int
    html: str
    thread: int | None = None
    keys: tuple[tuple[Key, ...], ...] = ()
    reply_keyboard: tuple[tuple[str, ...], ...] | None = None  # () removes it
    asks_contact: str = ""  # label of the key that shares the phone number
    force_reply: str | None = None  # placeholder
    reply_to: int | None = None
    file: File | None = None
    silent: bool = False
    ephemeral_for: int | None = None  # only this member sees it
    ephemeral_reply_to: int | None = None
    ephemeral_tap: str = ""
    frills: bool = True  # coloured keys and no link previews; not every Bot API server knows them


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """``message`` is 0 for an ephemeral one."""

    message: int
    ephemeral: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Rights:
    """What the bot may do in a chat."""

    status: str
    can_send: bool = True
    can_pin: bool = False
    can_manage_topics: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Menu:
    """One command list: (command, description) in one language for one scope."""

    commands: tuple[tuple[str, str], ...]
    scope: Literal["default", "private", "groups", "chat"] = "default"
    chat: int | None = None
    language: str = ""  # two letters, or empty


class Speaker(Protocol):
    """The half that says things: all that delivery needs."""

    async def send(self, message: Outgoing) -> Sent: ...
    async def edit(self, message_id: int, message: Outgoing, *, caption: bool = False) -> None:
        """Replace text (or caption) and inline keys; without keys the message loses its keyboard."""

    async def copy(
        self, *, chat: int, thread: int | None, from_chat: int, message: int, silent: bool
    ) -> Sent: ...
    async def answer_tap(self, query: str, text: str = "", *, alert: bool = False) -> None: ...
    async def react(self, chat: int, message: int, emoji: str) -> None:
        """Set the bot's one reaction; an empty ``emoji`` takes it back."""

    async def pin(self, chat: int, message: int) -> None:
        """Pin without a notification."""


class Driver(Speaker, Protocol):
    """A port is what both libraries can really do (see the contract suite in tests/drivers)."""

    name: str

    async def start(self) -> Me: ...
    async def close(self) -> None: ...
    def read(self, raw: Mapping[str, Any], *, received_at: datetime) -> Incoming | None:
        """Turn one raw update into an Incoming; None for kinds the bot does not listen to.

        A tap carries no time of its own and gets ``received_at``. Raises ValueError if it cannot be read.
        """

    async def rights(self, chat: int) -> Rights: ...
    async def download(self, file_id: str) -> bytes:
        """Fetch a file; Refused when it is larger than MAX_DOWNLOAD, Stale when it is no longer there."""

    async def set_menu(self, menus: Sequence[Menu]) -> None:
        """Replace these command lists; an empty list removes one. Lists not named stay as they are."""
