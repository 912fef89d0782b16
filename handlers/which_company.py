"""In private a chat is no company's: of which of somebody's companies a command, a button or an answer is.

Where a command may be meant for several it is asked by button; the line waits as it came.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import Connection

from handlers import asking, files
from handlers.commands import read_command
from handlers.context import Context
from handlers.duties import duty_answers
from handlers.leave import duty_roster, leaving
from handlers.nudges import answering_digests
from handlers.people import members
from handlers.people.kept_incoming import read_back, to_json
from handlers.reply import Button, Reply, text
from handlers.stage_keys import in_rows, key
from handlers.tap_data import TapData
from orders.order import OrderId
from orders.refusals import BotError
from orders.refusals.stale import TapUnreadable
from storage.chasing import digest_rows, duty_rows
from storage.intake import batch_rows, dialogs
from storage.order_book import order_finding
from storage.order_book.order_finding import OrderRow
from storage.people import roster_rows

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
    """A button is about something of a company, or says of which it is, or answers what one of them has asked."""
    if not ctx.private or len(ctx.actors) == 1:
        return ctx
    about: _OfCompany | None
    if tap.order and tap.verb not in members.TAPS:
        about = _NUMBERED.get(tap.verb, _order)(ctx.conn, tap.order)
    elif tap.stage in ctx.actors:
        return _only(ctx, [tap.stage])
    else:
        about = dialogs.open_for(ctx.conn, ctx.incoming.chat.id, None, ctx.me.user, ctx.now)
    return ctx.at(about.company) if about is not None and about.company in ctx.actors else ctx


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


def _order(conn: Connection, number: int) -> OrderRow | None:
    return order_finding.by_id(conn, OrderId(number))


class _OfCompany(Protocol):
    @property
    def company(self) -> str: ...


# What a button's number is of, where it is no order's. People are of several companies: their buttons name the one that is meant.
_NUMBERED: Mapping[str, Callable[[Connection, int], _OfCompany | None]] = {
    **dict.fromkeys(files.TAPS, batch_rows.by_id),
    **dict.fromkeys((*leaving.TAPS, *duty_roster.TAPS), roster_rows.by_id),
    **dict.fromkeys(duty_answers.TAPS, duty_rows.by_id),
    **dict.fromkeys(answering_digests.TAPS, digest_rows.by_id),
}

TAPS = {PICK: picked}
