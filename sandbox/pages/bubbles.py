"""Messages as one person's screen shows them: values, so that comparing tells what has changed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from zlib import crc32

from markupsafe import Markup

from sandbox.files import StoredFile
from sandbox.model import Media, Message, User
from sandbox.pages.entities import Words, followed
from sandbox.pages.moments import Moments
from sandbox.pages.service_lines import glimpse, sentence
from sandbox.people import Person

COLOURS = 7
Entities = Sequence[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Whose screen it is, and in which language."""

    person: Person
    bot: User
    words: Mapping[str, str]
    moments: Moments

    @property
    def private(self) -> str:
        """The address of the reader's own chat with the bot."""
        return f"/as/{self.person.id}/{self.person.id}"


@dataclass(frozen=True, kw_only=True)
class Quote:
    key: str
    name: str
    colour: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Button:
    """``kind`` is what a press does: tap, url, copy, or nothing here."""

    text: str
    kind: str
    value: str
    style: str


@dataclass(frozen=True, kw_only=True)
class Attachment:
    kind: str
    file: StoredFile | None = None
    width: int = 0
    height: int = 0
    fields: Mapping[str, Any] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"/files/{self.file.path}" if self.file else ""

    @property
    def size(self) -> str:
        """How big the file is, as people say it."""
        amount = len(self.file.data) if self.file else 0
        if amount < 1 << 10:
            return f"{amount} B"
        return f"{amount / (1 << 10):.0f} KB" if amount < 1 << 20 else f"{amount / (1 << 20):.1f} MB"


@dataclass(frozen=True, kw_only=True)
class Reaction:
    emoji: str
    count: int
    mine: bool


@dataclass(frozen=True, kw_only=True)
class Bubble:
    """One message, or an album as one. ``day`` heads the first of a day, ``named`` the first of a sender."""

    key: str
    order: int
    own: bool
    service: str
    day: str
    named: bool
    sender_id: int
    sender: str
    signature: str
    colour: int
    by_bot: bool
    hour: str
    edited: bool
    silent: bool
    pinned: bool
    secret: str
    text: str
    entities: Entities
    attachments: tuple[Attachment, ...]
    quote: Quote | None
    rows: tuple[tuple[Button, ...], ...]
    reactions: tuple[Reaction, ...]
    bot: str
    private: str

    @property
    def html(self) -> Markup:
        return Words(self.text, bot=self.bot, private=self.private).html(self.entities)

    @property
    def seen(self) -> bool:
        """Whether it is a picture or a film that fills the bubble."""
        return any(each.kind in {"photo", "video", "animation"} for each in self.attachments)

    @property
    def revision(self) -> int:
        """A number that another state of the same message does not have."""
        return crc32(repr(self).encode())

    @property
    def editable(self) -> bool:
        return self.own and not self.service and not self.attachments


def key_of(message: Message) -> str:
    """Name a message for good: an ephemeral one by the number only it has."""
    return f"e{message.ephemeral_id}" if message.ephemeral_id is not None else f"m{message.id}"


def bubbles(messages: Iterable[Message], reader: Reader) -> Iterator[Bubble]:
    """Return what is on the screen, oldest first."""
    before: Message | None = None
    for _, together in groupby(messages, key=lambda m: m.album or key_of(m)):
        items = list(together)
        yield _bubble(items, before, reader)
        before = items[-1]


def _bubble(items: list[Message], before: Message | None, reader: Reader) -> Bubble:
    first, moments = items[0], reader.moments
    new_day = before is None or moments.local(before.date).date() != moments.local(first.date).date()
    worded = next((m for m in items if m.text), first)
    person = reader.person
    return Bubble(
        key=key_of(first),
        order=first.order,
        own=first.author is person and first.sender_chat is None,
        service=sentence(first, reader.words) if first.service else "",
        day=moments.day(first.date) if new_day else "",
        named=new_day or before is None or bool(before.service) or _speaker(before) != _speaker(first),
        sender_id=_speaker(first),
        sender=_name(first),
        signature=first.signature or "",
        colour=_speaker(first) % COLOURS,
        by_bot=first.by_bot,
        hour=moments.hour(first.date),
        edited=_reads_differently(worded),
        silent=first.silent and first.author is not person,
        pinned=first.pinned,
        secret=_secret(first, person),
        text=worded.text,
        entities=worded.entities,
        attachments=tuple(_attachment(m.media) for m in items if m.media is not None),
        quote=_quote(first, reader.words),
        rows=tuple(tuple(_button(each, reader) for each in row) for row in items[-1].inline or ()),
        reactions=_reactions(items, person),
        bot=reader.bot.username or "",
        private=reader.private,
    )


def _speaker(message: Message) -> int:
    shown = message.sender_chat or message.sender
    return abs(shown.id) if shown is not None else 0


def _name(message: Message) -> str:
    if message.sender_chat is not None:
        return message.sender_chat.title or ""
    return message.sender.name if message.sender is not None else ""


def _secret(message: Message, person: Person) -> str:
    if message.ephemeral_id is None:
        return ""
    return "only_you" if message.receiver is person else "only_bot"


def _reads_differently(message: Message) -> bool:
    """Tell an edit of what is read from one of the buttons alone, which Telegram's apps do not mark."""
    return any((v.text, v.media) != (message.text, message.media) for v in message.history)


def _quote(message: Message, words: Mapping[str, str]) -> Quote | None:
    said = message.reply_to
    if said is None or message.implicit_reply:
        return None
    text = message.quote["text"] if message.quote else glimpse(said, words)
    return Quote(key=key_of(said), name=_name(said), colour=_speaker(said) % COLOURS, text=text)


def _button(button: dict[str, Any], reader: Reader) -> Button:
    kind, value = "none", ""
    if "callback_data" in button:
        kind, value = "tap", button["callback_data"]
    elif "url" in button:
        value = followed(button["url"], bot=reader.bot.username or "", private=reader.private)
        kind = "url" if value else "none"
    elif "copy_text" in button:
        kind, value = "copy", button["copy_text"]["text"]
    return Button(text=button["text"], kind=kind, value=value, style=button.get("style", ""))


def _attachment(media: Media) -> Attachment:
    if not media.files:
        return Attachment(kind=media.kind, fields=media.fields)
    width, height = media.fields["sizes"][-1] if media.kind == "photo" else (0, 0)
    return Attachment(kind=media.kind, file=media.files[-1], width=width, height=height, fields=media.fields)


def _reactions(items: list[Message], person: Person) -> tuple[Reaction, ...]:
    counted: dict[str, set[int]] = {}
    for message in items:
        for user, given in message.reactions.items():
            for each in given:
                counted.setdefault(each.get("emoji", "✦"), set()).add(user)
    return tuple(Reaction(emoji=e, count=len(who), mine=person.id in who) for e, who in counted.items())
