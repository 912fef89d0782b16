"""/status: health in words: what waits, what failed, what each group heard, where nothing arrives, which years of the calendar wait for a word, what the bot runs on."""

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

from handlers.calendars.calendar_years import show_key, unconfirmed
from handlers.chats.chat_titles import chat_title
from handlers.chats.status_delivery import LISTED, REASON, alarm_lines, undelivered_lines, unheard_lines
from handlers.chats.status_groups import heard_lines
from handlers.context import Context
from handlers.people.departments import may_steer_company
from handlers.reply import Clock, Listed, Reply, Text, text
from handlers.replying import personal
from handlers.stage_keys import in_rows
from handlers.wording import department_names
from storage import database
from storage.intake import inbox
from storage.people import chats_rows, people_rows
from storage.post import outbox_lists
from storage.post.backlog import Backlog

ON_ITS_WAY = 1  # the update that asks


def status(ctx: Context, _args: str) -> Reply:
    years = unconfirmed(ctx.conn, ctx.centre, ctx.view.today)
    may_confirm = may_steer_company(ctx.actor)
    lines = [
        *_queues(ctx),
        *_failed(ctx),
        *_chats(ctx),
        *_people(ctx),
        *_calendar(years, may_confirm=may_confirm),
        _runs_on(ctx),
    ]
    keys = [show_key(ctx.centre, year) for year in years] if may_confirm else []
    return personal(
        ctx.incoming, text("status.head", now=Clock(at=ctx.now)), *lines, buttons=in_rows(keys, 2)
    )


def _queues(ctx: Context) -> list[Text]:
    """Updates not yet worked and messages not yet sent."""
    coming, going = inbox.waiting(ctx.conn), outbox_lists.waiting(ctx.conn)
    lines = [
        _backlog("status.updates", coming, least=ON_ITS_WAY),
        _backlog("status.messages", going, least=0),
    ]
    lines += [
        text("status.paused", title=chat_title(ctx.conn, one.chat), until=Clock(at=one.until, style="time"))
        for one in outbox_lists.paused(ctx.conn, ctx.now)[:LISTED]
    ]
    return lines


def _backlog(key: str, backlog: Backlog, *, least: int) -> Text:
    if backlog.count <= least or backlog.oldest_at is None:
        return Text(key=f"{key}_none")
    return Text(
        key=f"{key}_waiting",
        params={"number": backlog.count, "since": Clock(at=backlog.oldest_at, style="ago")},
    )


def _failed(ctx: Context) -> list[Text]:
    lines = [
        text("status.buried", id=str(one.update_id), reason=one.reason[:REASON], at=Clock(at=one.ended_at))
        for one in inbox.buried(ctx.conn, LISTED)
    ]
    return [*alarm_lines(ctx), *lines, *undelivered_lines(ctx), *unheard_lines(ctx)]


def _chats(ctx: Context) -> list[Text]:
    """Where each group stands, what it has heard today, and which departments hear nothing because none is bound."""
    active = {chat.id: chat.title for chat in chats_rows.of_company(ctx.conn, ctx.company)}
    bound: dict[tuple[int, int | None], list[str]] = {}
    for one in chats_rows.bindings_of(ctx.conn, ctx.company):
        if one.chat in active:
            bound.setdefault((one.chat, one.thread), []).append(one.department)
    titles = list(active)
    places = sorted(bound, key=lambda place: (titles.index(place[0]), place[1] or 0))
    lines = heard_lines(ctx, {place: (active[place[0]], bound[place]) for place in places})
    heard = {department for departments in bound.values() for department in departments}
    deaf = [one.id for one in ctx.centre.departments if one.id not in heard]
    if deaf:
        lines.append(text("status.without_chat", departments=department_names(ctx.centre, deaf)))
    return lines


def _people(ctx: Context) -> list[Text]:
    people = people_rows.members(ctx.conn, ctx.company)
    silent = Listed(items=tuple(person.name for person in people if not person.reachable))
    lines = [text("status.people", number=len(people))]
    if silent.items:
        lines.append(text("status.unreachable", people=silent))
    waiting = people_rows.waiting(ctx.conn, ctx.company)
    if waiting:
        lines.append(text("status.asking", number=len(waiting)))
    return lines


def _calendar(years: Sequence[int], *, may_confirm: bool) -> list[Text]:
    """Those by which due times are counted although nobody has said that they are right."""
    if not years:
        return []
    return [
        text(
            "status.calendar" if may_confirm else "status.calendar_open",
            years=Listed(items=tuple(map(str, years))),
        )
    ]


def _runs_on(ctx: Context) -> Text:
    product = database.product(ctx.conn)
    try:
        return text("status.runs_on", database=product, version=version("dieuphoi"))
    except PackageNotFoundError:  # run from a checkout that was never installed
        return text("word.plain", text=product)
