"""Photos, documents and the other things a message can carry."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PIL import Image, UnidentifiedImageError

from sandbox.files import Files, StoredFile
from sandbox.model import Media
from sandbox.refusal import Refusal, bad_request


@dataclass(frozen=True, kw_only=True)
class Kind:
    """How Telegram speaks of one kind of content, and which permission it needs."""

    permission: str
    words: str
    name: str
    mime: str
    own_fields: tuple[str, ...] = ()


TEXT = Kind(permission="can_send_messages", words="text messages", name="", mime="")
KINDS = {
    "photo": Kind(permission="can_send_photos", words="photos", name="photo.jpg", mime="image/jpeg"),
    "document": Kind(
        permission="can_send_documents", words="documents", name="file", mime="application/octet-stream"
    ),
    "voice": Kind(
        permission="can_send_voice_notes",
        words="voice notes",
        name="voice.oga",
        mime="audio/ogg",
        own_fields=("duration",),
    ),
    "video": Kind(
        permission="can_send_videos",
        words="videos",
        name="video.mp4",
        mime="video/mp4",
        own_fields=("duration", "width", "height"),
    ),
    "audio": Kind(
        permission="can_send_audios",
        words="music",
        name="audio.mp3",
        mime="audio/mpeg",
        own_fields=("duration", "performer", "title"),
    ),
    "animation": Kind(
        permission="can_send_other_messages",
        words="animations",
        name="animation.mp4",
        mime="video/mp4",
        own_fields=("duration", "width", "height"),
    ),
    "location": Kind(permission="can_send_messages", words="locations", name="", mime=""),
    "contact": Kind(permission="can_send_messages", words="contacts", name="", mime=""),
}
STAND_INS = {"duration": 1, "width": 1280, "height": 720}
PHOTO_LIMIT, UPLOAD_LIMIT = 10 << 20, 50 << 20
SMALL = 90


def kind_of(media: Media | None) -> Kind:
    return TEXT if media is None else KINDS[media.kind]


def from_bytes(
    files: Files, kind: str, data: bytes, *, name: str = "", mime: str = "", fields: Mapping[str, Any]
) -> Media:
    """Store bytes as this kind of media."""
    known = KINDS[kind]
    file = files.keep(kind, data, name=name or known.name, mime=mime or known.mime)
    if kind != "photo":
        return from_file(kind, file, fields)
    width, height = dimensions(data) or (800, 800)
    scale = SMALL / max(width, height)
    preview = files.keep(kind, b"preview of " + data[:64], name=file.name, mime=file.mime)
    sizes = [[max(1, int(width * scale)), max(1, int(height * scale))], [width, height]]
    return Media(kind=kind, files=(preview, file), fields={"sizes": sizes})


def from_file(kind: str, file: StoredFile, fields: Mapping[str, Any]) -> Media:
    """Send a file that is already known under its id."""
    own = {name: fields[name] for name in KINDS[kind].own_fields if fields.get(name)}
    stand_ins = {name: STAND_INS[name] for name in KINDS[kind].own_fields if name in STAND_INS}
    if kind == "photo":
        own["sizes"] = [list(dimensions(file.data) or (800, 800))]
    return Media(kind=kind, files=(file,), fields=stand_ins | own)


def dimensions(data: bytes) -> tuple[int, int] | None:
    try:
        with Image.open(io.BytesIO(data)) as image:
            return image.size
    except (UnidentifiedImageError, OSError):
        return None


def check_upload(kind: str, data: bytes) -> None:
    """Refuse what Telegram would not take from a bot: too big, empty, or no picture."""
    if not data:
        raise bad_request("file must be non-empty")
    if len(data) > UPLOAD_LIMIT:
        raise Refusal(413, "Request Entity Too Large")
    if kind != "photo":
        return
    if len(data) > PHOTO_LIMIT:
        raise bad_request("too big for a photo")
    size = dimensions(data)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if sum(size) > 10_000 or max(size) > 20 * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")


def file_json(file: StoredFile) -> dict[str, Any]:
    return {"file_id": file.id, "file_unique_id": file.unique_id, "file_size": len(file.data)}


def media_json(media: Media) -> Any:
    """Return the value of the field of Message that bears the kind's name."""
    if media.kind == "photo":
        return [
            {**file_json(file), "width": width, "height": height}
            for file, (width, height) in zip(media.files, media.fields["sizes"], strict=True)
        ]
    if not media.files:
        return dict(media.fields)
    file = media.files[-1]
    names = {"mime_type": file.mime}
    if media.kind != "voice":
        names["file_name"] = file.name
    return {**media.fields, **names, **file_json(file)}
