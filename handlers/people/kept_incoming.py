"""What a stranger said, kept whole until they are let in; what cannot be made of it then is put aside."""

import logging
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection

from handlers.commands import read_command
from handlers.context import BotIdentity, Context
from handlers.finding import find_order
from handlers.incoming import Incoming
from handlers.people.entering import companies_of, enter
from handlers.reply import Clock, Reply, Say, text
from handlers.tap_data import unpack
from orders.centre_file.centre import Centres
from orders.order import OrderId
from orders.refusals.naming import OrderAmbiguous, OrderMissing, OrderUnknown
from storage import audit
from storage.intake import kept_reports
from storage.intake.kept_reports import Kept
from storage.order_book import order_finding
from storage.people import people_rows
from storage.people.people_rows import PersonRow

log = logging.getLogger(__name__)

_JSON = TypeAdapter(Incoming)


def to_json(incoming: Incoming) -> dict[str, Any]:
    """A tap's query and an ephemeral message are answered within seconds or never: they are not kept.

    An edit is kept as the message it has become.
    """
    tap = replace(incoming.tap, query="") if incoming.tap else None
    kind = "message" if incoming.kind == "edit" else incoming.kind
    said = replace(incoming, kind=kind, tap=tap, ephemeral=None)
    kept: dict[str, Any] = _JSON.dump_python(said, mode="json")
    return kept


def read_back(body: Mapping[str, Any]) -> Incoming:
    return _JSON.validate_python(body)


def from_kept(kept: Kept) -> Incoming:
    return read_back(kept.body)


def kept_of(conn: Connection, user: int, incoming: Incoming) -> tuple[Kept, Incoming] | None:
    """What is kept of the message that was edited, or of the album a further picture belongs to."""
    for kept in kept_reports.of(conn, user):
        try:
            before = from_kept(kept)
        except ValidationError:  # put aside once its turn comes
            continue
        same_album = bool(incoming.album) and before.album == incoming.album
        if before.chat.id == incoming.chat.id and (same_album or before.message == incoming.message):
            return kept, before
    return None


def take_ripe(
    conn: Connection, user: int, centres: Centres, bot: BotIdentity, now: datetime
) -> tuple[Kept, ...]:
    """What can be made now of what was kept: it is handed out, in the order it came, and kept no longer.

    What was said in a company's chat waits for that company. What was said in private is for whichever company the order
    it names is of: while another one has yet to decide it goes only where that is beyond doubt.
    """
    kept = kept_reports.of(conn, user)
    person = people_rows.acting(conn, user, now) if kept else None
    inside = companies_of(person, centres) if person else []
    undecided = _undecided(person, inside, centres)

    def is_ripe(one: Kept) -> bool:
        if one.company is not None:
            return one.company in inside
        if not (inside and undecided):
            return bool(inside)
        try:
            place = enter(conn, from_kept(one), centres, bot, now=one.at)
        except ValidationError:  # to be put aside
            return True
        return (
            isinstance(place, Context)
            and names_order_of(place, inside)
            and not names_order_of(place, undecided)
        )

    ripe = tuple(one for one in kept if is_ripe(one))
    kept_reports.forget(conn, [one.id for one in ripe])
    return ripe


def drop_turned_down(conn: Connection, user: int, company: str, centres: Centres) -> None:
    """A company turned somebody down: what they said in its chats; all the rest once nobody else may let them in."""
    kept = kept_reports.of(conn, user)
    person = people_rows.by_user(conn, user)
    inside = companies_of(person, centres) if person else []
    hopes = {*inside, *_undecided(person, inside, centres)}  # another department may have been asked besides
    gone = {company, *(() if hopes else (None,))} - hopes
    kept_reports.forget(conn, [one.id for one in kept if one.company in gone])


def put_aside(
    conn: Connection, user: int, kept: Kept, error: Exception, *, company: str, now: datetime
) -> Reply:
    """A kept report the bot fails on stays in the audit as it came; its sender is asked to say it again."""
    log.error("a kept report failed and was put aside", exc_info=error, extra={"user": user})
    data = {"kept_at": kept.at.isoformat(), "body": dict(kept.body), "error": type(error).__name__}
    audit.note(conn, company=company, who=None, act="kept.failed", subject=f"user:{user}", data=data, now=now)
    return Reply(says=(Say(lines=(text("kept.failed", at=Clock(at=kept.at)),), to_user=user),))


def _undecided(person: PersonRow | None, inside: Collection[str], centres: Centres) -> set[str]:
    asked = {one.company for one in person.asked} if person else set()
    return {one for one in asked if one in centres and one not in inside}


def as_if_in(ctx: Context, companies: Collection[str]) -> Context:
    """The same words, read for orders of these alone."""
    return replace(ctx, actors=dict.fromkeys(companies, ctx.actor))


def names_order_of(ctx: Context, companies: Collection[str]) -> bool:
    """Whether any line of what came in, or its button, is about an order of these."""
    incoming = ctx.incoming
    if incoming.tap is not None:
        data = unpack(incoming.tap.data)
        row = order_finding.by_id(ctx.conn, OrderId(data.order)) if data else None
        return row is not None and row.company in companies
    typed = read_command(incoming.text)
    there = as_if_in(ctx, companies)
    lines = (typed.args if typed else incoming.text).splitlines()
    return any(_finds(there, line) for line in lines)


def _finds(ctx: Context, line: str) -> bool:
    try:
        find_order(ctx, line, ended_too=True)
    except OrderAmbiguous:
        return True
    except (OrderMissing, OrderUnknown):
        return False
    return True
