"""Answers to pressed buttons, and reactions."""

from sandbox import access
from sandbox.methods.registry import method
from sandbox.params import Params
from sandbox.refusal import bad_request
from sandbox.world import World

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


@method("answerCallbackQuery")
def answer_callback_query(world: World, p: Params) -> bool:
    tap = world.state.taps.open(p.text("callback_query_id"))
    if tap is None:
        raise bad_request(TOO_OLD)
    if len(p.text("text")) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    tap.answered = True
    tap.text, tap.alert, tap.url = p.text("text"), p.flag("show_alert"), p.text("url")
    world.state.changes.happened()
    return True


@method("setMessageReaction")
def set_message_reaction(world: World, p: Params) -> bool:
    """Set the bot's one reaction, or take it away. Nobody gets an update about a bot's reaction."""
    chat = access.writable(world.state, p.values["chat_id"])
    message = world.state.message(chat, p.integer("message_id"))
    if message is None:
        raise bad_request("message to react not found")
    reactions = p.entries("reaction")
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if chat.reactions is not None and any(each.get("emoji") not in chat.reactions for each in reactions):
        raise bad_request("REACTION_INVALID")
    message.reactions.pop(world.bot.id, None)
    if reactions:
        message.reactions[world.bot.id] = reactions
    world.state.changes.happened()
    return True
