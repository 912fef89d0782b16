"""Chats made and changed over HTTP: members, topics, and what happens to a whole group."""

from collections.abc import Awaitable, Callable
from typing import Any

from sandbox import naming
from sandbox.model import Chat, User
from sandbox.shapes import chat_json, topic_json
from sandbox.world import World

Body = dict[str, Any]
PLAIN = {"join", "leave"}
BY_SOMEBODY = {"add", "kick", "remove", "promote", "demote", "restrict"}
DETAILS = ("rights", "permissions", "anonymous", "title")


class ChatChanges:
    def __init__(self, world: World) -> None:
        self._world = world

    def handlers(self) -> dict[str, Callable[[Body], Awaitable[Any]]]:
        return {"chats": self.chats, "topics": self.topics, "members": self.members, "groups": self.groups}

    async def chats(self, body: Body) -> Body:
        people = [self._world.state.users[number] for number in body.pop("members")]
        if body.get("kind") == "channel":
            return chat_json(self._world.channel(body["title"], people, bot=bool(body.get("bot", True))))
        return chat_json(self._world.group(body.pop("title"), people, **body))

    async def topics(self, body: Body) -> Any:
        topics = self._world.topics
        if "do" not in body:
            return topic_json(topics.create(naming.chat(self._world, body), body["name"]))
        topic = naming.topic(self._world, body)
        by = self._by(topic.chat, body, "user")
        match body["do"]:
            case "close":
                topics.close(topic, by)
            case "reopen":
                topics.reopen(topic, by)
            case "rename":
                topics.rename(topic, body["name"], by)
            case "delete":
                topics.delete(topic)
            case unknown:
                raise ValueError(f"topics cannot {unknown}")
        return True

    async def members(self, body: Body) -> bool:
        members, user, do = self._world.members, naming.user(self._world, body), body["do"]
        match do:
            case "block":
                members.block(user)
            case "unblock":
                members.unblock(user)
            case "deactivate":
                user.deactivated = True
            case "anonymous":
                members.anonymous(naming.chat(self._world, body), user, on=body.get("on", True))
            case _ if do in PLAIN:
                getattr(members, do)(naming.chat(self._world, body), user)
            case _ if do in BY_SOMEBODY:
                chat = naming.chat(self._world, body)
                details = {name: body[name] for name in DETAILS if name in body}
                getattr(members, do)(chat, user, by=self._by(chat, body, "by"), **details)
            case _:
                raise ValueError(f"members cannot {do}")
        return True

    async def groups(self, body: Body) -> Any:
        groups, chat = self._world.groups, naming.chat(self._world, body)
        match body["do"]:
            case "upgrade":
                return chat_json(groups.upgrade(chat))
            case "rename":
                groups.rename(chat, body["title"], self._by(chat, body, "user"))
            case "delete":
                groups.delete(chat)
            case "pin":
                groups.pin(naming.message(self._world, body), self._by(chat, body, "user"))
            case "unpin":
                groups.unpin(naming.message(self._world, body))
            case "permit":
                self._world.members.permit(chat, body["permissions"])
            case unknown:
                raise ValueError(f"groups cannot {unknown}")
        return True

    def _by(self, chat: Chat, body: Body, name: str) -> User:
        return naming.user(self._world, body, name) if name in body else self._world.members.owner(chat)
