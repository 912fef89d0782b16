"""A message too long for one: the parts it was laid out in, each sent and noted by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from storage.post.outbox import Letter
from storage.tables.post_tables import parts


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """``payload``: the part as laid out, so that a second process goes on with the same text."""

    part: int
    payload: Mapping[str, Any]
    message_id: int | None  # None: not sent yet


_PARTS = select(parts).where(parts.c.letter == bindparam("of")).order_by(parts.c.part)
_SENT = update(parts).where(
    parts.c.letter == bindparam("of"), parts.c.part == bindparam("number"), parts.c.message_id.is_(None)
)


def split(conn: Connection, letter: Letter, payloads: Sequence[Mapping[str, Any]]) -> tuple[Part, ...]:
    """Fix the parts of a letter, numbered from 1; those fixed by an earlier attempt stay as they are."""
    known = parts_of(conn, letter)
    if not known:
        rows = [
            {"letter": letter.id, "part": number, "payload": dict(payload)}
            for number, payload in enumerate(payloads, start=1)
        ]
        conn.execute(insert(parts), rows)
    return known or parts_of(conn, letter)


def parts_of(conn: Connection, letter: Letter) -> tuple[Part, ...]:
    rows = conn.execute(_PARTS, {"of": letter.id})
    return tuple(Part(part=row.part, payload=row.payload, message_id=row.message_id) for row in rows)


def part_sent(conn: Connection, letter: Letter, part: int, message_id: int, now: datetime) -> bool:
    """Says whether this is news: False when another process has sent that part as well."""
    wanted = {"of": letter.id, "number": part, "message_id": message_id, "sent_at": now}
    return conn.execute(_SENT, wanted).rowcount == 1
