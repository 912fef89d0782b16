"""A conversation as people see it, chat by chat, written down as Markdown for docs/transcripts."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from sandbox.markup import units
from sandbox.model import Chat, Message
from sandbox.people import Person
from sandbox.world import World

_SPECIAL = re.compile(r"([\\*_<>`\[\]])")
_MARKS = {"bold": "**", "italic": "*", "code": "`"}
HARD_BREAK = "  "
_AT_HAN = re.compile(r"(?<=[\u3400-\u9fff\u201d])[,:;]|[,:;](?=[\u3400-\u9fff])")
_WIDE = {",": "\uff0c", ":": "\uff1a", ";": "\uff1b"}


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A message at the last look; kept so that an edit can be told by what is new in it."""

    lines: tuple[str, ...]
    keys: tuple[str, ...]
    emoji: tuple[str, ...]


@dataclass
class Transcript:
    """Collects what is new in every chat after each step.

    ``words`` are the reader's language: "edited", "only", "pinned", "says", kinds of files. ``hides`` replaces what differs
    from run to run. Within a step chats come in the order given; in a chat people first, then answers, then what the bot
    says of its own accord (in a group by the alphabet), then what it keeps up to date: the order in which these arrive is a
    matter of milliseconds.
    """

    world: World
    chats: dict[str, Chat]
    people: Sequence[Person]
    words: Mapping[str, str]
    wide: bool = False  # the reader's language is Chinese
    hides: dict[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    _seen: dict[tuple[int, int], Seen] = field(default_factory=dict)
    _last: Chat | None = None

    def narrated(self, words: str) -> str:
        """Chinese with the marks that are as wide as its letters."""
        return _AT_HAN.sub(lambda mark: _WIDE[mark.group()], words) if self.wide else words

    def heading(self, words: str) -> None:
        self.lines += ["", f"## {self.narrated(words)}", ""]
        self._last = None

    def remark(self, words: str) -> None:
        """The narrator."""
        self.lines += [f"*{self.narrated(words)}*", ""]
        self._last = None

    def tapped(self, person: Person, chat: Chat, label: str, toast: str) -> None:
        answered = f" {self.words['toast'].format(text=_escaped(toast))}" if toast else ""
        pressed = self.words["taps"].format(
            person=f"**{person.first_name}**", label=f"\\[{_escaped(label)}\\]"
        )
        self._in_chat(chat, [f"{pressed}{answered}", ""])

    def look(self, first: Chat | None = None) -> None:
        """Write down what was said or edited since the last look, beginning with the chat where it was caused."""
        for chat in sorted(self.chats.values(), key=lambda one: one is not first):
            shown = [line for message in self._news(chat) for line in self._bubble(message)]
            if shown:
                self._in_chat(chat, shown)

    def _in_chat(self, chat: Chat, lines: Iterable[str]) -> None:
        if self._last is not chat:
            name = next(name for name, one in self.chats.items() if one is chat)
            self.lines += [f"{name}", ""]
        self._last = chat
        self.lines += lines

    @contextmanager
    def unwritten(self) -> Iterator[None]:
        """What is said meanwhile is seen, but not written down."""
        written = len(self.lines)
        yield
        del self.lines[written:]
        self._last = None

    def text(self) -> str:
        text = "\n".join(self.lines).strip() + "\n"
        for real, shown in self.hides.items():
            text = text.replace(_escaped(real), shown)
        return re.sub(r"\n{3,}", "\n\n", text)

    def _news(self, chat: Chat) -> Iterable[Message]:
        found = {message.order: message for message in self.world.messages(chat)}
        for person in self.people:
            found |= {message.order: message for message in self.world.messages(chat, to=person)}
        fresh = [one for one in found.values() if not one.service and self._seen.get(_key(one)) != _see(one)]
        return sorted(fresh, key=self._rank)

    def _rank(self, message: Message) -> tuple[int, str, int]:
        if not message.by_bot:
            return 0, "", message.order
        if message.pinned or _key(message) in self._seen:
            return 3, "", message.id
        if (message.reply_to and not message.implicit_reply) or message.ephemeral_id:
            return 1, "", message.id
        return 2, "" if message.chat.private else message.text, message.id

    def _bubble(self, message: Message) -> list[str]:
        now, before = _see(message), self._seen.get(_key(message))
        self._seen[_key(message)] = now
        lines = list(now.lines)
        notes = []
        if message.media:
            notes.append(self.words[message.media.kind])
        if message.receiver:
            notes.append(self.words["only"].format(person=message.receiver.first_name))
        if message.pinned:
            notes.append(self.words["pinned"])
        if before is not None:
            notes.append(self.words["edited"])
            lines = [line for line in now.lines if line not in before.lines] or [now.lines[0]]
        if before is not None and before.lines == now.lines and before.keys == now.keys:
            lines = []
        author = message.sender.first_name if message.sender else ""
        head = f"**{_escaped(author)}**" + (f" ({', '.join(notes)})" if notes else "")
        if before is None or before.keys != now.keys:
            lines += [f"{row}" for row in now.keys]
        lines += [" ".join(now.emoji)] if now.emoji and (before is None or before.emoji != now.emoji) else []
        quoted = [head, *lines]
        return [
            *(
                f"> {line}{HARD_BREAK}".rstrip() if not line else f"> {line}{HARD_BREAK}"
                for line in quoted[:-1]
            ),
            f"> {quoted[-1]}",
            "",
        ]


def _key(message: Message) -> tuple[int, int]:
    return message.chat.id, message.order


def _see(message: Message) -> Seen:
    rows = [" ".join(f"\\[{_escaped(key['text'])}\\]" for key in row) for row in message.inline or ()]
    keyboard = (message.reply_keyboard or {}).get("keyboard", [])
    rows += [" ".join(f"⌨ {_escaped(_label(key))}" for key in row) for row in keyboard]
    return Seen(lines=tuple(_marked(message).split("\n")), keys=tuple(rows), emoji=tuple(message.emoji))


def _label(key: str | dict[str, str]) -> str:
    return key if isinstance(key, str) else key["text"]


def _marked(message: Message) -> str:
    """The text with its bold and fixed-width parts marked; offsets count UTF-16 units."""
    opened = {
        at: _MARKS[one["type"]] for one in message.entities if one["type"] in _MARKS for at in _ends(one)
    }
    said, at = [], 0
    for letter in message.text:
        said.append(opened.get(at, "") + _escaped(letter))
        at += units(letter)
    return "".join(said) + opened.get(at, "")


def _ends(entity: Mapping[str, int]) -> tuple[int, int]:
    return entity["offset"], entity["offset"] + entity["length"]


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
