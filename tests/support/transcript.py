"""A conversation as people see it, chat by chat, written down for docs/transcripts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sandbox.model import Chat, Message
from sandbox.people import Person
from sandbox.world import World


@dataclass
class Transcript:
    """Collects what is new in every chat after each step; ephemeral messages are shown to their person alone."""

    world: World
    chats: dict[str, Chat]
    people: Sequence[Person]
    lines: list[str] = field(default_factory=list)
    _seen: dict[tuple[int, int, int], str] = field(default_factory=dict)

    def heading(self, words: str) -> None:
        self.lines += ["", f"## {words}", ""]

    def tapped(self, person: Person, label: str) -> None:
        self.lines += [f"> **{person.first_name}** ▸ [{label}]", ""]

    def look(self) -> None:
        """Write down what was said or edited since the last look."""
        for name, chat in self.chats.items():
            for message in self._messages(chat):
                shown = _shown(message)
                key = (chat.id, message.id, message.ephemeral_id or 0)
                before = self._seen.get(key)
                if before == shown or message.service:
                    continue
                self._seen[key] = shown
                self._write(name, message, shown, edited=before is not None)

    def text(self) -> str:
        return "\n".join(self.lines).strip() + "\n"

    def _messages(self, chat: Chat) -> Iterable[Message]:
        seen: dict[int, Message] = {}
        for viewer in (None, *self.people):
            for message in self.world.messages(chat, to=viewer) if viewer else self.world.messages(chat):
                seen[message.order] = message
        return [seen[order] for order in sorted(seen)]

    def _write(self, name: str, message: Message, shown: str, *, edited: bool) -> None:
        sender = message.sender.first_name if message.sender else "?"
        only = f" → {message.receiver.first_name}" if message.receiver else ""
        marks = " (sửa)" if edited else ""
        pinned = " 📌" if message.pinned else ""
        self.lines.append(f"**{name}** · {sender}{only}{marks}{pinned}")
        self.lines += [f"> {line}" if line else ">" for line in shown.split("\n")]
        self.lines.append("")


def _shown(message: Message) -> str:
    media = f"[{message.media.kind}] " if message.media else ""
    lines = [media + message.text]
    if message.inline:
        lines += [" ".join(f"[{label}]" for label in row) for row in _labels(message)]
    return "\n".join(lines)


def _labels(message: Message) -> list[list[str]]:
    return [[key["text"] for key in row] for row in message.inline or ()]
