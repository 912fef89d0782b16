"""One bot to a SQLite file: a lock held for as long as the process lives, whatever ends it."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit


class AlreadyRunning(Exception):
    """The bot, or a command that writes, is at work on this database."""


@contextmanager
def only_one(database_url: str) -> Iterator[None]:
    """Hold the lock beside a SQLite file. Raises AlreadyRunning. PostgreSQL needs none: its processes agree by leases."""
    parts = urlsplit(database_url)
    if parts.scheme != "sqlite":
        yield
        return
    path = Path(parts.path[1:] + ".lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(str(path)) from None
        yield
