"""A laid-out message as parameters of the Bot API; a library only checks, wraps and sends them."""

from typing import Any

from bot.drivers.port import Key, Menu, Outgoing

Parameters = dict[str, Any]

SCOPES = {"default": "default", "private": "all_private_chats", "groups": "all_group_chats", "chat": "chat"}


def for_sending(message: Outgoing) -> Parameters:
    """Return everything but the chat and the content."""
    return _without_nothing(
        {
            "message_thread_id": message.thread,
            "parse_mode": "HTML",
            "link_preview_options": _no_preview(message) if message.file is None else None,
            "disable_notification": message.silent or None,
            "reply_parameters": _reply(message),
            "ephemeral_message_parameters": _ephemeral(message),
            "reply_markup": _markup(message),
        }
    )


def for_editing(message: Outgoing, *, caption: bool) -> Parameters:
    """Only inline keys can be edited."""
    return _without_nothing(
        {
            "parse_mode": "HTML",
            "link_preview_options": _no_preview(message) if not caption else None,
            "reply_markup": _inline(message) if message.keys else None,
        }
    )


def _no_preview(message: Outgoing) -> Parameters | None:
    return {"is_disabled": True} if message.frills else None


def scope_of(menu: Menu) -> Parameters:
    return _without_nothing({"type": SCOPES[menu.scope], "chat_id": menu.chat})


def _reply(message: Outgoing) -> Parameters | None:
    if message.ephemeral_reply_to:
        return {"ephemeral_message_id": message.ephemeral_reply_to}
    if message.reply_to:
        return {"message_id": message.reply_to, "allow_sending_without_reply": True}
    return None


def _ephemeral(message: Outgoing) -> Parameters | None:
    if not message.ephemeral_for:
        return None
    return _without_nothing(
        {"receiver_user_id": message.ephemeral_for, "callback_query_id": message.ephemeral_tap or None}
    )


def _markup(message: Outgoing) -> Parameters | None:
    """A message bears one keyboard: its inline keys before any other."""
    if message.keys:
        return _inline(message)
    rows: list[list[Parameters]] = [
        [{"text": label} for label in row] for row in message.reply_keyboard or ()
    ]
    if message.asks_contact:
        rows.insert(0, [{"text": message.asks_contact, "request_contact": True}])
    if rows:
        return {"keyboard": rows, "resize_keyboard": True, "is_persistent": not message.asks_contact}
    if message.reply_keyboard is not None:
        return {"remove_keyboard": True}
    if message.force_reply is not None:
        return _without_nothing(
            {"force_reply": True, "selective": True, "input_field_placeholder": message.force_reply or None}
        )
    return None


def _inline(message: Outgoing) -> Parameters:
    return {"inline_keyboard": [[_key(key, coloured=message.frills) for key in row] for row in message.keys]}


def _key(key: Key, *, coloured: bool) -> Parameters:
    return _without_nothing(
        {
            "text": key.label,
            "callback_data": key.data or None,
            "copy_text": {"text": key.copy} if key.copy else None,
            "url": key.url or None,
            "style": (coloured and key.style) or None,
        }
    )


def _without_nothing(parameters: Parameters) -> Parameters:
    return {name: value for name, value in parameters.items() if value is not None}
