"""The whole world as plain JSON values, and back: what is kept over a restart."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, Field, fields
from typing import Any

from sandbox.files import StoredFile
from sandbox.model import Chat, Media, Member, Message, Topic, User, Version
from sandbox.people import Person
from sandbox.shapes import ANONYMOUS_ADMIN, CHANNEL_BOT
from sandbox.state import State
from sandbox.updates import Update

Body = dict[str, Any]
USERS = ("sender", "author", "receiver", "meant_for")
MESSAGES = ("reply_to", "replaces")
VERSIONS_KEPT = 5  # of a message edited all day long: an old button in the hand of somebody is seldom older
MARGIN = 1000  # numbers left out where the last ones given may not have been kept


def written(state: State) -> Body:
    """Everything but the bot itself and the bytes of files. Users, chats and messages are named by their numbers."""
    return {
        "users": [_user(user) for user in state.users.values() if user is not state.bot],
        "chats": [_chat(chat) for chat in state.chats.values()],
        "messages": [_message(each) for chat in state.chats.values() for each in _all_of(chat)],
        "files": [_plain(file, "data") for file in state.files.all()],
        "file_count": state.files.count,
        "counters": dict(state.counters),
        "updates": [_update(update) for update in state.updates.pending()],
        "next_update": state.updates.next_id,
        "read_marks": [[*place, order] for place, order in state.read_marks.items()],
    }


def read_into(state: State, kept: Body, bytes_of: Callable[[StoredFile], bytes], *, whole: bool) -> None:
    """Fill a state that is still empty. ``whole`` False: the last moments may be missing, and no number is given twice."""
    margin = 0 if whole else MARGIN
    reader = _Reader(state, margin)
    for body in kept["files"]:
        file = StoredFile(data=b"", **body)
        state.files.put(StoredFile(data=bytes_of(file), **body))
    for body in kept["users"]:
        reader.user(body)
    reader.chats(kept["chats"])
    reader.messages(kept["messages"])
    reader.links(kept["chats"])
    state.files.count = kept["file_count"] + margin
    state.counters = {name: number + margin for name, number in kept["counters"].items()}
    state.updates.next_id = kept["next_update"] + margin
    for body in kept["updates"]:
        expires = time.monotonic() + body.pop("left")
        state.updates.put_back(Update(expires=expires, **body))
    state.read_marks = {(person, chat, topic): order for person, chat, topic, order in kept["read_marks"]}


def _plain(thing: Any, *but: str) -> Body:
    """The fields that differ from what they are when nothing is said of them."""
    given = ((one, getattr(thing, one.name)) for one in fields(thing) if one.name not in but)
    return {one.name: value for one, value in given if value != _unsaid(one)}


def _unsaid(one: Field[Any]) -> Any:
    if one.default_factory is not MISSING:
        return one.default_factory()
    return one.default


def _user(user: User) -> Body:
    return _plain(user, "state") | {"person": isinstance(user, Person)}


def _chat(chat: Chat) -> Body:
    refs = {"peer", "members", "permissions", "topics", "messages", "ephemeral", "pinned", "last_bot"}
    body = _plain(chat, "migrated_to", "reactions", *refs)
    return body | {
        "peer": _id(chat.peer),
        "members": [_member(member) for member in chat.members.values()],
        "permissions": sorted(chat.permissions),
        "topics": [_topic(topic) for topic in chat.topics.values()],
        "pinned": [message.order for message in chat.pinned],
        "last_bot": _id(chat.last_bot),
        "migrated_to": _id(chat.migrated_to),
        "reactions": None if chat.reactions is None else sorted(chat.reactions),
    }


def _member(member: Member) -> Body:
    body = _plain(member, "user", "rights", "permissions")
    return body | {
        "user": member.user.id,
        "rights": sorted(member.rights),
        "permissions": sorted(member.permissions),
    }


def _topic(topic: Topic) -> Body:
    return _plain(topic, "chat", "creation") | {"creation": _order(topic.creation)}


def _message(message: Message) -> Body:
    refs = {"chat", "sender_chat", "topic", "media", "history", "reactions", "born", *USERS, *MESSAGES}
    body = _plain(message, *refs) | {"chat": message.chat.id}
    links = {name: _id(getattr(message, name)) for name in (*USERS, "sender_chat", "topic")}
    links |= {name: _order(getattr(message, name)) for name in MESSAGES}
    body |= {name: value for name, value in links.items() if value is not None}
    if message.media is not None:
        body["media"] = _media(message.media)
    if message.history:
        body["history"] = [_version(version) for version in message.history[-VERSIONS_KEPT:]]
    if message.reactions:
        body["reactions"] = [[user, given] for user, given in message.reactions.items()]
    return body


def _version(version: Version) -> Body:
    return _plain(version, "media") | {"media": _media(version.media) if version.media else None}


def _media(media: Media) -> Body:
    return {"kind": media.kind, "files": [file.id for file in media.files], "fields": dict(media.fields)}


def _update(update: Update) -> Body:
    return _plain(update, "expires") | {"left": update.expires - time.monotonic()}


def _all_of(chat: Chat) -> Iterable[Message]:
    return [*chat.messages.values(), *chat.ephemeral.values()]


def _id(thing: User | Chat | Topic | None) -> int | None:
    return None if thing is None else thing.id


def _order(message: Message | None) -> int | None:
    return None if message is None else message.order


class _Reader:
    """Makes everything first, and joins afterwards what names something made later."""

    def __init__(self, state: State, margin: int) -> None:
        self._state = state
        self._margin = margin
        self._by_order: dict[int, Message] = {}

    def user(self, body: Body) -> None:
        plain = dict(body)
        person = plain.pop("person")
        user = Person(state=self._state, **plain) if person else User(**plain)
        self._state.users[user.id] = user

    def chats(self, bodies: Iterable[Body]) -> None:
        for body in bodies:
            links = (
                "peer",
                "members",
                "permissions",
                "topics",
                "pinned",
                "last_bot",
                "migrated_to",
                "reactions",
            )
            chat = Chat(**{name: value for name, value in body.items() if name not in links})
            chat.peer, chat.last_bot = self._user(body["peer"]), self._user(body["last_bot"])
            chat.permissions = frozenset(body["permissions"])
            chat.reactions = None if body["reactions"] is None else frozenset(body["reactions"])
            chat.last_message_id += self._margin
            for member in map(self._member, body["members"]):
                chat.members[member.user.id] = member
            for topic in body["topics"]:
                plain = {name: value for name, value in topic.items() if name != "creation"}
                chat.topics[topic["id"]] = Topic(chat=chat, **plain)
            self._state.chats[chat.id] = chat

    def messages(self, bodies: Iterable[Body]) -> None:
        for body in bodies:
            message = self._message(body)
            self._by_order[message.order] = message
            place, number = message.chat.messages, message.id
            if message.ephemeral_id is not None:
                place, number = message.chat.ephemeral, message.ephemeral_id
            place[number] = message
        for body in bodies:
            for name in MESSAGES:
                if name in body:
                    setattr(self._by_order[body["order"]], name, self._by_order.get(body[name]))

    def links(self, bodies: Iterable[Body]) -> None:
        """What a chat says of its messages and of other chats."""
        for body in bodies:
            chat = self._state.chats[body["id"]]
            chat.pinned = [self._by_order[order] for order in body["pinned"]]
            chat.migrated_to = self._state.chats.get(body["migrated_to"])
            for topic in body["topics"]:
                chat.topics[topic["id"]].creation = self._by_order.get(topic["creation"])

    def _message(self, body: Body) -> Message:
        chat = self._state.chats[body["chat"]]
        links = {"chat", "sender_chat", "topic", "media", "history", "reactions", *USERS, *MESSAGES}
        message = Message(chat=chat, **{name: value for name, value in body.items() if name not in links})
        for name in USERS:
            setattr(message, name, self._user(body.get(name)))
        message.sender_chat = self._state.chats.get(body.get("sender_chat", 0))
        message.topic = chat.topics.get(body.get("topic", 0))
        message.media = self._media(body.get("media"))
        message.history = [self._version(version) for version in body.get("history", ())]
        message.reactions = dict(body.get("reactions", ()))
        return message

    def _version(self, body: Body) -> Version:
        return Version(**(body | {"media": self._media(body["media"])}))

    def _media(self, body: Mapping[str, Any] | None) -> Media | None:
        if body is None:
            return None
        found = [self._state.files.get(file) for file in body["files"]]
        files = tuple(file for file in found if file is not None)
        return Media(kind=body["kind"], files=files, fields=body["fields"])

    def _member(self, body: Body) -> Member:
        user = self._user(body["user"])
        assert user is not None
        sets = {name: frozenset(body[name]) for name in ("rights", "permissions")}
        return Member(**(body | {"user": user} | sets))

    def _user(self, number: int | None) -> User | None:
        """The stand-ins that Telegram shows for anonymous people are nobody's rows."""
        if number is None:
            return None
        stand_ins = {one.id: one for one in (ANONYMOUS_ADMIN, CHANNEL_BOT)}
        return self._state.users.get(number) or stand_ins[number]
