"""Telegram's own lines about a chat, in the reader's language."""

from collections.abc import Mapping

from sandbox.model import Message

SHORT = 60


def sentence(message: Message, words: Mapping[str, str]) -> str:
    """Say what happened in the chat."""
    what = message.service
    by = message.sender.name if message.sender else message.chat.title or ""
    match next(iter(what)):
        case "new_chat_members":
            joined = what["new_chat_members"]
            alone = message.sender is not None and [each["id"] for each in joined] == [message.sender.id]
            names = ", ".join(_name(each) for each in joined)
            return words["joined" if alone else "added"].format(by=by, name=names)
        case "left_chat_member":
            gone = what["left_chat_member"]
            alone = message.sender is not None and gone["id"] == message.sender.id
            return words["left" if alone else "removed"].format(by=by, name=_name(gone))
        case "new_chat_title":
            return words["renamed"].format(by=by, what=what["new_chat_title"])
        case "pinned_message":
            pinned = what["pinned_message"]
            return words["did_pin"].format(
                by=by, what=first_line(pinned.get("text") or pinned.get("caption") or "…")
            )
        case "forum_topic_created":
            return words["topic_created"].format(what=what["forum_topic_created"]["name"])
        case "forum_topic_edited":
            return words["topic_edited"].format(what=what["forum_topic_edited"].get("name", "…"))
        case "forum_topic_closed":
            return words["topic_closed"].format(by=by)
        case "forum_topic_reopened":
            return words["topic_reopened"].format(by=by)
        case "migrate_to_chat_id" | "migrate_from_chat_id":
            return words["migrated"]
    return words["changed"]


def glimpse(message: Message, words: Mapping[str, str]) -> str:
    """Say in one line what a message is: its first words, or the kind of thing it carries."""
    if message.service:
        return sentence(message, words)
    if message.text:
        return first_line(message.text)
    kind = message.media.kind if message.media else ""
    return words.get("voice_note" if kind == "voice" else kind, kind)


def first_line(text: str) -> str:
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return line if len(line) <= SHORT else f"{line[: SHORT - 1].rstrip()}…"


def _name(user: Mapping[str, str]) -> str:
    return " ".join(filter(None, (user["first_name"], user.get("last_name"))))
