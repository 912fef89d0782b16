"""A leave that begins with words that name nobody of the company: whose it is, is asked."""

from collections.abc import Mapping
from typing import Any

from handlers import asking
from handlers.context import Context
from handlers.people.people_named import named_at_once, person_meant
from handlers.reading.fold import folded
from handlers.reading.periods import PeriodReading
from handlers.reply import Reply, text
from handlers.replying import personal
from handlers.stage_keys import in_rows, key, never_mind_key
from orders.refusals.people import PersonUnknown
from storage.people.people_rows import PersonRow

WHOSE = "lh"
KEPT = "leave_whose"
_SHOWN = 40  # characters of the name that the question repeats
# What people write before the days of their own leave.
_OWN = frozenset(
    ["nghi", "xin", "phep", "cho", "toi", "em", "minh", "anh", "chi", "con", "tu", "ngay", "se", "duoc", "om", "benh", "viec", "rieng", "nha", "bu", "di", "vang", "mat", "off", "leave", "i", "am", "i'm", "im", "me", "my", "take", "taking", "from", "on", "sick", "holiday", "vacation", "day", "days", "for"]
) | frozenset("我请假休息病事年从要想调婚产丧,.:;!，：")  # fmt: skip


def unnamed(words: str, reading: PeriodReading) -> str:
    """What stands before the days and is neither a name nor a usual word; "" where nothing does."""
    begins = min((start for start, end in reading.spans if end > start), default=0)
    head = words[:begins].strip(" ,:;-–")
    return head if any(word.plain not in _OWN for word in folded(head).words) else ""


def ask_whose(ctx: Context, name: str, data: Mapping[str, Any]) -> Reply:
    """``data``: the leave as far as it is known; its words are without the name, unless it is one's own."""
    kept = asking.wait_for(ctx, KEPT, data)
    keys = [key("button.plain", WHOSE, choice=f"{kept}:{one.id}", name=one.name) for one in _near(ctx, name)]
    keys.append(key("leave.mine_key", WHOSE, choice=f"{kept}:{ctx.me.id}"))
    buttons = (*in_rows(keys, 2), (never_mind_key(kept),))
    return personal(ctx.incoming, text("leave.whose", name=name[:_SHOWN]), buttons=buttons)


def _near(ctx: Context, name: str) -> list[PersonRow]:
    try:
        return list(person_meant(ctx.conn, ctx.company, name, near_to=ctx.actor.departments).people)
    except PersonUnknown as unknown:
        found = [named_at_once(ctx.conn, ctx.company, one) for one in unknown.near]
        return [person for meant in found if meant for person in meant.people]
