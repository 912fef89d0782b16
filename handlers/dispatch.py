"""One update in, one transaction: who is asking, which script answers, what is to be said afterwards."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeAlias

from sqlalchemy import Connection

from handlers import open_questions, plain_words, replied, routes, which_company
from handlers.chats import chat_life
from handlers.chats.out_of_reach import say_what_waited
from handlers.commands import Typed, read_command
from handlers.context import BotIdentity, Context
from handlers.duties import handing_in
from handlers.edited import told_before
from handlers.incoming import Incoming
from handlers.news.outside_hours import hushed
from handlers.people import door
from handlers.people.admitting import admit
from handlers.people.entering import Doorstep, enter
from handlers.people.kept_incoming import from_kept, put_aside, take_ripe
from handlers.progress.albums import begin_album, join_album
from handlers.progress.update import say_report
from handlers.refusing import refuse
from handlers.reply import NOTHING, Clock, Reply, text
from handlers.replying import personal
from handlers.tap_data import unpack
from handlers.voicing import voice
from orders.centre_file.centre import Centres
from orders.refusals import BotError
from orders.refusals.naming import CommandUnknown
from orders.refusals.stale import TapUnreadable
from storage.intake import dialogs
from storage.intake.dialogs import Dialog
from storage.intake.kept_reports import Kept
from storage.people import people_rows
from storage.people.people_rows import PersonRow
from storage.post.outbox import Letter
from storage.statements.undo_points import UndoPoint
from storage.stores.failures import is_commands_own

Script: TypeAlias = Callable[[], Reply]


@dataclass(frozen=True, kw_only=True, slots=True)
class Surroundings:
    """What stays the same from update to update. ``owner`` and ``lease`` go into answers that are born in flight."""

    centres: Centres
    bot: BotIdentity
    owner: str
    lease: timedelta
    admins: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Handled:
    """``letters`` are stored and leased to this process; toast and reaction go out once after the commit, unstored."""

    letters: tuple[Letter, ...] = ()
    reply: Reply = NOTHING


def handle(
    conn: Connection, incoming: Incoming, around: Surroundings, *, now: datetime, machine_now: datetime
) -> Handled:
    """Run one update inside the caller's transaction. A refusal undoes what its script wrote and is itself an answer."""
    company, reply = _answer(conn, incoming, around, now)
    if reply.reached is not None:
        say_what_waited(conn, reply.reached, machine_now)
    asker = incoming.sender.id if incoming.sender else None
    reply = replace(reply, says=hushed(conn, reply.says, around.centres, asker=asker, now=now))
    letters = voice(conn, reply.says, company, now=machine_now, owner=around.owner, lease=around.lease)
    ripe = [
        (who, one) for who in reply.decided for one in take_ripe(conn, who, around.centres, around.bot, now)
    ]
    for user, kept in ripe:
        company, again = _replayed(conn, user, kept, around, now)
        again = replace(again, says=hushed(conn, again.says, around.centres, asker=user, now=now))
        letters += voice(conn, again.says, company, now=machine_now, owner=around.owner, lease=around.lease)
        reply = replace(reply, says=reply.says + again.says)
    return Handled(letters=letters, reply=reply)


def _replayed(
    conn: Connection, user: int, kept: Kept, around: Surroundings, now: datetime
) -> tuple[str, Reply]:
    """One kept report, made by itself: what is wrong with it keeps nobody out and spoils no other."""
    undo_point = UndoPoint(conn)
    try:
        company, reply = _answer(
            conn, from_kept(kept), around, kept.at, replayed_at=now, said_to=kept.company
        )
    except Exception as error:
        if not is_commands_own(error):
            raise
        undo_point.rollback()
        company = next(iter(around.centres))
        return company, put_aside(conn, user, kept, error, company=company, now=now)
    undo_point.commit()
    return company, _introduced(reply, kept)


def _introduced(reply: Reply, kept: Kept) -> Reply:
    """The answer begins with when that was said, since much has been said after it."""
    if not reply.says:
        return reply
    answer, *others = reply.says
    said = text("kept.said", at=Clock(at=kept.at))
    return replace(reply, says=(replace(answer, lines=(said, *answer.lines)), *others))


def apologise(
    conn: Connection,
    incoming: Incoming,
    number: str,
    *,
    around: Surroundings,
    machine_now: Callable[[], datetime],
) -> Handled:
    """Tell the person whose update failed for good which id to ask for."""
    reply = personal(incoming, text("error.bug", id=number))
    company = next(iter(around.centres))
    letters = voice(conn, reply.says, company, now=machine_now(), owner=around.owner, lease=around.lease)
    return Handled(letters=letters, reply=reply)


def _answer(
    conn: Connection,
    incoming: Incoming,
    around: Surroundings,
    now: datetime,
    *,
    replayed_at: datetime | None = None,
    said_to: str | None = None,
) -> tuple[str, Reply]:
    """``replayed_at``: the present, for what was kept of a stranger; ``said_to``: the company in whose chat they said it."""
    first = next(iter(around.centres))
    if incoming.chat.kind == "channel":
        return first, NOTHING
    if incoming.kind in chat_life.KINDS:
        return first, chat_life.run(conn, incoming, around.centres, around.bot, now=now)
    if incoming.sender is None or (incoming.sender.is_bot and not incoming.sender.anonymous):
        return first, NOTHING
    if incoming.sender.anonymous:
        return first, door.show_yourself(incoming) if _is_for_us(incoming, around.bot) else NOTHING
    place = enter(conn, incoming, around.centres, around.bot, now=now)
    came_in = admit(place, around.admins)
    undecided = _undecided(place)
    if undecided is not None:
        people_rows.hold(conn, undecided.id)  # whoever is letting them in right now has done so from here on
    if came_in or undecided is not None:
        place = enter(conn, incoming, around.centres, around.bot, now=now)
    if isinstance(place, Doorstep):
        return place.centre.id, door.answer(place)
    if said_to is not None and said_to in place.actors:
        place = place.at(said_to)
    if place.me.asked and replayed_at is None:
        kept = door.kept_for_another(place)
        if kept is not None:
            return place.company, kept
    company, reply = _guarded(replace(place, replayed_at=replayed_at))
    return company, replace(reply, decided=(place.me.user, *reply.decided)) if came_in else reply


