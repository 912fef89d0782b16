"""What laying out an order takes, with or without somebody asking: live cards are laid out for nobody in particular."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from orders.centre import Centre
from orders.order import PersonId
from storage import people_rows


@dataclass(frozen=True, kw_only=True, slots=True)
class View:
    """One company's data at one moment."""

    conn: Connection
    centre: Centre
    now: datetime

    @property
    def today(self) -> date:
        """The company's own date."""
        return self.now.astimezone(self.centre.zone).date()

    def people(self, *persons: PersonId | None) -> Mapping[PersonId, str]:
        return people_rows.names(self.conn, [one for one in persons if one is not None])
