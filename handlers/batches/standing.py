"""For whom the lines of a file are done: the person who sent it, with the rights they have at this moment."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from handlers.context import BotIdentity, Context
from handlers.incoming import Chat, Incoming, Sender
from handlers.people.entering import actor_of, companies_of
from orders.centre_file.centre import Centres
from orders.order import PersonId
from orders.refusals.files import SenderLeft
from storage.intake.batch_rows import Batch
from storage.people import people_rows


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """What stays the same from file to file."""

    centres: Centres
    bot: BotIdentity


def context_of(conn: Connection, desk: Desk, batch: Batch, person: PersonId, now: datetime) -> Context:
    """As if the person had just said it where the file was sent; nothing is written. Raises SenderLeft."""
    sender = people_rows.by_id(conn, person)
    me = people_rows.acting(conn, sender.user, now) if sender else None
    if me is None or me.state != "active":
        raise SenderLeft
    actors = {company: actor_of(me, desk.centres[company]) for company in companies_of(me, desk.centres)}
    if batch.company not in actors:
        raise SenderLeft
    chat = Chat(id=batch.chat, kind="private" if batch.chat > 0 else "supergroup", thread=batch.thread)
    return Context(
        conn=conn,
        now=now,
        centres=desk.centres,
        centre=desk.centres[batch.company],
        me=me,
        actor=actors[batch.company],
        actors=actors,
        bot=desk.bot,
        incoming=Incoming(
            update=batch.update,
            kind="message",
            chat=chat,
            sender=Sender(id=me.user, name=me.name),
            at=batch.made_at,
            message=batch.message,
        ),
    )
