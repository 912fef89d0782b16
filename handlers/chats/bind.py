"""/bind: which departments meet in this group or topic; what the bot may not do there, and what is lost by that."""

import re
from collections.abc import Mapping, Sequence

from handlers import asking
from handlers.chats.group_rights import missing_rights
from handlers.context import Context
from handlers.noting import note_act
from handlers.people.departments import find_department, in_file_order, may_steer_company
from handlers.people.waiting_list import start_key
from handlers.reply import Button, Reply, Text, text
from handlers.replying import personal, public
from handlers.stage_keys import in_rows, key
from handlers.tap_data import TapData
from handlers.wording import department_names
from orders.centre_file.centre import Centre
from orders.refusals.access import NotAllowed
from orders.refusals.naming import DepartmentUnknown
from orders.refusals.stale import TapUnreadable
from storage.people import chats_rows
from storage.people.chats_rows import Binding
from storage.post import cards_rows

TOGGLE, UNBIND, ENROL, WHERE = "bd", "bu", "be", "bw"
ON, OFF = "1", "0"
_BETWEEN = re.compile(r"[,;，、；\n]+")


def bind(ctx: Context, args: str) -> Reply:
    """``/bind design, production``; without arguments what is bound here, with the departments as buttons."""
    if ctx.private:
        return _in_private(ctx)
    companies = _companies(ctx)
    if not args.strip():
        if len(companies) == 1:
            return _menu(ctx, companies[0])
        return _which_company(ctx, dict.fromkeys(companies, ()))
    fitting = _read(ctx, companies, args)
    if len(fitting) > 1:
        return _which_company(ctx, fitting)
    [(company, departments)] = fitting.items()
    return _set(ctx, company, departments)


def toggle(ctx: Context, tap: TapData) -> Reply:
    """One department more, or one fewer."""
    centre = _steered(ctx, tap)
    department, _, wanted = tap.choice.partition(":")
    if department not in {one.id for one in centre.departments}:
        raise TapUnreadable
    bound = {one.department for one in _bound_here(ctx, centre.id)}
    return _set(
        ctx, centre.id, in_file_order(centre, bound | {department} if wanted == ON else bound - {department})
    )


def unbind(ctx: Context, tap: TapData) -> Reply:
    return _set(ctx, _steered(ctx, tap).id, ())


def enrol(ctx: Context, tap: TapData) -> Reply:
    """Whether who writes here becomes staff at once; only where one department meets."""
    centre = _steered(ctx, tap)
    bound = _bound_here(ctx, centre.id)
    if len(bound) != 1:
        raise TapUnreadable
    return _set(ctx, centre.id, (bound[0].department,), enrols=tap.choice == ON)


def where(ctx: Context, tap: TapData) -> Reply:
    """The answer to "of which company?"."""
    centre = _steered(ctx, tap)
    departments = asking.kept_for(ctx, tap.choice, "bind").data[centre.id]
    return _set(ctx, centre.id, tuple(departments)) if departments else _menu(ctx, centre.id)


def _companies(ctx: Context) -> tuple[str, ...]:
    """Those this chat may be bound to: the one it belongs to already, else all the actor steers."""
    taken = [company for company in ctx.centres if _bound_in_chat(ctx, company)]
    steered = tuple(one for one in taken or ctx.actors if may_steer_company(ctx.actors.get(one)))
    if not steered:
        raise NotAllowed(who_may=("role:coordinator", "role:manager", "role:admin"))
    return steered


def _read(ctx: Context, companies: Sequence[str], args: str) -> Mapping[str, tuple[str, ...]]:
    """The departments meant, in each company that has them all. Raises DepartmentUnknown."""
    names = [part for part in _BETWEEN.split(args) if part.strip()]
    fitting: dict[str, tuple[str, ...]] = {}
    unknown: DepartmentUnknown | None = None
    for company in companies:
        try:
            found = [find_department(ctx.centres[company], name).id for name in names]
        except DepartmentUnknown as refusal:
            unknown = unknown or refusal
        else:
            fitting[company] = in_file_order(ctx.centres[company], found)
    if not fitting and unknown is not None:
        raise unknown
    return fitting


def _set(ctx: Context, company: str, departments: tuple[str, ...], *, enrols: bool | None = None) -> Reply:
    """Bind, keep a tray for each department, and say for all to see what this place is now.

    ``enrols`` None: as it was, while it is the same single department.
    """
    chat, thread = ctx.incoming.chat.id, ctx.incoming.chat.thread
    before = _bound_here(ctx, company)
    same = {one.department for one in before} == set(departments)
    if enrols is None:
        enrols = same and any(one.enrols for one in before)
    if departments:
        chats_rows.bind(ctx.conn, chat, thread, company, departments, enrols=enrols)
    else:
        chats_rows.unbind(ctx.conn, chat, thread)
    _keep_trays(ctx, company, before, departments)
    data = {"thread": thread, "departments": list(departments), "enrols": enrols}
    subject = f"chat:{chat}"
    note_act(ctx, "chat.bound", subject, data, company=company)
    return _told(ctx, ctx.centres[company], departments, enrols=enrols)


