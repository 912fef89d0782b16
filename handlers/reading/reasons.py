"""Why something was rejected or fell short, as people add it to a figure: "hỏng 3 do lem mực", "不良3 偏色"."""

import re

from handlers.reading.figures import FigureKind, figures
from handlers.reading.fold import fold, folded
from handlers.reading.meaning import read_meaning

_BECAUSE = re.compile(
    r"(?:\b(?:do|vi|tai|boi|ly do|because(?: of)?|due to)\b|因为|由于|原因是?)[ :：]*(?P<why>[^\n;；]+)"
)
_CLAUSE = re.compile(
    r"\s*(?:(?:cai|bo|tam|chiec|pcs|pieces?|sets?)\b|[个件套张片块])?[\s(（:：,，-]*(?P<why>[^,.;()\n，。；（）]*)"
)
_SAYS_NOTHING = frozenset(
    {"roi", "nhe", "nha", "thoi", "a", "anh", "chi", "em", "cai", "bo", "pcs", "pieces", "only"}
)
_LETTERS = re.compile(r"[^\W\d_]{2}")
_EDGES = " .,;:!()（），。；：！-"


def reason_in(text: str) -> str:
    """The reason, as typed: behind a word for "because", else right behind what was rejected; "" where none is said."""
    line = folded(text)
    if found := _BECAUSE.search(line.text):
        return _as_typed(text, line.span(*found.span("why")))
    rejected = next((one for one in figures(line) if one.kind == FigureKind.REJECTED), None)
    if rejected is None:
        return ""
    found = _CLAUSE.match(line.text, rejected.end)
    if found is None or not _LETTERS.search(found["why"]):
        return ""
    why = _as_typed(text, line.span(*found.span("why")))
    said = set(fold(why).split()) - _SAYS_NOTHING
    return "" if not said or read_meaning(why) is not None or figures(folded(why)) else why


def _as_typed(text: str, span: tuple[int, int]) -> str:
    why = text[slice(*span)].strip(_EDGES)
    return why if _LETTERS.search(why) else ""
