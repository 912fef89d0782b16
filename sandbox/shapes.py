"""The world as JSON objects of the Bot API."""

from typing import Any

from sandbox.media import media_json
from sandbox.model import CHANNEL_ONLY, GROUP_ONLY, PERMISSIONS, RIGHTS, Chat, Member, Message, Topic, User

ANONYMOUS_ADMIN = User(id=1087968824, first_name="Group", username="GroupAnonymousBot", is_bot=True)
CHANNEL_BOT = User(id=136817688, first_name="Channel", username="Channel_Bot", is_bot=True)


def without_none(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def user_json(user: User) -> dict[str, Any]:
    return without_none(
        id=user.id,
        is_bot=user.is_bot,
        first_name=user.first_name,
        last_name=user.last_name,
        username=user.username,
        language_code=user.language_code,
    )


def chat_json(chat: Chat) -> dict[str, Any]:
    if chat.peer is not None:
        return without_none(
            id=chat.id,
            first_name=chat.peer.first_name,
            last_name=chat.peer.last_name,
            username=chat.peer.username,
            type=chat.type,
        )
    return without_none(
        id=chat.id, title=chat.title, username=chat.username, type=chat.type, is_forum=chat.is_forum or None
    )


def member_json(member: Member, chat: Chat) -> dict[str, Any]:
    """Return the ChatMember… object of the member's status."""
    body: dict[str, Any] = {"user": user_json(member.user), "status": member.status}
    match member.status:
        case "creator":
            body["is_anonymous"] = member.anonymous
        case "administrator":
            foreign = GROUP_ONLY if chat.type == "channel" else CHANNEL_ONLY
            body |= {"can_be_edited": member.promoted_by_bot, "is_anonymous": member.anonymous}
            body |= {right: right in member.rights for right in RIGHTS if right not in foreign}
        case "restricted":
            body |= {"is_member": member.still_there, "until_date": 0}
            body |= {name: name in member.permissions for name in PERMISSIONS}
        case "kicked":
            body["until_date"] = 0
    if member.title and member.in_charge:
        body["custom_title"] = member.title
    return body


def message_json(message: Message, *, nested: bool = False) -> dict[str, Any]:
    """Return a Message; one that is replied to or pinned shows no further reply, as in the Bot API."""
    body = _origin(message) | _place(message)
    if message.reply_to is not None and not nested:
        body["reply_to_message"] = message_json(message.reply_to, nested=True)
        if message.quote is not None:
            body["quote"] = message.quote
    if message.album is not None:
        body["media_group_id"] = message.album
    body |= _content(message) | message.service
    if message.protected:
        body["has_protected_content"] = True
    if message.inline is not None:
        body["reply_markup"] = {"inline_keyboard": message.inline}
    return body


def inaccessible_json(message: Message) -> dict[str, Any]:
    """Return what is left of a message that the bot can no longer look at."""
    return {"chat": chat_json(message.chat), "message_id": message.id, "date": 0}


def topic_json(topic: Topic) -> dict[str, Any]:
    return without_none(
        message_thread_id=topic.id,
        name=topic.name,
        icon_color=topic.icon_color,
        icon_custom_emoji_id=topic.icon_custom_emoji_id,
    )


def _origin(message: Message) -> dict[str, Any]:
    return without_none(
        message_id=message.id,
        **{"from": user_json(message.sender) if message.sender else None},
        sender_chat=chat_json(message.sender_chat) if message.sender_chat else None,
        author_signature=message.signature,
        receiver_user=user_json(message.receiver) if message.receiver else None,
        ephemeral_message_id=message.ephemeral_id,
        chat=chat_json(message.chat),
        date=message.date,
        edit_date=message.edited_at,
    )


def _place(message: Message) -> dict[str, Any]:
    if message.topic is not None:
        return {"message_thread_id": message.topic.id, "is_topic_message": True}
    return without_none(message_thread_id=message.thread)


def _content(message: Message) -> dict[str, Any]:
    if message.media is None:
        text = {"text": message.text} if message.text or not message.service else {}
        marks = {"entities": message.entities} if message.entities else {}
        preview = {"link_preview_options": message.link_preview} if message.link_preview else {}
        return text | marks | preview
    body = {message.media.kind: media_json(message.media)}
    if message.media.kind == "animation":
        body["document"] = body["animation"]
    if message.text:
        body["caption"] = message.text
    if message.entities:
        body["caption_entities"] = message.entities
    return body
