"""Pinned messages."""

from sandbox import access
from sandbox.methods.registry import method
from sandbox.model import Chat
from sandbox.params import Params
from sandbox.refusal import bad_request
from sandbox.world import World

NO_RIGHT = "not enough rights to manage pinned messages in the chat"


@method("pinChatMessage")
def pin_chat_message(world: World, p: Params) -> bool:
    chat = access.writable(world.state, p.values["chat_id"])
    message = world.state.message(chat, p.integer("message_id"))
    if message is None:
        raise bad_request("message to pin not found")
    _need_right(world, chat)
    world.groups.pin(message, world.bot)
    return True


@method("unpinChatMessage")
def unpin_chat_message(world: World, p: Params) -> bool:
    """Unpin one message; without an id the latest."""
    chat = access.writable(world.state, p.values["chat_id"])
    wanted = p.integer("message_id")
    message = next((each for each in chat.pinned if wanted in (0, each.id)), None)
    if message is None:
        raise bad_request("message to unpin not found")
    _need_right(world, chat)
    world.groups.unpin(message)
    return True


@method("unpinAllChatMessages")
def unpin_all_chat_messages(world: World, p: Params) -> bool:
    chat = access.writable(world.state, p.values["chat_id"])
    _need_right(world, chat)
    for message in list(chat.pinned):
        world.groups.unpin(message)
    return True


def _need_right(world: World, chat: Chat) -> None:
    if chat.type == "channel":
        access.need_right(world.state, chat, "can_edit_messages", NO_RIGHT)
    else:
        access.need_permission(world.state, chat, "can_pin_messages", NO_RIGHT)
