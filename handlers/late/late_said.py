"""What is said below the reminder of a late report: all of it in one line, or its cause."""

import re

from handlers.context import Context
from handlers.late.late_reports import PARTS, filed
from handlers.reading.courtesy import is_courtesy, only_heard
from handlers.reading.dates import read_date
from handlers.reading.meaning import Kind, Shade, read_meaning
from handlers.reply import Reply
from orders.order import Order

_COMMA = re.compile(r"[,，、]")


def said_of(ctx: Context, order: Order, words: str) -> Reply | None:
    """It is recorded, or kept while the rest is asked. None where nothing is said of it, or by who is not asked for it."""
    return None if _says_nothing(words) else filed(ctx, order, _pieces(ctx, words))


def _says_nothing(words: str) -> bool:
    """Heard, thanks, a question, or that something is done: the cause of nothing."""
    meaning = read_meaning(words)
    other = meaning is not None and (
        meaning.kind in {Kind.DONE, Kind.RECEIVED} or meaning.shade is Shade.QUESTION
    )
    return not words or other or only_heard(words) or is_courtesy(words)


def _pieces(ctx: Context, words: str) -> list[str]:
    """Its parts; between commas where there are as many, and the last is a day."""
    pieces = [piece.strip() for piece in words.replace("；", ";").split(";") if piece.strip()]
    listed = [piece.strip() for piece in _COMMA.split(words) if piece.strip()]
    day = read_date(listed[-1], ctx.view.today) if listed else None
    whole = len(pieces) == 1 and len(listed) == len(PARTS) and day is not None and day.day is not None
    return listed if whole else pieces
