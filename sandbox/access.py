"""Which chats, topics and messages the bot may use, refused in Telegram's words."""

from typing import Any

from sandbox.media import Kind
from sandbox.model import GENERAL, Chat, Member, Message, Topic, User
from sandbox.refusal import Refusal, bad_request, forbidden
from sandbox.state import State


def find(state: State, chat_id: int | str) -> Chat | None:
    if isinstance(chat_id, int):
        return state.chats.get(chat_id)
    name = chat_id.removeprefix("@").lower()
    return next((chat for chat in state.chats.values() if (chat.username or "").lower() == name), None)


def readable(state: State, chat_id: int | str) -> Chat:
    """Return a chat that the bot may at least look at."""
    if chat_id == "":
        raise bad_request("chat_id is empty")
    chat = find(state, chat_id)
    if chat is None:
        user = state.users.get(chat_id) if isinstance(chat_id, int) else None
        if user is not None and state.knows(user):
            raise forbidden("bot can't initiate conversation with a user")
        raise bad_request("chat not found")
    if chat.peer is None:
        _must_be_inside(state, chat)
    return chat


def writable(state: State, chat_id: int | str) -> Chat:
    """Return a chat that the bot may change something in."""
    chat = readable(state, chat_id)
    if chat.peer is not None and chat.peer.deactivated:
        raise forbidden("user is deactivated")
    if chat.blocked:
        raise forbidden("bot was blocked by the user")
    return chat


def _must_be_inside(state: State, chat: Chat) -> None:
    if chat.migrated_to is not None:
        text = "Bad Request: group chat was upgraded to a supergroup chat"
        raise Refusal(400, text, {"migrate_to_chat_id": chat.migrated_to.id})
    kind = f"{chat.type} chat"
    if not chat.bot_was_here:
        raise bad_request("chat not found")
    if chat.deleted:
        raise forbidden(f"the {kind} was deleted")
    status = bot_member(state, chat).status
    if status == "kicked":
        raise forbidden(f"bot was kicked from the {kind}")
    if status == "left":
        raise forbidden(f"bot is not a member of the {kind}")


def bot_member(state: State, chat: Chat) -> Member:
    return chat.members[state.bot.id]


def need_right(state: State, chat: Chat, right: str, refusal: str) -> None:
    """Refuse unless the bot is an administrator with this right; in private it may do all."""
    if not chat.private and not bot_member(state, chat).may(right):
        raise bad_request(refusal)


def need_permission(state: State, chat: Chat, permission: str, refusal: str) -> None:
    """Refuse unless the bot holds this right, or ordinary members may do it."""
    if not chat.private and not _permitted(chat, bot_member(state, chat), permission):
        raise bad_request(refusal)


def need_to_send(state: State, chat: Chat, kind: Kind, topic: Topic | None) -> None:
    if chat.private:
        return
    member = bot_member(state, chat)
    if chat.type == "channel":
        if not member.may("can_post_messages"):
            raise bad_request("need administrator rights in the channel chat")
        return
    if not member.in_charge and not _permitted(chat, member, kind.permission):
        raise bad_request(f"not enough rights to send {kind.words} to the chat")
    spot = topic or (chat.general if chat.is_forum else None)
    if spot is not None and spot.closed and not member.may("can_manage_topics"):
        raise bad_request("TOPIC_CLOSED")


def topic_of(chat: Chat, thread: int) -> Topic | None:
    """Return the topic a message names; General is never named."""
    if not thread:
        return None
    if chat.is_forum and thread != GENERAL and thread in chat.topics:
        return chat.topics[thread]
    if chat.type == "supergroup" and not chat.is_forum and thread in chat.messages:
        return None
    raise bad_request("message thread not found")


def forum_topic(state: State, chat: Chat, thread: int) -> Topic:
    """Return a topic to manage."""
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    if thread not in chat.topics or thread == GENERAL:
        raise bad_request("TOPIC_ID_INVALID")
    need_right(state, chat, "can_manage_topics", "not enough rights to manage forum topics")
    return chat.topics[thread]


def replied(state: State, chat: Chat, parameters: dict[str, Any]) -> Message | None:
    """Return the message to reply to; one that is gone is a refusal unless the bot allows for it."""
    if parameters.get("ephemeral_message_id"):
        message = chat.ephemeral.get(parameters["ephemeral_message_id"])
    elif parameters.get("message_id"):
        elsewhere = parameters.get("chat_id", chat.id) != chat.id  # replies across chats are not modelled
        message = None if elsewhere else state.message(chat, parameters["message_id"])
    else:
        return None
    if message is None and not parameters.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return message


def member_of(state: State, chat: Chat, user_id: int) -> Member:
    user = state.users.get(user_id)
    if user is None:
        raise bad_request("user not found")
    return _standing(chat, user)


def _standing(chat: Chat, user: User) -> Member:
    if chat.private:
        return Member(user=user, status="member" if not chat.blocked else "kicked")
    return chat.member(user) or Member(user=user, status="left")


def _permitted(chat: Chat, member: Member, permission: str) -> bool:
    if member.in_charge:
        return member.may(permission)
    own = member.permissions if member.status == "restricted" else chat.permissions
    return permission in own & chat.permissions
