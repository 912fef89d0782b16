"""Keyboards under a message: what Telegram accepts, and what it keeps of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.refusal import bad_request

ACTIONS = (
    "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay", "disabled",
)  # fmt: skip
DECORATION = ("icon_custom_emoji_id", "style")
MOST_BUTTONS = 100

Rows = list[list[dict[str, Any]]]


@dataclass(frozen=True, kw_only=True)
class Keyboard:
    """What came with a message: buttons under it, or a keyboard in place of the person's own."""

    inline: Rows | None = None
    reply: dict[str, Any] | None = None


def read(markup: dict[str, Any]) -> Keyboard:
    """Read ``reply_markup`` as far as it can be judged without knowing the chat."""
    if "inline_keyboard" in markup:
        rows = [[_button(button) for button in row] for row in markup["inline_keyboard"]]
        rows = [row for row in rows if row]
        return Keyboard(inline=rows or None)
    if "keyboard" in markup:
        if not any(markup["keyboard"]):
            raise bad_request("reply keyboard is empty")
        return Keyboard(reply=markup)
    return Keyboard(reply=markup or None)


def check(rows: Rows | None, *, in_private: bool) -> None:
    """Refuse what only Telegram's own servers refuse, once chat and content have been looked at."""
    buttons = list(each_button(rows))
    if len(buttons) > MOST_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    for button in buttons:
        if not 1 <= len(button.get("callback_data", "x").encode()) <= 64:
            raise bad_request("BUTTON_DATA_INVALID")
        if "copy_text" in button and not 1 <= len(button["copy_text"]["text"]) <= 256:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
        if "web_app" in button and not in_private:
            raise bad_request("BUTTON_TYPE_INVALID")


def each_button(rows: Rows | None) -> Iterator[dict[str, Any]]:
    for row in rows or ():
        yield from row


def _button(button: dict[str, Any]) -> dict[str, Any]:
    """Keep the text, the decoration and the first action Telegram reads."""
    action = next((name for name in ACTIONS if button.get(name) not in (None, "")), None)
    if action is None:
        raise bad_request("Text buttons are not allowed in the inline keyboard")
    if action == "url" and not re.match(r"(https?|tg|ton|tonsite)://.|[\w-]+(\.[\w-]+)+", button["url"]):
        raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
    if not button["text"].strip():
        raise bad_request("can't parse InlineKeyboardButton: Button text must be non-empty")
    return {name: button[name] for name in ("text", *DECORATION, action) if name in button}
