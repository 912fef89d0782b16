"""Finding people, chats and messages by the ids that the control API names them with."""

from typing import Any

from sandbox.model import Chat, Message, Topic, User
from sandbox.people import Person
from sandbox.world import World


def person(world: World, body: dict[str, Any], name: str = "user") -> Person:
    return world.person(int(body[name]))


def user(world: World, body: dict[str, Any], name: str = "user") -> User:
    return world.bot if body[name] == "bot" else world.state.users[int(body[name])]


def chat(world: World, body: dict[str, Any]) -> Chat:
    return world.state.chats[int(body["chat"])]


def message(world: World, body: dict[str, Any], name: str = "message") -> Message:
    place = chat(world, body)
    return place.ephemeral[int(body["ephemeral"])] if "ephemeral" in body else place.messages[int(body[name])]


def topic(world: World, body: dict[str, Any], name: str = "topic") -> Topic:
    return chat(world, body).topics[int(body[name])]


def where(world: World, body: dict[str, Any]) -> dict[str, Any]:
    """Return what a message answers and in which topic it is said."""
    place: dict[str, Any] = {}
    if "reply_to" in body:
        place["reply_to"] = message(world, body, "reply_to")
    if "thread" in body:
        place["thread"] = int(body["thread"])
    if "as_channel" in body:
        place["as_channel"] = world.state.chats[int(body["as_channel"])]
    if body.get("ephemeral") is True:
        place["ephemeral"] = True
    return place
