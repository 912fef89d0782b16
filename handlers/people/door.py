"""Strangers: who may come in comes in, the others are told how, and what they reported is kept until then."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from handlers import open_questions, routes
from handlers.commands import Typed, read_command
from handlers.context import Context
from handlers.incoming import Incoming
from handlers.nudges.asked_lists import MOST_NUMBERS
from handlers.people import entry_codes, start, waiting_list
from handlers.people.admitting import LEFT, by_invitation, make_admin, person_of, put_out
from handlers.people.departments import in_file_order
from handlers.people.entering import Doorstep, enter
from handlers.people.kept_incoming import as_if_in, kept_of, names_order_of, to_json
from handlers.progress import stage_taps
from handlers.progress.spoken import evidence_in
from handlers.pushes.push_lines import PUSHED
from handlers.reading.courtesy import only_heard
from handlers.reading.meaning import Shade, read_meaning
from handlers.reading.numbered import begins_with_number
from handlers.reading.quantity import read_quantity
from handlers.reply import NOTHING, Button, Listed, Reply, Text, text
from handlers.replying import personal, public
from handlers.stage_keys import STAGE, in_rows, key
from handlers.tap_data import unpack
from handlers.wording import department_name, department_names
from orders.refusals import BotError
from orders.refusals.access import AnonymousSender, AwaitsEnrolment, InviteInvalid, NotEnrolled
from orders.refusals.stale import NothingChanged
from storage.intake import albums, dialogs, kept_reports
from storage.people import memberships, people_rows
from storage.people.people_rows import PersonRow
from storage.post import said

_ASKING = frozenset({"digest", "notice", PUSHED})
JOIN = "dj"  # "which department are you in?", asked where several meet in one group


def answer(step: Doorstep) -> Reply:
    """Answer somebody who is not in: let in by a code, put on the waiting list by a group, else told how to get in."""
    incoming = step.incoming
    typed = read_command(incoming.text)
    revised = revise(step.conn, incoming)
    if revised is not None:
        return revised
    if not _is_for_us(step, typed):
        return _before_its_caption(step)
    if incoming.kind == "edit" and not _is_report(incoming, typed):
        return NOTHING
    if incoming.chat.is_private:
        people_rows.set_reachable(step.conn, person_of(step).user, reachable=True)
        brought_in = _with_code(step, typed) if incoming.kind != "edit" else None
        if brought_in is not None:
            return brought_in
    if step.person is not None and _is_out(step, step.person):
        return _said(incoming, text("door.left"))
    kept = _is_report(incoming, typed) and _keep(step)
    if not incoming.chat.is_private and step.bindings:
        return _ask_to_join(step, kept=kept)
    asked = step.person is not None and bool(step.person.asked)
    return _refused(incoming, AwaitsEnrolment if asked else NotEnrolled, kept=kept)


def show_yourself(incoming: Incoming) -> Reply:
    """An admin hiding behind the group: said to all, since nobody in particular is known to have asked."""
    return public(incoming, text(AnonymousSender.key))


def revise(conn: Connection, incoming: Incoming) -> Reply | None:
    """What is kept of somebody changes with what they make of it. None: it is about nothing that is kept.

    What was last written counts, at the time it was first said; the pictures of an album are one report.
    """
    if incoming.sender is None or (incoming.kind != "edit" and not incoming.album):
        return None
    found = kept_of(conn, incoming.sender.id, incoming)
    if found is None:
        return None
    kept, before = found
    if before.album:
        shown = tuple(dict.fromkeys((*before.attachments, *incoming.attachments)))
        after = replace(before, attachments=shown)
        if incoming.text:
            after = replace(after, text=incoming.text, message=incoming.message)
    else:
        after = replace(before, text=incoming.text, attachments=incoming.attachments)
    if not _is_report(after, read_command(after.text)):
        kept_reports.forget(conn, [kept.id])
        return _said(incoming, text("door.kept_no_more"))
    kept_reports.correct(conn, kept.id, to_json(after))
    return _said(incoming, text("door.kept_anew")) if incoming.kind == "edit" else NOTHING


def kept_for_another(ctx: Context) -> Reply | None:
    """Of somebody who waits for one more company: what they said in private about its orders waits with them.

    None: it is no business of that company's.
    """
    incoming = ctx.incoming
    revised = revise(ctx.conn, incoming)
    if revised is not None:
        return replace(revised, decided=(ctx.me.user,))
    if not ctx.private or not _is_report(incoming, read_command(incoming.text)):
        return None
    undecided = {one.company for one in ctx.me.asked if one.company in ctx.centres} - set(ctx.actors)
    if not undecided or not names_order_of(ctx, undecided) or names_order_of(ctx, ctx.actors):
        return None
    if _is_answer(as_if_in(ctx, undecided)):
        return None
    kept = kept_reports.keep(ctx.conn, ctx.me.user, None, to_json(incoming), ctx.now)
    return _refused(incoming, AwaitsEnrolment, kept=kept)


def _is_answer(there: Context) -> bool:
    """Whether words are meant for a question that is open, or for the message of the bot they reply to; a code means its order."""
    incoming = there.incoming
    if incoming.tap is not None or read_command(incoming.text) is not None:
        return False
    below = incoming.reply_to
    asked = dialogs.open_for(
        there.conn,
        incoming.chat.id,
        incoming.chat.thread,
        there.me.user,
        there.now,
        reply_to=below.message if below else None,
    )
    if asked is not None and asked.kind in routes.DIALOGS:
        return not open_questions.stands_by_itself(there, asked, incoming.text)
    return below is not None and below.by_bot and not open_questions.begins_with_code(there, incoming.text)


def _before_its_caption(step: Doorstep) -> Reply:
    """A picture of an album may come before the words that say what it shows."""
    incoming = step.incoming
    if step.bindings and incoming.album and incoming.kind == "message":
        shown = evidence_in(incoming.attachments)
        albums.join(step.conn, incoming.chat.id, incoming.album, shown, step.now)
    return NOTHING


def _is_for_us(step: Doorstep, typed: Typed | None) -> bool:
    """In a group only commands that are the bot's, taps, and answers to what it asks; strangers' talk is none of its business."""
    incoming = step.incoming
    if incoming.chat.is_private or incoming.tap is not None:
        return True
    if typed is None:
        return _answers_us(step)
    if typed.for_bot not in {"", step.bot.username.lower()}:
        return False
    return bool(typed.for_bot) or typed.name in routes.COMMANDS


def _answers_us(step: Doorstep) -> bool:
    """A report below a reminder, a push or a handover of a department's chat, and no mere thanks."""
    incoming = step.incoming
    if incoming.reply_to is None or not incoming.reply_to.by_bot or not step.bindings:
        return False
    if not (incoming.attachments or _reports(incoming.text.strip())):
        return False
    note = said.note_of(step.conn, incoming.chat.id, incoming.reply_to.message) or ""
    return note.partition(":")[0] in _ASKING