def _told(ctx: Context, centre: Centre, departments: Sequence[str], *, enrols: bool) -> Reply:
    if not departments:
        return public(
            ctx.incoming, text("bind.unbound_topic" if ctx.incoming.chat.thread else "bind.unbound")
        )
    lines = [
        text(
            "bind.bound_topic" if ctx.incoming.chat.thread else "bind.bound",
            departments=department_names(centre, departments),
        ),
        text("bind.what_comes"),
        *missing_rights(ctx.chat, ctx.bot.username),
    ]
    if len(departments) == 1:
        lines.append(text("bind.enrols" if enrols else "bind.enrols_not"))
    rows = [
        *_enrol_keys(centre, departments, enrols=enrols),
        (_unbind_key(centre), start_key(ctx.bot.username)),
    ]
    return public(ctx.incoming, *lines, buttons=tuple(rows))


def _menu(ctx: Context, company: str) -> Reply:
    centre = ctx.centres[company]
    bound = _bound_here(ctx, company)
    here = in_file_order(centre, (one.department for one in bound))
    lines = [text("bind.now", departments=department_names(centre, here)) if here else text("bind.nothing")]
    if not here and ctx.departments:
        lines.append(text("bind.from_group", departments=department_names(ctx.centre, ctx.departments)))
    lines += [
        *missing_rights(ctx.chat, ctx.bot.username),
        text("bind.usage", example=", ".join(one.id for one in centre.departments[:2])),
    ]
    keys = [
        key(
            "bind.key_on" if one.id in here else "bind.key_off",
            TOGGLE,
            stage=company,
            choice=f"{one.id}:{OFF if one.id in here else ON}",
            name=one.names,
        )
        for one in centre.departments
    ]
    rows = [*in_rows(keys, 2), *_enrol_keys(centre, here, enrols=any(one.enrols for one in bound))]
    if here:
        rows.append((_unbind_key(centre),))
    return personal(ctx.incoming, *lines, buttons=tuple(rows))


def _enrol_keys(centre: Centre, departments: Sequence[str], *, enrols: bool) -> list[tuple[Button, ...]]:
    if len(departments) != 1:
        return []
    label, wanted = ("bind.enrol_off", OFF) if enrols else ("bind.enrol_on", ON)
    return [(key(label, ENROL, stage=centre.id, choice=wanted),)]


def _unbind_key(centre: Centre) -> Button:
    return key("bind.unbind", UNBIND, stage=centre.id)


def _which_company(ctx: Context, fitting: Mapping[str, Sequence[str]]) -> Reply:
    kept = asking.wait_for(ctx, "bind", {company: list(found) for company, found in fitting.items()})
    keys = [
        key("button.plain", WHERE, stage=company, choice=kept, name=ctx.centres[company].company.names)
        for company in fitting
    ]
    return personal(ctx.incoming, text("bind.which_company"), buttons=in_rows(keys, 1))


def _in_private(ctx: Context) -> Reply:
    """Binding is done in the group itself; a button adds the bot to one, with the one right it makes use of."""
    lines = [text("bind.in_group"), *_places(ctx)]
    link = f"https://t.me/{ctx.bot.username}?startgroup=bind&admin=pin_messages"
    return personal(ctx.incoming, *lines, buttons=((Button(label=text("bind.add_to_group"), url=link),),))


def _places(ctx: Context) -> list[Text]:
    bound: dict[int, list[str]] = {}
    for one in chats_rows.bindings_of(ctx.conn, ctx.company):
        bound.setdefault(one.chat, []).append(one.department)
    return [
        text(
            "bind.place",
            title=chat.title,
            departments=department_names(ctx.centre, in_file_order(ctx.centre, bound[chat.id])),
        )
        for chat in chats_rows.of_company(ctx.conn, ctx.company)
        if chat.id in bound
    ]


def _keep_trays(ctx: Context, company: str, before: Sequence[Binding], departments: Sequence[str]) -> None:
    place = {"company": company, "chat": ctx.incoming.chat.id, "thread": ctx.incoming.chat.thread}
    for department in {one.department for one in before} - set(departments):
        cards_rows.unwant(ctx.conn, kind="tray", ref=department, **place)  # type: ignore[arg-type]  # as written above
    for department in departments:
        cards_rows.want(ctx.conn, kind="tray", ref=department, version=1, **place)  # type: ignore[arg-type]  # the same


def _steered(ctx: Context, tap: TapData) -> Centre:
    """The company a button names, if the chat may be bound to it by this person."""
    if ctx.private:
        raise TapUnreadable
    if tap.stage not in _companies(ctx):
        raise TapUnreadable
    return ctx.centres[tap.stage]


def _bound_here(ctx: Context, company: str) -> list[Binding]:
    """This very place's own bindings: a topic does not count those of its group."""
    return [one for one in _bound_in_chat(ctx, company) if one.thread == ctx.incoming.chat.thread]


def _bound_in_chat(ctx: Context, company: str) -> list[Binding]:
    return [one for one in chats_rows.bindings_of(ctx.conn, company) if one.chat == ctx.incoming.chat.id]


TAPS = {TOGGLE: toggle, UNBIND: unbind, ENROL: enrol, WHERE: where}
