"""Files on their way in from a form, and out to a browser that must not take them for pages."""

import io
import math
import struct
import wave

from aiohttp import web

from sandbox.files import StoredFile

IMAGES = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF8", "image/gif"))
SOUNDS = (
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\x1aE\xdf\xa3", "video/webm"),
)
RATE, TONES = 8000, (523.25, 659.25, 783.99)


def shown_type(data: bytes) -> str | None:
    """Return the type of what a browser may show in place, told by its first bytes alone."""
    for magic, mime in (*IMAGES, *SOUNDS):
        if data.startswith(magic):
            return mime
    if data[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(data[8:12])
    return "video/mp4" if data[4:8] == b"ftyp" else None


def served(file: StoredFile) -> web.Response:
    """Answer with a file; what is not known to be harmless is only downloaded."""
    mime = shown_type(file.data)
    headers = {"Cache-Control": "private, max-age=3600"}
    if mime is None:
        mime = "application/octet-stream"
        headers["Content-Disposition"] = "attachment"
    return web.Response(body=file.data, content_type=mime, headers=headers)


def is_picture(data: bytes) -> bool:
    mime = shown_type(data)
    return mime is not None and mime.startswith("image/")


def is_sound(data: bytes) -> bool:
    mime = shown_type(data)
    return mime is not None and mime.startswith("audio/")


def chime() -> bytes:
    """Return a voice note for who has no microphone at hand: three soft tones, one second."""
    sound = io.BytesIO()
    with wave.open(sound, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(b"".join(struct.pack("<h", _sample(number)) for number in range(RATE)))
    return sound.getvalue()


def _sample(number: int) -> int:
    step, place = divmod(number, RATE // len(TONES) + 1)
    fade = math.exp(-place / (RATE / 8))
    return int(12_000 * fade * math.sin(2 * math.pi * TONES[step] * number / RATE))