def _undecided(place: Context | Doorstep) -> PersonRow | None:
    """Somebody who may be let in, here or into one more company, while what they said is read."""
    if isinstance(place, Doorstep):
        return place.person
    return place.me if place.me.asked else None


def _guarded(ctx: Context) -> tuple[str, Reply]:
    undo_point = UndoPoint(ctx.conn)
    try:
        ctx, script = _script(ctx)
        reply = script()
    except BotError as refusal:
        undo_point.rollback()
        begin_album(ctx)
        return ctx.company, refuse(ctx, refusal)
    undo_point.commit()
    begin_album(ctx)
    return ctx.company, reply


def _script(ctx: Context) -> tuple[Context, Script]:
    """The script for what came in from an enrolled person, and the company in which, and as which, it answers. Raises BotError."""
    incoming = ctx.incoming
    if incoming.tap is not None:
        return _tapped(ctx, incoming.tap.data)
    typed = read_command(incoming.text)
    if typed is not None:
        return _commanded(ctx, typed)
    if incoming.kind == "edit":
        return ctx, partial(_words_edited, ctx)
    if join_album(ctx):
        return ctx, partial(handing_in.further, ctx)
    reply_to = incoming.reply_to.message if incoming.reply_to else None
    waiting = dialogs.open_for(
        ctx.conn, incoming.chat.id, incoming.chat.thread, ctx.me.user, ctx.now, reply_to=reply_to
    )
    if waiting and (ctx.private or reply_to is not None):
        there = ctx.at(waiting.company) if ctx.private and waiting.company in ctx.actors else ctx
        script = _answered(there, waiting)
        if script is not None:
            return there, script
    if reply_to is not None and incoming.reply_to and incoming.reply_to.by_bot:
        return ctx, partial(replied.to_own_message, ctx, reply_to)
    return ctx, partial(plain_words.plain, ctx) if ctx.private else lambda: NOTHING


def _answered(ctx: Context, asked: Dialog) -> Script | None:
    """What becomes of words while a question is open. None: they are no answer, and the question stays open."""
    words = ctx.incoming.text
    if open_questions.is_never_mind(words):
        return partial(open_questions.let_go, ctx, asked)
    answer = routes.DIALOGS.get(asked.kind)
    if answer is None:  # answered by buttons alone
        return None
    if open_questions.stands_by_itself(ctx, asked, words):
        return None if ctx.private else partial(say_report, ctx, words, commanded=False)
    return partial(answer, ctx, asked)


def _tapped(ctx: Context, packed: str) -> tuple[Context, Script]:
    data = unpack(packed)
    script = routes.TAPS.get(data.verb) if data else None
    if data is None or script is None:
        raise TapUnreadable
    there = which_company.of_tap(ctx, data)
    return there, partial(script, there, data)


def _commanded(ctx: Context, typed: Typed) -> tuple[Context, Script]:
    if typed.for_bot and typed.for_bot != ctx.bot.username.lower():
        return ctx, lambda: NOTHING
    route = routes.COMMANDS.get(typed.name)
    if route is None:
        if ctx.private or typed.for_bot:
            raise CommandUnknown(text=typed.name, near=routes.near(typed.name))
        return ctx, lambda: NOTHING
    meant = which_company.meant(ctx, route, typed.args)
    there = meant or ctx
    script = partial(route.run, meant, typed.args) if meant else partial(which_company.ask, ctx, route)
    if ctx.incoming.kind == "edit":
        return there, partial(_edited, ctx, script if route.again else partial(_not_again, ctx, typed))
    return there, script


def _words_edited(ctx: Context) -> Reply:
    """In a group words are for the bot only below a message of its own. Without words, as of a picture, an edit asks for nothing."""
    replied_to = ctx.incoming.reply_to
    if not ctx.incoming.text:
        return NOTHING
    if replied_to is not None and replied_to.by_bot:
        below = replied_to.message
        return _edited(ctx, lambda: replied.to_own_message(ctx, below))
    return _edited(ctx, lambda: plain_words.plain(ctx)) if ctx.private else NOTHING


def _edited(ctx: Context, script: Script) -> Reply:
    """An edited message runs only if its first form was refused; else the person is told what was recorded."""
    return told_before(ctx) or script()


def _not_again(ctx: Context, typed: Typed) -> Reply:
    """What is done by one message each: money, leave, a push."""
    return personal(ctx.incoming, text("edit.not_again", name=typed.name))


def _is_for_us(incoming: Incoming, bot: BotIdentity) -> bool:
    typed = read_command(incoming.text)
    if typed is None:
        return False
    return typed.for_bot in {"", bot.username.lower()} and typed.name in routes.COMMANDS
