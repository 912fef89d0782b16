"""When a chat's limit runs short, neighbours in a lane may be said in one message."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, select, update

from storage.post.outbox import SHOWN, TAKEN, Letter, read_letter
from storage.tables.post_tables import PENDING, outbox

_BEHIND = (
    select(outbox)
    .where(
        PENDING,
        outbox.c.chat == bindparam("to_chat"),
        outbox.c.lane == bindparam("in_lane"),
        outbox.c.id > bindparam("letter"),
    )
    .order_by(outbox.c.id)
    .limit(bindparam("most"))
    .with_for_update()
)


def companions(
    conn: Connection, letter: Letter, *, owner: str, now: datetime, lease: timedelta, limit: int
) -> tuple[Letter, ...]:
    """Lease the letters right behind ``letter`` that may be said in one message with it: same topic, same group key."""
    if not letter.group_key:
        return ()
    wanted = {"to_chat": letter.chat, "in_lane": letter.lane, "letter": letter.id, "most": limit}
    together: list[int] = []
    for row in conn.execute(_BEHIND, wanted):
        if (row.group_key, row.thread or None) != (letter.group_key, letter.thread) or row.owner is not None:
            break
        together.append(row.id)
    take = update(outbox).where(PENDING, outbox.c.id.in_(together)).values(TAKEN).returning(*SHOWN)
    rows = conn.execute(take, {"by": owner, "until": now + lease}).all()
    return tuple(read_letter(row) for row in sorted(rows, key=lambda row: row.id))
