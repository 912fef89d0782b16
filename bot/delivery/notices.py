"""Telling a company's admins, in private, what of delivery needs somebody's hand."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from handlers.reply import Lane, Say, Text
from handlers.voicing import voice
from storage import people_rows

ADMIN = "admin"
NOTE = "delivery"
AGAIN_AFTER = timedelta(days=1)


class Notices:
    """The same thing is told once a day, however many messages meet it."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, ...], datetime] = {}

    def tell(
        self, conn: Connection, company: str, line: Text, *, about: tuple[str, ...], machine_now: datetime
    ) -> None:
        """Write the admins a letter each, unless they heard ``about`` this lately."""
        self._told = {key: at for key, at in self._told.items() if machine_now - at < AGAIN_AFTER}
        if about in self._told:
            return
        self._told[about] = machine_now
        says = tuple(
            Say(lines=(line,), to_user=admin.user, lane=Lane.REMINDERS, note_for=NOTE)
            for admin in people_rows.with_role(conn, company, ADMIN)
            if admin.reachable
        )
        voice(conn, says, company, now=machine_now, owner=None, lease=None)
