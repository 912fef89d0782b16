"""What a transaction script may use: one connection, the time, the company, and who is asking."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection

from handlers.incoming import Incoming
from handlers.view import View
from orders.centre_file.centre import Centre, Centres
from orders.moves import Actor
from storage.people.chats_rows import ChatRow
from storage.people.people_rows import PersonRow


@dataclass(frozen=True, kw_only=True, slots=True)
class BotIdentity:
    """The bot's own account, for links and for telling commands meant for others."""

    id: int
    username: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """Everything around one command of one enrolled person. Scripts write through ``conn`` and never commit.

    ``now`` is business time, aware UTC. ``chat`` is None in private. ``departments`` are those the chat (or topic) is bound to.
    ``replayed_at``: the present, while what was kept of a stranger is made up for; ``now`` is then when it was said.
    """

    conn: Connection
    now: datetime
    centres: Centres
    centre: Centre
    me: PersonRow
    actor: Actor
    bot: BotIdentity
    incoming: Incoming
    chat: ChatRow | None = None
    departments: tuple[str, ...] = ()
    actors: Mapping[str, Actor] = field(default_factory=dict)  # company id -> what the person is there
    replayed_at: datetime | None = None

    @property
    def company(self) -> str:
        return self.centre.company.id

    @property
    def present(self) -> datetime:
        """The time of asking, where ``now`` is the time of saying."""
        return self.replayed_at or self.now

    @property
    def view(self) -> View:
        return self.view_of(self.company)

    def view_of(self, company: str) -> View:
        """The same of another company of the holding."""
        known = {self.me.id: self.me.name}
        return View(conn=self.conn, centre=self.centres[company], now=self.now, named=known)

    def at(self, company: str) -> "Context":
        """The same command in another company of the person's own, whichever the chat stands for."""
        if company == self.company:
            return self
        return replace(self, centre=self.centres[company], actor=self.actors[company], departments=())

    @property
    def private(self) -> bool:
        return self.incoming.chat.is_private
