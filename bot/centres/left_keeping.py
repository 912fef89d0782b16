"""Companies that have left the centre files are in nobody's way, and are reminded again when they return."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from orders.centre_file.centre import Centres
from storage.chasing import left_companies

SLICE = 100  # things of each kind in one transaction
UNLOOKED = timedelta(hours=1)  # what any process has the company of is looked at within seconds


class LeftKeeping:
    """``keep_up`` at every knock. Processes with other files may do so side by side: each brings back its own as it starts."""

    def __init__(self, centres: Centres, *, most: int = SLICE) -> None:
        self._centres = centres
        self._most = most
        self._all_back = False

    def keep_up(self, conn: Connection, now: datetime, _machine_now: datetime) -> bool:
        """A slice of what is back, or of what is nobody's; True when there may be more."""
        ours = self._centres.keys()
        if not self._all_back and left_companies.bring_back(conn, ours, now, most=self._most):
            return True
        self._all_back = True
        return left_companies.put_by(conn, ours, now - UNLOOKED, most=self._most)
