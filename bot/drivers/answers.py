"""What the messenger answers when it does not do something, in neutral words.

Texts are matched in parts and in lower case: libraries change their letters, and the messenger its endings.
"""

import json
import re

from bot.drivers.port import (
    BadToken,
    CannotWrite,
    ChatGone,
    ChatMoved,
    Conflict,
    DriverBusy,
    DriverError,
    NoRight,
    Refused,
    Stale,
    TopicGone,
    Transient,
    Unclear,
)

UNCHANGED = "message is not modified"
DELETED_AT_ONCE = "message was immediately deleted"  # comes as a 500
CHAT_NOT_FOUND = "chat not found"
DEFAULT_PAUSE = 5.0  # a 429 that does not say how long
LONGEST_DESCRIPTION = 300  # an error page must not fill the log

BY_TEXT: tuple[tuple[type[DriverError], tuple[str, ...]], ...] = (
    (
        CannotWrite,
        (
            "bot was blocked",
            "can't initiate conversation",
            "user is deactivated",
            "private chat not found",
            "can't send messages to bots",
            "bots can't send messages to bots",
            "user_is_blocked",
            "input_user_deactivated",
        ),
    ),
    (
        ChatGone,
        (
            "bot was kicked",
            "bot is not a member",
            "bot is not a participant",
            "chat was deleted",
            "chat was deactivated",
            CHAT_NOT_FOUND,
            "channel_private",
        ),
    ),
    (TopicGone, ("message thread not found", "topic_closed", "topic_deleted", "topic_id_invalid")),
    (
        Stale,
        (
            "query is too old",
            "query id is invalid",
            "query_id_invalid",
            "message to edit not found",
            "message can't be edited",
            "message to be replied not found",
            "message to reply not found",
            "replied message not found",
            "message to delete not found",
            "message can't be deleted",
            "message to copy not found",
            "message can't be copied",
            "message to pin not found",
            "message to react not found",
            "message not found",
            "message_id_invalid",
        ),
    ),
    (
        NoRight,
        (
            "not enough rights",
            "have no write access",
            "have no rights",
            "need administrator rights",
            "chat_write_forbidden",
            "chat_admin_required",
            "chat_restricted",
            "chat_send_",
            "user_restricted",
        ),
    ),
)


def failure_in(status: int, body: str | bytes, *, chat: object = None) -> DriverError | None:
    """Read one answer of the Bot API; None when it says ok.

    ``chat``: whom the request was for; a person who never pressed Start is to the messenger a chat not found.
    """
    try:
        said = json.loads(body)
    except ValueError:
        return _unreadable(status)
    if not isinstance(said, dict):
        return _unreadable(status)
    if status < 300 and said.get("ok") is True:
        return None
    description = str(said.get("description", ""))[:LONGEST_DESCRIPTION]
    parameters = said.get("parameters") or {}
    if status == 429:
        return DriverBusy(parameters.get("retry_after") or _seconds(description))
    if new_id := parameters.get("migrate_to_chat_id"):
        return ChatMoved(new_id)
    return _refusal(status, description, chat)


def _refusal(status: int, said: str, chat: object) -> DriverError:
    if status in {400, 403}:
        return _by_text(status, said, chat)
    if status in {401, 404}:
        return BadToken(said)
    if status == 409:
        return Conflict(said)
    if status == 413:
        return Refused(said)
    if DELETED_AT_ONCE in said.lower():
        return Stale(said, said=True)
    if status >= 500 and status != 504:
        return Transient(said, answered=True)
    return Unclear(said)


def _unreadable(status: int) -> DriverError:
    """An answer that is no JSON comes from something in between: a gateway, a proxy, a server that restarts."""
    said = f"status {status} without an answer of the Bot API"
    if status == 429:
        return DriverBusy(DEFAULT_PAUSE)
    if status in {413, 504} or status < 300:
        return _refusal(status, said, None)
    return Transient(said, answered=status >= 500)


def _by_text(status: int, said: str, chat: object) -> DriverError:
    lower = said.lower()
    if UNCHANGED in lower:
        return Stale(said, unchanged=True)
    if CHAT_NOT_FOUND in lower and isinstance(chat, int) and chat > 0:
        return CannotWrite(said)
    for kind, parts in BY_TEXT:
        if any(part in lower for part in parts):
            return kind(said)
    return NoRight(said) if status == 403 else Refused(said)


def _seconds(said: str) -> float:
    found = re.search(r"retry after (\d+)", said.lower())
    return float(found[1]) if found else DEFAULT_PAUSE
