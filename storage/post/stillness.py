"""Whether anything waits to be said that could be said now."""

from datetime import datetime

from sqlalchemy import BindParameter, Connection, bindparam, exists, or_, select

from storage.tables.post_tables import PENDING, STALE, cards, outbox, pauses

_NOW: BindParameter[datetime] = bindparam("now")
_BUSY = select(
    or_(
        *(
            exists().where(
                waits,
                or_(table.c.next_try_at.is_(None), table.c.next_try_at <= _NOW),
                ~exists().where(pauses.c.chat == table.c.chat, pauses.c.until > _NOW),
            )
            for table, waits in ((outbox, PENDING), (cards, STALE))
        )
    )
)


def busy(conn: Connection, now: datetime) -> bool:
    """A letter or a live card that waits for nothing but its turn, or is on its way. ``now`` is machine time."""
    return bool(conn.execute(_BUSY, {"now": now}).scalar_one())
