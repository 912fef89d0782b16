"""Who and what there is in the sandbox's world: users, chats, topics, members and messages."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.files import StoredFile
from sandbox.keyboards import Rows

GENERAL = 1
PERMISSIONS = (
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
    "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
    "can_add_web_page_previews", "can_react_to_messages", "can_edit_tag", "can_change_info",
    "can_invite_users", "can_pin_messages", "can_manage_topics",
)  # fmt: skip
EVERYDAY = frozenset(PERMISSIONS) - {"can_change_info", "can_pin_messages", "can_manage_topics"}
RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
    "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories",
    "can_delete_stories", "can_pin_messages", "can_manage_topics", "can_manage_tags",
    "can_send_welcome_messages", "can_post_messages", "can_edit_messages", "can_manage_direct_messages",
)  # fmt: skip
CHANNEL_ONLY = frozenset({"can_post_messages", "can_edit_messages", "can_manage_direct_messages"})
GROUP_ONLY = frozenset({"can_pin_messages", "can_manage_topics", "can_manage_tags"})
PRESENT = frozenset({"creator", "administrator", "member"})
IN_CHARGE = frozenset({"creator", "administrator"})


@dataclass(kw_only=True, eq=False)
class User:
    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False
    phone: str | None = None
    deactivated: bool = False

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}" if self.last_name else self.first_name


@dataclass(kw_only=True, eq=False)
class Member:
    """One user's standing in one chat; replaced, not changed, so that updates can show old and new."""

    user: User
    status: str
    rights: frozenset[str] = frozenset()
    permissions: frozenset[str] = frozenset()
    anonymous: bool = False
    title: str | None = None
    still_there: bool = True
    promoted_by_bot: bool = False

    @property
    def present(self) -> bool:
        return self.status in PRESENT or (self.status == "restricted" and self.still_there)

    @property
    def in_charge(self) -> bool:
        return self.status in IN_CHARGE

    def may(self, right: str) -> bool:
        return self.status == "creator" or (self.status == "administrator" and right in self.rights)


@dataclass(kw_only=True, eq=False)
class Topic:
    id: int
    chat: "Chat"
    name: str
    icon_color: int = 7322096
    icon_custom_emoji_id: str | None = None
    closed: bool = False
    hidden: bool = False
    creation: "Message | None" = None


@dataclass(kw_only=True, eq=False)
class Chat:
    id: int
    type: str
    title: str | None = None
    username: str | None = None
    peer: User | None = None
    is_forum: bool = False
    members: dict[int, Member] = field(default_factory=dict)
    permissions: frozenset[str] = EVERYDAY
    topics: dict[int, Topic] = field(default_factory=dict)
    messages: dict[int, "Message"] = field(default_factory=dict)
    ephemeral: dict[int, "Message"] = field(default_factory=dict)
    pinned: list["Message"] = field(default_factory=list)
    last_message_id: int = 0
    last_bot: User | None = None
    bot_was_here: bool = False
    blocked: bool = False
    deleted: bool = False
    migrated_to: "Chat | None" = None
    reactions: frozenset[str] | None = None
    description: str | None = None
    slow_mode: int = 0

    @property
    def private(self) -> bool:
        return self.type == "private"

    @property
    def grouped(self) -> bool:
        return self.type in {"group", "supergroup"}

    @property
    def general(self) -> Topic:
        return self.topics[GENERAL]

    def member(self, user: User) -> Member | None:
        return self.members.get(user.id)

    def here(self, user: User) -> bool:
        member = self.member(user)
        return self.peer is user or (member is not None and member.present)


@dataclass(frozen=True, kw_only=True)
class Media:
    """What a message carries besides words; ``files`` ends with the best version."""

    kind: str
    files: tuple[StoredFile, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)

    @property
    def data(self) -> bytes:
        return self.files[-1].data


@dataclass(frozen=True, kw_only=True)
class Version:
    """What a message said before an edit."""

    text: str
    entities: list[dict[str, Any]]
    media: Media | None
    inline: Rows | None


@dataclass(kw_only=True, eq=False)
class Message:
    """``text`` is the caption where there is media. An ephemeral message has id 0 and a ``receiver``.

    ``author`` is who really wrote it; ``sender`` and ``sender_chat`` are what Telegram shows. ``order``
    runs through all chats; ``born`` is machine time, for windows of seconds.
    """

    id: int
    chat: Chat
    date: int
    sender: User | None = None
    sender_chat: Chat | None = None
    author: User | None = None
    signature: str | None = None
    topic: Topic | None = None
    thread: int | None = None
    reply_to: "Message | None" = None
    implicit_reply: bool = False
    quote: dict[str, Any] | None = None
    text: str = ""
    entities: list[dict[str, Any]] = field(default_factory=list)
    media: Media | None = None
    service: dict[str, Any] = field(default_factory=dict)
    inline: Rows | None = None
    reply_keyboard: dict[str, Any] | None = None
    silent: bool = False
    protected: bool = False
    album: str | None = None
    link_preview: dict[str, Any] | None = None
    edited_at: int | None = None
    history: list[Version] = field(default_factory=list)
    reactions: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    receiver: User | None = None
    ephemeral_id: int | None = None
    meant_for: User | None = None
    replaces: "Message | None" = None
    deleted: bool = False
    order: int = 0
    born: float = field(default_factory=time.monotonic)

    @property
    def by_bot(self) -> bool:
        """A bot wrote it under its own name; Telegram's stand-ins for anonymous people do not count."""
        return self.sender is not None and self.sender.is_bot and self.sender_chat is None

    @property
    def buttons(self) -> list[list[str]]:
        """What is written on the buttons below the message, row by row."""
        return [[button["text"] for button in row] for row in self.inline or ()]

    @property
    def pinned(self) -> bool:
        return self in self.chat.pinned

    @property
    def data(self) -> bytes:
        assert self.media is not None
        return self.media.data

    @property
    def emoji(self) -> list[str]:
        """The reactions under the message, whoever set them."""
        return [each.get("emoji", "") for given in self.reactions.values() for each in given]

    def version(self) -> Version:
        return Version(text=self.text, entities=self.entities, media=self.media, inline=self.inline)
