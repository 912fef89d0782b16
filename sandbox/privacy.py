"""Which messages reach the bot: privacy mode, admin bots, and the rule of one bot a message."""

from sandbox.model import Message, User
from sandbox.state import State


def hears(state: State, message: Message) -> bool:
    """Say whether the bot gets an update about this message.

    With privacy mode on and without admin rights a bot in a group gets service messages, replies to what
    it said or to what was meant for it, commands with its name, and plain commands while it was the last
    bot to speak there. A message goes to one such bot at most, in that order.
    """
    chat, bot = message.chat, state.bot
    if (message.by_bot or message.author is bot) and not message.service:
        return False
    if chat.private:
        return True
    if not chat.here(bot):
        return False
    if message.service or message.receiver is bot:
        return True
    member = chat.member(bot)
    assert member is not None
    if member.in_charge or state.bot_reads_all:
        return True
    return chat.type != "channel" and message.meant_for is bot


def meant_for(state: State, message: Message) -> User | None:
    """Return the bot a person's message is meant for, by the rules above."""
    replied = None if message.implicit_reply else message.reply_to
    if replied is not None:
        if replied.by_bot:
            return replied.sender
        if replied.meant_for is not None:
            return replied.meant_for
    command = _leading_command(message)
    if command is None:
        return None
    _, at, bot_name = command.partition("@")
    if not at:
        return message.chat.last_bot
    bots = (user for user in state.users.values() if user.is_bot and user.username)
    return next((bot for bot in bots if (bot.username or "").lower() == bot_name.lower()), None)


def _leading_command(message: Message) -> str | None:
    for entity in message.entities:
        if entity["type"] == "bot_command" and entity["offset"] == 0:
            return message.text[1 : entity["length"]]
    return None
