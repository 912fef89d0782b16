"""Who hears of a push: each department that has something of it, in one message, and the asker, when that goes out."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Literal

from handlers.addressing import reaches, to_department
from handlers.context import Context
from handlers.pushes.push_messages import Asked, said
from handlers.pushes.pushes_held import goes_at
from handlers.reply import Clock, Param, Reply, Say, Text, text
from handlers.replying import here
from handlers.wording import department_name
from reminders.budget import GATHERING


def pushed(
    ctx: Context, asked: Sequence[Asked], *, more: bool = False, besides: Sequence[Text] = ()
) -> Reply:
    """One message a department, and for the asker what was asked of whom. ``besides``: what was not."""
    says: list[Say] = []
    lines: list[Text] = [text("push.sent", number=len(asked))]
    by_department = sorted(asked, key=lambda one: (one.order.company, one.department))
    for (company, department), several in groupby(
        by_department, key=lambda one: (one.order.company, one.department)
    ):
        theirs = list(several)
        told = to_department(ctx, company, department, said(ctx.view_of(company), theirs), here_too=True)
        at = _goes_at(ctx, company, told, lines=len(theirs), before=says)
        says += told
        lines.append(_told_line(ctx, company, department, theirs, at))
    if more:
        lines.append(text("push.more"))
    lines += [text("push.comes_back"), *besides]
    return Reply(says=(here(ctx.incoming, *lines), *says))


def _told_line(ctx: Context, company: str, department: str, asked: Sequence[Asked], at: datetime) -> Text:
    params: dict[str, Param] = {
        "department": department_name(ctx.centres[company], department),
        "orders": ", ".join(dict.fromkeys(one.order.code for one in asked)),
    }
    if not reaches(ctx, company, department):
        return Text(key="push.not_reached", params=params)
    if at > ctx.now + GATHERING:
        return Text(
            key="push.asked_at_its_turn", params={**params, "at": Clock(at=at, style=_style(ctx, at))}
        )
    if at > ctx.now:
        return Text(key="push.asked_later", params={**params, "at": Clock(at=at, style="time")})
    return Text(key="push.asked", params=params)


def _style(ctx: Context, at: datetime) -> Literal["time", "full"]:
    zone = ctx.centre.zone
    return "time" if at.astimezone(zone).date() == ctx.now.astimezone(zone).date() else "full"


def _goes_at(
    ctx: Context, company: str, told: Sequence[Say], *, lines: int, before: Sequence[Say]
) -> datetime:
    """When the last of the department's chats will hear it; one that several departments share hears the second later."""
    heard = {(one.chat, one.thread) for one in before}
    at = ctx.now
    for one in told:
        if one.chat is not None and one.chat < 0:
            view, just_heard = ctx.view_of(company), (one.chat, one.thread) in heard
            at = max(at, goes_at(view, one.chat, one.thread, lines=lines, just_heard=just_heard))
    return at
