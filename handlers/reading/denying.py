"""Finding the days and hours of which a line says that nothing will be done by then."""

from handlers.reading.fold import Folded, Span
from handlers.reading.lexicon.tags import Tag
from handlers.reading.tagging import Clause, Token, tagged

_DENIALS = {Tag.NOT, Tag.NEVER}
_WHEN = {Tag.SOON, Tag.FUTURE, Tag.TODAY, Tag.TIME}
_NOT_YET = ("chua", "chx", "没", "未", "尚未", "还没", "还未", "not yet")
_UNABLE = frozenset(
    (
        "khong the", "ko the", "chua the", "chua chac", "chua chac da", "khong chac", "ko chac", "won't", "wont", "can't",
        "cant", "cannot", "unable", "不能", "不会", "不一定", "完不成", "无法", "没法", "未能",
    )
)  # fmt: skip


def denies_all(line: Folded) -> bool:
    """Whether whatever is said of a time to come is denied: "mai không xong" is no promise for tomorrow."""
    clauses = tagged(line)
    named = sum(token.tag in _WHEN for clause in clauses for token in clause.tokens)
    return named == sum(len(_denied(line, clause)) for clause in clauses)


def denied_times(line: Folded) -> tuple[Span, ...]:
    """The places in the original of times by which nothing will be done."""
    return tuple(
        line.span(token.start, token.end) for clause in tagged(line) for token in _denied(line, clause)
    )


def _denied(line: Folded, clause: Clause) -> list[Token]:
    return [
        token
        for at, token in enumerate(clause.tokens)
        if token.tag in _WHEN and _is_denied(line, clause.tokens[:at], token, clause.tokens[at + 1 :])
    ]


def _is_denied(line: Folded, before: tuple[Token, ...], when: Token, after: tuple[Token, ...]) -> bool:
    """A denial takes back a time said before it; one said after it may be the new one: "chưa xong, mai xong"."""
    if any(token.tag in _DENIALS for token in after):
        return True
    denials = [line.text[token.start : token.end] for token in before if token.tag in _DENIALS]
    if not denials:
        return False
    if when.tag == Tag.SOON or any(denial in _UNABLE for denial in denials):
        return True
    promised = any(token.tag == Tag.DONE for token in after)
    return not promised and (when.tag == Tag.TODAY or not denials[-1].startswith(_NOT_YET))
