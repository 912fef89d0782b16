"""One process at a time polls, and one delivers: whoever holds the lease. Its epoch tells an old holder from a new.

All times are the machine's. A process that hangs loses its lease when it ends, and notices at its next ``holds``.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Update, or_, select, update

from storage.statements.upserts import insert_into
from storage.tables.house_tables import leases

TOO_FAR = timedelta(minutes=5)  # no lease lasts so long, nor are the clocks of two machines so far apart


@dataclass(frozen=True, kw_only=True, slots=True)
class Lease:
    name: str
    owner: str
    epoch: int
    until: datetime


def take(conn: Connection, name: str, *, owner: str, now: datetime, span: timedelta) -> Lease | None:
    """Take a lease that is free or over; None while another process holds it. Each taking begins a new epoch.

    One that is to last far longer than any does was taken before the machine's clock was set back, and is over.
    """
    new = insert_into(conn, leases).values(name=name, owner=owner, epoch=1, until=now + span)
    taken = new.on_conflict_do_update(
        index_elements=["name"],
        set_={"owner": owner, "epoch": leases.c.epoch + 1, "until": now + span},
        where=or_(leases.c.owner.is_(None), leases.c.until <= now, leases.c.until > now + TOO_FAR),
    ).returning(leases.c.epoch)
    epoch = conn.execute(taken).scalar()
    return None if epoch is None else Lease(name=name, owner=owner, epoch=epoch, until=now + span)


def renew(conn: Connection, lease: Lease, *, now: datetime, span: timedelta) -> Lease | None:
    """Hold it longer; None when another process has taken it since."""
    kept = _mine(lease).values(until=now + span)
    if conn.execute(kept).rowcount != 1:
        return None
    return Lease(name=lease.name, owner=lease.owner, epoch=lease.epoch, until=now + span)


def holds(conn: Connection, lease: Lease, now: datetime) -> bool:
    """Whether it is still this process's, right now."""
    query = select(leases.c.until).where(
        leases.c.name == lease.name, leases.c.epoch == lease.epoch, leases.c.owner == lease.owner
    )
    until = conn.execute(query).scalar()
    return until is not None and until > now


def release(conn: Connection, lease: Lease) -> bool:
    """Let the next process have it at once."""
    return conn.execute(_mine(lease).values(owner=None)).rowcount == 1


def _mine(lease: Lease) -> Update:
    return update(leases).where(
        leases.c.name == lease.name, leases.c.epoch == lease.epoch, leases.c.owner == lease.owner
    )
