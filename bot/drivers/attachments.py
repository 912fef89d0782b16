"""What hangs on a message: photos, files, voices, places and contacts."""

from typing import Literal

from bot.drivers.json_fields import Json, degrees, number, objects, optional, text, under
from handlers.incoming import Attachment

# An animation also comes as the document it is, a live photo as its still picture.
AS_FILE = ("document", "audio")
AS_VIDEO = ("video", "video_note")
UNUSED = frozenset({"sticker", "poll", "dice", "story", "game", "checklist", "paid_media", "rich_message"})
CONTENT = UNUSED | {"text", "photo", "live_photo", "voice", "location", "contact", *AS_FILE, *AS_VIDEO}


def has_content(said: Json) -> bool:
    """Tell what a person sent from news about the chat (a new title, a pinned message, an opened topic)."""
    return not CONTENT.isdisjoint(said)


def attachments(said: Json) -> tuple[Attachment, ...]:
    """Return what can serve as evidence; stickers, polls and the like are none."""
    found: list[Attachment] = []
    if "photo" in said:
        found.append(_photo(objects(said, "photo")))
    elif "live_photo" in said:
        found.append(_photo(objects(under(said, "live_photo"), "photo")))
    found += [_file("file", under(said, key)) for key in AS_FILE if key in said]
    found += [_file("video", under(said, key)) for key in AS_VIDEO if key in said]
    if "voice" in said:
        found.append(_file("voice", under(said, "voice")))
    if "location" in said:
        found.append(_place(under(said, "location"), optional(said, "venue")))
    if "contact" in said:
        found.append(_contact(under(said, "contact")))
    return tuple(found)


def _photo(sizes: tuple[Json, ...]) -> Attachment:
    """Telegram offers each photo in several sizes; the largest is the photo."""
    if not sizes:
        raise ValueError("a photo without sizes")
    return _file("photo", max(sizes, key=lambda size: number(size, "width") * number(size, "height")))


def _file(kind: Literal["photo", "file", "voice", "video"], file: Json) -> Attachment:
    return Attachment(
        kind=kind,
        file_id=text(file, "file_id"),
        unique_id=text(file, "file_unique_id"),
        name=text(file, "file_name"),
        mime=text(file, "mime_type"),
        size=number(file, "file_size") if "file_size" in file else 0,
    )


def _place(location: Json, venue: Json) -> Attachment:
    return Attachment(
        kind="location",
        name=", ".join(filter(None, (text(venue, "title"), text(venue, "address")))),
        latitude=degrees(location, "latitude"),
        longitude=degrees(location, "longitude"),
    )


def _contact(contact: Json) -> Attachment:
    return Attachment(
        kind="contact",
        name=f"{text(contact, 'first_name')} {text(contact, 'last_name')}".strip(),
        phone=text(contact, "phone_number"),
    )