def _reports(words: str) -> bool:
    meaning = read_meaning(words)
    if only_heard(words) or (meaning is not None and meaning.shade is Shade.QUESTION):
        return False
    return bool(meaning or read_quantity(words)) or begins_with_number(words, MOST_NUMBERS)


def _with_code(step: Doorstep, typed: Typed | None) -> Reply | None:
    """What a code does, or None where none was sent. A bare word that opens nothing is just a word."""
    started = typed is not None and typed.name == "start"
    words = typed.args if typed is not None else step.incoming.text
    code = entry_codes.code_in(words) if started or typed is None else ""
    if not code:
        return None
    if entry_codes.take_setup_code(step.conn, code):
        make_admin(step)
        return _welcomed(step)
    try:
        invited = by_invitation(step, code)
    except (InviteInvalid, NothingChanged) as refusal:
        return _refused(step.incoming, type(refusal), kept=False) if started else None
    if invited.waits:
        return waiting_list.asked_back(step.conn, step.incoming, step.centres[invited.company])
    return _welcomed(step)


def _is_out(step: Doorstep, person: PersonRow) -> bool:
    """Of the company whose chat this is, else of all, and not asking to come back."""
    if not step.bindings:
        return person.state == LEFT and not person.asked
    company = step.bindings[0].company
    asks = any(one.company == company for one in person.asked)
    return not asks and put_out(step.conn, person, company)


def _welcomed(step: Doorstep) -> Reply:
    place = enter(step.conn, step.incoming, step.centres, step.bot, now=step.now)
    assert isinstance(place, Context), "somebody who was just let in"
    return Reply(says=start.welcome(place).says, decided=(place.me.user,))


def _ask_to_join(step: Doorstep, *, kept: bool) -> Reply:
    """A request to join the group's department, asked once; where several meet, the person says which."""
    row = person_of(step)
    company = step.bindings[0].company
    here = in_file_order(step.centre, (one.department for one in step.bindings))
    if {one.department for one in row.asked if one.company == company} & set(here):
        return _refused(step.incoming, AwaitsEnrolment, kept=kept)
    chosen = here if len(here) == 1 else _chosen(step.incoming, here)
    if not chosen:
        return _which_department(step, here, kept=kept)
    memberships.ask(step.conn, row.id, company, chosen[0], step.now)
    asked = text("door.asked", department=department_name(step.centre, chosen[0]))
    told = waiting_list.tell_approvers(step.conn, step.centre)
    reply = _said(step.incoming, asked, *_kept_line(kept=kept))
    return Reply(says=(*reply.says, *told), toast=reply.toast, alert=reply.alert)


def _which_department(step: Doorstep, here: Sequence[str], *, kept: bool) -> Reply:
    keys: list[Button] = [
        key("button.plain", JOIN, choice=one, name=department_name(step.centre, one)) for one in here
    ]
    asked = text("door.which_department", departments=department_names(step.centre, here))
    return personal(step.incoming, asked, *_kept_line(kept=kept), buttons=in_rows(keys, 2))


def _chosen(incoming: Incoming, here: Sequence[str]) -> tuple[str, ...]:
    data = unpack(incoming.tap.data) if incoming.tap else None
    return tuple(one for one in here if data and data.verb == JOIN and data.choice == one)


def _is_report(incoming: Incoming, typed: Typed | None) -> bool:
    """What changes orders: commands and buttons that do, and whatever was said in private or in answer to the bot."""
    if incoming.tap is not None:
        data = unpack(incoming.tap.data)
        return data is not None and data.verb in stage_taps.TAPS and data.verb != STAGE
    if typed is not None:
        route = routes.COMMANDS.get(typed.name)
        return route is not None and route.writes and not route.roles
    return bool(incoming.text.strip() or incoming.attachments)


def _keep(step: Doorstep) -> bool:
    company = step.bindings[0].company if step.bindings else None
    return kept_reports.keep(step.conn, person_of(step).user, company, to_json(step.incoming), step.now)


def _refused(incoming: Incoming, refusal: type[BotError], *, kept: bool) -> Reply:
    return _said(incoming, text(refusal.key), *_kept_line(kept=kept))


def _kept_line(*, kept: bool) -> tuple[Text, ...]:
    return (text("door.kept"),) if kept else ()


def _said(incoming: Incoming, *lines: Text) -> Reply:
    """A tap is answered on the spot, which no group sees; a message by a message."""
    if incoming.tap is None:
        return personal(incoming, *lines)
    return Reply(toast=text("word.plain", text=Listed(items=lines, joiner="lines")), alert=True)
