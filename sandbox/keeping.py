"""Where the world lies while nobody runs it: one JSON file, and the bytes of files beside it."""

import asyncio
import json
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from shutil import rmtree
from threading import Lock
from typing import Any

from sandbox.files import StoredFile
from sandbox.kept_world import read_into, written
from sandbox.state import State

SCHEMA = 1
PAUSE = 0.7  # seconds from a change until it is kept: what comes within them is written once


class Unreadable(Exception):
    """What is kept is of another version, or was broken by somebody else's hand."""


@dataclass(frozen=True, kw_only=True)
class Label:
    """``id`` is kept in the bot's database too: a world and a database of different ids do not belong together.

    ``demo`` is the language of the company that was made in it; "" if none was.
    """

    demo: str = ""
    id: str = field(default_factory=lambda: secrets.token_hex(8))


def kept_label(folder: Path) -> Label | None:
    """Say which world lies there; None where none does. Raises Unreadable."""
    body = _body(folder)
    return None if body is None else Label(**body["label"])


def read_back(folder: Path, state: State) -> None:
    """Fill an empty state with the world that lies there. Raises Unreadable, the state is of no use then."""
    body = _body(folder)

    def bytes_of(file: StoredFile) -> bytes:
        return _bytes_file(folder, file).read_bytes()

    try:
        read_into(state, (body or {})["world"], bytes_of, whole=(body or {})["stopped"])
    except (AttributeError, KeyError, TypeError, ValueError, AssertionError, OSError) as wrong:
        raise Unreadable(f"{type(wrong).__name__}: {wrong}") from wrong


def forget(folder: Path) -> None:
    with suppress(FileNotFoundError):
        rmtree(folder)


class Keeping:
    """Writes the world a moment after each change, and once more at the end. Nothing is kept before ``run``."""

    def __init__(
        self, state: State, folder: Path, label: Label, *, failed: Callable[[OSError], None]
    ) -> None:
        self._state = state
        self._folder = folder
        self._label = label
        self._failed = failed
        self._begun = False
        self._writing = Lock()

    async def run(self) -> None:
        """Until cancelled."""
        self._begun = True
        while True:
            seen = self._state.changes.count
            await self._keep(stopped=False)
            if self._state.changes.count == seen:
                await self._state.changes.next()
            await asyncio.sleep(PAUSE)

    async def close(self) -> None:
        """Keep the last state of all: nothing was lost."""
        if self._begun:
            await self._keep(stopped=True)

    async def _keep(self, *, stopped: bool) -> None:
        body = {
            "schema": SCHEMA,
            "label": {"id": self._label.id, "demo": self._label.demo},
            "stopped": stopped,
            "world": written(self._state),
        }
        try:
            await asyncio.to_thread(self._write, body, self._state.files.all())
        except OSError as wrong:
            self._failed(wrong)

    def _write(self, body: dict[str, Any], files: list[StoredFile]) -> None:
        """The bytes first, so that the world never names a file that is not there."""
        with self._writing:  # a write that was under way when the end came is waited for
            for file in files:
                path = _bytes_file(self._folder, file)
                if not path.exists():
                    _replace(path, file.data)
            _replace(_world_file(self._folder), json.dumps(body, ensure_ascii=False).encode())


def _body(folder: Path) -> dict[str, Any] | None:
    try:
        body = json.loads(_world_file(folder).read_bytes())
        if body["schema"] != SCHEMA:
            raise Unreadable(f"schema {body['schema']}")
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as wrong:
        raise Unreadable(f"{type(wrong).__name__}: {wrong}") from wrong
    else:
        found: dict[str, Any] = body
        return found


def _replace(path: Path, data: bytes) -> None:
    """All of it or nothing, whenever the process dies."""
    path.parent.mkdir(parents=True, exist_ok=True)
    begun = path.with_name(f"{path.name}.new")
    begun.write_bytes(data)
    begun.replace(path)


def _world_file(folder: Path) -> Path:
    return folder / "world.json"


def _bytes_file(folder: Path, file: StoredFile) -> Path:
    return folder / "files" / file.path.replace("/", "-")
