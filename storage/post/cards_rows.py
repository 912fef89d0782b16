"""Live cards: one row per message that is kept up to date; what it shows is read when it is sent.

Versions only rise. A card is handed out to one process at a time, so one edit is in flight. Machine time.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, TypeAlias

from sqlalchemy import Connection, Row, bindparam, case, delete, exists, or_, select, update

from orders.order import Order, OrderId
from storage.statements.prepared import Prepared
from storage.statements.upserts import insert_into
from storage.tables.post_tables import STALE, cards, pauses

CardKind: TypeAlias = Literal["order", "tray", "batch"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """``ref``: the order's id, the tray's department, or the file's number. ``message_id`` None: to be posted anew."""

    id: int
    kind: CardKind
    ref: str
    company: str
    chat: int
    thread: int | None
    message_id: int | None
    wanted: int
    shown: int
    attempts: int


_FREE = (
    select(cards.c.id)
    .where(
        STALE,
        or_(cards.c.leased_until.is_(None), cards.c.leased_until <= bindparam("now")),
        or_(cards.c.next_try_at.is_(None), cards.c.next_try_at <= bindparam("now")),
        ~exists().where(pauses.c.chat == cards.c.chat, pauses.c.until > bindparam("now")),
        cards.c.chat.not_in(bindparam("closed", expanding=True)),
    )
    .order_by(cards.c.id)
    .limit(bindparam("most"))
    .with_for_update(of=cards, skip_locked=True)
)
_TAKE = (
    update(cards)
    .where(cards.c.id.in_(select(_FREE.cte("free").c.id)))
    .values(owner=bindparam("by"), leased_until=bindparam("until"), attempts=cards.c.attempts + 1)
    .returning(cards)
)
_SHOWN_IN = select(cards).where(
    cards.c.chat == bindparam("in_chat"), cards.c.message_id == bindparam("message")
)
_MINE = update(cards).where(cards.c.id == bindparam("card"), cards.c.attempts == bindparam("attempt"))
_SHOWS = update(cards).where(cards.c.kind == bindparam("its_kind"), cards.c.ref == bindparam("its_ref"))
_BUMP = _SHOWS.values(
    wanted=case((cards.c.wanted < bindparam("version"), bindparam("version")), else_=cards.c.wanted + 1)
)
_BUMP_IN = Prepared(_BUMP.where(cards.c.company == bindparam("its_company")))


def want(
    conn: Connection,
    *,
    kind: CardKind,
    ref: str,
    company: str,
    chat: int,
    thread: int | None,
    version: int,
    afresh: bool = False,
) -> int:
    """Make sure the card is in that place and will show at least ``version``; return its id.

    ``afresh``: post it anew at the end of the chat; the message it was in is no longer kept up to date.
    """
    place = {"kind": kind, "ref": ref, "company": company, "chat": chat, "thread": thread or 0}
    new = insert_into(conn, cards).values(**place, wanted=version, shown=0, attempts=0, reason="")
    conn.execute(new.on_conflict_do_nothing(index_elements=list(place)))
    here = [cards.c[name] == value for name, value in place.items()]
    conn.execute(update(cards).where(*here, cards.c.wanted < version).values(wanted=version))
    if afresh:
        conn.execute(
            update(cards)
            .where(*here)
            .values(message_id=None, shown=0, attempts=cards.c.attempts + 1, **_FREED)
        )
    number: int = conn.execute(select(cards.c.id).where(*here)).scalar_one()
    return number


def shown_in(conn: Connection, chat: int, message: int) -> Card | None:
    """The card that this message of the chat is."""
    row = conn.execute(_SHOWN_IN, {"in_chat": chat, "message": message}).first()
    return None if row is None else _read(row)


def unwant(
    conn: Connection, *, kind: CardKind, ref: str, company: str, chat: int, thread: int | None
) -> bool:
    """Stop keeping it up to date there. Says whether it was."""
    place = {"kind": kind, "ref": ref, "company": company, "chat": chat, "thread": thread or 0}
    gone = delete(cards).where(*[cards.c[name] == value for name, value in place.items()])
    return conn.execute(gone).rowcount == 1


def bump_order(conn: Connection, order_id: OrderId, version: int) -> None:
    """The order's cards are out of date, also where its version has not changed: money is not part of it."""
    conn.execute(_BUMP, {"its_kind": "order", "its_ref": str(order_id), "version": version})


def bump_tray(conn: Connection, company: str, department: str) -> None:
    _BUMP_IN.run(conn, _tray(company, department))


def bump_batch(conn: Connection, company: str, batch: int) -> None:
    _BUMP_IN.run(conn, {"its_kind": "batch", "its_ref": str(batch), "its_company": company, "version": 0})


def bump_all(conn: Connection, order: Order, departments: Collection[str]) -> None:
    """The order's cards and these departments' trays are out of date."""
    own = {
        "its_kind": "order",
        "its_ref": str(order.id),
        "its_company": order.company,
        "version": order.version,
    }
    trays = [_tray(order.company, department) for department in sorted(departments)]
    _BUMP_IN.run_all(conn, [own, *trays])


def _tray(company: str, department: str) -> Mapping[str, Any]:
    """A tray has no version of its own: it only rises."""
    return {"its_kind": "tray", "its_ref": department, "its_company": company, "version": 0}


def claim(
    conn: Connection,
    *,
    owner: str,
    now: datetime,
    lease: timedelta,
    limit: int,
    skip: Collection[int] = (),
) -> tuple[Card, ...]:
    """Lease cards that show less than is wanted, in chats that are not paused nor to be skipped."""
    if limit <= 0:
        return ()
    wanted = {"now": now, "by": owner, "until": now + lease, "most": limit, "closed": sorted(skip)}
    rows = conn.execute(_TAKE, wanted).all()
    return tuple(sorted((_read(row) for row in rows), key=lambda card: card.id))


def shown(conn: Connection, card: Card, version: int, message_id: int | None) -> bool:
    """The message shows that version now. False: the card was taken over or is wanted elsewhere meanwhile."""
    return _change(
        conn, card, {"shown": version, "message_id": message_id, "reason": "", "next_try_at": None, **_FREED}
    )


def later(conn: Connection, card: Card, next_try_at: datetime, reason: str) -> bool:
    return _change(conn, card, {"next_try_at": next_try_at, "reason": reason, **_FREED})


def drop(conn: Connection, card: Card) -> bool:
    """Stop keeping it up to date."""
    gone = delete(cards).where(cards.c.id == card.id, cards.c.attempts == card.attempts)
    return conn.execute(gone).rowcount == 1


_FREED = {"owner": None, "leased_until": None}


def _change(conn: Connection, card: Card, values: Mapping[str, Any]) -> bool:
    return conn.execute(_MINE, {**values, "card": card.id, "attempt": card.attempts}).rowcount == 1


def _read(row: Row[Any]) -> Card:
    return Card(
        id=row.id,
        kind=row.kind,
        ref=row.ref,
        company=row.company,
        chat=row.chat,
        thread=row.thread or None,
        message_id=row.message_id,
        wanted=row.wanted,
        shown=row.shown,
        attempts=row.attempts,
    )
