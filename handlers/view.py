"""What laying out an order takes, with or without somebody asking: live cards are laid out for nobody in particular."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Connection

from orders.centre_file.centre import Centre
from orders.order import PersonId
from storage.people import people_rows


@dataclass(frozen=True, kw_only=True, slots=True)
class View:
    """One company's data at one moment. ``named``: people whose names have been read already."""

    conn: Connection
    centre: Centre
    now: datetime
    named: Mapping[PersonId, str] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The company's own date."""
        return self.now.astimezone(self.centre.zone).date()

    def name_of(self, person: PersonId) -> str | None:
        return self.named.get(person) or people_rows.names(self.conn, [person]).get(person)
