"""/whoami: what the bot knows of the person who asks."""

from handlers.chats.languages import name_of
from handlers.context import Context
from handlers.people.people_standing import standing_lines
from handlers.people.waiting_list import start_key
from handlers.reply import Reply, text
from handlers.replying import personal


def whoami(ctx: Context, _args: str) -> Reply:
    """The number is what an admin asks for when ADMINS is filled in."""
    lines = [text("whoami.name", name=ctx.me.name), *standing_lines(ctx)]
    lines.append(text("whoami.language", language=name_of(ctx.me.language or ctx.centre.company.language)))
    lines.append(text("whoami.number", number=str(ctx.me.user)))
    if ctx.me.reachable or ctx.private:
        return personal(ctx.incoming, *lines)
    return personal(ctx.incoming, *lines, text("start.press"), buttons=((start_key(ctx.bot.username),),))
