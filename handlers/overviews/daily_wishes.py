"""Whether somebody wants their list every morning and a note at the close of work: asked for, and done with, by button."""

from datetime import timedelta

from handlers.context import Context
from handlers.reply import Button, Reply, text
from handlers.replying import personal
from handlers.stage_keys import key
from handlers.tap_data import TapData
from storage.chasing import daily_rows

WANT, NO_MORE = "mk", "mq"
_DAY = timedelta(days=1)


def offered(ctx: Context) -> tuple[tuple[Button, ...], ...]:
    """Below one's own list, in private, until it is wanted."""
    if not ctx.private or all(daily_rows.is_wanted(ctx.conn, ctx.me.id, one) for one in _own(ctx)):
        return ()
    return ((key("daily.send", WANT),),)


def no_more_key(company: str) -> Button:
    return key("daily.stop", NO_MORE, choice=company)


def wanted(ctx: Context, _tap: TapData) -> Reply:
    """In all their companies: from the next morning on, as the list of today is before them; the note from this evening on."""
    for company in _own(ctx):
        today = ctx.view_of(company).today
        daily_rows.want(ctx.conn, ctx.me.id, company, opened_on=today, closed_on=today - _DAY)
    return personal(ctx.incoming, text("daily.wanted"))


def no_more(ctx: Context, tap: TapData) -> Reply:
    daily_rows.want_no_more(ctx.conn, ctx.me.id, tap.choice)
    return personal(ctx.incoming, text("daily.no_more"))


def _own(ctx: Context) -> list[str]:
    """The companies in which they belong to a department: nothing waits for anybody else."""
    member_of = {one.company for one in ctx.me.memberships}
    return [company for company in ctx.actors if company in member_of]


TAPS = {WANT: wanted, NO_MORE: no_more}
