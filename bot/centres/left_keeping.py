"""Companies that have left the centre files are in nobody's way, and are reminded again when they return."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from orders.centre_file.centre import Centres
from storage.chasing import left_companies

SLICE = 100  # things of each kind in one transaction
UNLOOKED = timedelta(hours=1)  # what any process has the company of is looked at within seconds
AGAIN_AFTER = timedelta(minutes=10)  # another process may have put ours by while this one was cut off


class LeftKeeping:
    """``keep_up`` at every knock. Processes with other files may do so side by side: each brings back its own."""

    def __init__(self, centres: Centres, *, most: int = SLICE) -> None:
        self._centres = centres
        self._most = most
        self._all_back_at: datetime | None = None

    def keep_up(self, conn: Connection, now: datetime, machine_now: datetime) -> bool:
        """A slice of what is back, or of what is nobody's; True when there may be more."""
        ours = self._centres.keys()
        looked = self._all_back_at
        if looked is None or machine_now - looked >= AGAIN_AFTER:
            if left_companies.bring_back(conn, ours, now, most=self._most):
                return True
            self._all_back_at = machine_now
        return left_companies.put_by(conn, ours, now - UNLOOKED, most=self._most)
