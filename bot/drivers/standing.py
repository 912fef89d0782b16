"""What a member of a chat may do there, read from the JSON of a ChatMember."""

from typing import Literal, cast

from bot.drivers.json_fields import Json, flag, text
from bot.drivers.port import Rights
from handlers.incoming import Membership

Status = Literal["member", "administrator", "restricted", "left", "kicked"]
STATUSES = {
    "creator": "administrator",
    "administrator": "administrator",
    "member": "member",
    "restricted": "restricted",
    "left": "left",
    "kicked": "kicked",
}
INSIDE = frozenset({"administrator", "member", "restricted"})


def status_of(member: Json) -> Status:
    """A restricted member may also be one who has left."""
    status = STATUSES.get(text(member, "status"))
    if status is None:
        raise ValueError(f"unknown status of a member: {member.get('status')!r}")
    return cast(Status, "left" if status == "restricted" and not flag(member, "is_member") else status)


def membership(member: Json) -> Membership:
    """What the news of a change tells by itself; a plain member's rights are the chat's and not in it."""
    status = status_of(member)
    return Membership(
        status=status,
        can_send=status in INSIDE and (status != "restricted" or flag(member, "can_send_messages")),
        can_pin=flag(member, "can_pin_messages"),
        can_manage_topics=flag(member, "can_manage_topics"),
    )


def rights(member: Json, everybody: Json) -> Rights:
    """``everybody``: the chat's ChatPermissions, which hold for plain members. An administrator may always write."""
    status = status_of(member)
    free = status == "administrator"
    own = everybody if status == "member" else member
    inside = status in INSIDE
    return Rights(
        status=status,
        can_send=inside and (free or flag(own, "can_send_messages")),
        can_pin=inside and flag(own, "can_pin_messages"),
        can_manage_topics=inside and flag(own, "can_manage_topics"),
    )
