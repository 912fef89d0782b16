"""Albums arrive as several updates: its caption makes the move, its other pictures follow it there."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, select, update

from orders.order import Evidence, OrderId
from storage.order_book import events_rows
from storage.statements.upserts import insert_into
from storage.tables.order_tables import albums, orders, stages

_ALBUM = (
    select(albums)
    .where(albums.c.chat == bindparam("chat"), albums.c.album == bindparam("album"))
    .with_for_update()
)
_LOCK_ORDER = select(orders.c.id).where(orders.c.id == bindparam("order_id")).with_for_update()
_STAGE_EVIDENCE = select(stages.c.evidence).where(
    stages.c.order_id == bindparam("order_id"), stages.c.stage == bindparam("stage")
)


def follow(  # noqa: PLR0917 - chat and album are one name, order and seq another
    conn: Connection, chat: int, album: str, order_id: OrderId, seq: int, now: datetime
) -> None:
    """From now on the album's pictures belong to that event. Those that waited are the move's own by then."""
    found = {"order_id": order_id, "seq": seq, "waiting": []}
    new = insert_into(conn, albums).values(chat=chat, album=album, made_at=now, **found)
    conn.execute(new.on_conflict_do_update(index_elements=["chat", "album"], set_=found))


def join(
    conn: Connection, chat: int, album: str, pictures: Sequence[Evidence], now: datetime
) -> OrderId | None:
    """Put further pictures to their event, and to the stage if the event still counts there.

    Returns None, and keeps the pictures, while the caption has not been read.
    """
    new = insert_into(conn, albums).values(chat=chat, album=album, waiting=[], made_at=now)
    conn.execute(new.on_conflict_do_nothing(index_elements=["chat", "album"]))
    known = conn.execute(_ALBUM, {"chat": chat, "album": album}).one()
    if known.order_id is None:
        _wait(conn, known, pictures)
        return None
    conn.execute(_LOCK_ORDER, {"order_id": known.order_id})
    _attach(conn, OrderId(known.order_id), known.seq, pictures)
    return OrderId(known.order_id)


def known(conn: Connection, chat: int, album: str) -> bool:
    """Whether anything of the album has been kept or followed."""
    return conn.execute(_ALBUM, {"chat": chat, "album": album}).one_or_none() is not None


def waiting(conn: Connection, chat: int, album: str) -> tuple[Evidence, ...]:
    """The pictures that came before their caption."""
    known = conn.execute(_ALBUM, {"chat": chat, "album": album}).one_or_none()
    return tuple(Evidence(**one) for one in known.waiting) if known else ()


def prune(conn: Connection, before: datetime) -> int:
    return conn.execute(delete(albums).where(albums.c.made_at < before)).rowcount


def _wait(conn: Connection, known: Row[Any], pictures: Sequence[Evidence]) -> None:
    conn.execute(
        update(albums).where(albums.c.chat == known.chat, albums.c.album == known.album),
        {"waiting": [*known.waiting, *map(asdict, pictures)]},
    )


def _attach(conn: Connection, order_id: OrderId, seq: int, pictures: Sequence[Evidence]) -> None:
    event = events_rows.event(conn, order_id, seq)
    assert event is not None, "an album follows an event that was stored"
    events_rows.add_evidence(conn, order_id, seq, pictures)
    if event.stage is None:
        return
    at_stage = conn.execute(_STAGE_EVIDENCE, {"order_id": order_id, "stage": event.stage}).scalar_one() or []
    # Taken back meanwhile, the move's pictures are no longer the stage's: neither are these.
    if all(asdict(one) in at_stage for one in event.evidence):
        conn.execute(
            update(stages).where(stages.c.order_id == order_id, stages.c.stage == event.stage),
            {"evidence": [*at_stage, *map(asdict, pictures)]},
        )
