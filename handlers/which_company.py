"""In private a chat is no company's: of which of somebody's companies a command, a button or an answer is.

Where a command may be meant for several it is asked by button; the line waits as it came.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from handlers import asking
from handlers.commands import read_command
from handlers.context import Context
from handlers.people.kept_incoming import read_back, to_json
from handlers.reply import Button, Reply, text
from handlers.stage_keys import in_rows, key
from handlers.tap_data import TapData
from orders.order import OrderId
from orders.refusals import BotError
from orders.refusals.stale import TapUnreadable
from storage.intake import dialogs
from storage.order_book import order_finding

if TYPE_CHECKING:
    from handlers.routes import Route

KIND = "which_company"
PICK = "wc"


def meant(ctx: Context, route: "Route", args: str) -> Context | None:
    """Where a command runs; None: it has to be asked. Raises the refusal where none of the companies lets it."""
    if not ctx.private or len(ctx.actors) == 1:
        route.check(ctx)
        return ctx
    fitting = _fitting(ctx, route)
    if named := route.named(ctx, args) if route.whose == "order" else frozenset():
        there = _only(ctx, sorted(named, key=[*fitting, *ctx.actors].index))
        route.check(there)
        return there
    if not fitting:
        route.check(ctx)
        return ctx
    if route.whose == "all":
        return _only(ctx, fitting) if route.roles else ctx.at(fitting[0])
    return _only(ctx, fitting) if len(fitting) == 1 else None


def ask(ctx: Context, route: "Route") -> Reply:
    def buttons_of(number: str) -> tuple[tuple[Button, ...], ...]:
        return in_rows(
            [
                key("button.plain", PICK, stage=one, choice=number, name=ctx.centres[one].company.names)
                for one in _fitting(ctx, route)
            ],
            1,
        )

    return asking.ask(
        ctx, KIND, {"said": to_json(ctx.incoming)}, text("company.which"), buttons_of=buttons_of
    )


def picked(ctx: Context, tap: TapData) -> Reply:
    """The answer: the line is run as it was said, in that company alone."""
    from handlers import routes  # noqa: PLC0415 - routes name every button, this one too

    said = read_back(asking.kept_for(ctx, tap.choice, KIND).data["said"])
    typed = read_command(said.text)
    route = routes.COMMANDS.get(typed.name) if typed else None
    if typed is None or route is None or tap.stage not in ctx.actors:
        raise TapUnreadable
    there = _only(replace(ctx, incoming=said), [tap.stage])
    route.check(there)
    return route.run(there, typed.args)


def of_tap(ctx: Context, tap: TapData) -> Context:
    """A button says of which company it is, or is about an order, or answers what one of them has asked."""
    if not ctx.private or len(ctx.actors) == 1:
        return ctx
    if tap.stage in ctx.actors:
        return _only(ctx, [tap.stage])
    if tap.order:
        row = order_finding.by_id(ctx.conn, OrderId(tap.order))
        company = row.company if row else None
    else:
        asked = dialogs.open_for(ctx.conn, ctx.incoming.chat.id, None, ctx.me.user, ctx.now)
        company = asked.company if asked else None
    return ctx.at(company) if company is not None and company in ctx.actors else ctx


def _fitting(ctx: Context, route: "Route") -> list[str]:
    """The companies in which the command may be used."""
    return [one for one in ctx.actors if _fits(ctx.at(one), route)]


def _fits(ctx: Context, route: "Route") -> bool:
    try:
        route.check(ctx)
        if route.fits is not None:
            route.fits(ctx)
    except BotError:
        return False
    return True


def _only(ctx: Context, companies: Iterable[str]) -> Context:
    """The same for somebody who is in no other company."""
    actors = {one: ctx.actors[one] for one in companies}
    return replace(ctx.at(next(iter(actors))), actors=actors)


TAPS = {PICK: picked}
