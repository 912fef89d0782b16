"""/start: a greeting that says who I am here and what can be done now; an invitation brings into one more department."""

from dataclasses import replace

from handlers.context import Context
from handlers.examples import order_code, own_stage
from handlers.people import entry_codes, waiting_list
from handlers.people.admitting import by_invitation
from handlers.people.departments import may_steer_company
from handlers.people.entering import enter
from handlers.people.people_standing import standing_lines
from handlers.reply import Reply, Text, text
from handlers.replying import personal
from storage.order_book import order_lists
from storage.people import chats_rows, people_rows


def start(ctx: Context, args: str) -> Reply:
    """Pressing Start opens the private chat: from now on the bot may write there."""
    if not ctx.private:
        key = waiting_list.start_key(ctx.bot.username)
        return personal(ctx.incoming, text("start.in_group", name=ctx.me.name), buttons=((key,),))
    again = people_rows.set_reachable(ctx.conn, ctx.me.user, reachable=True)
    code = entry_codes.code_in(args)
    reply = _invited(ctx, code) if code else welcome(ctx)
    return replace(reply, reached=ctx.me.user if again else None)


def _invited(ctx: Context, code: str) -> Reply:
    invited = by_invitation(ctx, code)
    if invited.waits:
        return waiting_list.asked_back(ctx.conn, ctx.incoming, ctx.centres[invited.company])
    now_in = enter(ctx.conn, ctx.incoming, ctx.centres, ctx.bot, now=ctx.now)
    assert isinstance(now_in, Context), "they were in before"
    return replace(welcome(now_in), decided=(ctx.me.user,))


def welcome(ctx: Context) -> Reply:
    lines = [text("start.hello", name=ctx.me.name), *standing_lines(ctx), *_first_steps(ctx)]
    stages = sum(
        order_lists.count_mine(ctx.conn, company, actor.departments) for company, actor in ctx.actors.items()
    )
    if stages:
        lines.append(text("start.open", number=stages))
    if any("auditor" not in actor.roles for actor in ctx.actors.values()):
        lines.append(text("start.example", order=order_code(ctx), stage=own_stage(ctx)))
    lines.append(text("start.more"))
    return personal(ctx.incoming, *lines, keyboard="private")


def _first_steps(ctx: Context) -> list[Text]:
    """For those who set the centre up, while no group is bound yet."""
    fresh = [
        company
        for company, actor in ctx.actors.items()
        if may_steer_company(actor) and not chats_rows.bindings_of(ctx.conn, company)
    ]
    return [text("start.first_steps", bot=ctx.bot.username)] if fresh else []
