"""What somebody wrote behind "done": "vị trí sản xuất xong xưởng Bình Tân" says where."""

import re

from handlers.context import Context
from handlers.finding import glossary_of, named_stages
from handlers.reading.fold import fold
from handlers.reading.meaning import Kind, read_meaning
from handlers.reading.names import match_stage
from orders.order import Order

LONGEST = 80
_WORD = re.compile(r"完[成工毕]|[\u4e00-\u9fff]|[^\s,，;；:：.。\u4e00-\u9fff]+")
_SMALL = frozenset({"roi", "nhe", "nha", "a", "o", "tai", "la", "luon", "了", "在", "at", "in"})
_DONE_WITHIN = 4  # words, or characters of Chinese


def said_besides(ctx: Context, order: Order, words: str) -> str:
    """The words that follow the stage and the first done word; "" where there are none."""
    match = match_stage(words, named_stages(order.workflow), glossary_of(ctx.centres[order.company]))
    rest = words[match.span[1] :] if match.hit else words
    found = list(_WORD.finditer(rest))
    for number, word in enumerate(found[:_DONE_WITHIN], start=1):
        meaning = read_meaning(rest[: word.end()])
        if meaning is not None and meaning.kind is Kind.DONE:
            left = found[number:]
            while left and fold(left[0].group()) in _SMALL:
                left.pop(0)
            return rest[left[0].start() :].strip(" .,;")[:LONGEST] if left else ""
    return ""
