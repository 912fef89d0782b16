"""/help: the commands this person may use, each with an example out of their own work; /help <command>: more of one."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from handlers.context import Context
from handlers.examples import order_code, own_stage
from handlers.money.collecting import may_collect
from handlers.people.departments import may_steer_company
from handlers.reply import Param, Reply, Text, text
from handlers.replying import personal
from handlers.stage_keys import FILE_TEMPLATE, key
from orders.refusals.naming import CommandUnknown

if TYPE_CHECKING:
    from handlers.routes import Route

# In the order people need them; a test holds them against the routes.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "reports": ("update", "my", "today", "duties", "confirm", "return", "hold", "resume", "late", "undo"),
    "orders": ("order", "new", "board", "push", "chart", "history", "change", "promise", "cancel"),
    "cases": ("case", "complaint"),
    "approval": ("approve", "reject"),
    "money": ("qr", "paid"),
    "company": ("leave", "onduty", "members", "invite", "bind", "status", "audit"),
    "self": ("lang", "whoami"),
}
_BY_FILE = {"update": "report", "new": "open"}  # what can be done with a file, and the kind of its template


def help(ctx: Context, args: str) -> Reply:  # noqa: A001 - the command's own name
    wanted = args.strip().lstrip("/").lower()
    keyboard = "private" if ctx.private else ""
    if wanted:
        route = _route(wanted)
        if route.name in _BY_FILE and _may_use(ctx, route.name):
            sample = key("button.file_template", FILE_TEMPLATE, choice=_BY_FILE[route.name])
            return personal(ctx.incoming, *_more(ctx, route.name), buttons=((sample,),))
        return personal(ctx.incoming, *_more(ctx, route.name), keyboard=keyboard)
    example: dict[str, Param] = {"order": order_code(ctx), "stage": own_stage(ctx)}
    lines = [Text(key="help.head", params=example)]
    for group, names in GROUPS.items():
        usable = [name for name in names if _may_use(ctx, name)]
        if usable:
            lines += [Text(key=""), text(f"help.{group}")]
            lines += [Text(key=f"help.{name}", params=example) for name in usable]
        if group == "reports" and _may_use(ctx, "update"):
            lines.append(text("help.reminders"))
    return personal(ctx.incoming, *lines, Text(key=""), text("help.foot"), keyboard=keyboard)


def _route(wanted: str) -> "Route":
    from handlers import routes  # noqa: PLC0415 - routes name every command, this one too

    route = routes.COMMANDS.get(wanted)
    if route is None or route.name not in {name for names in GROUPS.values() for name in names}:
        raise CommandUnknown(text=wanted[:40], near=routes.near(wanted))
    return route


def _more(ctx: Context, name: str) -> tuple[Text, ...]:
    example: dict[str, Param] = {"order": order_code(ctx), "stage": own_stage(ctx)}
    return (Text(key=f"help.{name}", params=example), Text(key=f"help.{name}_more", params=example))


def _may_use(ctx: Context, name: str) -> bool:
    """In private: in any of their companies."""
    return any(_may_use_in(ctx.at(one), name) for one in (ctx.actors if ctx.private else (ctx.company,)))


def _may_use_in(ctx: Context, name: str) -> bool:
    from handlers import routes  # noqa: PLC0415 - see above

    route = routes.ROUTES[name]
    if route.writes and "auditor" in ctx.actor.roles:
        return False
    return route.for_actor(ctx) and _BY_RIGHT.get(name, _anybody)(ctx)


def _anybody(_: Context) -> bool:
    return True


def _over_others(ctx: Context) -> bool:
    """Approvals, changes and cancelling are open to all by command; the engine lets few do them."""
    return bool(ctx.actor.head_of) or may_steer_company(ctx.actor)


def _of_finance(ctx: Context) -> bool:
    return may_collect(ctx.centre, ctx.actor)


_BY_RIGHT: Mapping[str, Callable[[Context], bool]] = {
    **dict.fromkeys(("approve", "reject", "change", "promise", "cancel"), _over_others),
    **dict.fromkeys(("qr", "paid"), _of_finance),
}
