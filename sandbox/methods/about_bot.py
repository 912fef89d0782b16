"""getMe, command menus, descriptions and the menu button."""

import re
from typing import Any

from sandbox import access
from sandbox.methods.registry import method
from sandbox.params import Params
from sandbox.profile import DEFAULT, Scope
from sandbox.refusal import Refusal, bad_request
from sandbox.shapes import user_json
from sandbox.world import World

TEXTS = {
    "Name": ("name", 64),
    "Description": ("description", 512),
    "ShortDescription": ("short_description", 120),
}


@method("getMe")
def get_me(world: World, _p: Params) -> Any:
    return user_json(world.bot) | {
        "can_join_groups": True,
        "can_read_all_group_messages": world.state.bot_reads_all,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


@method("setMyCommands")
def set_my_commands(world: World, p: Params) -> bool:
    key = _scope(world, p), _language(p)
    commands = p.entries("commands")
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    world.state.profile.commands[key] = [_command(each) for each in commands]
    world.state.changes.happened()
    return True


@method("getMyCommands")
def get_my_commands(world: World, p: Params) -> Any:
    return world.state.profile.commands.get((_scope(world, p), _language(p)), [])


@method("deleteMyCommands")
def delete_my_commands(world: World, p: Params) -> bool:
    world.state.profile.commands.pop((_scope(world, p), _language(p)), None)
    world.state.changes.happened()
    return True


@method("setChatMenuButton")
def set_chat_menu_button(world: World, p: Params) -> bool:
    if p.integer("chat_id"):
        access.readable(world.state, p.integer("chat_id"))
    world.state.profile.menu_buttons[p.integer("chat_id")] = p.entry("menu_button") or {"type": "default"}
    return True


@method("getChatMenuButton")
def get_chat_menu_button(world: World, p: Params) -> Any:
    buttons = world.state.profile.menu_buttons
    return buttons.get(p.integer("chat_id")) or buttons.get(0) or {"type": "commands"}


def _texts(suffix: str, field: str, limit: int) -> None:
    @method(f"setMy{suffix}")
    def set_text(world: World, p: Params) -> bool:
        if len(p.text(field)) > limit:
            raise bad_request(f"BOT_{field.upper()}_TOO_LONG")
        world.state.profile.texts[field, _language(p)] = p.text(field)
        return True

    @method(f"getMy{suffix}")
    def get_text(world: World, p: Params) -> Any:
        texts = world.state.profile.texts
        fallback = world.bot.first_name if field == "name" else ""
        return {field: texts.get((field, _language(p))) or texts.get((field, "")) or fallback}


for _suffix, (_field, _limit) in TEXTS.items():
    _texts(_suffix, _field, _limit)


@method("logOut", "close")
def refuse_leaving(_world: World, _p: Params) -> bool:
    raise Refusal(400, "Bad Request: the sandbox keeps its one bot")


def _scope(world: World, p: Params) -> Scope:
    scope = p.entry("scope")
    if not scope:
        return DEFAULT
    chat_id = scope.get("chat_id", 0)
    if chat_id:
        chat = access.readable(world.state, chat_id)
        if chat.type == "channel" or (chat.private and scope["type"] != "chat"):
            raise bad_request("can't use specified scope in this chat")
        chat_id = chat.id
    return scope["type"], chat_id, scope.get("user_id", 0)


def _language(p: Params) -> str:
    code = p.text("language_code")
    if not re.fullmatch(r"([a-z]{2})?", code):
        raise bad_request("invalid language code specified")
    return code


def _command(command: dict[str, Any]) -> dict[str, Any]:
    name = command["command"].strip().removeprefix("/")
    description = command["description"].strip()
    for what, text, limit in (("command", name, 32), ("command description", description, 256)):
        if not text:
            raise bad_request(f"{what} must be non-empty")
        if len(text) > limit:
            raise bad_request(f"{what} length must not exceed {limit}")
    if not re.fullmatch(r"[a-z0-9_]+", name):
        raise bad_request("BOT_COMMAND_INVALID")
    kept = {"command": name, "description": description}
    return kept | ({"is_ephemeral": True} if command.get("is_ephemeral") else {})
