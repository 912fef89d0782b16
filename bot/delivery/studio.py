"""Pictures drawn, and files written, when they are about to be sent, beside the event loop."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeAlias

import structlog

from bot.drivers.port import File
from handlers.reply import Picture

Data: TypeAlias = Mapping[str, Any]
Words: TypeAlias = Mapping[str, Sequence[str]]

WORKBOOK = "workbook"  # drawn like a picture: it takes as long
PATIENCE = 20.0  # seconds, those included in which others are drawn

log = structlog.get_logger(__name__)


class Artist(Protocol):
    """Whoever draws."""

    async def draw(self, kind: str, data: Data, words: Words) -> bytes: ...


class Studio:
    def __init__(self, artist: Artist) -> None:
        self._artist = artist

    async def picture(self, picture: Picture, words: Words) -> File | None:
        """Draw it; None when that fails or takes too long, so that its words go out without it."""
        content = await self._made(picture.kind, picture.data, words)
        return File(name=f"{picture.kind}.png", content=content, kind="photo") if content else None

    async def document(self, name: str, tables: Sequence[Mapping[str, Any]]) -> File | None:
        """Write a workbook; None like a picture's."""
        content = await self._made(WORKBOOK, {"tables": tables}, {})
        return File(name=name, content=content, kind="document") if content else None

    async def _made(self, kind: str, data: Data, words: Words) -> bytes | None:
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._artist.draw(kind, data, words)
        except Exception:  # whatever a drawing stumbles over, its text must still be sent
            log.exception("picture.failed", kind=kind)
            return None
