"""News that were kept back, told together: what was handed over first, then the rest, each with the keys it came with.

They bear no numbers: those are of reminders, which are answered by them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from handlers.reply import Button, Lane, Listed, Say, Text, text
from handlers.reply_json import say_from_json
from handlers.stage_keys import in_rows
from reminders.budget import Urgency
from storage.post.held_letters import Item

KEYS_PER_ROW = 2
TOGETHER = 25  # in one message with a line each, so that it need not be split; of more
SHOWN = 15  # have one, those first to which somebody has to do something,
MOST = 60  # and the others are called by their orders


def news_said(items: Sequence[Item], room: int = TOGETHER) -> Say:
    """One message for all; what was taken back since stands in it as such."""
    told = [_Told(say=say_from_json(one.payload), taken_back=one.taken_back) for one in items]
    shown, short = (told, []) if len(told) <= room else _apart(told, max(room + SHOWN - TOGETHER, 0))
    lines: list[Text] = []
    keys: list[Button] = []
    for head, more, offers in (("news.offers", "news.more_offers", True), ("news.rest", "news.more", False)):
        part = [one for one in shown if one.offers is offers]
        codes = [one.code for one in short if one.offers is offers and not one.taken_back]
        if part:
            lines += [
                Text(key=head, count=len(part) + len(codes)),
                *(line for one in part for line in one.lines),
            ]
        if codes:
            lines.append(Text(key=more, params={"orders": Listed(items=tuple(codes))}, count=len(codes)))
        keys += [key for one in part if not one.taken_back for key in one.keys]
    return Say(lines=tuple(lines), buttons=in_rows(keys, KEYS_PER_ROW), lane=Lane.REMINDERS)


def with_news(say: Say, items: Sequence[Item]) -> Say:
    """The same message with these news below."""
    news = news_said(items, max(TOGETHER - len(say.lines), 0))
    return replace(say, lines=(*say.lines, *news.lines), buttons=(*say.buttons, *news.buttons))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Told:
    say: Say
    taken_back: bool

    @property
    def offers(self) -> bool:
        return self.say.may_wait is not None and bool(self.say.may_wait.offers)

    @property
    def code(self) -> str:
        return self.say.may_wait.code if self.say.may_wait else ""

    @property
    def presses(self) -> bool:
        return self.say.may_wait is not None and self.say.may_wait.urgency is Urgency.PRESSING

    @property
    def lines(self) -> Sequence[Text]:
        lines = (self.say.may_wait.gist if self.say.may_wait else ()) or self.say.lines
        return (text("news.taken_back", line=lines[0]),) if self.taken_back else lines

    @property
    def keys(self) -> list[Button]:
        """What is to be done about it, else the last one: the order's card."""
        return [
            replace(row[0], label=text("news.key", code=self.code, label=row[0].label))
            if self.code
            else row[0]
            for row in self.say.buttons[:-1] or self.say.buttons
        ]


def _apart(told: Sequence[_Told], most: int) -> tuple[list[_Told], list[_Told]]:
    """Those with a line of their own, and those called by their order alone; both in their order."""
    by_need = sorted(told, key=lambda one: (bool(one.code), not one.presses, not one.offers))
    must = sum(not one.code for one in told)
    kept = {id(one) for one in by_need[: max(most, must)]}
    return [one for one in told if id(one) in kept], [one for one in told if id(one) not in kept]
