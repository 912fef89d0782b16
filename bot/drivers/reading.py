"""What one update says, read from its JSON: the same meaning whichever library sends the answer."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, cast

from bot.drivers.attachments import attachments, has_content
from bot.drivers.json_fields import Json, flag, number, objects, optional, text, under
from bot.drivers.standing import membership
from handlers.incoming import Chat, ChatKind, Incoming, RepliedTo, Sender, Tap

# Whoever hides behind a chat shows one of these as the sender.
GROUP_ANONYMOUS_BOT, CHANNEL_BOT, SERVICE_NOTIFICATIONS = 1087968824, 136817688, 777000
FACELESS = frozenset({GROUP_ANONYMOUS_BOT, CHANNEL_BOT, SERVICE_NOTIFICATIONS})

LISTENED_TO = ("message", "edited_message", "callback_query", "my_chat_member")  # getUpdates' allowed_updates


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """Reads updates for the bot whose account is ``own_id``."""

    own_id: int

    def read(self, raw: Json, *, received_at: datetime) -> Incoming | None:
        """Raises ValueError if the update has not the shape the Bot API gives it."""
        try:
            return self._read(raw, received_at)
        except (KeyError, TypeError, OverflowError, OSError) as error:  # OSError: a date beyond all calendars
            raise ValueError(f"{type(error).__name__}: {error}") from error

    def _read(self, raw: Json, received_at: datetime) -> Incoming | None:
        update = number(raw, "update_id")
        if said := optional(raw, "message"):
            return self._message(update, said)
        if edited := optional(raw, "edited_message"):
            return self._edited(update, edited)
        if pressed := optional(raw, "callback_query"):
            return _tap(update, pressed, received_at)
        if changed := optional(raw, "my_chat_member"):
            return _membership(update, changed)
        return None

    def _message(self, update: int, said: Json) -> Incoming | None:
        if "migrate_to_chat_id" in said or "migrate_from_chat_id" in said:
            return _migrated(update, said)
        if "new_chat_members" in said or "left_chat_member" in said:
            return _came_or_went(update, said)
        if not has_content(said):
            return None
        return self._said(update, said, kind="message", at=moment(said, "date"))

    def _edited(self, update: int, edited: Json) -> Incoming | None:
        """A live location is edited every few seconds for as long as it lives: its moves say nothing."""
        at = moment(edited, "edit_date" if "edit_date" in edited else "date")
        said = self._said(update, edited, kind="edit", at=at)
        return None if "location" in edited and not said.text else said

    def _said(self, update: int, said: Json, *, kind: Literal["message", "edit"], at: datetime) -> Incoming:
        return Incoming(
            update=update,
            kind=kind,
            chat=chat_of(said),
            sender=sender_of(said),
            at=at,
            message=number(said, "message_id"),
            text=text(said, "text") or text(said, "caption"),
            attachments=attachments(said),
            album=text(said, "media_group_id"),
            reply_to=self._reply_to(said),
            ephemeral=_ephemeral(said),
        )

    def _reply_to(self, said: Json) -> RepliedTo | None:
        answered = optional(said, "reply_to_message")
        # In a topic every message "replies" to the one that opened it.
        if not answered or "forum_topic_created" in answered:
            return None
        message = number(answered, "message_id")
        if flag(said, "is_topic_message") and message == said.get("message_thread_id"):
            return None
        author = optional(answered, "from")
        return RepliedTo(
            message=message,
            by_bot=bool(author) and number(author, "id") == self.own_id,
            text=text(answered, "text") or text(answered, "caption"),
        )


def moment(of: Json, key: str) -> datetime:
    return datetime.fromtimestamp(number(of, key), UTC)


def _ephemeral(said: Json) -> int | None:
    return number(said, "ephemeral_message_id") if "ephemeral_message_id" in said else None


def chat_of(said: Json) -> Chat:
    """Outside real topics a thread id only names a chain of replies, so it is left out."""
    thread = number(said, "message_thread_id") if flag(said, "is_topic_message") else None
    return _chat(under(said, "chat"), thread=thread)


def _chat(chat: Json, *, thread: int | None = None) -> Chat:
    kind = text(chat, "type")
    if kind not in {"private", "group", "supergroup", "channel"}:
        raise ValueError(f"unknown kind of chat: {kind!r}")
    return Chat(
        id=number(chat, "id"),
        kind=cast(ChatKind, kind),
        thread=thread,
        title=text(chat, "title"),
    )


def sender_of(said: Json) -> Sender | None:
    """A message in the name of a chat is signed by the chat: who wrote it is not known."""
    behind = optional(said, "sender_chat")
    author = optional(said, "from")
    if behind:
        name = text(said, "author_signature") or text(behind, "title")
        return Sender(
            id=number(author or behind, "id"), name=name, is_bot=flag(author, "is_bot"), anonymous=True
        )
    return person(author) if author else None


def person(user: Json) -> Sender:
    user_id = number(user, "id")
    return Sender(
        id=user_id,
        name=f"{text(user, 'first_name')} {text(user, 'last_name')}".strip(),
        username=text(user, "username"),
        language=text(user, "language_code").lower(),
        is_bot=flag(user, "is_bot"),
        anonymous=user_id in FACELESS,
    )


def _tap(update: int, pressed: Json, received_at: datetime) -> Incoming | None:
    """The bot makes no inline messages and no games: a press without a message or data is not on its keys."""
    under_message = optional(pressed, "message")
    if not under_message or "data" not in pressed:
        return None
    message = number(under_message, "message_id")
    return Incoming(
        update=update,
        kind="tap",
        chat=chat_of(under_message),
        sender=person(under(pressed, "from")),
        at=received_at,
        message=message,
        tap=Tap(query=text(pressed, "id"), data=text(pressed, "data"), message=message or None),
        ephemeral=_ephemeral(under_message),
    )


def _membership(update: int, changed: Json) -> Incoming:
    return Incoming(
        update=update,
        kind="membership",
        chat=_chat(under(changed, "chat")),
        sender=person(under(changed, "from")),
        at=moment(changed, "date"),
        membership=membership(under(changed, "new_chat_member")),
    )


def _migrated(update: int, said: Json) -> Incoming:
    """Both halves of the news, from the old group and from the new one, say the same."""
    chat = _chat(under(said, "chat"))
    if "migrate_to_chat_id" in said:
        old, new = chat, number(said, "migrate_to_chat_id")
    else:
        old = Chat(id=number(said, "migrate_from_chat_id"), kind="group", title=chat.title)
        new = chat.id
    return Incoming(
        update=update,
        kind="migrated",
        chat=old,
        sender=sender_of(said),
        at=moment(said, "date"),
        migrated_to=new,
    )


def _came_or_went(update: int, said: Json) -> Incoming:
    joined = "new_chat_members" in said
    members = objects(said, "new_chat_members") if joined else (under(said, "left_chat_member"),)
    return Incoming(
        update=update,
        kind="joined" if joined else "left",
        chat=chat_of(said),
        sender=sender_of(said),
        at=moment(said, "date"),
        message=number(said, "message_id"),
        members=tuple(person(member) for member in members),
    )
