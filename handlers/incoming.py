"""What came in from the messenger, in neutral words: the only thing a transaction script reads of it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

ChatKind = Literal["private", "group", "supergroup", "channel"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Chat:
    """Where it was said. ``thread`` is set only in a real topic of a forum."""

    id: int
    kind: ChatKind
    thread: int | None = None
    title: str = ""

    @property
    def is_private(self) -> bool:
        return self.kind == "private"


@dataclass(frozen=True, kw_only=True, slots=True)
class Sender:
    """Who said it. ``anonymous``: an admin or channel hiding behind the chat; nobody to hold to it."""

    id: int
    name: str
    username: str = ""
    language: str = ""  # as the messenger reports it: "vi", "zh-hans", "en"
    is_bot: bool = False
    anonymous: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Attachment:
    """A photo, file, voice note, place or contact; bytes stay with the messenger under ``file_id``."""

    kind: Literal["photo", "file", "voice", "video", "location", "contact"]
    file_id: str = ""
    unique_id: str = ""
    name: str = ""
    mime: str = ""
    size: int = 0
    latitude: float | None = None
    longitude: float | None = None
    phone: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class RepliedTo:
    """The message this one answers (never a topic's opening message)."""

    message: int
    by_bot: bool = False  # this bot's own message
    text: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tap:
    """A pressed button: ``data`` may be old or forged."""

    query: str
    data: str
    message: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Membership:
    """The bot's own standing in the chat changed (added, removed, rights given or taken, blocked)."""

    status: Literal["member", "administrator", "restricted", "left", "kicked"]
    can_send: bool = True
    can_pin: bool = False
    can_manage_topics: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Incoming:
    """One update. ``text`` is a message's text or caption, untouched; a tap has none."""

    update: int
    kind: Literal["message", "edit", "tap", "membership", "migrated", "joined", "left"]
    chat: Chat
    sender: Sender | None
    at: datetime  # the messenger's own time of it, aware UTC
    message: int = 0
    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    album: str = ""  # several updates of one album share it
    reply_to: RepliedTo | None = None
    tap: Tap | None = None
    membership: Membership | None = None
    migrated_to: int | None = None  # for "migrated": chat.id is the old id
    members: tuple[Sender, ...] = field(default=())  # for "joined" and "left"
    ephemeral: int | None = None  # id of an ephemeral message; ``message`` is 0 then
