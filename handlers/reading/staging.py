"""Finding the stage a report is about, among words that are none."""

import re

from handlers.reading.fold import Folded
from handlers.reading.lexicon.tags import Tag
from handlers.reading.names import (
    NOTHING,
    Found,
    Match,
    NameIndex,
    exact_at,
    match_at,
    whole_word_begins,
)
from handlers.reading.tagging import Token, tagged

_WHEN = {Tag.SOON, Tag.FUTURE, Tag.TODAY, Tag.TIME}
_OVER_TO_STAGE = _WHEN | {
    Tag.DONE, Tag.DID, Tag.SURE, Tag.FILLER, Tag.ADDRESS, Tag.ACK, Tag.NOT, Tag.NEVER, Tag.DOING, Tag.PART, Tag.LINK,
    Tag.STUCK,
}  # fmt: skip
_MAY_BEGIN_NAME = {Tag.UNKNOWN, Tag.THING}
_ENDS_NAME = _WHEN | {Tag.DONE, Tag.DID, Tag.SURE, Tag.PAST, Tag.NOT, Tag.NEVER, Tag.YET, Tag.ASK, Tag.NUMBER}
_STAGE_WORDS = frozenset({"phan", "khau", "buoc", "cong doan", "viec", "phan viec", "stage", "工序", "环节"})
# "in" prints in Vietnamese; before these it is English.
_ENGLISH_IN = re.compile(
    r"in (?:(?:about |around |under |less than |the next |another )?(?:an?|half an?|one|two|three|four|five|six|a few|a couple of|\d+)"
    r"[ -]?(?:more )?(?:hours?|hrs?|days?|minutes?|mins?|weeks?|months?)"
    r"|progress|process|production|transit|stock|time|(?:the )?(?:morning|afternoon|evening|meantime|works|queue))(?![a-z])"
)


def stage_said(line: Folded, index: NameIndex, holds: NameIndex) -> Match:
    """A stage named in full may stand behind "chưa", "đã xong" or "mai"; a beginning or a slip only at the front.

    Most lines begin with the stage's full name: of these no other word has to be understood.
    """
    if line.text[:1].isalnum() and (first := _named_at(line, 0, index)):
        return first
    clauses = tagged(line)
    if not clauses:
        return NOTHING
    tokens = clauses[0].tokens
    for number, token in enumerate(tokens):
        if exact := _named_at(line, word_at(line, token), index):
            return _with_stage_word(exact, line, tokens[:number])
        if not _leads_on(tokens, number):
            break
    if tokens[0].tag in _MAY_BEGIN_NAME and not exact_at(line, word_at(line, tokens[0]), holds):
        return _begun(line, tokens, index)
    return NOTHING


def _named_at(line: Folded, at: int, index: NameIndex) -> Match | None:
    """The stage named in full from that word on."""
    exact = exact_at(line, at, index)
    return None if exact and _ENGLISH_IN.match(line.text, line.words[at].start) else exact


def word_at(line: Folded, token: Token) -> int:
    return next(at for at, word in enumerate(line.words) if word.end > token.start)


def _leads_on(tokens: tuple[Token, ...], number: int) -> bool:
    """Tell "xong gia công", which names its stage, from "xong rồi đóng gói" or "xong mai giao": that comes next."""
    tag = tokens[number].tag
    if tag not in _OVER_TO_STAGE:
        return False
    finished = any(token.tag == Tag.DONE for token in tokens[:number])
    return not (finished and tag in _WHEN | {Tag.SURE, Tag.DID})


def _with_stage_word(match: Match, line: Folded, before: tuple[Token, ...]) -> Match:
    if not before or line.text[before[-1].start : before[-1].end] not in _STAGE_WORDS:
        return match
    start = line.span(before[-1].start, before[-1].end)[0]
    return Match(found=match.found, hits=match.hits, span=(start, match.span[1]))


def _begun(line: Folded, tokens: tuple[Token, ...], index: NameIndex) -> Match:
    """What only begins a stage's name, or nearly is one, is doubted where it may as well be another word.

    "khách" begins "khách ký" and is a customer all the same.
    """
    at = word_at(line, tokens[0])
    ends = next((word_at(line, token) for token in tokens if token.tag in _ENDS_NAME), None)
    match = match_at(line, at, index, until=ends)
    taken = sum(line.span(token.start, token.end)[0] < match.span[1] for token in tokens)
    if tokens[0].tag == Tag.THING and (
        match.found == Found.NEAR or any(token.tag != Tag.UNKNOWN for token in tokens[1:taken]) or taken == 1
    ):
        return NOTHING
    if match.found in {Found.EXACT, Found.NEAR, Found.NONE}:
        return match
    if taken == 1 and tokens[0].end - tokens[0].start == 1:
        return NOTHING  # one Chinese character: 开会 is not 开票
    understood = taken == len(tokens) or tokens[taken].tag not in _MAY_BEGIN_NAME
    whole = tokens[0].tag == Tag.UNKNOWN and whole_word_begins(line.words[at], match.hits, index)
    return match if understood or whole else NOTHING
