"""What the bot may not do in a group, said with what is lost by it."""

from typing import Any

from handlers.incoming import Membership
from handlers.reply import Text, text
from storage.people.chats_rows import ChatRow

ADMINISTRATOR = "administrator"


def rights_of(membership: Membership) -> dict[str, Any]:
    """As they are kept with the chat."""
    return {
        "status": membership.status,
        "can_send": membership.can_send,
        "can_pin": membership.can_pin,
        "can_manage_topics": membership.can_manage_topics,
    }


def missing_rights(chat: ChatRow | None, bot: str) -> list[Text]:
    """The worst first. A chat whose rights were never told counts as one without any but writing."""
    rights = chat.rights if chat is not None else {}
    if not rights.get("can_send", True):
        return [text("chat.cannot_write", bot=bot)]
    if rights.get("status") != ADMINISTRATOR:
        return [text("chat.no_admin", bot=bot)]
    return [] if rights.get("can_pin") else [text("chat.cannot_pin", bot=bot)]
