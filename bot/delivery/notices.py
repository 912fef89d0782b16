"""Telling a company's admins, in private, what of delivery needs somebody's hand."""

from datetime import datetime

from sqlalchemy import Connection

from handlers.reply import Lane, Say, Text
from handlers.voicing import voice
from storage.people import people_rows

ADMIN = "admin"
NOTE = "delivery"  # how the notes of these letters begin: nothing is told about one that fails itself


def tell_admins(conn: Connection, company: str, line: Text, *, machine_now: datetime) -> None:
    says = tuple(
        Say(lines=(line,), to_user=admin.user, lane=Lane.REMINDERS, note_for=NOTE)
        for admin in people_rows.with_role(conn, company, ADMIN)
        if admin.reachable
    )
    voice(conn, says, company, now=machine_now, owner=None, lease=None)
