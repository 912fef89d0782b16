"""Words that say plainly that what stopped a stage is over: "hết kẹt", "làm tiếp", "不卡了", "solved"; and what is said besides."""

import re

from handlers.reading.fold import folded
from handlers.reading.lexicon.tags import Tag
from handlers.reading.meaning import Kind, Shade, read_meaning
from handlers.reading.tagging import tagged

_OVER = re.compile(
    r"(?:(?:da|vang|ok|oke|ben (?:em|minh)|em|minh|xuong|may|hien|gio|nay) )*"
    r"(?:(?:da |duoc )?het (?:bi )?(?:ket|vuong|tac)|(?:khong|ko|k)(?: con| bi)* (?:ket|vuong|tac)(?: nua)?|(?:da )?go (?:ket )?(?:xong|duoc)"
    r"|(?:da |duoc )?(?:giai quyet|xu ly) xong|(?:da |da duoc )(?:giai quyet|xu ly)|thong(?= roi)"
    r"|(?:da |lai )?(?:lam|chay) (?:tiep|lai) duoc|(?:da |dang |lai )?lam tiep|(?:da )?tiep tuc(?: lam)?)"
    r"|(?:我们?|现在|这边|问题)*(?:(?:已经?|都|全)*(?:不卡|没卡|不再卡|解除|解决|恢复|通|修好)了|(?:已经?|都)(?:解决|恢复|解除)|(?:可以)?继续(?:做|干|生产|施工)?了?)[啦呀哦]?"
    r"|(?:(?:ok|it is|it's|its|it|we are|we're|we|has been|now|all|already) )*"
    r"(?:(?:not|no longer) (?:stuck|blocked|on hold)(?: any ?more)?|(?:re)?solved|unstuck|unblocked|sorted(?: out)?|fixed|resumed?|resuming|back (?:at|to) work|go(?:ing)? on|continu(?:e|ing))"
    r"(?: (?:now|already|again|work)(?![a-z]))*"
)
_STOP = re.compile(r"[,.;:!](?=\s|$)|[，。；：！、\n]|\s[-–—](?=\s)")
_EDGES = " \t\n,.;:!-–—，。；：！、"
_DOUBT = frozenset({Tag.IF, Tag.ASK, Tag.NEVER, Tag.YET})
_AHEAD = frozenset({Tag.SOON, Tag.FUTURE, Tag.TIME})
_POLITE = frozenset({Tag.FILLER, Tag.ADDRESS, Tag.SURE, Tag.PAST, Tag.ACK})
_LONGEST = 200


def besides_over(words: str) -> str | None:
    """What is said besides, maybe nothing; None where it is not said, asked, or put in doubt by what stands beside it."""
    if len(words) > _LONGEST or "?" in words or "？" in words:
        return None
    ends = [*(stop.end() for stop in _STOP.finditer(words)), len(words)]
    begins = [0, *ends[:-1]]
    for begin, end in zip(begins, ends, strict=True):
        said = _over_in(words[begin:end])
        if said is not None:
            before, after = words[:begin].strip(_EDGES), f"{said}{words[end:]}".strip(_EDGES)
            plain = _leads_there(before) and _leaves_it(after)
            return f"{words[:begin]}{after}".strip(_EDGES) if plain else None
    return None


def _over_in(piece: str) -> str | None:
    """What stands behind it in the same breath: only the day it will be done, "hết kẹt mai xong"."""
    line = folded(piece.strip(_EDGES))
    if _OVER.fullmatch(line.text):
        return ""
    over = _OVER.match(line.text)
    if over is None or _goes_on(line.text, over.end()):
        return None
    rest = line.source[line.span(over.end() - 1, over.end())[1] :]
    if _tags(rest) <= _POLITE:
        return ""
    meaning = read_meaning(rest)
    promises = meaning is not None and meaning.shade is Shade.ESTIMATE
    return rest if promises and {Tag.DONE, Tag.ACK} & _tags(rest) else None


def _goes_on(line: str, end: int) -> bool:
    """Whether the word is longer than what was found of it."""
    return line[end - 1 : end + 1].isascii() and line[end : end + 1].isalnum()


def _leads_there(before: str) -> bool:
    """Said before it: "Mica về rồi, hết kẹt", but neither "mai mica về, làm tiếp" nor "xong, làm tiếp"."""
    meaning = read_meaning(before)
    clear = meaning is None or meaning.kind is Kind.RECEIVED or meaning.shade is Shade.UNCLEAR
    return clear and not _tags(before) & (_DOUBT | _AHEAD)


def _leaves_it(after: str) -> bool:
    """Nothing that stops it again, closes it, or asks."""
    meaning = read_meaning(after)
    if meaning is not None and (
        meaning.kind in {Kind.STUCK, Kind.DONE} or meaning.shade in {Shade.QUESTION, Shade.UNCLEAR}
    ):
        return False
    closing = [
        token.tag
        for clause in tagged(folded(after))
        for token in clause.tokens
        if token.tag is not Tag.FILLER
    ]
    return not _tags(after) & _DOUBT and closing[-1:] != [Tag.NOT]


def _tags(words: str) -> set[Tag]:
    return {tag for clause in tagged(folded(words)) for tag in clause.tags}
