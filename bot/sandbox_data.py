"""The sandbox's two halves, its world and its database: they begin together, and go on only together."""

import asyncio
from pathlib import Path

import structlog
from sqlalchemy import Connection

from bot.app import ready
from bot.awaiting import settled
from bot.settings import SettingsError
from sandbox import keeping
from sandbox.keeping import Label
from storage import settings_rows
from storage.database import discard, untouched
from storage.engine import open_store

WORLD_ID = "sandbox_world"
SOMEBODY_ELSES = (
    "DATABASE_URL: the sandbox cannot use this database, another bot's or another sandbox's data are in it; "
    "name an empty one, or leave DATABASE_URL empty"
)

log = structlog.get_logger(__name__)


async def belonging(database: str, folder: Path) -> Label | None:
    """The kept world, if the database is its own; None: both are new now. Raises SettingsError, see SOMEBODY_ELSES."""
    await ready(database)
    known, fresh = await _look(database)
    try:
        label = keeping.kept_label(folder)
    except keeping.Unreadable as wrong:
        log.warning("what is kept of the sandbox cannot be read", reason=str(wrong))
        label = None
    if label is not None and label.id == known:
        return label
    if label is not None or known or not fresh:
        await discarded(database, folder, known=known, fresh=fresh)
    return None


async def discarded(database: str, folder: Path, *, known: str, fresh: bool) -> None:
    """Only a database that a sandbox has marked as its own, or that holds nobody, is ever thrown away."""
    if not fresh and (not known or not await asyncio.to_thread(discard, database)):
        raise SettingsError(SOMEBODY_ELSES)
    keeping.forget(folder)
    log.warning(
        "the sandbox begins anew: its database and its world did not belong together, "
        "one was deleted or the demo company was never finished"
    )
    await ready(database)


async def marked(database: str, label: Label) -> None:
    """Say in the database which world it belongs to, before anything is done in either."""
    await _in_store(database, label.id)


async def _look(database: str) -> tuple[str, bool]:
    def look(conn: Connection) -> tuple[str, bool]:
        return str(settings_rows.get(conn, WORLD_ID) or ""), untouched(conn)

    store = await asyncio.to_thread(open_store, database)
    try:
        return await settled(store.read(look))
    finally:
        await asyncio.to_thread(store.close)


async def _in_store(database: str, world: str) -> None:
    store = await asyncio.to_thread(open_store, database)
    try:
        await settled(store.write(lambda conn: settings_rows.put(conn, WORLD_ID, world)))
    finally:
        await asyncio.to_thread(store.close)
