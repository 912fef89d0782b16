"""Telling a percentage of what is done from one of what is still to do: "còn 40%", "40%还没做", "40% not done"."""

import re
from decimal import Decimal

from handlers.reading.figures import Figure
from handlers.reading.fold import Folded
from handlers.reading.lexicon.tags import Tag
from handlers.reading.tagging import tagged

_WHOLE = 100
_STOP = re.compile(r"[,.;:!?\n]")
_ABOUT = (
    r"(?:\s?(?:(?:khoang|tam|chung|do|co|hon|gan|tren|duoi|xap xi|about|around|roughly|nearly|almost|another)(?![a-z])"
    r"|~|大概|大约|差不多|将近|不到|超过|[约近])){0,4}\s?$"
)
_TO_DO = re.compile(
    r"(?:(?<![a-z])con(?: lai| thieu)?(?![a-z])|(?<![a-z])remaining(?: is)?(?![a-z])"
    rf"|还剩下?的?|剩余的?|余下的?|剩下?的?|还有|还差|差){_ABOUT}"
)
_DID = re.compile(
    r"(?:(?<![a-z])(?:xong|duoc|dat|moi|lam|hoan thanh|toi|den|len|done|finished|completed|made|did|at|reached)(?![a-z])"
    rf"|完成了?|[做到]了?){_ABOUT}"
)
_NOT_BEFORE = re.compile(rf"(?:(?<![a-z])(?:chua|not(?: yet| even)?)(?![a-z])|没有?|未){_ABOUT}")
_LEFT = re.compile(
    r"\s?(?:(?:of (?:the |it |work |job )*)?(?:is |are |still )*"
    r"(?:left|remaining|to go|to do|to be done|undone|unfinished|outstanding"
    r"|not (?:yet )?(?:done|finished|complete|completed|started|made)(?: yet)?)(?![a-z])"
    r"|(?:con )?chua (?:lam|hoan thanh|bat dau)(?: xong)?(?![a-z])|con lai(?![a-z]|\s?\S*\s?\d)"
    r"|nua (?:(?:thoi|thi|la|moi) )+(?:xong|het|hoan thanh)(?![a-z])"
    r"|(?:还|尚)?(?:没有?|未)(?:完成|做[完好]?|弄[完好]?|搞[完好]?|干完?|动|开始))"
)
# "40% chưa" at the end asks; whatever else is said of such a part nobody can reckon with.
_DOUBTFUL = re.compile(
    r"\s?(?:(?:con )?chua (?=\S)|nua(?![a-z])|not(?![a-z])|of .*(?:left|remaining)(?![a-z])|(?:还|尚|都)?[没未])"
)
_HARMLESS = frozenset(
    {
        Tag.DONE, Tag.DID, Tag.ALSO, Tag.PAST, Tag.SURE, Tag.FILLER, Tag.ALL, Tag.ADDRESS, Tag.ACK, Tag.SOON, Tag.FUTURE,
        Tag.TODAY, Tag.TIME, Tag.DOING, Tag.PART,
    }
)  # fmt: skip
_WORDS = frozenset({"lam", "tiep", "hien", "la", "thi", "do", "co", "hon", "there", "目", "做"})


def done_of(figure: Figure, line: Folded, *, since: int) -> Decimal | None:
    """How much is done, of a percentage; None where it may as well be of something else: "còn 40% mực".

    ``since``: where the figure before it ends.
    """
    begins = max((stop.end() for stop in _STOP.finditer(line.text, since, figure.start)), default=since)
    stop = _STOP.search(line.text, figure.end)
    ends = stop.start() if stop else len(line.text)
    before, behind = line.text[begins : figure.start], line.text[figure.end : ends]
    left = _LEFT.match(behind)
    told = figure.end + (left.end() if left else 0)
    if to_do := _TO_DO.search(before):
        return _rest(figure, line, (begins, begins + to_do.start()), (told, ends))
    did = _DID.search(before)
    if _NOT_BEFORE.search(before[: did.start()] if did else before):
        return None
    if did:
        return figure.value
    if left:
        about = re.search(_ABOUT, before)
        return _rest(figure, line, (begins, begins + (about.start() if about else 0)), (told, ends))
    return None if _DOUBTFUL.match(behind) else figure.value


def _rest(figure: Figure, line: Folded, *around: tuple[int, int]) -> Decimal | None:
    """Only where nothing else is named that so much may be left of."""
    for clause in tagged(line):
        for token in clause.tokens:
            named = token.tag not in _HARMLESS and line.text[token.start : token.end] not in _WORDS
            if named and any(start <= token.start < end for start, end in around):
                return None
    return _WHOLE - figure.value
