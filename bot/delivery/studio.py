"""Pictures drawn when they are about to be sent, beside the event loop."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeAlias

import structlog

from bot.drivers.port import File
from handlers.reply import Picture

Data: TypeAlias = Mapping[str, Any]
Words: TypeAlias = Mapping[str, Sequence[str]]

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
        try:
            async with asyncio.timeout(PATIENCE):
                content = await self._artist.draw(picture.kind, picture.data, words)
        except Exception:  # whatever a drawing stumbles over, its text must still be sent
            log.exception("picture.failed", kind=picture.kind)
            return None
        return File(name=f"{picture.kind}.png", content=content, kind="photo")
