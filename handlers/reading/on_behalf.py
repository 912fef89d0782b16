"""For whom somebody reports, and how they heard it: "theo lời anh Tú, gọi 10:20", "报 王伟 电话", "per Tú, call 10:20"."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from handlers.reading.fold import Folded, folded, is_chinese
from handlers.reading.lexicon.tags import Tag
from handlers.reading.names import Named
from handlers.reading.tagging import tagged

# What can mean nothing else, whoever is named behind it, and what counts only before a known name.
_PLAIN = r"theo loi(?: cua)?|on behalf of|as told by|bao thay cho|bao ho cho"
_BEFORE_A_NAME = r"theo|nghe|bao thay|bao ho|bao gium|thay loi|per|told by|for|from|据|代|替|报"
_MARK = re.compile(
    rf"(?<![a-z0-9])(?:(?P<plain>{_PLAIN})(?![a-z])|(?P<known>(?:{_BEFORE_A_NAME})(?![a-z])))\s*"
)
# These mean something else as well, "theo anh Tú" what he wishes: only with how it was heard do they tell of a report.
_NEEDS_HOW = frozenset({"theo", "nghe", "for", "from", "报"})
_TITLE = re.compile(
    r"(?:ben|phong|bo phan|anh|chi|em|chu|co|bac|ong|ba|thay|a|c|e|mr|mrs|ms|miss|the)\.?\s+|老|小"
)
_MEDIUM = re.compile(
    r"\s*(?:(?:vua|qua|by|via|on the)\s+)?(?:(?:goi dien thoai|goi dien|goi|dien thoai|dien|nhan tin|nhan|zalo|viber|"
    r"messenger|wechat|telegram|bo dam|truc tiep|gap mat|gap|noi|ke|bao|phoned|phone|called|call|text|texted|message|sms|"
    r"in person|radio|said|says|told me)(?![a-z])|刚才|刚刚|打电话来|打电话|来电|电话里|电话|微信|短信|对讲机|当面|口头|"
    r"说的|说|讲|反馈|告知|汇报|报的|报)"
)
# When it was heard; followed by more, it may as well be when the work will be done, and is left to the report.
_WHEN = re.compile(
    r"\s*(?:(?:luc|hoi|at)\s+)?(?:\d{1,2}\s*(?:[:hg]\s*\d{2}|h|g|点半|点\d{1,2}分?|点)|sang nay|chieu nay|hom qua|sang|chieu|"
    r"this morning|just now|今早|今天|昨天|上午|下午)(?![a-z])"
)
_CUSTOMER = re.compile(r"(?:khach|customer|client|客户|顾客|客人)")
_STOP = re.compile(r"[,;()\n]|(?<!\d)[.:]|[.:](?!\d)")
_JOINT = re.compile(r"\s*[,(]\s*")
_LEFT_OVER = " \t\n,，、;；:：()."
_LONGEST_NAME = 40
_GIVEN = 2  # Chinese characters a name may go on with
_ADVERBS = frozenset("刚已也")  # "王伟刚说": he has just said so
_LETTER_BEHIND = re.compile(r" [a-z]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Behalf:
    """``said``: who and how, as it was typed. ``known``: those the name may be, () where it is nobody's. ``rest``: the report.

    ``longer``: the name may go on behind what is known of it, and be somebody else's: 王伟民 is not 王伟.
    """

    said: str
    known: tuple[str, ...]
    rest: str
    longer: bool = False


def read_behalf(words: str, named: Iterable[Named], work: Iterable[str] = ()) -> Behalf | None:
    """For whom these words report. Only where a word for it stands are ``named`` gone through, and ``work``, what no name goes on with."""
    line = folded(words)
    marks = tuple(_MARK.finditer(line.text))
    if not marks:
        return None
    names = [(folded(name).text, one.id) for one in named for name in one.names]
    works = [folded(one).text for one in work]
    read = (_behind(line, mark, names, works) for mark in marks)
    return next((one for one in read if one), None)


def _behind(
    line: Folded, mark: re.Match[str], names: Sequence[tuple[str, str]], work: Sequence[str]
) -> Behalf | None:
    start = mark.end()
    title = _TITLE.match(line.text, start)
    begins = (title.end(), start) if title else (start,)
    known, end = next((one for at in begins if (one := _known(line.text, at, names))[0]), ((), start))
    longer = False
    if known:
        longer, start = _goes_on(line, end, work)
    elif mark["plain"] and not _CUSTOMER.match(line.text, start):
        start = _end_of_unknown(line.text, start)
    else:
        return None
    ends = _end_of_how(line.text, start)
    if mark["known"] in _NEEDS_HOW and ends == start:
        return None
    if ends <= mark.end():
        return None
    begins_at, ends_at = line.span(mark.start(), ends)
    said_from, _ = line.span(mark.end(), ends)
    before, after = line.source[:begins_at].rstrip(_LEFT_OVER), line.source[ends_at:].lstrip(_LEFT_OVER)
    return Behalf(
        said=line.source[said_from:ends_at].strip(_LEFT_OVER),
        known=known,
        rest=" ".join(part for part in (before, after.rstrip(")")) if part),
        longer=longer,
    )


def _known(text: str, start: int, names: Sequence[tuple[str, str]]) -> tuple[tuple[str, ...], int]:
    """Those whose name stands here, and where the longest such name ends."""
    found = [(len(name), one) for name, one in names if name and _stands(text, start, name)]
    longest = max((length for length, _ in found), default=0)
    return tuple(dict.fromkeys(one for length, one in found if length == longest)), start + longest


def _stands(text: str, start: int, name: str) -> bool:
    end = start + len(name)
    whole = not name[-1].isascii() or not text[end : end + 1].isalnum() or not text[end : end + 1].isascii()
    return text.startswith(name, start) and whole


def _goes_on(line: Folded, end: int, work: Sequence[str]) -> tuple[bool, int]:
    """Whether the name that ends here may go on, and up to where it does beyond doubt: the rest is the report."""
    goes_on = _goes_on_in_chinese if is_chinese(line.text[end - 1]) else _goes_on_in_words
    return goes_on(line, end, work)


def _goes_on_in_chinese(line: Folded, end: int, work: Sequence[str]) -> tuple[bool, int]:
    text, at = line.text, end
    if is_chinese(text[at : at + 1]) and not _MEDIUM.match(text, at) and _MEDIUM.match(text, at + 1):
        return text[at] not in _ADVERBS, at + 1
    while is_chinese(text[at : at + 1]) and not _is_something_else(text, at, work):
        at += 1
    return at > end, at if at - end <= _GIVEN else end


def _goes_on_in_words(line: Folded, end: int, work: Sequence[str]) -> tuple[bool, int]:
    """Names are written with capitals; where this one is not, or all is, a word nobody understands may belong to it."""
    text, at = line.text, end
    if line.source.isupper() or not _is_capital(line, text.rfind(" ", 0, end) + 1):
        if not _LETTER_BEHIND.match(text, at) or _is_something_else(text, at + 1, work):
            return False, end
        at = _end_of_word(text, at + 1)
        return True, at if _stops(text, at) or _MEDIUM.match(text, at) else end
    while (
        _LETTER_BEHIND.match(text, at) and _is_capital(line, at + 1) and not _begins_any(text, at + 1, work)
    ):
        if _tag(text, at + 1) not in {Tag.UNKNOWN, Tag.ADDRESS}:
            return True, at  # "chị Vy Mai xong": is she Vy Mai, or will it be done tomorrow?
        at = _end_of_word(text, at + 1)
    return at > end, at


def _is_capital(line: Folded, at: int) -> bool:
    return line.source[line.starts[at]].isupper()


def _end_of_word(text: str, at: int) -> int:
    return next((end for end in range(at, len(text)) if not text[end].isalnum()), len(text))


def _is_something_else(text: str, at: int, work: Sequence[str]) -> bool:
    """How or when it was heard, a stage, or what a report says."""
    heard = _MEDIUM.match(text, at) or _WHEN.match(text, at)
    return bool(heard) or _begins_any(text, at, work) or _tag(text, at) is not Tag.UNKNOWN


def _begins_any(text: str, at: int, words: Sequence[str]) -> bool:
    return any(one and _stands(text, at, one) for one in words)


def _tag(text: str, at: int) -> Tag | None:
    clauses = tagged(folded(text[at:]))
    return clauses[0].tags[0] if clauses else None


def _end_of_unknown(text: str, start: int) -> int:
    """Up to how it was heard, or to the next stop."""
    stop = _STOP.search(text, start)
    end = stop.start() if stop else len(text)
    how = next((at for at in range(start, end) if _begins_word(text, at) and _end_of_how(text, at) > at), end)
    return min(len(text[:how].rstrip()), start + _LONGEST_NAME)


def _begins_word(text: str, at: int) -> bool:
    return at == 0 or not (text[at - 1].isascii() and text[at - 1].isalnum() and text[at].isascii())


def _end_of_how(text: str, start: int) -> int:
    """How and when, one or several behind commas; what is neither is the report again."""
    end = start
    while True:
        joint = _JOINT.match(text, end)
        how = _how(text, joint.end() if joint else end)
        if how is None or (joint and not _stops(text, how)):
            return end  # "…, gọi khách rồi" is a sentence of its own
        end = how


def _how(text: str, start: int) -> int | None:
    """Where what says how, then when, ends."""
    end = start
    while medium := _MEDIUM.match(text, end):
        end = medium.end()
    when = end
    while moment := _WHEN.match(text, when):
        when = moment.end()
    alone = end == start  # "theo lời anh Tú, chiều nay, xong": who knows what is this afternoon
    if when == len(text) or (_stops(text, when) and not alone):
        end = when
    return end if end > start else None


def _stops(text: str, at: int) -> bool:
    rest = text[at:].lstrip(" ")
    return not rest or _STOP.match(text, len(text) - len(rest)) is not None
