"""/help: the commands this person may use, each with an example out of their own work; /help <command>: more of one."""

from collections.abc import Callable, Mapping

from handlers.collecting import may_collect
from handlers.context import Context
from handlers.departments import may_steer_company
from handlers.examples import order_code, own_stage
from handlers.reply import Param, Reply, Text, text
from handlers.replying import personal
from orders.refusals import CommandUnknown

# In the order people need them; a test holds them against the routes.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "reports": ("update", "my", "confirm", "return", "hold", "resume", "undo"),
    "orders": ("order", "new", "board", "chart", "history", "change", "promise", "cancel"),
    "approval": ("approve", "reject"),
    "money": ("qr", "paid"),
    "company": ("leave", "onduty", "members", "invite", "bind", "status"),
    "self": ("lang", "whoami"),
}


def help(ctx: Context, args: str) -> Reply:  # noqa: A001 - the command's own name
    wanted = args.strip().lstrip("/").lower()
    keyboard = "private" if ctx.private else ""
    if wanted:
        return personal(ctx.incoming, *_more(ctx, wanted), keyboard=keyboard)
    example: dict[str, Param] = {"order": order_code(ctx), "stage": own_stage(ctx)}
    lines = [Text(key="help.head", params=example)]
    for group, names in GROUPS.items():
        usable = [name for name in names if _may_use(ctx, name)]
        if usable:
            lines += [Text(key=""), text(f"help.{group}")]
            lines += [Text(key=f"help.{name}", params=example) for name in usable]
    return personal(ctx.incoming, *lines, Text(key=""), text("help.foot"), keyboard=keyboard)


def _more(ctx: Context, wanted: str) -> tuple[Text, ...]:
    from handlers import routes  # noqa: PLC0415 - routes name every command, this one too

    route = routes.COMMANDS.get(wanted)
    if route is None or route.name not in {name for names in GROUPS.values() for name in names}:
        raise CommandUnknown(text=wanted[:40], near=routes.near(wanted))
    example: dict[str, Param] = {"order": order_code(ctx), "stage": own_stage(ctx)}
    return (
        Text(key=f"help.{route.name}", params=example),
        Text(key=f"help.{route.name}_more", params=example),
    )


def _may_use(ctx: Context, name: str) -> bool:
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
