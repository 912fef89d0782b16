"""The running bot's calendars, kept as the database has them."""

from datetime import datetime

from sqlalchemy import Connection

from orders.centre_file.centre import Centres
from orders.order import OrderId
from storage import calendar_rows
from storage.calendar_rows import CalendarState

SLICE = 10  # orders in one transaction: commands wait no longer than for one of them
BEGINNING = OrderId(0)


class CalendarKeeping:
    """``load`` before anything is counted; ``keep_up`` at every knock. Any number of processes do so side by side."""

    def __init__(self, centres: Centres) -> None:
        self._centres = centres
        self._version = ""

    def load(self, conn: Connection) -> None:
        """One small row is read; and the days, where there ever were any."""
        self._follow(conn, calendar_rows.state(conn))

    def keep_up(self, conn: Connection, now: datetime, _machine_now: datetime) -> bool:
        """Take over what was changed elsewhere, and look anew at the next slice of orders; True when there may be more."""
        seen = calendar_rows.state(conn)
        self._follow(conn, seen)
        if seen is None or seen.looked is None:
            return False
        mine = calendar_rows.state(conn, for_update=True)
        if mine is None or mine.looked is None or mine.version != self._version:
            return True
        from handlers.calendars.recomputing import recompute  # noqa: PLC0415 - receiving begins without the handlers

        last = recompute(conn, centres=self._centres, now=now, after=mine.looked, most=SLICE)
        calendar_rows.note_looked(conn, CalendarState(version=mine.version, looked=last))
        return last is not None

    def _follow(self, conn: Connection, seen: CalendarState | None) -> None:
        """The version was read before the days: days newer than it are read once more at the next knock, never missed."""
        if seen is not None and seen.version != self._version:
            self._centres.lay(calendar_rows.days(conn))
            self._version = seen.version
