"""Which line of a numbered list is meant: asked by its numbers, for words and for pictures alike."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handlers import asking
from handlers.context import Context
from handlers.duties.duty_keys import kept_key
from handlers.nudges.nudge_keys import NUMBERS_PER_ROW, Rows, number_key
from handlers.progress.spoken import spoken_in, to_json
from handlers.pushes.push_lines import line_key
from handlers.reading.courtesy import only_heard
from handlers.reading.later import puts_off
from handlers.reading.meaning import read_meaning
from handlers.reading.numbered import begins_with_number
from handlers.reading.quantity import read_quantity
from handlers.reply import NOTHING, Button, Reply, text
from handlers.replying import personal
from handlers.stage_keys import PICK_FOR_PHOTO, STAGE, in_rows
from storage.chasing.digest_rows import Digest, Line

_NUMBERED = re.compile(r"\d(?![\d.,]*\s?%)")  # with a number before them such words would name two
_AS_EXAMPLE = 15  # characters: longer words make no example
SHOWN = 60  # characters of what was typed that an answer repeats


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A numbered list as it stands in a chat. A digest or a push of one line bears no number, one's own list does.

    ``digest`` None: it is a push, or one's own list. ``length``: with the lines that are not the reader's, where there are such.
    """

    note: str
    digest: Digest | None
    lines: Mapping[int, Line]
    always_numbered: bool = False
    length: int = 0

    @property
    def several(self) -> bool:
        return len(self.lines) > 1

    @property
    def most(self) -> int:
        return max(self.length, *self.lines)

    def by_number(self, words: str) -> bool:
        """Whether such words are taken apart by the numbers they name."""
        return self.several or (self.always_numbered and begins_with_number(words, self.most))


def which(ctx: Context, asked: Asked, words: str) -> Reply:
    """Said of nobody knows which line: nothing is recorded, the numbers are offered."""
    numbers = sorted(asked.lines)
    if ctx.incoming.attachments:
        return _picture_of(ctx, asked)
    if not words:
        return NOTHING
    line = text("nudge.which_hint", number=numbers[0])
    if read_meaning(words[:SHOWN]) or read_quantity(words[:SHOWN]) or puts_off(words):
        no_example = _NUMBERED.search(words) or len(words) > _AS_EXAMPLE or only_heard(words)
        key = "nudge.which_words" if no_example else "nudge.which"
        line = text(key, words=words[:SHOWN], number=numbers[0])
    return personal(ctx.incoming, line, buttons=number_keys(ctx, asked, numbers))


def _picture_of(ctx: Context, asked: Asked) -> Reply:
    """It is kept until somebody has tapped which line it shows."""
    kept = asking.wait_for(
        ctx, "picture", to_json(spoken_in(ctx.incoming, ctx.incoming.text.strip(), commanded=False))
    )
    keys = [
        _kept_key(ctx, line, number, kept)
        for number, line in sorted(asked.lines.items())
        if line.reminder.duty is not None or line.reminder.of_order.stage is not None
    ]
    photos = all(one.kind == "photo" for one in ctx.incoming.attachments)
    which = text("nudge.picture_of" if photos else "nudge.sent_of")
    return personal(ctx.incoming, which, buttons=in_rows(keys, NUMBERS_PER_ROW))


def _kept_key(ctx: Context, line: Line, number: int, kept: str) -> Button:
    if line.reminder.duty is not None:
        return kept_key(line.reminder.duty, kept, text("button.plain", name=str(number)))
    return line_key(ctx, line, PICK_FOR_PHOTO, number, choice=kept)


def number_keys(ctx: Context, asked: Asked, numbers: Sequence[int]) -> Rows:
    if asked.digest is not None:
        digest = asked.digest.id
        return in_rows((number_key(digest, one) for one in numbers), NUMBERS_PER_ROW)
    return in_rows((line_key(ctx, asked.lines[one], STAGE, one) for one in numbers), NUMBERS_PER_ROW)
