"""What /status says of messages: what came to its end, what reached nobody and when it is tried again, which alarms last."""

from datetime import timedelta

from handlers.audit.auditing import NAMED, Asked, unheard
from handlers.audit.thing_names import names_of
from handlers.chats.chat_titles import chat_title
from handlers.chats.out_of_reach import CANNOT_WRITE
from handlers.context import Context
from handlers.reply import Clock, Listed, Text, text
from storage.chasing import alarms, unsaid
from storage.chasing.unsaid import Unheard
from storage.post import outbox_lists
from storage.post.outbox_lists import BuriedLetter

LISTED = 5  # lines of a kind; the logs have them all
LOOKED_AT = 100  # undelivered messages, the latest
REASON = 120  # characters of a reason
LEDGER = timedelta(days=1)


def alarm_lines(ctx: Context) -> list[Text]:
    """What the auditor has found and not found well since."""
    return [
        Text(key=f"status.alarm_{one.kind}", params={"since": Clock(at=one.since, style="ago")})
        for one in alarms.standing(ctx.conn)
        if one.company == ctx.company
    ]


def undelivered_lines(ctx: Context) -> list[Text]:
    """One line for each chat and reason, the latest first; how many there were in all of the last day."""
    alike: dict[tuple[int, str], list[BuriedLetter]] = {}
    for letter in outbox_lists.failed(ctx.conn, LOOKED_AT):
        if letter.company == ctx.company:
            alike.setdefault((letter.chat, letter.reason), []).append(letter)
    if not alike:
        return []
    ended = outbox_lists.ended_since(ctx.conn, ctx.company, ctx.now - LEDGER)
    lines = [_undelivered(ctx, chat, reason, letters) for (chat, reason), letters in alike.items()]
    if failed := ended.get("buried", 0):
        lines.insert(0, text("status.ledger", sent=ended.get("sent", 0), failed=failed))
    return lines[: LISTED + 1]


def _undelivered(ctx: Context, chat: int, reason: str, letters: list[BuriedLetter]) -> Text:
    title, at = chat_title(ctx.conn, chat), Clock(at=letters[0].ended_at)
    if chat > 0 and reason.startswith(CANNOT_WRITE):
        return text("status.waits_for_start", title=title, number=len(letters), at=at)
    return text("status.undelivered", title=title, number=len(letters), at=at, reason=reason[:REASON])


def unheard_lines(ctx: Context) -> list[Text]:
    """Of each chat, what it was to be reminded of and was not, and when that is tried again."""
    asked = Asked(conn=ctx.conn, centres=ctx.centres, now=ctx.now, machine_now=ctx.now)
    by_chat: dict[int, list[Unheard]] = {}
    for one in unheard(asked, [ctx.company]):
        by_chat.setdefault(one.chat, []).append(one)
    return [_unheard(ctx, chat, found) for chat, found in list(by_chat.items())[:LISTED]]


def _unheard(ctx: Context, chat: int, found: list[Unheard]) -> Text:
    again = min(unsaid.looked_at_again(ctx.conn, [one.thing for one in found]).values(), default=ctx.now)
    return text(
        "status.unheard",
        title=chat_title(ctx.conn, chat),
        number=len(found),
        named=Listed(items=names_of(ctx.conn, ctx.centre, (one.thing for one in found), most=NAMED)),
        again=Clock(at=max(again, ctx.now)),
    )
