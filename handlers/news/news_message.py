"""News that were kept back, told together: what was handed over first, then the rest, each with the keys it came with.

They bear no numbers: those are of reminders, which are answered by them.
"""

from collections.abc import Sequence
from dataclasses import replace

from handlers.reply import Button, Lane, Say, Text, text
from handlers.reply_json import say_from_json
from handlers.stage_keys import in_rows
from storage.post.held_letters import Item

KEYS_PER_ROW = 2


def news_said(items: Sequence[Item]) -> Say:
    """One message for all; what was taken back since stands in it as such."""
    told = [(say_from_json(one.payload), one.taken_back) for one in items]
    offers = [one for one in told if _offered(one[0])]
    rest = [one for one in told if not _offered(one[0])]
    lines: list[Text] = []
    for head, part in (("news.offers", offers), ("news.rest", rest)):
        lines += [Text(key=head, count=len(part))] if part else []
        lines += [line for say, taken_back in part for line in _lines(say, taken_back=taken_back)]
    keys = [key for say, taken_back in (*offers, *rest) if not taken_back for key in _keys(say)]
    return Say(lines=tuple(lines), buttons=in_rows(keys, KEYS_PER_ROW), lane=Lane.REMINDERS)


def with_news(say: Say, items: Sequence[Item]) -> Say:
    """The same message with these news below."""
    news = news_said(items)
    return replace(say, lines=(*say.lines, *news.lines), buttons=(*say.buttons, *news.buttons))


def _offered(say: Say) -> bool:
    return say.may_wait is not None and bool(say.may_wait.offers)


def _lines(say: Say, *, taken_back: bool) -> Sequence[Text]:
    lines = (say.may_wait.gist if say.may_wait else ()) or say.lines
    return (text("news.taken_back", line=lines[0]),) if taken_back else lines


def _keys(say: Say) -> list[Button]:
    """What is to be done about it, else the last one: the order's card."""
    code = say.may_wait.code if say.may_wait else ""
    return [
        replace(row[0], label=text("news.key", code=code, label=row[0].label)) if code else row[0]
        for row in say.buttons[:-1] or say.buttons
    ]
