"""What the bot can learn about chats and their members, and leaving them."""

from typing import Any

from sandbox import access
from sandbox.methods.registry import method
from sandbox.model import PERMISSIONS, Chat
from sandbox.params import Params
from sandbox.refusal import bad_request
from sandbox.shapes import chat_json, member_json, message_json
from sandbox.world import World


@method("getChat")
def get_chat(world: World, p: Params) -> Any:
    chat = access.readable(world.state, p.values["chat_id"])
    body = chat_json(chat) | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            (
                "unlimited_gifts",
                "limited_gifts",
                "unique_gifts",
                "premium_subscription",
                "gifts_from_channels",
            ),
            False,
        ),
    }
    if chat.grouped:
        body["permissions"] = {name: name in chat.permissions for name in PERMISSIONS}
    if chat.description:
        body["description"] = chat.description
    if chat.slow_mode:
        body["slow_mode_delay"] = chat.slow_mode
    if chat.reactions is not None:
        body["available_reactions"] = [{"type": "emoji", "emoji": each} for each in sorted(chat.reactions)]
    if chat.pinned:
        body["pinned_message"] = message_json(chat.pinned[0], nested=True)
    return body


@method("getChatMember")
def get_chat_member(world: World, p: Params) -> Any:
    chat = access.readable(world.state, p.values["chat_id"])
    return member_json(access.member_of(world.state, chat, p.integer("user_id")), chat)


@method("getChatAdministrators")
def get_chat_administrators(world: World, p: Params) -> Any:
    chat = _shared(world, p)
    return [
        member_json(member, chat)
        for member in chat.members.values()
        if member.in_charge and (not member.user.is_bot or member.user is world.bot or p.flag("return_bots"))
    ]


@method("getChatMemberCount")
def get_chat_member_count(world: World, p: Params) -> Any:
    chat = access.readable(world.state, p.values["chat_id"])
    return 2 if chat.private else sum(member.present for member in chat.members.values())


@method("leaveChat")
def leave_chat(world: World, p: Params) -> bool:
    world.members.leave(_shared(world, p), world.bot)
    return True


def _shared(world: World, p: Params) -> Chat:
    chat = access.readable(world.state, p.values["chat_id"])
    if chat.private:
        raise bad_request("there are no administrators in the private chat")
    return chat
